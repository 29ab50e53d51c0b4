"""Follow-up: what is to be done after a round, by whom and until when; planned with the report, done after it.

It knows: a follow-up may change until the report is submitted; the approved report keeps what was planned, and that it
is done is noted beside it.
Shaped so because: its owner may be anybody, so an owner is a name; a person of the round is known by id too, and finds
what to do on the own home page.
It must not know: how the report words it (core/report_pdf_discussion.py), pages.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from core.access import FINAL_STAGES, allowed, relations_to, require_in_round
from core.audit import record
from core.cards import card_of
from core.codes import Action, FollowUpKind
from core.errors import Invalid, NotFound, SomeoneWasFirst, require_text
from core.labels import distinct
from core.language import N_
from core.model import Person, Round
from core.outcomes import FollowUp
from core.rounds import rounds_for
from core.samples import masked_text
from core.settings import text
from core.store import Tx, follow_ups_sql, people_sql, rounds_sql
from core.workdays import local_day


@dataclass(frozen=True)
class PlannedFor:
    """A follow-up of an approved report, as one viewer sees it."""

    follow_up: FollowUp
    round_title: str
    is_overdue: bool
    is_mine: bool
    may_finish: bool


def add_follow_up(
    tx: Tx,
    round_id: UUID,
    kind: FollowUpKind,
    what: str,
    owner: UUID | str,
    due: date | None,
    criterion: str = "",
    *,
    by: Person,
    now: datetime,
) -> None:
    """Wording, training or procedure, with a day; `owner` is a person of the round, or anybody's name.

    On a `criterion`, later rounds test whether the dispute on it fell (core/trend_lines.py).
    """
    permit = require_in_round(tx, Action.PLAN_FOLLOW_UP, by, now, round_id)
    what = masked_text(tx, round_id, require_text(N_("Follow-up action"), what))
    known = owner if isinstance(owner, UUID) else None
    name = _names(tx, permit.round).get(known, "") if known else masked_text(tx, round_id, str(owner))
    name = require_text(N_("Owner"), name)
    if due is None or due < local_day(now, text(tx, "office_zone")):
        raise Invalid("Choose a due date that does not lie in the past.")
    if criterion and criterion not in {own.code for own in card_of(tx, permit.round.card_id).criteria}:
        raise Invalid("There is no such criterion on the card of this round.")
    planned = FollowUp(uuid4(), round_id, kind, what, name, known, due, None, "", criterion)
    follow_ups_sql.insert_follow_up(tx, planned)
    record(tx, permit, subject=what, became=name)


def remove_follow_up(tx: Tx, round_id: UUID, follow_up_id: UUID, *, by: Person, now: datetime) -> None:
    permit = require_in_round(tx, Action.PLAN_FOLLOW_UP, by, now, round_id)
    gone = _one(tx, round_id, follow_up_id)
    follow_ups_sql.delete_follow_up(tx, follow_up_id)
    record(tx, permit, subject=gone.text, was=gone.owner)


def finish_follow_up(tx: Tx, round_id: UUID, follow_up_id: UUID, note: str, *, by: Person, now: datetime) -> None:
    """After the approval: it is done, and in a few words how."""
    permit = require_in_round(tx, Action.FINISH_FOLLOW_UP, by, now, round_id)
    done = _one(tx, round_id, follow_up_id)
    if done.finished:
        raise SomeoneWasFirst("This follow-up has been marked as done already ({day}).", day=done.finished)
    note = masked_text(tx, round_id, require_text(N_("What was done"), note))
    follow_ups_sql.keep_finished(tx, follow_up_id, now, note)
    record(tx, permit, subject=done.text, reason=note)


def owners_to_choose(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> dict[UUID, str]:
    """The people of the round, each by a name of their own."""
    permit = require_in_round(tx, Action.SEE_DRAFT_REPORT, by, now, round_id)
    return distinct(_names(tx, permit.round))


def planned_follow_ups(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> list[FollowUp]:
    require_in_round(tx, Action.SEE_DRAFT_REPORT, by, now, round_id)
    return follow_ups_sql.follow_ups(tx, [round_id])


def follow_ups_of_reports(tx: Tx, *, by: Person, now: datetime) -> list[PlannedFor]:
    """Those of every approved report this person may read: what is still to be done first, by its day."""
    rounds = {round_.id: round_ for round_ in rounds_for(tx, by=by, now=now) if round_.stage in FINAL_STAGES}
    found = follow_ups_sql.follow_ups(tx, list(rounds)) if rounds else []
    concerned = {one.round_id for one in found}
    seen = {key: _rights(tx, rounds[key], by, now) for key in concerned}
    today = local_day(now, text(tx, "office_zone"))
    told = [
        PlannedFor(
            one,
            rounds[one.round_id].title,
            is_overdue=one.finished is None and one.due is not None and one.due < today,
            is_mine=one.owner_id == by.id,
            may_finish=one.finished is None and Action.FINISH_FOLLOW_UP in seen[one.round_id],
        )
        for one in found
        if Action.SEE_REPORT in seen[one.round_id]
    ]
    return sorted(told, key=lambda one: one.follow_up.finished is not None)


def follow_ups_to_do(tx: Tx, *, by: Person, now: datetime) -> list[PlannedFor]:
    """What this person has to do, and what is overdue in rounds in which they say that it is done."""
    waiting = (one for one in follow_ups_of_reports(tx, by=by, now=now) if not one.follow_up.finished)
    return [one for one in waiting if one.is_mine or (one.is_overdue and one.may_finish)]


def _rights(tx: Tx, round_: Round, by: Person, now: datetime) -> set[Action]:
    mine = relations_to(tx, round_, by, now)
    return {a for a in (Action.SEE_REPORT, Action.FINISH_FOLLOW_UP) if allowed(a, mine, round_.stage)}


def _names(tx: Tx, round_: Round) -> dict[UUID, str]:
    members = {member.person_id: member.name for member in rounds_sql.members(tx, round_.id)}
    return members | people_sql.names_of(tx, [round_.supervisor_id, round_.head_id])


def _one(tx: Tx, round_id: UUID, follow_up_id: UUID) -> FollowUp:
    found = next((one for one in follow_ups_sql.follow_ups(tx, [round_id]) if one.id == follow_up_id), None)
    if found is None:
        raise NotFound("There is no such follow-up in this round.")
    return found
