"""Correlation, components and limits, against Shrout & Fleiss, Brennan, Bland & Altman, and where they have no value.

It knows: their tables; the intervals of R's psych; how components are added up to the coefficients Brennan prints.
"""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from scipy import stats

from core.certainty import Array, Estimate, Reason, Undefined
from core.reliability import (
    Icc,
    bland_altman,
    icc,
    icc_interval,
    mean_squares,
    sem,
    variance_components,
)
from tests import gold
from tests.core.published_coefficients import lin_ccc
from tests.gold import NA, Expected, case, told

JUDGES = gold.table("g01_shrout_fleiss_1979")
FORMS = {"1": Icc.ONE_WAY, "2": Icc.AGREEMENT, "3": Icc.CONSISTENCY}
METERS = gold.table("g17_bland_altman_1986_pefr")
DEGENERATE = gold.facts("g32_degenerate")["expected_cases"]
TOTALS = arrays(np.float64, (6, 4), elements=st.sampled_from([NA, 60.0, 65.0, 70.0, 72.5, 90.0]))
SHARES = arrays(np.float64, (4, 3, 3), elements=st.sampled_from([NA, 0.0, 0.5, 1.0]))


@pytest.mark.parametrize("expected", gold.expected("g01_shrout_fleiss_1979"), ids=str)
def test_the_judges_of_shrout_and_fleiss(expected: Expected) -> None:
    kind, _, which = expected.statistic.partition(":")
    if kind == "MS":
        ms = mean_squares(JUDGES)
        found = {"BMS": ms.recordings, "WMS": ms.within, "JMS": ms.assessors, "EMS": ms.rest}[which]
        assert_allclose(found, expected.value, rtol=0, atol=expected.tol)
        return
    form, of = FORMS[expected.statistic[4]], 4 if expected.statistic[6] == "k" else 1
    assert_allclose(icc(JUDGES, form, of), expected.value, rtol=0, atol=expected.tol)
    if expected.ci:
        interval = icc_interval(JUDGES, form, of)
        assert_allclose((interval.low, interval.high), expected.ci, rtol=0, atol=expected.ci_tol)


def persons() -> Array:
    """Brennan's persons, items and occasions as recordings, criteria and assessors."""
    f = np.full((10, 2, 4), NA)
    for person, item, occasion, score in gold.table("g18_brennan_2001_synthetic3_pio"):
        f[int(person) - 1, int(occasion) - 1, int(item) - 1] = score
    return f


@pytest.mark.parametrize("expected", gold.expected("g18_brennan_2001_synthetic3_pio"), ids=str)
def test_brennans_persons_items_and_occasions(expected: Expected) -> None:
    v = variance_components(persons())
    kind, _, which = expected.statistic.partition(":")
    components = {
        "p": v.recording,
        "i": v.criterion,
        "o": v.assessor,
        "pi": v.recording_criterion,
        "po": v.recording_assessor,
        "io": v.assessor_criterion,
        "pio": v.residual,
    }
    relative = v.recording_criterion / 4 + v.recording_assessor / 2 + v.residual / 8
    absolute = relative + v.criterion / 4 + v.assessor / 2 + v.assessor_criterion / 8
    found = {
        "varcomp": lambda: components[which],
        "SS": lambda: sum_of_squares(components, which),
        "Erho2": lambda: v.recording / (v.recording + relative),
        "Phi": lambda: v.recording / (v.recording + absolute),
    }[kind]()
    assert_allclose(found, expected.value, rtol=0, atol=expected.tol)


def sum_of_squares(components: dict[str, float], which: str) -> float:
    """What the components say the analysis of variance must have had."""
    levels = {"p": 10, "i": 4, "o": 2}
    mean_square = sum(
        value * np.prod([levels[axis] for axis in "pio" if axis not in name])
        for name, value in components.items()
        if set(which) <= set(name)
    )
    return float(mean_square * np.prod([levels[axis] - 1 for axis in which]))


@pytest.mark.parametrize("expected", gold.expected("g17_bland_altman_1986_pefr"), ids=str)
def test_the_meters_of_bland_and_altman(expected: Expected) -> None:
    found = {
        "ba_bias": lambda: bland_altman(METERS).bias,
        "ba_sd": lambda: bland_altman(METERS).sd,
        "ba_lower_2sd": lambda: bland_altman(METERS, multiplier=2).lower,
        "ba_upper_2sd": lambda: bland_altman(METERS, multiplier=2).upper,
        "ba_lower_1.96sd": lambda: bland_altman(METERS).lower.value,
        "pearson_r": lambda: np.corrcoef(METERS.T)[0, 1],
        "lin_ccc": lambda: Estimate(*lin_ccc(METERS[:, 0], METERS[:, 1]), 17),
    }[expected.statistic]()
    value = found.value if isinstance(found, Estimate) else found
    assert_allclose(value, expected.value, rtol=0, atol=expected.tol)
    if expected.ci:
        assert_allclose((found.low, found.high), expected.ci, rtol=0, atol=expected.ci_tol)


