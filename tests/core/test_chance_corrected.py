"""Coefficients corrected for chance, against the tables their authors published and in cases that have none.

It knows: Cohen 1968, Krippendorff 2011, Gwet 2014, the kappa paradoxes, and the degenerate cases with their codes.
"""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.testing import assert_allclose
from scipy import stats

from core.certainty import Array, Reason, Undefined
from core.chance_corrected import (
    category_counts,
    coefficient,
    coefficient_interval,
    cohen_kappa,
    cross_table,
    fleiss,
    gwet,
    identity_weights,
    linear_weights,
    quadratic_weights,
)
from core.krippendorff_alpha import alpha_replicates, interval, krippendorff_alpha, nominal, ordinal
from tests import gold
from tests.core.published_coefficients import (
    brennan_prediger,
    conger_kappa,
    kendall_w,
    lin_ccc,
    no_chance,
    ordinal_weights,
    ratio,
)
from tests.gold import NA, Expected, case

YES_NO, FIVE = np.array([0.0, 1.0]), np.arange(1.0, 6.0)
CHANCES = {
    "gwet_ac": gwet,
    "fleiss_kappa": fleiss,
    "percent_agreement": no_chance,
    "brennan_prediger": brennan_prediger,
}
WEIGHTS = {
    "identity": identity_weights,
    "linear": linear_weights,
    "quadratic": quadratic_weights,
    "ordinal": ordinal_weights,
}
METRICS = {"nominal": nominal, "ordinal": ordinal, "interval": interval, "ratio": ratio}
PARADOXES = {row["table"]: row for row in gold.rows("g12_kappa_paradox_2x2")}
DEGENERATE = gold.facts("g32_degenerate")["expected_cases"]
FIVE_LEVELS = st.sampled_from([NA, 1.0, 2.0, 3.0, 4.0, 5.0])
SCORES = arrays(np.float64, array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=7), elements=FIVE_LEVELS)


def alpha(scores: Array, categories: Array, metric: str) -> float:
    return krippendorff_alpha(category_counts(scores, categories), categories, METRICS[metric])


@pytest.mark.parametrize("expected", gold.expected("g04_cohen_1968_weighted_kappa"), ids=str)
def test_kappa_of_cohens_own_table(expected: Expected) -> None:
    table, which = gold.table("g04_cohen_1968_weighted_kappa"), expected.params.get("weights")
    facts = gold.facts("g04_cohen_1968_weighted_kappa")
    weights = 1 - np.array(facts[which]) / 6 if which else np.eye(3)
    assert_allclose(cohen_kappa(table, weights), expected.value, rtol=0, atol=expected.tol)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (name, one)
        for name in (
            "g06_krippendorff_2011_A_binary",
            "g07_krippendorff_2011_B_nominal",
            "g08_krippendorff_2011_CD_missing",
        )
        for one in gold.expected(name)
    ],
    ids=str,
)
def test_alpha_of_krippendorffs_own_tables(name: str, expected: Expected) -> None:
    categories = YES_NO if "binary" in name else FIVE
    found = alpha(gold.table(name), categories, expected.params["metric"])
    assert_allclose(found, expected.value, rtol=0, atol=expected.tol)


@pytest.mark.parametrize("expected", gold.expected("g09_gwet_4raters_missing"), ids=str)
def test_coefficients_of_gwets_four_raters(expected: Expected) -> None:
    scores = gold.table("g09_gwet_4raters_missing")
    counts, weights = category_counts(scores, FIVE), WEIGHTS[expected.params["weights"]](FIVE)
    statistic = expected.statistic.removesuffix("_se")
    if statistic == "krippendorff_alpha":
        found = alpha(scores, FIVE, "nominal")
    elif statistic == "conger_kappa":
        found = conger_kappa(scores, FIVE)
    elif expected.statistic.endswith("_se"):
        half = coefficient_interval(counts, weights, CHANCES[statistic], level=0.5)
        found = (half.high - half.low) / 2 / stats.t.ppf(0.75, 11)
    else:
        found = coefficient(counts, weights, CHANCES[statistic])
    assert_allclose(found, expected.value, rtol=0, atol=expected.tol)


@pytest.mark.parametrize("expected", gold.expected("g12_kappa_paradox_2x2"), ids=str)
def test_the_paradoxes_of_kappa(expected: Expected) -> None:
    row = PARADOXES[expected.params["table"]]
    pairs = {"yes_yes": (1, 1), "yes_no": (1, 0), "no_yes": (0, 1), "no_no": (0, 0)}
    scores = np.array([pair for cell, pair in pairs.items() for _ in range(int(row[cell]))], dtype=float)
    if expected.statistic == "cohen_kappa":
        found = cohen_kappa(cross_table(scores[:, 0], scores[:, 1], YES_NO), identity_weights(YES_NO))
    else:
        found = coefficient(category_counts(scores, YES_NO), np.eye(2), CHANCES[expected.statistic])
    assert_allclose(found, expected.value, rtol=0, atol=expected.tol)


