"""The nine steps of the SOP as one table: who works, who moves on, done when, what is missing, where one may go back.

It knows: SOP LIP30-0006 section G, steps 1 to 9, and the stages of a round that belong to each.
Shaped so because: the tracker on every page, the buttons and the verbs all read this table, so they cannot disagree.
It must not know: the store (facts are handed in), rights (core/access.py), the clock (core/workdays.py).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from core.codes import AppointmentKind, Relation, Stage
from core.errors import StepNotReady
from core.labels import APPOINTMENT_LABELS
from core.language import N_, Message
from core.model import Appointment, Member, Round

R, S = Relation, Stage


@dataclass(frozen=True)
class RoundFacts:
    """What decides whether a step is done. It holds no score: who locked, never what."""

    round: Round
    members: tuple[Member, ...]
    appointments: tuple[Appointment, ...]
    recordings: Mapping[UUID, UUID]
    """Recordings in the round → who brought them."""
    recordings_each: int
    locked: frozenset[tuple[UUID, UUID]]
    """(recording, assessor) of every locked sheet."""
    flags: int
    """Recordings in the round that an assessor reported as unusable."""
    open_cells: int
    """After the reveal: cells out of tolerance that are neither settled, ruled nor left open on record."""
    empty_sections: tuple[str, ...]
    """Titles of report sections without text."""

    @property
    def assessors(self) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member.is_in_panel)

    @property
    def scorers(self) -> tuple[Member, ...]:
        """The assessors, and the expert where the round has one."""
        return tuple(member for member in self.members if member.must_score)

    def sheets_due(self) -> int:
        return len(self.scorers) * len(self.recordings)

    def sheets_locked(self) -> int:
        return sum(self.locked_by(member) for member in self.scorers)

    def locked_by(self, member: Member) -> int:
        return sum((recording, member.person_id) in self.locked for recording in self.recordings)


Missing = Callable[[RoundFacts, bool], list[Message]]
"""(facts, whether the viewer may know who) → everything that keeps the step from being done."""


def _not_accepted(facts: RoundFacts, knows_who: bool) -> list[Message]:
    if facts.round.stage is S.DECLINED:
        return [Message("The assignment was declined: {reason}", {"reason": facts.round.stage_reason})]
    return [Message("The Supervisor has not accepted the assignment yet.")] if facts.round.accepted is None else []


def _not_planned(facts: RoundFacts, knows_who: bool) -> list[Message]:
    missing = []
    if facts.round.card_id is None:
        missing.append(Message("No scorecard is chosen yet."))
    if len(facts.assessors) < 2:
        missing.append(Message("Fewer than two assessors are named."))
    planned = {appointment.kind for appointment in facts.appointments}
    for kind in AppointmentKind:
        if kind not in planned:
            missing.append(Message("No date and place yet for: {what}.", {"what": Message(APPOINTMENT_LABELS[kind])}))
    return missing


def _not_brought(facts: RoundFacts, knows_who: bool) -> list[Message]:
    brought = list(facts.recordings.values())
    short = [m for m in facts.assessors if brought.count(m.person_id) < facts.recordings_each]
    return [
        Message(
            "{name} has brought {n} of at least {least} recordings.",
            {"name": m.name, "n": brought.count(m.person_id), "least": facts.recordings_each},
        )
        for m in short
    ]


def _not_locked(facts: RoundFacts, knows_who: bool) -> list[Message]:
    due = len(facts.recordings)
    missing = [] if due else [Message("No recording is left in this round.")]
    if facts.flags:
        missing.append(
            Message("{n} recordings are reported as unusable and wait for the Supervisor.", {"n": facts.flags})
        )
    waiting = [m for m in facts.scorers if facts.locked_by(m) < due]
    if waiting and not knows_who:
        counts = {"locked": facts.sheets_locked(), "due": facts.sheets_due()}
        return [*missing, Message("{locked} of {due} sheets are locked.", counts)]
    return missing + [
        Message("{name} has locked {n} of {due} recordings.", {"name": m.name, "n": facts.locked_by(m), "due": due})
        for m in waiting
    ]


def _not_discussed(facts: RoundFacts, knows_who: bool) -> list[Message]:
    missing = []
    if facts.open_cells:
        missing.append(Message("{n} differences out of tolerance are still open.", {"n": facts.open_cells}))
    present = [m for m in facts.assessors if m.present]
    if len(present) < min(2, len(facts.assessors)):
        missing.append(Message("The attendance is not recorded yet."))
    waiting = [m for m in present if not m.confirmed]
    if waiting and not knows_who:
        return [*missing, Message("{n} assessors have not confirmed the result yet.", {"n": len(waiting)})]
    return missing + [Message("{name} has not confirmed the result yet.", {"name": m.name}) for m in waiting]


def _not_written(facts: RoundFacts, knows_who: bool) -> list[Message]:
    missing = [
        Message("The report section “{section}” is empty.", {"section": Message(title)})
        for title in facts.empty_sections
    ]
    if facts.round.stage is S.RETURNED:
        missing.append(Message("The report was returned: {reason}", {"reason": facts.round.stage_reason}))
    elif not missing:
        missing.append(Message("The draft report is not submitted yet."))
    return missing


def _not_approved(facts: RoundFacts, knows_who: bool) -> list[Message]:
    return [Message("The Head of Section has not approved the report yet.")]


def _not_archived(facts: RoundFacts, knows_who: bool) -> list[Message]:
    return [Message("The Supervisor has not archived the result yet.")]


def _not_closed(facts: RoundFacts, knows_who: bool) -> list[Message]:
    return [] if facts.round.stage is S.DONE else [Message("The Supervisor has not closed the round yet.")]


@dataclass(frozen=True)
class Step:
    """One row of the SOP. `works` does the step, `moves_on` ends it."""

    number: int
    title: str
    done_when: str
    works: Relation
    moves_on: Relation
    stages: frozenset[Stage]
    leads_to: Stage
    missing: Missing
    back_to: Stage | None = None


STEPS = (
    Step(1, N_("Assignment"), N_("The Supervisor has accepted the assignment."), R.HEAD, R.SUPERVISOR,
         frozenset({S.ASSIGNED, S.DECLINED}), S.SCHEDULING, _not_accepted),
    Step(2, N_("Schedule"), N_("Scorecard, assessors and all three dates are set."), R.SUPERVISOR, R.SUPERVISOR,
         frozenset({S.SCHEDULING}), S.SAMPLING, _not_planned),
    Step(3, N_("Samples"), N_("Every assessor has brought recordings."), R.ASSESSOR, R.SUPERVISOR,
         frozenset({S.SAMPLING}), S.SCORING, _not_brought, S.SCHEDULING),
    Step(4, N_("Scoring"), N_("Everyone who scores has locked every recording."), R.ASSESSOR, R.SUPERVISOR,
         frozenset({S.SCORING}), S.DISCUSSING, _not_locked, S.SAMPLING),
    Step(5, N_("Discussion"), N_("Every difference is closed and everyone present has confirmed the result."),
         R.SUPERVISOR, R.ASSESSOR, frozenset({S.DISCUSSING}), S.HANDED_OVER, _not_discussed),
    Step(6, N_("Report"), N_("The draft report is submitted to the Head of Section."), R.SUPERVISOR, R.SUPERVISOR,
         frozenset({S.HANDED_OVER, S.DRAFTING_REPORT, S.RETURNED}), S.AWAITING_APPROVAL, _not_written, S.DISCUSSING),
    Step(7, N_("Approval"), N_("The Head of Section has approved the report."), R.HEAD, R.HEAD,
         frozenset({S.AWAITING_APPROVAL}), S.APPROVED, _not_approved, S.RETURNED),
    Step(8, N_("Archive"), N_("Report and interpretations are archived."), R.SUPERVISOR, R.SUPERVISOR,
         frozenset({S.APPROVED}), S.ARCHIVED, _not_archived),
    Step(9, N_("Done"), N_("The result guides daily assessment."), R.SUPERVISOR, R.SUPERVISOR,
         frozenset({S.ARCHIVED, S.DONE}), S.DONE, _not_closed),
)  # fmt: skip


def step_of(stage: Stage) -> Step | None:
    """The step a stage belongs to; none for a cancelled round."""
    return next((step for step in STEPS if stage in step.stages), None)


def missing_in(facts: RoundFacts, *, knows_who: bool) -> list[Message]:
    """What keeps the round's present step from being done, in sentences."""
    step = step_of(facts.round.stage)
    return step.missing(facts, knows_who) if step else []


