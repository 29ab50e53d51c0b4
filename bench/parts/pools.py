"""Pools of recordings scored by a group of assessors, from which rounds are drawn: the pool is the truth.

It knows: the ready card, and how the simulator's group hears many recordings at once.
Shaped so because: the true value of a figure must be known exactly, and it is when it is taken over the whole pool.
It must not know: intervals, and how often one holds the truth (bench/coverage.py).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import ndtr

from core import agreement
from core.answers import fraction
from core.cards import READY_CARDS
from core.certainty import Array
from core.chance_corrected import category_counts, coefficient, gwet, linear_weights
from core.scorecard import Answer, Criterion
from core.scorecard_file import read_scorecard
from core.simulator import NOISE, POINTS_SPREAD, POINTS_STEP, STEP, Calls, Habits, draw_calls

CARD = read_scorecard((READY_CARDS / "kp-tel.yaml").read_text(encoding="utf-8"))
WEIGHTS = np.array([float(criterion.weight) for criterion in CARD.criteria])
POOL = 1500
NOT_APPLICABLE, DOUBT = 0.06, 0.02


@dataclass(frozen=True)
class Pool:
    """All recordings that a group could be given, scored by each of them: f[recording, assessor, criterion]."""

    f: Array

    @cached_property
    def totals(self) -> Array:
        return agreement.call_totals(self.f, WEIGHTS)

    @cached_property
    def disputes(self) -> Array:
        """Points in dispute per recording."""
        return 100 * (1 - np.array(agreement.agreement_by_recording(self.f, WEIGHTS), dtype=float))

    @cached_property
    def below(self) -> Array:
        return np.asarray((self.totals.mean(axis=1, keepdims=True) - self.totals).mean(axis=0))

    @cached_property
    def coefficients(self) -> tuple[float, ...]:
        """AC2 of each criterion."""
        levels = [levels_of(criterion) for criterion in CARD.criteria]
        counts = [category_counts(self.f[:, :, n], scale) for n, scale in enumerate(levels)]
        return tuple(coefficient(c, linear_weights(scale), gwet) for c, scale in zip(counts, levels, strict=True))


def pool(rng: np.random.Generator, habits: Habits) -> Pool:
    """As `draw_answers` of the simulator, for all recordings at once."""
    calls = draw_calls(rng, POOL, len(CARD.criteria))
    applies = rng.random(calls.quality.shape) > NOT_APPLICABLE
    calls = Calls(calls.quality, applies, np.full_like(calls.quality, DOUBT))
    shape = (POOL, *habits.reading.shape)
    noise = rng.normal(0, 1, shape) * NOISE * habits.ambiguity * habits.care[:, None]
    heard = calls.quality[:, None, :] - habits.severity[:, None] - habits.reading + noise
    f = np.stack([shares(criterion, heard[:, :, n]) for n, criterion in enumerate(CARD.criteria)], axis=2)
    doubted = rng.random(shape) < calls.doubt[:, None, :]
    valid = (calls.applies[:, None, :] ^ doubted) | ~np.array([criterion.na_allowed for criterion in CARD.criteria])
    return Pool(np.where(valid, f, np.nan))


def shares(criterion: Criterion, heard: Array) -> Array:
    """The level of the scale that holds `heard`, as a share of the scale."""
    if criterion.scale.is_points:
        return np.asarray(POINTS_STEP * np.round(100 * ndtr(heard / POINTS_SPREAD) / POINTS_STEP) / 100)
    levels = levels_of(criterion)
    cuts = STEP * (np.arange(1, levels.size) - levels.size / 2)
    return np.asarray(levels[np.searchsorted(cuts, heard, side="right")])


def levels_of(criterion: Criterion) -> Array:
    """Worst first."""
    return np.array([float(fraction(criterion, Answer(value)) or 0) for value in criterion.scale.values[::-1]])
