"""The list that comes with recordings: its rows, and how it fits the files.

It knows: which fields must be filled, every fault that a row can have, and when a list and its files do not fit.
Shaped so because: an import happens whole or not at all, so all faults are gathered with their rows and told at once.
It must not know: rounds, the store, sound; the caller measures lengths and brings the recordings in.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVar

from core import manifest_values as values
from core.errors import Invalid
from core.language import Message
from core.manifest_fields import FIELDS, Field
from core.manifest_table import Cell, Table, TableRow
from core.model import RecordingForm

LENGTH_TOLERANCE = 2.0
READERS: dict[str, Callable[[Cell], str]] = {
    "external_id": values.identifier,
    "crm_id": values.identifier,
    "file_name": values.file_name,
    "agent_number": values.staff_number,
}
NOT_TEXT = ("happened", "zone", "seconds")

Value = TypeVar("Value")


@dataclass(frozen=True)
class ManifestRow:
    """A good row: what the form holds, the file it names, and the length it states (None when it states none)."""

    number: int
    file_name: str
    seconds: float | None
    form: RecordingForm


def read_rows(table: Table, mapping: Mapping[str, str], zone: str) -> tuple[list[ManifestRow], list[Message]]:
    """The good rows, and every fault found; `zone` holds where a row names none."""
    mapping = {name: header for name, header in mapping.items() if header}
    faults = _mapping_faults(table, mapping)
    if faults:
        return [], faults
    columns = {field.name: table.headers.index(mapping[field.name]) for field in FIELDS if field.name in mapping}
    rows = []
    for table_row in table.rows:
        row, row_faults = _read_row(table_row, columns, table.headers, zone)
        faults += row_faults
        rows += [] if row_faults else [row]
    return rows, faults + _repeated_ids(table.rows, columns["external_id"])


def _mapping_faults(table: Table, mapping: Mapping[str, str]) -> list[Message]:
    faults = []
    for field in FIELDS:
        chosen, label = mapping.get(field.name), Message(field.label)
        if chosen is None and field.required:
            faults.append(Message("No column is chosen for “{field}”. Choose one.", {"field": label}))
        if chosen is not None and chosen not in table.headers:
            params = {"field": label, "column": chosen}
            faults.append(Message("The list has no column {column} for “{field}”. Choose another.", params))
    return faults


def _cell(row: TableRow, place: int | None) -> Cell:
    return row.cells[place] if place is not None and place < len(row.cells) else None


def _read_row(
    row: TableRow, columns: Mapping[str, int], headers: Sequence[str], zone: str
) -> tuple[ManifestRow, list[Message]]:
    faults = _surplus(row, headers)

    def read(name: str, reader: Callable[[Cell], Value], otherwise: Value) -> Value:
        try:
            return reader(_cell(row, columns.get(name)))
        except Invalid as fault:
            params = {"row": row.number, "column": headers[columns[name]], "fault": fault.message}
            faults.append(Message("Row {row}, column {column}: {fault}", params))
            return otherwise

    texts = {
        field.name: read(field.name, READERS.get(field.name, values.plain_text), "?")
        for field in FIELDS
        if field.name not in NOT_TEXT
    }
    row_zone = read("zone", lambda cell: values.zone_name(cell, zone), zone)
    happened = read("happened", lambda cell: values.moment(cell, row_zone), None)
    seconds = read("seconds", values.length_in_seconds, None)
    faults += [_empty(row, field) for field in FIELDS if field.required and not texts[field.name]]
    name = texts.pop("file_name")
    return ManifestRow(row.number, name, seconds, RecordingForm(**texts, happened=happened, zone=row_zone)), faults


def _empty(row: TableRow, field: Field) -> Message:
    return Message("Row {row}: “{field}” is empty. Fill it in.", {"row": row.number, "field": Message(field.label)})


def _surplus(row: TableRow, headers: Sequence[str]) -> list[Message]:
    if not any(cell is not None and str(cell).strip() for cell in row.cells[len(headers) :]):
        return []
    return [
        Message(
            "Row {row} has more cells than the heading row. Put values that contain the separator, such as a decimal "
            "comma, between quote marks.",
            {"row": row.number},
        )
    ]


def _repeated_ids(rows: Sequence[TableRow], place: int) -> list[Message]:
    seen: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        with suppress(Invalid):
            seen[values.identifier(_cell(row, place))].append(row.number)
    return [
        Message(
            "The id {id} stands in several rows ({rows}). Each recording may stand in the list once.",
            {"id": external_id, "rows": _numbers(numbers)},
        )
        for external_id, numbers in seen.items()
        if external_id and len(numbers) > 1
    ]


def _numbers(numbers: Iterable[int]) -> str:
    return ", ".join(str(number) for number in numbers)


def file_key(name: str) -> str:
    """What two spellings of one file name share: no folder, no case, one form of accents and of spaces."""
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    return unicodedata.normalize("NFC", " ".join(base.split())).casefold()


def match_files(rows: Iterable[ManifestRow], file_names: Iterable[str]) -> list[Message]:
    """Files listed but missing, there but not listed, or meant twice."""
    listed: defaultdict[str, list[ManifestRow]] = defaultdict(list)
    for row in rows:
        listed[file_key(row.file_name)].append(row)
    there: defaultdict[str, list[str]] = defaultdict(list)
    for name in file_names:
        there[file_key(name)].append(name)
    faults = [
        Message(
            "Row {row}: the file {name} is missing. Add the file or remove the row.",
            {"row": row.number, "name": row.file_name},
        )
        for key, same in listed.items()
        for row in same
        if key not in there
    ]
    faults += [
        Message("The file {name} is not in the list. Add a row for it or remove the file.", {"name": names[0]})
        for key, names in there.items()
        if key not in listed
    ]
    faults += [
        Message(
            "The file {name} stands in several rows ({rows}). Each recording has its own file.",
            {"name": same[0].file_name, "rows": _numbers(row.number for row in same)},
        )
        for same in listed.values()
        if len(same) > 1
    ]
    return faults + [
        Message("There are several files called {name}. Rename all but one.", {"name": names[0]})
        for names in there.values()
        if len(names) > 1
    ]


def duration_problem(row: ManifestRow, seconds: float) -> Message | None:
    """The list's length and the file's may differ by two seconds."""
    if row.seconds is None or abs(row.seconds - seconds) <= LENGTH_TOLERANCE:
        return None
    return Message(
        "Row {row}: the list says {listed} seconds, but the file {name} is {found} seconds long. Correct the list or "
        "choose the right file.",
        {"row": row.number, "listed": row.seconds, "name": row.file_name, "found": seconds},
    )
