"""What the list beside the recordings may look like, and what the person is told of every fault in it."""

from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO

import pytest
from openpyxl import Workbook

from core.errors import Invalid
from core.manifest import ManifestRow, duration_problem, file_key, match_files, read_rows
from core.manifest_fields import FIELDS, guess_mapping
from core.manifest_table import Table, read_table
from core.model import RecordingForm

HEADERS = [field.header for field in FIELDS]
GOOD = {
    "id_rekaman": "202611240000000000000000000017",
    "nama_berkas": "panggilan-17.wav",
    "nip_pendek_agen": "060012345",
    "nama_agen": "Agen Contoh",
    "kanal": "Telepon",
    "waktu_mulai": "24/11/2026 14.05.33",
    "zona": "WIB",
    "durasi_detik": "185,5",
    "antrean_skill": "PPh",
    "topik": "SPT Tahunan",
    "subtopik": "Lapor",
    "id_layanan_crm": "CRM-1",
    "jenis_wp": "Orang pribadi",
    "keterangan_pemilihan": "Penelepon dua kali mengulang pertanyaan",
}
START = datetime(2026, 11, 24, 7, 5, 33, tzinfo=UTC)


def csv_text(*changes: dict[str, str], separator: str = ";") -> str:
    rows = [GOOD | change for change in changes or ({},)]
    return "\r\n".join(separator.join(line) for line in [HEADERS, *([row[h] for h in HEADERS] for row in rows)])


def xlsx(*rows: list[object]) -> bytes:
    book, file = Workbook(), BytesIO()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    book.save(file)
    return file.getvalue()


def read(data: str | bytes, name: str = "daftar.csv") -> tuple[list[ManifestRow], list[str]]:
    table = read_table(name, data.encode() if isinstance(data, str) else data)
    rows, faults = read_rows(table, guess_mapping(table.headers), "Asia/Jakarta")
    return rows, [fault.english() for fault in faults]


def fault_of(**change: str) -> str:
    rows, faults = read(csv_text(change))
    assert rows == []
    assert len(faults) == 1, faults
    return faults[0]


def refusal(data: bytes, name: str = "daftar.csv") -> str:
    with pytest.raises(Invalid) as caught:
        read_table(name, data)
    return str(caught.value)