@pytest.mark.parametrize("name", ["single_recording", "constant_offset", "no_spread_between_recordings"])
@pytest.mark.parametrize("form", [Icc.AGREEMENT, Icc.CONSISTENCY])
def test_correlation_of_degenerate_totals(name: str, form: Icc) -> None:
    expected = DEGENERATE[name][{Icc.AGREEMENT: "ICC(2,1)", Icc.CONSISTENCY: "ICC(3,1)"}[form]]
    if isinstance(expected, dict):
        with pytest.raises(Undefined) as undefined:
            icc(case(name), form)
        assert undefined.value.code is Reason[expected["undefined"]]
    else:
        assert_allclose(icc(case(name), form), expected, rtol=0, atol=1e-6)


def test_no_interval_where_assessors_differ_by_the_same_everywhere_and_nothing_where_nobody_meets() -> None:
    with pytest.raises(Undefined) as undefined:
        icc_interval(case("constant_offset"))
    assert undefined.value.code is Reason.NO_SPREAD_BETWEEN_UNITS
    assert icc(np.array([[70.0, 70.0], [80.0, 80.0]]), Icc.ONE_WAY) == 1
    for figure in (icc, sem, mean_squares, bland_altman, lambda totals: variance_components(totals[:, :, None])):
        with pytest.raises(Undefined) as undefined:
            figure(case("no_overlap"))
        assert undefined.value.code is Reason.NO_PAIRS


def test_two_assessors_who_differ_alike_have_no_limits() -> None:
    with pytest.raises(Undefined) as undefined:
        bland_altman(case("constant_offset"))
    assert undefined.value.code is Reason.NO_SPREAD_BETWEEN_UNITS
    with pytest.raises(Undefined) as undefined:
        bland_altman(np.array([[70.0, 75.0]]))
    assert undefined.value.code is Reason.ONE_UNIT


def test_one_recording_has_no_components() -> None:
    with pytest.raises(Undefined) as undefined:
        variance_components(persons()[:1])
    assert undefined.value.code is Reason.ONE_UNIT


def test_the_error_of_measurement_is_what_one_assessor_adds_to_the_truth() -> None:
    rng = np.random.default_rng(5)
    totals = rng.normal(75, 8, (4000, 1)) + np.array([3.0, -3.0, 0.0]) + rng.normal(0, 4, (4000, 3))
    assert_allclose(sem(totals), np.sqrt(9 + 16), rtol=0.03)


def test_components_are_recovered_although_a_fifth_of_the_scores_is_missing() -> None:
    rng = np.random.default_rng(6)
    planted = {(0,): 4.0, (1,): 1.0, (2,): 2.0, (0, 1): 0.5, (0, 2): 3.0, (1, 2): 1.5, (0, 1, 2): 2.5}
    shape = (60, 40, 50)
    f = np.zeros(shape)
    for axes, variance in planted.items():
        f += rng.normal(0, variance**0.5, [size if n in axes else 1 for n, size in enumerate(shape)])
    f[rng.random(shape) < 0.2] = NA
    v = variance_components(f)
    found = (v.recording, v.assessor, v.criterion, v.recording_assessor, v.recording_criterion, v.assessor_criterion)
    wanted = [planted[axes] for axes in ((0,), (1,), (2,), (0, 1), (0, 2), (1, 2))]
    degrees = np.array([59, 39, 49, 59 * 39, 59 * 49, 39 * 49])
    assert (np.abs(np.array(found) / wanted - 1) < 3.5 * np.sqrt(2 / degrees)).all()
    assert_allclose(v.rest, v.recording_assessor + v.residual)
    assert_allclose(v.residual, 2.5, rtol=0.03)


def test_a_tighter_level_gives_a_narrower_interval() -> None:
    for form in Icc:
        wide, narrow = icc_interval(JUDGES, form), icc_interval(JUDGES, form, level=0.5)
        assert wide.low < narrow.low < narrow.value < narrow.high < wide.high


def figures(totals: Array) -> list[float | Reason]:
    return [
        told(lambda: icc(totals)),
        told(lambda: icc_interval(totals).low),
        told(lambda: icc_interval(totals, Icc.ONE_WAY).high),
        told(lambda: sem(totals)),
    ]


def components(f: Array) -> list[float | Reason]:
    names = ("recording", "assessor", "criterion", "assessor_criterion", "rest")
    return [told(lambda name=name: getattr(variance_components(f), name)) for name in names]


@settings(deadline=None, max_examples=60, derandomize=True)
@given(TOTALS, SHARES, st.randoms(use_true_random=False))
def test_who_comes_first_and_an_assessor_without_a_score_change_nothing(totals: Array, f: Array, random: Any) -> None:
    for scores, of in ((totals, figures), (f, components)):
        rows, columns = list(range(scores.shape[0])), list(range(scores.shape[1]))
        random.shuffle(rows)
        random.shuffle(columns)
        absent = np.full_like(scores[:, :1], NA)
        found = of(scores)
        assert of(scores[rows][:, columns]) == pytest.approx(found, abs=1e-6)
        assert of(np.concatenate([scores, absent], axis=1)) == pytest.approx(found, abs=1e-12)


def test_the_interval_of_consistency_is_that_of_its_f_ratio() -> None:
    ms = mean_squares(JUDGES)
    low = (ms.recordings / ms.rest / stats.f.ppf(0.975, 5, 15) - 1) / (
        ms.recordings / ms.rest / stats.f.ppf(0.975, 5, 15) + 3
    )
    assert_allclose(icc_interval(JUDGES, Icc.CONSISTENCY).low, low)
