"""The pictures of one round: distances from what was agreed, spread of the totals, differences between assessors.

It knows: how the cells and rows of core/chart_values.py look in plotly.
Shaped so because: a sign is told three times, by side or arrow, by number and by colour (blue stricter, orange more
lenient); axes are fixed, so two rounds can be laid side by side.
It must not know: rounds, the store, statistics; intervals and gates come decided.
"""

from collections.abc import Mapping, Sequence
from math import ceil

import plotly.graph_objects as go

from core.chart_values import (
    DifferenceRow,
    Groups,
    HeatCell,
    Side,
    TotalsRow,
    heat_cells,
    side_steps,
)
from core.charts import (
    AXIS,
    Drawing,
    box,
    figure,
    legend_above,
    marks,
    rule,
    short_name,
    shortened,
    tiles,
    tint,
    wrapped,
    write,
    write_all,
    write_below,
    write_beside,
    write_rows,
)
from core.language import Language
from core.palette import Palette, mix, palette, signed_colour
from core.scorecard import FULL, Answer, Band, Criterion

STRONG = 5.0
FULL_NUMBERS = 12
STEP, MANY = 5, 60


def heat_map(
    criteria: Sequence[Criterion],
    assessors: Sequence[str],
    answers: Mapping[str, Groups],
    agreed: Mapping[str, Sequence[Answer]],
    t: Language,
    dark: bool,
    *,
    large: bool = True,
) -> go.Figure:
    """Points from the agreed value: ▼ blue stricter, ▲ orange more lenient, grey where nothing is agreed or given."""
    size, pitch, left, width = (26, 44, 560, 1160) if large else (13, 25, 250, 650)
    colours, rows, columns = palette(dark), len(criteria), len(assessors)
    room = width / max(columns, 4)
    top = size * (5.5 if room < size * 4 else 2)
    fig = figure(t, dark, rows * pitch + 5.4 * pitch, size, l=left, t=top, b=2 * pitch)
    fig.x_axis(AXIS, range=[-0.5, max(columns, 4) - 0.5], showticklabels=False)
    fig.y_axis(AXIS, range=[rows - 0.5, -0.5], showticklabels=False)
    _draw_heads(fig, assessors, room, size, colours)
    labels = [(c.code, shortened(c.label.say(t.code), left - size * 3.2, size)) for c in criteria]
    write_rows(fig, [f"<b>{code}</b> {label}" for code, label in labels], size, colours.ink)
    cells = heat_cells(criteria, answers, agreed)
    decimals = 1 if columns <= FULL_NUMBERS else 0
    numbers = [f"<b>{cell.text(t, decimals)}</b>" for cell in cells]
    spots, tones = [(cell.column, cell.row) for cell in cells], [_tone(cell, colours) for cell in cells]
    tiles(fig, spots, tones, numbers, min(size, room / (2 + decimals)))
    words = t("▼ stricter, ▲ more lenient than the agreed value, in points of the total; = equal; – nothing to compare")
    write_below(fig, words, size * 0.95, colours.muted)
    return fig.done()


def _draw_heads(fig: Drawing, assessors: Sequence[str], room: float, size: int, colours: Palette) -> None:
    """Names lie when there is room for a few letters, else they all stand."""
    stand = room < size * 4
    names = [short_name(name, size * 5 if stand else room * 0.95, size) for name in assessors]
    alike = {"yref": "paper", "yanchor": "bottom", "textangle": -90 if stand else 0, "yshift": size * 0.2}
    places = [{"x": column, "y": 1, "text": name} for column, name in enumerate(names)]
    write_all(fig, places, size, colours.ink, **alike)


def _tone(cell: HeatCell, colours: Palette) -> str:
    if cell.side in (Side.UNKNOWN, Side.APPLICABILITY):
        return mix(colours.surface, colours.line, 0.6)
    return signed_colour(colours, cell.points / STRONG)


