"""The nouns under the trends: archived rounds, the sums they add up to, what was agreed and done about a criterion.

It knows: what each consists of.
Shaped so because: this is what the store keeps and what lines are drawn of; what a reader gets to see of it stands in
core/trend_result.py.
It must not know: the store, how a figure is computed, who may be named.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from core.certainty import Trend
from core.chart_values import TrendPoint
from core.codes import FollowUpKind
from core.language import Message
from core.report_results import Figures
from core.scorecard import Words

MILLION = 1_000_000
ALONG = 0.75
THE_GROUP = UUID(int=0)
"""Stands for everybody's mean where a person is compared with that."""
THE_EXPERT = UUID(int=1)
"""Stands for whoever scored as expert outside the panel."""


@dataclass(frozen=True)
class Scope:
    """Which archived rounds, and what of them, a reader wants to see; empty is everything."""

    card: str = ""
    since: date | None = None
    until: date | None = None
    channel: str = ""
    assessor: UUID | None = None
    """Only rounds in which this person scored."""
    criterion: str = ""


@dataclass(frozen=True)
class Step:
    """An interpretation, or a follow-up on a criterion; `day` is when it came into force or was done."""

    id: UUID
    card_code: str
    criterion: str
    text: str
    day: date | None
    kind: FollowUpKind | None
    owner: str
    due: date | None


@dataclass(frozen=True)
class Effect:
    """What became of the dispute on a criterion, in points of 100 of it; none where nothing can be compared."""

    step: Step
    before: float | None
    after: float | None
    said: Message
    word: Trend | None
    """None where there is nothing to compare."""
    card: tuple[float, float] | None = None
    """Of 100 points of the whole card before and after: what fell everywhere did not fall for this alone."""

    @property
    def stands_out(self) -> bool:
        """Whether so much less is left than of the whole card's dispute that it did not just fall along with that."""
        if not self.before or self.after is None or not self.card or not self.card[0]:
            return False
        return self.after / self.before <= ALONG * self.card[1] / self.card[0]


@dataclass(frozen=True)
class Change:
    """What is said of now against then; no word where there is nothing to compare."""

    said: Message
    word: Trend | None


class Sign(StrEnum):
    """Of a line in the summary."""

    SURE = "sure"
    OPEN = "open"
    ADVICE = "advice"


@dataclass(frozen=True)
class Line:
    sign: Sign
    text: str


def line_of(is_sure: bool, text: str) -> Line:
    return Line(Sign.SURE if is_sure else Sign.OPEN, text)


@dataclass(frozen=True)
class Mark:
    """On the time line, before the round at `place`: a new version of the card, or what was agreed or done."""

    place: int
    text: str
    is_version: bool


@dataclass(frozen=True)
class Standing:
    """Points a criterion costs of 100 points of its card, over the recordings shown, with its interval."""

    card_code: str
    code: str
    label: Words
    value: float
    low: float | None
    high: float | None
    recordings: int
    mostly_by: date | None = None
    """By when three quarters of these points were lost, where that was early."""


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
    expert: Mapping[int, int] = field(default_factory=dict)
    """Recording → the expert's total before the fatal, in millionths of a point; empty without an expert."""

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
class OwnCriterion:
    card_code: str
    criterion: str
    recordings: int
    points: float
    """Between own first scores and those of the others, of 100 points of the criterion."""


@dataclass(frozen=True)
class OwnFigures:
    """What an assessor gets to know of oneself, over all archived rounds together."""

    said: tuple[Message, ...]
    criteria: tuple[OwnCriterion, ...]
