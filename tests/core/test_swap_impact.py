"""What to discuss first, against simulated rounds worked outside this project and against swapping by hand."""

from itertools import permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose

from core.certainty import Array, Reason, Undefined
from core.swap_impact import agenda, applicability_differences, fatal_differences, swap_impact
from tests.gold import NA, ROUNDS, WEIGHTS, simulated_rounds

FATAL = np.array([criterion["fatal"] for criterion in ROUNDS["scorecard"]])
SHARES = arrays(np.float64, (3, 4, 3), elements=st.sampled_from([NA, 0.0, 0.25, 0.5, 1.0]))
CARD = np.array([50.0, 30.0, 20.0])


def zeroed(f: Array, fatal: Array = FATAL) -> Array:
    return np.asarray((f == 0) & fatal, dtype=float)


@pytest.mark.parametrize("expected", ROUNDS["expected_exact"], ids=lambda e: f"round {e['round']}")
def test_the_agenda_of_the_simulated_rounds(expected: dict[str, Any]) -> None:
    f = simulated_rounds()[expected["round"]]
    impact, top = swap_impact(f, WEIGHTS, zeroed(f)), expected["agenda_top10_swap_impact"]
    places = [(int(recording[-1]) - 1, int(criterion[1:]) - 1) for _, recording, criterion in top]
    near = {"rtol": 0, "atol": ROUNDS["tolerance"]}
    assert_allclose([impact[place] for place in places], [points for points, _, _ in top], **near)
    assert_allclose(np.sort(impact, axis=None)[::-1][:10], [points for points, _, _ in top], **near)


def by_hand(f: Array, w: Array, zeroes: Array) -> Array:
    found = np.zeros((f.shape[0], f.shape[2]))
    for n, c in np.ndindex(found.shape):
        sheets = [i for i in range(f.shape[1]) if np.isfinite(f[n, i]).any()]
        moves = []
        for i, j in permutations(sheets, 2):
            mine, fatal = f[n, i].copy(), zeroes[n, i].copy()
            before = total(mine, w, fatal)
            mine[c], fatal[c] = f[n, j, c], zeroes[n, j, c]
            moves.append(abs(total(mine, w, fatal) - before) if np.isfinite(mine).any() else 0.0)
        found[n, c] = np.mean(moves) if moves else 0.0
    return found


def total(f: Array, w: Array, zeroes: Array) -> float:
    has = np.isfinite(f)
    return 0.0 if zeroes.any() else float(100 * (w[has] * f[has]).sum() / w[has].sum())


@settings(deadline=None, max_examples=80, derandomize=True)
@given(SHARES, st.randoms(use_true_random=False))
def test_impact_is_what_swapping_by_hand_gives_in_any_order(f: Array, random: Any) -> None:
    zeroes = zeroed(f, np.array([True, False, False]))
    if (np.isfinite(f).any(axis=2).sum(axis=1) < 2).all():
        with pytest.raises(Undefined) as undefined:
            swap_impact(f, CARD, zeroes)
        assert undefined.value.code is Reason.NO_PAIRS
        return
    found = swap_impact(f, CARD, zeroes)
    assert_allclose(found, by_hand(f, CARD, zeroes), atol=1e-9)
    rows, columns = [0, 1, 2], [0, 1, 2, 3]
    random.shuffle(rows)
    random.shuffle(columns)
    assert_allclose(swap_impact(f[rows][:, columns], CARD, zeroes[rows][:, columns]), found[rows], atol=1e-9)
    absent = np.concatenate([f, np.full((3, 1, 3), NA)], axis=1)
    assert_allclose(swap_impact(absent, CARD, zeroed(absent, np.array([True, False, False]))), found, atol=1e-9)
    assert [(point.recording, point.criterion) for point in agenda(f, CARD, zeroes)] == sorted(
        [(p.recording, p.criterion) for p in agenda(f, CARD, zeroes)], key=lambda cell: order(cell, f, zeroes, found)
    )


def order(cell: tuple[int, int], f: Array, zeroes: Array, impact: Array) -> tuple[Any, ...]:
    n, c = cell
    return (
        not fatal_differences(zeroes, f)[cell],
        not applicability_differences(f)[cell],
        -round(impact[cell], 9),
        -round(impact[:, c].mean(), 9),
        n,
        c,
    )


def test_fatal_differences_come_first_then_applicability_then_points_and_what_agrees_not_at_all() -> None:
    f = np.array(
        [
            [[1.0, 1.0, 1.0, 1.0], [1.0, 0.0, 1.0, 1.0]],
            [[1.0, 1.0, NA, 0.5], [1.0, 1.0, 1.0, 0.0]],
            [[0.0, 1.0, 1.0, 1.0], [1.0, 1.0, 1.0, 1.0]],
        ]
    )
    points = agenda(f, np.array([10.0, 60.0, 20.0, 10.0]), zeroed(f, np.array([True, False, False, False])))
    assert [(p.recording, p.criterion) for p in points] == [(2, 0), (1, 2), (0, 1), (1, 3)]
    assert [(p.is_fatal, p.is_applicability) for p in points] == [(True, False), (False, True)] + [(False, False)] * 2
    assert_allclose([points[0].impact, points[2].impact], [100.0, 60.0])


def test_of_equal_points_the_criterion_with_more_at_stake_in_the_round_comes_first() -> None:
    f = np.array([[[1.0, 1.0], [0.0, 0.0]], [[1.0, 1.0], [1.0, 0.0]]])
    points = agenda(f, np.array([50.0, 50.0]), np.zeros_like(f))
    assert [(p.recording, p.criterion) for p in points] == [(0, 1), (1, 1), (0, 0)]


def test_a_difference_on_a_call_that_all_zeroed_stays_on_the_agenda_at_no_points() -> None:
    f = np.array([[[0.0, 1.0], [0.0, 0.5]]])
    points = agenda(f, np.array([50.0, 50.0]), zeroed(f, np.array([True, False])))
    assert [(p.criterion, p.impact) for p in points] == [(1, 0.0)]


def test_who_did_not_score_a_call_is_no_applicability_conflict() -> None:
    f = np.array([[[1.0, NA], [1.0, NA], [NA, NA]]])
    assert not applicability_differences(f).any()
    assert not fatal_differences(zeroed(f, np.array([True, True])), f).any()
