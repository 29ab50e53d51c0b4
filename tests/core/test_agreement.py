"""Agreement against exact answers worked outside this project, and by hand where a table would hide the rule.

It knows: six simulated rounds with their exact figures (g33) and degenerate cases with the code each must give (g32).
"""

import math
import timeit
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from scipy import stats

from core import agreement, certainty
from core.certainty import Array, Estimate, Gates, Reason, Trend, Undefined, Verdict, share_of_recordings
from core.language import Language
from tests import gold
from tests.gold import NA, ROUNDS, WEIGHTS, Expected, simulated_rounds, told

ONE = np.array([1.0])
SHARES = arrays(np.float64, (3, 4, 3), elements=st.sampled_from([NA, 0.0, 0.25, 0.5, 1.0]))


@pytest.fixture(scope="module")
def rounds() -> dict[int, Array]:
    return simulated_rounds()


def case(name: str) -> Array:
    """A degenerate case as fractions [recording, assessor, 1]."""
    return gold.case(name)[:, :, None]


@pytest.mark.parametrize("expected", ROUNDS["expected_exact"], ids=lambda e: f"round {e['round']}")
def test_the_simulated_rounds_give_their_exact_figures(
    expected: dict[str, list[float]], rounds: dict[int, Array]
) -> None:
    f = rounds[int(expected["round"])]  # type: ignore[call-overload]
    totals = agreement.call_totals(f, WEIGHTS)
    near = {"atol": ROUNDS["tolerance"], "rtol": 0}
    assert_allclose(totals, expected["totals_before_zeroing"], **near)
    is_fatal = ((f == 0) & [criterion["fatal"] for criterion in ROUNDS["scorecard"]]).any(axis=2)
    assert_allclose(np.where(is_fatal, 0, totals), expected["totals"], **near)
    assert_allclose(100 * agreement.weighted_agreement(f, WEIGHTS), expected["weighted_agreement"], **near)
    assert_allclose(agreement.mean_gap(totals), expected["mean_pair_gap_before_zeroing"], **near)


def test_sorting_counts_the_same_pairs_as_going_through_them_one_by_one(rounds: dict[int, Array]) -> None:
    f = rounds[3]
    gap = over = 0.0
    for n, c, (i, j) in product(range(8), range(20), combinations(range(4), 2)):
        if np.isfinite(f[n, i, c] + f[n, j, c]):
            gap, over = gap + WEIGHTS[c] * abs(f[n, i, c] - f[n, j, c]), over + WEIGHTS[c]
    assert_allclose(agreement.weighted_agreement(f, WEIGHTS), 1 - gap / over)


def test_two_assessors_who_differ_on_14_of_100_points_dispute_14_points() -> None:
    f = np.array([[[1.0, 1.0], [1.0, 0.0]]])
    assert_allclose(agreement.points_in_dispute(f, np.array([86.0, 14.0])), 14)


def test_what_is_not_applicable_to_one_of_two_is_not_compared() -> None:
    f = np.array([[[1.0, 0.5], [NA, 1.0]]])
    assert_allclose(agreement.points_in_dispute(f, np.array([60.0, 40.0])), 50)


def test_the_disputes_of_all_cells_add_up_to_the_rounds(rounds: dict[int, Array]) -> None:
    for f in rounds.values():
        cells = agreement.dispute_by_cell(f, WEIGHTS)
        assert cells.shape == (8, 20)
        assert_allclose(cells.sum(), agreement.points_in_dispute(f, WEIGHTS))


def test_agreement_by_recording_and_by_criterion_is_that_of_the_part_alone(rounds: dict[int, Array]) -> None:
    f = rounds[1]
    assert_allclose(agreement.agreement_by_recording(f, WEIGHTS)[4], agreement.weighted_agreement(f[4:5], WEIGHTS))
    assert_allclose(agreement.agreement_by_criterion(f)[2], agreement.weighted_agreement(f[:, :, 2:3], ONE))


def test_a_recording_that_one_assessor_scored_alone_has_no_agreement() -> None:
    f = np.array([[[1.0], [0.0]], [[1.0], [NA]]])
    assert agreement.agreement_by_recording(f, ONE) == (0.0, None)
    assert agreement.agreement_by_criterion(f) == (0.0,)


