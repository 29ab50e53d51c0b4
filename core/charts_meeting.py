"""The picture of the meeting: the dot track of one criterion.

It knows: how the places of core/chart_track.py look in plotly.
Shaped so because: before a cell is settled only answers are drawn, no verdict; each colour comes with a shape, an arrow
or a number, legible from the back of the room (`large`) and on a laptop.
It must not know: rounds, the store, who may see names: a name is drawn when it is given.
"""

from collections.abc import Iterator, Sequence

import plotly.graph_objects as go

from core.chart_scale import DESK, ROOM, Column, Frame, Given
from core.chart_track import BESIDE, Tally, Track, lay_out
from core.charts import (
    AXIS,
    Place,
    figure,
    legend_above,
    line,
    marks,
    note,
    put,
    rectangle,
    short_name,
    shortened,
    texts,
    tint,
    wrapped,
)
from core.language import Language
from core.palette import Palette, palette
from core.scorecard import UNANSWERED, Answer, Criterion

TALLY_GLYPH = 0.45


def dot_track(
    criterion: Criterion,
    given: Sequence[Given],
    t: Language,
    dark: bool,
    *,
    agreed: Answer = UNANSWERED,
    expert: Answer = UNANSWERED,
    tolerance: int = 0,
    large: bool = True,
) -> go.Figure:
    """A dot per assessor on the criterion's scale, a star for the expert outside the panel if there is one.

    `agreed` (diamond, tolerance band) only once the cell is settled.
    """
    frame, colours = ROOM if large else DESK, palette(dark)
    track = lay_out(criterion, given, agreed, tolerance, frame, t, expert)
    fig = figure(t, dark, frame.height, frame.text, t=frame.top)
    fig.x_axis(AXIS, range=[0, frame.width], showticklabels=False)
    fig.y_axis(AXIS, range=[0, frame.height - frame.top], showticklabels=False)
    legend_above(fig, frame.text)
    for trace in (*_lane_marks(track, frame, colours, t), *_dots(track, colours, t), *_names(track, frame, colours)):
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


def _lane_marks(track: Track, frame: Frame, colours: Palette, t: Language) -> Iterator[Place]:
    """Between the scale and the dots: what was agreed and what the expert scored, side by side on one answer."""
    if track.band:
        look = {"symbol": "square", "size": frame.text, "color": tint(colours.agreed, 0.25)}
        yield marks(t("Within tolerance"), [None], [None], **look, line={"color": colours.agreed, "width": 1})
    aside = frame.dot * 0.5 if track.agreed_x == track.expert_x else 0.0
    if track.agreed_x is not None:
        look = {"symbol": "diamond", "size": frame.dot * 0.8, "color": colours.agreed}
        yield marks(t("Agreed value"), [track.agreed_x - aside], [frame.base + frame.lane / 2], **look)
    if track.expert_x is not None:
        look = {"symbol": "star", "size": frame.dot * 0.9, "color": colours.expert}
        yield marks(t("Expert"), [track.expert_x + aside], [frame.base + frame.lane / 2], **look)


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
