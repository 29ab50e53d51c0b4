"""The pictures across rounds: points in dispute, criteria, time.

It knows: how the series of core/chart_values.py look in plotly.
Shaped so because: few rounds are shown as few rounds: one or two are dots, a line needs three, and no slope is ever
drawn; what is unknown stays an empty place.
It must not know: rounds, the store, statistics; intervals, gates and verdicts come decided.
"""

from collections import Counter
from collections.abc import Sequence
from math import ceil, log10

import plotly.graph_objects as go

from core.chart_values import OnTime, TrendPoint
from core.charts import (
    AXIS,
    GLYPH,
    Drawing,
    box,
    figure,
    lying_bars,
    marks,
    rule,
    scatter,
    shortened,
    tiles,
    tint,
    wrapped,
    write,
    write_above,
    write_all,
    write_below,
    write_beside,
    write_rows,
)
from core.drift import Smoothed
from core.language import Language
from core.palette import Palette, mix, palette
from core.trend_series import Mark

LINE_FROM = 3
LEAST, MOST = 0.5, 100.0
LOG_TICKS = (0.5, 1, 2, 5, 10, 20, 50, 100)
MOST_DISPUTED = 60.0
MOST_BESIDE = 6
MOST_NAMED = 12


def trend_line(
    points: Sequence[TrendPoint],
    bounds: tuple[float, float],
    t: Language,
    dark: bool,
    *,
    line: Sequence[Smoothed | None] = (),
    steps: Sequence[Mark] = (),
    large: bool = False,
) -> go.Figure:
    """Points in dispute per round, log axis, with intervals; `bounds`: up to the first aligned, from the second far.

    With the smoothed `line` and its band, that is drawn instead of a line from dot to dot.
    """
    size, height, left = (26, 720, 110) if large else (14, 430, 60)
    colours, edge = palette(dark), max(len(points), 4) - 0.5
    fig = figure(t, dark, height, size, l=left, r=size * 6, t=size * 3.6, b=size * _lines_below(len(points)))
    fig.x_axis(AXIS, range=[-0.5, edge], showticklabels=False)
    _log_axis(fig, colours, t)
    _draw_bands(fig, bounds, edge, size, colours, t)
    known = [(n, _clip(p.value), p) for n, p in enumerate(points) if p.value is not None]
    for n, _value, point in known:
        if point.low is not None and point.high is not None:
            _whisker(fig, n, _clip(point.low), _clip(point.high), colours)
    xs, ys = [n for n, _value, _point in known], [value for _n, value, _point in known]
    if any(line):
        _draw_smoothed(fig, [(n, here) for n, here in enumerate(line) if here], colours)
    elif len(known) >= LINE_FROM:
        fig.add(scatter("lines", xs, ys, line={"color": colours.mark, "width": 3}))
    dot = size * (0.95 if len(points) <= MOST_NAMED else 0.65)
    fig.add(marks("", xs, ys, size=dot, color=colours.mark, line={"width": 2, "color": colours.surface}))
    _name_rounds(fig, points, size, colours, t)
    _draw_steps(fig, steps, size, colours)
    place = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom", "yshift": size * 1.7}
    write(fig, 0, 1, t("Points in dispute, of 100"), size, colours.ink, **place)
    return fig.done()


def _lines_below(rounds: int) -> float:
    if rounds > MOST_NAMED:
        return 3.4
    return 4.8 if _interval_beside(rounds) else 6.4


def _draw_smoothed(fig: Drawing, line: Sequence[tuple[int, Smoothed]], colours: Palette) -> None:
    """The line, and shaded the band it stays in while nothing changes."""
    xs = [n for n, _here in line]
    ends = [*(_clip(here.low) for _n, here in line), *(_clip(here.high) for _n, here in reversed(line))]
    shade = {"fill": "toself", "fillcolor": tint(colours.agreed, 0.16), "line": {"width": 0}}
    fig.add(scatter("lines", [*xs, *reversed(xs)], ends, **shade))
    ys = [_clip(here.value) for _n, here in line]
    fig.add(scatter("lines", xs, ys, line={"color": colours.agreed, "width": 3}))