@pytest.mark.parametrize("separator", [";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_list_is_read_whatever_divides_it_and_however_it_is_coded(separator: str, encoding: str) -> None:
    text = csv_text({"nama_agen": "Agén Çontoh"}, separator=separator)
    (row,), faults = read(text.encode(encoding))
    assert faults == []
    assert (row.number, row.file_name, row.seconds) == (2, "panggilan-17.wav", 185.5)
    assert row.form == RecordingForm(
        external_id=GOOD["id_rekaman"],
        choosing_reason=GOOD["keterangan_pemilihan"],
        channel="Telepon",
        happened=START,
        zone="Asia/Jakarta",
        queue_skill="PPh",
        topic="SPT Tahunan",
        subtopic="Lapor",
        crm_id="CRM-1",
        taxpayer_kind="Orang pribadi",
        agent_number="060012345",
        agent_name="Agén Çontoh",
    )


def test_commas_may_divide_when_a_decimal_comma_stands_between_quote_marks() -> None:
    (row,), faults = read(csv_text({"durasi_detik": '"185,5"'}, separator=","))
    assert (row.seconds, faults) == (185.5, [])
    rows, faults = read(csv_text(separator=","))
    assert rows == []
    assert faults[0].startswith("Row 2 has more cells than the heading row.")


def test_excels_own_first_line_and_blank_lines_are_passed_over_and_rows_keep_their_numbers() -> None:
    rows, faults = read("sep=;\r\n" + csv_text().replace("\r\n", "\r\n;;;\r\n\r\n"))
    assert ([row.number for row in rows], faults) == ([5], [])


def test_excel_cells_keep_their_type() -> None:
    values = list(GOOD.values())
    values[5], values[7] = datetime(2026, 11, 24, 14, 5, 33), 185.5
    rows, faults = read(xlsx(HEADERS, values, [None], values), "daftar.xlsx")
    assert [row.form.happened for row in rows] == [START, START]
    assert [row.number for row in rows] == [2, 4]
    assert len(faults) == 1 and "stands in several rows (2, 4)" in faults[0]


@pytest.mark.parametrize(
    ("cell", "seconds"), [(185, 185.0), (time(0, 3, 5), 185.0), (timedelta(minutes=3, seconds=5), 185.0)]
)
def test_a_length_may_be_an_excel_number_or_an_excel_time(cell: object, seconds: float) -> None:
    row = [cell if header == "durasi_detik" else GOOD[header] for header in HEADERS]
    assert read(xlsx(HEADERS, row))[0][0].seconds == seconds


@pytest.mark.parametrize("cell", [2.02611240000001e29, 202611240000000017, 20261124000000001.0])
def test_an_excel_number_longer_than_fifteen_digits_is_no_id(cell: float) -> None:
    rows, faults = read(xlsx(HEADERS, [cell, *list(GOOD.values())[1:]]))
    assert rows == []
    assert "was stored as a number" in faults[0] and "Format the column as text" in faults[0]


def test_a_short_excel_number_is_an_id() -> None:
    rows, faults = read(xlsx(HEADERS, [123456.0, *list(GOOD.values())[1:]]))
    assert (rows[0].form.external_id, faults) == ("123456", [])


@pytest.mark.parametrize("cell", [date(2026, 11, 24), True, 1.5, "#N/A"])
def test_an_id_that_excel_turned_into_something_else_is_refused(cell: object) -> None:
    rows, faults = read(xlsx(HEADERS, [cell, *list(GOOD.values())[1:]]))
    assert rows == []
    assert len(faults) == 1


def test_headings_of_other_sites_are_guessed() -> None:
    guessed = guess_mapping(["No", "CALL ID", "File Name", "NIP Pendek", "Alasan Pemilihan", "Start Time", "Durasi"])
    assert guessed == {
        "external_id": "CALL ID",
        "file_name": "File Name",
        "agent_number": "NIP Pendek",
        "choosing_reason": "Alasan Pemilihan",
        "happened": "Start Time",
        "seconds": "Durasi",
    }
    assert guess_mapping(HEADERS) == {field.name: field.header for field in FIELDS}
    assert set(guess_mapping(["Agen", "nama_agen"])) == {"agent_name"}


def test_a_column_not_chosen_or_not_there_is_named() -> None:
    table = read_table("daftar.csv", b"a;b\n1;2")
    rows, faults = read_rows(table, {"external_id": "a", "file_name": "z", "topic": ""}, "Asia/Jakarta")
    assert rows == []
    assert [fault.english() for fault in faults] == [
        "The list has no column z for “File name”. Choose another.",
        "No column is chosen for “Reason for choosing it”. Choose one.",
    ]


@pytest.mark.parametrize("value", ["2.02E+29", "2,02E+29", "2.02611E+29", "2e29"])
def test_an_id_written_as_a_power_of_ten_is_refused_with_the_way_out(value: str) -> None:
    fault = fault_of(id_rekaman=value)
    assert fault.startswith(f"Row 2, column id_rekaman: the id was stored as a number ({value}) and has lost digits.")
    assert "Format the column as text" in fault


@pytest.mark.parametrize("value", ['="00123"', '"=""00123"""', "'00123"])
def test_ids_forced_to_text_keep_their_zeros(value: str) -> None:
    rows, _ = read(csv_text({"id_rekaman": value}))
    assert rows[0].form.external_id == "00123"


@pytest.mark.parametrize("value", ["a b", "../x", "id<script>", "1" * 65])
def test_an_id_holds_plain_signs_only(value: str) -> None:
    assert "the id" in fault_of(id_rekaman=value)


def test_a_staff_number_that_lost_its_zeros_is_refused_never_completed() -> None:
    fault = fault_of(nip_pendek_agen="60012345")
    assert "has 8 digits instead of 9; leading zeros were probably lost" in fault
    rows, faults = read(xlsx(HEADERS, [60012345 if h == "nip_pendek_agen" else GOOD[h] for h in HEADERS]))
    assert rows == [] and "leading zeros" in faults[0]


@pytest.mark.parametrize("value", ["196809261993101001", "06001234A", "1234"])
def test_a_staff_number_has_nine_digits(value: str) -> None:
    assert "must have exactly 9 digits" in fault_of(nip_pendek_agen=value)


def test_what_is_optional_may_be_empty() -> None:
    optional = {field.header: "" for field in FIELDS if not field.required}
    (row,), faults = read(csv_text(optional))
    assert faults == []
    assert (row.seconds, row.form.happened, row.form.zone) == (None, None, "Asia/Jakarta")


@pytest.mark.parametrize("header", ["id_rekaman", "nama_berkas", "keterangan_pemilihan"])
def test_what_is_required_is_asked_for(header: str) -> None:
    assert fault_of(**{header: "  "}).startswith("Row 2: “")


def test_every_fault_of_every_row_is_told_at_once() -> None:
    rows, faults = read(
        csv_text(
            {"id_rekaman": "1", "durasi_detik": "lama", "zona": "Mars"},
            {"id_rekaman": "2"},
            {"id_rekaman": "2E+10", "nip_pendek_agen": "1234567"},
        )
    )
    assert [row.number for row in rows] == [3]
    assert [fault[:6] for fault in faults] == ["Row 2,", "Row 2,", "Row 4,", "Row 4,"]


def test_an_id_stands_in_the_list_once_also_when_its_row_has_another_fault() -> None:
    _, faults = read(csv_text({}, {"durasi_detik": "x"}))
    assert faults[-1].startswith(f"The id {GOOD['id_rekaman']} stands in several rows (2, 3).")


@pytest.mark.parametrize(
    "written",
    [
        "24/11/2026 14.05.33",
        "24/11/2026 14:05:33",
        "24-11-2026 14.05.33",
        "24.11.2026 14.05.33",
        "2026-11-24 14:05:33",
        "2026-11-24T14:05:33",
        "2026-11-24T07:05:33Z",
        "2026-11-24T16:05:33+09:00",
        "2026-11-24 14:05:33.250",
    ],
)
def test_days_and_times_are_read_as_written_here(written: str) -> None:
    assert read(csv_text({"waktu_mulai": written}))[0][0].form.happened == START


@pytest.mark.parametrize(
    ("zone", "hour", "name"),
    [
        ("WIT", 5, "Asia/Jayapura"),
        ("wita", 6, "Asia/Makassar"),
        ("Asia/Makassar", 6, "Asia/Makassar"),
        ("GMT+7", 7, "Asia/Jakarta"),
        ("UTC+07:00", 7, "Asia/Jakarta"),
        ("", 7, "Asia/Jakarta"),
    ],
)
def test_the_row_s_zone_counts_else_the_office_s(zone: str, hour: int, name: str) -> None:
    (row,), _ = read(csv_text({"zona": zone}))
    assert row.form.happened == START.replace(hour=hour)
    assert row.form.zone == name


@pytest.mark.parametrize("zone", ["Mars", "../../etc/passwd", "Asia", "XYZ+99"])
def test_an_unknown_zone_is_refused(zone: str) -> None:
    assert "is unknown. Write WIB, WITA or WIT." in fault_of(zona=zone)


@pytest.mark.parametrize(
    "written",
    ["11/24/2026 14.05", "31/02/2026 10.00", "24/11/26 10.00", "14.05.33", "45985,58", "kemarin", "01/01/0001 00.00"],
)
def test_a_start_that_cannot_be_read_is_refused_with_an_example(written: str) -> None:
    assert "24/11/2026 14.05.33" in fault_of(waktu_mulai=written)


def test_a_start_needs_its_time_of_day() -> None:
    assert "has no time of day" in fault_of(waktu_mulai="24/11/2026")


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("185", 185), ("185,5", 185.5), ("185.5", 185.5), ("00:03:05", 185), ("00.03.05", 185), ("3:05", 185), ("", None)],
)
def test_lengths_are_seconds_or_hours_minutes_seconds(written: str, seconds: float | None) -> None:
    assert read(csv_text({"durasi_detik": written}))[0][0].seconds == seconds


