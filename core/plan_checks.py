"""What makes a plan possible: the card, the members and the dates of step 2.

It knows: who may score in a round, that a card stays once something was scored on it, and the order of the dates.
Shaped so because: the plan is one form, so each fault is told before anything of it is kept.
It must not know: rights, or how a plan is kept (core/rounds.py).
"""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from core.codes import AppointmentKind, MemberKind, Role
from core.errors import Invalid, require_text
from core.language import N_
from core.model import Appointment, Person, Round
from core.store import Tx, cards_sql, people_sql, rounds_sql, samples_sql, scoring_sql

FEWEST, MOST = 2, 30


def require_role(tx: Tx, person_id: UUID, role: Role) -> Person:
    person = people_sql.person_by_id(tx, person_id)
    if person is None or not person.is_active or role not in person.roles:
        raise Invalid("The person chosen is not available for this role. Choose another.")
    return person


def require_members(
    tx: Tx, round_: Round, assessors: Sequence[UUID], observers: Sequence[UUID], expert: UUID | None
) -> None:
    if len(set(assessors)) < FEWEST:
        raise Invalid("A round needs at least two assessors. Choose another one.")
    if len(set(assessors)) > MOST:
        raise Invalid("A round takes at most 30 assessors. Split it into two rounds.")
    if set(assessors) & set(observers):
        raise Invalid("A person is either assessor or observer of a round. Choose one.")
    if expert in (*assessors, *observers):
        raise Invalid("The expert stands outside the panel. Choose somebody who is neither assessor nor observer.")
    named = {MemberKind.ASSESSOR: assessors, MemberKind.EXPERT: [expert] if expert else []}
    named[MemberKind.OBSERVER] = observers
    _require_newcomers_fit(tx, round_, named)
    _require_none_lost(tx, round_, named)


def _require_newcomers_fit(tx: Tx, round_: Round, named: Mapping[MemberKind, Collection[UUID]]) -> None:
    """Who has the part already stays in the plan, also when the account was deactivated since."""
    there = {(member.kind, member.person_id) for member in rounds_sql.members(tx, round_.id)}
    for kind, person_id in ((kind, key) for kind, keys in named.items() for key in keys):
        if (kind, person_id) in there:
            continue
        if kind is MemberKind.OBSERVER:
            _require_watcher(tx, person_id)
            continue
        person = require_role(tx, person_id, Role.ASSESSOR)
        if person_id in (round_.head_id, round_.supervisor_id):
            raise Invalid("{name} leads this round and cannot score in it. Choose another assessor.", name=person.name)


def _require_watcher(tx: Tx, person_id: UUID) -> None:
    watcher = people_sql.person_by_id(tx, person_id)
    if watcher is None or not watcher.is_active or Role.PROJECTOR in watcher.roles:
        raise Invalid("The person chosen cannot observe this round. Choose another.")


def _require_none_lost(tx: Tx, round_: Round, named: Mapping[MemberKind, Collection[UUID]]) -> None:
    """Whoever has brought or locked something stays what they are in the round, excused at most."""
    at_work = {sheet.assessor_id for sheet in scoring_sql.sheets(tx, round_.id) if sheet.locked}
    at_work |= set(samples_sql.brought_by(tx, round_.id).values())
    for member in rounds_sql.members(tx, round_.id):
        if member.person_id in at_work and member.person_id not in named[member.kind]:
            raise Invalid(
                "{name} has brought recordings or locked scores in this round. Keep the name in the plan and excuse "
                "the person later.",
                name=member.name,
            )


def require_card(tx: Tx, round_: Round, card_id: UUID) -> None:
    if card_id == round_.card_id:
        return
    card = cards_sql.card_by_id(tx, card_id)
    if card is None or card.is_withdrawn:
        raise Invalid("This scorecard is not offered any more. Choose another.")
    if any(sheet.locked for sheet in scoring_sql.sheets(tx, round_.id)):
        raise Invalid("Scores are locked on the present scorecard, so it stays. Reopen them all to change it.")
    old = cards_sql.card_by_id(tx, round_.card_id) if round_.card_id else None
    if old and old.is_text is not card.is_text and samples_sql.brought_by(tx, round_.id):
        raise Invalid("The recordings brought so far do not fit this scorecard. Remove them first.")


def require_order(kept: Sequence[Appointment], given: Sequence[Appointment]) -> None:
    """The given dates over those kept: each ends after it starts, and they come in the order of the work."""
    for appointment in given:
        require_text(N_("Place"), appointment.place)
        if appointment.ends <= appointment.starts:
            raise Invalid("An appointment ends after it starts. Correct the times.")
    by_kind = {appointment.kind: appointment for appointment in (*kept, *given)}
    starts = [by_kind[kind].starts for kind in AppointmentKind if kind in by_kind]
    if starts != sorted(starts):
        raise Invalid("Sampling comes before scoring, and scoring before the discussion. Correct the dates.")
