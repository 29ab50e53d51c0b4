"""Differences between assessors over all archived rounds, and of those who may be named each against the group.

It knows: the two pictures and what they must not be read as.
Shaped so because: pairs are always there, without names while the gate is closed; a person only once it is open.
It must not know: who may be named (core/trends.py has left the names out).
"""

from collections.abc import Sequence

import streamlit as st

from core.chart_values import DifferenceRow
from core.charts import CHART_CONFIG
from core.charts_round import pairwise_difference
from core.trend_result import Trends
from core.trend_said import said_of_all
from pages.parts.session import language, t
from pages.parts.trend_numbers import is_dark, numbers

STRICTER, LENIENT = ":material/south_east:", ":material/north_east:"


def show(found: Trends) -> None:
    pairs, alone = found.pair_rows(language()), found.group_rows(language())
    if not pairs:
        return
    st.subheader(t("Is one of us strict?"))
    st.caption(t("Over all archived rounds on the chosen card, whatever else is filtered above."))
    if alone:
        _group(found, alone)
    else:
        st.caption(
            t(
                "Names are left out for as long as a difference may be chance. Until then the picture shows how far "
                "two assessors lie apart, not who it is."
            )
        )
    st.markdown(f"**{t('Differences between two assessors')}**")
    _draw(pairs, "trends.pairs")
    st.caption(
        t(
            "A difference says that two differ, never which of the two is right. These are differences of totals over "
            "all rounds: what is scored more strictly on one criterion and more leniently on another cancels out here, "
            "so they need not match the points counted criterion by criterion above."
        )
    )
    if found.all_pairs > len(pairs):
        st.caption(t("The {n} of {all} pairs that lie furthest apart.", n=len(pairs), all=found.all_pairs))
    numbers("pairs", found.pair_lines(language()))


def _group(found: Trends, alone: Sequence[DifferenceRow]) -> None:
    for message in said_of_all(found.people):
        st.markdown(f"- {t(message)}")
    for drift in found.drifts:
        st.markdown(f"- {STRICTER if drift.is_stricter else LENIENT} {t(drift.said)}")
    _draw(alone, "trends.alone", alone=True)
    st.caption(
        t(
            "The group is the mean of all who scored the recording, the person included; one who is far from it moves "
            "it away from the others. Below the group means stricter, not wrong; somebody is called stricter or more "
            "lenient only when the difference is too large for chance among so many assessors."
        )
    )
    numbers("people", found.people_lines(language()))


def _draw(rows: Sequence[DifferenceRow], key: str, *, alone: bool = False) -> None:
    figure = pairwise_difference(rows, language(), is_dark(), alone=alone)
    st.plotly_chart(figure, key=key, config=CHART_CONFIG, theme=None)
