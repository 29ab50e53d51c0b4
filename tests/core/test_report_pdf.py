"""The report on paper, looked at with tools that nobody here wrote: qpdf, pdffonts, pdftotext, pdfinfo."""

import shutil
import subprocess
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core import report_pdf_page
from core.codes import Stage
from core.errors import Invalid
from core.language import Language
from core.report import data_hash, draft_report_of
from core.report_pdf import Approval, report_pdf
from core.report_pdf_fonts import font_files
from core.round_report import LeftOut, RoundReport
from tests.conftest import is_ci
from tests.report_rounds import large_round
from tests.round_at import round_at

ID, EN = Language("id"), Language("en")
JOB = "Kepala Seksi Penjaminan Kualitas Layanan"
APPROVAL = Approval("LAP-3/KLIP.4/2026", date(2026, 2, 9), "Ningsih Wiratama", JOB, "000000000000000001", "")


@pytest.fixture(scope="module")
def two() -> RoundReport:
    office = round_at(Stage.AWAITING_APPROVAL)
    return office.ask(draft_report_of, office.head, office.round_id)


@pytest.fixture(scope="module")
def large() -> RoundReport:
    office = large_round(assessors=4, recordings=4)
    return office.ask(draft_report_of, office.head, office.round_id)


@pytest.fixture(scope="module")
def issued(large: RoundReport) -> bytes:
    return report_pdf(large, ID, APPROVAL)


def asked(tool: str, content: bytes, folder: Path, *options: str) -> str:
    """What a PDF tool says of this file."""
    if not shutil.which(tool):
        missing = f"{tool} is missing: install poppler-utils and qpdf, or run `make test` as root on Debian"
        pytest.fail(missing) if is_ci() else pytest.skip(missing)
    file = folder / "report.pdf"
    file.write_bytes(content)
    place = [str(file), "-"] if tool == "pdftotext" else [str(file)]
    return subprocess.run([tool, *options, *place], capture_output=True, text=True, check=True).stdout


def spoken(content: bytes, folder: Path) -> str:
    return " ".join(asked("pdftotext", content, folder, "-layout").split())


def pages(content: bytes, folder: Path) -> list[str]:
    return asked("pdftotext", content, folder, "-layout").split("\f")[:-1]


def test_the_same_report_is_the_same_file(large: RoundReport, issued: bytes) -> None:
    assert report_pdf(large, ID, APPROVAL) == issued
    assert report_pdf(large, ID, None) == report_pdf(large, ID, None) != issued


def test_the_file_is_sound(issued: bytes, two: RoundReport, tmp_path: Path) -> None:
    for content in (issued, report_pdf(two, EN, None)):
        assert "No syntax or stream encoding errors found" in asked("qpdf", content, tmp_path, "--check")


def test_every_font_is_embedded_and_its_text_can_be_read_out(issued: bytes, tmp_path: Path) -> None:
    fonts = [line.split() for line in asked("pdffonts", issued, tmp_path).splitlines()[2:]]
    assert fonts and all(line[-5:-2] == ["yes", "yes", "yes"] for line in fonts)


def test_nothing_in_it_is_a_picture(issued: bytes, tmp_path: Path) -> None:
    assert len(asked("pdfimages", issued, tmp_path, "-list").splitlines()) == 2


def test_the_form_is_that_of_an_official_report(issued: bytes, tmp_path: Path) -> None:
    text = spoken(issued, tmp_path)
    order = ["KANTOR LAYANAN INFORMASI DAN PENGADUAN", "LAPORAN", "PERIODE FEBRUARI 2026", "NOMOR LAP-3/KLIP.4/2026"]
    order += ["A. Pendahuluan", "A.4 Dasar", "B. Kegiatan yang Dilaksanakan", "B.2 Peserta", "B.3 Daftar Rekaman"]
    order += ["C. Hasil yang Dicapai", "C.2 Sebaran Nilai", "C.3 Simpangan Penilai", "C.4 Tingkat Kesesuaian"]
    order += ["C.6 Hasil Pembahasan Bersama", "D. Simpulan dan Saran", "E. Penutup", "Jakarta, 9 Februari 2026"]
    order += ["Disetujui secara elektronik dalam aplikasi", "Ningsih Wiratama", "NIP 000000000000000001", "LAMPIRAN"]
    assert [text.find(words) for words in order] == sorted(text.find(words) for words in order)
    assert text.find(order[0]) >= 0 and "Kepala Seksi Penjaminan Kualitas" in text.partition("9 Februari 2026")[2]


def test_every_page_says_which_of_how_many_it_is_and_of_which_data(
    large: RoundReport, issued: bytes, tmp_path: Path
) -> None:
    found = pages(issued, tmp_path)
    digest = data_hash(large)
    for number, page in enumerate(found, start=1):
        assert f"Halaman {number} dari {len(found)}" in page
        assert f"Sidik data {digest[:4]} {digest[4:8]}" in page


def test_a_draft_is_marked_on_every_page_has_no_number_and_claims_no_approval(
    large: RoundReport, issued: bytes, tmp_path: Path
) -> None:
    draft = pages(report_pdf(large, ID, None), tmp_path)
    assert all("KONSEP" in page for page in draft)
    whole = " ".join(draft)
    assert "LAP-" not in whole and "Disetujui" not in whole and "belum bernomor" in whole
    assert "KONSEP" not in spoken(issued, tmp_path)


def test_a_substitute_is_named_as_one(two: RoundReport, tmp_path: Path) -> None:
    acting = replace(APPROVAL, name="Bramantyo Sasongko", acting_as="Plh.")
    text = spoken(report_pdf(two, ID, acting), tmp_path)
    assert "Plh. Kepala Seksi Penjaminan Kualitas" in text and "Bramantyo Sasongko" in text


