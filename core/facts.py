"""The facts of a round that the workflow table judges, and the progress that each member may see of them.

It knows: where each fact is kept, and that only head and supervisor see who has locked; all others see counts.
Shaped so because: the table stays a pure function of facts, and the facts hold no score, so that progress can be shown
to everybody without showing a value.
It must not know: what follows from the facts (core/workflow.py).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.access import RoundPermit, require_in_round
from core.cells import open_cells
from core.clock import Clock, clock_of
from core.codes import Action, Relation
from core.language import Message
from core.model import Appointment, Member, Person, Round
from core.report_texts import empty_sections
from core.settings import number
from core.store import Tx, rounds_sql, samples_sql, scoring_sql
from core.workflow import RoundFacts, missing_in, waited_for_as, whose_turn


@dataclass(frozen=True)
class ScorerProgress:
    member: Member
    brought: int
    locked: int


@dataclass(frozen=True)
class Progress:
    """How far a round is, for one viewer. `scorers` is empty for those who may see counts only."""

    round: Round
    relations: frozenset[Relation]
    members: tuple[Member, ...]
    appointments: tuple[Appointment, ...]
    recordings: int
    locked: int
    due: int
    missing: tuple[Message, ...]
    turn: Relation | None
    own_turn: Relation | None
    """As what the viewer is waited for; None for an assessor who has done the own part, though others have not."""
    clock: Clock | None
    scorers: tuple[ScorerProgress, ...]
    """The assessors in their order, then the expert."""

    @property
    def assessors(self) -> tuple[ScorerProgress, ...]:
        return tuple(one for one in self.scorers if one.member.is_in_panel)


def facts_of(tx: Tx, round_: Round) -> RoundFacts:
    sheets = scoring_sql.sheets(tx, round_.id)
    in_round = samples_sql.brought_by(tx, round_.id)
    members = tuple(rounds_sql.members(tx, round_.id))
    scoring = {member.person_id for member in members if member.must_score}
    flagged = {sheet.recording_id for sheet in sheets if sheet.flag and sheet.assessor_id in scoring}
    return RoundFacts(
        round=round_,
        members=members,
        appointments=tuple(rounds_sql.appointments(tx, round_.id)),
        recordings=in_round,
        recordings_each=number(tx, "recordings_each"),
        locked=frozenset((sheet.recording_id, sheet.assessor_id) for sheet in sheets if sheet.locked),
        flags=len(flagged & set(in_round)),
        open_cells=len(open_cells(tx, round_)) if round_.is_revealed else 0,
        empty_sections=empty_sections(tx, round_.id),
    )


def round_now(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> Round:
    """The round as it stands, without its facts: all that a page needs to know which of its faces to show."""
    return require_in_round(tx, Action.SEE_ROUND, by, now, round_id).round


def progress_of(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> Progress:
    permit = require_in_round(tx, Action.SEE_ROUND, by, now, round_id)
    return _seen(permit, facts_of(tx, permit.round), clock_of(tx, permit.round, now))


def _seen(permit: RoundPermit, facts: RoundFacts, clock: Clock | None) -> Progress:
    knows_who = bool(permit.relations & {Relation.HEAD, Relation.SUPERVISOR})
    brought = list(facts.recordings.values())
    rows = tuple(ScorerProgress(m, brought.count(m.person_id), facts.locked_by(m)) for m in facts.scorers)
    return Progress(
        round=facts.round,
        relations=permit.relations,
        members=facts.members,
        appointments=facts.appointments,
        recordings=len(facts.recordings),
        locked=facts.sheets_locked(),
        due=facts.sheets_due(),
        missing=tuple(missing_in(facts, knows_who=knows_who)),
        turn=whose_turn(facts),
        own_turn=waited_for_as(facts, permit.relations, permit.by.id),
        clock=clock,
        scorers=rows if knows_who else (),
    )
