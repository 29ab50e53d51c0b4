"""What approved reports have planned: what is still to be done, what is overdue, what is done and how.

It knows: how each is shown, and the form by which it is marked as done.
Shaped so because: a report that is approved never changes, so what became of its plans is told beside it.
It must not know: who may mark one as done (core/follow_ups.py).
"""

import streamlit as st

from core.follow_ups import PlannedFor, finish_follow_up, follow_ups_of_reports
from pages.parts.follow_up_form import said
from pages.parts.session import do, read, say, t


def show() -> None:
    found: list[PlannedFor] = read(follow_ups_of_reports)
    if not found:
        st.info(t("No approved report of a round of yours plans a follow-up."), icon=":material/task_alt:")
    for one in found:
        with st.container(border=True, key=f"archive.follow_up.{one.follow_up.id}"):
            summary(one)
            if one.follow_up.finished:
                st.caption(t("Done on {day}: {note}", day=one.follow_up.finished, note=one.follow_up.note))
            elif one.may_finish:
                _finish(one)


def summary(one: PlannedFor) -> None:
    """What, whose, until when, of which round; a badge says whether it is late."""
    follow_up = one.follow_up
    st.markdown(f"{follow_up.text}  \n:small[{said(follow_up)}]")
    with st.container(horizontal=True, vertical_alignment="center"):
        if follow_up.finished:
            st.badge(t("Done"), icon=":material/check_circle:", color="green")
        elif one.is_overdue:
            st.badge(t("Overdue"), icon=":material/warning:", color="red")
        else:
            st.badge(t("To be done"), icon=":material/schedule:", color="blue")
        st.caption(one.round_title)


def _finish(one: PlannedFor) -> None:
    place = f"archive.finish.{one.follow_up.id}"
    with st.popover(t("Mark as done"), icon=":material/check:", key=f"{place}.open"), st.form(place, border=False):
        note = st.text_area(t("What was done"), key=f"{place}.note", height=90)
        if st.form_submit_button(t("Mark as done"), type="primary", key=f"{place}.do"):
            with say(t("The follow-up is marked as done.")):
                do(finish_follow_up, one.follow_up.round_id, one.follow_up.id, note)