def test_nothing_scored_twice_is_said_and_never_a_number() -> None:
    alone = case("no_overlap")
    for figure in (agreement.weighted_agreement, agreement.points_in_dispute, agreement.agreement_interval):
        with pytest.raises(Undefined) as undefined:
            figure(alone, ONE)
        assert undefined.value.code is Reason.NO_PAIRS
    for of_totals in (agreement.mean_gap, agreement.gap_interval, agreement.fatal_conflicts):
        with pytest.raises(Undefined):
            of_totals(alone[:, :, 0])
    with pytest.raises(Undefined):
        agreement.pairs_within(alone[:, :, 0], 5)


@pytest.mark.parametrize("name", ["all_same_yes", "perfect_with_variance", "na_by_one"])
def test_full_agreement_is_one_whether_or_not_the_answers_vary(name: str) -> None:
    assert agreement.weighted_agreement(case(name), ONE) == 1
    with pytest.raises(Undefined) as undefined:
        agreement.agreement_interval(case(name), ONE)
    assert undefined.value.code is Reason.NO_SPREAD_BETWEEN_UNITS


@pytest.mark.parametrize(
    "name", ["one_assessor_constant", "both_nearly_constant", "total_disagreement", "absent_assessor"]
)
def test_yes_no_agreement_is_the_share_of_agreeing_pairs(name: str) -> None:
    expected = gold.facts("g32_degenerate")["expected_cases"][name]
    assert_allclose(agreement.weighted_agreement(case(name), ONE), expected["pairs_agreeing"])


@pytest.mark.parametrize(("name", "expected"), gold.facts("g32_degenerate")["expected_cases"].items())
def test_a_degenerate_case_has_its_pairs(name: str, expected: dict[str, Any]) -> None:
    scores = gold.case(name)
    assert agreement.gaps(scores)[1].sum() == expected["pairs_total"]
    tolerance = 5 if np.nanmax(scores) > 1 else 0
    if isinstance(expected["pairs_agreeing"], dict):
        with pytest.raises(Undefined) as undefined:
            agreement.pairs_within(scores, tolerance)
        assert undefined.value.code is Reason[expected["pairs_agreeing"]["undefined"]]
    else:
        assert_allclose(agreement.pairs_within(scores, tolerance), expected["pairs_agreeing"], rtol=0, atol=1e-6)


def test_the_dispute_of_a_criterion_is_told_for_the_recordings_where_two_gave_it_a_value() -> None:
    f = np.array([[1.0, 0.0, 1.0], [0.5, 0.5, 0.5], [1.0, NA, NA], [0.25, 0.75, NA]])
    assert_allclose(agreement.disputes_of_criterion(f), [200 / 3, 0, 50])


def test_one_recording_has_a_figure_but_no_interval() -> None:
    f = np.array([[[1.0], [0.0], [0.0]]])
    assert_allclose(agreement.weighted_agreement(f, ONE), 1 / 3)
    with pytest.raises(Undefined) as undefined:
        agreement.agreement_interval(f, ONE)
    assert undefined.value.code is Reason.ONE_UNIT


def test_a_constant_offset_is_a_gap_but_within_tolerance() -> None:
    totals = case("constant_offset")[:, :, 0]
    assert_allclose(agreement.mean_gap(totals), 5)
    assert agreement.pairs_within(totals, 5) == 1
    assert agreement.pairs_within(totals, 4.99) == 0


def test_tolerance_is_not_lost_to_binary_fractions() -> None:
    assert agreement.pairs_within(np.array([[80.1, 75.1]]), 5) == 1


def test_the_interval_of_agreement_is_t_on_the_logit_over_recordings() -> None:
    f = np.array([[[1.0, 1.0], [1.0, 0.0]], [[1.0, 1.0], [0.5, 1.0]], [[0.0, 1.0], [0.5, 0.0]]])
    weights = np.array([60.0, 40.0])
    shares = np.array([0.6, 0.7, 0.3])
    assert_allclose(agreement.agreement_by_recording(f, weights), shares)
    share = 1.6 / 3
    half = 4.302653 * shares.std(ddof=1) / math.sqrt(3) / (share * (1 - share))
    found = agreement.agreement_interval(f, weights)
    logits = math.log(share / (1 - share)) + half * np.array([-1, 1])
    assert_allclose((found.low, found.high), 1 / (1 + np.exp(-logits)), rtol=1e-6)
    assert_allclose(found.value, 1.6 / 3)
    assert found.recordings == 3