@pytest.mark.parametrize("written", ["1.085", "185,500", "1.085,5", "3.05", "0", "-3", "99999999", "lama", "00:03:75"])
def test_a_length_with_two_meanings_or_none_is_refused(written: str) -> None:
    assert fault_of(durasi_detik=written).startswith("Row 2, column durasi_detik: ")


@pytest.mark.parametrize("name", ["../rahasia.wav", "a/../../b.wav", "/etc/passwd", "..\\b.wav", "C:\\b.wav"])
def test_a_file_name_that_leaves_the_import_is_refused(name: str) -> None:
    assert "points outside the import" in fault_of(nama_berkas=name)


def test_a_folder_inside_the_import_is_taken_off_the_file_name() -> None:
    assert read(csv_text({"nama_berkas": "rekaman\\hari-1\\a.wav"}))[0][0].file_name == "a.wav"


def row(number: int, file_name: str, seconds: float | None = None) -> ManifestRow:
    return ManifestRow(number, file_name, seconds, RecordingForm(str(number), "x"))


def test_files_match_without_regard_to_case_folder_or_form_of_accents() -> None:
    assert match_files([row(2, "A.WAV"), row(3, "cafe\u0301.wav")], ["rekaman/a.wav", "caf\u00e9.wav"]) == []
    assert file_key("Folder/A  1.WAV") == "a 1.wav"