def _draw_steps(fig: Drawing, steps: Sequence[Mark], size: int, colours: Palette) -> None:
    """Between two rounds: a new version of the card by name, interpretations and actions by their number."""
    agreed = Counter(step.place for step in steps if not step.is_version)
    places = [{"x": n - 0.5, "y": 1, "text": f"◆ {many}", "yshift": 2} for n, many in agreed.items()]
    for step in steps:
        if step.is_version:
            rule(fig, (step.place - 0.5,) * 2, (LEAST, MOST), colours.ink, 2, dash="dash")
            inside = {"yref": "y", "yanchor": "top", "xanchor": "left", "xshift": 5}
            places.append({"x": step.place - 0.5, "y": log10(MOST), "text": f"<b>{step.text}</b>"} | inside)
    write_all(fig, places, size * 0.9, colours.ink, yref="paper", yanchor="bottom")


def _log_axis(fig: Drawing, colours: Palette, t: Language) -> None:
    """Halving the dispute is the same step at 40 points as at 4."""
    ticks = {"tickvals": LOG_TICKS, "ticktext": [t.number(v, 1 if v < 1 else 0) for v in LOG_TICKS]}
    grid = {"showgrid": True, "gridcolor": tint(colours.muted, 0.25), "tickfont": {"color": colours.muted}}
    fig.y_axis(AXIS, type="log", range=[log10(LEAST), log10(MOST)], **ticks, **grid)


def _clip(points: float) -> float:
    return min(max(points, LEAST), MOST)


def _draw_bands(
    fig: Drawing, bounds: tuple[float, float], edge: float, size: int, colours: Palette, t: Language
) -> None:
    """The house bands, as words beside the right edge, where no dot stands: lower is better."""
    words = (t("Aligned"), t("Usual"), t("Far apart"))
    starts = (LEAST, *bounds, MOST)
    for n, name in enumerate(words):
        low, high = starts[n], starts[n + 1]
        if n == 1:
            box(fig, -0.5, edge, low, high, fillcolor=tint(colours.not_applicable, 0.12))
        if n:
            rule(fig, (-0.5, edge), (low, low), tint(colours.muted, 0.6), 1)
        place = {"xanchor": "left", "xshift": 5}
        write(fig, edge, (log10(low) + log10(high)) / 2, name, size * 0.9, colours.muted, **place)


def _whisker(fig: Drawing, x: float, low: float, high: float, colours: Palette) -> None:
    rule(fig, (x, x), (low, high), colours.mark, 3)
    for end in (low, high):
        rule(fig, (x - 0.05, x + 0.05), (end, end), colours.mark, 3)


def _name_rounds(fig: Drawing, points: Sequence[TrendPoint], size: int, colours: Palette, t: Language) -> None:
    """Under each round its figure and interval in numbers, so that a line never runs through them."""
    places = _named_places([point.label for point in points])
    is_crowd = len(points) > MOST_NAMED
    named = [(_brief(p.label) if is_crowd else p.label) if n in places else "" for n, p in enumerate(points)]
    labels = _on_equal_lines(named, size * 40 / max(len(places), 4), size)
    between = " " if _interval_beside(len(points)) else "<br>"
    for n, (point, label) in enumerate(zip(points, labels, strict=True)):
        figures = "–" if point.value is None else f"<b>{t.number(point.value, 1)}</b>"
        if point.low is not None and point.high is not None:
            figures += f"{between}({t.number(point.low)}–{t.number(point.high)})"
        words = f"{label}<br>{figures}" if not is_crowd else label
        write(fig, n, 0, words, size, colours.ink, yref="paper", yanchor="top", yshift=-size * 0.4)


def _named_places(labels: Sequence[str]) -> set[int]:
    """All of a few rounds; of many the last with a label (of its month), so that the latest round has one."""
    if len(labels) <= MOST_NAMED:
        return set(range(len(labels)))
    last = [n for n, label in enumerate(labels) if label not in labels[n + 1 : n + 2]]
    return set(last[:: -ceil(len(last) / MOST_NAMED)])


def _interval_beside(rounds: int) -> bool:
    """With more rounds it stands on a line of its own."""
    return rounds <= MOST_BESIDE


def _on_equal_lines(labels: Sequence[str], room: float, size: int) -> list[str]:
    """Broken between words where one of them must be, and then what follows stands equally low under all."""
    narrow = any(len(word) * size * GLYPH > room for label in labels for word in label.split())
    broken = [wrapped(_brief(label) if narrow else label, room, size) for label in labels]
    lines = max((label.count("<br>") for label in broken), default=0)
    return [label + "<br>" * (lines - label.count("<br>")) for label in broken]