def test_the_interval_always_holds_the_figure(rounds: dict[int, Array]) -> None:
    nearly = np.concatenate([np.tile([[1.0], [1.0]], (29, 1, 1)), [[[1.0], [0.0]]]])
    found = agreement.agreement_interval(nearly, ONE)
    assert found.low <= found.value <= found.high
    for f in rounds.values():
        for found in (
            agreement.agreement_interval(f, WEIGHTS),
            agreement.gap_interval(agreement.call_totals(f, WEIGHTS)),
        ):
            assert found.low < found.value < found.high


def test_the_interval_of_the_gap_is_t_on_the_log_and_never_below_zero() -> None:
    found = agreement.gap_interval(np.array([[80.0, 80.0], [80.0, 82.0], [80.0, 88.0]]))
    gap, half = 10 / 3, 4.302653 * np.std([0, 2, 8], ddof=1) / math.sqrt(3)
    assert_allclose((found.low, found.value, found.high), gap * np.exp(half / gap * np.array([-1, 0, 1])), rtol=1e-6)
    assert found.low > 0


def test_the_interval_holds_the_true_agreement_about_19_times_in_20() -> None:
    chance, rng = np.linspace(0.6, 0.95, 10), np.random.default_rng(7)
    true = float((chance**2 + (1 - chance) ** 2).mean())
    drawn = [(rng.random((12, 2, 10)) < chance).astype(float) for _ in range(400)]
    found = [agreement.agreement_interval(f, np.ones(10)) for f in drawn]
    assert 0.92 <= np.mean([e.low <= true <= e.high for e in found]) <= 0.98


def test_two_assessors_are_told_their_difference_with_its_sign() -> None:
    first, second = np.array([70.0, 80.0, 65.0, NA]), np.array([75.0, 82.0, 66.0, 90.0])
    found = agreement.difference(np.stack([first, second], axis=1))
    expected = stats.ttest_rel(first[:3], second[:3]).confidence_interval()
    assert_allclose(found.value, -8 / 3)
    assert_allclose((found.low, found.high), (expected.low, expected.high))


def test_fatal_conflicts_count_recordings_and_applicability_conflicts_cells() -> None:
    assert agreement.fatal_conflicts(np.array([[1.0, 0.0, 0.0], [0.0, 0.0, NA], [1.0, 1.0, 1.0]])) == 1
    applicable = np.array([[[1.0, 1.0, 0.0], [0.0, 1.0, NA]], [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]])
    assert agreement.applicability_conflicts(applicable) == 3


def test_a_call_flips_once_however_many_of_its_outcomes_differ() -> None:
    passed, band = np.array([[1.0, 0.0], [1.0, 1.0], [1.0, 1.0]]), np.array([[2.0, 1.0], [3.0, 2.0], [2.0, 2.0]])
    assert agreement.decision_flips(passed) == 1
    assert agreement.decision_flips(passed, band) == 2


def test_the_gates_open_at_their_numbers() -> None:
    gates = Gates()
    assert [gates.shows_index(n) for n in (2, 3)] == [False, True]
    assert [gates.shows_severity(n, r) for n, r in ((19, 4), (20, 2), (20, 3))] == [False, False, True]


@pytest.mark.parametrize(
    ("low", "high", "recordings", "word"),
    [
        (0.91, 0.99, 5, Verdict.ALIGNED),
        (0.81, 0.89, 5, Verdict.USUAL),
        (0.50, 0.79, 5, Verdict.FAR_APART),
        (0.85, 0.95, 20, None),
        (0.91, 0.99, 4, None),
    ],
)
def test_a_verdict_needs_the_whole_interval_on_one_side(
    low: float, high: float, recordings: int, word: Verdict | None
) -> None:
    assert Gates().verdict(Estimate((low + high) / 2, low, high, recordings)) is word


