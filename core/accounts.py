"""What an administrator sees beside the bare accounts: who substitutes for whom, which rounds a screen may show.

It knows: an administrator names rounds by their titles only; nothing else of a round is read here.
Shaped so because: core/people.py holds the verbs on one account each; here stand the questions and the act of many.
It must not know: passwords, sign-ins, pages.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.access import OPEN_STAGES, require
from core.codes import Action, Role
from core.labels import distinct
from core.model import Person, Substitute
from core.people import assign_roles, change_details
from core.settings import text
from core.store import Tx, people_sql, rounds_sql
from core.workdays import local_day


@dataclass(frozen=True)
class NamedSubstitution:
    substitute: Substitute
    head: str
    person: str


def staff_of(people: Iterable[Person]) -> dict[UUID, Person]:
    """The accounts of people, without those of screens."""
    return {person.id: person for person in people if Role.PROJECTOR not in person.roles}


def screens_of(people: Iterable[Person]) -> list[Person]:
    return [person for person in people if Role.PROJECTOR in person.roles]


def heads_of(people: Iterable[Person]) -> dict[UUID, Person]:
    return {person.id: person for person in people if person.is_active and Role.HEAD in person.roles}


def substitutions(tx: Tx, *, by: Person, now: datetime) -> list[NamedSubstitution]:
    """Who acts for which head, now or later."""
    require(tx, Action.MANAGE_PEOPLE, by, now)
    today = local_day(now, text(tx, "office_zone"))
    found = [s for s in people_sql.substitutes(tx) if s.last_day >= today]
    names = {person.id: person.name for person in people_sql.people(tx)} if found else {}
    return [NamedSubstitution(s, names.get(s.head_id, ""), names.get(s.person_id, "")) for s in found]


def rounds_to_project(tx: Tx, *, by: Person, now: datetime) -> dict[UUID, str]:
    """The titles of the rounds a projector account may be tied to: those that still run."""
    require(tx, Action.MANAGE_PEOPLE, by, now)
    return distinct({round_.id: round_.title for round_ in rounds_sql.rounds_in_stages(tx, OPEN_STAGES)})


def change_account(
    tx: Tx,
    person_id: UUID,
    details: tuple[str, str, str],
    roles: Collection[Role],
    *,
    by: Person,
    now: datetime,
) -> None:
    """Name, staff number, position and roles in one act: all of it, or nothing."""
    require(tx, Action.MANAGE_PEOPLE, by, now)
    person = people_sql.person_by_id(tx, person_id)
    if person is None or (person.name, person.staff_number, person.job_title) != details:
        change_details(tx, person_id, *details, by=by, now=now)
    if person is None or person.roles != frozenset(roles):
        assign_roles(tx, person_id, roles, by=by, now=now)
