"""The pictures across rounds, each with the sentence that says what may be read from it.

It knows: which chart answers which question; the sentences stand in text, so that nothing hangs on a picture alone.
Shaped so because: a reader meets the warning before the picture.
It must not know: how a figure is computed, or whether a person may be named (core/trends.py has left the names out).
"""

from collections.abc import Sequence

import streamlit as st

from core.chart_values import DifferenceRow
from core.charts import CHART_CONFIG
from core.charts_round import pairwise_difference
from core.charts_trends import criterion_trend, on_time_bar, trend_line
from core.trend_series import ArchivedRound, Trends
from pages.parts.session import language, t

MOST_CRITERIA = 12


def show(found: Trends) -> None:
    _summary(found)
    for note in found.notes:
        st.caption(f":material/info: {t(note)}")
    _agreement(found)
    _criteria(found)
    _differences(found)
    _time(found)
    with st.expander(t("The same as a table"), icon=":material/table:"):
        st.dataframe([_line(round_) for round_ in found.rounds], hide_index=True, key="trends.table")


def is_dark() -> bool:
    return st.context.theme.type == "dark"


def _summary(found: Trends) -> None:
    latest = found.rounds[-1].point
    with st.container(horizontal=True):
        st.metric(t("Archived rounds"), t.number(found.archived), border=True)
        st.metric(
            t("Approved on time"),
            t("{n} of {all}", n=found.rounds_on_time, all=found.archived),
            border=True,
        )
        st.metric(
            t("Points in dispute, latest round"),
            "–" if latest.value is None else t.number(latest.value, 1),
            border=True,
            help=t("Of 100 points of the card: on how many two assessors differ on average. Less is better."),
        )


def _agreement(found: Trends) -> None:
    st.subheader(t("Points in dispute per round"))
    if all(point.value is None for point in found.points):
        st.caption(t("No round has enough recordings for an index yet."))
        return
    figure = trend_line(found.points, found.bounds, language(), is_dark())
    st.plotly_chart(figure, key="trends.agreement", config=CHART_CONFIG, theme=None)
    st.caption(
        t("The bar through each dot is where the true figure likely lies. Where bars overlap, rounds hardly differ.")
    )


def _criteria(found: Trends) -> None:
    st.subheader(t("Where assessors differ"))
    names, disputed = found.criterion_names(language())[:MOST_CRITERIA], found.criteria[:MOST_CRITERIA]
    if not any(criterion.mean for criterion in disputed):
        st.caption(t("No criterion is in dispute in these rounds."))
        return
    rounds = [round_.period for round_ in found.rounds]
    figure = criterion_trend(names, rounds, [criterion.disputes for criterion in disputed], language(), is_dark())
    st.plotly_chart(figure, key="trends.criteria", config=CHART_CONFIG, theme=None)
    if len(found.criteria) > MOST_CRITERIA:
        st.caption(t("The {n} criteria most in dispute.", n=MOST_CRITERIA))


def _time(found: Trends) -> None:
    st.subheader(t("Working days"))
    st.plotly_chart(
        on_time_bar(found.on_time, language(), is_dark()), key="trends.time", config=CHART_CONFIG, theme=None
    )


def _differences(found: Trends) -> None:
    """Pairs always, without names while the gate is closed; each against the group only once it is open."""
    pairs, alone = found.pair_rows(language()), found.group_rows(language())
    if not pairs:
        return
    st.subheader(t("Differences between two assessors"))
    _draw(pairs, "trends.pairs")
    if found.all_pairs > len(pairs):
        st.caption(t("The {n} of {all} pairs that lie furthest apart.", n=len(pairs), all=found.all_pairs))
    st.subheader(t("Each assessor against the group"))
    if alone:
        _draw(alone, "trends.alone")
    else:
        st.caption(t("Not shown yet: with few recordings or two assessors this would be chance, not a person."))


def _draw(rows: Sequence[DifferenceRow], key: str) -> None:
    st.plotly_chart(pairwise_difference(rows, language(), is_dark()), key=key, config=CHART_CONFIG, theme=None)


def _line(round_: ArchivedRound) -> dict[str, str]:
    point = round_.point
    known = point.value is not None
    span = known and point.low is not None and point.high is not None
    return {
        t("Round"): round_.title,
        t("Approved on"): t.date(round_.approved),
        t("Scorecard"): f"{round_.card_code} {round_.card_version}",
        t("Recordings"): t.number(round_.figures.recordings),
        t("Quality Assessors"): t.number(round_.figures.assessors),
        t("Points in dispute"): t.number(point.value or 0, 1) if known else "–",
        t("Likely between"): f"{t.number(point.low or 0, 1)} – {t.number(point.high or 0, 1)}" if span else "–",
        t("Working days"): t("{used} of {limit}", used=round_.days_used, limit=round_.limit),
    }
