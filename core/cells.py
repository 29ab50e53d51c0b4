"""A cell is one criterion of one recording: who answered what, how far apart, and whether it is closed.

It knows: how first scores, values after the discussion and consensus meet in a cell; which cells must be discussed;
what is at stake in each, and so which comes first (core/swap_impact.py has the formula).
Shaped so because: agenda, projector, report and the hand-over all ask the same question of the same cells. First scores
never change after the reveal, so what is at stake is found once for each reveal.
It must not know: who may see a cell; it is only ever built from scores that the viewer's query returned.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from math import inf
from uuid import UUID

import numpy as np

from core.answers import DifferenceKind, as_shares, difference_kind, disagreement, fraction, is_fatal, within_tolerance
from core.cards import card_of
from core.certainty import Array, Undefined
from core.codes import CellState, Phase
from core.errors import Invalid, NotFound
from core.kept import Kept
from core.model import Note, Round, Score
from core.outcomes import Consensus
from core.scorecard import Answer, Criterion, Scorecard
from core.store import Tx, discussion_sql, scoring_sql
from core.swap_impact import agenda

GRAVEST_FIRST = tuple(reversed(DifferenceKind))
_FIRST: Kept[list["Cell"]] = Kept(8)
_STANDING: Kept[list["Cell"]] = Kept(8)


@dataclass(frozen=True)
class Cell:
    recording_id: UUID
    criterion: Criterion
    first: Mapping[UUID, Note]
    """Assessor → what was scored alone."""
    after: Mapping[UUID, Note]
    """Assessor → the value changed after the reveal, only where it was."""
    kind: DifferenceKind
    expert_kind: DifferenceKind
    """The gravest way in which a first answer differs from the expert's or from another."""
    is_in_tolerance: bool
    consensus: Consensus | None
    at_stake: float = 0.0
    """By how many points a total moves when another's first answer stands in it, mean over all pairs."""
    turn: float = inf
    """Place in the order of discussion; a cell that is asked for by itself has none."""
    expert: Note | None = None
    """What the expert outside the panel scored; kind, tolerance and points at stake are those of the panel alone."""
    is_near_expert: bool = True
    """Every first answer lies within tolerance of the expert's; also where there is none."""

    @property
    def place(self) -> tuple[UUID, str]:
        return self.recording_id, self.criterion.code

    @property
    def now(self) -> dict[UUID, Note]:
        """What each assessor stands by now: the changed value where there is one, else the first."""
        return {**self.first, **self.after}

    @property
    def is_closed(self) -> bool:
        return self.consensus is not None

    @property
    def must_be_discussed(self) -> bool:
        return not (self.is_in_tolerance and self.is_near_expert)

    @property
    def is_for_expert(self) -> bool:
        """All assessors answer the same, and the expert otherwise."""
        return self.kind is DifferenceKind.NONE and self.expert_kind is not DifferenceKind.NONE

    @property
    def common_answer(self) -> Answer | None:
        """The answer everybody stands by now, if they all do."""
        answers = {note.answer for note in self.now.values()}
        return answers.pop() if len(answers) == 1 else None

    @property
    def agreed(self) -> Answer | None:
        """The value that counts from now on: settled or ruled; none while open or not agreed."""
        if self.consensus is None or self.consensus.state is CellState.OPEN:
            return None
        return self.consensus.answer


def cells_from(card: Scorecard, scores: Sequence[Score], consensus: Iterable[Consensus]) -> list[Cell]:
    """Every cell in which somebody scored, in the order of the scores' recordings and of the card."""
    agreed = {(row.recording_id, row.criterion): row for row in consensus}
    notes: dict[tuple[UUID, str, Phase], dict[UUID, Note]] = defaultdict(dict)
    for score in scores:
        notes[score.recording_id, score.criterion, score.phase][score.assessor_id] = score.note
    recordings = dict.fromkeys(score.recording_id for score in scores)
    return [
        _cell(card, recording, criterion, notes, agreed.get((recording, criterion.code)))
        for recording in recordings
        for criterion in card.criteria
        if (recording, criterion.code, Phase.FIRST) in notes
    ]


def _cell(
    card: Scorecard,
    recording_id: UUID,
    criterion: Criterion,
    notes: Mapping[tuple[UUID, str, Phase], dict[UUID, Note]],
    consensus: Consensus | None,
) -> Cell:
    first = notes[recording_id, criterion.code, Phase.FIRST]
    answers = {note.answer for note in first.values()}
    expert = next(iter(notes.get((recording_id, criterion.code, Phase.EXPERT), {}).values()), None)
    return Cell(
        recording_id=recording_id,
        criterion=criterion,
        first=first,
        after=notes.get((recording_id, criterion.code, Phase.AFTER), {}),
        kind=difference_kind(criterion, answers),
        expert_kind=difference_kind(criterion, answers | {expert.answer} if expert else answers),
        is_in_tolerance=all(within_tolerance(card, criterion, a, b) for a, b in combinations(answers, 2)),
        consensus=consensus,
        expert=expert,
        is_near_expert=expert is None or all(within_tolerance(card, criterion, a, expert.answer) for a in answers),
    )


def in_order_of_discussion(cells: Iterable[Cell]) -> list[Cell]:
    """The panel's points in their turn; then where only the expert differs, what must be discussed first; equal last.

    Both the same way: fatal differences, then applicability, then points.
    """

    def turn(cell: Cell) -> tuple[object, ...]:
        last = not cell.must_be_discussed, GRAVEST_FIRST.index(cell.expert_kind), -_apart_with_expert(cell)
        return cell.kind is DifferenceKind.NONE, cell.turn, *last

    return sorted(cells, key=turn)


