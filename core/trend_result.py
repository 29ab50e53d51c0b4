"""What a reader of the trends gets: rounds, criteria, pooled differences, and what may be concluded from them.

It knows: how each becomes the rows that core/charts_trends.py draws.
Shaped so because: names are left out where they are not allowed, not hidden later; a page cannot show what is not here.
It must not know: the store, how a figure is computed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from core.certainty import Estimate, Gates
from core.chart_values import DifferenceRow, OnTime, TrendPoint
from core.drift import Smoothed
from core.labels import FOLLOW_UP_LABELS
from core.language import Language, Message
from core.scorecard import Words
from core.trend_series import ArchivedRound, Change, Effect, Mark, Standing


@dataclass(frozen=True)
class Choices:
    """What the rounds can be filtered by."""

    years: tuple[int, ...]
    channels: tuple[str, ...]
    assessors: Mapping[UUID, str]
    criteria: Mapping[str, Words]


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
    n: int = 0


@dataclass(frozen=True)
class Judged:
    """A named assessor's totals minus the group's, beside the likelier figure when all are judged together."""

    own: PooledDifference
    shrunk: float | None
    stands_out: bool
    """After Holm: not by chance among so many assessors."""


@dataclass(frozen=True)
class ExpertTrend:
    """How far the assessors lie from the experts of these rounds."""

    rounds: int
    recordings: int
    points: tuple[TrendPoint, ...]
    """Points in dispute with the expert; none for a round without one."""
    people: tuple[PooledDifference, ...]
    """Only those with enough recordings to be named."""
    said: tuple[Message, ...]


@dataclass(frozen=True)
class Trends:
    archived: int
    rounds_on_time: int
    rounds: tuple[ArchivedRound, ...]
    """The latest of them, in order of approval."""
    criteria: tuple[CriterionTrend, ...]
    """Most disputed first."""
    pairs: tuple[PooledDifference, ...]
    """Widest first."""
    all_pairs: int
    people: tuple[Judged, ...]
    """Only those with enough recordings to be named."""
    notes: tuple[Message, ...]
    points: tuple[TrendPoint, ...]
    line: tuple[Smoothed | None, ...]
    direction: Message
    """What may be concluded from the line."""
    quarter: Change
    standings: tuple[Standing, ...]
    lately: tuple[Standing, ...]
    """The same over `lately_rounds` alone: where the group stands now."""
    lately_rounds: int
    marks: tuple[Mark, ...]
    effects: tuple[Effect, ...]
    flips: Estimate | None
    """Share of the recordings on which the decision depended on the assessor."""
    drifts: tuple[Message, ...]
    unnamed: Message | None
    """Why nobody is named, if so."""
    choices: Choices
    expert: ExpertTrend | None = None
    """None where no round shown had an expert."""

    @property
    def from_group(self) -> tuple[PooledDifference, ...]:
        return tuple(judged.own for judged in self.people)

    @property
    def on_time(self) -> tuple[OnTime, ...]:
        return tuple(OnTime(round_.period, round_.days_used, round_.limit) for round_ in self.rounds)

    @property
    def bounds(self) -> tuple[float, float]:
        """Up to the first the rounds are aligned, from the second on far apart, in points in dispute."""
        gates = Gates()
        return 100 * (1 - gates.aligned_from), 100 * (1 - gates.usual_from)

    def criterion_names(self, t: Language) -> list[str]:
        return _names(self.criteria, t)

    def pair_rows(self, t: Language) -> list[DifferenceRow]:
        return [
            _row(pair, t("{one} − {other}", one=pair.one, other=pair.other) if pair.one else t("Pair {n}", n=n))
            for n, pair in enumerate(self.pairs, start=1)
        ]

    def group_rows(self, t: Language) -> list[DifferenceRow]:
        return [_row(own, own.one) for own in self.from_group]

    def standing_names(self, t: Language) -> list[str]:
        return _names(self.standings, t)

    @property
    def people_said(self) -> tuple[Message, ...]:
        """One sentence for each who may be named."""
        return tuple(message for judged in self.people if (message := said_of(judged)))

    def criterion_lines(self, t: Language) -> list[dict[str, object]]:
        return [
            {
                t("Scorecard"): one.card_code,
                t("Criterion"): f"{one.code} {one.label.say(t.code)}",
                t("Points in dispute"): one.value,
                t("Likely from"): one.low,
                t("Likely to"): one.high,
                t("Recordings"): one.recordings,
            }
            for one in self.standings
        ]

    def effect_lines(self, t: Language) -> list[dict[str, object]]:
        return [
            {
                t("Since"): one.step.day,
                t("Criterion"): one.step.criterion,
                t("What may be concluded"): t(one.said),
                t("Before"): one.before,
                t("After"): one.after,
                t("Agreed or planned"): one.step.text,
                t("Kind"): t(FOLLOW_UP_LABELS[one.step.kind]) if one.step.kind else t("Interpretation"),
                t("Owner"): one.step.owner or None,
                t("Due"): one.step.due,
            }
            for one in self.effects
        ]

    def pair_lines(self, t: Language) -> list[dict[str, object]]:
        return [_line(t, row.label, pair) for row, pair in zip(self.pair_rows(t), self.pairs, strict=True)]

    def people_lines(self, t: Language) -> list[dict[str, object]]:
        return [
            _line(t, judged.own.one, judged.own)
            | {t("Likelier, judged together"): judged.shrunk, t("Stands out"): judged.stands_out}
            for judged in self.people
        ]


def _names(criteria: Sequence[CriterionTrend | Standing], t: Language) -> list[str]:
    """With the card's code where there are several."""
    several = len({one.card_code for one in criteria}) > 1
    return [
        " ".join(filter(None, (one.card_code if several else "", one.code, one.label.say(t.code)))) for one in criteria
    ]


def _line(t: Language, label: str, pooled: PooledDifference) -> dict[str, object]:
    return {
        t("Quality Assessor"): label,
        t("Points above (+) or below (−)"): pooled.mean,
        t("Likely from"): pooled.low,
        t("Likely to"): pooled.high,
        t("Recordings"): pooled.n,
    }


def said_of(judged: Judged) -> Message | None:
    own = judged.own
    if own.mean is None or own.low is None or own.high is None:
        return None
    told: dict[str, object] = {"name": own.one, "n": own.n, "points": abs(round(own.mean))}
    if not judged.stands_out:
        return Message("{name} does not stand out from the group ({n} recordings).", told)
    low, high = sorted((abs(round(own.low)), abs(round(own.high))))
    told |= {"low": low, "high": high}
    if own.mean < 0:
        return Message(
            "{name} is stricter: below the group by about {points} of 100 points, likely {low} to {high} "
            "({n} recordings).",
            told,
        )
    return Message(
        "{name} is more lenient: above the group by about {points} of 100 points, likely {low} to {high} "
        "({n} recordings).",
        told,
    )


def _row(pooled: PooledDifference, label: str) -> DifferenceRow:
    return DifferenceRow(label, pooled.values, pooled.mean, pooled.low, pooled.high)
