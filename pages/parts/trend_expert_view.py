"""Across rounds: how far the assessors lie from the experts outside their panels; nothing where no round had one.

It knows: the picture, its sentence and its numbers.
Shaped so because: the distance to an expert is another question than the distance among assessors, so it has a place of
its own.
It must not know: how a figure is computed, or who may be named (core/trend_expert.py).
"""

from dataclasses import replace

import streamlit as st

from core.chart_values import DifferenceRow
from core.charts import CHART_CONFIG
from core.charts_round import pairwise_difference
from core.charts_trends import trend_line
from core.trend_result import ExpertTrend, Trends
from pages.parts.session import language, t
from pages.parts.trend_numbers import is_dark, numbers


def show(found: Trends) -> None:
    expert = found.expert
    if expert is None:
        return
    st.subheader(t("How far do they lie from the expert?"))
    shown = {"n": expert.rounds, "all": len(found.rounds), "recordings": expert.recordings}
    st.caption(t("An expert outside the panel scored in {n} of {all} rounds ({recordings} recordings).", **shown))
    for message in expert.said:
        st.markdown(f"- {t(message)}")
    if any(point.value is not None for point in expert.points):
        points = [replace(one, label=month) for one, month in zip(expert.points, found.months(language()), strict=True)]
        figure = trend_line(points, found.bounds, language(), is_dark())
        st.plotly_chart(figure, key="trends.expert", config=CHART_CONFIG, theme=None)
        st.caption(
            t(
                "Points of 100 of the card between an assessor and the expert; lower is nearer. Assessors may agree "
                "with each other and still lie far from the expert."
            )
        )
        numbers("expert", [_line(found, n) for n, point in enumerate(expert.points) if point.value is not None])
    if expert.people:
        _people(expert)


def _line(found: Trends, n: int) -> dict[str, object]:
    assert found.expert is not None
    point, round_ = found.expert.points[n], found.rounds[n]
    return {
        t("Round"): round_.title,
        t("Approved on"): round_.approved,
        t("Points in dispute with the expert"): point.value,
        t("Likely from"): point.low,
        t("Likely to"): point.high,
        t("Points in dispute"): found.points[n].value,
    }


def _people(expert: ExpertTrend) -> None:
    rows = [DifferenceRow(own.one, own.values, own.mean, own.low, own.high) for own in expert.people]
    figure = pairwise_difference(rows, language(), is_dark(), alone=True)
    st.plotly_chart(figure, key="trends.expert_people", config=CHART_CONFIG, theme=None)
    st.caption(t("Each assessor's total minus the expert's, over all archived rounds that had one."))
