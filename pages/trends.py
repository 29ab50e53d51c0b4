"""Trends: for head and supervisor. Do the assessors come closer together, and where do they still differ?

Read from what archived rounds have added up to; few rounds are said to be few, and nobody is named too early.
"""

import streamlit as st

from core.trend_series import Trends
from core.trends import trends
from pages.parts import trend_view
from pages.parts.session import enter, read, t

me = enter("trends")


def choose_card(found: Trends) -> str:
    """One card's code; empty for all, and when there is only one."""
    cards = [card.code for card in found.cards]
    if len(cards) < 2:
        return ""
    chosen = st.segmented_control(
        t("Scorecard"),
        ["", *cards],
        default="",
        required=True,
        format_func=lambda code: code or t("All"),
        key="trends.card",
    )
    return chosen or ""


st.title(t("Trends"))
shown: Trends = read(trends)
if card := choose_card(shown):
    shown = read(trends, card)
if shown.rounds:
    trend_view.show(shown)
else:
    st.info(" ".join(t(note) for note in shown.notes), icon=":material/monitoring:")
