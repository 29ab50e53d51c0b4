"""The verbs of the meeting, step 5: reveal, point, change one's mind, confirm. What is agreed: core/consensus.py.

It knows: the rules of the meeting: all is revealed at once; first scores never change; equal answers settle themselves;
whoever was present confirms, and the last confirmation hands over.
Shaped so because: a verb names its recording and criterion, so a click on a stale screen cannot hit the next cell.
It must not know: drawing, pushing, or how the report words it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from core.access import require_in_round
from core.audit import record
from core.cards import card_of
from core.cells import Cell, cell_in, cells_of, in_order_of_discussion, require_possible, said
from core.codes import Action, CellState, MemberKind, Stage, Strength
from core.errors import Invalid, NotFound, StepNotReady
from core.facts import facts_of
from core.model import Member, Person, Pointer, Recording, Round
from core.outcomes import Consensus, Dissent
from core.rounds import finish_step, move_round
from core.samples import recordings_of
from core.scorecard import Answer, Scorecard
from core.store import Tx, discussion_sql, rounds_sql, scoring_sql
from core.workflow import missing_in


@dataclass(frozen=True)
class Meeting:
    """All that the meeting's screens show, as one viewer may see it. `names` is empty while names are hidden."""

    round: Round
    card: Scorecard
    recordings: tuple[Recording, ...]
    cells: tuple[Cell, ...]
    """In order of discussion."""
    members: tuple[Member, ...]
    dissents: tuple[Dissent, ...]

    @property
    def pointed(self) -> Cell | None:
        return self.cell(self.round.pointer.recording_id, self.round.pointer.criterion)

    def cell(self, recording_id: UUID | None, criterion: str | None) -> Cell | None:
        return next(
            (c for c in self.cells if (c.recording_id, c.criterion.code) == (recording_id, criterion)),
            None,
        )


def meeting(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> Meeting:
    """The revealed round; StepNotReady before the reveal, for everyone."""
    permit = require_in_round(tx, Action.SEE_MEETING, by, now, round_id)
    recordings = recordings_of(tx, round_id, by=by, now=now)
    return Meeting(
        round=permit.round,
        card=card_of(tx, permit.round.card_id),
        recordings=tuple(recording for recording in recordings if recording.is_in_round),
        cells=tuple(in_order_of_discussion(cells_of(tx, permit.round))),
        members=tuple(rounds_sql.members(tx, round_id)),
        dissents=tuple(discussion_sql.dissents(tx, round_id)),
    )


def speaking_order(cell: Cell, members: Sequence[Member]) -> list[Member]:
    """Drawn by the program: the same for everyone who looks, another for each cell; the Supervisor speaks last."""
    speakers = [m for m in members if m.kind is MemberKind.ASSESSOR and m.person_id in cell.first]
    place = f"{cell.recording_id}{cell.criterion.code}"
    return sorted(speakers, key=lambda m: sha256(f"{place}{m.person_id}".encode()).digest())


def reveal_scores(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> None:
    """Everything at once, when all have locked or are excused; cells with equal answers settle themselves."""
    permit = require_in_round(tx, Action.REVEAL_SCORES, by, now, round_id)
    finish_step(tx, permit)
    rounds_sql.keep_reveal(tx, round_id, now)
    cells = cells_of(tx, replace(permit.round, revealed=now))
    for cell in cells:
        if cell.common_answer is not None:
            agreed = (CellState.SETTLED, cell.common_answer, "", "", None, Strength.UNANIMOUS)
            unanimous = Consensus(cell.recording_id, cell.criterion.code, *agreed)
            discussion_sql.keep_consensus(tx, round_id, unanimous, now)
    agenda = in_order_of_discussion(cell for cell in cells if cell.common_answer is None)
    if agenda:
        first = Pointer(agenda[0].recording_id, agenda[0].criterion.code, False)
        rounds_sql.keep_pointer(tx, round_id, first)


def point_at(
    tx: Tx, round_id: UUID, recording_id: UUID | None, criterion: str | None, *, by: Person, now: datetime
) -> None:
    """Move the one pointer that all screens follow; None shows the overview."""
    permit = require_in_round(tx, Action.LEAD_DISCUSSION, by, now, round_id)
    if recording_id is not None:
        cell_in(tx, permit.round, recording_id, criterion)
    pointer = replace(permit.round.pointer, recording_id=recording_id, criterion=criterion)
    rounds_sql.keep_pointer(tx, round_id, pointer)
    record(tx, permit, subject=criterion or "")


def show_names(tx: Tx, round_id: UUID, shown: bool, *, by: Person, now: datetime) -> None:
    """Names on the projector, or hidden again."""
    permit = require_in_round(tx, Action.LEAD_DISCUSSION, by, now, round_id)
    rounds_sql.keep_pointer(tx, round_id, replace(permit.round.pointer, names_shown=shown))
    record(tx, permit, subject="names", became="shown" if shown else "hidden")


def mark_present(tx: Tx, round_id: UUID, person_ids: Collection[UUID], *, by: Person, now: datetime) -> None:
    """The attendance register, as a whole: whoever is not named is not present."""
    permit = require_in_round(tx, Action.LEAD_DISCUSSION, by, now, round_id)
    members = rounds_sql.members(tx, round_id)
    for member in members:
        is_here = member.person_id in person_ids
        rounds_sql.keep_presence(tx, round_id, member.person_id, (member.present or now) if is_here else None)
    record(tx, permit, subject=", ".join(m.name for m in members if m.person_id in person_ids))


def change_after_value(
    tx: Tx, round_id: UUID, recording_id: UUID, criterion: str, answer: Answer, *, by: Person, now: datetime
) -> None:
    """What an assessor stands by after the talk; the first score stays beside it."""
    permit = require_in_round(tx, Action.CHANGE_AFTER_VALUE, by, now, round_id)
    cell = cell_in(tx, permit.round, recording_id, criterion)
    require_possible(cell, answer)
    if permit.by.id not in cell.first:
        raise NotFound("You have not scored this recording.")
    was = cell.now[permit.by.id]
    after = replace(was, answer=answer)
    scoring_sql.keep_after_score(tx, round_id, recording_id, permit.by.id, criterion, after, now)
    record(tx, permit, subject=criterion, was=said(was.answer), became=said(answer))


def confirm_result(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> None:
    """An assessor who was present confirms; the last confirmation hands the result to the Supervisor."""
    permit = require_in_round(tx, Action.CONFIRM_RESULT, by, now, round_id)
    member = rounds_sql.member_of(tx, round_id, permit.by.id)
    if member is None or member.present is None:
        raise Invalid("You are not on the attendance list. Ask the Supervisor to record you as present.")
    facts = facts_of(tx, permit.round)
    if facts.open_cells:
        raise StepNotReady("The result cannot be confirmed yet:", missing_in(facts, knows_who=False))
    rounds_sql.keep_confirmation(tx, round_id, permit.by.id, now)
    if missing_in(facts_of(tx, permit.round), knows_who=True):
        record(tx, permit, subject=member.name)
    else:
        rounds_sql.keep_handed_over(tx, round_id, now)
        move_round(tx, permit, Stage.HANDED_OVER)
