"""The figures of a round's first scores: cells in, agreement out.

It knows: how cells become the arrays of core/agreement.py, and how criteria are ordered by points in dispute.
Shaped so because: formulas know arrays only and reports know names only; this is the one place where both meet.
It must not know: the store, words, drawing.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar
from uuid import UUID

import numpy as np

from core.agreement import (
    agreement_by_criterion,
    agreement_by_recording,
    agreement_interval,
    applicability_conflicts,
    call_totals,
    decision_flips,
    difference,
    dispute_by_cell,
    fatal_conflicts,
    gap_interval,
    mean_gap,
    pairs_within,
    weighted_agreement,
)
from core.answers import DifferenceKind, Totals, as_shares
from core.cells import Cell
from core.certainty import ROUNDING, Array, Estimate, Gates, Undefined
from core.chance_corrected import category_counts, coefficient, coefficient_interval, gwet, linear_weights
from core.reference import distance_interval, distances
from core.reliability import icc, icc_interval, sem
from core.report_results import AgreedTotal, CriterionFigures, Figure, Figures
from core.scorecard import FULL, Criterion, Scorecard

DIGITS = 6
T = TypeVar("T")


@dataclass(frozen=True)
class ScoreGrid:
    """First scores as arrays: shares[recording, assessor, criterion], the others [recording, assessor]."""

    shares: Array
    applicable: Array
    weights: Array
    shown: Array
    passes: Array
    bands: Array
    zeroed: Array


def score_grid(
    card: Scorecard,
    recordings: Sequence[UUID],
    assessors: Sequence[UUID],
    cells: Sequence[Cell],
    firsts: Mapping[tuple[UUID, UUID], Totals],
    pass_mark: int,
) -> ScoreGrid:
    rows, columns = {key: n for n, key in enumerate(recordings)}, {key: n for n, key in enumerate(assessors)}
    depth = {criterion.code: n for n, criterion in enumerate(card.criteria)}
    grid = np.full((len(rows), len(columns), len(depth)), np.nan)
    applicable = grid.copy()
    for cell in cells:
        row, place = rows[cell.recording_id], depth[cell.criterion.code]
        worth = as_shares(cell.criterion, (note.answer for note in cell.first.values()))
        for assessor, note in cell.first.items():
            grid[row, columns[assessor], place] = worth[note.answer]
            applicable[row, columns[assessor], place] = 0.0 if note.answer.is_na else 1.0
    weights = np.array([float(criterion.weight) for criterion in card.criteria])
    outcomes = [_outcomes(rows, columns, firsts, value) for value in _outcome_codes(card, pass_mark)]
    return ScoreGrid(grid, applicable, weights, *outcomes)


def _outcome_codes(card: Scorecard, pass_mark: int) -> tuple[Callable[[Totals], float], ...]:
    """Shown total, pass or fail, band, zeroed: each as one number."""
    return (
        lambda total: float(total.shown),
        lambda total: float(total.shown >= pass_mark),
        lambda total: float(card.bands.index(total.band)),
        lambda total: float(total.is_fatal),
    )


def _outcomes(
    rows: Mapping[UUID, int],
    columns: Mapping[UUID, int],
    firsts: Mapping[tuple[UUID, UUID], Totals],
    value: Callable[[Totals], float],
) -> Array:
    found = np.full((len(rows), len(columns)), np.nan)
    for (recording, assessor), total in firsts.items():
        found[rows[recording], columns[assessor]] = value(total)
    return found


def round_figures(card: Scorecard, grid: ScoreGrid, cells: Sequence[Cell], gates: Gates) -> Figures:
    """Every figure of the report; where one has no value it says why."""
    totals = call_totals(grid.shares, grid.weights)
    recordings, assessors = totals.shape
    agreement, sure = figure_of(
        lambda: weighted_agreement(grid.shares, grid.weights), lambda: agreement_interval(grid.shares, grid.weights)
    )
    gap, _ = figure_of(lambda: mean_gap(totals), lambda: gap_interval(totals))
    two, _ = figure_of(lambda: _mean_difference(totals), lambda: difference(totals))
    verdict, reliable = gates.verdict(sure) if sure else None, gates.shows_reliability(recordings)
    within = _or_none(lambda: pairs_within(grid.shown, card.tolerance.total_points))
    return Figures(
        recordings=recordings,
        assessors=assessors,
        agreement=agreement,
        verdict=str(verdict or ""),
        gap=gap,
        pairs_within=None if within is None else kept(within),
        difference=two if assessors == 2 else None,
        shows_index=gates.shows_index(recordings),
        fatal_conflicts=_count(lambda: fatal_conflicts(grid.zeroed)),
        applicability_conflicts=_count(lambda: applicability_conflicts(grid.applicable)),
        decision_flips=_count(lambda: decision_flips(grid.passes, grid.bands, grid.zeroed)),
        cells=len(cells),
        cells_differing=sum(cell.kind is not DifferenceKind.NONE for cell in cells),
        cells_out_of_tolerance=sum(not cell.is_in_tolerance for cell in cells),
        agreement_by_recording=tuple(map(_maybe, agreement_by_recording(grid.shares, grid.weights))),
        criteria=_criteria(card, grid, cells, gates),
        reliability=figure_of(lambda: icc(totals), lambda: icc_interval(totals))[0] if reliable else None,
        error=_maybe(_or_none(lambda: sem(totals))) if reliable else None,
    )


def with_agreed(figures: Figures, grid: ScoreGrid, agreed: Sequence[AgreedTotal]) -> Figures:
    """The same, with how far first totals lay from what was agreed, where one total was agreed; in the grid's order."""
    known = [a.low.before_fatal if a.low and not a.is_span else None for a in agreed]
    right = np.array([np.nan if total is None else float(total) for total in known])
    totals = call_totals(grid.shares, grid.weights)
    compared = distances(totals, right).size
    if not compared:
        return figures
    return replace(figures, from_agreed=distance_from(totals, right), agreed_recordings=int(compared))


