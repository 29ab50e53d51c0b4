"""Drift: the smoothed line, the slope and before against after find what was planted and are silent about luck."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from core.agreement import agreement_by_recording, call_totals
from core.certainty import Array, Gates, Reason, Trend, Undefined
from core.drift import Series, change_between, ewma, fitted_ends, log_disputes, slope
from core.severity import severity_errors
from tests.gold import ROUNDS, WEIGHTS, simulated_rounds

ROUND_NUMBERS = np.arange(6.0)
A2 = 1


def disputes(f: Array) -> Array:
    return 100 * (1 - np.array(agreement_by_recording(f, WEIGHTS), dtype=float))


def alike(values: list[float], error: float = 1.0) -> Series:
    return Series(np.array(values), np.full(len(values), error), df=40, recordings=8 * len(values))


def test_the_planted_drift_of_an_assessor_is_found_again() -> None:
    """The rule of the simulated rounds: A2's slope lies within 2.6 standard errors of the planted one."""
    found = [severity_errors(call_totals(simulated_rounds()[n], WEIGHTS)) for n in range(1, 7)]
    errors = np.array([of.errors[A2] for of in found])
    series = Series(np.array([of.points[A2] for of in found]), errors, sum(of.df for of in found), 48)
    told = slope(series, ROUND_NUMBERS)
    planted = np.polyfit(ROUND_NUMBERS, [truth["effective_severity_points"][A2] for truth in ROUNDS["truth"]], 1)[0]
    w = 1 / errors**2
    error = 1 / np.sqrt((w * (ROUND_NUMBERS - np.average(ROUND_NUMBERS, weights=w)) ** 2).sum())
    assert abs(told.value - planted) <= 2.6 * error
    assert planted > 1
    assert Gates().trend(told) is Trend.WIDER


def test_a_slope_is_least_squares_with_weights() -> None:
    values, errors = np.array([3.0, 2.0, 2.5, 1.0]), np.array([1.0, 2.0, 1.0, 0.5])
    at = np.array([0.0, 1.0, 3.0, 4.0])
    found = slope(Series(values, errors, 30, 32), at)
    design = np.stack([np.ones(4), at], axis=1)
    inverse = np.linalg.inv(design.T @ (design / errors[:, None] ** 2))
    expected = (inverse @ design.T @ (values / errors**2))[1]
    half = stats.t.ppf(0.975, 30) * np.sqrt(inverse[1, 1])
    assert_allclose((found.low, found.value, found.high), (expected - half, expected, expected + half))


def test_a_line_runs_from_the_first_place_to_the_last_through_the_middle_of_all() -> None:
    assert_allclose(fitted_ends(alike([5.0, 4.0, 3.0, 2.0, 1.0]), np.arange(5.0), -1.0), (5.0, 1.0))


def test_rounds_that_jump_more_than_their_recordings_explain_need_a_clearer_slope() -> None:
    steady, jumping = alike([5.0, 4.0, 3.0, 2.0, 1.0]), alike([8.0, 1.0, 6.0, -1.0, 1.0])
    assert Gates().trend(slope(steady, np.arange(5.0))) is Trend.CLOSER
    found = slope(jumping, np.arange(5.0))
    reference = stats.linregress(np.arange(5.0), jumping.values)
    assert_allclose((found.high - found.low) / 2, stats.t.ppf(0.975, 3) * reference.stderr)
    assert Gates().trend(found) is Trend.UNSURE


def test_one_place_in_time_has_no_slope() -> None:
    for series, at in ((alike([1.0]), np.zeros(1)), (alike([1.0, 2.0]), np.ones(2))):
        with pytest.raises(Undefined) as undefined:
            slope(series, at)
        assert undefined.value.code is Reason.ONE_UNIT


def test_the_smoothed_line_and_its_band_are_those_of_the_textbook() -> None:
    found = ewma(alike([10.0, 12.0, 8.0, 6.0]))
    assert_allclose([place.value for place in found], [10.0, 10.6, 9.82, 8.674])
    later = np.arange(4)
    half = 2.5 * np.sqrt(0.3 / 1.7 * (1 - 0.7 ** (2 * later)) + 0.7 ** (2 * later))
    assert_allclose([place.high for place in found], 9 + half)
    assert_allclose([place.low for place in found], 9 - half)
    assert not any(place.is_out for place in found)


def test_a_lasting_shift_leaves_the_band_and_luck_does_not() -> None:
    assert ewma(alike([10.0] * 8 + [14.0] * 4))[-1].is_out
    rng = np.random.default_rng(2)
    out = [place.is_out for _ in range(300) for place in ewma(alike(list(rng.normal(10, 1, 12))))]
    assert np.mean(out) < 0.02


def test_the_log_of_a_rounds_dispute_has_the_spread_between_its_recordings() -> None:
    rounds = [np.array([10.0, 14.0, 12.0]), np.array([6.0, 6.0]), np.array([0.0, 0.0, 0.0])]
    found = log_disputes(rounds)
    assert_allclose(found.values, np.log([12.0, 6.0, 0.5]))
    assert_allclose(found.errors, np.sqrt(8 / 144 / 5 / np.array([3, 2, 3])))
    assert (found.df, found.recordings) == (5, 8)


def test_the_dispute_of_the_simulated_rounds_falls() -> None:
    found = slope(log_disputes([disputes(simulated_rounds()[n]) for n in range(1, 7)]), ROUND_NUMBERS)
    assert found.low < found.value < found.high
    assert found.value < 0


@pytest.mark.parametrize(
    ("rounds", "code"),
    [
        ([], Reason.NO_PAIRS),
        ([np.array([5.0]), np.array([])], Reason.NO_PAIRS),
        ([np.array([5.0]), np.array([7.0])], Reason.ONE_UNIT),
        ([np.array([5.0, 5.0]), np.array([7.0, 7.0])], Reason.NO_SPREAD_BETWEEN_UNITS),
    ],
)
def test_rounds_without_recordings_or_spread_have_no_series(rounds: list[Array], code: Reason) -> None:
    with pytest.raises(Undefined) as undefined:
        log_disputes(rounds)
    assert undefined.value.code is code


def test_what_an_interpretation_changed_is_told_once_it_is_clear() -> None:
    before, after = np.array([30.0, 25, 40, 20, 35, 30]), np.array([10.0, 5, 15, 0, 10, 5])
    found = change_between(before, after)
    assert_allclose(found.value, -22.5)
    assert Gates().trend(found) is Trend.CLOSER
    assert Gates().trend(change_between(after, before)) is Trend.WIDER
    assert Gates().trend(change_between(before, before + np.array([-5, 5, -5, 5, -5, 5]))) is Trend.UNSURE
    assert Gates().trend(change_between(before[:4], after)) is Trend.UNSURE


def test_always_before_and_never_after_is_a_change_but_not_a_certainty() -> None:
    found = change_between(np.full(6, 100.0), np.zeros(6))
    assert found.low < found.value == -100 < found.high < 0


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ([], [5.0], Reason.NO_PAIRS),
        ([5.0], [5.0, 6.0], Reason.ONE_UNIT),
        ([5.0, 5.0], [5.0, 5.0], Reason.NO_SPREAD_BETWEEN_UNITS),
    ],
)
def test_a_change_without_recordings_or_spread_has_no_interval(
    before: list[float], after: list[float], code: Reason
) -> None:
    with pytest.raises(Undefined) as undefined:
        change_between(np.array(before), np.array(after))
    assert undefined.value.code is code
