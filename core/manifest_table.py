"""A manifest's file as a table: headings and rows, whatever spreadsheet program wrote it.

It knows: CSV with semicolon, comma or tab in the usual encodings, and XLSX.
Shaped so because: Indonesian Excel writes semicolons, some tools UTF-16 or a byte order mark; cells keep the type that
XLSX gave them, since a number that was an id has lost digits and must be refused by whoever knows the column.
It must not know: what a column means.
"""

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook

from core.errors import Invalid

Cell = str | int | float | bool | datetime | date | time | timedelta | None
PLAIN = (str, int, float, bool, datetime, date, time, timedelta)
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    EOFError,
    IndexError,
    KeyError,
    RuntimeError,
    TypeError,
    ValueError,
)

MOST_BYTES = 10_000_000
MOST_UNPACKED_BYTES = 100_000_000
MOST_ROWS = 5_000
MOST_COLUMNS = 200
SEPARATORS = (";", "\t", ",", "|")
BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class TableRow:
    """`number` is the row as the spreadsheet program counts it."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    headers: tuple[str, ...]
    rows: tuple[TableRow, ...]


def read_table(name: str, data: bytes) -> Table:
    """Headings and non-empty rows; the content decides whether it is CSV or XLSX, not the name."""
    if not data.strip():
        raise Invalid("The list {name} is empty. Choose a CSV or XLSX file with a heading row.", name=name)
    if len(data) > MOST_BYTES:
        raise Invalid(
            "The list {name} is larger than {limit} MB. Divide it into several imports.",
            name=name,
            limit=MOST_BYTES // 1_000_000,
        )
    if data.startswith(OLD_EXCEL):
        raise Invalid("The list {name} is an old XLS workbook or is locked. Save it as XLSX or CSV.", name=name)
    lines = _xlsx_lines(name, data) if data.startswith(b"PK\x03\x04") else _csv_lines(name, data)
    return _table(name, lines)


def _table(name: str, lines: Iterable[Sequence[Cell]]) -> Table:
    numbered = ((number, cells) for number, cells in enumerate(lines, 1) if any(not _is_blank(cell) for cell in cells))
    first = next(numbered, None)
    if first is None:
        raise Invalid("The list {name} is empty. Choose a CSV or XLSX file with a heading row.", name=name)
    headers = _headers(name, first[1])
    rows = tuple(TableRow(number, tuple(cells)) for number, cells in islice(numbered, MOST_ROWS + 1))
    if not rows:
        raise Invalid("The list {name} has a heading row but no recordings below it.", name=name)
    if len(rows) > MOST_ROWS:
        raise Invalid(
            "The list {name} has more than {limit} rows. Divide it into several imports.", name=name, limit=MOST_ROWS
        )
    return Table(headers, rows)


def _is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _headers(name: str, cells: Sequence[Cell]) -> tuple[str, ...]:
    headers = tuple("" if cell is None else " ".join(str(cell).split()) for cell in cells)
    while headers and not headers[-1]:
        headers = headers[:-1]
    if len(headers) > MOST_COLUMNS:
        raise Invalid("The list {name} has more than {limit} columns.", name=name, limit=MOST_COLUMNS)
    named = [header.casefold() for header in headers if header]
    twice = next((header for header in headers if header and named.count(header.casefold()) > 1), None)
    if twice:
        raise Invalid("The list {name} has two columns called {column}. Rename or remove one.", name=name, column=twice)
    return headers


def _csv_lines(name: str, data: bytes) -> Iterator[Sequence[Cell]]:
    text = _decoded(name, data)
    separator, text = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    whole = 0
    try:
        for cells in reader:
            yield cells
            whole += 1
    except csv.Error as error:
        raise Invalid(
            "The list {name} cannot be read after row {row}: a quote mark is opened and not closed, or stands in the "
            "middle of a value. Correct it or save the list as XLSX.",
            name=name,
            row=whole,
        ) from error


def _decoded(name: str, data: bytes) -> str:
    marked = next((encoding for mark, encoding in BYTE_ORDER_MARKS.items() if data.startswith(mark)), None)
    for encoding in (marked,) if marked else (*_utf16_without_mark(data), "utf-8", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(ord(letter) < 32 and letter not in "\t\r\n\f" for letter in text):
            return text
    raise Invalid(
        "The file {name} is not a list: it is neither text nor an Excel workbook. Choose a CSV or XLSX file.", name=name
    )


def _utf16_without_mark(data: bytes) -> tuple[str, ...]:
    """Every other byte of such a text is zero."""
    if data[1:20:2].count(0) > 5:
        return ("utf-16-le",)
    return ("utf-16-be",) if data[0:20:2].count(0) > 5 else ()


def _separator(text: str) -> tuple[str, str]:
    """What divides the heading row into most columns; Excel's own first line `sep=;` decides and is blanked."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    if first.lower().startswith("sep=") and len(first.rstrip()) == 5:
        return first[4], text.replace(first, "", 1)
    unquoted = "".join(part for place, part in enumerate(first.split('"')) if place % 2 == 0)
    return max(SEPARATORS, key=unquoted.count), text


def _xlsx_lines(name: str, data: bytes) -> Iterator[Sequence[Cell]]:
    """The rows of the first sheet, formulas as the values last computed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
            known = "xl/workbook.xml" in parts.namelist()
        if unpacked > MOST_UNPACKED_BYTES or not known:
            raise Invalid("The file {name} is not an Excel workbook that can be read. Save it as CSV.", name=name)
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        for cells in sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS + 1):
            yield [cell if cell is None or isinstance(cell, PLAIN) else str(cell) for cell in cells]
        book.close()
    except UNREADABLE as error:
        raise Invalid(
            "The file {name} is damaged: Excel's parts cannot be read. Save it again or as CSV.", name=name
        ) from error
