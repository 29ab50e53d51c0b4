"""How far assessors agree: formulas over plain arrays.

It knows: f[recording, assessor, criterion] = share of the criterion's scale, 0 to 1, NaN where N/A or not scored;
w[criterion] = weight; totals[recording, assessor] in points, NaN where not scored.
Shaped so because: every function returns finite numbers or raises `Undefined` (core/certainty.py); shares of a scale
let mixed scales add up, and figures of cells add up to the round's.
It must not know: scorecards, people, rounds, the store, and what may be shown (the gates of core/certainty.py).
"""

import math

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from core.certainty import LOG, LOGIT, PLAIN, ROUNDING, Array, Estimate, Reason, Undefined, over_recordings, some

POINTS = 100.0
LEAST_SPREAD = 0.01


def gaps(x: Array) -> tuple[Array, Array]:
    """Sum of |x_i − x_j| over all pairs i < j of the LAST axis, and the number of pairs; NaN takes no part.

    Formula: with the m values sorted, Σ_{i<j}|x_i − x_j| = Σ_k (2k − m + 1)·x_(k), k = 0 … m−1; pairs m(m−1)/2.
    Reference: David HA (1968), Gini's mean difference rediscovered, Biometrika 55:573.
    """
    given = np.isfinite(x).sum(axis=-1)
    ordered = np.sort(x, axis=-1)
    rank = 2.0 * np.arange(x.shape[-1]) - given[..., None] + 1.0
    return np.maximum(np.nansum(rank * ordered, axis=-1), 0.0), given * (given - 1) / 2.0


def _weighted_gaps(f: Array, w: Array) -> tuple[Array, Array]:
    """w·Σ|f_i − f_j| and w·pairs per [recording, criterion]."""
    gap, pairs = gaps(np.swapaxes(f, 1, 2))
    return w * gap, w * pairs


def weighted_agreement(f: Array, w: Array) -> float:
    """Share (0–1) of the card's points on which two assessors agree, over all recordings, pairs and criteria.

    Raises NO_PAIRS. Formula: A = 1 − Σ w_c·|f_i − f_j| / Σ w_c over all cells where both scored.
    Reference: Janson H, Olsson U (2001), Educ Psychol Meas 61:277 (weighted observed disagreement over pairs).
    """
    gap, pairs = _weighted_gaps(f, w)
    return 1.0 - float(gap.sum() / some(pairs.sum()))


def points_in_dispute(f: Array, w: Array) -> float:
    """100·(1 − A): of 100 points of the card, how many two assessors dispute. Raises NO_PAIRS."""
    return POINTS * (1.0 - weighted_agreement(f, w))


def dispute_by_cell(f: Array, w: Array) -> Array:
    """What each [recording, criterion] adds to the points in dispute; its sum is the round's. Raises NO_PAIRS.

    Formula: 100·w_c·Σ_{i<j}|f_i − f_j| / (Σ w_c over ALL compared cells); a cell nobody can compare adds 0.
    """
    gap, pairs = _weighted_gaps(f, w)
    return np.asarray(POINTS * gap / some(pairs.sum()))


def agreement_by_recording(f: Array, w: Array) -> tuple[float | None, ...]:
    """A of each recording by itself; none where no two assessors scored it."""
    gap, pairs = _weighted_gaps(f, w)
    return _shares(gap.sum(axis=1), pairs.sum(axis=1))


def agreement_by_criterion(f: Array) -> tuple[float | None, ...]:
    """A of each criterion by itself (its weight cancels out); none where no two assessors scored it."""
    gap, pairs = gaps(np.swapaxes(f, 1, 2))
    return _shares(gap.sum(axis=0), pairs.sum(axis=0))


def disputes_of_criterion(f: Array) -> Array:
    """Of 100 points of ONE criterion, how many two assessors dispute, per recording; f[recording, assessor].

    Only recordings that two or more gave a value, so it may be empty. Its mean before and after an interpretation is
    compared by `change_between` of core/drift.py.
    """
    gap, pairs = gaps(f)
    return np.asarray(POINTS * gap[pairs > 0] / pairs[pairs > 0])


def agreement_interval(f: Array, w: Array, level: float = 0.95) -> Estimate:
    """A with its interval over recordings. Raises NO_PAIRS, ONE_UNIT, NO_SPREAD_BETWEEN_UNITS.

    Formula: t with N−1 df from each recording's A_n, on the logit around A, A clipped to [.005, .995].
    Reference: Newcombe RG (2001), Am Stat 55:200 (logit intervals); here with one share per recording.
    """
    shares = [share for share in agreement_by_recording(f, w) if share is not None]
    return over_recordings(np.array(shares), weighted_agreement(f, w), LOGIT, level)


