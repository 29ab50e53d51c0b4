"""How reliable totals are: intraclass correlation, standard error of measurement, components of variance, limits.

It knows: totals[recording, assessor] in points and f[recording, assessor, criterion], NaN where N/A or not scored.
Shaped so because: correlation and error take the recordings that everybody scored, since their F-intervals are exact
only there; components take every score, by pairs, since hardly a round is without N/A.
It must not know: scorecards, people, the store, and what may be shown (the gates of core/certainty.py).
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

import numpy as np
from scipy import stats

from core.certainty import ROUNDING, Array, Estimate, Reason, Undefined, some

LIMITS = 1.96
AXES = (0, 1, 2)
Axes = tuple[int, ...]


class Icc(StrEnum):
    """Which assessors a correlation speaks of (names after McGraw & Wong)."""

    ONE_WAY = "1"
    """Others for each recording: ICC(1,·)."""
    AGREEMENT = "A"
    """The same for all, and their levels count: ICC(A,·), Shrout & Fleiss' ICC(2,·)."""
    CONSISTENCY = "C"
    """The same for all, and their levels are forgiven: ICC(C,·), Shrout & Fleiss' ICC(3,·)."""


@dataclass(frozen=True)
class MeanSquares:
    """Of n recordings by k assessors, all cells filled; in squared points."""

    n: int
    k: int
    recordings: float
    within: float
    assessors: float
    rest: float


def mean_squares(totals: Array) -> MeanSquares:
    """Two-way analysis of variance of the recordings that everybody scored; who scored nothing takes no part.

    Raises NO_PAIRS, ONE_UNIT. Reference: Shrout PE, Fleiss JL (1979), Psychol Bull 86:420.
    """
    present = totals[:, np.isfinite(totals).any(axis=0)]
    full = present[np.isfinite(present).all(axis=1)]
    n, k = full.shape
    some(n * (k - 1))
    if n < 2:
        raise Undefined(Reason.ONE_UNIT)
    recordings = k * float(full.mean(axis=1).var(ddof=1))
    assessors = n * float(full.mean(axis=0).var(ddof=1))
    within = float(full.var(axis=1, ddof=1).mean())
    rest = max((n * (k - 1) * within - (k - 1) * assessors) / ((n - 1) * (k - 1)), 0.0)
    return MeanSquares(n, k, recordings, within, assessors, rest)


def icc(totals: Array, form: Icc = Icc.AGREEMENT, of: int = 1) -> float:
    """Share of the spread of totals that lies between recordings; `of` ≤ k: of the mean of so many assessors.

    Raises NO_PAIRS, ONE_UNIT, NO_SPREAD_BETWEEN_UNITS. Formula, B, W, J, E the mean squares of recordings, within,
    assessors, rest: (B−W)÷(B+(k−1)W); (B−E)÷(B+(k−1)E+k(J−E)/n); (B−E)÷(B+(k−1)E); of means: Spearman–Brown.
    Reference: McGraw KO, Wong SP (1996), Psychol Methods 1:30.
    """
    return _of_mean(_icc(_spread(totals), form), of)


def icc_interval(totals: Array, form: Icc = Icc.AGREEMENT, of: int = 1, level: float = 0.95) -> Estimate:
    """The correlation with its F-interval; for AGREEMENT with Satterthwaite's degrees of freedom.

    Raises NO_PAIRS, ONE_UNIT, NO_SPREAD_BETWEEN_UNITS (also where assessors differ by the same on every recording).
    Reference: McGraw KO, Wong SP (1996), Psychol Methods 1:30, table 7.
    """
    ms = _spread(totals)
    error = ms.within if form is Icc.ONE_WAY else ms.rest
    if error <= ROUNDING:
        raise Undefined(Reason.NO_SPREAD_BETWEEN_UNITS)
    tail = 0.5 + level / 2
    if form is Icc.AGREEMENT:
        low, high = _agreement_limits(ms, tail)
    else:
        free = ms.n * (ms.k - 1) if form is Icc.ONE_WAY else (ms.n - 1) * (ms.k - 1)
        ratio = ms.recordings / error
        low = _from_ratio(ratio / float(stats.f.ppf(tail, ms.n - 1, free)), ms.k)
        high = _from_ratio(ratio * float(stats.f.ppf(tail, free, ms.n - 1)), ms.k)
    return Estimate(_of_mean(_icc(ms, form), of), _of_mean(low, of), _of_mean(high, of), ms.n)


def sem(totals: Array) -> float:
    """Standard error of measurement in points: how far one assessor's total of a recording lies from the truth.

    Raises NO_PAIRS, ONE_UNIT. Formula: √(σ²_assessor + σ²_rest), σ²_assessor = max(0, (J−E)/n), σ²_rest = E.
    Reference: de Vet HCW et al. (2006), J Clin Epidemiol 59:1033 (SEM agreement).
    """
    ms = mean_squares(totals)
    return float(np.sqrt(max(ms.assessors - ms.rest, 0.0) / ms.n + ms.rest))


def _spread(totals: Array) -> MeanSquares:
    ms = mean_squares(totals)
    if ms.recordings <= ROUNDING:
        raise Undefined(Reason.NO_SPREAD_BETWEEN_UNITS)
    return ms


def _icc(ms: MeanSquares, form: Icc) -> float:
    if form is Icc.ONE_WAY:
        return _from_ratio(ms.recordings / ms.within, ms.k) if ms.within > ROUNDING else 1.0
    levels = ms.k * (ms.assessors - ms.rest) / ms.n if form is Icc.AGREEMENT else 0.0
    return (ms.recordings - ms.rest) / (ms.recordings + (ms.k - 1) * ms.rest + levels)


