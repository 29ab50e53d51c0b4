"""People and their accounts: adding, roles, passwords, deactivation, substitutes, the first administrator.

It knows: what keeps an office able to work: a username is unique, the last administrator stays, whoever loses a right
loses it at once because open sign-ins end or are read anew.
Shaped so because: an account is never deleted (rounds and reports name it), only deactivated.
It must not know: what a person changes alone (core/own_account.py), sign-in tokens, pages.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID, uuid4

from core import passwords, signins
from core.access import Permit, require
from core.audit import record
from core.codes import Action, Role
from core.errors import Invalid, NotAllowed, NotFound, SomeoneWasFirst, require_text
from core.language import N_
from core.model import Person, Substitute
from core.outcomes import AuditRow
from core.settings import text
from core.store import Tx, audit_sql, people_sql, rounds_sql
from core.workdays import local_day

USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")
SUBSTITUTE_KINDS = ("Plh.", "Plt.")


@dataclass(frozen=True)
class NewPerson:
    """What an administrator writes down about a person."""

    username: str
    name: str
    roles: frozenset[Role]
    staff_number: str = ""
    job_title: str = ""
    language: str = "id"


def people(tx: Tx, *, by: Person, now: datetime) -> list[Person]:
    """Every account, for those who manage them; for others the active ones, whom they choose from."""
    found = people_sql.people(tx)
    return found if Role.ADMINISTRATOR in by.roles else [person for person in found if person.is_active]


def nobody_yet(tx: Tx) -> bool:
    """True on a store that has just been made: the first administrator is still to come."""
    return people_sql.nobody_yet(tx)


def roles_today(tx: Tx, *, by: Person, now: datetime) -> frozenset[Role]:
    """The person's roles; whoever substitutes for a head today may open the head's page too."""
    today = local_day(now, text(tx, "office_zone"))
    return by.roles | {Role.HEAD} if people_sql.acts_for_a_head(tx, by.id, today) else by.roles


def set_up(tx: Tx, new: NewPerson, password: str, now: datetime) -> Person:
    """The first administrator of an empty store; whoever comes second is told so."""
    if not people_sql.nobody_yet(tx):
        raise SomeoneWasFirst("The program has been set up already. Please sign in.")
    person = _account(tx, replace(new, roles=new.roles | {Role.ADMINISTRATOR}), must_change=False)
    kept = passwords.hashed(passwords.accepted(password, person.username))
    people_sql.insert_person(tx, person, kept, now)
    audit_sql.append(
        tx, AuditRow(tx.next_row_id(), now, person.name, "", "set_up", None, person.username, "", "", ""), person.id
    )
    return person


def add_person(tx: Tx, new: NewPerson, *, by: Person, now: datetime) -> str:
    """Returns the temporary password, shown once and changed at the first sign-in."""
    permit = require(tx, Action.MANAGE_PEOPLE, by, now)
    person, password = add_account(tx, permit, new)
    record(tx, permit, subject=person.username, became=_codes(person.roles))
    return password


def add_account(tx: Tx, permit: Permit, new: NewPerson) -> tuple[Person, str]:
    """One account of one or of many; the caller records the act."""
    person = _account(tx, new, must_change=True)
    password, kept = passwords.temporary()
    people_sql.insert_person(tx, person, kept, permit.now)
    return person, password


def add_projector_account(tx: Tx, round_id: UUID, username: str, name: str, *, by: Person, now: datetime) -> str:
    """An account for the screen in the meeting room, tied to one round; returns its temporary password."""
    permit = require(tx, Action.MANAGE_PEOPLE, by, now)
    round_ = rounds_sql.round_by_id(tx, round_id)
    if round_ is None:
        raise NotFound("There is no such round.")
    new = NewPerson(username, name, frozenset({Role.PROJECTOR}))
    person = replace(_account(tx, new, must_change=False), shows_round=round_id)
    password, kept = passwords.temporary()
    people_sql.insert_person(tx, person, kept, now)
    record(tx, permit, subject=person.username, became=round_.title)
    return password


def tie_projector(tx: Tx, person_id: UUID, round_id: UUID, *, by: Person, now: datetime) -> None:
    """Point an existing projector account at another round."""
    permit = require(tx, Action.MANAGE_PEOPLE, by, now)
    person, round_ = _known(tx, person_id), rounds_sql.round_by_id(tx, round_id)
    if round_ is None or Role.PROJECTOR not in person.roles:
        raise NotFound("There is no such round.")
    people_sql.keep_details(tx, replace(person, shows_round=round_id))
    record(tx, permit, subject=person.username, became=round_.title)


def change_details(
    tx: Tx, person_id: UUID, name: str, staff_number: str, job_title: str, *, by: Person, now: datetime
) -> None:
    permit = require(tx, Action.MANAGE_PEOPLE, by, now)
    person = _known(tx, person_id)
    name = require_text(N_("Name"), name)
    people_sql.keep_details(
        tx, replace(person, name=name, staff_number=staff_number.strip(), job_title=job_title.strip())
    )
    record(tx, permit, subject=person.username, was=person.name, became=name)


def assign_roles(tx: Tx, person_id: UUID, roles: Iterable[Role], *, by: Person, now: datetime) -> None:
    permit = require(tx, Action.MANAGE_PEOPLE, by, now)
    person = _known(tx, person_id)
    changed = replace(person, roles=_checked_roles(roles))
    _keep_an_administrator(tx, changed)
    people_sql.keep_details(tx, changed)
    record(tx, permit, subject=person.username, was=_codes(person.roles), became=_codes(changed.roles))


def deactivate_person(tx: Tx, person_id: UUID, *, by: Person, now: datetime) -> None:
    """Ends every sign-in of the person at once; what they did stays. Whoever does it remains, an administrator."""
    permit = require(tx, Action.MANAGE_PEOPLE, by, now)
    if person_id == by.id:
        raise NotAllowed("You cannot deactivate your own account. Ask another administrator to do it.")
    person = _known(tx, person_id)
    people_sql.keep_details(tx, replace(person, is_active=False))
    signins.sign_out_everywhere(tx, permit, person_id)
    record(tx, permit, subject=person.username, was="active", became="inactive")


def activate_person(tx: Tx, person_id: UUID, *, by: Person, now: datetime) -> None:
    permit = require(tx, Action.MANAGE_PEOPLE, by, now)
    person = _known(tx, person_id)
    people_sql.keep_details(tx, replace(person, is_active=True))
    record(tx, permit, subject=person.username, was="inactive", became="active")


def unlock_person(tx: Tx, person_id: UUID, *, by: Person, now: datetime) -> None:
    """Lifts the wait after failed sign-ins."""
    permit = require(tx, Action.MANAGE_PEOPLE, by, now)
    person = _known(tx, person_id)
    signins.forget_failures(tx, permit, person)
    record(tx, permit, subject=person.username, became="unlocked")


def reset_password(tx: Tx, person_id: UUID, *, by: Person, now: datetime) -> str:
    """Returns a temporary password; open sign-ins of the person end."""
    permit = require(tx, Action.MANAGE_PEOPLE, by, now)
    person = _known(tx, person_id)
    password, kept = passwords.temporary()
    people_sql.keep_password(tx, person_id, kept, must_change=Role.PROJECTOR not in person.roles)
    signins.sign_out_everywhere(tx, permit, person_id)
    signins.forget_failures(tx, permit, person)
    record(tx, permit, subject=person.username, became="temporary password")
    return password


def name_substitute(
    tx: Tx, head_id: UUID, person_id: UUID, kind: str, first_day: date, last_day: date, *, by: Person, now: datetime
) -> UUID:
    """Plh. or Plt.: the person acts for the head from the first to the last day. A head names only their own."""
    permit = require(tx, Action.NAME_SUBSTITUTE, by, now)
    head, person = _known(tx, head_id), _known(tx, person_id)
    if Role.ADMINISTRATOR not in by.roles and head_id != by.id:
        raise NotFound("There is no such head of section.")
    if Role.HEAD not in head.roles or not person.is_active or head_id == person_id or kind not in SUBSTITUTE_KINDS:
        raise Invalid("Choose a head of section, another active person, and Plh. or Plt.")
    if last_day < first_day or last_day < local_day(now, text(tx, "office_zone")):
        raise Invalid("The last day must not lie before the first day, nor before today.")
    substitute = Substitute(uuid4(), head_id, person_id, kind, first_day, last_day)
    people_sql.insert_substitute(tx, substitute)
    record(tx, permit, subject=head.name, became=f"{kind} {person.name}, {first_day} – {last_day}")
    return substitute.id


def end_substitute(tx: Tx, substitute_id: UUID, *, by: Person, now: datetime) -> None:
    permit = require(tx, Action.NAME_SUBSTITUTE, by, now)
    found = next((s for s in people_sql.substitutes(tx) if s.id == substitute_id), None)
    if found is None or (Role.ADMINISTRATOR not in by.roles and found.head_id != by.id):
        raise NotFound("There is no such substitute.")
    people_sql.end_substitute(tx, substitute_id, now)
    record(tx, permit, subject=_known(tx, found.head_id).name, was=f"{found.kind} {_known(tx, found.person_id).name}")


def _known(tx: Tx, person_id: UUID) -> Person:
    person = people_sql.person_by_id(tx, person_id)
    if person is None:
        raise NotFound("There is no such person.")
    return person


def _account(tx: Tx, new: NewPerson, must_change: bool) -> Person:
    username = signins.username_of(new.username)
    if not USERNAME.fullmatch(username):
        raise Invalid(
            "{username} cannot be a username. Use 3 to 40 letters, digits, dots or hyphens, beginning with a letter or "
            "digit.",
            username=new.username,
        )
    if people_sql.person_by_username(tx, username):
        raise Invalid("The username {username} is taken. Choose another.", username=username)
    roles, name = _checked_roles(new.roles), require_text(N_("Name"), new.name)
    return Person(
        uuid4(),
        username,
        name,
        new.staff_number.strip(),
        new.job_title.strip(),
        roles,
        new.language,
        must_change,
        True,
        None,
    )


def _checked_roles(roles: Iterable[Role]) -> frozenset[Role]:
    chosen = frozenset(roles)
    if not chosen:
        raise Invalid("Choose at least one role.")
    if Role.PROJECTOR in chosen and len(chosen) > 1:
        raise Invalid("A projector account shows a round in the meeting room and has no other role.")
    return chosen


def _keep_an_administrator(tx: Tx, changed: Person) -> None:
    after = [changed if person.id == changed.id else person for person in people_sql.people(tx)]
    if not any(person.is_active and Role.ADMINISTRATOR in person.roles for person in after):
        raise Invalid("This is the last active administrator. Make another person administrator first.")


def _codes(roles: Iterable[Role]) -> str:
    return ", ".join(sorted(roles))
