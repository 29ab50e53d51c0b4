"""The nouns of the trends: archived rounds in order, what they add up to, criteria over rounds, pooled differences.

It knows: how each becomes the rows that core/charts_trends.py draws.
Shaped so because: names are left out where they are not allowed, not hidden later; a page cannot show what is not here.
It must not know: the store, how a figure is computed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from core.certainty import Gates
from core.chart_values import DifferenceRow, OnTime, TrendPoint
from core.language import Language, Message
from core.report_results import Figures
from core.scorecard import Words

MILLION = 1_000_000
THE_GROUP = UUID(int=0)
"""Stands for everybody's mean where a person is compared with that."""


@dataclass(frozen=True)
class Details:
    """Of the round's recordings, in the order of the report."""

    scored: date
    """The day the scoring began: what was agreed by then is known to the assessors."""
    channels: tuple[str, ...]
    disputes: Mapping[str, tuple[float | None, ...]]
    """Criterion → points in dispute per recording, of 100 points of that criterion; none where it was not compared."""


@dataclass(frozen=True)
class ArchivedRound:
    """What a trend takes from one frozen report as it stands."""

    id: UUID
    title: str
    period: str
    approved: date
    card_code: str
    card_version: str
    labels: Mapping[str, Words]
    """Of the card's criteria."""
    figures: Figures
    totals: Mapping[int, Mapping[UUID, int]]
    """Recording → assessor → total before the fatal, in millionths of a point."""
    days_used: int
    limit: int
    details: Details

    @property
    def is_on_time(self) -> bool:
        return self.days_used <= self.limit

    @property
    def point(self) -> TrendPoint:
        """Points in dispute with their interval; none under three recordings."""
        agreed = self.figures.agreement
        if not self.figures.shows_index or agreed.value is None:
            return TrendPoint(self.period, None)
        low, high = (None if end is None else 100 * (1 - end) for end in (agreed.high, agreed.low))
        return TrendPoint(self.period, 100 * (1 - agreed.value), low, high)


@dataclass(frozen=True)
class ScoreSums:
    """One assessor's first scores on one criterion of one round, in percent of the scale; each with all the others'."""

    assessor_id: UUID
    criterion: str
    n: int
    total: int
    squares: int
    comparisons: int
    deviation: int
    """Own minus other, over all comparisons."""
    gap: int
    """The same without sign."""


@dataclass(frozen=True)
class DifferenceSums:
    """One assessor's totals minus another's (or the group's), in millionths of a point and of a squared point."""

    one_id: UUID
    other_id: UUID
    n: int
    telling: int
    """On how many of these recordings three or more scored."""
    total: int
    squares: int


@dataclass(frozen=True)
class CriterionGap:
    round_id: UUID
    criterion: str
    gap: int
    comparisons: int


@dataclass(frozen=True)
class CardRounds:
    """How many rounds of a card are archived, and how many of them were approved in time."""

    code: str
    rounds: int
    on_time: int


@dataclass(frozen=True)
class CriterionTrend:
    card_code: str
    code: str
    label: Words
    disputes: tuple[float | None, ...]
    """Per round, of 100 points of the criterion; none where it was not compared."""

    @property
    def mean(self) -> float:
        known = [dispute for dispute in self.disputes if dispute is not None]
        return sum(known) / len(known) if known else 0.0


@dataclass(frozen=True)
class PooledDifference:
    """One total minus another in points, per recording; without names while the gate is closed."""

    one: str
    other: str
    values: tuple[float, ...]
    mean: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Trends:
    cards: tuple[CardRounds, ...]
    """Every card with archived rounds, whichever was asked for."""
    archived: int
    rounds_on_time: int
    rounds: tuple[ArchivedRound, ...]
    """The latest of them, in order of approval."""
    criteria: tuple[CriterionTrend, ...]
    """Most disputed first."""
    pairs: tuple[PooledDifference, ...]
    """Widest first."""
    all_pairs: int
    from_group: tuple[PooledDifference, ...]
    """An assessor's totals minus the group's, only of those with enough recordings to be named."""
    notes: tuple[Message, ...]

    @property
    def points(self) -> tuple[TrendPoint, ...]:
        return tuple(round_.point for round_ in self.rounds)

    @property
    def on_time(self) -> tuple[OnTime, ...]:
        return tuple(OnTime(round_.period, round_.days_used, round_.limit) for round_ in self.rounds)

    @property
    def bounds(self) -> tuple[float, float]:
        """Up to the first the rounds are aligned, from the second on far apart, in points in dispute."""
        gates = Gates()
        return 100 * (1 - gates.aligned_from), 100 * (1 - gates.usual_from)

    def criterion_names(self, t: Language) -> list[str]:
        several = len({criterion.card_code for criterion in self.criteria}) > 1
        return [
            " ".join(filter(None, (c.card_code if several else "", c.code, c.label.say(t.code)))) for c in self.criteria
        ]

    def pair_rows(self, t: Language) -> list[DifferenceRow]:
        return [
            _row(pair, t("{one} − {other}", one=pair.one, other=pair.other) if pair.one else t("Pair {n}", n=n))
            for n, pair in enumerate(self.pairs, start=1)
        ]

    def group_rows(self, t: Language) -> list[DifferenceRow]:
        return [_row(own, t("{name} − group", name=own.one)) for own in self.from_group]


def _row(pooled: PooledDifference, label: str) -> DifferenceRow:
    return DifferenceRow(label, pooled.values, pooled.mean, pooled.low, pooled.high)
