"""Files become samples: kept once under their hash, playable, all or none."""

from pathlib import Path
from uuid import uuid4
from zipfile import ZipFile

import pytest

from core.archive_files import Limits
from core.errors import Invalid
from core.intake import Parcel, forgotten_files, keep_sound, keep_text, parcel_from_zip, rows_in, samples_from, text_in
from core.manifest_fields import guess_mapping
from core.sounds_place import sounds
from tests.round_at import new_office, put_sound, sounds_there

DEMO = Path(__file__).parents[2] / "data" / "demo"
ROUND = uuid4()
pytestmark = pytest.mark.usefixtures("each_place")


def zip_of_demo(folder: Path, *, without: str = "") -> Path:
    place = folder / "kiriman.zip"
    with ZipFile(place, "w") as archive:
        archive.write(DEMO / "manifest.csv", "daftar.csv")
        for sound in DEMO.iterdir():
            if sound.suffix in (".wav", ".mp3", ".ogg", ".flac") and sound.name != without:
                archive.write(sound, f"rekaman/{sound.name}")
    return place


def parcel_of_demo(folder: Path, **kw: str) -> Parcel:
    return parcel_from_zip(zip_of_demo(folder, **kw), "kiriman.zip", Limits(), folder / "unpacked")


def test_a_sound_is_kept_under_its_hash_and_made_playable() -> None:
    gsm = next(
        path for path in sorted(DEMO.glob("*.wav")) if keep_sound(ROUND, path, path.name).codec.startswith("GSM")
    )
    kept = keep_sound(ROUND, gsm, gsm.name)
    assert kept.sha256 in kept.original_path
    assert kept.playable_path != kept.original_path
    assert sounds().look(kept.playable_path).size > gsm.stat().st_size
    assert b"".join(sounds().read(kept.original_path)) == gsm.read_bytes()
    assert kept.file_name == gsm.name


def test_an_unplayable_file_leaves_nothing_behind(tmp_path: Path) -> None:
    fake = tmp_path / "palsu.wav"
    fake.write_text("ini bukan suara")
    with pytest.raises(Invalid):
        keep_sound(ROUND, fake, "palsu.wav")
    assert not sounds_there()


def test_a_zip_with_its_list_becomes_samples_with_progress(tmp_path: Path) -> None:
    parcel, seen = parcel_of_demo(tmp_path), []
    mapping = guess_mapping(parcel.table.headers)
    samples = samples_from(ROUND, parcel, mapping, "Asia/Jakarta", False, seen.append)
    assert len(samples) == len(parcel.files)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    assert all(sample.form.choosing_reason for sample in samples)


def test_one_missing_file_refuses_the_whole_import(tmp_path: Path) -> None:
    missing = next(path.name for path in DEMO.glob("*.mp3"))
    parcel = parcel_of_demo(tmp_path, without=missing)
    mapping = guess_mapping(parcel.table.headers)
    _, problems = rows_in(parcel, mapping, "Asia/Jakarta")
    assert [missing in problem.english() for problem in problems] == [True]
    with pytest.raises(Invalid):
        samples_from(ROUND, parcel, mapping, "Asia/Jakarta", False, lambda _: None)


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_file_is_read_however_windows_saved_it(coding: str) -> None:
    assert text_in("obrolan.txt", "Agen: “Selamat pagi” – ya".encode(coding)) == "Agen: “Selamat pagi” – ya"


def test_an_empty_text_is_refused() -> None:
    with pytest.raises(Invalid):
        keep_text("obrolan.txt", "  \n")


def test_files_that_no_recording_names_are_found() -> None:
    kept = keep_sound(ROUND, next(DEMO.glob("*.mp3")), "a.mp3")
    put_sound("milik-orang-lain/a.mp3", b"sound")
    assert [lying.name for lying in forgotten_files(new_office().store)] == [kept.original_path]
