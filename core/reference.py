"""How far assessors lie from a reference outside the panel, such as an expert's scores: formulas over plain arrays.

It knows: f[recording, assessor, criterion] and e[recording, criterion] as shares of the scale, NaN where N/A or not
scored; w[criterion] = weight; totals[recording, assessor] and right[recording] in points.
Shaped so because: the reference is compared with each assessor and never counted among them, so no figure of the panel
(core/agreement.py) can take it in by accident.
It must not know: who the reference is, people, rounds, the store, and what may be shown (the gates).
"""

import numpy as np

from core.agreement import POINTS
from core.certainty import LOG, LOGIT, Array, Estimate, over_recordings, some


def _apart(f: Array, e: Array, w: Array) -> tuple[Array, Array]:
    """w·Σ|f_i − e| and w·number of assessors per [recording, criterion], where both gave a value."""
    gap = np.abs(f - e[:, None, :])
    return w * np.nansum(gap, axis=1), w * np.isfinite(gap).sum(axis=1)


def agreement_with(f: Array, e: Array, w: Array) -> float:
    """Share (0–1) of the card's points on which an assessor agrees with the reference. Raises NO_PAIRS.

    Formula: A = 1 − Σ w_c·|f_i − e| / Σ w_c over all assessors and cells where both have a value; of one assessor it is
    the weighted agreement of those two.
    """
    gap, compared = _apart(f, e, w)
    return 1.0 - float(gap.sum() / some(compared.sum()))


def agreement_with_interval(f: Array, e: Array, w: Array, level: float = 0.95) -> Estimate:
    """The same with its interval over recordings, on the logit. Raises NO_PAIRS, ONE_UNIT, NO_SPREAD_BETWEEN_UNITS."""
    gap, compared = (side.sum(axis=1) for side in _apart(f, e, w))
    known = compared > 0
    return over_recordings(1.0 - gap[known] / compared[known], agreement_with(f, e, w), LOGIT, level)


def dispute_with_by_criterion(f: Array, e: Array, w: Array) -> Array:
    """What each criterion adds to 100·(1 − A); its sum is the round's. Raises NO_PAIRS."""
    gap, compared = _apart(f, e, w)
    return np.asarray(POINTS * gap.sum(axis=0) / some(compared.sum()))


def distances(totals: Array, right: Array) -> Array:
    """Mean distance in points of the assessors' totals from the right one, per recording where both are known."""
    apart = np.abs(totals - right[:, None])
    return np.array([row[np.isfinite(row)].mean() for row in apart if np.isfinite(row).any()])


def distance_interval(totals: Array, right: Array, level: float = 0.95) -> Estimate:
    """Mean of `distances` with its interval, on the log. Raises NO_PAIRS, ONE_UNIT, NO_SPREAD_BETWEEN_UNITS."""
    each = distances(totals, right)
    return over_recordings(each, float(each.sum() / some(each.size)), LOG, level)
