"""The simulator: what is planted in it is found again by the statistics, and a discussion leaves the mark it should."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import spearmanr

from core.agreement import agreement_by_criterion, call_totals, weighted_agreement
from core.answers import fraction
from core.cards import READY_CARDS
from core.certainty import Array
from core.scorecard import Answer, Scorecard
from core.scorecard_file import POINTS_SCALE, read_scorecard
from core.severity import raw_severity
from core.simulator import (
    CALIBRATED,
    POOR,
    SEVERITY_LOST,
    TYPICAL,
    Calls,
    Habits,
    after_discussion,
    answer_to,
    draw_answers,
    draw_calls,
    draw_habits,
    in_regime,
)

CARD = read_scorecard((READY_CARDS / "kp-tel.yaml").read_text(encoding="utf-8"))
WEIGHTS = np.array([float(criterion.weight) for criterion in CARD.criteria])
CRITERIA, ASSESSORS, MANY = len(CARD.criteria), 4, 60


def shares(card: Scorecard, answers: list[list[list[Answer]]]) -> Array:
    """f[recording, assessor, criterion], NaN where not applicable."""
    worth = [[[fraction(c, a) for c, a in zip(card.criteria, s, strict=True)] for s in sheets] for sheets in answers]
    return np.array(worth, dtype=float)


def scored(habits: Habits, seed: int = 7) -> Array:
    rng = np.random.default_rng(seed)
    return shares(CARD, draw_answers(rng, CARD.criteria, habits, draw_calls(rng, MANY, CRITERIA)))


def alike(severity: list[float]) -> Habits:
    """Assessors who differ in severity alone."""
    none = np.zeros((len(severity), CRITERIA))
    return Habits(np.array(severity), np.ones(len(severity)), np.full(CRITERIA, 0.4), none)


def test_planted_severity_is_found_again() -> None:
    planted = [0.5, 0.1, -0.1, -0.5]
    found = raw_severity(call_totals(scored(alike(planted)), WEIGHTS))
    points = np.array([value for value in found if value is not None])
    assert list(np.argsort(points)) == list(np.argsort(planted))
    slope, start = np.polyfit(planted, points, 1)
    assert slope > 8
    assert np.abs(points - (slope * np.array(planted) + start)).max() < 1.5


def test_nobody_severe_means_no_severity_found() -> None:
    found = raw_severity(call_totals(scored(alike([0.0] * ASSESSORS)), WEIGHTS))
    assert max(abs(value) for value in found if value is not None) < 1.5


def test_planted_ambiguity_is_found_again() -> None:
    habits = draw_habits(np.random.default_rng(3), 8, CRITERIA)
    agreement = agreement_by_criterion(scored(habits))
    disputed = [1 - value for value in agreement if value is not None]
    assert spearmanr(habits.ambiguity, disputed).statistic > 0.6


def test_a_calibrated_office_agrees_more_than_a_typical_one_and_that_more_than_a_poor_one() -> None:
    typical = draw_habits(np.random.default_rng(5), ASSESSORS, CRITERIA)
    found = [weighted_agreement(scored(in_regime(typical, r)), WEIGHTS) for r in (CALIBRATED, TYPICAL, POOR)]
    assert found == sorted(found, reverse=True)
    assert found[0] - found[-1] > 0.1


def test_a_discussion_draws_severities_together_and_leaves_the_absent_as_they_were() -> None:
    rng = np.random.default_rng(11)
    before = draw_habits(rng, ASSESSORS, CRITERIA)
    after = after_discussion(rng, before, [0, 1, 2], [])
    lost = 1 - np.ptp(after.severity[:3]) / np.ptp(before.severity[:3])
    assert SEVERITY_LOST[0] <= lost <= SEVERITY_LOST[1]
    assert after.severity[:3].mean() == pytest.approx(before.severity[:3].mean())
    assert after.severity[3] == before.severity[3]


def test_only_what_was_discussed_becomes_clearer() -> None:
    rng = np.random.default_rng(11)
    before = draw_habits(rng, ASSESSORS, CRITERIA)
    after = after_discussion(rng, before, range(ASSESSORS), [2, 5])
    for criterion in range(CRITERIA):
        reading, ambiguity = (0.65, 0.8) if criterion in (2, 5) else (1, 1)
        assert after.reading[:, criterion] == pytest.approx(reading * before.reading[:, criterion])
        assert after.ambiguity[criterion] == pytest.approx(ambiguity * before.ambiguity[criterion])


def test_the_same_seed_gives_the_same_answers() -> None:
    habits = draw_habits(np.random.default_rng(1), ASSESSORS, CRITERIA)
    assert np.array_equal(scored(habits, 2), scored(habits, 2), equal_nan=True)
    assert not np.array_equal(scored(habits, 2), scored(habits, 3), equal_nan=True)


def test_nothing_is_called_not_applicable_that_always_applies() -> None:
    rng = np.random.default_rng(1)
    quality = np.ones((MANY, CRITERIA))
    nowhere = Calls(quality, np.zeros_like(quality, dtype=np.bool_), np.zeros_like(quality))
    answers = draw_answers(rng, CARD.criteria, alike([0.0, 0.0]), nowhere)
    for criterion, answer in zip(CARD.criteria, answers[0][0], strict=True):
        assert answer.is_na == criterion.na_allowed


def test_doubted_applicability_differs_as_often_as_it_is_doubted() -> None:
    rng = np.random.default_rng(1)
    quality = np.ones((MANY, CRITERIA))
    doubted = Calls(quality, np.ones_like(quality, dtype=np.bool_), np.full_like(quality, 0.3))
    answers = draw_answers(rng, CARD.criteria, alike([0.0, 0.0]), doubted)
    place = next(n for n, criterion in enumerate(CARD.criteria) if criterion.na_allowed)
    assert np.mean([sheet[place].is_na for sheets in answers for sheet in sheets]) == pytest.approx(0.3, abs=0.1)


@pytest.mark.parametrize(
    ("heard", "yes_no", "three", "five"),
    [(-2.0, 0, 0, 1), (-1.0, 0, 0, 2), (-0.1, 0, 1, 3), (0.1, 1, 1, 3), (1.0, 1, 2, 4), (2.0, 1, 2, 5)],
)
def test_a_scale_cuts_what_is_heard_into_its_levels(heard: float, yes_no: int, three: int, five: int) -> None:
    found = [answer_to(CARD.criterion(code), heard).value for code in ("B2", "A1", "C2")]
    assert found == [yes_no, three, five]


def test_points_are_given_in_fives() -> None:
    in_points = replace(CARD.criterion("C2"), scale=POINTS_SCALE)
    assert [answer_to(in_points, heard).value for heard in (-9.0, 0.0, 1.2, 9.0)] == [0, 50, 85, 100]