def spread_of_totals(
    rows: Sequence[TotalsRow],
    bands: Sequence[Band],
    pass_mark: int,
    tolerance: int,
    t: Language,
    dark: bool,
    *,
    large: bool = False,
) -> go.Figure:
    """Each recording's totals on 0–100 with the card's bands; the tolerance lies around the agreed total."""
    size, pitch, left, width = (26, 92, 150, 1560) if large else (14, 52, 84, 800)
    colours, crowd = palette(dark), max((len(row.totals) for row in rows), default=0)
    dot = size * (0.95 if crowd <= FULL_NUMBERS else 0.65)
    fig = figure(t, dark, len(rows) * pitch + size * 7.5, size, l=left, r=size * 1.5, t=size * 3.6, b=size * 2.4)
    fig.x_axis(AXIS, range=[-1.5, FULL + 1.5], tickvals=list(range(0, FULL + 1, 10)), tickfont={"color": colours.muted})
    fig.y_axis(AXIS, range=[len(rows) - 0.5, -0.5], showticklabels=False)
    legend_above(fig, size, yanchor="top", yref="container")
    _draw_bands(fig, bands, pass_mark, len(rows), size, colours, t)
    write_rows(fig, [f"<b>{shortened(row.label, left - size, size)}</b>" for row in rows], size, colours.ink)
    for y, row in enumerate(rows):
        if row.agreed is not None:
            ends = max(row.agreed - tolerance, 0), min(row.agreed + tolerance, FULL)
            edge = {"color": colours.agreed, "width": 1, "dash": "dash"}
            box(fig, *ends, y - 0.42, y + 0.42, fillcolor=tint(colours.agreed, 0.18), line=edge)
    _draw_totals(fig, rows, dot, dot * 1.1 * FULL / width, dot / pitch, colours, t)
    return fig.done()


def _draw_bands(
    fig: Drawing, bands: Sequence[Band], pass_mark: int, rows: int, size: int, colours: Palette, t: Language
) -> None:
    ordered = sorted(bands, key=lambda band: band.min)
    ends = [*(band.min for band in ordered[1:]), FULL]
    for n, (band, end) in enumerate(zip(ordered, ends, strict=True)):
        if n % 2 == 0:
            box(fig, band.min, end, -0.5, rows - 0.5, fillcolor=tint(colours.not_applicable, 0.1))
        words = wrapped(band.label.say(t.code), (end - band.min) * size * 0.6, size * 0.9)
        place = {"yref": "paper", "yanchor": "bottom", "yshift": size * 0.2}
        write(fig, (band.min + end) / 2, 1, words, size * 0.9, colours.muted, **place)
    rule(fig, (pass_mark, pass_mark), (-0.5, rows - 0.5), colours.ink, 2, dash="dot")
    words = t("Pass mark {mark}", mark=pass_mark)
    write(
        fig, pass_mark, 0, f"<b>{words}</b>", size * 0.9, colours.ink, yref="paper", yanchor="top", yshift=-size * 1.5
    )


def _draw_totals(
    fig: Drawing, rows: Sequence[TotalsRow], dot: float, apart: float, step: float, colours: Palette, t: Language
) -> None:
    """Total as shown; before a fatal error made it 0 it stays visible, hollow; the agreed total is a diamond."""
    spots = [
        (total, y + min(max(off * step, -0.4), 0.4))
        for y, row in enumerate(rows)
        for total, off in zip(row.totals, side_steps([total.shown for total in row.totals], apart), strict=True)
    ]
    for is_fatal, name in ((False, t("Assessor's total")), (True, t("Zeroed by a fatal error"))):
        chosen = [(total, y) for total, y in spots if total.is_fatal is is_fatal]
        look = {"color": colours.fatal if is_fatal else colours.mark, "line": {"width": 1.5, "color": colours.surface}}
        if chosen:
            symbol, xs = "octagon" if is_fatal else "circle", [total.shown for total, _y in chosen]
            fig.add(marks(name, xs, [y for _total, y in chosen], symbol=symbol, size=dot, **look))
    past = [(total.before_fatal, y) for total, y in spots if total.is_fatal]
    if past:
        xs, ys = [x for x, _y in past], [y for _x, y in past]
        fig.add(marks(t("Before the fatal error"), xs, ys, symbol="octagon-open", size=dot * 0.9, color=colours.fatal))
    agreed = [(row.agreed, y + 0.42) for y, row in enumerate(rows) if row.agreed is not None]
    if agreed:
        xs, ys = [x for x, _y in agreed], [y for _x, y in agreed]
        fig.add(
            marks(t("Agreed total, with tolerance"), xs, ys, symbol="diamond", size=dot * 1.1, color=colours.agreed)
        )


