"""The verbs that set a round up and keep it going: assign, accept, plan, open samples and scoring, go back, cancel.

It knows: steps 1 to 3 of the SOP, the clock's start, substitutes for people who drop out.
Shaped so because: each verb is one act of one person: require, change, record; `finish_step` asks the workflow table.
It must not know: scores, the discussion, the report.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from core.access import RoundPermit, relations_to, require, require_in_round, substitutions_of
from core.audit import record
from core.clock import office_calendar
from core.codes import Action, MemberKind, Relation, Role, Stage
from core.errors import Invalid, NotFound, require_text
from core.facts import facts_of
from core.language import N_
from core.model import Appointment, Member, Person, Pointer, Round
from core.plan_checks import require_card, require_members, require_order, require_role
from core.settings import number, text
from core.store import Tx, people_sql, rounds_sql, scoring_sql
from core.workdays import deadline, local_day
from core.workflow import missing_in, require_done, step_of


def rounds_for(tx: Tx, *as_one_of: Relation, by: Person, now: datetime) -> list[Round]:
    """Every round this person has a part in (or only those in which they are `as_one_of`), newest first."""
    person = people_sql.person_by_id(tx, by.id)
    if person is None:
        return []
    heads = [acting.head_id for acting in substitutions_of(tx, person, now)]
    mine = rounds_sql.rounds_of(tx, person.id, heads, person.shows_round)
    found = [(round_, relations_to(tx, round_, person, now)) for round_ in mine]
    return [round_ for round_, relations in found if relations & (frozenset(as_one_of) or relations)]


def assign_round(
    tx: Tx, title: str, period: str, supervisor_id: UUID, briefing: str, *, by: Person, now: datetime
) -> UUID:
    """Step 1: the head, or whoever acts for the head today, briefs and assigns; returns the new round's id."""
    permit = require(tx, Action.ASSIGN_ROUND, by, now)
    title, period = require_text(N_("Title"), title), require_text(N_("Period"), period)
    briefing = require_text(N_("Briefing"), briefing)
    require_role(tx, supervisor_id, Role.SUPERVISOR)
    round_id = uuid4()
    head_id = permit.for_head or by.id
    rounds_sql.insert_round(tx, _new_round(round_id, title, period, head_id, supervisor_id, briefing, now))
    in_round = require_in_round(tx, Action.SEE_ROUND, by, now, round_id)
    assigned = replace(in_round, action=permit.action, acting_as=permit.acting_as)
    record(tx, assigned, subject=title, became=Stage.ASSIGNED)
    return round_id


def reassign_round(tx: Tx, round_id: UUID, supervisor_id: UUID, reason: str, *, by: Person, now: datetime) -> None:
    """Another Supervisor takes over; before acceptance the new one has to accept, afterwards the clock runs on."""
    permit = require_in_round(tx, Action.REASSIGN_ROUND, by, now, round_id)
    reason = require_text(N_("Reason"), reason)
    new = require_role(tx, supervisor_id, Role.SUPERVISOR)
    member = rounds_sql.member_of(tx, round_id, supervisor_id)
    if member and member.kind is not MemberKind.OBSERVER:
        raise Invalid("{name} scores in this round and cannot also supervise it. Choose another.", name=new.name)
    rounds_sql.keep_supervisor(tx, round_id, supervisor_id)
    if permit.round.stage is Stage.DECLINED:
        rounds_sql.move(tx, round_id, Stage.ASSIGNED)
        record(tx, permit, subject=new.name, was=Stage.DECLINED, became=Stage.ASSIGNED, reason=reason)
    else:
        record(tx, permit, subject=new.name, reason=reason)


