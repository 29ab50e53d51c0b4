"""The pictures of the meeting: one criterion's dot track and the whole card's bars.

It knows: how the places of core/chart_track.py and the rows of core/chart_values.py look in plotly.
Shaped so because: before a cell is settled only answers are drawn, no verdict; each colour comes with a shape, an arrow
or a number, legible from the back of the room (`large`) and on a laptop.
It must not know: rounds, the store, who may see names: a name is drawn when it is given.
"""

from collections.abc import Iterator, Sequence
from math import ceil

import plotly.graph_objects as go

from core.answers import DifferenceKind
from core.chart_scale import DESK, ROOM, Column, Frame, Given
from core.chart_track import BESIDE, Tally, Track, lay_out
from core.chart_values import AnswerBars, BarRow, Segment
from core.charts import (
    AXIS,
    Drawing,
    Place,
    figure,
    fits,
    legend_above,
    line,
    lying_bars,
    marks,
    note,
    put,
    rectangle,
    short_name,
    shortened,
    texts,
    tint,
    wrapped,
    write,
    write_beside,
    write_rows,
)
from core.language import Language
from core.palette import Palette, ink_on, level_colour, mix, palette
from core.scorecard import UNANSWERED, Answer, Criterion

TALLY_GLYPH = 0.45
SEGMENTS_ROOM, SEGMENTS_DESK = 740.0, 220.0
"""How long a bar is at the least width it is drawn in."""


def dot_track(
    criterion: Criterion,
    given: Sequence[Given],
    t: Language,
    dark: bool,
    *,
    agreed: Answer = UNANSWERED,
    tolerance: int = 0,
    large: bool = True,
) -> go.Figure:
    """A dot per assessor on the criterion's scale; `agreed` (diamond, tolerance band) only once the cell is settled."""
    frame, colours = ROOM if large else DESK, palette(dark)
    track = lay_out(criterion, given, agreed, tolerance, frame, t)
    fig = figure(t, dark, frame.height, frame.text, t=frame.top)
    fig.x_axis(AXIS, range=[0, frame.width], showticklabels=False)
    fig.y_axis(AXIS, range=[0, frame.height - frame.top], showticklabels=False)
    legend_above(fig, frame.text)
    for trace in (*_agreed_marks(track, frame, colours, t), *_dots(track, colours, t), *_names(track, frame, colours)):
        fig.add(trace)
    tallies = [_tally(tally, len(given), track, frame, colours, t) for tally in track.tallies]
    words = [note for column in track.columns for note in _column_words(column, frame, colours, t)]
    put(fig, words + tallies, [*_scale(track, frame, colours), *_band(track, frame, colours)])
    return fig.done()


def _tally(tally: Tally, everyone: int, track: Track, frame: Frame, colours: Palette, t: Language) -> Place:
    words, room = t("{n} of {all}", n=tally.count, all=everyone), track.columns[0].width * 0.92
    if len(words) * frame.value * TALLY_GLYPH > room:
        words = f"{tally.count}/{everyone}"
    head = f'<b>{tally.headline}</b><br><span style="font-size:{frame.text}px">' if tally.headline else "<span>"
    return note(tally.x, tally.y, f"{head}<b>{words}</b></span>", frame.value, colours.ink, yanchor="bottom")


def _scale(track: Track, frame: Frame, colours: Palette) -> list[Place]:
    levels = [column for column in track.columns if not column.answer.is_na]
    fields = [_field(column, frame, colours) for column in track.columns if column.is_fatal or column.answer.is_na]
    ground = line((levels[0].x, levels[-1].x), (frame.base, frame.base), colours.muted, 3)
    foot = frame.base - frame.text * 0.4
    return [*fields, ground, *(line((c.x, c.x), (frame.base, foot), colours.muted, 3) for c in levels)]


