"""Follow-up in the report form: what is to be done after the round, by whom and until when.

It knows: the list as it will stand in the report, and the form that adds to it.
Shaped so because: an owner is chosen among the people of the round or typed, since a training is often someone else's.
It must not know: until when a follow-up may change (core/access.py).
"""

from uuid import UUID

import streamlit as st

from core.cards import card_of_round
from core.codes import Action, FollowUpKind
from core.facts import Progress
from core.follow_ups import add_follow_up, owners_to_choose, planned_follow_ups, remove_follow_up
from core.labels import FOLLOW_UP_LABELS
from core.outcomes import FollowUp
from pages.parts.reasoned import not_now
from pages.parts.session import act, do, read, recall, remember, say, t


def plan(progress: Progress) -> None:
    if not_now(Action.PLAN_FOLLOW_UP, progress):
        return
    round_id = progress.round.id
    st.subheader(t("Follow-up"))
    planned: list[FollowUp] = read(planned_follow_ups, round_id)
    if not planned:
        st.caption(t("Nothing is planned yet. A report needs no follow-up; what is added here stands in it."))
    for follow_up in planned:
        _planned(follow_up)
    with st.expander(t("Add a follow-up"), icon=":material/add_task:", key="supervisor.follow_up.open"):
        _add(round_id)


def _planned(follow_up: FollowUp) -> None:
    with st.container(horizontal=True, vertical_alignment="center", border=True):
        st.markdown(f"{follow_up.text}  \n:small[{said(follow_up)}]", width="stretch")
        st.button(
            t("Remove"),
            icon=":material/delete:",
            key=f"supervisor.follow_up.remove.{follow_up.id}",
            on_click=act(t("The follow-up is removed."), remove_follow_up, follow_up.round_id, follow_up.id),
        )


def said(follow_up: FollowUp) -> str:
    """Whose it is and until when, on one line."""
    due = t("due {day}", day=follow_up.due) if follow_up.due else ""
    on = t("On {criterion}", criterion=follow_up.criterion) if follow_up.criterion else ""
    return " · ".join(filter(None, (t(FOLLOW_UP_LABELS[follow_up.kind]), on, follow_up.owner, due)))


def _add(round_id: UUID) -> None:
    place = f"supervisor.follow_up.{round_id}"
    edition, names = recall(place, 0), read(owners_to_choose, round_id)
    labels = {own.code: f"{own.code} · {own.label.say(t.code)}" for own in read(card_of_round, round_id).criteria}
    with st.form(f"{place}.form.{edition}", border=False):
        kind = st.selectbox(
            t("Kind"),
            list(FollowUpKind),
            format_func=lambda one: t(FOLLOW_UP_LABELS[one]),
            key=f"{place}.kind.{edition}.{t.code}",
        )
        what = st.text_area(t("Follow-up action"), key=f"{place}.what.{edition}", height=90)
        criterion = st.selectbox(
            t("On a criterion"),
            ["", *labels],
            format_func=lambda code: labels.get(code, t("No criterion")),
            key=f"{place}.criterion.{edition}.{t.code}",
            help=t("Later rounds then tell, under Trends, whether the dispute on this criterion fell."),
        )
        owner = st.selectbox(
            t("Owner"),
            list(names),
            None,
            lambda key: names.get(key, key),
            key=f"{place}.owner.{edition}",
            accept_new_options=True,
            placeholder=t("Choose a person, or type a name"),
        )
        due = st.date_input(t("Due"), None, format="DD/MM/YYYY", key=f"{place}.due.{edition}")
        if st.form_submit_button(t("Add"), icon=":material/add:", key=f"{place}.add.{edition}"):
            with say(t("The follow-up is added.")):
                do(add_follow_up, round_id, kind, what, owner or "", due, criterion or "")
                remember(place, edition + 1)
