"""The demo's assessors as the simulator knows them: one is severe, two criteria are ambiguous, and they learn.

It knows: what is planted, and how a round's answers come from it.
Shaped so because: habits outlive a round, so agreement grows from round to round as discussions leave their mark.
It must not know: the store, verbs, dates.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from core.demo_material import Plan
from core.demo_truth import calls
from core.scorecard import Answer, Scorecard
from core.simulator import Habits, after_discussion, draw_answers, draw_habits, in_regime

SEED = 300006
SEVERE, SEVERITY = "yudha", 1.1
AMBIGUOUS, AMBIGUITY = {"C4", "D2"}, 2.0
DOUBT = 0.15
CHANGES_MIND = 0.6

Answers = Mapping[tuple[int, str], Mapping[str, Answer]]
"""(sample, assessor) → criterion → answer."""


@dataclass
class Minds:
    """What the assessors carry from round to round, per scorecard."""

    assessors: Sequence[str]
    rng: np.random.Generator = field(default_factory=lambda: np.random.default_rng(SEED))
    habits: dict[str, Habits] = field(default_factory=dict)

    def answers(self, card: Scorecard, plan: Plan) -> Answers:
        """What everybody would answer to every sample of this round."""
        habits = in_regime(self._habits(card), plan.regime)
        drawn = draw_answers(self.rng, card.criteria, habits, calls(plan.samples, card, DOUBT * plan.regime))
        codes = [criterion.code for criterion in card.criteria]
        return {
            (number, assessor): dict(zip(codes, drawn[n][r], strict=True))
            for n, number in enumerate(plan.samples)
            for r, assessor in enumerate(self.assessors)
        }

    def learn(self, card: Scorecard, present: Collection[str], discussed: Collection[str]) -> None:
        who = [r for r, assessor in enumerate(self.assessors) if assessor in present]
        what = [c for c, criterion in enumerate(card.criteria) if criterion.code in discussed]
        self.habits[card.code] = after_discussion(self.rng, self._habits(card), who, what)

    def changes_mind(self) -> bool:
        return bool(self.rng.random() < CHANGES_MIND)

    def _habits(self, card: Scorecard) -> Habits:
        if card.code not in self.habits:
            self.habits[card.code] = self._planted(card)
        return self.habits[card.code]

    def _planted(self, card: Scorecard) -> Habits:
        drawn = draw_habits(self.rng, len(self.assessors), len(card.criteria))
        severity = drawn.severity + SEVERITY * np.array([assessor == SEVERE for assessor in self.assessors])
        times = np.array([AMBIGUITY if c.code in AMBIGUOUS else 1 for c in card.criteria])
        return replace(drawn, severity=severity, ambiguity=drawn.ambiguity * times, reading=drawn.reading * times)
