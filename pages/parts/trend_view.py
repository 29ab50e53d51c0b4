"""The pictures across rounds, each with the sentence that says what may be read from it and a table of its numbers.

It knows: which chart answers which question; the sentences stand in text, so that nothing hangs on a picture alone.
Shaped so because: a reader meets the warning before the picture, and can take every number home.
It must not know: how a figure is computed, or whether a person may be named (core/trends.py has left the names out).
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import streamlit as st

from core.charts import CHART_CONFIG
from core.charts_criteria import standing_bar
from core.charts_trends import criterion_trend, on_time_bar, trend_line
from core.trend_losses import when_lately
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
    points = [replace(one, label=month) for one, month in zip(found.points, found.months(language()), strict=True)]
    figure = trend_line(points, found.bounds, language(), is_dark(), line=found.line, steps=found.marks)
    st.plotly_chart(figure, key="trends.agreement", config=CHART_CONFIG, theme=None)
    st.caption(" ".join(_how_to_read(found)))
    numbers("rounds", [_line(found, n, round_) for n, round_ in enumerate(found.rounds)])


def _how_to_read(found: Trends) -> Iterator[str]:
    """Of what the picture shows, and no more."""
    aligned, far = (t.number(bound) for bound in found.bounds)
    yield t("Lower is better. The line through each dot is the range in which the true figure likely lies.")
    yield t(
        "By the limits of this office, up to {aligned} points is aligned, up to {far} usual, and above that far apart.",
        aligned=aligned,
        far=far,
    )
    if any(found.line):
        yield t(
            "Where the lines of two rounds overlap, the rounds cannot be told apart. Green line: the general course "
            "over the rounds, from the first on; green band: what is usual over all these rounds together. A line "
            "above the band is worse than usual, below it better."
        )
    if any(not mark.is_version for mark in found.marks):
        yield t("◆: how much was agreed or done before the round to its right was scored.")
    if any(mark.is_version for mark in found.marks):
        yield t("Dashed: from here on another version of the card.")


def _line(found: Trends, n: int, round_: ArchivedRound) -> Mapping[str, object]:
    point, here = found.points[n], found.line[n]
    return {
        t("Round"): round_.title,
        t("Period"): round_.period,
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
    if not any(one.value > 0 for one in found.standings):
        st.caption(t("No criterion is in dispute in these rounds."))
        return
    ranked = [one for one in found.lately if one.value > 0][:MOST_CRITERIA]
    whole = () if found.is_all_lately else found.lately_whole[: len(ranked)]
    if ranked:
        figure = standing_bar(found.lately_names(language()), ranked, language(), is_dark(), whole=whole)
        st.plotly_chart(figure, key="trends.standings", config=CHART_CONFIG, theme=None)
    st.caption(" ".join(_how_to_read_criteria(found, len(ranked))))
    _heat(found)
    numbers("criteria", found.criterion_lines(language()))


def _how_to_read_criteria(found: Trends, shown: int) -> Iterator[str]:
    yield t(
        "Bar: by how many of 100 points of the card two assessors differ on average, {when}; thin line: the range in "
        "which that likely lies.",
        when=when_lately(found, language()),
    )
    if not found.is_all_lately:
        yield t("Ring: the same over all {n} rounds shown.", n=len(found.rounds))
    yield t("Where the thin lines of two criteria overlap, which of them comes first cannot be concluded.")
    if len(found.lately) > shown == MOST_CRITERIA:
        yield t("The {n} largest of {all} criteria are shown.", n=shown, all=len(found.lately))
    elif len(found.lately) > shown:
        yield t("On the {n} others nobody differed.", n=len(found.lately) - shown)


def _heat(found: Trends) -> None:
    disputed, rounds = found.criteria[:MOST_CRITERIA], found.months(language())[-LATEST:]
    values = [criterion.disputes[-LATEST:] for criterion in disputed]
    figure = criterion_trend(found.criterion_names(language())[:MOST_CRITERIA], rounds, values, language(), is_dark())
    with st.expander(t("Round by round, the latest {n}", n=len(rounds)), icon=":material/grid_on:"):
        st.plotly_chart(figure, key="trends.criteria", config=CHART_CONFIG, theme=None)
        days = [t.date(round_.approved) for round_ in found.rounds][-LATEST:]
        lines = zip(found.criterion_names(language()), values, strict=False)
        told = [{t("Criterion"): name} | dict(zip(days, each, strict=True)) for name, each in lines]
        numbers("criteria_by_round", told, is_open=bool(told))


def _time(found: Trends) -> None:
    st.subheader(t("Were the rounds finished on time?"))
    figure = on_time_bar(found.on_time(language())[-LATEST:], language(), is_dark())
    st.plotly_chart(figure, key="trends.time", config=CHART_CONFIG, theme=None)
    st.caption(
        t(
            "Each round by the day of its approval: how many working days it took until then. That says nothing about "
            "how well it was scored."
        )
    )
    if len(found.rounds) > LATEST:
        st.caption(t("The latest {n} rounds are shown.", n=LATEST))
    used = (t("Round"), t("Approved on"), t("Working days used"), t("Working days allowed"))
    numbers("working_days", [{name: _line(found, n, one)[name] for name in used} for n, one in enumerate(found.rounds)])
