"""The verbs of the meeting, step 5: reveal, point, change one's mind, confirm. What is agreed: core/consensus.py.

It knows: the rules of the meeting: all is revealed at once; first scores never change; equal answers settle themselves;
whoever was present confirms, and the last confirmation hands over.
Shaped so because: a verb names its recording and criterion, so a click on a stale screen cannot hit the next cell.
It must not know: drawing, pushing, or how the report words it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from core.access import require_in_round
from core.answers import DifferenceKind, said
from core.audit import record
from core.cards import card_of
from core.cells import Cell, cell_in, cells_of, in_order_of_discussion, require_possible
from core.codes import Action, CellState, MemberKind, Relation, Strength
from core.errors import Invalid, NotFound, StepNotReady
from core.facts import facts_of
from core.kept import Kept
from core.lots import own_keys, speaking_order, without_names
from core.model import Member, Note, Person, Pointer, Recording, Round
from core.outcomes import Consensus, Dissent
from core.rounds import finish_step, hand_over_if_done
from core.samples import recordings_of
from core.scorecard import Answer, Scorecard
from core.store import Tx, discussion_sql, rounds_sql, scoring_sql
from core.workflow import missing_in

_IN_ORDER: Kept[list[Cell]] = Kept(8)


@dataclass(frozen=True)
class Meeting:
    """All that the meeting's screens show, as one viewer may see it.

    While names are hidden, the cells of whoever does not lead the meeting are keyed by nobody's id: a page cannot tell
    who answered what, because it was never told; only which key is the viewer's own.
    """

    viewer_id: UUID
    round: Round
    card: Scorecard
    recordings: tuple[Recording, ...]
    cells: tuple[Cell, ...]
    """In order of discussion."""
    members: tuple[Member, ...]
    dissents: tuple[Dissent, ...]
    speakers: tuple[str, ...]
    """Who speaks in which order on the cell that is pointed at; the Supervisor speaks last."""
    own_keys: Mapping[tuple[UUID, str], UUID]
    """Place of a cell → where the viewer's own answer stands in it, while names are hidden."""

    @property
    def pointed(self) -> Cell | None:
        return self.cell(self.round.pointer.recording_id, self.round.pointer.criterion)

    @property
    def agenda(self) -> tuple[Cell, ...]:
        """Cells in which somebody, the expert included, answered differently, in order of discussion."""
        return tuple(cell for cell in self.cells if cell.expert_kind is not DifferenceKind.NONE)

    def cell(self, recording_id: UUID | None, criterion: str | None) -> Cell | None:
        return next(
            (c for c in self.cells if (c.recording_id, c.criterion.code) == (recording_id, criterion)),
            None,
        )

    def recording(self, recording_id: UUID) -> Recording:
        return next(recording for recording in self.recordings if recording.id == recording_id)

    def own_key(self, cell: Cell) -> UUID:
        """Under which the viewer's own answer stands in the cell, if the viewer has scored it."""
        return self.own_keys.get(cell.place, self.viewer_id)

    def name_in(self, cell: Cell, key: UUID) -> str | None:
        """The name of who answered, or None for an answer without one."""
        return self.name_of(self.viewer_id if key == self.own_key(cell) else key)

    @property
    def expert(self) -> Member | None:
        """Who scored outside the panel, if anybody did."""
        return next((member for member in self.members if member.kind is MemberKind.EXPERT), None)

    @property
    def is_expert(self) -> bool:
        """Whether the viewer is the expert."""
        return self.expert is not None and self.expert.person_id == self.viewer_id

    def own_note(self, cell: Cell) -> Note | None:
        """What the viewer scored alone in this cell, if anything."""
        return cell.expert if self.is_expert else cell.first.get(self.own_key(cell))

    def name_of(self, person_id: UUID) -> str | None:
        return next((member.name for member in self.members if member.person_id == person_id), None)


def meeting(tx: Tx, round_id: UUID, *, by: Person, now: datetime, in_room: bool = False) -> Meeting:
    """The revealed round; StepNotReady before the reveal, for everyone. `in_room` is the screen that all look at."""
    permit = require_in_round(tx, Action.SEE_MEETING, by, now, round_id)
    recordings = recordings_of(tx, round_id, by=by, now=now)
    cells, members = _in_order(tx, permit.round), rounds_sql.members(tx, round_id)
    leads = bool(permit.relations & {Relation.HEAD, Relation.SUPERVISOR})
    sees_names = permit.round.pointer.names_shown or (leads and not in_room)
    pointer = permit.round.pointer
    pointed = [c for c in cells if (c.recording_id, c.criterion.code) == (pointer.recording_id, pointer.criterion)]
    dissents = discussion_sql.dissents(tx, round_id)
    return Meeting(
        viewer_id=permit.by.id,
        round=permit.round,
        card=card_of(tx, permit.round.card_id),
        recordings=tuple(recording for recording in recordings if recording.is_in_round),
        cells=tuple(cells if sees_names else without_names(tx, permit.round, cells)),
        members=tuple(members),
        dissents=tuple(d for d in dissents if sees_names or d.assessor_id == permit.by.id),
        speakers=tuple(member.name for cell in pointed for member in speaking_order(cell, members)),
        own_keys={} if sees_names else own_keys(tx, permit.round, permit.by.id, cells),
    )


def _in_order(tx: Tx, round_: Round) -> list[Cell]:
    version = (round_.id, round_.version)
    return _IN_ORDER.of(tx, version, lambda: in_order_of_discussion(cells_of(tx, round_)))


def reveal_scores(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> None:
    """Everything at once, when all have locked or are excused; cells with equal answers settle themselves.

    Not where the expert is out of tolerance; within it such a cell stands on the agenda as closed.
    """
    permit = require_in_round(tx, Action.REVEAL_SCORES, by, now, round_id)
    finish_step(tx, permit)
    rounds_sql.keep_reveal(tx, round_id, now)
    cells = cells_of(tx, replace(permit.round, revealed=now))
    unanimous = [
        Consensus(cell.recording_id, cell.criterion.code, CellState.SETTLED, common, "", "", None, Strength.UNANIMOUS)
        for cell in cells
        if (common := cell.common_answer) is not None and not cell.must_be_discussed
    ]
    discussion_sql.insert_unanimous(tx, round_id, unanimous, now)
    agenda = [c for c in in_order_of_discussion(cells) if c.expert_kind is not DifferenceKind.NONE]
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
    present = ", ".join(member.name for member in members if member.person_id in person_ids)
    if not hand_over_if_done(tx, permit, present):
        record(tx, permit, subject=present)


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
    rounds_sql.forget_confirmations(tx, round_id)
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
    if not hand_over_if_done(tx, permit, member.name):
        record(tx, permit, subject=member.name)
