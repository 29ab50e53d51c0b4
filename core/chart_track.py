"""Where each answer to one criterion lies on the dot track of the meeting.

It knows: dots stacked on equal answers, first values that stay, how many answer what, the band around what was agreed.
Shaped so because: all is places and sizes on the canvas of core/chart_scale.py, fixed by the number of assessors, so a
changed answer moves one dot and nothing else.
It must not know: plotly, colours, who may see which answer or name.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil

from core.chart_scale import NAMES_ASIDE, Column, Frame, Given, place, scale_columns
from core.language import Language
from core.scorecard import UNANSWERED, Answer, Criterion

GAP = 0.86
NAME_GLYPH = 0.56
LEAST_NAME = 3
LEAST_LINE = 0.75
BESIDE = 0.8
"""From the middle of a dot to its name, in dots."""


@dataclass(frozen=True)
class TrackDot:
    answer: Answer
    x: float
    y: float
    size: float
    is_past: bool
    """A first value that was given up after the discussion."""
    line: float
    """Height of its row, for the name beside it."""
    who: str | None
    name_room: float


@dataclass(frozen=True)
class Tally:
    """How many now answer here, above their stack; `headline` where the scale is too fine for columns."""

    x: float
    y: float
    count: int
    headline: str


@dataclass(frozen=True)
class Track:
    columns: tuple[Column, ...]
    dots: tuple[TrackDot, ...]
    tallies: tuple[Tally, ...]
    agreed_x: float | None
    expert_x: float | None
    band: tuple[float, float] | None
    """Left and right edge of what lies within tolerance of the agreed value."""


def lay_out(
    criterion: Criterion,
    given: Sequence[Given],
    agreed: Answer,
    tolerance: int,
    frame: Frame,
    t: Language,
    expert: Answer = UNANSWERED,
) -> Track:
    """`agreed` is UNANSWERED until the cell is settled: only then there is a band."""
    answers = [agreed, expert, *(g.first for g in given), *(g.now for g in given)]
    has_na = criterion.na_allowed or any(a.is_na for a in answers)
    columns = scale_columns(criterion, has_na, frame, t, named=any(g.who for g in given))
    dots = dot_positions(criterion, given, columns, frame)
    return Track(
        columns,
        dots,
        tuple(_tallies(criterion, dots, columns, frame)),
        place(criterion, agreed, columns) if agreed.is_given else None,
        place(criterion, expert, columns) if expert.is_given else None,
        _band(criterion, agreed, tolerance, columns),
    )


def dot_positions(
    criterion: Criterion, given: Sequence[Given], columns: Sequence[Column], frame: Frame
) -> tuple[TrackDot, ...]:
    """Answers of now first, then the first values that were changed, each in the order of the assessors."""
    now = [(g.now, False, g.who) for g in given if g.now.is_given]
    past = [(g.first, True, g.who) for g in given if g.first.is_given and g.is_changed]
    xs = [place(criterion, answer, columns) for answer, _past, _who in now + past]
    points = criterion.scale.is_points
    for grid in _grids(given, columns, frame, points):
        spotted = (_swarm if points else _blocks)(xs, grid)
        step = min(grid.step, frame.stack_room / (1 + max((row for _x, row in spotted), default=0)))
        if not grid.name_room or step >= LEAST_LINE * frame.text:
            break
    floor, size = frame.base + frame.lane + grid.size / 2, min(grid.size, step)
    return tuple(
        TrackDot(answer, x, floor + row * step, size, is_past, step, who if grid.name_room else None, grid.name_room)
        for (answer, is_past, who), (x, row) in zip(now + past, spotted, strict=True)
    )


@dataclass(frozen=True)
class _Grid:
    size: float
    per_row: int
    pitch: float
    """From one dot to the next in a row."""
    step: float
    """From one row to the next."""
    name_room: float


def _grids(given: Sequence[Given], columns: Sequence[Column], frame: Frame, points: bool) -> list[_Grid]:
    """With names where there are any and they can be read, and without."""
    nameless = _nameless(len(given), frame.width if points else columns[0].width, frame)
    if not any(g.who for g in given):
        return [nameless]
    named = _named(len(given), columns, frame, points)
    return [named, nameless] if named.name_room >= LEAST_NAME * NAME_GLYPH * frame.text else [nameless]


def _nameless(count: int, width: float, frame: Frame) -> _Grid:
    """All assessors fit on one answer; stacked as high as leaves the dots large, else in a block."""
    rooms = _row_rooms(count, frame)
    sizes = {n: min(frame.dot, GAP * rooms[n], GAP * GAP * width / n) for n in rooms}
    enough = min(0.8 * max(sizes.values()), 0.6 * frame.dot)
    per_row = next(n for n in sizes if sizes[n] >= enough)
    return _Grid(sizes[per_row], per_row, sizes[per_row] / GAP, sizes[per_row] / GAP, 0.0)


def _named(count: int, columns: Sequence[Column], frame: Frame, points: bool) -> _Grid:
    """One above the other while rows are high enough to read; no name reaches the next dot, nor over an edge."""
    rooms, width = _row_rooms(count, frame), columns[0].width
    per_row = 1 if points else next((n for n in rooms if rooms[n] >= frame.text), count)
    size = min(frame.text * 1.2, GAP * rooms[per_row])
    pitch = (width if per_row == 1 else width * 0.96) / per_row
    edges = [column.right - column.x for column in columns if column.is_fatal or column.answer.is_na]
    edge = min([width * (0.5 + NAMES_ASIDE), *edges]) - (per_row - 1) * pitch / 2
    name = max(min(pitch - 0.6 * size, edge) - BESIDE * size, 0.0)
    return _Grid(size, per_row, pitch, min(rooms[per_row], frame.dot), name)


def _row_rooms(count: int, frame: Frame) -> dict[int, float]:
    """How high a row may be when all answer the same, by how many stand in a row."""
    return {n: frame.stack_room / ceil(max(count, 1) / n) for n in range(1, max(count, 1) + 1)}


def _blocks(xs: Sequence[float], grid: _Grid) -> list[tuple[float, int]]:
    """Equal answers as a block around the middle of their column, filled row by row from the bottom."""
    placed: dict[float, int] = {}
    spots = []
    for x in xs:
        n = placed.get(x, 0)
        placed[x] = n + 1
        start = x - (min(xs.count(x), grid.per_row) - 1) * grid.pitch / 2
        spots.append((start + n % grid.per_row * grid.pitch, n // grid.per_row))
    return spots


def _swarm(xs: Sequence[float], grid: _Grid) -> list[tuple[float, int]]:
    """Exact places; who would overlap a neighbour moves up to the lowest free row."""
    return [(x, row) for x, row in zip(xs, lowest_free_rows(xs, grid.pitch), strict=True)]


def lowest_free_rows(xs: Sequence[float], apart: float) -> list[int]:
    rows: list[int] = []
    for n, x in enumerate(xs):
        taken = {rows[m] for m in range(n) if abs(xs[m] - x) < apart}
        rows.append(next(row for row in range(n + 1) if row not in taken))
    return rows


def _tallies(criterion: Criterion, dots: Sequence[TrackDot], columns: Sequence[Column], frame: Frame) -> list[Tally]:
    """One for each answer given now; on a scale of points, neighbours too close to tell apart share one."""
    fine = criterion.scale.is_points
    now = sorted(((place(criterion, dot.answer, columns), dot.answer) for dot in dots if not dot.is_past), key=_first)
    reach = frame.value * 3.2 if fine else 0.0
    half = frame.value * 1.6 if fine else columns[0].width / 2
    breaks = [n for n, (left, right) in enumerate(pairwise(now), 1) if right[0] - left[0] > reach]
    groups = [now[start:end] for start, end in pairwise([0, *breaks, len(now)]) if start < end]
    tallies = [_tally(group, dots, half, fine, frame) for group in groups]
    if any(dot.who for dot in dots):  # beside a lower stack stand the names of a higher one
        return [replace(tally, y=max(other.y for other in tallies)) for tally in tallies]
    return tallies


def _tally(
    group: Sequence[tuple[float, Answer]], dots: Sequence[TrackDot], half: float, fine: bool, frame: Frame
) -> Tally:
    (left, low), (right, high) = group[0], group[-1]
    top = max(dot.y + dot.size / 2 for dot in dots if left - half <= dot.x <= right + half)
    ends = [str(answer.value) for answer in dict.fromkeys((low, high)) if answer.value is not None]
    return Tally((left + right) / 2, top + frame.value * 0.25, len(group), "–".join(ends) if fine else "")


def _first(pair: tuple[float, Answer]) -> float:
    return pair[0]


def _band(
    criterion: Criterion, agreed: Answer, tolerance: int, columns: Sequence[Column]
) -> tuple[float, float] | None:
    if agreed.value is None:
        return None
    values = criterion.scale.values
    at = values.index(agreed.value)
    within = values[max(at - tolerance, 0) : at + tolerance + 1]
    xs = [place(criterion, Answer(value), columns) for value in within]
    aside = 0.0 if criterion.scale.is_points else columns[0].width * 0.47
    return min(xs) - aside, max(xs) + aside