def _field(column: Column, frame: Frame, colours: Palette) -> Place:
    """The ground of a column that is not like the others: fatal, or N/A."""
    colour = colours.fatal if column.is_fatal else colours.not_applicable
    edge = {"color": colour, "width": 2, "dash": "dash" if column.is_fatal else "dot"}
    left, top = column.x - column.width * 0.47, frame.height - frame.top
    return rectangle(left, column.right, 0, top, fillcolor=tint(colour, 0.09), line=edge)


def _column_words(column: Column, frame: Frame, colours: Palette, t: Language) -> list[Place]:
    room, y = column.width * 0.92, frame.base - frame.text * 0.5
    headline = wrapped(column.headline, room, frame.value)
    head = note(column.x, y, f"<b>{headline}</b>", frame.value, colours.ink, yanchor="top")
    y -= frame.value * 1.28 * (1 + headline.count("<br>"))
    captions = [wrapped(column.caption, room, frame.text)] if column.caption else []
    if column.is_fatal:
        fatal = shortened(t("Fatal error"), room, frame.text)
        captions.append(f'<span style="color:{colours.fatal}"><b>{fatal}</b></span>')
    return [head, note(column.x, y, "<br>".join(captions), frame.text, colours.muted, yanchor="top")]


def _band(track: Track, frame: Frame, colours: Palette) -> list[Place]:
    if not track.band:
        return []
    named = any(dot.who for dot in track.dots)  # a name may reach over the edge of the band: no line through it
    edge = {"color": colours.agreed, "width": 0 if named else 2, "dash": "dash"}
    ground = tint(colours.agreed, 0.16)
    return [rectangle(*track.band, frame.base, frame.height - frame.top, fillcolor=ground, line=edge)]


def _agreed_marks(track: Track, frame: Frame, colours: Palette, t: Language) -> Iterator[Place]:
    if track.band:
        look = {"symbol": "square", "size": frame.text, "color": tint(colours.agreed, 0.25)}
        yield marks(t("Within tolerance"), [None], [None], **look, line={"color": colours.agreed, "width": 1})
    if track.agreed_x is not None:
        look = {"symbol": "diamond", "size": frame.dot * 0.8, "color": colours.agreed}
        yield marks(t("Agreed value"), [track.agreed_x], [frame.base + frame.lane / 2], **look)


def _dots(track: Track, colours: Palette, t: Language) -> Iterator[Place]:
    fatal = {column.answer for column in track.columns if column.is_fatal}
    for is_past, name in ((False, t("Value now")), (True, t("First value, changed since"))):
        dots = [dot for dot in track.dots if dot.is_past is is_past]
        looks = [_look(dot.answer, fatal, colours) for dot in dots]
        tones = [colour for _symbol, colour in looks]
        if dots:
            look = {
                "symbol": [f"{symbol}-open" if is_past else symbol for symbol, _colour in looks],
                "color": tones,
                "size": [dot.size * (0.86 if is_past else 1) for dot in dots],
                "line": {"width": 3 if is_past else 1.5, "color": tones if is_past else colours.surface},
            }
            yield marks("", [dot.x for dot in dots], [dot.y for dot in dots], **look)
            key = {"symbol": "circle-open" if is_past else "circle", "size": 20, "color": colours.mark}
            yield marks(name, [None], [None], **key)


def _look(answer: Answer, fatal: set[Answer], colours: Palette) -> tuple[str, str]:
    """Shape and colour of an answer: a fatal one is an octagon, N/A a square."""
    if answer.is_na:
        return "square", colours.not_applicable
    return ("octagon", colours.fatal) if answer in fatal else ("circle", colours.mark)


def _names(track: Track, frame: Frame, colours: Palette) -> Iterator[Place]:
    dots = [dot for dot in track.dots if dot.who]
    if dots:
        size = min(frame.text, dots[0].line * 0.95)
        names = [short_name(dot.who or "", dot.name_room, size) for dot in dots]
        tones = [colours.muted if dot.is_past else colours.ink for dot in dots]
        beside = [dot.x + dot.size * BESIDE for dot in dots]
        yield texts(beside, [dot.y for dot in dots], names, size, tones) | {"textposition": "middle right"}


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
