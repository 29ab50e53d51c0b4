"""What every chart on the screen has in common.

It knows: the empty drawing (transparent, fixed, calm), type sizes, and text that fits its place.
Shaped so because: a live chart must not flicker: height and axes never follow the data, nothing is animated, and the
figure carries no template, so that an unchanged picture is the same few bytes. Plotly would check all that is drawn so
far with each word added, for seconds on a page with sixty rounds; so all is gathered first, and the tests check it.
It must not know: rounds, scores, pages; core/chart_values.py and core/chart_track.py decide what is drawn.
"""

from collections.abc import Sequence
from html import escape
from textwrap import wrap
from typing import Any

import plotly.graph_objects as go

from core.language import RECORD_LANGUAGE, Language
from core.palette import ink_on, palette

FONT = '"Source Sans", "Source Sans 3", "Liberation Sans", Arial, sans-serif'
CHART_CONFIG: dict[str, Any] = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "responsive": True}
GLYPH, BOLD_GLYPH = 0.54, 0.56
SEPARATORS = {"id": ",.", "en": ".,"}
"""Decimal and thousands mark of the numbers that plotly writes itself."""
Place = dict[str, Any]
AXIS = {"fixedrange": True, "showgrid": False, "zeroline": False, "showline": False, "ticks": ""}


class Drawing:
    """What plotly shall draw, in the words of its schema."""

    def __init__(self, layout: Place) -> None:
        self.traces: list[Place] = []
        self.layout: Place = layout | {"annotations": [], "shapes": []}

    def add(self, trace: Place) -> None:
        self.traces.append(trace)

    def x_axis(self, alike: Place, **look: Any) -> None:
        self.layout["xaxis"] = alike | look

    def y_axis(self, alike: Place, **look: Any) -> None:
        self.layout["yaxis"] = alike | look

    def done(self) -> go.Figure:
        return go.Figure(self.traces, self.layout, _validate=False)


def figure(spoken: Language, dark: bool, height: float, text: int, **margins: float) -> Drawing:
    """Empty, of fixed height; pages show what is drawn on it with theme=None and CHART_CONFIG."""
    colours = palette(dark)
    return Drawing(
        {
            "template": {},
            "height": height,
            "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0} | margins,
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"family": FONT, "size": text, "color": colours.ink},
            "showlegend": False,
            "dragmode": False,
            "hovermode": False,
            "uirevision": "fixed",
            "separators": SEPARATORS[spoken.code],
        }
    )


def first_picture() -> None:
    """Plotly fetches its parts when they are first drawn with, for a tenth of a second; here all are fetched."""
    fig = figure(Language(RECORD_LANGUAGE), False, 1, 1)
    fig.x_axis(AXIS, range=[0, 1], tickvals=[0], tickfont={"size": 1})
    fig.y_axis(AXIS, type="log")
    legend_above(fig, 1)
    fig.add(marks("", [0], [0], size=1, line={"width": 1}))
    fig.add(lying_bars([1], [1], marker={"pattern": {"shape": ["/"]}}))
    tiles(fig, [(0, 0)], ["#000000"], [""], 1)
    write(fig, 0, 0, "", 1, "#000000")
    rule(fig, (0, 0), (0, 0), "#000000")
    fig.done().to_json(validate=False)


def legend_above(fig: Drawing, text: int, **place: Any) -> None:
    """Along the top edge, from the left; a click on it hides nothing."""
    fig.layout["showlegend"] = True
    usual = {"x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom", "yref": "paper"}
    fig.layout["legend"] = (
        {
            "orientation": "h",
            "font": {"size": text},
            "itemclick": False,
            "itemdoubleclick": False,
            "itemsizing": "trace",
            "bgcolor": "rgba(0,0,0,0)",
        }
        | usual
        | place
    )


def marks(name: str, xs: Sequence[float | None], ys: Sequence[float | None], **marker: Any) -> Place:
    """Marks without hover; with a name they stand in the legend."""
    return scatter(
        "markers", xs, ys, name=name, marker={"opacity": 1} | marker, showlegend=bool(name), cliponaxis=False
    )


def texts(xs: Sequence[float], ys: Sequence[float], words: Sequence[str], size: float, tones: list[str]) -> Place:
    """Many words at once, each in its own colour: far lighter than as many annotations."""
    font = {"size": size, "color": tones}
    return scatter("text", xs, ys, text=words, textfont=font, showlegend=False, cliponaxis=False)


def scatter(mode: str, xs: Sequence[float | None], ys: Sequence[float | None], **look: Any) -> Place:
    return {"type": "scatter", "mode": mode, "x": list(xs), "y": list(ys), "hoverinfo": "skip"} | look


def lying_bars(xs: Sequence[float], ys: Sequence[float], **look: Any) -> Place:
    return {"type": "bar", "orientation": "h", "x": list(xs), "y": list(ys), "hoverinfo": "skip"} | look


