"""Queries of people, their sign-ins and their substitutes."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from core.codes import Role
from core.model import Person, Substitute
from core.store import Row, Tx

COLUMNS = "id, username, name, staff_number, job_title, roles, language, must_change_password, is_active, shows_round"


def _person(row: Row) -> Person:
    roles = frozenset(Role(code) for code in row[5].split(",") if code)
    return Person(*row[:5], roles, *row[6:])


def person_by_id(tx: Tx, person_id: UUID) -> Person | None:
    row = tx.one(f"SELECT {COLUMNS} FROM person WHERE id = $1", person_id)
    return _person(row) if row else None


def person_by_username(tx: Tx, username: str) -> Person | None:
    row = tx.one(f"SELECT {COLUMNS} FROM person WHERE username = $1", username)
    return _person(row) if row else None


def people(tx: Tx) -> list[Person]:
    return [_person(row) for row in tx.all(f"SELECT {COLUMNS} FROM person ORDER BY name, id")]


def names_of(tx: Tx, ids: Sequence[UUID]) -> dict[UUID, str]:
    return {row[0]: row[1] for row in tx.all("SELECT id, name FROM person WHERE id = ANY($1)", list(ids))}


def insert_person(tx: Tx, person: Person, password_hash: str, created: datetime) -> None:
    tx.run(
        f"INSERT INTO person ({COLUMNS}, password_hash, created) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        person.id,
        person.username,
        person.name,
        person.staff_number,
        person.job_title,
        ",".join(sorted(person.roles)),
        person.language,
        person.must_change_password,
        person.is_active,
        person.shows_round,
        password_hash,
        created,
    )


def substitute_kind(tx: Tx, head_id: UUID, person_id: UUID, today: date) -> str:
    """'Plh.' or 'Plt.' when this person acts for this head today, else ''."""
    row = tx.one(
        "SELECT kind FROM substitute WHERE head_id = $1 AND person_id = $2 AND ended IS NULL "
        "AND first_day <= $3 AND last_day >= $3 ORDER BY first_day DESC LIMIT 1",
        head_id,
        person_id,
        today,
    )
    return str(row[0]) if row else ""


def substitutes(tx: Tx) -> list[Substitute]:
    return [
        Substitute(*row)
        for row in tx.all(
            "SELECT id, head_id, person_id, kind, first_day, last_day FROM substitute WHERE ended IS NULL "
            "ORDER BY first_day DESC, id"
        )
    ]
