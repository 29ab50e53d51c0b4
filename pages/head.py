"""Head of Section: which rounds run, what waits for my approval, what do I assign? Steps 1 and 7 of the SOP."""

import streamlit as st

from core.access import FINAL_STAGES, OPEN_STAGES, allowed_by_role
from core.codes import Action, Relation, Stage
from core.facts import Progress
from pages.parts import approval, assign_form, report_view
from pages.parts.round_view import choose_round, show_round
from pages.parts.session import enter, t

me = enter("head")


def waiting(progress: Progress) -> None:
    """What the head should know at this stage, and nothing to do."""
    round_ = progress.round
    if round_.stage is Stage.AWAITING_APPROVAL:
        approval.show(progress)
    elif round_.stage in FINAL_STAGES:
        report_view.show_issued(round_.id)
    with st.expander(t("Briefing"), icon=":material/description:"):
        st.write(round_.briefing)
    if round_.stage in OPEN_STAGES | {Stage.DECLINED}:
        assign_form.other_acts(progress)


chosen = choose_round("head", Relation.HEAD)
if chosen is None:
    st.caption(t("You have not assigned a round yet."))
elif progress := show_round(chosen):
    waiting(progress)

with st.expander(t("Assign a new round"), expanded=chosen is None, icon=":material/add_task:"):
    assign_form.assign()
if allowed_by_role(Action.NAME_SUBSTITUTE, me):
    with st.expander(t("Substitutes"), icon=":material/supervisor_account:"):
        assign_form.substitutes(me)
