"""A person's desk: what waits for them, what runs without them, what is over.

It knows: which act comes next for whoever is waited for (core/workflow.py tells who that is).
Shaped so because: the home page must answer "what waits for me?" at once; finished rounds are only named, since
reading the facts of every old round would make the page slower with every year.
It must not know: pages, or a score; it looks at a round with the rights of the one who asks.
"""

from dataclasses import dataclass
from datetime import date, datetime

from core.access import SCORERS, relations_to
from core.clock import Clock, clock_of
from core.codes import Action, Relation, Stage
from core.facts import facts_of
from core.language import Message
from core.model import Person, Round
from core.rounds import rounds_for
from core.store import Tx
from core.workflow import missing_in, own_part, step_of, waited_for_as, whose_turn

OVER = frozenset({Stage.DONE, Stage.CANCELLED})
ORDER = (
    Relation.HEAD,
    Relation.SUPERVISOR,
    Relation.ASSESSOR,
    Relation.EXPERT,
    Relation.OBSERVER,
    Relation.PROJECTOR,
)
NEXT: dict[tuple[Stage, Relation], Action] = {
    (Stage.ASSIGNED, Relation.SUPERVISOR): Action.ACCEPT_ASSIGNMENT,
    (Stage.DECLINED, Relation.HEAD): Action.REASSIGN_ROUND,
    (Stage.SCHEDULING, Relation.SUPERVISOR): Action.PLAN_ROUND,
    (Stage.SAMPLING, Relation.ASSESSOR): Action.BRING_RECORDING,
    (Stage.SAMPLING, Relation.SUPERVISOR): Action.BEGIN_SCORING,
    (Stage.SCORING, Relation.ASSESSOR): Action.LOCK_SHEET,
    (Stage.SCORING, Relation.EXPERT): Action.LOCK_SHEET,
    (Stage.SCORING, Relation.SUPERVISOR): Action.REVEAL_SCORES,
    (Stage.DISCUSSING, Relation.SUPERVISOR): Action.LEAD_DISCUSSION,
    (Stage.DISCUSSING, Relation.ASSESSOR): Action.CONFIRM_RESULT,
    (Stage.HANDED_OVER, Relation.SUPERVISOR): Action.WRITE_REPORT,
    (Stage.DRAFTING_REPORT, Relation.SUPERVISOR): Action.WRITE_REPORT,
    (Stage.RETURNED, Relation.SUPERVISOR): Action.WRITE_REPORT,
    (Stage.AWAITING_APPROVAL, Relation.HEAD): Action.APPROVE_REPORT,
    (Stage.APPROVED, Relation.SUPERVISOR): Action.ARCHIVE_ROUND,
    (Stage.ARCHIVED, Relation.SUPERVISOR): Action.CLOSE_ROUND,
}


@dataclass(frozen=True)
class DeskRound:
    """One round on the desk. `opens_as`: what the person is to it, so which page it opens on."""

    round: Round
    opens_as: Relation
    turn: Relation | None
    next_act: Action | None
    """What the person is waited for to do; None when nothing is."""
    missing: tuple[Message, ...]
    clock: Clock | None


@dataclass(frozen=True)
class Desk:
    waiting: tuple[DeskRound, ...]
    """Rounds that wait for this person, the most urgent first."""
    running: tuple[DeskRound, ...]
    over: tuple[Round, ...]
    """Done or cancelled, newest first."""


def waiting_for(tx: Tx, *, by: Person, now: datetime) -> Desk:
    rounds = rounds_for(tx, by=by, now=now)
    open_rounds = sorted((round_ for round_ in rounds if round_.stage not in OVER), key=_urgency)
    entries = [_entry(tx, round_, by, now) for round_ in open_rounds]
    return Desk(
        waiting=tuple(entry for entry in entries if entry.next_act),
        running=tuple(entry for entry in entries if not entry.next_act),
        over=tuple(round_ for round_ in rounds if round_.stage in OVER),
    )


def _urgency(round_: Round) -> tuple[date, datetime]:
    return round_.deadline or date.max, round_.assigned


def _entry(tx: Tx, round_: Round, by: Person, now: datetime) -> DeskRound:
    relations, facts = relations_to(tx, round_, by, now), facts_of(tx, round_)
    mine = waited_for_as(facts, relations, by.id)
    missing = missing_in(facts, knows_who=bool(relations & {Relation.HEAD, Relation.SUPERVISOR}))
    own = own_part(facts, by.id) if mine in SCORERS else []
    return DeskRound(
        round=round_,
        opens_as=mine or next(relation for relation in ORDER if relation in relations),
        turn=whose_turn(facts),
        next_act=NEXT.get((round_.stage, mine)) if mine else None,
        missing=tuple(own or missing or _ready(round_.stage)),
        clock=clock_of(tx, round_, now),
    )


def _ready(stage: Stage) -> list[Message]:
    step = step_of(stage)
    return [Message(step.done_when)] if step else []