def pairwise_difference(
    rows: Sequence[DifferenceRow], t: Language, dark: bool, *, alone: bool = False, large: bool = False
) -> go.Figure:
    """Differences A − B in points around 0: to the left the first of the two is the stricter one, or who is `alone`."""
    size, pitch, left, right = (26, 84, 420, 330) if large else (14, 46, 210, 180)
    colours, height, reach = palette(dark), len(rows) * pitch, _reach(rows)
    step = STEP if reach <= 4 * STEP else 2 * STEP
    fig = figure(t, dark, height + size * 6, size, l=left, r=right, t=size * 2.2, b=size * 3.4)
    ticks = {"tickvals": list(range(-(reach // step) * step, reach + 1, step)), "tickfont": {"color": colours.muted}}
    fig.x_axis(AXIS, range=[-reach * 1.04, reach * 1.04], **ticks)
    fig.y_axis(AXIS, range=[len(rows) - 0.5, -0.5], showticklabels=False)
    rule(fig, (0, 0), (-0.5, len(rows) - 0.5), colours.ink, 2)
    for x, anchor, colour, words in (
        (-reach, "left", colours.stricter, t("◀ stricter") if alone else t("◀ the first is stricter")),
        (reach, "right", colours.lenient, t("more lenient ▶") if alone else t("the first is more lenient ▶")),
    ):
        box(fig, 0, x, -0.5, len(rows) - 0.5, fillcolor=tint(colour, 0.07))
        place = {"xanchor": anchor, "yref": "paper", "yanchor": "bottom", "yshift": size * 0.3}
        write(fig, x, 1, words, size, colours.ink, **place)
    write_rows(fig, [f"<b>{wrapped(row.label, left - size, size)}</b>" for row in rows], size, colours.ink)
    write_beside(fig, [_mean_words(row, t) for row in rows], size, colours.ink)
    for y, row in enumerate(rows):
        _draw_difference(fig, y, row, size, colours)
    legend = t("dots: recordings; diamond: mean, with the interval it likely lies in; points of the total")
    write(fig, 0, 0, legend, size * 0.9, colours.muted, yref="paper", yanchor="top", yshift=-size * 1.7)
    return fig.done()


def _reach(rows: Sequence[DifferenceRow]) -> int:
    """How far the axis goes to either side: what is drawn, rounded up to whole steps."""
    drawn = [abs(x) for row in rows for x in (*row.values, row.low, row.high, row.mean) if x is not None]
    return max(ceil(max(drawn, default=0.0) / STEP), 1) * STEP


def _draw_difference(fig: Drawing, y: int, row: DifferenceRow, size: int, colours: Palette) -> None:
    """Many dots are small and pale and step aside by turns, so that their crowd can be seen; the interval has ends."""
    is_crowd = len(row.values) > MANY
    look = {
        "size": size * (0.45 if is_crowd else 0.8),
        "color": tint(colours.mark, max(0.2, 30 / len(row.values)) if is_crowd else 0.55),
        "line": {"width": 0 if is_crowd else 1, "color": colours.mark},
    }
    aside = [y + (0.06 * (n % 5 - 2) if is_crowd else 0.0) for n in range(len(row.values))]
    fig.add(marks("", row.values, aside, **look))
    if row.low is not None and row.high is not None:
        rule(fig, (row.low, row.high), (y + 0.3, y + 0.3), colours.ink, 3, layer="above")
        for end in (row.low, row.high):
            rule(fig, (end, end), (y + 0.18, y + 0.42), colours.ink, 2, layer="above")
    if row.mean is not None:
        look = {"symbol": "diamond", "size": size * 0.65, "color": colours.ink}
        fig.add(marks("", [row.mean], [y + 0.3], **look))


def _mean_words(row: DifferenceRow, t: Language) -> str:
    if row.mean is None:
        return ""
    interval = (
        f" ({_signed(row.low, t)} … {_signed(row.high, t)})" if row.low is not None and row.high is not None else ""
    )
    return f"<b>{_signed(row.mean, t)}</b>{interval}"


def _signed(points: float, t: Language) -> str:
    size, nothing = t.number(abs(points), 1), t.number(0.0, 1)
    return size if size == nothing else f"{'+' if points > 0 else '−'}{size}"