def _brief(label: str) -> str:
    """As months are written where room is scarce: Sep 2026."""
    return " ".join(word[:3] if word.isalpha() else word for word in label.split())


def criterion_trend(
    criteria: Sequence[str],
    rounds: Sequence[str],
    disputes: Sequence[Sequence[float | None]],
    t: Language,
    dark: bool,
    *,
    large: bool = False,
) -> go.Figure:
    """Points in dispute [criterion][round] of 100, each criterion by itself: the fuller, the more disputed."""
    size, pitch, left, width = (26, 44, 480, 1400) if large else (14, 27, 250, 640)
    colours, columns = palette(dark), max(len(rounds), 4)
    fig = figure(t, dark, len(criteria) * pitch + 4 * pitch, size, l=left, t=2 * pitch, b=2 * pitch)
    fig.x_axis(AXIS, range=[-0.5, columns - 0.5], showticklabels=False)
    fig.y_axis(AXIS, range=[len(criteria) - 0.5, -0.5], showticklabels=False)
    write_rows(fig, [shortened(name, left - size * 1.5, size) for name in criteria], size, colours.ink)
    heads = _on_equal_lines(rounds, (width - left) / columns, size)
    places = [{"x": column, "y": 1, "text": name} for column, name in enumerate(heads)]
    write_all(fig, places, size, colours.ink, yref="paper", yanchor="bottom", yshift=size * 0.3)
    cells = [(column, row, value) for row, line in enumerate(disputes) for column, value in enumerate(line)]
    tones = [_dispute_tone(value, colours) for _column, _row, value in cells]
    numbers = ["–" if value is None else f"<b>{t.number(value)}</b>" for _column, _row, value in cells]
    tiles(fig, [(column, row) for column, row, _value in cells], tones, numbers, size)
    words = t("points in dispute, of 100 points of the criterion; – not compared")
    write_below(fig, words, size * 0.95, colours.muted)
    return fig.done()


def _dispute_tone(value: float | None, colours: Palette) -> str:
    return colours.line if value is None else mix(colours.surface, colours.lenient, value / MOST_DISPUTED)


def on_time_bar(rounds: Sequence[OnTime], t: Language, dark: bool, *, large: bool = False) -> go.Figure:
    """Working days each round used; the line is the limit, late rounds are hatched and say so."""
    size, pitch, left, right = (26, 60, 360, 260) if large else (14, 34, 190, 150)
    colours, most = palette(dark), max(max(entry.days_used, entry.limit) + 1 for entry in rounds)
    fig = figure(t, dark, len(rounds) * pitch + size * 4, size, l=left, r=right, t=size * 1.8, b=size * 2)
    fig.x_axis(AXIS, range=[0, most], dtick=1 if most <= 15 else 5, tickfont={"color": colours.muted})
    fig.y_axis(AXIS, range=[len(rounds) - 0.5, -0.5], showticklabels=False)
    tones = [colours.fatal if entry.is_late else colours.mark for entry in rounds]
    pattern = {
        "fillmode": "overlay",
        "shape": ["/" if entry.is_late else "" for entry in rounds],
        "fgcolor": colours.surface,
        "solidity": 0.15,
    }
    ys, days = list(range(len(rounds))), [entry.days_used for entry in rounds]
    bar = {"color": tones, "pattern": pattern}
    fig.add(lying_bars(days, ys, width=0.62, marker=bar))
    write_rows(fig, [shortened(entry.label, left - size, size) for entry in rounds], size, colours.ink)
    write_beside(fig, [_day_words(entry, t) for entry in rounds], size, colours.ink)
    for y, entry in enumerate(rounds):
        rule(fig, (entry.limit, entry.limit), (y - 0.46, y + 0.46), colours.ink, 3)
    words = t("working days used up to the approval; the line is the limit")
    write_above(fig, words, size * 0.95, colours.muted)
    return fig.done()


def _day_words(entry: OnTime, t: Language) -> str:
    sign, state = ("✕", t("late")) if entry.is_late else ("✓", t("on time"))
    return f"<b>{sign} {entry.days_used}</b> {state}"
