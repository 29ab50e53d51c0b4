"""The verbs that set a round up and keep it going: assign, accept, plan, open samples and scoring, go back, cancel.

It knows: steps 1 to 3 of the SOP, the clock's start, substitutes for people who drop out.
Shaped so because: each verb is one act of one person: require, change, record; `finish_step` asks the workflow table.
It must not know: scores, the discussion, the report.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from core.access import RoundPermit, relations_to, require, require_in_round
from core.audit import record
from core.clock import office_calendar
from core.codes import Action, AppointmentKind, MemberKind, Relation, Role, Stage
from core.errors import Invalid, NotFound, require_text
from core.facts import facts_of
from core.language import N_
from core.model import Appointment, Person, Pointer, Round
from core.settings import number, text
from core.store import Tx, people_sql, rounds_sql
from core.workdays import deadline, local_day
from core.workflow import require_done, step_of


def rounds_for(tx: Tx, relation: Relation | None = None, *, by: Person, now: datetime) -> list[Round]:
    """Every round this person has a part in (or only those in which they are `relation`), newest first."""
    today = local_day(now, text(tx, "office_zone"))
    heads = [
        s.head_id for s in people_sql.substitutes(tx) if s.person_id == by.id and s.first_day <= today <= s.last_day
    ]
    found = [(r, relations_to(tx, r, by, now)) for r in rounds_sql.rounds_of(tx, by.id, heads, by.shows_round)]
    return [round_ for round_, mine in found if (relation in mine if relation else mine)]


def assign_round(
    tx: Tx, title: str, period: str, supervisor_id: UUID, briefing: str, *, by: Person, now: datetime
) -> UUID:
    """Step 1: the head briefs and assigns; returns the new round's id."""
    permit = require(tx, Action.ASSIGN_ROUND, by, now)
    title, period = require_text(N_("Title"), title), require_text(N_("Period"), period)
    briefing = require_text(N_("Briefing"), briefing)
    _require_role(tx, supervisor_id, Role.SUPERVISOR)
    round_id = uuid4()
    rounds_sql.insert_round(tx, _new_round(round_id, title, period, by.id, supervisor_id, briefing, now))
    in_round = require_in_round(tx, Action.SEE_ROUND, by, now, round_id)
    record(tx, replace(in_round, action=permit.action), subject=title, became=Stage.ASSIGNED)
    return round_id


def reassign_round(tx: Tx, round_id: UUID, supervisor_id: UUID, reason: str, *, by: Person, now: datetime) -> None:
    """Another Supervisor takes over; before acceptance the new one has to accept, afterwards the clock runs on."""
    permit = require_in_round(tx, Action.REASSIGN_ROUND, by, now, round_id)
    reason = require_text(N_("Reason"), reason)
    new = _require_role(tx, supervisor_id, Role.SUPERVISOR)
    if rounds_sql.member_of(tx, round_id, supervisor_id):
        raise Invalid(
            "{name} is an assessor of this round and cannot also supervise it. Choose another.", name=new.name
        )
    stage = permit.round.stage if permit.round.accepted else Stage.ASSIGNED
    rounds_sql.keep_supervisor(tx, round_id, supervisor_id)
    rounds_sql.move(tx, round_id, stage)
    record(tx, permit, subject=new.name, was=permit.round.stage, became=stage, reason=reason)


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
    *,
    by: Person,
    now: datetime,
) -> None:
    """Step 2: card, assessors in their order, observers, dates and places, as one form."""
    permit = require_in_round(tx, Action.PLAN_ROUND, by, now, round_id, version=version)
    _require_separate_roles(tx, permit.round, assessor_ids, observer_ids)
    _require_order(appointments)
    rounds_sql.keep_card(tx, round_id, card_id)
    rounds_sql.replace_members(tx, round_id, MemberKind.ASSESSOR, assessor_ids)
    rounds_sql.replace_members(tx, round_id, MemberKind.OBSERVER, observer_ids)
    for appointment in appointments:
        rounds_sql.keep_appointment(tx, round_id, appointment)
    record(tx, permit, subject=", ".join(member.name for member in rounds_sql.members(tx, round_id)))


def reschedule(tx: Tx, round_id: UUID, appointments: Sequence[Appointment], *, by: Person, now: datetime) -> None:
    """Other dates or places, also while samples or scores are under way."""
    permit = require_in_round(tx, Action.RESCHEDULE, by, now, round_id)
    _require_order(appointments)
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
    """The round goes on without this assessor; scores already locked stay."""
    permit = require_in_round(tx, Action.EXCUSE_ASSESSOR, by, now, round_id)
    reason = require_text(N_("Reason"), reason)
    member = rounds_sql.member_of(tx, round_id, person_id)
    if member is None or not member.must_score:
        raise NotFound("There is no such assessor left in this round.")
    rounds_sql.excuse(tx, round_id, person_id, now, reason)
    record(tx, permit, subject=member.name, reason=reason)


def finish_step(tx: Tx, permit: RoundPermit) -> None:
    """Move the round on as the workflow table says, or StepNotReady with every reason."""
    move_round(tx, permit, require_done(facts_of(tx, permit.round)))


def move_round(tx: Tx, permit: RoundPermit, stage: Stage, reason: str = "") -> None:
    rounds_sql.move(tx, permit.round.id, stage, reason)
    record(tx, permit, was=permit.round.stage, became=stage, reason=reason)


def _new_round(
    round_id: UUID, title: str, period: str, head_id: UUID, supervisor_id: UUID, briefing: str, now: datetime
) -> Round:
    nowhere = Pointer(None, None, False)
    start = (Stage.ASSIGNED, 1, head_id, supervisor_id, None, briefing, now)
    return Round(round_id, title, period, *start, None, None, "", None, nowhere, None, None, None, "", None)


def _require_role(tx: Tx, person_id: UUID, role: Role) -> Person:
    person = people_sql.person_by_id(tx, person_id)
    if person is None or not person.is_active or role not in person.roles:
        raise Invalid("The person chosen is not available for this role. Choose another.")
    return person


def _require_separate_roles(tx: Tx, round_: Round, assessors: Sequence[UUID], observers: Sequence[UUID]) -> None:
    if len(set(assessors)) < 2:
        raise Invalid("A round needs at least two assessors. Choose another one.")
    if len(set(assessors)) > 30:
        raise Invalid("A round takes at most 30 assessors. Split it into two rounds.")
    if set(assessors) & set(observers):
        raise Invalid("A person is either assessor or observer of a round. Choose one.")
    for person_id in assessors:
        person = _require_role(tx, person_id, Role.ASSESSOR)
        if person_id in (round_.head_id, round_.supervisor_id):
            raise Invalid("{name} leads this round and cannot score in it. Choose another assessor.", name=person.name)


def _require_order(appointments: Sequence[Appointment]) -> None:
    by_kind = {appointment.kind: appointment for appointment in appointments}
    for appointment in appointments:
        if appointment.ends <= appointment.starts:
            raise Invalid("An appointment ends after it starts. Correct the times.")
    starts = [by_kind[kind].starts for kind in AppointmentKind if kind in by_kind]
    if starts != sorted(starts):
        raise Invalid("Sampling comes before scoring, and scoring before the discussion. Correct the dates.")
