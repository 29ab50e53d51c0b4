"""What a reader of the trends gets: rounds, criteria, pooled differences, and what may be concluded from them.

It knows: how each becomes the rows that core/charts_trends.py draws.
Shaped so because: names are left out where they are not allowed, not hidden later; a page cannot show what is not here.
It must not know: the store, how a figure is computed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from core.certainty import Estimate
from core.chart_values import DifferenceRow, OnTime, TrendPoint
from core.drift import Smoothed
from core.labels import FOLLOW_UP_LABELS
from core.language import Language, Message
from core.scorecard import Words
from core.trend_series import ArchivedRound, Change, Effect, Mark, Standing

UNBROKEN = "\N{NO-BREAK SPACE}"


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
    """A named assessor's totals minus the group's or expert's, beside the likelier figure, all judged together."""

    own: PooledDifference
    shrunk: float | None
    stands_out: bool
    """After Holm: not by chance among so many assessors."""


@dataclass(frozen=True)
class Drift:
    """Of a named assessor: towards stricter scores, or more lenient ones."""

    name: str
    said: Message
    is_stricter: bool
    is_sure: bool
    """Whether it is at least a point, once rounded."""


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
    bounds: tuple[float, float]
    """Up to the first the rounds are aligned, from the second on far apart, in points in dispute."""
    line: tuple[Smoothed | None, ...]
    direction: Change
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
    drifts: tuple[Drift, ...]
    unnamed: Message | None
    """Why nobody is named, if so."""
    most_of_a_person: int
    """Recordings that would count for naming: of whoever has most."""
    choices: Choices
    expert: ExpertTrend | None = None
    """None where no round shown had an expert."""

    def on_time(self, t: Language) -> list[OnTime]:
        """By the day of approval: two rounds of a month are two."""
        return [OnTime(t.date(round_.approved), round_.days_used, round_.limit) for round_ in self.rounds]

    def months(self, t: Language) -> list[str]:
        """In which each round was scored; the period is what somebody has typed."""
        return [t.month(round_.details.scored) for round_ in self.rounds]

    @property
    def rounds_on_time(self) -> int:
        return sum(round_.is_on_time for round_ in self.rounds)

    def criterion_names(self, t: Language) -> list[str]:
        return _names(self.criteria, t)

    def pair_rows(self, t: Language) -> list[DifferenceRow]:
        return [
            _row(pair, t("{one} − {other}", **_unbroken(pair)) if pair.one else t("Pair {n}", n=n))
            for n, pair in enumerate(self.pairs, start=1)
        ]

    def group_rows(self, t: Language) -> list[DifferenceRow]:
        return [_row(own, own.one) for own in (judged.own for judged in self.people)]

    def lately_names(self, t: Language) -> list[str]:
        return _names(self.lately, t)

    @property
    def is_all_lately(self) -> bool:
        """Whether the latest rounds are all there are."""
        return self.lately_rounds == len(self.rounds)

    @property
    def lately_whole(self) -> tuple[float | None, ...]:
        """What each criterion of `lately` costs over all rounds shown."""
        whole = {(one.card_code, one.code): one.value for one in self.standings}
        return tuple(whole.get((one.card_code, one.code)) for one in self.lately)

    def criterion_lines(self, t: Language) -> list[dict[str, object]]:
        return [
            {
                t("Scorecard"): one.card_code,
                t("Criterion"): f"{one.code} {one.label.say(t.code)}",
                t("Points in dispute, latest {n} rounds", n=self.lately_rounds): now.value if now else None,
                t("Likely from"): now.low if now else None,
                t("Likely to"): now.high if now else None,
                t("Points in dispute, all rounds shown"): one.value,
                t("Recordings"): one.recordings,
            }
            for one, now in sorted(self._then_and_now(), key=lambda pair: -(pair[1].value if pair[1] else 0.0))
        ]

    def _then_and_now(self) -> list[tuple[Standing, Standing | None]]:
        lately = {(one.card_code, one.code): one for one in self.lately}
        return [(one, lately.get((one.card_code, one.code))) for one in self.standings]

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
        rows = zip(self.pair_rows(t), self.pairs, strict=True)
        return [_line(t, row.label.replace(UNBROKEN, " "), pair) for row, pair in rows]

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


def _unbroken(pair: PooledDifference) -> dict[str, str]:
    """So that a line ends between two names, not inside one."""
    return {"one": pair.one.replace(" ", UNBROKEN), "other": pair.other.replace(" ", UNBROKEN)}


def _line(t: Language, label: str, pooled: PooledDifference) -> dict[str, object]:
    return {
        t("Quality Assessor"): label,
        t("Points above (+) or below (−)"): pooled.mean,
        t("Likely from"): pooled.low,
        t("Likely to"): pooled.high,
        t("Recordings"): pooled.n,
    }


def _row(pooled: PooledDifference, label: str) -> DifferenceRow:
    return DifferenceRow(label, pooled.values, pooled.mean, pooled.low, pooled.high)
