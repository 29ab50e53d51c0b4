"""Adding many people from a list: CSV or XLSX, read whole or refused with every fault.

It knows: the columns in Indonesian and English, and the words for roles in both.
Shaped so because: whoever sets an office up wants all faults at once and never half a list in the store.
It must not know: how a spreadsheet's file is decoded (core/manifest_table.py), pages.
"""

import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from core.access import require
from core.audit import record
from core.codes import Action, Role
from core.csv_file import csv_file
from core.errors import Invalid
from core.labels import ROLE_LABELS
from core.language import LANGUAGES, Language, Message
from core.manifest_table import Cell, Table, read_table
from core.model import Person
from core.people import USERNAME, NewPerson, add_account
from core.signins import username_of
from core.store import Tx, people_sql

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "username": ("nama_pengguna", "username"),
    "name": ("nama", "name"),
    "roles": ("peran", "roles", "role"),
    "staff_number": ("nip", "staff_number"),
    "job_title": ("jabatan", "job_title", "position"),
    "language": ("bahasa", "language"),
}
NEEDED = ("username", "name", "roles")
BETWEEN_ROLES = re.compile(r"\s*[,;/+&]\s*")
LISTED_ROLES = tuple(role for role in Role if role is not Role.PROJECTOR)


def people_template(t: Language) -> bytes:
    """A list with its headings and two lines to overwrite."""
    header = [names[0] if t.code == "id" else names[1] for names in COLUMNS.values()]
    assessor, both = t(ROLE_LABELS[Role.ASSESSOR]), [t(ROLE_LABELS[role]) for role in (Role.SUPERVISOR, Role.ASSESSOR)]
    example = [["anindya", "Anindya Contoh", assessor, "", assessor, t.code]]
    return csv_file(t, header, [*example, ["laksmi", "Laksmi Contoh", " + ".join(both), "", both[0], t.code]])


def people_in_file(tx: Tx, name: str, content: bytes, *, by: Person, now: datetime) -> list[NewPerson]:
    """The people of a list as they would be added, or Invalid with every fault and its row."""
    require(tx, Action.MANAGE_PEOPLE, by, now)
    table = read_table(name, content)
    places = _places(table)
    rows = [(row.number, _person({f: _text(row.cells, at) for f, at in places.items()})) for row in table.rows]
    taken = {person.username for person in people_sql.people(tx)}
    times = Counter(new.username for _number, (new, _unknown) in rows)
    problems = [
        problem
        for number, (new, unknown) in rows
        for problem in _faults(number, new, unknown, new.username in taken, times[new.username] > 1)
    ]
    if problems:
        raise Invalid("The list {name} was not accepted; nobody was added. Correct these rows.", problems, name=name)
    return [new for _number, (new, _unknown) in rows]


def import_people(tx: Tx, name: str, content: bytes, *, by: Person, now: datetime) -> dict[str, str]:
    """Everyone of the list, or nobody; returns username → temporary password."""
    permit = require(tx, Action.MANAGE_PEOPLE, by, now)
    people = people_in_file(tx, name, content, by=by, now=now)
    passwords = {new.username: add_account(tx, permit, new)[1] for new in people}
    record(tx, permit, subject=name, became=", ".join(passwords))
    return passwords


def _places(table: Table) -> dict[str, int]:
    headers = [re.sub(r"\W+", "_", header.lower()) for header in table.headers]
    found = {
        field: next((headers.index(name) for name in names if name in headers), -1) for field, names in COLUMNS.items()
    }
    missing = [COLUMNS[field][0] for field in NEEDED if found[field] < 0]
    if missing:
        raise Invalid(
            "The list has no column for: {columns}. Take the template and keep its headings.",
            columns=", ".join(missing),
        )
    return found


def _text(cells: tuple[Cell, ...], at: int) -> str:
    cell = cells[at] if 0 <= at < len(cells) else None
    return "" if cell is None else str(cell).strip().lstrip("'")


def _person(given: Mapping[str, str]) -> tuple[NewPerson, list[str]]:
    """The person of one row, and the words in it that name no role."""
    known = _role_words()
    words = [word for word in BETWEEN_ROLES.split(given["roles"].lower()) if word]
    roles = frozenset(known[word] for word in words if word in known)
    language = given["language"].lower() or "id"
    new = NewPerson(
        username_of(given["username"]), given["name"], roles, given["staff_number"], given["job_title"], language
    )
    return new, [word for word in words if word not in known]


def _role_words() -> dict[str, Role]:
    """Codes and labels of both languages."""
    words: dict[str, Role] = {str(role): role for role in LISTED_ROLES}
    for code in LANGUAGES:
        words |= {Language(code)(ROLE_LABELS[role]).lower(): role for role in LISTED_ROLES}
    return words


def _faults(row: int, new: NewPerson, unknown: list[str], is_taken: bool, is_twice: bool) -> list[Message]:
    found = []
    if not USERNAME.fullmatch(new.username):
        found.append(
            Message("Row {row}: “{username}” cannot be a username.", {"row": row, "username": new.username[:60]})
        )
    elif is_taken:
        found.append(Message("Row {row}: the username {username} is taken.", {"row": row, "username": new.username}))
    elif is_twice:
        found.append(Message("Row {row}: {username} stands in the list twice.", {"row": row, "username": new.username}))
    if not new.name.strip():
        found.append(Message("Row {row}: the name is missing.", {"row": row}))
    for word in unknown:
        found.append(Message("Row {row}: “{word}” is not a role.", {"row": row, "word": word[:60]}))
    if not new.roles and not unknown:
        found.append(Message("Row {row}: no role is given.", {"row": row}))
    if new.language not in LANGUAGES:
        found.append(Message("Row {row}: the language must be id or en.", {"row": row}))
    return found