def tiles(
    fig: Drawing, spots: Sequence[tuple[int, int]], tones: Sequence[str], words: Sequence[str], size: float
) -> None:
    """A grid of (column, row) tiles, each with its colour and its words in black or white, whichever reads better."""
    shades = list(dict.fromkeys(tones))
    xs, ys = [column for column, _row in spots], [row for _column, row in spots]
    steps = [(n / len(shades), shade) for n, shade in enumerate(shades)]
    scale = [pair for n, step in enumerate(steps) for pair in (step, ((n + 1) / len(shades), step[1]))]
    fig.add(
        {
            "type": "heatmap",
            "x": xs,
            "y": ys,
            "z": [shades.index(tone) for tone in tones],
            "zmin": -0.5,
            "zmax": len(shades) - 0.5,
            "colorscale": scale,
            "showscale": False,
            "xgap": 3,
            "ygap": 3,
            "hoverinfo": "skip",
        }
    )
    fig.add(texts(xs, ys, words, size, [ink_on(tone) for tone in tones]))


def write(fig: Drawing, x: float, y: float, text: str, size: float, colour: str, **place: Any) -> None:
    """Words at a place of the axes (or of the paper, by xref and yref); anchored in the middle unless said."""
    put(fig, [note(x, y, text, size, colour, **place)], [])


def write_all(fig: Drawing, places: Sequence[Place], size: float, colour: str, **alike: Any) -> None:
    put(fig, [note(size=size, colour=colour, **alike | place) for place in places], [])


def note(x: float, y: float, text: str, size: float, colour: str, **place: Any) -> Place:
    """What `write` writes."""
    return {"showarrow": False, "font": {"size": size, "color": colour}, "x": x, "y": y, "text": text} | place


def put(fig: Drawing, notes: Sequence[Place], shapes: Sequence[Place]) -> None:
    fig.layout["annotations"] += notes
    fig.layout["shapes"] += shapes


def write_rows(fig: Drawing, names: Sequence[str], size: float, colour: str) -> None:
    """The name of each row, left of the plot."""
    places = [{"x": 0, "y": row, "text": name} for row, name in enumerate(names)]
    write_all(fig, places, size, colour, xref="paper", xanchor="right", xshift=-size * 0.6)


def write_beside(fig: Drawing, words: Sequence[str], size: float, colour: str) -> None:
    """What each row comes to, right of the plot."""
    places = [{"x": 1, "y": row, "text": text} for row, text in enumerate(words)]
    write_all(fig, places, size, colour, xref="paper", xanchor="left", xshift=size * 0.5)


def write_above(fig: Drawing, text: str, size: float, colour: str) -> None:
    place = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "bottom", "yshift": size * 0.4}
    write(fig, 0, 1, text, size, colour, **place)


def write_below(fig: Drawing, text: str, size: float, colour: str) -> None:
    place = {"xref": "paper", "yref": "paper", "xanchor": "left", "yanchor": "top", "yshift": -size * 0.6}
    write(fig, 0, 0, text, size, colour, **place)


def box(fig: Drawing, left: float, right: float, bottom: float, top: float, **look: Any) -> None:
    put(fig, [], [rectangle(left, right, bottom, top, **look)])


def rule(
    fig: Drawing, x: tuple[float, float], y: tuple[float, float], colour: str, width: float = 1, **look: Any
) -> None:
    put(fig, [], [line(x, y, colour, width, **look)])


def rectangle(left: float, right: float, bottom: float, top: float, **look: Any) -> Place:
    """Behind everything."""
    place = {"x0": left, "x1": right, "y0": bottom, "y1": top}
    return {"type": "rect", "layer": "below", "line": {"width": 0}} | place | look


def line(x: tuple[float, float], y: tuple[float, float], colour: str, width: float = 1, **look: Any) -> Place:
    """Straight, behind the marks."""
    pen = {"color": colour, "width": width, "dash": look.pop("dash", "solid")}
    return {"type": "line", "x0": x[0], "x1": x[1], "y0": y[0], "y1": y[1], "layer": "below", "line": pen} | look


def fits(text: str, room: float, size: float) -> bool:
    """Whether words, some of them bold, need no more than so many pixels."""
    return (len(text) + 0.6) * size * BOLD_GLYPH <= room


def shortened(text: str, room: float, size: float) -> str:
    """Cut with … to fit a width in pixels; plain text, never markup."""
    most = max(int(room / (size * GLYPH)), 2)
    return escape(text if len(text) <= most else text[: most - 1].rstrip(" ,.") + "…")


def short_name(name: str, room: float, size: float) -> str:
    """The whole name, else the first and the beginning of the last, else the first cut: Dewi Lestari, Dewi L., Dew…"""
    first, _, rest = name.partition(" ")
    last = rest.rsplit(" ", 1)[-1]
    brief = f"{first[0]}{last}" if last.isdigit() else f"{first} {last[:1]}." if last else first
    return next(
        (escape(n) for n in (name, brief, first) if len(n) * size * GLYPH <= room), shortened(brief, room, size)
    )


def wrapped(text: str, room: float, size: float, lines: int = 2) -> str:
    """Broken between words into at most so many lines."""
    most = max(int(room / (size * GLYPH)), 4)
    broken = wrap(text, most, break_long_words=False)
    kept = [*broken[: lines - 1], " ".join(broken[lines - 1 :])] if len(broken) > lines else broken
    return "<br>".join(shortened(line, room + size, size) for line in kept)


def tint(colour: str, share: float) -> str:
    """See-through, so that the same tint works on any page behind the chart."""
    red, green, blue = (int(colour[n : n + 2], 16) for n in (1, 3, 5))
    return f"rgba({red},{green},{blue},{share})"