def whose_turn(facts: RoundFacts) -> Relation | None:
    """Who is waited for now; none when the round is over."""
    step = step_of(facts.round.stage)
    if step is None or facts.round.stage is S.DONE:
        return None
    if facts.round.stage is S.DECLINED:
        return R.HEAD
    if facts.round.stage is S.ASSIGNED:
        return R.SUPERVISOR
    if step.number == 5:
        waits = any(member.present and not member.confirmed for member in facts.assessors)
        return R.ASSESSOR if waits and not facts.open_cells else R.SUPERVISOR
    return step.works if step.missing(facts, True) else step.moves_on


def waited_for_as(facts: RoundFacts, relations: Collection[Relation], person_id: UUID) -> Relation | None:
    """As what this one person is waited for now; an assessor who has done the own part is not."""
    if facts.flags and R.SUPERVISOR in relations and facts.round.stage is S.SCORING:
        return R.SUPERVISOR
    turn = whose_turn(facts)
    if turn is R.ASSESSOR:
        scores_as = R.EXPERT if R.EXPERT in relations else R.ASSESSOR
        return scores_as if own_part(facts, person_id) else None
    return turn if turn in relations else None


def own_part(facts: RoundFacts, person_id: UUID) -> list[Message]:
    """What this assessor has still to do, whatever the others do; nothing for whoever does not score."""
    me = next((member for member in facts.scorers if member.person_id == person_id), None)
    if me is None or not (me.is_in_panel or facts.round.stage is S.SCORING):
        return []
    brought, due = list(facts.recordings.values()).count(me.person_id), len(facts.recordings)
    match facts.round.stage:
        case S.SAMPLING if brought < facts.recordings_each:
            counts = {"n": brought, "least": facts.recordings_each}
            return [Message("You have brought {n} of at least {least} recordings.", counts)]
        case S.SCORING if facts.locked_by(me) < due:
            return [Message("You have locked {n} of {due} recordings.", {"n": facts.locked_by(me), "due": due})]
        case S.DISCUSSING if me.present and not me.confirmed:
            return [Message("You have not confirmed the result yet.")]
    return []


def require_done(facts: RoundFacts) -> Stage:
    """The stage the round moves on to, or StepNotReady with every reason."""
    step = step_of(facts.round.stage)
    if step is None:
        raise StepNotReady("A cancelled round does not move on.")
    reasons = step.missing(facts, True)
    if reasons:
        raise StepNotReady("The step “{step}” is not done yet.", reasons, step=Message(step.title))
    return step.leads_to
