"""Coefficients that published tables give and no screen shows; here so that each value of those tables is held.

It knows: percent agreement, Brennan–Prediger, Conger, weights by order, the ratio metric.
Shaped so because: they are the parameters of the core's own functions, so they prove these as well.
It must not know: the core's coefficients themselves.
"""

from math import comb

import numpy as np

from core.certainty import Array, Reason, Undefined


def no_chance(given: Array, _weights: Array) -> Array:
    """Nothing agrees by chance: the coefficient is the percent agreement."""
    return np.zeros(len(given))


def brennan_prediger(given: Array, weights: Array) -> Array:
    """By chance every category is as likely as any other."""
    return np.full(len(given), weights.mean())


def ordinal_weights(categories: Array) -> Array:
    """1 − pairs of categories between k and l ÷ pairs in all (Gwet 2014)."""
    q = categories.size
    between = np.array([[comb(abs(k - m) + 1, 2) if k != m else 0 for m in range(q)] for k in range(q)])
    return np.asarray(1.0 - between / comb(q, 2))


def ratio(categories: Array, _marginals: Array) -> Array:
    total = categories[:, None] + categories
    return np.asarray(((categories[:, None] - categories) / np.where(total == 0, 1, total)) ** 2)


def conger_kappa(scores: Array, categories: Array) -> float:
    """Chance from every assessor's own shares of the categories (Conger 1980, with missing answers as in Gwet 2014)."""
    given = (scores[:, :, None] == categories).astype(float)
    counts, own = given.sum(axis=1), given.sum(axis=0) / given.sum(axis=(0, 2))[:, None]
    answers = counts.sum(axis=1)
    twice = counts[answers >= 2]
    observed = ((twice * (twice - 1)).sum(axis=1) / (answers * (answers - 1))[answers >= 2]).mean()
    mean, r = own.mean(axis=0), len(own)
    by_chance = (mean**2).sum() - (own.var(axis=0, ddof=1) / r).sum()
    return float((observed - by_chance) / (1 - by_chance))


def lin_ccc(x: Array, y: Array) -> tuple[float, float, float]:
    """Lin's concordance with its interval by Fisher's z (Lin 1989)."""
    n, r = x.size, np.corrcoef(x, y)[0, 1] if np.ptp(x) and np.ptp(y) else 0.0
    shift = (x.mean() - y.mean()) ** 2
    ccc = 2 * r * x.std() * y.std() / (x.var() + y.var() + shift)
    if abs(r) in (0.0, 1.0) or n < 3 or abs(r) > 1 - 1e-12:
        return float(ccc), float(ccc), float(ccc)
    u2 = shift / (x.std() * y.std())
    variance = (
        (1 - r**2) * ccc**2 / ((1 - ccc**2) * r**2)
        + 2 * ccc**3 * (1 - ccc) * u2 / (r * (1 - ccc**2) ** 2)
        - ccc**4 * u2**2 / (2 * r**2 * (1 - ccc**2) ** 2)
    ) / (n - 2)
    low, high = np.tanh(np.arctanh(ccc) + 1.959964 * np.sqrt(variance) * np.array([-1, 1]))
    return float(ccc), float(low), float(high)


def kendall_w(scores: Array) -> float:
    """Agreement in order [recording, assessor], ties corrected (Kendall & Babington Smith 1939)."""
    if len(scores) < 2:
        raise Undefined(Reason.ONE_UNIT)
    n, m = scores.shape
    ranks = np.array([[(column < v).sum() + ((column == v).sum() + 1) / 2 for v in column] for column in scores.T])
    ties = sum((count**3 - count) for column in scores.T for count in np.unique(column, return_counts=True)[1])
    spread = m**2 * (n**3 - n) - m * ties
    if spread <= 0:
        raise Undefined(Reason.NO_SPREAD_BETWEEN_UNITS)
    return float(12 * ((ranks.sum(axis=0) - m * (n + 1) / 2) ** 2).sum() / spread)
