"""What to discuss first: how many points of a total hang on each answer, and which differences come before all points.

It knows: f[recording, assessor, criterion] as shares of the scale, NaN where N/A; a sheet without any value was not
scored; w[criterion]; zeroes[recording, assessor, criterion] = 1 where the answer is a fatal one, else 0.
Shaped so because: swapping one answer and adding up anew holds renormalisation and fatal in one number, in points; call
by call the arrays stay small enough for the processor's cache, and that is faster than all calls at once.
It must not know: scorecards, people, the store, what was settled.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.agreement import POINTS, gaps
from core.certainty import ROUNDING, Array, some


@dataclass(frozen=True)
class AgendaPoint:
    """One cell on which answers differ, by its place in the arrays."""

    recording: int
    criterion: int
    impact: float
    is_fatal: bool
    is_applicability: bool


def swap_impact(f: Array, w: Array, zeroes: Array) -> Array:
    """Points at stake per [recording, criterion]. Raises NO_PAIRS where no recording has two sheets.

    Formula: I[n,c] = mean over ordered pairs (i, j) of |total of i with j's answer on c − total of i|, the total being
    100·Σ w·f ÷ Σ w over what is applicable, 0 with a fatal. A swap that leaves nothing applicable counts as 0.
    Why: in simulation it removes 1.4 (R=2) to 3.3 times (R=8) more error in the first 30 minutes than normalised range.
    """
    sheets = _sheets(f)
    some((sheets.sum(axis=1) >= 2).sum())
    found = np.zeros((f.shape[0], f.shape[2]))
    for n in np.flatnonzero(sheets.sum(axis=1) >= 2):
        found[n] = _impact_of_call(f[n, sheets[n]], w, zeroes[n, sheets[n]])
    return found


def _impact_of_call(f: Array, w: Array, zeroes: Array) -> Array:
    """Points at stake per criterion of one call, f[assessor, criterion]; axes of the swap: who, whose answer, where."""
    applicable = np.where(np.isfinite(f), w, 0.0)
    points = np.where(np.isfinite(f), POINTS * w * f, 0.0)
    weight, earned, fatal = (x.sum(axis=1)[:, None, None] for x in (applicable, points, zeroes))
    total = np.where(fatal > 0, 0.0, earned / np.maximum(weight, ROUNDING))
    weight_left, earned_left = weight - applicable[:, None, :], earned - points[:, None, :]
    swapped = earned_left + points
    swapped /= np.maximum(weight_left + applicable, ROUNDING)
    if fatal.any():
        swapped[fatal - zeroes[:, None, :] + zeroes > 0] = 0.0
    swapped -= total
    moved = np.abs(swapped, out=swapped)
    if not np.isfinite(f).all():
        moved[weight_left + applicable <= ROUNDING] = 0.0
    return np.asarray(moved.sum(axis=(0, 1)) / (len(f) * (len(f) - 1)))


def fatal_differences(zeroes: Array, f: Array) -> NDArray[np.bool_]:
    """Cells [recording, criterion] that some would zero the call for and some not."""
    return _mixed(zeroes > 0, _sheets(f))


def applicability_differences(f: Array) -> NDArray[np.bool_]:
    """Cells [recording, criterion] where some gave N/A and some a value."""
    return _mixed(np.isfinite(f), _sheets(f))


def agenda(f: Array, w: Array, zeroes: Array) -> tuple[AgendaPoint, ...]:
    """Cells that differ, in the order to discuss them: fatal first, then applicability, then by points at stake.

    Ties: the criterion with more at stake over all recordings first, then the order of recordings and of the card.
    Raises NO_PAIRS.
    """
    impact = swap_impact(f, w, zeroes)
    fatal, applicability = fatal_differences(zeroes, f), applicability_differences(f)
    differs = fatal | applicability | (gaps(np.swapaxes(f, 1, 2))[0] > ROUNDING)
    shown = np.round(impact, 9)
    mean = np.broadcast_to(np.round(impact.mean(axis=0), 9), impact.shape)
    cells = np.argwhere(differs)
    n, c = cells.T
    order = np.lexsort((c, n, -mean[n, c], -shown[n, c], ~applicability[n, c], ~fatal[n, c]))
    return tuple(
        AgendaPoint(int(n), int(c), float(impact[n, c]), bool(fatal[n, c]), bool(applicability[n, c]))
        for n, c in cells[order]
    )


def _sheets(f: Array) -> NDArray[np.bool_]:
    """Who scored which recording at all."""
    return np.asarray(np.isfinite(f).any(axis=2))


def _mixed(says: NDArray[np.bool_], sheets: NDArray[np.bool_]) -> NDArray[np.bool_]:
    scored = sheets[:, :, None]
    return np.asarray((says & scored).any(axis=1) & (~says & scored).any(axis=1))