def degenerate(name: str, statistic: str) -> float:
    scores = case(name)
    if statistic == "cohen_kappa(A,B)":
        return cohen_kappa(cross_table(scores[:, 0], scores[:, 1], YES_NO), np.eye(2))
    if statistic == "krippendorff_alpha":
        is_yes_no = set(scores[np.isfinite(scores)]) <= {0.0, 1.0}
        categories = YES_NO if is_yes_no else np.unique(scores[np.isfinite(scores)])
        return alpha(scores, categories, "nominal" if is_yes_no else "interval")
    if statistic == "lin_ccc":
        return lin_ccc(scores[:, 0], scores[:, 1])[0]
    if statistic == "kendall_w":
        return kendall_w(scores)
    chance = CHANCES[statistic.replace("(scale categories)", "")]
    return coefficient(category_counts(scores, YES_NO), np.eye(2), chance)


@pytest.mark.parametrize(
    ("name", "statistic", "expected"),
    [
        (name, statistic, value)
        for name, values in DEGENERATE.items()
        for statistic, value in values.items()
        if statistic not in ("note", "pairs_agreeing", "pairs_total") and not statistic.startswith("ICC")
    ],
)
def test_a_degenerate_case_has_its_value_or_says_why_it_has_none(name: str, statistic: str, expected: Any) -> None:
    if isinstance(expected, dict):
        with pytest.raises(Undefined) as undefined:
            degenerate(name, statistic)
        assert undefined.value.code is Reason[expected["undefined"]]
    else:
        assert_allclose(degenerate(name, statistic), expected, rtol=0, atol=1e-6)


def test_a_scale_with_one_value_and_a_score_outside_the_scale_are_refused() -> None:
    for weights in WEIGHTS.values():
        if weights is not ordinal_weights:
            with pytest.raises(Undefined) as undefined:
                weights(np.array([1.0]))
            assert undefined.value.code is Reason.ONE_CATEGORY
    with pytest.raises(ValueError, match="scale"):
        category_counts(np.array([[1.0, 0.5]]), YES_NO)


def test_one_recording_has_a_coefficient_and_no_interval() -> None:
    counts = category_counts(np.array([[1.0, 0.0, 1.0]]), YES_NO)
    assert np.isfinite(coefficient(counts, np.eye(2), gwet))
    with pytest.raises(Undefined) as undefined:
        coefficient_interval(counts, np.eye(2), gwet)
    assert undefined.value.code is Reason.ONE_UNIT


def test_categories_nobody_used_still_count_for_chance() -> None:
    scores = np.array([[1.0, 1.0], [1.0, 2.0], [2.0, 2.0]])
    of_two, of_five = (coefficient(category_counts(scores, s), identity_weights(s), gwet) for s in (FIVE[:2], FIVE))
    assert of_two < of_five


@pytest.mark.parametrize("metric", ["nominal", "ordinal", "interval"])
def test_replicates_are_the_alphas_of_resampled_recordings(metric: str) -> None:
    scores = gold.table("g08_krippendorff_2011_CD_missing")[:11]
    counts = category_counts(scores, FIVE)
    found = alpha_replicates(counts, FIVE, METRICS[metric], np.random.default_rng(3), times=50)
    drawn = np.random.default_rng(3).integers(11, size=(50, 11))
    assert_allclose(found, [alpha(scores[rows], FIVE, metric) for rows in drawn], rtol=1e-12)


def test_replicates_without_any_difference_are_left_out() -> None:
    counts = category_counts(np.array([[1.0, 1.0]] * 3 + [[2.0, 1.0]]), FIVE)
    found = alpha_replicates(counts, FIVE, nominal, np.random.default_rng(1), times=200)
    assert 0 < found.size < 200
    assert np.isfinite(found).all()
    with pytest.raises(Undefined):
        alpha_replicates(counts[:3], FIVE, nominal, np.random.default_rng(1))


def every_coefficient(scores: Array) -> list[float | Reason]:
    counts = category_counts(scores, FIVE)
    figures = [
        lambda: coefficient(counts, identity_weights(FIVE), gwet),
        lambda: coefficient_interval(counts, linear_weights(FIVE), gwet).low,
        lambda: coefficient_interval(counts, quadratic_weights(FIVE), fleiss).high,
        *(lambda metric=metric: krippendorff_alpha(counts, FIVE, metric) for metric in (nominal, ordinal, interval)),
    ]
    return [value_or_reason(figure) for figure in figures]


def value_or_reason(figure: Any) -> float | Reason:
    try:
        found = figure()
    except Undefined as undefined:
        return undefined.code
    assert np.isfinite(found) and found <= 1 + 1e-12
    return round(float(found), 9)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(SCORES, st.randoms(use_true_random=False))
def test_who_comes_first_and_an_assessor_without_a_score_change_nothing(scores: Array, random: Any) -> None:
    rows, columns = list(range(scores.shape[0])), list(range(scores.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    absent = np.full((len(rows), 1), NA)
    found = every_coefficient(scores)
    assert every_coefficient(scores[rows][:, columns]) == pytest.approx(found, abs=1e-8)
    assert every_coefficient(np.hstack([scores, absent])) == found


@settings(deadline=None, max_examples=60, derandomize=True)
@given(SCORES)
def test_kappa_of_two_does_not_depend_on_whose_answers_are_the_rows(scores: Array) -> None:
    table = cross_table(scores[:, 0], scores[:, 1], FIVE)
    for weights in (np.eye(5), linear_weights(FIVE), quadratic_weights(FIVE)):
        one, other = (value_or_reason(lambda t=t, w=weights: cohen_kappa(t, w)) for t in (table, table.T))
        assert one == pytest.approx(other) if isinstance(one, float) else one is other
