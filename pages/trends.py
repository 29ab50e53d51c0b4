"""Trends: for head and supervisor. Do the assessors come closer together, and where do they still differ?

Read from what archived rounds have added up to; few rounds are said to be few, and nobody is named too early.
"""

from datetime import date, timedelta

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.trend_result import CardRounds, Trends
from core.trend_series import Scope
from core.trends import cards_with_rounds, trends
from pages.parts import trend_short, trend_view
from pages.parts.session import enter, language, now, read, t

me = enter("trends")
YEAR = "12"


def choose_card(place: DeltaGenerator) -> str:
    """The card with the most rounds first: rounds on different cards make no line."""
    cards: list[CardRounds] = sorted(read(cards_with_rounds), key=lambda card: -card.rounds)
    if not cards:
        return ""
    codes = [*(card.code for card in cards), *([""] if len(cards) != 1 else [])]
    chosen = place.selectbox(
        t("Scorecard"), codes, format_func=lambda code: code or t("All"), key=f"trends.card.{t.code}"
    )
    return chosen or ""


def choose(found: Trends, card: str, columns: list[DeltaGenerator]) -> Scope:
    """Each filter offers only what the rounds on this card have."""
    everything, offered = t("All"), found.choices
    periods = ["", YEAR, *map(str, offered.years)]
    names = {"": everything, YEAR: t("Last 12 months")}
    period = columns[0].selectbox(
        t("Period"), periods, format_func=lambda p: names.get(p, p), key=f"trends.period.{t.code}"
    )
    channel = columns[1].selectbox(
        t("Channel"), ["", *offered.channels], format_func=lambda c: c or everything, key=f"trends.channel.{t.code}"
    )
    people = {"": everything, **{str(key): name for key, name in offered.assessors.items()}}
    assessor = columns[2].selectbox(
        t("Rounds with"), list(people), format_func=lambda key: people.get(key, key), key=f"trends.assessor.{t.code}"
    )
    labels = {code: f"{code} {label.say(language().code)}" for code, label in offered.criteria.items()}
    criterion = columns[3].selectbox(
        t("Criterion"),
        ["", *labels],
        format_func=lambda code: labels.get(code, everything),
        key=f"trends.criterion.{t.code}",
    )
    since, until = span(period or "")
    person = next((key for key in offered.assessors if str(key) == assessor), None)
    return Scope(card, since, until, channel or "", person, criterion or "")


def span(period: str) -> tuple[date | None, date | None]:
    if period == YEAR:
        return now().date() - timedelta(days=365), None
    return (date(int(period), 1, 1), date(int(period), 12, 31)) if period else (None, None)


st.title(t("Trends"))
first, *others = st.columns(5)
card = choose_card(first)
on_card: Trends = read(trends, Scope(card=card))
if not on_card.rounds:
    trend_short.show_what_is_needed(on_card)
    st.stop()
scope = choose(on_card, card, others)
shown: Trends = on_card if scope == Scope(card=card) else read(trends, scope)
if shown.rounds:
    trend_view.show(shown)
else:
    st.info(t("No archived round fits these filters."), icon=":material/filter_alt_off:")
