"""Distances to a reference outside the panel: what the proven figures of two say, and what a hand can add up."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from scipy import stats

from core.agreement import weighted_agreement
from core.certainty import Array, Reason, Undefined
from core.reference import (
    agreement_with,
    agreement_with_interval,
    dispute_with_by_criterion,
    distance_interval,
    distances,
)

NA = np.nan
VALUES = st.sampled_from([NA, 0.0, 0.25, 0.5, 1.0])
PANEL, EXPERT = arrays(np.float64, (3, 4, 5), elements=VALUES), arrays(np.float64, (3, 5), elements=VALUES)
WEIGHTS = np.array([10.0, 5.0, 20.0, 40.0, 25.0])


def _pairs(f: Array, e: Array) -> list[tuple[float, float, float]]:
    """(weight, assessor, reference) of everything that can be compared."""
    return [
        (WEIGHTS[c], f[n, r, c], e[n, c])
        for n, r, c in np.ndindex(f.shape)
        if np.isfinite(f[n, r, c]) and np.isfinite(e[n, c])
    ]


@settings(deadline=None)
@given(PANEL, EXPERT)
def test_every_assessor_is_compared_with_the_reference_and_with_nobody_else(f: Array, e: Array) -> None:
    pairs = _pairs(f, e)
    if not pairs:
        with pytest.raises(Undefined) as undefined:
            agreement_with(f, e, WEIGHTS)
        assert undefined.value.code is Reason.NO_PAIRS
        return
    by_hand = 1 - sum(w * abs(own - right) for w, own, right in pairs) / sum(w for w, _, _ in pairs)
    assert_allclose(agreement_with(f, e, WEIGHTS), by_hand, atol=1e-12)
    assert_allclose(100 * (1 - by_hand), dispute_with_by_criterion(f, e, WEIGHTS).sum(), atol=1e-9)
    assert_allclose(agreement_with(f[:, [2, 0, 3, 1]], e, WEIGHTS), by_hand, atol=1e-12)
    with_na = np.concatenate([f, np.full((3, 1, 5), NA)], axis=1)
    assert_allclose(agreement_with(with_na, e, WEIGHTS), by_hand, atol=1e-12)


@settings(deadline=None)
@given(arrays(np.float64, (3, 5), elements=st.sampled_from([0.0, 0.5, 1.0])), EXPERT)
def test_of_one_assessor_it_is_the_agreement_of_two(own: Array, e: Array) -> None:
    try:
        expected = weighted_agreement(np.stack([own, e], axis=1), WEIGHTS)
    except Undefined:
        return
    assert_allclose(agreement_with(own[:, None, :], e, WEIGHTS), expected, atol=1e-12)


def test_a_distance_is_the_mean_over_recordings_of_the_mean_over_assessors() -> None:
    totals = np.array([[80.0, 90.0], [70.0, NA], [60.0, 60.0], [NA, NA]])
    right = np.array([85.0, 74.0, NA, 50.0])
    assert_allclose(distances(totals, right), [5.0, 4.0])
    found = distance_interval(totals, right)
    half = stats.t.ppf(0.975, 1) * stats.sem([5.0, 4.0]) / 4.5
    assert_allclose([found.value, found.low, found.high], [4.5, 4.5 * np.exp(-half), 4.5 * np.exp(half)])
    assert found.recordings == 2


def test_nothing_in_common_or_one_recording_says_why_there_is_no_figure() -> None:
    totals = np.array([[80.0, 90.0]])
    with pytest.raises(Undefined) as undefined:
        distance_interval(totals, np.array([NA]))
    assert undefined.value.code is Reason.NO_PAIRS
    with pytest.raises(Undefined) as undefined:
        distance_interval(totals, np.array([85.0]))
    assert undefined.value.code is Reason.ONE_UNIT
    f, e = np.array([[[1.0], [0.0]], [[0.0], [1.0]]]), np.array([[1.0], [1.0]])
    with pytest.raises(Undefined) as undefined:
        agreement_with_interval(f, e, np.ones(1))
    assert undefined.value.code is Reason.NO_SPREAD_BETWEEN_UNITS
