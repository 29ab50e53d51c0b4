"""Coefficients of agreement on each criterion, for whoever takes a round's figures along to a statistician.

It knows: how the first scores of a criterion become counts, and which coefficients are told of two and of more people.
Shaped so because: none of these stands on a page or in the report, where a word must be understood without study; a
coefficient without a value says why, so that nobody takes a gap for a zero.
It must not know: the formulas (core/chance_corrected.py, core/krippendorff_alpha.py), gates, files.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from core.answers import as_shares
from core.certainty import Array, Undefined
from core.chance_corrected import (
    coefficient,
    cohen_kappa,
    cross_table,
    fleiss,
    gwet,
    identity_weights,
    linear_weights,
)
from core.krippendorff_alpha import interval, krippendorff_alpha, nominal, ordinal
from core.language import N_
from core.report_figures import DIGITS, counts_of
from core.report_results import Coefficient, ReportCell
from core.scorecard import Criterion, Scorecard

COEFFICIENT_LABELS = {
    "ac1": N_("Gwet's AC1"),
    "ac2": N_("Gwet's AC2, linear weights"),
    "alpha_nominal": N_("Krippendorff's alpha, nominal"),
    "alpha_ordinal": N_("Krippendorff's alpha, ordinal"),
    "alpha_interval": N_("Krippendorff's alpha, interval"),
    "fleiss": N_("Fleiss' kappa"),
    "cohen": N_("Cohen's kappa"),
    "cohen_linear": N_("Cohen's kappa, linear weights"),
}


def coefficients(card: Scorecard, shares: Iterable[Array]) -> tuple[Coefficient, ...]:
    """Of shares[recording, assessor] for each criterion of the card; Cohen's kappa is of two assessors only."""
    told = zip(card.criteria, shares, strict=True)
    return tuple(one for criterion, own in told for one in _of_criterion(criterion, own))


def coefficients_of(card: Scorecard, cells: Iterable[ReportCell]) -> tuple[Coefficient, ...]:
    """The same from a report's first scores."""
    by_code: dict[str, list[ReportCell]] = {criterion.code: [] for criterion in card.criteria}
    for cell in cells:
        by_code[cell.criterion].append(cell)
    numbers = sorted({first.assessor for own in by_code.values() for cell in own for first in cell.first})
    return coefficients(card, (_shares(criterion, by_code[criterion.code], numbers) for criterion in card.criteria))


def _of_criterion(criterion: Criterion, shares: Array) -> list[Coefficient]:
    compared = int((np.isfinite(shares).sum(axis=1) >= 2).sum())
    return [_told(criterion.code, kind, compared, value) for kind, value in _formulas(criterion, shares).items()]


def _shares(criterion: Criterion, cells: Sequence[ReportCell], numbers: Sequence[int]) -> Array:
    """[recording, assessor], NaN where N/A or not scored."""
    found, columns = np.full((len(cells), len(numbers)), np.nan), {number: n for n, number in enumerate(numbers)}
    for row, cell in enumerate(cells):
        worth = as_shares(criterion, (first.note.answer for first in cell.first))
        for first in cell.first:
            found[row, columns[first.assessor]] = worth[first.note.answer]
    return found


def _formulas(criterion: Criterion, shares: Array) -> Mapping[str, Callable[[], float]]:
    counts, categories = counts_of(criterion, shares)
    found: dict[str, Callable[[], float]] = {
        "ac1": lambda: coefficient(counts, identity_weights(categories), gwet),
        "ac2": lambda: coefficient(counts, linear_weights(categories), gwet),
        "alpha_nominal": lambda: krippendorff_alpha(counts, categories, nominal),
        "alpha_ordinal": lambda: krippendorff_alpha(counts, categories, ordinal),
        "alpha_interval": lambda: krippendorff_alpha(counts, categories, interval),
        "fleiss": lambda: coefficient(counts, identity_weights(categories), fleiss),
    }
    if shares.shape[1] == 2:
        found["cohen"] = lambda: cohen_kappa(_crossed(shares, categories), identity_weights(categories))
        found["cohen_linear"] = lambda: cohen_kappa(_crossed(shares, categories), linear_weights(categories))
    return found


def _crossed(shares: Array, categories: Array) -> Array:
    return cross_table(shares[:, 0], shares[:, 1], categories)


def _told(code: str, kind: str, compared: int, value: Callable[[], float]) -> Coefficient:
    try:
        return Coefficient(code, kind, compared, round(value(), DIGITS) + 0.0)
    except Undefined as undefined:
        return Coefficient(code, kind, compared, None, str(undefined.code))