def test_the_english_report_says_that_it_is_an_unsigned_translation(two: RoundReport, tmp_path: Path) -> None:
    text = spoken(report_pdf(two, EN, APPROVAL), tmp_path)
    assert "Unsigned translation. The Indonesian report prevails." in text
    assert "Approved electronically" not in text
    assert "2 February 2026" in text and "A.1 General" in text


def test_numbers_are_written_the_indonesian_way(two: RoundReport, tmp_path: Path) -> None:
    text = spoken(report_pdf(two, ID, APPROVAL), tmp_path)
    assert "84,75" in text and "84.75" not in text
    assert "08.00 – 10.00 WIB" in text


def test_every_first_score_and_comment_stands_in_the_attachment(
    large: RoundReport, issued: bytes, tmp_path: Path
) -> None:
    text = spoken(issued, tmp_path).partition("LAMPIRAN")[2]
    for sheet in large.sheets:
        assert ID.number(sheet.first.shown, 2) in text
    for cell in large.cells:
        for first in cell.first:
            assert " ".join(first.note.comment.split()[:4]) in text


def test_no_agent_is_named_only_aliased(large: RoundReport, issued: bytes, tmp_path: Path) -> None:
    text = spoken(issued, tmp_path)
    assert "Galih Prakoso" not in text and large.recordings[0].agent_alias in text


def test_nobody_is_called_strict_and_few_recordings_allow_no_verdict(issued: bytes, tmp_path: Path) -> None:
    text = spoken(issued, tmp_path)
    assert "belum menunjukkan kecenderungan seseorang; untuk itu diperlukan 20 rekaman" in text
    assert "belum memungkinkan kesimpulan mengenai tingkat kesesuaian" in text
    assert "4 rekaman)" in text


def test_of_two_assessors_the_difference_is_drawn_and_no_deviation_from_their_own_agreement(
    two: RoundReport, tmp_path: Path
) -> None:
    text = spoken(report_pdf(two, ID, APPROVAL), tmp_path)
    assert "selisih antara kedua penilai" in text and "terhadap nilai kesepakatan" not in text


def test_under_three_recordings_there_is_no_index(large: RoundReport, tmp_path: Path) -> None:
    few = replace(large, figures=replace(large.figures, recordings=2, shows_index=False))
    text = spoken(report_pdf(few, ID, APPROVAL), tmp_path)
    assert "Dua penilai sepakat atas" not in text and "Poin yang berbeda" not in text
    assert "Kurang dari tiga rekaman" in text


def test_a_recording_that_was_left_out_is_told_with_its_reason(two: RoundReport, tmp_path: Path) -> None:
    told = replace(two, left_out=(LeftOut(5, "replaced", "Rekaman terpotong."),))
    assert "R5: Diganti. Rekaman terpotong." in spoken(report_pdf(told, ID, None), tmp_path)


def test_a_comment_longer_than_a_page_runs_over_it_and_nothing_is_lost(large: RoundReport, tmp_path: Path) -> None:
    words = [f"kata{n}" for n in range(1500)]
    place = next(n for n, cell in enumerate(large.cells) if cell.state and cell.differs)
    cell = replace(large.cells[place], reason=" ".join(words))
    told = replace(large, cells=(*large.cells[:place], cell, *large.cells[place + 1 :]))
    text = asked("pdftotext", report_pdf(told, ID, None), tmp_path)
    assert not [word for word in words if word not in text]


def test_with_more_than_twelve_assessors_the_attachment_lies(large: RoundReport, tmp_path: Path) -> None:
    crowd = widened(large, 30)
    content = report_pdf(crowd, ID, APPROVAL)
    sizes = [
        line
        for line in asked("pdfinfo", content, tmp_path, "-l", "-1").splitlines()
        if line.startswith("Page ") and "size" in line
    ]
    assert "595.28 x 841.89" in sizes[0] and "841.89 x 595.28" in sizes[-1]
    assert "No syntax" in asked("qpdf", content, tmp_path, "--check")


def test_a_usual_report_is_made_in_well_under_two_seconds(large: RoundReport) -> None:
    def once() -> float:
        start = time.process_time()
        report_pdf(large, ID, APPROVAL)
        return time.process_time() - start

    assert min(once() for _ in range(3)) < 2


def test_without_any_font_the_packaged_one_writes_the_same_words(
    two: RoundReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_pdf_page, "font_files", lambda: font_files(str(tmp_path)))
    content = report_pdf(two, ID, APPROVAL)
    fonts = asked("pdffonts", content, tmp_path)
    assert "FiraGO" in fonts and "Liberation" not in fonts
    assert "▲2,0" in spoken(content, tmp_path)


def test_a_missing_font_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="Liberation Sans is missing"):
        font_files(str(tmp_path), "no_such_fonts")


def widened(report: RoundReport, count: int) -> RoundReport:
    """The same round as if so many had scored it: the assessors of the fixture over and over."""
    numbers = range(1, count + 1)
    like = {n: (n - 1) % len(report.assessors) + 1 for n in numbers}
    people = {a.number: a for a in report.assessors}
    sheets = {(s.recording, s.assessor): s for s in report.sheets}
    return replace(
        report,
        assessors=tuple(replace(people[like[n]], number=n, name=f"{people[like[n]].name} {n}") for n in numbers),
        sheets=tuple(
            replace(sheets[recording.number, like[n]], assessor=n) for recording in report.recordings for n in numbers
        ),
        cells=tuple(
            replace(cell, first=tuple(replace(cell.first[like[n] - 1], assessor=n) for n in numbers), after=())
            for cell in report.cells
        ),
    )
