"""The demo's people move into an empty store: an administrator sets it up and adds the others, as in any office.

It knows: people.yaml, and that everybody shares one password, which no real account may.
Shaped so because: a fixed password is the one thing no verb gives, so it is put in place of the temporary one here.
It must not know: rounds.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from core.codes import Role
from core.demo_material import material
from core.model import Person
from core.people import NewPerson, add_person, add_projector_account, set_up
from core.store import Tx, people_sql

PASSWORD = "selaras-demo"
ADMINISTRATOR, PROJECTOR = "admin", "proyektor"

Cast = dict[str, Person]


def move_in(tx: Tx, now: datetime) -> Cast:
    """Everybody but the projector, whose account waits for its round."""
    people = {row["username"]: row for row in material("people")}
    admin = set_up(tx, described(people.pop(ADMINISTRATOR)), PASSWORD, now)
    for username, row in people.items():
        if username != PROJECTOR:
            add_person(tx, described(row), by=admin, now=now)
            _share_password(tx, username, admin)
    return {person.username: person for person in people_sql.people(tx)}


def described(row: dict[str, Any]) -> NewPerson:
    roles = frozenset(Role(role) for role in row["roles"])
    return NewPerson(row["username"], row["name"], roles, row["nip"], row["title"])


def hang_projector(tx: Tx, round_id: UUID, admin: Person, now: datetime) -> None:
    """The screen of the meeting room, tied to one round."""
    row = next(row for row in material("people") if row["username"] == PROJECTOR)
    add_projector_account(tx, round_id, PROJECTOR, row["name"], by=admin, now=now)
    _share_password(tx, PROJECTOR, admin)


def _share_password(tx: Tx, username: str, admin: Person) -> None:
    person = people_sql.person_by_username(tx, username)
    assert person
    people_sql.keep_password(tx, person.id, people_sql.password_of(tx, admin.id), must_change=False)
