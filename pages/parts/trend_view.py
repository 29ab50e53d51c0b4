"""The pictures across rounds, each with the sentence that says what may be read from it and a table of its numbers.

It knows: which chart answers which question; the sentences stand in text, so that nothing hangs on a picture alone.
Shaped so because: a reader meets the warning before the picture, and can take every number home.
It must not know: how a figure is computed, or whether a person may be named (core/trends.py has left the names out).
"""

from collections.abc import Iterator, Mapping

import streamlit as st

from core.charts import CHART_CONFIG
from core.charts_criteria import standing_bar
from core.charts_trends import criterion_trend, on_time_bar, trend_line
from core.trend_result import Trends
from core.trend_series import ArchivedRound
from pages.parts import trend_effects, trend_expert_view, trend_people_view, trend_short
from pages.parts.session import language, t
from pages.parts.trend_numbers import is_dark, numbers

MOST_CRITERIA = 12
LATEST = 12


def show(found: Trends) -> None:
    trend_short.show(found)
    for note in found.notes:
        st.caption(f":material/info: {t(note)}")
    _agreement(found)
    _criteria(found)
    trend_effects.show(found)
    trend_people_view.show(found)
    trend_expert_view.show(found)
    _time(found)


def _agreement(found: Trends) -> None:
    st.subheader(t("Are the assessors coming closer together?"))
    if all(point.value is None for point in found.points):
        st.caption(t("No round has enough recordings for an index yet."))
        return
    st.markdown(f"{t(found.quarter.said)}  \n{t(found.direction)}")
    figure = trend_line(found.points, found.bounds, language(), is_dark(), line=found.line, steps=found.marks)
    st.plotly_chart(figure, key="trends.agreement", config=CHART_CONFIG, theme=None)
    st.caption(" ".join(_how_to_read(found)))
    numbers("rounds", [_line(found, n, round_) for n, round_ in enumerate(found.rounds)])


def _how_to_read(found: Trends) -> Iterator[str]:
    """Of what the picture shows, and no more."""
    yield t("Lower is better. The bar through each dot is where the true figure likely lies.")
    if any(found.line):
        yield t(
            "Where bars overlap, rounds hardly differ. Green line: the course without the jumps of single rounds; "
            "below the shaded band it is better than usual, above it worse."
        )
    if found.marks:
        yield t("◆: how much was agreed or done before a round; dashed: another version of the card.")


def _line(found: Trends, n: int, round_: ArchivedRound) -> Mapping[str, object]:
    point, here = found.points[n], found.line[n]
    return {
        t("Round"): round_.title,
        t("Approved on"): round_.approved,
        t("Scorecard"): f"{round_.card_code} {round_.card_version}",
        t("Recordings"): round_.figures.recordings,
        t("Quality Assessors"): round_.figures.assessors,
        t("Points in dispute"): point.value,
        t("Likely from"): point.low,
        t("Likely to"): point.high,
        t("Smoothed"): here.value if here else None,
        t("Calls whose result depended on the assessor"): round_.figures.decision_flips,
        t("Working days used"): round_.days_used,
        t("Working days allowed"): round_.limit,
    }


def _criteria(found: Trends) -> None:
    st.subheader(t("On which criteria do they lose most?"))
    ranked = [one for one in found.standings if one.value > 0]
    if not ranked:
        st.caption(t("No criterion is in dispute in these rounds."))
        return
    names = found.standing_names(language())
    figure = standing_bar(names[:MOST_CRITERIA], ranked[:MOST_CRITERIA], language(), is_dark())
    st.plotly_chart(figure, key="trends.standings", config=CHART_CONFIG, theme=None)
    st.caption(
        t(
            "Points of 100 of the card that two assessors dispute on average, over all recordings shown. "
            "Where the lines of two criteria overlap, which of them comes first cannot be concluded."
        )
    )
    _heat(found)
    numbers("criteria", found.criterion_lines(language()))


def _heat(found: Trends) -> None:
    disputed, rounds = found.criteria[:MOST_CRITERIA], [round_.period for round_ in found.rounds][-LATEST:]
    values = [criterion.disputes[-LATEST:] for criterion in disputed]
    figure = criterion_trend(found.criterion_names(language())[:MOST_CRITERIA], rounds, values, language(), is_dark())
    with st.expander(t("Round by round, the latest {n}", n=len(rounds)), icon=":material/grid_on:"):
        st.plotly_chart(figure, key="trends.criteria", config=CHART_CONFIG, theme=None)


def _time(found: Trends) -> None:
    st.subheader(t("Working days"))
    figure = on_time_bar(found.on_time[-LATEST:], language(), is_dark())
    st.plotly_chart(figure, key="trends.time", config=CHART_CONFIG, theme=None)
    st.caption(
        t(
            "How long a round took, up to its approval; it says nothing about how well it was scored. The latest {n}.",
            n=min(LATEST, len(found.rounds)),
        )
    )
