"""In short: the five questions with their answers, and four figures; what a reader in a hurry takes along.

It knows: how an answer looks that is certain, and one that cannot be given yet.
Shaped so because: the answers stand before any picture, and in words.
It must not know: what the answer is (core/trend_answers.py).
"""

import streamlit as st

from core.certainty import Gates
from core.trend_answers import answers
from core.trend_lines import LEAST_ROUNDS
from core.trend_result import Trends
from core.trend_series import Sign
from pages.parts.session import language, t

OPEN = ":gray[:material/hourglass_empty:]"
SIGNS = {Sign.SURE: ":green[:material/check_circle:]", Sign.OPEN: OPEN, Sign.ADVICE: ":material/arrow_forward:"}


def show(found: Trends) -> None:
    with st.container(border=True, key="trends.short"):
        st.markdown(f"#### {t('In short')}")
        for answer in answers(found, language()):
            question, said = st.columns([2, 5])
            question.markdown(f"**{answer.question}**")
            said.markdown("  \n".join(f"{SIGNS[line.sign]} {line.text}" for line in answer.said))
        told = {sign.value: icon for sign, icon in SIGNS.items()}
        st.caption(
            t(
                "{sure} answered; {open} cannot be concluded yet, and why; {advice} advice. Likely: the range that "
                "holds the true value in 95 of 100 cases.",
                **told,
            )
        )
    _figures(found)


def show_what_is_needed(found: Trends) -> None:
    """While nothing is archived: from when on which question is answered."""
    st.info(" ".join(t(note) for note in found.notes), icon=":material/monitoring:")
    gates = Gates()
    with st.container(border=True):
        st.markdown(f"#### {t('What can be said, and from when on')}")
        for line in (
            t("From {n} recordings on: how far apart the assessors are, and on which criteria.", n=gates.index_from),
            t("From {n} rounds on: whether they come closer together, if the change is large enough.", n=LEAST_ROUNDS),
            t("From {n} recordings before and after: whether what was agreed or done helped.", n=gates.verdict_from),
            t(
                "From {n} recordings of a person, each scored by {some} or more: whether somebody is strict.",
                n=gates.severity_from_recordings,
                some=gates.severity_from_assessors,
            ),
        ):
            st.markdown(f"{OPEN} {line}")
        first = t(
            "For the first round: at least {n} recordings, scored by {some} assessors or more; then most of this can "
            "be said soonest.",
            n=gates.verdict_from,
            some=gates.severity_from_assessors,
        )
        st.markdown(f"{SIGNS[Sign.ADVICE]} {first}")


def _figures(found: Trends) -> None:
    latest, places = found.points[-1], [place for _row in range(2) for place in st.columns(2)]
    places[0].metric(t("Archived rounds"), t.number(len(found.rounds)), border=True)
    on_time = t("{n} of {all}", n=found.rounds_on_time, all=len(found.rounds))
    places[1].metric(t("Approved on time"), on_time, border=True)
    places[2].metric(
        t("Points in dispute, latest round"),
        "–" if latest.value is None else t("{points} of 100", points=t.number(latest.value, 1)),
        border=True,
        help=t("Points in dispute: of 100 points of the card, on how many two assessors differ. Less is better."),
    )
    if found.flips:
        places[3].metric(
            t("Recordings whose result depends on who scores"),
            t.count(
                "{percent}% ({n} round)",
                "{percent}% ({n} rounds)",
                len(found.rounds),
                percent=t.number(100 * found.flips.value),
            ),
            border=True,
            help=t(
                "Pass, band or a zeroed call depended on who scored; likely {low} to {high}% of recordings.",
                low=t.number(100 * found.flips.low),
                high=t.number(100 * found.flips.high),
            ),
        )
