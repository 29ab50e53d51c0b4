"""What a report says of single cells, sheets and recordings.

It knows: how a cell becomes part of a report (people by number), and which totals follow from it: as scored
alone, after the discussion, and by what was agreed.
Shaped so because: totals are counted here once, exactly, from the same answers that the report prints.
It must not know: the store, agreement over a whole round (core/report_figures.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from core.answers import Totals, disagreement, fraction, passes, totals
from core.cells import Cell
from core.codes import CellState
from core.model import Note
from core.outcomes import Dissent, Ruling
from core.report_results import (
    AgreedTotal,
    AssessorNote,
    DissentNote,
    ExpertTotal,
    NewInterpretation,
    ReportCell,
    RulingNote,
    SheetTotals,
    Total,
)
from core.scorecard import Answer, Scorecard


@dataclass(frozen=True)
class Scored:
    """Everything that was scored in a round, and the numbers that stand for recordings and assessors."""

    card: Scorecard
    pass_mark: int
    cells: tuple[Cell, ...]
    recordings: Mapping[UUID, int]
    assessors: Mapping[UUID, int]
    """Those who scored, in their order."""

    def of(self, recording_id: UUID) -> list[Cell]:
        return [cell for cell in self.cells if cell.recording_id == recording_id]

    def first_totals(self) -> dict[tuple[UUID, UUID], Totals]:
        """(recording, assessor) → what the first scores add up to."""
        found = {}
        for recording in self.recordings:
            cells = self.of(recording)
            for assessor in self.assessors:
                answers = {c.criterion.code: c.first[assessor].answer for c in cells if assessor in c.first}
                total = totals(self.card, answers)
                if total:
                    found[recording, assessor] = total
        return found


def report_cells(scored: Scored, dissents: Sequence[Dissent], rulings: Sequence[Ruling]) -> tuple[ReportCell, ...]:
    """In the order of the recordings and of the card."""
    ruled = {(ruling.recording_id, ruling.criterion): ruling for ruling in rulings}
    return tuple(
        _report_cell(
            scored,
            cell,
            [d for d in dissents if (d.recording_id, d.criterion) == (cell.recording_id, cell.criterion.code)],
            ruled.get((cell.recording_id, cell.criterion.code)),
        )
        for cell in scored.cells
    )


def _report_cell(scored: Scored, cell: Cell, dissents: Iterable[Dissent], ruling: Ruling | None) -> ReportCell:
    agreed = cell.consensus
    return ReportCell(
        recording=scored.recordings[cell.recording_id],
        criterion=cell.criterion.code,
        first=_by_number(scored, cell.first),
        after=_by_number(scored, cell.after),
        kind=cell.kind,
        points=disagreement(cell.criterion, [note.answer for note in cell.first.values()]),
        is_in_tolerance=cell.is_in_tolerance,
        state=agreed.state if agreed else None,
        agreed=agreed_answer(cell),
        reason=agreed.reason if agreed else "",
        interpretation=agreed.interpretation if agreed else "",
        cause=agreed.cause if agreed else None,
        strength=agreed.strength if agreed else None,
        dissents=tuple(
            sorted((DissentNote(scored.assessors[d.assessor_id], d.text) for d in dissents), key=lambda d: d.assessor)
        ),
        ruling=RulingNote(ruling.answer, ruling.reason) if ruling else None,
        expert=cell.expert,
    )


def _by_number(scored: Scored, notes: Mapping[UUID, Note]) -> tuple[AssessorNote, ...]:
    return tuple(AssessorNote(number, notes[who]) for who, number in scored.assessors.items() if who in notes)


def agreed_answer(cell: Cell) -> Answer | None:
    """Settled or ruled; else what everybody stands by, if they all do and it is not on record as not agreed."""
    is_left_open = cell.consensus is not None and cell.consensus.state is CellState.OPEN
    return None if is_left_open else cell.agreed or cell.common_answer


def sheet_totals(scored: Scored) -> tuple[SheetTotals, ...]:
    sheets = []
    for (recording, assessor), first in scored.first_totals().items():
        after = {c.criterion.code: c.now[assessor].answer for c in scored.of(recording) if assessor in c.first}
        numbers = scored.recordings[recording], scored.assessors[assessor]
        last = totals(scored.card, after) or first
        sheets.append(SheetTotals(*numbers, _total(scored, first), _total(scored, last)))
    return tuple(sheets)


def expert_totals(scored: Scored) -> tuple[ExpertTotal, ...]:
    found = []
    for recording, number in scored.recordings.items():
        answers = {c.criterion.code: c.expert.answer for c in scored.of(recording) if c.expert}
        if total := totals(scored.card, answers):
            found.append(ExpertTotal(number, _total(scored, total)))
    return tuple(found)


def agreed_totals(scored: Scored) -> tuple[AgreedTotal, ...]:
    return tuple(_agreed_total(scored, recording) for recording in scored.recordings)


def _agreed_total(scored: Scored, recording: UUID) -> AgreedTotal:
    cells = scored.of(recording)
    undecided = tuple(c.criterion.code for c in cells if agreed_answer(c) is None and _has_no_span(c))
    ends: list[Total | None] = [None, None]
    if not undecided:
        low = totals(scored.card, {c.criterion.code: min(_counting(c), key=lambda a: _share(c, a)) for c in cells})
        high = totals(scored.card, {c.criterion.code: max(_counting(c), key=lambda a: _share(c, a)) for c in cells})
        ends = [_total(scored, end) if end else None for end in (low, high)]
    return AgreedTotal(scored.recordings[recording], ends[0], ends[1], undecided)


def _has_no_span(cell: Cell) -> bool:
    """On record as not agreed, or not closed although out of tolerance: nothing counts for it yet."""
    return cell.is_closed or cell.must_be_discussed


def _counting(cell: Cell) -> list[Answer]:
    agreed = agreed_answer(cell)
    return [agreed] if agreed else [note.answer for note in cell.now.values()]


def _share(cell: Cell, answer: Answer) -> float:
    share = fraction(cell.criterion, answer)
    return 0.0 if share is None else float(share)


def _total(scored: Scored, total: Totals) -> Total:
    return Total(
        before_fatal=total.before_fatal,
        final=total.final,
        shown_before_fatal=total.shown_before_fatal,
        shown=total.shown,
        band=total.band.label,
        fatal_criteria=total.fatal_criteria,
        applicable_weight=total.applicable_weight,
        passes=passes(total, scored.pass_mark),
    )


def new_interpretations(cells: Iterable[ReportCell]) -> tuple[NewInterpretation, ...]:
    """By criterion; the same sentence on several recordings once."""
    found: dict[tuple[str, str], list[int]] = {}
    for cell in cells:
        if cell.interpretation:
            found.setdefault((cell.criterion, cell.interpretation), []).append(cell.recording)
    return tuple(NewInterpretation(*key, tuple(found[key])) for key in sorted(found))
