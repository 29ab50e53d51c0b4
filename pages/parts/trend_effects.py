"""What was agreed or done about a criterion, and what became of the dispute on it.

It knows: how a change is told that is concluded, and one that is not.
Shaped so because: a sentence cut off in a table is not read, so the first few stand in full, all of them in the table.
It must not know: how before and after are compared (core/trend_changes.py).
"""

import streamlit as st

from core.certainty import Trend
from core.labels import FOLLOW_UP_LABELS
from core.trend_result import Trends
from core.trend_series import Effect
from pages.parts.session import language, t
from pages.parts.trend_numbers import numbers

MOST_IN_FULL = 5
FELL, ROSE = ":green[:material/trending_down:]", ":red[:material/trending_up:]"
OPEN = ":gray[:material/hourglass_empty:]"


def show(found: Trends) -> None:
    st.subheader(t("Did what was agreed help?"))
    if not found.effects:
        st.caption(t("No interpretation and no action on a criterion is kept from these rounds yet."))
        return
    names = {code: label.say(t.code) for code, label in found.choices.criteria.items()}
    for one in found.effects[:MOST_IN_FULL]:
        _one(one, names.get(one.step.criterion, ""))
    st.caption(
        t(
            "A fall alone does not prove that this was the cause: the group may have come closer everywhere, and of "
            "40 such comparisons about one seems to help by chance."
        )
    )
    numbers("effects", found.effect_lines(language()))


def _one(one: Effect, name: str) -> None:
    step = one.step
    kind = t(FOLLOW_UP_LABELS[step.kind]) if step.kind else t("Interpretation")
    with st.container(border=True):
        head = " · ".join(filter(None, (kind, t.date(step.day) if step.day else "", step.owner)))
        st.markdown(f":small[**{step.criterion}** {name} · {head}]  \n{step.text}")
        figures = ""
        if one.before is not None and one.after is not None:
            told = {"before": t.number(one.before, 1), "after": t.number(one.after, 1)}
            figures = t("Before {before}, after {after} of 100 points of the criterion.", **told)
        st.markdown(f"{_sign(one)} {figures} {t(one.said)}")


def _sign(one: Effect) -> str:
    """The same as in the summary: a fall like everywhere else is not certain."""
    if one.word is Trend.WIDER:
        return ROSE
    return FELL if one.word is Trend.CLOSER and one.stands_out else OPEN
