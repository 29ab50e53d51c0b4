"""Assessors whose severity and ambiguity are known: what they would answer, for the demo and the benchmarks.

It knows: a model of scoring. An assessor hears y = quality − severity − own reading of the criterion + noise, and the
scale cuts y into its levels. A discussion brings severities together and makes what was discussed less ambiguous.
Shaped so because: what was planted here must be found again by core/agreement.py, which no real round can show.
It must not know: rounds, people, the store, what is made of the answers.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from core.scorecard import Answer, Criterion

Floats = npt.NDArray[np.float64]
Truths = npt.NDArray[np.bool_]

CALIBRATED, TYPICAL, POOR = 0.45, 1.0, 1.8
STEP = 0.8
NOISE = 0.45
SEVERITY = 0.2
READING_KEPT, AMBIGUITY_KEPT = 0.65, 0.8
SEVERITY_LOST = (0.15, 0.30)
POINTS_SPREAD, POINTS_STEP = 1.2, 5


@dataclass(frozen=True)
class Habits:
    """R assessors over C criteria. `reading` (R×C) is where each takes a criterion more strictly than the others."""

    severity: Floats
    care: Floats
    ambiguity: Floats
    reading: Floats


@dataclass(frozen=True)
class Calls:
    """What was really said in N recordings, N×C: how well, whether the criterion applies, how easily that is doubted.

    `doubt` is the probability that an assessor takes the applicability the other way.
    """

    quality: Floats
    applies: Truths
    doubt: Floats


def draw_habits(rng: np.random.Generator, assessors: int, criteria: int, regime: float = TYPICAL) -> Habits:
    ambiguity = regime * rng.lognormal(np.log(0.8), 0.5, criteria)
    return Habits(
        severity=rng.normal(0, SEVERITY * regime, assessors),
        care=rng.lognormal(0, 0.25, assessors),
        ambiguity=ambiguity,
        reading=rng.normal(0, NOISE * ambiguity, (assessors, criteria)),
    )


def draw_calls(rng: np.random.Generator, recordings: int, criteria: int) -> Calls:
    """Calls of every quality, each criterion applying to each."""
    easy, good = rng.normal(0.9, 0.5, criteria), rng.normal(0, 0.5, (recordings, 1))
    quality = easy + good + rng.normal(0, 0.7, (recordings, criteria))
    return Calls(quality, np.ones_like(quality, dtype=np.bool_), np.zeros_like(quality))


def draw_answers(
    rng: np.random.Generator, criteria: Sequence[Criterion], habits: Habits, calls: Calls
) -> list[list[list[Answer]]]:
    """Answers by recording, assessor and criterion."""
    shape = (len(calls.quality), *habits.reading.shape)
    noise = rng.normal(0, 1, shape) * NOISE * habits.ambiguity * habits.care[:, None]
    heard = calls.quality[:, None, :] - habits.severity[:, None] - habits.reading + noise
    doubted = rng.random(shape) < calls.doubt[:, None, :]
    applies = (calls.applies[:, None, :] ^ doubted) | ~np.array([c.na_allowed for c in criteria])
    return [
        [
            [answer_to(c, y) if valid else Answer(is_na=True) for c, y, valid in zip(criteria, *sheet, strict=True)]
            for sheet in zip(heard[n], applies[n], strict=True)
        ]
        for n in range(shape[0])
    ]


def answer_to(criterion: Criterion, heard: float) -> Answer:
    """The level of the scale that holds `heard`; cuts lie 0.8 apart around 0."""
    if criterion.scale.is_points:
        share = 100 * NormalDist(0, POINTS_SPREAD).cdf(heard)
        return Answer(POINTS_STEP * round(share / POINTS_STEP))
    worst_first = criterion.scale.values[::-1]
    cuts = STEP * (np.arange(1, len(worst_first)) - len(worst_first) / 2)
    return Answer(worst_first[int(np.searchsorted(cuts, heard, side="right"))])


def in_regime(habits: Habits, change: float) -> Habits:
    """The same people, reading the card `change` times as far apart."""
    return replace(habits, ambiguity=habits.ambiguity * change, reading=habits.reading * change)


def after_discussion(
    rng: np.random.Generator, habits: Habits, present: Sequence[int], discussed: Collection[int]
) -> Habits:
    """Those present come nearer to each other; each criterion discussed is read more alike from now on."""
    severity, reading, ambiguity = habits.severity.copy(), habits.reading.copy(), habits.ambiguity.copy()
    who, what = list(present), sorted(discussed)
    mean = severity[who].mean()
    severity[who] = mean + (severity[who] - mean) * (1 - rng.uniform(*SEVERITY_LOST))
    reading[np.ix_(who, what)] *= READING_KEPT
    ambiguity[what] *= AMBIGUITY_KEPT
    return replace(habits, severity=severity, reading=reading, ambiguity=ambiguity)
