"""How many points an assessor lies below the others: raw, with interval, drawn to the group, and who stands out.

It knows: totals[recording, assessor] in points before any fatal, NaN where not scored; above 0 is stricter.
Shaped so because: of few recordings the raw figure mostly shows luck, so beside it stands what is left when all
assessors are judged together; and who looks at many assessors finds one by chance, so that is corrected for.
It must not know: people, rounds, the store, and from when on it may be shown (the gates of core/certainty.py).
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats
from scipy.special import ndtr

from core.certainty import ROUNDING, Array, Estimate, Reason, Undefined, some

NORMAL = 1.96
SPREAD_PRIOR = 5.0
"""Scale of the half-normal prior of the spread between assessors, in points."""
GRID_CELLS, GRID_END, BISECTIONS = 160, 4.0, 26


@dataclass(frozen=True)
class Severity:
    """Points below the group: `raw` over its recordings; `shrunk` is the likelier figure; `chance` after Holm."""

    raw: Estimate
    shrunk: Estimate
    chance: float
    """How probable so much were if all assessors were alike, corrected for their number."""


def raw_severity(totals: Array) -> tuple[float | None, ...]:
    """Points each assessor lies below the group, mean over recordings; above 0 is stricter. Raises NO_PAIRS.

    Formula: d[n,r] = mean_r T[n] − T[n,r] on totals before the fatal, over recordings that two or more scored.
    Reference: Brennan RL (2001), Generalizability Theory, ch. 2 (main effect of raters). Show behind the gate only.
    """
    below = _below(totals)
    scored = np.isfinite(below).sum(axis=0)
    return tuple(float(d / n) if n else None for d, n in zip(np.nansum(below, axis=0), scored, strict=True))


def severities(totals: Array, level: float = 0.95, spread: float = SPREAD_PRIOR) -> tuple[Severity | None, ...]:
    """Of each assessor; none for one who scored nothing that another scored. Two assessors mirror each other.

    Raises NO_PAIRS, ONE_UNIT, NO_SPREAD_BETWEEN_UNITS. Formula: d̄ ± t·se with the pooled residual SD s of d[n,r],
    Σ(m_n−1) − (R−1) degrees of freedom, se = s·√(Σ_n(1 − 1/m_n)) ÷ N_r; full rounds: df (N−1)(R−1), s·√((R−1)/(R·N)).
    Shrunk: `shrink` with se·t/1.96, so that few degrees of freedom are not taken for certainty.
    """
    found = severity_errors(totals)
    t = float(stats.t.ppf(0.5 + level / 2, found.df))
    raw, each = found.points, found.errors
    mean, low, high = shrink(raw, each * float(stats.t.ppf(0.975, found.df)) / NORMAL, spread, level)
    chance = holm(2.0 * stats.t.sf(np.abs(raw) / each, found.df))
    told: list[Severity | None] = [None] * totals.shape[1]
    for k, column in enumerate(np.flatnonzero(found.scored)):
        n = int(found.scored[column])
        value, half = float(raw[k]), t * float(each[k])
        drawn = Estimate(float(mean[k]), float(low[k]), float(high[k]), n)
        told[column] = Severity(Estimate(value, value - half, value + half, n), drawn, float(chance[k]))
    return tuple(told)


@dataclass(frozen=True)
class SeverityErrors:
    """Of those who scored with others: points below the group and standard errors; `scored` is per column of totals."""

    points: Array
    errors: Array
    df: int
    scored: Array


def severity_errors(totals: Array) -> SeverityErrors:
    """Raw severities with their standard errors, as `slope` of core/drift.py takes them.

    Raises NO_PAIRS, ONE_UNIT, NO_SPREAD_BETWEEN_UNITS. Formula: see `severities`.
    """
    below = _below(totals)
    given = np.isfinite(below)
    scored, together = given.sum(axis=0), given.sum(axis=1, keepdims=True)
    df = int((together - 1).sum() - ((scored > 0).sum() - 1))
    if df < 1:
        raise Undefined(Reason.ONE_UNIT)
    points = np.nansum(below, axis=0) / np.maximum(scored, 1)
    pooled = float(np.sqrt(np.nansum((below - points) ** 2) / df))
    if pooled <= ROUNDING:
        raise Undefined(Reason.NO_SPREAD_BETWEEN_UNITS)
    errors = pooled * np.sqrt((given * (1.0 - 1.0 / together)).sum(axis=0)) / np.maximum(scored, 1)
    return SeverityErrors(points[scored > 0], errors[scored > 0], df, scored)


def shrink(estimates: Array, errors: Array, spread: float, level: float = 0.95) -> tuple[Array, Array, Array]:
    """Posterior mean and interval of each of several effects that come from one normal family.

    Formula: y_j ~ N(θ_j, se_j²), θ_j ~ N(μ, τ²), flat prior on μ, half-normal(spread) on τ; μ is integrated by hand, τ
    over the midpoints of a grid up to 4·spread. Raises NO_PAIRS without any estimate.
    Reference: Rubin DB (1981), J Educ Stat 6:377; Gelman A (2006), Bayesian Anal 1:515 (prior of τ).
    """
    some(estimates.size)
    tau = GRID_END * spread * (np.arange(GRID_CELLS)[:, None] + 0.5) / GRID_CELLS
    precision = 1.0 / (errors**2 + tau**2)
    mass = precision.sum(axis=1, keepdims=True)
    mu = (precision * estimates).sum(axis=1, keepdims=True) / mass
    log = 0.5 * (np.log(precision) - precision * (estimates - mu) ** 2).sum(axis=1, keepdims=True)
    log -= 0.5 * (np.log(mass) + (tau / spread) ** 2)
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    kept = tau**2 * precision
    means = kept * estimates + (1.0 - kept) * mu
    sds = np.sqrt(kept * errors**2 + (1.0 - kept) ** 2 / mass)
    mean = (weight * means).sum(axis=0)
    low, high = (_quantile(share, weight, means, sds) for share in (0.5 - level / 2, 0.5 + level / 2))
    return mean, low, high


def _quantile(share: float, weight: Array, means: Array, sds: Array) -> Array:
    """Of a mixture of normals, by halving."""
    heavy = weight[:, 0] > ROUNDING * weight.max()
    weight, means, sds = weight[heavy], means[heavy], sds[heavy]
    low, high = (means - 9 * sds).min(axis=0), (means + 9 * sds).max(axis=0)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        under = (weight * ndtr((middle - means) / sds)).sum(axis=0) < share
        low, high = np.where(under, middle, low), np.where(under, high, middle)
    return np.asarray((low + high) / 2)


def holm(chances: Array) -> Array:
    """p-values corrected for their number. Reference: Holm S (1979), Scand J Stat 6:65."""
    order = np.argsort(chances)
    stepped = np.maximum.accumulate(chances[order] * np.arange(chances.size, 0, -1))
    corrected = np.empty_like(stepped)
    corrected[order] = np.minimum(stepped, 1.0)
    return corrected


def _below(totals: Array) -> Array:
    """Points under the recording's mean [recording, assessor], of the recordings that two or more scored."""
    compared = totals[np.isfinite(totals).sum(axis=1) >= 2]
    some(compared.size)
    return np.asarray(np.nanmean(compared, axis=1, keepdims=True) - compared)