def call_totals(f: Array, w: Array) -> Array:
    """Total before any fatal [recording, assessor]: 100·Σ w·f ÷ Σ w over what has a value; NaN where nothing has."""
    applicable = np.where(np.isfinite(f), w, 0.0).sum(axis=2)
    return np.asarray(POINTS * np.nansum(f * w, axis=2) / np.where(applicable > 0, applicable, np.nan))


def mean_gap(totals: Array) -> float:
    """Mean distance in points between two assessors' totals of one recording. Raises NO_PAIRS.

    Formula: mean of |T_i − T_j| over all pairs and recordings (Gini's mean difference). Use totals before the fatal.
    """
    gap, pairs = gaps(totals)
    return float(gap.sum() / some(pairs.sum()))


def gap_interval(totals: Array, level: float = 0.95) -> Estimate:
    """The mean gap with its interval over recordings. Raises NO_PAIRS, ONE_UNIT, NO_SPREAD_BETWEEN_UNITS.

    Formula: t with N−1 df from each recording's mean gap, on the log around the mean gap.
    Reference: Bland JM, Altman DG (1996), BMJ 312:1079 (intervals after a log transformation).
    """
    gap, pairs = gaps(totals)
    return over_recordings(gap[pairs > 0] / pairs[pairs > 0], mean_gap(totals), LOG, level)


def pairs_within(totals: Array, tolerance: float) -> float:
    """Share (0–1) of pairs whose totals differ by at most the tolerance in points. Raises NO_PAIRS.

    Pass the totals as shown (rounded, after the fatal): people compare what they read.
    """
    i, j = np.triu_indices(totals.shape[1], 1)
    apart = np.abs(totals[:, i] - totals[:, j])
    apart = apart[np.isfinite(apart)]
    return float((apart <= tolerance + ROUNDING).sum() / some(apart.size))


def difference(totals: Array, level: float = 0.95) -> Estimate:
    """Mean of A − B in points for two assessors [recording, 2]: below 0 the first is the stricter one of the two.

    Raises NO_PAIRS, ONE_UNIT, NO_SPREAD_BETWEEN_UNITS. Formula: paired t with N−1 df.
    Reference: Bland JM, Altman DG (1986), Lancet 327:307.
    """
    each = totals[:, 0] - totals[:, 1]
    each = each[np.isfinite(each)]
    return over_recordings(each, float(each.sum() / some(each.size)), PLAIN, level)


def difference_of_sums(n: int, total: float, squares: float, level: float = 0.95) -> Estimate:
    """`difference` from the number, the sum and the sum of squares of A − B, as they were added up over rounds.

    Raises ONE_UNIT, NO_SPREAD_BETWEEN_UNITS (the squares are rounded, so a hundredth of a point is no spread).
    """
    if n < 2:
        raise Undefined(Reason.ONE_UNIT)
    mean = total / n
    spread = math.sqrt(max(squares - total * mean, 0.0) / (n - 1))
    if spread <= LEAST_SPREAD:
        raise Undefined(Reason.NO_SPREAD_BETWEEN_UNITS)
    half = stats.t.ppf(0.5 + level / 2, n - 1) * spread / math.sqrt(n)
    return Estimate(mean, float(mean - half), float(mean + half), n)


def fatal_conflicts(zeroed: Array) -> int:
    """Recordings that some would zero and some would not; zeroed[recording, assessor] is 1, 0 or NaN."""
    return int(_differs(zeroed).sum())


def applicability_conflicts(applicable: Array) -> int:
    """In how many cells some gave N/A and some a value; applicable[recording, assessor, criterion] is 1, 0 or NaN."""
    return int(_differs(np.swapaxes(applicable, 1, 2)).sum())


def decision_flips(*outcomes: Array) -> int:
    """Recordings where any outcome (pass, band, fatal), coded [recording, assessor], depends on who scored."""
    return int(np.logical_or.reduce([_differs(outcome) for outcome in outcomes]).sum())


def _differs(codes: Array) -> NDArray[np.bool_]:
    """Where the given codes along the last axis are not all the same. Raises NO_PAIRS if nothing can differ."""
    some((np.isfinite(codes).sum(axis=-1) >= 2).sum())
    return np.asarray(gaps(codes)[0] > ROUNDING)


def _shares(gap: Array, pairs: Array) -> tuple[float | None, ...]:
    return tuple(1.0 - float(g / n) if n > 0 else None for g, n in zip(gap, pairs, strict=True))
