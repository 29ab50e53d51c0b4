"""How far a round's first scores lay from those of the expert outside the panel.

It knows: how cells with an expert's answer become the arrays of core/reference.py.
Shaped so because: these figures stand by themselves, beside those of the panel, so that neither is taken for the other.
It must not know: the store, words, drawing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

import numpy as np

from core.agreement import call_totals
from core.answers import DifferenceKind, difference_kind, fraction
from core.cells import Cell
from core.certainty import Array, Undefined
from core.reference import agreement_with, agreement_with_interval, dispute_with_by_criterion, distances
from core.report_cells import agreed_answer
from core.report_figures import ScoreGrid, distance_from, figure_of, kept
from core.report_results import ExpertFigures, Figures
from core.scorecard import Scorecard


def with_expert(
    figures: Figures, grid: ScoreGrid, card: Scorecard, recordings: Sequence[UUID], cells: Sequence[Cell]
) -> Figures:
    """The same, with the distances to the expert's scores where there are any; recordings in the grid's order."""
    scored = [cell for cell in cells if cell.expert]
    shares = _shares(card, recordings, scored)
    try:
        disputes = dispute_with_by_criterion(grid.shares, shares, grid.weights)
    except Undefined:
        return figures
    agreement, _ = figure_of(
        lambda: agreement_with(grid.shares, shares, grid.weights),
        lambda: agreement_with_interval(grid.shares, shares, grid.weights),
    )
    totals, right = call_totals(grid.shares, grid.weights), call_totals(shares[:, None, :], grid.weights)[:, 0]
    pairs = [(agreed, cell.expert.answer) for cell in scored if cell.expert and (agreed := agreed_answer(cell))]
    found = ExpertFigures(
        recordings=int(distances(totals, right).size),
        agreement=agreement,
        distance=distance_from(totals, right),
        disputes={card.criteria[n].code: kept(disputes[n]) for n in np.argsort(-disputes, kind="stable")},
        against=sum(agreed != own for agreed, own in pairs),
        cells=len(pairs),
        fatal_conflicts=len({cell.recording_id for cell in scored if DifferenceKind.FATAL in _kinds(cell)}),
        applicability_conflicts=sum(DifferenceKind.APPLICABILITY in _kinds(cell) for cell in scored),
    )
    return replace(figures, expert=found)


def _kinds(cell: Cell) -> set[DifferenceKind]:
    """In which ways an assessor's answer differs from the expert's; a difference between assessors is none of these."""
    own = [cell.expert.answer] if cell.expert else []
    return {difference_kind(cell.criterion, [note.answer, *own]) for note in cell.first.values()}


def _shares(card: Scorecard, recordings: Sequence[UUID], cells: Iterable[Cell]) -> Array:
    """The expert's shares of the scale [recording, criterion], NaN where N/A or not scored."""
    rows, places = ({key: n for n, key in enumerate(keys)} for keys in (recordings, [c.code for c in card.criteria]))
    found = np.full((len(rows), len(places)), np.nan)
    for cell in cells:
        share = fraction(cell.criterion, cell.expert.answer) if cell.expert else None
        if share is not None:
            found[rows[cell.recording_id], places[cell.criterion.code]] = float(share)
    return found
