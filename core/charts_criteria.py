"""The picture of criteria side by side: what each costs of the card's points.

It knows: how standings of criteria look in plotly.
Shaped so because: the bar is the figure and the line on it how sure it is, so nobody takes a long line for a long bar.
It must not know: rounds, the store, statistics; intervals come decided.
"""

from collections.abc import Sequence

import plotly.graph_objects as go

from core.charts import AXIS, figure, lying_bars, rule, shortened, write_beside, write_rows
from core.language import Language
from core.palette import mix, palette
from core.trend_series import Standing


def standing_bar(
    names: Sequence[str], standings: Sequence[Standing], t: Language, dark: bool, *, large: bool = False
) -> go.Figure:
    """What each criterion costs of 100 points of the card, with the interval it likely lies in."""
    size, pitch, left, right = (26, 60, 480, 280) if large else (14, 34, 250, 150)
    colours, most = palette(dark), max([1.0, *(one.high or one.value for one in standings)])
    fig = figure(t, dark, len(standings) * pitch + size * 2.4, size, l=left, r=right, b=size * 2.4)
    fig.x_axis(AXIS, range=[0, most * 1.03], tickfont={"color": colours.muted})
    fig.y_axis(AXIS, range=[len(standings) - 0.5, -0.5], showticklabels=False)
    values, ys = [one.value for one in standings], list(range(len(standings)))
    bar = {"color": mix(colours.surface, colours.lenient, 0.75)}
    fig.add(lying_bars(values, ys, width=0.6, marker=bar))
    write_rows(fig, [shortened(name, left - size * 1.5, size) for name in names], size, colours.ink)
    words = []
    for y, one in enumerate(standings):
        text = f"<b>{t.number(one.value, 1)}</b>"
        if one.low is not None and one.high is not None:
            rule(fig, (one.low, one.high), (y, y), colours.ink, 3, layer="above")
            text += f" ({t.number(one.low, 1)}–{t.number(one.high, 1)})"
        words.append(text)
    write_beside(fig, words, size, colours.ink)
    return fig.done()