@pytest.mark.parametrize("expected", gold.expected("g28_newcombe_1998_proportions"), ids=str)
def test_so_many_of_n_recordings_have_wilsons_interval(expected: Expected) -> None:
    found = share_of_recordings(expected.params["k"], expected.params["n"])
    assert_allclose(found.value, expected.value, rtol=0, atol=expected.tol)
    assert expected.ci
    assert_allclose((found.low, found.high), expected.ci, rtol=0, atol=expected.ci_tol)


def test_the_share_of_no_recordings_is_no_figure() -> None:
    with pytest.raises(Undefined) as undefined:
        share_of_recordings(0, 0)
    assert undefined.value.code is Reason.NO_PAIRS


@pytest.mark.parametrize(
    ("low", "high", "recordings", "word"),
    [
        (-9, -1, 5, Trend.CLOSER),
        (1, 9, 5, Trend.WIDER),
        (-9, 1, 50, Trend.UNSURE),
        (0, 9, 50, Trend.UNSURE),
        (-9, -1, 4, Trend.UNSURE),
    ],
)
def test_a_word_on_a_change_needs_the_whole_interval_on_one_side_of_zero(
    low: float, high: float, recordings: int, word: Trend
) -> None:
    assert Gates().trend(Estimate((low + high) / 2, low, high, recordings)) is word


def test_a_coefficient_is_shown_where_both_ends_of_the_scale_were_used() -> None:
    gates = Gates()
    assert [gates.shows_reliability(n) for n in (9, 10)] == [False, True]
    assert [gates.shows_components(n, r) for n, r in ((9, 4), (10, 2), (10, 3))] == [False, False, True]
    used = [np.array([[1.0, 9.0, 1.0]] * 2), np.array([[1.0, 9.0, 1.0]]), np.array([[0.0, 9.0, 2.0]])]
    assert [gates.shows_coefficient(counts) for counts in used] == [True, False, False]


def all_told(f: Array) -> list[float | Reason | None]:
    """Figures of a round of three criteria; none where there is nothing to compare."""
    weights = np.array([50.0, 30.0, 20.0])
    totals = agreement.call_totals(f, weights)
    figures: list[Any] = [
        lambda: agreement.weighted_agreement(f, weights),
        lambda: agreement.agreement_interval(f, weights).low,
        lambda: agreement.mean_gap(totals),
        lambda: agreement.gap_interval(totals).high,
        lambda: agreement.pairs_within(totals, 5),
    ]
    return [told(figure) for figure in figures] + list(agreement.agreement_by_criterion(f))


@settings(deadline=None, max_examples=80, derandomize=True)
@given(SHARES, st.randoms(use_true_random=False))
def test_who_comes_first_and_an_assessor_without_a_score_change_nothing(f: Array, random: Any) -> None:
    rows, columns = [0, 1, 2], [0, 1, 2, 3]
    random.shuffle(rows)
    random.shuffle(columns)
    found = all_told(f)
    assert all_told(f[rows][:, columns]) == pytest.approx(found, abs=1e-9)
    assert all_told(np.concatenate([f, np.full((3, 1, 3), NA)], axis=1)) == pytest.approx(found, abs=1e-9)


@settings(deadline=None, max_examples=80, derandomize=True)
@given(SHARES)
def test_agreement_is_a_share(f: Array) -> None:
    weights = np.array([50.0, 30.0, 20.0])
    shares = [told(lambda: agreement.weighted_agreement(f, weights)), *agreement.agreement_by_recording(f, weights)]
    assert all(0 <= share <= 1 for share in shares if isinstance(share, float))


def test_every_reason_is_a_sentence_for_people() -> None:
    assert set(certainty.REASONS) == set(Reason)
    for reason in Reason:
        assert Undefined(reason).message.english().endswith(".")
        assert Language("id")(Undefined(reason).message)


def test_the_largest_round_takes_milliseconds() -> None:
    f = np.random.default_rng(1).integers(0, 5, (20, 30, 30)) / 4
    best = min(timeit.repeat(lambda: _figures(f), number=1, repeat=5))
    assert best < 0.05


def _figures(f: Array) -> None:
    agreement.agreement_interval(f, np.full(30, 1.0))
    agreement.gap_interval(agreement.call_totals(f, np.full(30, 1.0)))
