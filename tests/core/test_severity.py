"""Severity: exact where simulated rounds were worked elsewhere, found again where it was planted, fair to everybody.

It knows: Rubin's eight schools; the simulated rounds, their hidden truth and the rule by which it counts as found.
"""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from scipy import integrate, stats

from core.agreement import call_totals, difference
from core.certainty import Array, Reason, Undefined
from core.severity import holm, raw_severity, severities, severity_errors, shrink
from tests import gold
from tests.gold import NA, ROUNDS, WEIGHTS, Expected, case, simulated_rounds

SCHOOLS = gold.rows("g30_rubin_eight_schools")
EFFECTS, ERRORS = (np.array([float(row[key]) for row in SCHOOLS]) for key in ("estimate", "se"))
TOTALS = arrays(np.float64, (5, 4), elements=st.sampled_from([NA, 60.0, 65.0, 70.0, 72.5, 90.0]))


def round_totals(n: int) -> Array:
    return call_totals(simulated_rounds()[n], WEIGHTS)


@pytest.mark.parametrize("expected", gold.expected("g30_rubin_eight_schools"), ids=str)
def test_rubins_eight_schools(expected: Expected) -> None:
    kind, _, unit = expected.statistic.partition(":")
    if kind == "posterior_mean":
        found = shrink(EFFECTS, ERRORS, spread=25)[0]["ABCDEFGH".index(unit)]
    else:
        found = {"pooled_mean_fixed": pooled()[0], "pooled_se_fixed": pooled()[1]}[kind]
    assert_allclose(found, expected.value, rtol=0, atol=expected.tol)


def pooled() -> tuple[float, float]:
    """As if all schools were alike: where shrinking ends when there is no spread between them."""
    mean, low, high = shrink(EFFECTS, ERRORS, spread=1e-4, level=0.95)
    return float(mean.mean()), float((high - low).mean() / 2 / stats.norm.ppf(0.975))


def test_the_grid_is_as_good_as_integrating() -> None:
    def log_density(tau: float) -> float:
        v = ERRORS**2 + tau**2
        mu = (EFFECTS / v).sum() / (1 / v).sum()
        log = -0.5 * (np.log(v) + (EFFECTS - mu) ** 2 / v).sum() - 0.5 * math.log((1 / v).sum())
        return math.exp(log + 30 - 0.5 * (tau / 5) ** 2)

    def mean_of_first(tau: float) -> float:
        v = ERRORS**2 + tau**2
        mu = (EFFECTS / v).sum() / (1 / v).sum()
        return float((tau**2 * EFFECTS[0] + ERRORS[0] ** 2 * mu) / v[0])

    mass = integrate.quad(log_density, 0, 40)[0]
    exact = integrate.quad(lambda tau: log_density(tau) * mean_of_first(tau), 0, 40)[0] / mass
    assert_allclose(shrink(EFFECTS, ERRORS, spread=5)[0][0], exact, rtol=1e-3)


@pytest.mark.parametrize("expected", ROUNDS["expected_exact"], ids=lambda e: f"round {e['round']}")
def test_the_simulated_rounds_give_their_raw_severity(expected: dict[str, Any]) -> None:
    found = raw_severity(round_totals(expected["round"]))
    assert_allclose(found, expected["severity_raw_points"], rtol=0, atol=ROUNDS["tolerance"])


def test_planted_severity_is_found_again() -> None:
    """The rule of the simulated rounds: within 2.6 standard errors in at least 22 of 24 cases."""
    found = 0
    for truth in ROUNDS["truth"]:
        of = severity_errors(round_totals(truth["round"]))
        found += int((np.abs(of.points - truth["effective_severity_points"]) <= 2.6 * of.errors).sum())
    assert found >= 22


def test_errors_of_a_full_round_follow_from_its_residuals() -> None:
    totals = round_totals(3)
    n, r = totals.shape
    residual = totals - totals.mean(axis=1, keepdims=True) - totals.mean(axis=0) + totals.mean()
    s = math.sqrt((residual**2).sum() / ((n - 1) * (r - 1)))
    of = severity_errors(totals)
    assert of.df == (n - 1) * (r - 1)
    assert_allclose(of.errors, s * math.sqrt((r - 1) / (r * n)))
    strict = severities(totals)[0]
    assert strict
    half = stats.t.ppf(0.975, of.df) * of.errors[0]
    assert_allclose((strict.raw.low, strict.raw.high), (of.points[0] - half, of.points[0] + half))


