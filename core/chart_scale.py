"""The scale of one criterion laid out from worst to best, and how large things are on it.

It knows: a column for each level with its words, N/A aside, and where an answer lies between them.
Shaped so because: the track is a canvas of nominal pixels whose places depend on the card and on the number of
assessors only, so nothing jumps when an answer changes; any drawer can scale the canvas.
It must not know: plotly, colours, who may see which answer or name.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.language import Language
from core.scorecard import FULL, UNANSWERED, Answer, Criterion

FEW_LEVELS = 3
NA_ROOM = 1.35
NAMES_ASIDE = 0.4
"""Of a column: left free at the right edge, so that names beside the last dots have as much room as all others."""
POINT_TICKS = range(0, FULL + 1, 20)


@dataclass(frozen=True)
class Frame:
    """Sizes in pixels at the least width it is drawn in: seen across a meeting room, or on an assessor's laptop."""

    width: float
    height: float
    value: int
    text: int
    dot: float
    base: float
    """Height of the scale line; headlines and captions stand below it."""
    top: float

    @property
    def lane(self) -> float:
        """Kept free between the scale line and the dots for the agreed value."""
        return self.dot * 1.25

    @property
    def stack_room(self) -> float:
        return self.height - self.top - self.base - self.lane - 1.9 * self.value


ROOM = Frame(width=1400, height=590, value=42, text=24, dot=66, base=170, top=60)
DESK = Frame(width=520, height=390, value=18, text=13, dot=26, base=94, top=46)


@dataclass(frozen=True)
class Given:
    """One assessor's answers to one criterion; `who` only where names may be shown."""

    first: Answer
    after: Answer = UNANSWERED
    who: str | None = None

    @property
    def now(self) -> Answer:
        return self.after if self.after.is_given else self.first

    @property
    def is_changed(self) -> bool:
        return self.now != self.first


@dataclass(frozen=True)
class Column:
    """A place on the scale with its words; `answer` is the level, or N/A."""

    answer: Answer
    x: float
    width: float
    right: float
    """Where its ground ends; names stand to the right of the dots."""
    headline: str
    caption: str
    is_fatal: bool


def scale_columns(
    criterion: Criterion, has_na: bool, frame: Frame, t: Language, *, named: bool = False
) -> tuple[Column, ...]:
    """From worst to best, N/A at the side."""
    levels = sorted(POINT_TICKS if criterion.scale.is_points else criterion.scale.values)
    aside = NAMES_ASIDE if named else 0
    width = frame.width / (len(levels) + (NA_ROOM if has_na else 0) + aside)
    columns = [_column(criterion, value, width * (n + 0.5), width, t) for n, value in enumerate(levels)]
    if has_na:
        x = frame.width - width * (0.5 + aside)
        ground = frame.width - width * 0.03
        columns.append(Column(Answer(is_na=True), x, width, ground, t("N/A"), t("Not applicable"), False))
    return tuple(columns)


def _column(criterion: Criterion, value: int, x: float, width: float, t: Language) -> Column:
    label = level_label(criterion, value, t)
    few = not criterion.scale.is_points and len(criterion.scale.levels) <= FEW_LEVELS
    headline, caption = (label, "") if few else (str(value), label if label != str(value) else "")
    return Column(Answer(value), x, width, x + width * 0.47, headline, caption, value in criterion.fatal_values)


def level_label(criterion: Criterion, value: int, t: Language) -> str:
    return next((level.label.say(t.code) for level in criterion.scale.levels if level.value == value), str(value))


def place(criterion: Criterion, answer: Answer, columns: Sequence[Column]) -> float:
    """Where an answer lies from left to right; points lie between the columns of their ticks."""
    if criterion.scale.is_points and answer.value is not None:
        left, right = columns[0].x, columns[len(POINT_TICKS) - 1].x
        return left + (right - left) * answer.value / FULL
    return next(column.x for column in columns if column.answer == answer)
