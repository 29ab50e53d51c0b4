"""An assessor's own figures over all archived rounds: above or below the group, and the criteria furthest apart.

It knows: how they are told.
Shaped so because: it stands below the round at hand, which is what an assessor came for.
It must not know: anybody else; core/own_figures.py gives only what the person who asks may know.
"""

import streamlit as st

from core.cards import criterion_names
from core.own_figures import own_figures
from core.scorecard import Words
from core.trend_series import OwnFigures
from pages.parts.session import read, t


def show() -> None:
    found: OwnFigures = read(own_figures)
    st.subheader(t("Own figures over all archived rounds"))
    if not found.said and not found.criteria:
        st.caption(t("Your figures appear once a round of yours with three or more recordings is archived."))
        return
    for said in found.said:
        st.markdown(t(said))
    if not found.criteria:
        return
    names: dict[tuple[str, str], Words] = read(criterion_names)
    st.markdown(f"**{t('The criteria on which you and the others differ most')}**")
    rows = []
    for own in found.criteria:
        label = names.get((own.card_code, own.criterion))
        words = f"{own.criterion} · {label.say(t.code)}" if label else own.criterion
        rows.append(
            {
                t("Scorecard"): own.card_code,
                t("Criterion"): words,
                t("Points in dispute"): t.number(own.points, 1),
                t("Recordings"): t.number(own.recordings),
            }
        )
    st.dataframe(rows, hide_index=True, key="assessor.own_figures")
    st.caption(
        t(
            "Points of 100 of the criterion between your first score and those of the others. "
            "A difference does not say who is right."
        )
    )
