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
from pages.parts.session import language, t
from pages.parts.trend_numbers import is_dark, numbers


def show(found: Trends) -> None:
    pairs, alone = found.pair_rows(language()), found.group_rows(language())
    if not pairs:
        return
    st.subheader(t("Is one of us strict?"))
    st.caption(t("Over all archived rounds on the chosen card, whatever else is filtered above."))
    if alone:
        _group(found, alone)
    else:
        st.markdown(t(found.unnamed) if found.unnamed else "")
        st.caption(t("With few recordings or two assessors it would be chance, not a person."))
    st.markdown(f"**{t('Differences between two assessors')}**")
    _draw(pairs, "trends.pairs")
    st.caption(t("A difference says that two differ, never which of the two is right."))
    if found.all_pairs > len(pairs):
        st.caption(t("The {n} of {all} pairs that lie furthest apart.", n=len(pairs), all=found.all_pairs))
    numbers("pairs", found.pair_lines(language()))


def _group(found: Trends, alone: Sequence[DifferenceRow]) -> None:
    for message in found.people_said:
        st.markdown(f"- {t(message)}")
    for message in found.drifts:
        st.markdown(f"- :material/trending_up: {t(message)}")
    _draw(alone, "trends.alone", alone=True)
    st.caption(
        t(
            "Below the group means stricter, not wrong. Somebody stands out only when this is more than chance would "
            "give among so many assessors."
        )
    )
    numbers("people", found.people_lines(language()))


def _draw(rows: Sequence[DifferenceRow], key: str, *, alone: bool = False) -> None:
    figure = pairwise_difference(rows, language(), is_dark(), alone=alone)
    st.plotly_chart(figure, key=key, config=CHART_CONFIG, theme=None)
