"""The demo's recordings, texts, people and phrases are real, small, consistent and name nobody."""

import csv
import re
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf
import yaml

from data.demo.speak import COLUMNS

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "data" / "demo"
AUDIO_ENDINGS = {".wav", ".flac", ".ogg", ".mp3"}


def loaded(name: str) -> Any:
    return yaml.safe_load((DEMO / name).read_text(encoding="utf-8"))


def criteria_of(card_file: str) -> tuple[dict[str, Any], dict[str, set[object]]]:
    """The card's criteria by code, and the values each of them may take."""
    card = yaml.safe_load((ROOT / "data" / "scorecards" / card_file).read_text(encoding="utf-8"))
    criteria = {criterion["code"]: criterion for section in card["sections"] for criterion in section["criteria"]}
    scales = {name: {step["value"] for step in scale["values"]} for name, scale in card["scales"].items()}
    values = {
        code: scales[criterion["type"]] | ({"TB"} if criterion["na_allowed"] else set())
        for code, criterion in criteria.items()
    }
    return criteria, values


DIALOGUES: list[dict[str, Any]] = loaded("dialogues.yaml")
TEXTS: list[dict[str, Any]] = loaded("texts.yaml")
PEOPLE: list[dict[str, Any]] = loaded("people.yaml")
COMMENTS: dict[str, Any] = loaded("comments.yaml")
CARDS = {"KP-TEL": "kp-tel.yaml", "KP-NTL": "kp-nontel.yaml"}
each_dialogue = pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue["file"])


def manifest() -> list[dict[str, str]]:
    with (DEMO / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def sound(dialogue: dict[str, Any]) -> Any:
    samples, _ = sf.read(DEMO / dialogue["file"], always_2d=True)
    return samples


def longest_silence(samples: Any, rate: int) -> float:
    """Seconds of the longest stretch in which no tenth of a second is louder than line noise."""
    block = rate // 10
    loud = [bool(np.abs(samples[at : at + block]).max() > 0.05) for at in range(0, len(samples), block)]
    return max((sum(1 for _ in run) / 10 for is_loud, run in groupby(loud) if not is_loud), default=0.0)


def test_the_manifest_says_what_the_dialogues_say_and_is_plain() -> None:
    raw = (DEMO / "manifest.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b";" not in raw
    rows = manifest()
    assert list(rows[0]) == list(COLUMNS)
    for row, dialogue in zip(rows, DIALOGUES, strict=True):
        told = {header: str(dialogue[key]) for header, key in COLUMNS.items() if key != "seconds"}
        assert {header: row[header] for header in told} == told


def test_every_audio_file_is_listed_once_and_ids_are_unique_text_of_digits() -> None:
    ids = [sample["id"] for sample in DIALOGUES + TEXTS]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"\d{1,30}", one) for one in ids)
    listed = sorted(row["nama_berkas"] for row in manifest())
    assert listed == sorted(path.name for path in DEMO.iterdir() if path.suffix in AUDIO_ENDINGS)


@each_dialogue
def test_a_file_holds_the_codec_and_the_length_it_is_said_to_hold(dialogue: dict[str, Any]) -> None:
    info = sf.info(DEMO / dialogue["file"])
    assert (info.samplerate, info.channels) == (8000, dialogue["channels"])
    assert dialogue["codec"] == ("FLAC" if info.format == "FLAC" else info.subtype)
    row = next(row for row in manifest() if row["nama_berkas"] == dialogue["file"])
    assert abs(int(row["durasi_detik"]) - info.duration) <= 1
    assert 20 <= info.duration <= 75


@each_dialogue
def test_both_sides_are_heard_and_nothing_is_clipped(dialogue: dict[str, Any]) -> None:
    for side in sound(dialogue).T:
        assert 0.3 < np.abs(side).max() < 0.95
        assert np.mean(np.abs(side) > 0.05) > 0.03