def distance_from(totals: Array, right: Array) -> Figure:
    """Mean distance of totals[recording, assessor] from right[recording], in points."""
    return figure_of(lambda: _mean(distances(totals, right)) or 0.0, lambda: distance_interval(totals, right))[0]


def _criteria(card: Scorecard, grid: ScoreGrid, cells: Sequence[Cell], gates: Gates) -> tuple[CriterionFigures, ...]:
    """Most points in dispute first; among equals the order of the card."""
    disputes = _or_none(lambda: dispute_by_cell(grid.shares, grid.weights))
    by_cell = np.zeros((grid.shares.shape[0], grid.weights.size)) if disputes is None else disputes
    own = agreement_by_criterion(grid.shares)
    kinds = Counter((cell.criterion.code, cell.kind) for cell in cells)
    figures = [
        CriterionFigures(
            code=criterion.code,
            dispute=kept(by_cell[:, n].sum()),
            agreement=_maybe(own[n]),
            by_recording=tuple(kept(dispute) for dispute in by_cell[:, n]),
            fatal_conflicts=kinds[criterion.code, DifferenceKind.FATAL],
            applicability_conflicts=kinds[criterion.code, DifferenceKind.APPLICABILITY],
            compared=len(compared := _compared(grid.shares[:, :, n])),
            agreeing=int((np.nanmax(compared, axis=1) - np.nanmin(compared, axis=1) <= ROUNDING).sum()),
            beyond_chance=_beyond_chance(criterion, grid.shares[:, :, n], gates),
        )
        for n, criterion in enumerate(card.criteria)
    ]
    return tuple(sorted(figures, key=lambda criterion: -criterion.dispute))


def _compared(shares: Array) -> Array:
    """The recordings on which two or more gave the criterion a value."""
    return np.asarray(shares[np.isfinite(shares).sum(axis=1) >= 2])


def counts_of(criterion: Criterion, shares: Array) -> tuple[Array, Array]:
    """How often each value of the scale was given, per recording, and these values in order; shares[recording, who]."""
    percents = sorted({criterion.scale.percent(value) for value in criterion.scale.values})
    categories = np.array(percents) / FULL
    return category_counts(shares, categories), categories


def _beyond_chance(criterion: Criterion, shares: Array, gates: Gates) -> Figure | None:
    """AC2 behind its gates: enough recordings, and both ends of the scale in use."""
    counts, categories = counts_of(criterion, shares)
    if not (gates.shows_index(len(_compared(shares))) and gates.shows_coefficient(counts)):
        return None
    weights = linear_weights(categories)
    found, _ = figure_of(
        lambda: coefficient(counts, weights, gwet), lambda: coefficient_interval(counts, weights, gwet)
    )
    return found


def figure_of(value: Callable[[], float], interval: Callable[[], Estimate]) -> tuple[Figure, Estimate | None]:
    """The value with its interval; alone, with the reason, where how sure it is cannot be told."""
    try:
        found = value()
        sure = interval()
    except Undefined as undefined:
        known = _or_none(value)
        return Figure(None if known is None else kept(known), why=str(undefined.code)), None
    return Figure(kept(found), kept(sure.low), kept(sure.high)), sure


def _mean_difference(totals: Array) -> float:
    mean = _mean(totals[:, 0] - totals[:, 1])
    return 0.0 if mean is None else mean


def _mean(values: Array) -> float | None:
    given = values[np.isfinite(values)]
    return kept(given.mean()) if given.size else None


def _or_none(value: Callable[[], T]) -> T | None:
    try:
        return value()
    except Undefined:
        return None


def _count(value: Callable[[], int]) -> int:
    """Nothing to compare is no conflict."""
    try:
        return value()
    except Undefined:
        return 0


def _maybe(value: float | None) -> float | None:
    return None if value is None else kept(value)


def kept(value: float) -> float:
    """Rounded so that the last bits of a sum do not move the hash of a report; never −0."""
    return round(float(value), DIGITS) + 0.0