def accept_assignment(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> None:
    """The clock starts: the deadline and the calendar it was counted with are frozen."""
    permit = require_in_round(tx, Action.ACCEPT_ASSIGNMENT, by, now, round_id)
    calendar = office_calendar(tx)
    due = deadline(local_day(now, text(tx, "office_zone")), calendar, number(tx, "working_days"))
    rounds_sql.keep_acceptance(tx, replace(permit.round, accepted=now, deadline=due, calendar_version=calendar.version))
    move_round(tx, permit, Stage.SCHEDULING)


def decline_assignment(tx: Tx, round_id: UUID, reason: str, *, by: Person, now: datetime) -> None:
    permit = require_in_round(tx, Action.DECLINE_ASSIGNMENT, by, now, round_id)
    reason = require_text(N_("Reason"), reason)
    move_round(tx, permit, Stage.DECLINED, reason)


def cancel_round(tx: Tx, round_id: UUID, reason: str, *, by: Person, now: datetime) -> None:
    permit = require_in_round(tx, Action.CANCEL_ROUND, by, now, round_id)
    reason = require_text(N_("Reason"), reason)
    move_round(tx, permit, Stage.CANCELLED, reason)


def plan_round(
    tx: Tx,
    round_id: UUID,
    card_id: UUID,
    assessor_ids: Sequence[UUID],
    observer_ids: Sequence[UUID],
    appointments: Sequence[Appointment],
    version: int,
    expert_id: UUID | None = None,
    *,
    by: Person,
    now: datetime,
) -> None:
    """Step 2: card, assessors in their order, observers, dates and places, the expert if there is one, as one form.

    Naming an excused assessor or expert again takes the excuse back.
    """
    permit = require_in_round(tx, Action.PLAN_ROUND, by, now, round_id, version=version)
    require_members(tx, permit.round, assessor_ids, observer_ids, expert_id)
    require_order(rounds_sql.appointments(tx, round_id), appointments)
    require_card(tx, permit.round, card_id)
    if card_id != permit.round.card_id:
        rounds_sql.keep_card(tx, round_id, card_id)
        scoring_sql.delete_drafts_of(tx, round_id)
    named = [(person_id, MemberKind.ASSESSOR) for person_id in assessor_ids]
    named += [(expert_id, MemberKind.EXPERT)] if expert_id else []
    rounds_sql.keep_members(tx, round_id, named + [(person_id, MemberKind.OBSERVER) for person_id in observer_ids])
    for appointment in appointments:
        rounds_sql.keep_appointment(tx, round_id, appointment)
    record(tx, permit, subject=", ".join(member.name for member in rounds_sql.members(tx, round_id)))


def reschedule(tx: Tx, round_id: UUID, appointments: Sequence[Appointment], *, by: Person, now: datetime) -> None:
    """Other dates or places, also while samples or scores are under way."""
    permit = require_in_round(tx, Action.RESCHEDULE, by, now, round_id)
    require_order(rounds_sql.appointments(tx, round_id), appointments)
    for appointment in appointments:
        rounds_sql.keep_appointment(tx, round_id, appointment)
    record(tx, permit)


def begin_sampling(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> None:
    permit = require_in_round(tx, Action.BEGIN_SAMPLING, by, now, round_id)
    finish_step(tx, permit)


def begin_scoring(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> None:
    permit = require_in_round(tx, Action.BEGIN_SCORING, by, now, round_id)
    finish_step(tx, permit)


def go_back(tx: Tx, round_id: UUID, reason: str, *, by: Person, now: datetime) -> None:
    """To the step before, with a reason; what was locked stays locked, what was confirmed is confirmed anew."""
    permit = require_in_round(tx, Action.GO_BACK, by, now, round_id)
    reason = require_text(N_("Reason"), reason)
    step = step_of(permit.round.stage)
    if step is None or step.back_to is None:
        raise Invalid("There is no way back from this step.")
    rounds_sql.forget_confirmations(tx, round_id)
    rounds_sql.keep_handed_over(tx, round_id, None)
    move_round(tx, permit, step.back_to, reason)


def excuse_assessor(tx: Tx, round_id: UUID, person_id: UUID, reason: str, *, by: Person, now: datetime) -> None:
    """The round goes on without this assessor or expert; scores already locked stay."""
    permit = require_in_round(tx, Action.EXCUSE_ASSESSOR, by, now, round_id)
    reason = require_text(N_("Reason"), reason)
    members = rounds_sql.members(tx, round_id)
    member = next((m for m in excusable(permit.round, members) if m.person_id == person_id), None)
    if member is None:
        raise NotFound("This person does not score in this round, or not any more. Choose another.")
    if member.is_in_panel and len(facts_of(tx, permit.round).assessors) == 1:
        raise Invalid("{name} is the last assessor of this round. Cancel the round instead.", name=member.name)
    rounds_sql.excuse(tx, round_id, person_id, now, reason)
    if not hand_over_if_done(tx, permit, member.name, reason):
        record(tx, permit, subject=member.name, reason=reason)


def excusable(round_: Round, members: Sequence[Member]) -> list[Member]:
    """Who may still be excused: the expert's part is over with the reveal."""
    return [member for member in members if (member.is_in_panel if round_.is_revealed else member.must_score)]


def hand_over_if_done(tx: Tx, permit: RoundPermit, subject: str, reason: str = "") -> bool:
    """In the discussion: once nothing is missing any more, the result is in the Supervisor's hands."""
    if permit.round.stage is not Stage.DISCUSSING or missing_in(facts_of(tx, permit.round), knows_who=True):
        return False
    rounds_sql.keep_handed_over(tx, permit.round.id, permit.now)
    move_round(tx, permit, Stage.HANDED_OVER, reason, subject)
    return True


def finish_step(tx: Tx, permit: RoundPermit) -> None:
    """Move the round on as the workflow table says, or StepNotReady with every reason."""
    move_round(tx, permit, require_done(facts_of(tx, permit.round)))


def move_round(tx: Tx, permit: RoundPermit, stage: Stage, reason: str = "", subject: str = "") -> None:
    rounds_sql.move(tx, permit.round.id, stage, reason)
    record(tx, permit, subject=subject, was=permit.round.stage, became=stage, reason=reason)


def _new_round(
    round_id: UUID, title: str, period: str, head_id: UUID, supervisor_id: UUID, briefing: str, now: datetime
) -> Round:
    nowhere = Pointer(None, None, False)
    start = (Stage.ASSIGNED, 1, head_id, supervisor_id, None, briefing, now)
    return Round(round_id, title, period, *start, None, None, "", None, nowhere, None, None, None, "", None)
