"""A scorecard file is read whole or refused with every fault named."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import Invalid, NotFound
from core.scorecard import CommentRule
from core.scorecard_file import read_scorecard, write_scorecard

CARDS = Path(__file__).parents[2] / "data" / "scorecards"
TEL = (CARDS / "kp-tel.yaml").read_text(encoding="utf-8")
NTL = (CARDS / "kp-nontel.yaml").read_text(encoding="utf-8")

Change = Callable[[str], str]


def refused(text: str | bytes) -> list[str]:
    """What the refusal says: its list of faults, or the one sentence when the file cannot be read at all."""
    with pytest.raises(Invalid) as caught:
        read_scorecard(text)
    problems = [problem.english() for problem in caught.value.problems]
    return problems or [caught.value.message.english()]


def swap(old: str, new: str, text: str = TEL) -> str:
    assert old in text
    return text.replace(old, new, 1)


def test_the_telephone_card_loads_with_its_20_criteria_and_4_fatals() -> None:
    card = read_scorecard(TEL)
    assert (card.code, card.version, card.language, card.channels) == ("KP-TEL", "2026.1", "id", ("telepon_masuk",))
    assert [len(section.criteria) for section in card.sections] == [2, 3, 6, 4, 2, 3]
    assert sum(criterion.weight for criterion in card.criteria) == 100
    assert [criterion.code for criterion in card.criteria if criterion.fatal_values] == ["B1", "B2", "C6", "D1"]
    assert [band.min for band in card.bands] == [90, 80, 70, 0]
    assert not card.is_text


def test_the_written_card_loads_and_is_for_texts() -> None:
    card = read_scorecard(NTL)
    assert (card.code, len(card.criteria), card.is_text) == ("KP-NTL", 11, True)
    assert card.criterion("D2").anchors[0].say("en") == "None, or blaming."


@pytest.mark.parametrize("text", [TEL, NTL])
def test_both_cards_carry_the_same_structured_rules(text: str) -> None:
    card = read_scorecard(text)
    assert card.comment_rule == CommentRule(max_percent=25, na=True, fatal=True)
    assert card.tolerance.total_points == 5
    assert card.tolerance.by_scale == {"ya_tidak": 0, "tiga_tingkat": 0, "skala_1_5": 1}
    assert (card.na_code, card.min_applicable_weight) == ("TB", 60)
    assert card.criteria[-1].scale.values


def test_a_criterion_holds_what_the_form_shows() -> None:
    accuracy = read_scorecard(TEL).criterion("D1")
    assert accuracy.scale.values == (5, 4, 3, 2, 1)
    assert [level.percent for level in accuracy.scale.levels] == [100, 75, 50, 25, 0]
    assert accuracy.scale.between_anchors
    assert set(accuracy.anchors) == {1, 3, 5}
    assert (accuracy.weight, accuracy.fatal_values, accuracy.na_allowed) == (14, {1}, True)
    assert accuracy.label.say("id") == "Ketepatan informasi perpajakan"
    assert read_scorecard(TEL).criterion("B2").references == ("Pasal 34 UU KUP", "Pasal 36 UU 27/2022 (PDP)")


def test_a_criterion_the_card_has_not_is_not_found() -> None:
    with pytest.raises(NotFound):
        read_scorecard(TEL).criterion("Z9")


def test_writing_gives_back_the_text_that_was_read() -> None:
    assert write_scorecard(read_scorecard(TEL.encode())) == TEL
    assert write_scorecard(read_scorecard(b"\xef\xbb\xbf" + TEL.encode())) == TEL


def test_the_other_language_may_be_left_out_and_the_own_one_stands_in() -> None:
    card = read_scorecard(swap("{id: Salam pembuka, en: Greeting}", "{id: Salam pembuka}"))
    assert card.criterion("A1").label.say("en") == "Salam pembuka"


def test_a_card_without_structured_comment_rules_gets_the_usual_ones() -> None:
    card = read_scorecard(swap("  comment_required: {max_percent: 25, na: true, fatal: true}\n", ""))
    assert card.comment_rule == CommentRule(max_percent=25, na=True, fatal=True)


A1_FATAL = (
    "type: tiga_tingkat\n        weight: 4\n        fatal: null",
    "type: tiga_tingkat\n        weight: 4\n        fatal: {when: [7], effect: total_zero}",
)
B2_FATAL = "na_allowed: false\n        definition:\n          id: Agen tidak memberitahukan"

FAULTS: list[tuple[Change, str]] = [
    (lambda t: swap("weight: 14", "weight: 13", t), "Card: the weights of all criteria add up to 99."),
    (lambda t: swap("weight: 14", "weight: 0", t), "Criterion D1: weight must be a whole number from 1 to 100."),
    (lambda t: swap("weight: 14", "weight: true", t), "Criterion D1: weight must be a whole number from 1 to 100."),
    (lambda t: swap("weight: 14", 'weight: "14"', t), "Criterion D1: weight must be a whole number from 1 to 100."),
    (lambda t: swap("code: A2", "code: A1", t), "Card: the code A1 is used more than once."),
    (lambda t: swap("  - code: B\n", "  - code: A\n", t), "Card: the code A is used more than once."),
    (lambda t: swap("code: A2", "code: A 2", t), "Criterion A 2: code may have letters, digits"),
    (lambda t: swap("code: A2", "kode: A2", t), "Criterion 2: code is missing."),
    (lambda t: swap("code: A2", "kode: A2", t), "Criterion 2: the key kode is unknown."),
    (lambda t: swap("type: ya_tidak", "type: ya_bukan", t), "Criterion B1: type must be one of: points, ya_tidak,"),
    (lambda t: swap('          "5": {id: "Tidak', '          "4": {id: "Tidak', t), "C1: the anchor for 5 is missing."),
    (lambda t: swap('"1": {id: "Satu', '"6": {id: "Satu', t), "Criterion A1: the anchor 6 is not on its scale."),
    (lambda t: swap('"1": {id: "Satu', '"6": {id: "Satu', t), "Criterion A1: the anchor for 1 is missing."),
    (lambda t: swap("{value: 4, percent: 75,", "{value: 5, percent: 75,", t), "Scale skala_1_5: a value stands there"),
    (lambda t: swap("percent: 75", "percent: 20", t), "Scale skala_1_5: needs two levels or more, with percents that"),
    (lambda t: swap("percent: 100", "percent: 90", t), "Scale ya_tidak: the highest value must be worth 100 percent."),
    (lambda t: swap("percent: 75", "percent: 175", t), "Scale skala_1_5, value 4: percent must be a whole number"),
    (lambda t: swap(*A1_FATAL, t), "Criterion A1: the fatal value 7 is not on its scale."),
    (lambda t: swap("when: [1]", "when: [[1]]", t), "Criterion D1: the fatal value [1] is not on its scale."),
    (lambda t: swap("when: [1]", "when: []", t), "Criterion D1, fatal: when must be a list with at least one entry."),
    (lambda t: swap(B2_FATAL, B2_FATAL.replace("false", "true"), t), "Criterion B2: may be not applicable, so na_rule"),
    (lambda t: swap("na_allowed: true", 'na_allowed: "ya"', t), "Criterion A1: na_allowed must be true or false."),
    (lambda t: swap("    skala_1_5: 1\n", "", t), "Card: tolerance_default says nothing about skala_1_5."),
    (lambda t: swap("    fatal: 0\n", "    fatal: 1\n", t), "Rules, tolerance_default: fatal must be 0."),
    (lambda t: swap("{min: 0, ", "{min: 10, ", t), "Rules: the bands must reach down to 0"),
    (lambda t: swap("{min: 90, ", "{min: 80, ", t), "Rules: the bands must reach down to 0 and each start at its own"),
    (lambda t: swap("{id: Salam pembuka, ", "{", t), "Criterion A1, label: id is missing."),
    (lambda t: swap("{id: Salam pembuka, ", "{id: Yes, ", t), "Criterion A1, label: id must be a text."),
    (lambda t: swap("{id: Salam pembuka, ", '{id: " ", ', t), "Criterion A1, label: id must be a text."),
    (lambda t: swap("{id: Salam pembuka, ", "{id: a, nl: b, ", t), "Criterion A1, label: the key nl is unknown."),
    (lambda t: swap("bands:", "band:", t), "Rules: the key band is unknown."),
    (lambda t: swap("bands:", "band:", t), "Rules: bands is missing."),
    (lambda t: swap("rules:", "aturan:", t), "Card: rules is missing."),
    (lambda t: swap("decimals: 2", "decimals: 1", t), "Rules, total: decimals must be 2."),
    (lambda t: swap("rounding: half_up", "rounding: half_even", t), "Rules, total: rounding must be one of: half_up."),
    (lambda t: swap("na: true, ", "na: 1, ", t), "Rules, comment_required: na must be true or false."),
    (lambda t: swap("schema_version: 1", "schema_version: 2", t), "Card: schema_version must be 1."),
    (lambda t: swap('version: "2026.1"', "version: 2026.1", t), "Card: version must be a text. Put it in quotation"),
    (lambda t: swap("language: id", "language: nl", t), "Card: language must be one of: id, en."),
    (lambda t: swap("[telepon_masuk]", "[merpati_pos]", t), "Card: channels may be: media_sosial,"),
    (
        lambda t: swap("[telepon_masuk]", "[telepon_masuk, surel]", t),
        "Card: is for spoken and written channels at once.",
    ),
    (lambda t: swap("[telepon_masuk]", "[]", t), "Card: channels must be a list with at least one entry."),
    (lambda t: t + "warna: biru\n", "Card: the key warna is unknown."),
]


@pytest.mark.parametrize(("change", "sentence"), FAULTS, ids=[sentence for _, sentence in FAULTS])
def test_a_faulty_card_is_refused_with_the_place_and_the_fault(change: Change, sentence: str) -> None:
    assert any(sentence in problem for problem in refused(change(TEL)))


def test_one_fault_is_told_once_and_brings_no_others_with_it() -> None:
    for change in (
        lambda t: swap("percent: 75", "percent: 20", t),
        lambda t: swap("type: ya_tidak", "type: ya_bukan", t),
        lambda t: swap("rules:\n", "rules:\n  warna: biru\n", t),
        lambda t: swap("weight: 14", "weight: 140", t),
    ):
        assert len(refused(change(TEL))) == 1


def test_all_faults_come_at_once() -> None:
    text = swap("code: A2", "code: A1", swap("weight: 14", "weight: 13", swap("decimals: 2", "decimals: 3")))
    assert len(refused(text)) == 3


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The file holds no keys."),
        ("- just\n- a list\n", "The file holds no keys."),
        ("code: KP\n  version: [", "not valid YAML at line"),
        ("code: \x01", "not valid YAML"),
        ("when: 2026-13-45", "not valid YAML"),
        ("code: !!python/object/apply:os.getcwd []", "not valid YAML at line 1"),
        ("code: A\ncode: B\n", "Line 2: the key code stands there twice."),
        ("a: &a [x, x]\nb: [*a, *a]\n", "The file uses YAML references"),
        ("a: " + "[" * 5000, "The file is nested too deeply."),
        (b"code: \xff\xfe\xfa", "The file is not UTF-8 text."),
        ("# " + "x" * 300_000, "The file is larger than 256 KB."),
        ("? 0x" + "f" * 9000 + "\n: 1\n", "Card: the key ? is unknown."),
    ],
    ids=lambda value: None if not isinstance(value, str) else value[:30],
)
def test_a_text_that_is_no_card_is_refused_in_words(text: str | bytes, sentence: str) -> None:
    assert any(sentence in problem for problem in refused(text))
