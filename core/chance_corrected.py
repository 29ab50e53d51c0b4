"""Agreement corrected for chance on one criterion: Gwet's AC1 and AC2, Fleiss' and Cohen's kappa.

It knows: scores[recording, assessor], NaN where N/A or not scored; categories = the values of the criterion's scale in
order, also those that nobody used; counts[recording, category] = how many assessors gave it; weights[category,
category] = how far two answers agree, 1 is wholly.
Shaped so because: the coefficients share what is observed and differ in what chance would do, so that is a parameter;
with categories from the data, a scale of five values of which two were used would pass for a scale of two.
It must not know: scorecards, people, the store, and what may be shown (the gates of core/certainty.py).
"""

from collections.abc import Callable

import numpy as np
from scipy import stats

from core.certainty import ROUNDING, Array, Estimate, Reason, Undefined, some

Chance = Callable[[Array, Array], Array]
"""(given[recording, category] as shares of 1, weights) → agreement by chance, each recording's part; its mean is pe."""


def category_counts(scores: Array, categories: Array) -> Array:
    """How many assessors gave each category, per recording. Raises ValueError where a score is not on the scale."""
    given = np.abs(scores[:, :, None] - categories) <= ROUNDING
    if given.sum() != np.isfinite(scores).sum():
        raise ValueError("A score is not a value of the scale.")
    return np.asarray(given.sum(axis=1), dtype=np.float64)


def identity_weights(categories: Array) -> Array:
    """Answers agree wholly or not at all (AC1, plain kappa). Raises ONE_CATEGORY."""
    _distances(categories)
    return np.eye(categories.size)


def linear_weights(categories: Array) -> Array:
    """1 − |x_k − x_l| ÷ range of the scale (AC2 as shown). Raises ONE_CATEGORY."""
    return 1.0 - _distances(categories)


def quadratic_weights(categories: Array) -> Array:
    """1 − (x_k − x_l)² ÷ range². Raises ONE_CATEGORY.

    Reference: Fleiss JL, Cohen J (1973), Educ Psychol Meas 33:613.
    """
    return np.asarray(1.0 - _distances(categories) ** 2)


def _distances(categories: Array) -> Array:
    if categories.size < 2 or np.ptp(categories) <= ROUNDING:
        raise Undefined(Reason.ONE_CATEGORY)
    return np.asarray(np.abs(categories[:, None] - categories) / np.ptp(categories))


def gwet(given: Array, weights: Array) -> Array:
    """Chance of Gwet's AC1 and AC2: pe = Σw ÷ (q(q−1)) · Σ_k π_k(1−π_k), π the mean share of each category."""
    q = len(weights)
    return np.asarray(weights.sum() / (q * (q - 1)) * (given @ (1.0 - given.mean(axis=0))))


def fleiss(given: Array, weights: Array) -> Array:
    """Chance of Fleiss' kappa: pe = Σ_kl w_kl·π_k·π_l, both answers drawn from everybody's together."""
    return np.asarray(given @ ((weights + weights.T) / 2.0 @ given.mean(axis=0)))


def coefficient(counts: Array, weights: Array, chance: Chance) -> float:
    """(pa − pe) ÷ (1 − pe): 1 is full agreement, 0 what chance would do, below 0 less. Raises NO_PAIRS, NO_VARIANCE.

    pa = mean over recordings with two or more answers of Σ_kl w_kl·n_k·(n_l − [k=l]) ÷ (m(m−1)); recordings with one
    answer count for the chance alone. `gwet` with identity weights is AC1, with linear weights AC2.
    Reference: Gwet KL (2014), Handbook of Inter-Rater Reliability, 4th ed.; Fleiss JL (1971), Psychol Bull 76:378.
    """
    return _coefficient(counts, weights, chance)[0]


def coefficient_interval(counts: Array, weights: Array, chance: Chance, level: float = 0.95) -> Estimate:
    """The coefficient with its t-interval, N−1 df, N the recordings with an answer; cut at −1 and 1.

    Raises NO_PAIRS, NO_VARIANCE, ONE_UNIT, NO_SPREAD_BETWEEN_UNITS. Formula: each recording's linearised part
    κ*_i = N/N₂·(pa_i − pe·[m_i ≥ 2]) ÷ (1−pe) − 2(1−κ)(pe_i − pe) ÷ (1−pe); variance Σ(κ*_i − κ)² ÷ (N(N−1)).
    Reference: Gwet KL (2008), Br J Math Stat Psychol 61:29.
    """
    value, parts = _coefficient(counts, weights, chance)
    if parts.size < 2:
        raise Undefined(Reason.ONE_UNIT)
    error = float(np.sqrt(((parts - value) ** 2).sum() / (parts.size * (parts.size - 1))))
    if error <= ROUNDING:
        raise Undefined(Reason.NO_SPREAD_BETWEEN_UNITS)
    half = float(stats.t.ppf(0.5 + level / 2, parts.size - 1)) * error
    return Estimate(value, max(value - half, -1.0), min(value + half, 1.0), int(parts.size))


def _coefficient(counts: Array, weights: Array, chance: Chance) -> tuple[float, Array]:
    """The coefficient, and the linearised part of each recording."""
    counts = counts[counts.sum(axis=1) > 0]
    answers = counts.sum(axis=1)
    several = answers >= 2
    twice = some(several.sum())
    agreeing = (counts * (counts @ weights.T - np.diag(weights))).sum(axis=1)
    observed = np.where(several, agreeing / np.where(several, answers * (answers - 1), 1.0), 0.0)
    by_chance = chance(counts / answers[:, None], weights)
    pe = float(by_chance.mean())
    if 1.0 - pe <= ROUNDING:
        raise Undefined(Reason.NO_VARIANCE)
    value = (float(observed.sum()) / twice - pe) / (1.0 - pe)
    above = answers.size / twice * (observed - pe * several) / (1.0 - pe)
    return value, above - 2.0 * (1.0 - value) * (by_chance - pe) / (1.0 - pe)


def cross_table(one: Array, other: Array, categories: Array) -> Array:
    """How often one assessor gave the row's category and the other the column's; one[recording], other[recording]."""
    both = np.isfinite(one) & np.isfinite(other)
    rows, columns = (category_counts(scores[both, None], categories) for scores in (one, other))
    return np.asarray(rows.T @ columns)


def cohen_kappa(table: Array, weights: Array) -> float:
    """Cohen's kappa of two assessors from their cross table. Raises NO_PAIRS, NO_VARIANCE.

    Formula: (Σ w·p − Σ w·p_k·p_l) ÷ (1 − Σ w·p_k·p_l), p the table as shares; identity, linear or quadratic weights.
    Reference: Cohen J (1960), Educ Psychol Meas 20:37; weighted: Cohen J (1968), Psychol Bull 70:213.
    """
    share = table / some(table.sum())
    observed = float((weights * share).sum())
    by_chance = float((weights * np.outer(share.sum(axis=1), share.sum(axis=0))).sum())
    if 1.0 - by_chance <= ROUNDING:
        raise Undefined(Reason.NO_VARIANCE)
    return (observed - by_chance) / (1.0 - by_chance)
