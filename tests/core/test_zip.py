"""Which archives are opened, which are refused with which sentence, and that nothing half-done stays on disk."""

import os
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from core.archive_files import Bundle, Limits, open_bundle
from core.errors import Invalid

LIST = b"id_rekaman;nama_berkas\n1;a.wav\n"


def packed(folder: Path, *entries: tuple[str | zipfile.ZipInfo, bytes], deflate: bool = False) -> Path:
    path = folder / "kiriman.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED if deflate else zipfile.ZIP_STORED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return path


def refusal(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(Invalid) as caught:
        open_bundle(path, limits or Limits())
    return str(caught.value)


def test_a_zip_gives_its_list_and_its_files(tmp_path: Path) -> None:
    path = packed(tmp_path, ("kiriman/", b""), ("kiriman/daftar.CSV", LIST), ("kiriman/a.wav", b"A"), ("b.mp3", b"B"))
    bundle = open_bundle(path)
    assert (bundle.manifest, bundle.file_names) == ("daftar.CSV", ("a.wav", "b.mp3"))
    assert bundle.manifest_bytes() == LIST
    unpacked = bundle.extract(tmp_path / "out")
    assert {name: place.read_bytes() for name, place in unpacked.items()} == {"a.wav": b"A", "b.mp3": b"B"}
    assert all(place.parent == tmp_path / "out" for place in unpacked.values())


def test_what_operating_systems_add_is_passed_over(tmp_path: Path) -> None:
    extras = [(name, b"x") for name in ("__MACOSX/._a.wav", "k/.DS_Store", "Thumbs.db", "k/._b.wav", "k/desktop.ini")]
    assert open_bundle(packed(tmp_path, ("k/a.wav", b"A"), *extras)).file_names == ("a.wav",)


def test_a_zip_without_a_list_is_opened_and_says_so_when_asked_for_it(tmp_path: Path) -> None:
    bundle = open_bundle(packed(tmp_path, ("a.wav", b"A")))
    assert bundle.manifest is None
    with pytest.raises(Invalid, match="contains no list"):
        bundle.manifest_bytes()


def test_two_lists_are_refused(tmp_path: Path) -> None:
    path = packed(tmp_path, ("a.csv", LIST), ("k/b.xlsx", b"PK"))
    assert "contains several lists (a.csv, b.xlsx)" in refusal(path)


@pytest.mark.parametrize(
    "name", ["../a.wav", "k/../../a.wav", "/etc/a.wav", "..\\a.wav", "C:\\a.wav", "C:/a.wav", "\\\\server\\a.wav"]
)
def test_names_that_leave_the_import_are_refused(tmp_path: Path, name: str) -> None:
    assert "points outside the ZIP file" in refusal(packed(tmp_path, ("b.wav", b"B"), (name, b"A")))
    assert not (tmp_path.parent / "a.wav").exists()


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_devices_are_refused(tmp_path: Path, kind: int) -> None:
    entry = zipfile.ZipInfo("a.wav")
    entry.create_system, entry.external_attr = 3, (kind | 0o777) << 16
    assert "is a link or a device" in refusal(packed(tmp_path, (entry, b"/etc/passwd")))


def test_a_locked_zip_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path, ("a.wav", b"A"))
    data = bytearray(path.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    assert "locked with a password" in refusal(path)


@pytest.mark.parametrize("name", ["b.zip", "k/b.7Z", "b.tar.gz"])
def test_an_archive_in_the_archive_is_refused(tmp_path: Path, name: str) -> None:
    assert "archive inside the archive" in refusal(packed(tmp_path, (name, b"PK")))


def test_the_same_file_name_twice_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path, ("1/a.wav", b"A"), ("2/A.WAV", b"B"))
    assert "Several files are called a.wav" in refusal(path)


def test_ten_thousand_entries_are_refused(tmp_path: Path) -> None:
    path = packed(tmp_path, *((f"{number}.wav", b"") for number in range(10_000)))
    assert refusal(path) == (
        "The ZIP file kiriman.zip contains more than 1000 entries. Divide it into several imports."
    )


def test_a_directory_that_hides_its_number_of_entries_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path, *((f"{number}.wav", b"") for number in range(1_200)))
    data = bytearray(path.read_bytes())
    place = data.rindex(b"PK\x05\x06")
    data[place + 8 : place + 12] = struct.pack("<HH", 1, 1)
    path.write_bytes(data)
    assert "more than 1000 entries" in refusal(path)


def test_a_directory_in_the_long_form_is_judged_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 5)
    path = packed(tmp_path, *((f"{number}.wav", b"") for number in range(20)))
    assert len(open_bundle(path).file_names) == 20
    assert "more than 10 entries" in refusal(path, Limits(entries=10))


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path, ("a.wav", bytes(2_000_001)))
    assert "The entry a.wav is larger than 2 MB." in refusal(path, Limits(file_bytes=2_000_000))


def test_an_import_over_the_limit_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path, ("a.wav", bytes(900_000)), ("b.wav", bytes(200_000)))
    assert "are larger than 1 MB together" in refusal(path, Limits(import_bytes=1_000_000))


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = packed(tmp_path, ("a.wav", bytes(30_000_000)), deflate=True)
    assert "more than 200 times its size" in refusal(path)


def test_silence_packs_well_and_is_no_bomb(tmp_path: Path) -> None:
    assert open_bundle(packed(tmp_path, ("a.wav", bytes(5_000_000)), deflate=True)).file_names == ("a.wav",)


def test_several_faults_are_told_together(tmp_path: Path) -> None:
    path = packed(tmp_path, ("../a.wav", b"A"), ("b.zip", b"B"))
    with pytest.raises(Invalid) as caught:
        open_bundle(path)
    assert len(caught.value.problems) == 2
    assert str(caught.value).endswith("There are 2 such faults.")


def test_what_is_no_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "kiriman.zip"
    for data in (b"", b"Selamat pagi", os.urandom(3000), b"PK\x05\x06", b"PK\x05\x06" + b"\xff" * 18):
        path.write_bytes(data)
        assert "kiriman.zip" in refusal(path)


def test_a_cut_off_zip_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path, ("a.wav", bytes(5000)), ("daftar.csv", LIST))
    path.write_bytes(path.read_bytes()[:-30])
    assert "is not a ZIP file or is damaged" in refusal(path)


def test_a_directory_that_points_before_the_file_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path, ("a.wav", b"A"))
    data = bytearray(path.read_bytes())
    place = data.rindex(b"PK\x05\x06") + 16
    data[place : place + 4] = struct.pack("<I", 1_000_000)
    path.write_bytes(data)
    assert "is not a ZIP file or is damaged" in refusal(path)


def damaged_inside(folder: Path) -> Bundle:
    path = packed(folder, ("a.wav", b"A" * 500), ("b.wav", b"B" * 500), deflate=False)
    path.write_bytes(path.read_bytes().replace(b"B" * 500, b"C" * 500))
    return open_bundle(path)


def test_a_file_damaged_inside_is_refused_and_nothing_stays(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="is not a ZIP file or is damaged"):
        damaged_inside(tmp_path).extract(tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []


def test_bytes_are_counted_again_while_unpacking(tmp_path: Path) -> None:
    bundle = open_bundle(packed(tmp_path, ("a.wav", bytes(600)), ("b.wav", bytes(600))))
    strict = Bundle(bundle.path, bundle.name, Limits(import_bytes=1_000), None, bundle.members)
    with pytest.raises(Invalid, match="together"):
        strict.extract(tmp_path / "out")
    assert list((tmp_path / "out").iterdir()) == []
