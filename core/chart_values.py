"""What the charts of a round show, as values: which row first, which segment how long, which cell which way.

It knows: order, counts, shares and signed distances of answers, and their labels.
Shaped so because: the screen (plotly) and the report (drawn lines and rectangles) draw the same rows in the same order.
It must not know: plotly, the PDF, colours, who may see what; it gets only what may be shown.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from core.answers import DifferenceKind, difference_kind, fraction, is_fatal
from core.chart_scale import FEW_LEVELS, level_label
from core.chart_track import lowest_free_rows
from core.language import Language
from core.scorecard import Answer, Criterion

GRAVEST_FIRST = (DifferenceKind.FATAL, DifferenceKind.APPLICABILITY, DifferenceKind.VALUE, DifferenceKind.NONE)
# Per criterion: one group of answers for each recording shown, in it one answer for each assessor.
Groups = Sequence[Sequence[Answer]]


@dataclass(frozen=True)
class Segment:
    """One answer's part of a bar; `level` is its share of the weight, none for N/A."""

    answer: Answer
    label: str
    count: int
    start: float
    share: float
    level: float | None
    is_fatal: bool


@dataclass(frozen=True)
class BarRow:
    code: str
    label: str
    segments: tuple[Segment, ...]
    kind: DifferenceKind
    points: float
    """By which the rows are ordered: at stake in the meeting, in dispute in the report."""


@dataclass(frozen=True)
class AnswerBars:
    """Criteria with a difference, the gravest first, and the codes of those where all agree."""

    rows: tuple[BarRow, ...]
    unanimous: tuple[str, ...]


def answer_bar_rows(
    criteria: Sequence[Criterion], answers: Mapping[str, Groups], points: Mapping[str, float], t: Language
) -> AnswerBars:
    """Fatal differences first, then applicability, then the points given for each criterion, then the card."""
    rows = [
        _bar_row(criterion, answers.get(criterion.code, ()), points.get(criterion.code, 0.0), t)
        for criterion in criteria
    ]
    apart = [row for row in rows if row.kind is not DifferenceKind.NONE]
    apart.sort(key=lambda row: (GRAVEST_FIRST.index(row.kind), -row.points))
    return AnswerBars(tuple(apart), tuple(r.code for r in rows if r.kind is DifferenceKind.NONE and r.segments))


def _bar_row(criterion: Criterion, groups: Groups, points: float, t: Language) -> BarRow:
    kinds = {difference_kind(criterion, group) for group in groups}
    return BarRow(
        criterion.code,
        criterion.label.say(t.code),
        _segments(criterion, groups, t),
        next((kind for kind in GRAVEST_FIRST if kind in kinds), DifferenceKind.NONE),
        points,
    )


def _segments(criterion: Criterion, groups: Groups, t: Language) -> tuple[Segment, ...]:
    """From the best answer to the worst, N/A last."""
    counts = Counter(answer for group in groups for answer in group if answer.is_given)
    ordered = sorted(counts, key=lambda answer: (answer.is_na, -(fraction(criterion, answer) or 0)))
    found, before, total = [], 0, counts.total()
    for answer in ordered:
        level, count = fraction(criterion, answer), counts[answer]
        segment = Segment(
            answer,
            answer_label(criterion, answer, t),
            count,
            before / total,
            count / total,
            None if level is None else float(level),
            is_fatal(criterion, answer),
        )
        found.append(segment)
        before += count
    return tuple(found)


def answer_label(criterion: Criterion, answer: Answer, t: Language) -> str:
    """As short as it can be: the word of a scale with few levels, else the number."""
    if answer.value is None:
        return t("N/A") if answer.is_na else ""
    few = not criterion.scale.is_points and len(criterion.scale.levels) <= FEW_LEVELS
    return level_label(criterion, answer.value, t) if few else str(answer.value)


class Side(StrEnum):
    STRICTER = "stricter"
    LENIENT = "lenient"
    EQUAL = "equal"
    APPLICABILITY = "applicability"
    UNKNOWN = "unknown"


ARROWS = {Side.STRICTER: "▼", Side.LENIENT: "▲"}


@dataclass(frozen=True)
class HeatCell:
    """How far one assessor lies from the agreed value on one criterion, in points of the total; below 0 is stricter."""

    row: int
    column: int
    side: Side
    points: float

    def text(self, t: Language, decimals: int = 1) -> str:
        if self.side is Side.EQUAL:
            return "="
        if self.side is Side.APPLICABILITY:
            return t("N/A")
        return f"{ARROWS[self.side]}{t.number(abs(self.points), decimals)}" if self.side in ARROWS else "–"


def heat_cells(
    criteria: Sequence[Criterion], answers: Mapping[str, Groups], agreed: Mapping[str, Sequence[Answer]]
) -> tuple[HeatCell, ...]:
    """One cell per criterion and assessor; over several recordings the mean of the signed distances."""
    return tuple(
        _heat_cell(row, column, criterion, [group[column] for group in groups], agreed.get(criterion.code, ()))
        for row, criterion in enumerate(criteria)
        if (groups := answers.get(criterion.code, ()))
        for column in range(len(groups[0]))
    )


def _heat_cell(
    row: int, column: int, criterion: Criterion, answers: Sequence[Answer], agreed: Sequence[Answer]
) -> HeatCell:
    known = [(a, b) for a, b in zip(answers, agreed, strict=False) if a.is_given and b.is_given]
    shares = [(fraction(criterion, a), fraction(criterion, b)) for a, b in known]
    apart = [criterion.weight * (a - b) for a, b in shares if a is not None and b is not None]
    points = float(sum(apart, Fraction(0)) / max(len(apart), 1))
    if points:
        return HeatCell(row, column, Side.LENIENT if points > 0 else Side.STRICTER, points)
    if any(a.is_na != b.is_na for a, b in known):
        return HeatCell(row, column, Side.APPLICABILITY, 0.0)
    return HeatCell(row, column, Side.EQUAL if known else Side.UNKNOWN, 0.0)


@dataclass(frozen=True)
class TotalDot:
    """One assessor's total of a recording as shown, and what it was before a fatal error made it 0."""

    shown: float
    before_fatal: float
    is_fatal: bool = False
    who: str | None = None


@dataclass(frozen=True)
class TotalsRow:
    """One recording; `agreed` is its total after the discussion, none until it is known."""

    label: str
    totals: tuple[TotalDot, ...]
    agreed: float | None = None


def side_steps(xs: Sequence[float], apart: float) -> list[int]:
    """Steps off the middle so that near dots do not cover each other: 0, then one up, one down, two up …"""
    return [(row + 1) // 2 * (1 if row % 2 else -1) for row in lowest_free_rows(xs, apart)]


@dataclass(frozen=True)
class TrendPoint:
    """A figure of one round with its interval, where there is one."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class OnTime:
    """How many working days a round took of those it had."""

    label: str
    days_used: int
    limit: int

    @property
    def is_late(self) -> bool:
        return self.days_used > self.limit


@dataclass(frozen=True)
class DifferenceRow:
    """Differences A − B in points, one per recording, with their mean and its interval where there is one."""

    label: str
    values: tuple[float, ...]
    mean: float | None = None
    low: float | None = None
    high: float | None = None
