"""The picture of criteria side by side: what each costs of the card's points.

It knows: how standings of criteria look in plotly.
Shaped so because: the bar is the figure and the line on it how sure it is, so nobody takes a long line for a long bar;
what it was over a longer time is a hollow ring, which is no bar.
It must not know: rounds, the store, statistics; intervals come decided.
"""

from collections.abc import Sequence

import plotly.graph_objects as go

from core.charts import AXIS, figure, lying_bars, marks, rule, wrapped, write_beside, write_rows
from core.language import Language
from core.palette import mix, palette
from core.trend_series import Standing


def standing_bar(
    names: Sequence[str],
    standings: Sequence[Standing],
    t: Language,
    dark: bool,
    *,
    whole: Sequence[float | None] = (),
    large: bool = False,
) -> go.Figure:
    """What each criterion costs of 100 points of the card, with the interval it likely lies in; `whole`: as rings."""
    size, pitch, left, right = (26, 72, 620, 280) if large else (14, 38, 330, 130)
    reach = [one.high or one.value for one in standings] + [value for value in whole if value is not None]
    colours, most = palette(dark), max([1.0, *reach])
    fig = figure(t, dark, len(standings) * pitch + size * 4, size, l=left, r=right, b=size * 4)
    title = {
        "text": t("points of 100 of the card"),
        "font": {"size": size, "color": colours.muted},
        "standoff": size * 0.4,
    }
    fig.x_axis(AXIS, range=[0, most * 1.03], tickfont={"color": colours.muted}, title=title)
    fig.y_axis(AXIS, range=[len(standings) - 0.5, -0.5], showticklabels=False)
    values, ys = [one.value for one in standings], list(range(len(standings)))
    bar = {"color": mix(colours.surface, colours.lenient, 0.75)}
    fig.add(lying_bars(values, ys, width=0.6, marker=bar))
    write_rows(fig, [wrapped(name, left - size * 1.5, size) for name in names], size, colours.ink)
    words = []
    for y, one in enumerate(standings):
        text = f"<b>{t.number(one.value, 1)}</b>"
        if one.low is not None and one.high is not None:
            rule(fig, (one.low, one.high), (y, y), colours.ink, 3, layer="above")
            text += f" ({t.number(one.low, 1)}–{t.number(one.high, 1)})"
        words.append(text)
    ring = {"symbol": "circle-open", "size": size * 0.9, "color": colours.mark, "line": {"width": 2.5}}
    fig.add(marks("", whole, ys[: len(whole)], **ring))
    write_beside(fig, words, size, colours.ink)
    return fig.done()