@each_dialogue
def test_holds_are_silent_and_interruptions_overlap(dialogue: dict[str, Any]) -> None:
    samples = sound(dialogue)
    holds = [what for who, what in dialogue["turns"] if who == "hold"]
    if holds:
        assert longest_silence(samples, 8000) >= max(holds)
    else:
        assert longest_silence(samples, 8000) < 2
    if any(who == "interrupt" for who, _ in dialogue["turns"]):
        tenths = np.abs(samples[: len(samples) // 800 * 800]).reshape(-1, 800, 2).max(axis=1) > 0.05
        assert tenths.all(axis=1).sum() >= 8


def test_the_audio_stays_small_and_covers_the_codecs_of_the_trade() -> None:
    sizes = [(DEMO / dialogue["file"]).stat().st_size for dialogue in DIALOGUES]
    assert max(sizes) <= 700_000
    assert sum(sizes) <= 5_000_000
    codecs = {dialogue["codec"] for dialogue in DIALOGUES}
    assert codecs == {"PCM_16", "ALAW", "ULAW", "GSM610", "FLAC", "VORBIS", "MPEG_LAYER_III"}


def test_the_dialogues_are_short_and_of_all_three_kinds() -> None:
    assert len(DIALOGUES) >= 10
    assert {dialogue["kind"] for dialogue in DIALOGUES} == {"faulty", "exemplary", "ambiguous"}
    for dialogue in DIALOGUES:
        spoken = [who for who, _ in dialogue["turns"] if who in ("agent", "caller")]
        assert 6 <= len(spoken) <= 14, dialogue["file"]


def test_the_written_samples_are_two_chats_and_two_mails_in_order_of_time() -> None:
    assert sorted(text["channel"] for text in TEXTS) == ["obrolan_langsung"] * 2 + ["surel"] * 2
    for text in TEXTS:
        times = [at for _, at, _ in text["messages"]]
        assert times == sorted(times)
        assert times[0] == text["start"]
        assert ("subject" in text) == (text["channel"] == "surel")


@pytest.mark.parametrize(("samples", "card"), [(DIALOGUES, "kp-tel.yaml"), (TEXTS, "kp-nontel.yaml")])
def test_planted_faults_use_codes_and_values_of_the_card(samples: list[dict[str, Any]], card: str) -> None:
    _, values = criteria_of(card)
    for sample in samples:
        assert set(sample["disputed"]) <= set(values), sample["id"]
        for code, (value, why) in sample["planted"].items():
            assert value in values[code], (sample["id"], code)
            assert why.endswith((".", ".”"))


@pytest.mark.parametrize("card", CARDS)
def test_comments_cover_every_criterion_of_the_card(card: str) -> None:
    criteria, _ = criteria_of(CARDS[card])
    assert set(COMMENTS[card]) == set(criteria)
    for code, said in COMMENTS[card].items():
        assert 2 <= len(said["comments"]) <= 3, code
        assert 1 <= len(said["interpretations"]) <= 2, code
        assert all(re.match(r"Bila .+, nilai .+\.$", sentence) for sentence in said["interpretations"]), code
        assert said["reason"].endswith("."), code
        assert ("na" in said) == criteria[code]["na_allowed"], code


def test_the_demo_has_every_role_it_needs() -> None:
    count = {role: sum(role in person["roles"] for person in PEOPLE) for role in ("head", "supervisor", "assessor")}
    assert count == {"head": 2, "supervisor": 2, "assessor": 4}
    assert sum(person.get("substitute", False) for person in PEOPLE) == 1
    assert {role for person in PEOPLE for role in person["roles"]} == {*count, "administrator", "projector"}
    assert len({person["username"] for person in PEOPLE}) == len(PEOPLE) == 10


def test_staff_numbers_are_visibly_invented() -> None:
    for person in PEOPLE:
        assert re.fullmatch(r"0{16}\d\d", person["nip"])
        assert re.fullmatch(r"0{7}\d\d", person["short_nip"])
    by_agent = {(sample["agent_nip"], sample["agent"]) for sample in DIALOGUES + TEXTS}
    assert len({nip for nip, _ in by_agent}) == len(by_agent)
    assert all(re.fullmatch(r"(000|999)000\d{3}", nip) for nip, _ in by_agent)


def free_texts() -> list[str]:
    """Everything in the demo that is prose: turns, messages, reasons, comments."""
    prose = [str(what) for dialogue in DIALOGUES for _, what in dialogue["turns"]]
    prose += [message for text in TEXTS for _, _, message in text["messages"]]
    prose += [sample["reason"] for sample in DIALOGUES + TEXTS]
    return [*prose, (DEMO / "comments.yaml").read_text(encoding="utf-8")]


def test_no_personal_number_or_address_looks_real() -> None:
    for prose in free_texts():
        for number in re.findall(r"(?:\d[ .-]?){9,}", prose):
            assert not number.strip("0 .-"), number
        assert all(address.endswith(".invalid") for address in re.findall(r"\S+@\S+", prose))
        assert all(".invalid" in link for link in re.findall(r"https?://\S+", prose))
        spoken = re.findall(r"(?:\b(?:satu|dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|nol)\b ?){5,}", prose)
        assert all(set(words.split()) == {"nol"} for words in spoken), spoken