def test_severity_takes_no_notice_of_recordings_that_nobody_else_scored() -> None:
    totals = np.array([[70.0, 80.0, NA], [20.0, NA, NA]])
    assert raw_severity(totals) == (5.0, -5.0, None)
    with_more = np.array([[70.0, 80.0, NA], [60.0, 66.0, NA], [20.0, NA, NA]])
    strict, mild, absent = severities(with_more)
    assert strict and mild and absent is None
    assert (strict.raw.recordings, strict.raw.value, mild.raw.value) == (2, 4.0, -4.0)


def test_of_two_assessors_it_is_half_their_difference() -> None:
    totals = np.array([[70.0, 80.0], [75.0, 78.0], [60.0, 66.0], [81.0, 80.0]])
    one, other = severities(totals)
    both = difference(totals)
    assert one and other
    assert_allclose((one.raw.low, one.raw.high), (-both.high / 2, -both.low / 2))
    assert_allclose((one.shrunk.low, one.shrunk.high), (-other.shrunk.high, -other.shrunk.low), atol=1e-4)


def test_shrinking_draws_towards_the_group_and_less_with_more_recordings() -> None:
    for n in range(1, 7):
        for one in severities(round_totals(n)):
            assert one and abs(one.shrunk.value) < abs(one.raw.value)
            assert one.shrunk.low < one.shrunk.value < one.shrunk.high
    all_six = np.concatenate([round_totals(n) for n in range(1, 7)])
    few, many = severities(all_six[:8])[0], severities(all_six)[0]
    assert few and many
    assert many.shrunk.value / many.raw.value > few.shrunk.value / few.raw.value


def test_few_degrees_of_freedom_draw_closer_to_the_group_than_many() -> None:
    """Errors are grown by t/1.96 before shrinking, since the normal model takes them for known."""
    totals = round_totals(3)[:3]
    of = severity_errors(totals)
    expected = shrink(of.points, of.errors * stats.t.ppf(0.975, 6) / 1.96, spread=5)
    found = [one.shrunk for one in severities(totals) if one]
    assert of.df == 6
    assert_allclose([[one.value, one.low, one.high] for one in found], np.transpose(expected))


def test_who_is_strict_is_told_and_who_is_not_is_not_after_holm() -> None:
    rng = np.random.default_rng(4)
    totals = rng.normal(75, 8, (24, 1)) + rng.normal(0, 4, (24, 6)) - np.array([4.0, 0, 0, 0, 0, 0])
    chances = [one.chance for one in severities(totals) if one]
    assert chances[0] < 0.001
    assert min(chances[1:]) > 0.05


def test_holm_multiplies_the_smallest_by_all_the_next_by_one_less_and_never_turns_the_order() -> None:
    assert_allclose(holm(np.array([0.04, 0.01, 0.03, 0.5])), [0.09, 0.04, 0.09, 0.5])
    assert_allclose(holm(np.array([0.9, 0.8])), [1.0, 1.0])


@pytest.mark.parametrize(
    ("totals", "code"),
    [
        (case("no_overlap"), Reason.NO_PAIRS),
        (case("single_recording"), Reason.ONE_UNIT),
        (case("constant_offset"), Reason.NO_SPREAD_BETWEEN_UNITS),
    ],
    ids=["no_overlap", "single_recording", "constant_offset"],
)
def test_without_pairs_recordings_or_spread_there_is_no_interval(totals: Array, code: Reason) -> None:
    with pytest.raises(Undefined) as undefined:
        severities(totals)
    assert undefined.value.code is code


def told(totals: Array) -> list[tuple[float, ...]] | Reason:
    try:
        found = severities(totals)
    except Undefined as undefined:
        return undefined.code
    figures = [(s.raw.value, s.raw.low, s.shrunk.value, s.shrunk.high, s.chance) if s else (NA,) * 5 for s in found]
    assert np.isfinite([row for row in figures if not np.isnan(row[0])]).all()
    return figures


@settings(deadline=None, max_examples=50, derandomize=True)
@given(TOTALS, st.randoms(use_true_random=False))
def test_the_order_of_recordings_and_assessors_and_an_absent_one_change_nothing(totals: Array, random: Any) -> None:
    rows, columns = list(range(5)), list(range(4))
    random.shuffle(rows)
    random.shuffle(columns)
    found, turned = told(totals), told(totals[rows][:, columns])
    absent = told(np.hstack([totals, np.full((5, 1), NA)]))
    if isinstance(found, Reason):
        assert (turned, absent) == (found, found)
    else:
        assert_allclose(turned, [found[column] for column in columns], atol=1e-5)
        assert_allclose(absent[:4], found, atol=1e-5)