def _from_ratio(ratio: float, k: int) -> float:
    return (ratio - 1.0) / (ratio + k - 1.0)


def _of_mean(value: float, of: int) -> float:
    """Spearman–Brown: the reliability of the mean of so many assessors."""
    return of * value / (1.0 + (of - 1) * value)


def _agreement_limits(ms: MeanSquares, tail: float) -> tuple[float, float]:
    n, k, rho = ms.n, ms.k, _icc(ms, Icc.AGREEMENT)
    levels, rest = k * rho * ms.assessors / ms.rest, n * (1 + (k - 1) * rho) - k * rho
    free = (k - 1) * (n - 1) * (levels + rest) ** 2 / ((n - 1) * levels**2 + rest**2)
    upper, lower = float(stats.f.ppf(tail, n - 1, free)), float(stats.f.ppf(tail, free, n - 1))
    error = k * ms.assessors + (k * n - k - n) * ms.rest
    low = n * (ms.recordings - upper * ms.rest) / (upper * error + n * ms.recordings)
    return low, n * (lower * ms.recordings - ms.rest) / (error + n * lower * ms.recordings)


@dataclass(frozen=True)
class VarianceComponents:
    """Where the spread of scores comes from, in squared units of the scores; none below 0."""

    recording: float
    assessor: float
    criterion: float
    recording_assessor: float
    recording_criterion: float
    assessor_criterion: float
    """Each reads some criteria in an own way: what an interpretation can mend."""
    residual: float

    @property
    def rest(self) -> float:
        """What differs between assessors without a pattern. Criterion and recording × criterion are the calls' own."""
        return self.recording_assessor + self.residual


def variance_components(f: Array) -> VarianceComponents:
    """Components of recording × assessor × criterion from all pairs of scores. Raises NO_PAIRS, ONE_UNIT.

    Formula: half the mean squared difference of pairs that share exactly the axes A is Σ σ²_T over the T that are not
    within A; solved for σ². With every cell filled these are the ANOVA estimates, with N/A they stay unbiased.
    Reference: Koch GG (1968), Technometrics 10:551; Brennan RL (2001), Generalizability Theory, ch. 3.
    """
    some((np.isfinite(f).sum(axis=1) >= 2).sum())
    held = [axes for size in AXES for axes in combinations(AXES, size)]
    halves = _exact_halves(f)
    if any(halves[axes] is None for axes in held):
        raise Undefined(Reason.ONE_UNIT)
    total = halves[()] or 0.0
    within = {axes: total - (halves[axes] or 0.0) for axes in held} | {AXES: total}
    found = {
        axes: sum((-1) ** (len(axes) - len(part)) * within[part] for part in within if set(part) <= set(axes))
        for axes in within
    }
    order = ((0,), (1,), (2,), (0, 1), (0, 2), (1, 2), AXES)
    return VarianceComponents(*(max(float(found[axes]), 0.0) for axes in order))


def _exact_halves(f: Array) -> dict[Axes, float | None]:
    """Half the mean squared difference of all pairs that share exactly these axes; none where there is no such pair."""
    given = np.isfinite(f)
    value = np.where(given, f - f[given].mean(), 0.0)
    subsets = [axes for size in range(4) for axes in combinations(AXES, size)]
    sharing = {}
    for axes in subsets:
        over = tuple(axis for axis in AXES if axis not in axes)
        m, first, second = (x.sum(axis=over) for x in (given.astype(float), value, value**2))
        sharing[axes] = np.array([(m * second - first**2).sum(), (m * (m - 1) / 2).sum()])
    exact: dict[Axes, float | None] = {}
    for axes in subsets:
        squares, pairs = sum(
            (-1) ** (len(more) - len(axes)) * sharing[more] for more in subsets if set(axes) <= set(more)
        )
        exact[axes] = float(squares / pairs / 2.0) if pairs > 0.5 else None
    return exact


@dataclass(frozen=True)
class LimitsOfAgreement:
    """Between which limits nearly all differences of two assessors lie, in points."""

    bias: Estimate
    sd: float
    lower: Estimate
    upper: Estimate


def bland_altman(totals: Array, multiplier: float = LIMITS, level: float = 0.95) -> LimitsOfAgreement:
    """Bias A − B and its limits, each with its interval; totals[recording, 2].

    Raises NO_PAIRS, ONE_UNIT, NO_SPREAD_BETWEEN_UNITS. Formula: mean ± multiplier·SD; SE of the bias SD/√N, of a limit
    SD·√(3/N); t with N−1 df. Reference: Bland JM, Altman DG (1986), Lancet 327:307.
    """
    each = totals[:, 0] - totals[:, 1]
    each = each[np.isfinite(each)]
    n = int(some(each.size))
    if n < 2:
        raise Undefined(Reason.ONE_UNIT)
    bias, sd = float(each.mean()), float(each.std(ddof=1))
    if sd <= ROUNDING:
        raise Undefined(Reason.NO_SPREAD_BETWEEN_UNITS)
    half = float(stats.t.ppf(0.5 + level / 2, n - 1)) * sd / np.sqrt(n)
    wide = half * np.sqrt(3.0)
    lower, upper = (
        Estimate(limit, float(limit - wide), float(limit + wide), n)
        for limit in (bias - multiplier * sd, bias + multiplier * sd)
    )
    return LimitsOfAgreement(Estimate(bias, float(bias - half), float(bias + half), n), sd, lower, upper)