def test_missing_unlisted_and_doubled_files_are_all_named() -> None:
    rows = [row(2, "a.wav"), row(3, "b.wav"), row(4, "B.wav"), row(5, "d.wav")]
    faults = [fault.english() for fault in match_files(rows, ["b.wav", "c.wav", "d.wav", "D.wav"])]
    assert faults == [
        "Row 2: the file a.wav is missing. Add the file or remove the row.",
        "The file c.wav is not in the list. Add a row for it or remove the file.",
        "The file b.wav stands in several rows (3, 4). Each recording has its own file.",
        "There are several files called d.wav. Rename all but one.",
    ]


def test_a_length_may_differ_by_two_seconds_and_no_more() -> None:
    assert duration_problem(row(2, "a.wav", 185), 187.0) is None
    assert duration_problem(row(2, "a.wav"), 187.0) is None
    problem = duration_problem(row(2, "a.wav", 185), 187.5)
    assert problem is not None
    assert problem.english().startswith("Row 2: the list says 185 seconds, but the file a.wav is 187.50 seconds long.")


def test_an_empty_list_is_refused() -> None:
    for data in (b"", b" \r\n ", "\ufeff".encode(), xlsx()):
        assert "is empty" in refusal(data)
    assert "no recordings below" in refusal(b"id_rekaman;nama_berkas\r\n")
    assert "no recordings below" in refusal(xlsx(HEADERS))


@pytest.mark.parametrize("data", [b"RIFF\x00\x01\x02\x03WAVE\x00\x05", b"%PDF-1.4\x00\x01\x02", bytes(range(256))])
def test_what_is_no_list_is_refused(data: bytes) -> None:
    assert "is not a list" in refusal(data)


def test_an_old_workbook_is_refused_with_the_way_out() -> None:
    assert "Save it as XLSX or CSV" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "daftar.xls")


def test_a_damaged_or_foreign_workbook_is_refused() -> None:
    whole = xlsx(HEADERS, list(GOOD.values()))
    assert "daftar.xlsx" in refusal(whole[:2000], "daftar.xlsx")
    assert "daftar.xlsx" in refusal(whole.replace(b"xl/workbook.xml", b"xl/workbOOk.xml"), "daftar.xlsx")
    broken = bytearray(whole)
    broken[60:400] = bytes(340)
    assert "daftar.xlsx" in refusal(bytes(broken), "daftar.xlsx")


def test_a_quote_mark_left_open_is_told_with_its_row() -> None:
    assert "cannot be read after row 1" in refusal(b'id;berkas\n1;"a.wav\n2;b.wav\n')


def test_two_columns_of_one_name_are_refused() -> None:
    assert "two columns called Topik" in refusal(b"id;Topik;topik\n1;2;3")


def test_a_list_too_long_or_too_large_is_refused() -> None:
    assert "more than 5000 rows" in refusal(b"id;a\n" + b"1;2\n" * 5001)
    assert "larger than 10 MB" in refusal(b"x" * 10_000_001)


def test_a_list_of_one_column_is_still_a_table() -> None:
    table = read_table("daftar.csv", b"id\n1\n")
    assert (table.headers, [row.cells for row in table.rows]) == (("id",), [("1",)])
    assert isinstance(table, Table)
