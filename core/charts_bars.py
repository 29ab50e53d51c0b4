"""The whole card on one page: how often each answer was given to each criterion, as bars.

It knows: how the rows of core/chart_values.py look in plotly.
Shaped so because: the overview of the meeting must be read from the back of the room (`large`) and on a laptop; each
colour comes with a number, and a fatal answer or N/A with a pattern.
It must not know: rounds, the store, who answered.
"""

from math import ceil

import plotly.graph_objects as go

from core.answers import DifferenceKind
from core.chart_values import AnswerBars, BarRow, Segment
from core.charts import (
    AXIS,
    Drawing,
    figure,
    fits,
    lying_bars,
    shortened,
    texts,
    wrapped,
    write,
    write_beside,
    write_rows,
)
from core.language import Language
from core.palette import Palette, ink_on, level_colour, mix, palette

SEGMENTS_ROOM, SEGMENTS_DESK = 740.0, 220.0
"""How long a bar is at the least width it is drawn in."""


def answer_bars(bars: AnswerBars, t: Language, dark: bool, *, large: bool = True) -> go.Figure:
    """The whole card on one page: answers per criterion, the gravest difference on top, the unanimous folded."""
    size, pitch, left, right = (26, 36, 470, 190) if large else (13, 23, 205, 96)
    colours, lines = palette(dark), max(len(bars.rows) + len(bars.unanimous), 1) + 1
    drawn = max(len(bars.rows) + 1, ceil(lines / 2.5))
    fig = figure(t, dark, lines * pitch + 2 * pitch, size, l=left, r=right, t=pitch * 1.3)
    fig.x_axis(AXIS, range=[0, 1], showticklabels=False)
    fig.y_axis(AXIS, range=[drawn - 0.3, -0.7], showticklabels=False)
    labels = [f"<b>{r.code}</b> {shortened(r.label, left - size * 1.8, size)}" for r in bars.rows]
    write_rows(fig, labels, size, colours.ink)
    write_beside(fig, [f"<b>{_stake(row, t)}</b>" for row in bars.rows], size, colours.ink)
    lines_in_bar = 2 if lines * pitch / drawn > 3.4 * size else 1
    _draw_segments(fig, bars, size, colours, SEGMENTS_ROOM if large else SEGMENTS_DESK, lines_in_bar)
    place = {"xref": "paper", "xanchor": "left", "xshift": size * 0.5, "yanchor": "bottom"}
    write(fig, 1, -0.62, t("at stake"), size, colours.muted, **place)
    _fold(fig, bars, size, colours, t)
    return fig.done()


def _stake(row: BarRow, t: Language) -> str:
    if row.kind is DifferenceKind.FATAL:
        return t("fatal")
    if row.kind is DifferenceKind.APPLICABILITY:
        return t("N/A or not")
    return t("{points} points", points=t.number(row.points, 1))


def _draw_segments(fig: Drawing, bars: AnswerBars, size: int, colours: Palette, width: float, lines: int) -> None:
    placed = [(y, segment) for y, row in enumerate(bars.rows) for segment in row.segments]
    tones = [_tone(segment, colours) for _y, segment in placed]
    fig.add(
        lying_bars(
            [segment.share for _y, segment in placed],
            [y for y, _segment in placed],
            base=[segment.start for _y, segment in placed],
            width=0.78,
            marker={
                "color": tones,
                "line": {"color": colours.muted, "width": 1},
                "pattern": {
                    "shape": ["/" if s.answer.is_na else "x" if s.is_fatal else "" for _y, s in placed],
                    "fillmode": "overlay",
                    "size": size * 0.7,
                    "solidity": 0.08,
                    "fgcolor": colours.surface,
                },
            },
        )
    )
    words = [text for row in bars.rows for text in _row_words(row, width, size, lines)]
    middles = [segment.start + segment.share / 2 for _y, segment in placed]
    fig.add(texts(middles, [y for y, _segment in placed], words, size, [ink_on(tone) for tone in tones]))


def _tone(segment: Segment, colours: Palette) -> str:
    if segment.level is None:
        return mix(colours.surface, colours.not_applicable, 0.5)
    return colours.fatal if segment.is_fatal else level_colour(colours, segment.level)


def _row_words(row: BarRow, width: float, size: int, lines: int) -> list[str]:
    """The words of the levels where all of a row fit, else their numbers, so that one bar never mixes both."""
    rooms = [segment.share * width for segment in row.segments]
    broken = [wrapped(segment.label, room, size, lines) for segment, room in zip(row.segments, rooms, strict=True)]
    numbers = [s.label if s.answer.value is None else str(s.answer.value) for s in row.segments]
    fit = all(fits(max(text.split("<br>"), key=len), room, size) for text, room in zip(broken, rooms, strict=True))
    spelled = zip(row.segments, broken if fit else numbers, rooms, strict=True)
    return [_segment_words(text, segment.count, room, size) for segment, text, room in spelled]


def _segment_words(text: str, count: int, room: float, size: int) -> str:
    """Answer and count where they fit, else the answer; never the count alone, it would read as a score."""
    counted = f"{text.split('<br>')[-1]} ×{count}"
    if fits(counted, room, size):
        return f"<b>{text}</b> ×{count}"
    return f"<b>{text}</b>" if len(text) * size * 0.56 <= room or "<br>" in text else ""


def _fold(fig: Drawing, bars: AnswerBars, size: int, colours: Palette, t: Language) -> None:
    if bars.unanimous:
        n, y = len(bars.unanimous), len(bars.rows) + 0.15
        words = t.count("{n} criterion: all agree", "{n} criteria: all agree", n)
        write(fig, 0, y, f"✓ <b>{words}</b>", size, colours.agreed, xanchor="left")