def _apart_with_expert(cell: Cell) -> Fraction:
    own = [cell.expert.answer] if cell.expert else []
    return disagreement(cell.criterion, [*(note.answer for note in cell.first.values()), *own])


def with_stakes(card: Scorecard, cells: Sequence[Cell]) -> list[Cell]:
    """All cells of a round, with the points at stake and the turn of each on which answers differ."""
    recordings = list(dict.fromkeys(cell.recording_id for cell in cells))
    assessors = list(dict.fromkeys(person for cell in cells for person in cell.first))
    try:
        points = agenda(*_arrays(card, cells, recordings, assessors))
    except Undefined:
        return list(cells)
    told = {
        (recordings[p.recording], card.criteria[p.criterion].code): (turn, p.impact) for turn, p in enumerate(points)
    }
    return [
        replace(cell, turn=told[cell.place][0], at_stake=told[cell.place][1]) if cell.place in told else cell
        for cell in cells
    ]


def mean_stakes(cells: Iterable[Cell]) -> dict[str, float]:
    """Points at stake of each criterion, mean over its recordings."""
    stakes: dict[str, list[float]] = defaultdict(list)
    for cell in cells:
        stakes[cell.criterion.code].append(cell.at_stake)
    return {code: sum(each) / len(each) for code, each in stakes.items()}


def _arrays(
    card: Scorecard, cells: Iterable[Cell], recordings: Sequence[UUID], assessors: Sequence[UUID]
) -> tuple[Array, Array, Array]:
    """Shares of the scale, weights, and which answers zero the call, as core/swap_impact.py takes them."""
    rows, columns = ({key: n for n, key in enumerate(keys)} for keys in (recordings, assessors))
    depth = {criterion.code: n for n, criterion in enumerate(card.criteria)}
    f = np.full((len(rows), len(columns), len(depth)), np.nan)
    zeroes = np.zeros_like(f)
    for cell in cells:
        row, place = rows[cell.recording_id], depth[cell.criterion.code]
        worth = as_shares(cell.criterion, (note.answer for note in cell.first.values()))
        fatal = {answer for answer in worth if is_fatal(cell.criterion, answer)}
        for assessor, note in cell.first.items():
            f[row, columns[assessor], place] = worth[note.answer]
            zeroes[row, columns[assessor], place] = note.answer in fatal
    return f, np.array([float(criterion.weight) for criterion in card.criteria]), zeroes


def cells_of(tx: Tx, round_: Round) -> list[Cell]:
    """All cells of a revealed round; none before the reveal, whoever asks."""
    if not round_.is_revealed:
        return []
    return list(_STANDING.of(tx, (round_.id, round_.version), lambda: _standing(tx, round_)))


def _standing(tx: Tx, round_: Round) -> list[Cell]:
    """The first scores never change after the reveal, so only what the meeting adds to them is read anew."""
    first = _FIRST.of(tx, (round_.id, round_.revealed), lambda: _first_scores(tx, round_))
    after: dict[tuple[UUID, str], dict[UUID, Note]] = defaultdict(dict)
    for score in scoring_sql.scores_seen_by(tx, round_.supervisor_id, round_.id, phase=Phase.AFTER):
        after[score.recording_id, score.criterion][score.assessor_id] = score.note
    agreed = {(row.recording_id, row.criterion): row for row in discussion_sql.consensus_of_round(tx, round_.id)}
    added = ((cell, after.get(cell.place, {}), agreed.get(cell.place)) for cell in first)
    return [replace(cell, after=own, consensus=row) if own or row else cell for cell, own, row in added]


def _first_scores(tx: Tx, round_: Round) -> list[Cell]:
    card = card_of(tx, round_.card_id)
    first, expert = (
        scoring_sql.scores_seen_by(tx, round_.supervisor_id, round_.id, phase=phase)
        for phase in (Phase.FIRST, Phase.EXPERT)
    )
    return with_stakes(card, cells_from(card, [*first, *expert], ()))


def open_cells(tx: Tx, round_: Round) -> list[Cell]:
    """Cells out of tolerance that the meeting has not closed yet."""
    return [cell for cell in cells_of(tx, round_) if cell.must_be_discussed and not cell.is_closed]


def cell_in(tx: Tx, round_: Round, recording_id: UUID, criterion: str | None) -> Cell:
    """One cell, asked of the store by itself: it stands as this transaction has left it."""
    scores = []
    if round_.is_revealed:
        scores = scoring_sql.scores_seen_by(
            tx, round_.supervisor_id, round_.id, recording_id=recording_id, criterion=criterion or ""
        )
    agreed = discussion_sql.consensus_of_cell(tx, recording_id, criterion or "")
    found = cells_from(card_of(tx, round_.card_id), scores, agreed)
    if found:
        return found[0]
    raise NotFound("There is no such criterion in this discussion.")


def require_possible(cell: Cell, answer: Answer) -> None:
    """Whether this answer can be given on this cell's criterion, else Invalid."""
    if not answer.is_given:
        raise Invalid("Choose a value for criterion {code}.", code=cell.criterion.code)
    if answer.is_na and not cell.criterion.na_allowed:
        raise Invalid("Criterion {code} always applies. Choose a value.", code=cell.criterion.code)
    fraction(cell.criterion, answer)
