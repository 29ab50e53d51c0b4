"""What changes from round to round: a smoothed line with its band, a slope, and before against after.

It knows: one figure per round with its standard error, and points in dispute per recording.
Shaped so because: rounds are few and small, so their errors come from the recordings of all rounds together; and a word
is given by the gates of core/certainty.py only where the whole interval lies on one side.
It must not know: people, rounds as the store has them, dates, sentences.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from core.certainty import ROUNDING, Array, Estimate, Reason, Undefined, some

LEAST_DISPUTE = 0.5
"""A round without any dispute counts as half a point, so that it has a place on a log axis."""
WEIGHT, WIDTH = 0.3, 2.5
SCATTER = 0.7


@dataclass(frozen=True)
class Series:
    """One figure per round; errors are standard errors with df degrees of freedom; recordings of all rounds."""

    values: Array
    errors: Array
    df: int
    recordings: int


@dataclass(frozen=True)
class Smoothed:
    """A round's place on the smoothed line, and the band it stays in when nothing changes."""

    value: float
    low: float
    high: float

    @property
    def is_out(self) -> bool:
        return not self.low <= self.value <= self.high


def log_disputes(rounds: Sequence[Array]) -> Series:
    """Natural log of each round's points in dispute, from rounds of points per recording.

    Raises NO_PAIRS, ONE_UNIT, NO_SPREAD_BETWEEN_UNITS. Formula: log of the mean m_t; error v/√N_t with the relative
    spread v² = Σ(x/m_t − 1)² ÷ Σ(N_t − 1) over all rounds. A difference of logs is a ratio: −0.1 is 10 % less.
    """
    sizes = np.array([each.size for each in rounds])
    some(sizes.size and sizes.min())
    means = np.array([max(float(each.mean()), LEAST_DISPUTE) for each in rounds])
    df = int((sizes - 1).sum())
    if df < 1:
        raise Undefined(Reason.ONE_UNIT)
    squares = sum(float(((each - each.mean()) ** 2).sum()) / m**2 for each, m in zip(rounds, means, strict=True))
    if squares <= ROUNDING:
        raise Undefined(Reason.NO_SPREAD_BETWEEN_UNITS)
    return Series(np.log(means), np.sqrt(squares / df / sizes), df, int(sizes.sum()))


def ewma(series: Series, weight: float = WEIGHT, width: float = WIDTH) -> tuple[Smoothed, ...]:
    """Exponentially weighted moving average of the rounds, from the first on, with its band around their mean.

    Formula: z_1 = x_1, z_t = λx_t + (1−λ)z_(t−1); band m ± width·√v_t, m the mean weighted by 1/se², v_1 = se_1²,
    v_t = (λ·se_t)² + (1−λ)²v_(t−1). Raises NO_PAIRS. Why from the first round and not from m: a line that begins where
    no round lay is not understood; v_1 makes the band as much wider as one round is less sure than the mean.
    Reference: Roberts SW (1959), Technometrics 1:239; Lucas JM, Saccucci MS (1990), ibid. 32:1.
    """
    some(series.values.size)
    centre = float(np.average(series.values, weights=1.0 / series.errors**2))
    found, line, variance = [], float(series.values[0]), float(series.errors[0]) ** 2
    for n, (value, error) in enumerate(zip(series.values, series.errors, strict=True)):
        if n:
            line = weight * float(value) + (1.0 - weight) * line
            variance = (weight * float(error)) ** 2 + (1.0 - weight) ** 2 * variance
        half = width * variance**0.5
        found.append(Smoothed(line, centre - half, centre + half))
    return tuple(found)


def slope(series: Series, at: Array, level: float = 0.95) -> Estimate:
    """Change of the figure per unit of `at` (round numbers, months). Raises ONE_UNIT under two places in `at`.

    Formula: least squares weighted by 1/se², error √(1/Σ(at − mean)²/se²), t with the series' df. Where the rounds
    scatter about the line as chance within rounds does in fewer than 3 of 10 series (χ², T−2 df), the error grows by
    √(χ²/(T−2)) and t has T−2 df: then something else differs between rounds as well.
    Reference: Birge RT (1932), Phys Rev 40:207 (errors grown by the scatter).
    """
    if np.unique(at).size < 2:
        raise Undefined(Reason.ONE_UNIT)
    w, y = 1.0 / series.errors**2, series.values
    away = at - np.average(at, weights=w)
    mass = float((w * away**2).sum())
    change = float((w * away * y).sum()) / mass
    free, error = at.size - 2, mass**-0.5
    scatter = float((w * (y - np.average(y, weights=w) - change * away) ** 2).sum())
    df = series.df
    if free > 0 and scatter > stats.chi2.ppf(SCATTER, free):
        error, df = error * (scatter / free) ** 0.5, free
    half = float(stats.t.ppf(0.5 + level / 2, df)) * error
    return Estimate(change, change - half, change + half, series.recordings)


def fitted_ends(series: Series, at: Array, change: float) -> tuple[float, float]:
    """Where a line with this slope runs through the first and the last place: of all such lines the nearest to all."""
    w = 1.0 / series.errors**2
    middle, centre = float(np.average(series.values, weights=w)), float(np.average(at, weights=w))
    return middle + change * (float(at.min()) - centre), middle + change * (float(at.max()) - centre)


def change_between(before: Array, after: Array, level: float = 0.95) -> Estimate:
    """Mean after minus mean before an interpretation or action; each one number per recording, below 0 is better.

    Raises NO_PAIRS, ONE_UNIT, NO_SPREAD_BETWEEN_UNITS. Formula: t with n₁+n₂−2 df and the spread of both sides
    together, s² = Σ over sides (Σ(x − m)² + (m − M)²) ÷ (n₁+n₂−2), M the mean of all: as if each side had one more
    recording at M, so that "always" before and "never" after is no certainty. `recordings` is the smaller side.
    Why together: the spread of five recordings that mostly agree is too small by itself, and Welch's interval then
    held the true change in 88 to 93 % of cases, this one in 94 to 98 %. Reference: Student (1908), Biometrika 6:1.
    """
    sizes = np.array([before.size, after.size])
    some(sizes.min())
    if sizes.min() < 2:
        raise Undefined(Reason.ONE_UNIT)
    middle = float(np.concatenate([before, after]).mean())
    squares = sum(float(((x - x.mean()) ** 2).sum() + (x.mean() - middle) ** 2) for x in (before, after))
    if squares <= ROUNDING:
        raise Undefined(Reason.NO_SPREAD_BETWEEN_UNITS)
    df = int(sizes.sum()) - 2
    half = float(stats.t.ppf(0.5 + level / 2, df) * np.sqrt(squares / df * (1.0 / sizes).sum()))
    change = float(after.mean() - before.mean())
    return Estimate(change, change - half, change + half, int(sizes.min()))
