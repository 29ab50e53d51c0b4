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
    values: Row = (*row[:5], roles, *row[6:])
    return Person(*values)


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


def insert_substitute(tx: Tx, substitute: Substitute) -> None:
    tx.run(
        "INSERT INTO substitute (id, head_id, person_id, kind, first_day, last_day) VALUES ($1, $2, $3, $4, $5, $6)",
        substitute.id,
        substitute.head_id,
        substitute.person_id,
        substitute.kind,
        substitute.first_day,
        substitute.last_day,
    )


def end_substitute(tx: Tx, substitute_id: UUID, ended: datetime) -> None:
    tx.run("UPDATE substitute SET ended = $2 WHERE id = $1", substitute_id, ended)


def acts_for_a_head(tx: Tx, person_id: UUID, today: date) -> bool:
    row = tx.one(
        "SELECT 1 FROM substitute WHERE person_id = $1 AND ended IS NULL AND first_day <= $2 AND last_day >= $2 "
        "LIMIT 1",
        person_id,
        today,
    )
    return row is not None


def nobody_yet(tx: Tx) -> bool:
    return tx.one("SELECT 1 FROM person LIMIT 1") is None


def keep_details(tx: Tx, person: Person) -> None:
    """Everything an administrator or the person may change, except the password."""
    tx.run(
        "UPDATE person SET name = $2, staff_number = $3, job_title = $4, roles = $5, language = $6, is_active = $7, "
        "shows_round = $8 WHERE id = $1",
        person.id,
        person.name,
        person.staff_number,
        person.job_title,
        ",".join(sorted(person.roles)),
        person.language,
        person.is_active,
        person.shows_round,
    )


def keep_language(tx: Tx, person_id: UUID, language: str) -> None:
    tx.run("UPDATE person SET language = $2 WHERE id = $1", person_id, language)


def keep_password(tx: Tx, person_id: UUID, password_hash: str, must_change: bool) -> None:
    tx.run(
        "UPDATE person SET password_hash = $2, must_change_password = $3 WHERE id = $1",
        person_id,
        password_hash,
        must_change,
    )


def password_of(tx: Tx, person_id: UUID) -> str:
    row = tx.one("SELECT password_hash FROM person WHERE id = $1", person_id)
    return str(row[0]) if row else ""
