"""Step 7 for the head: the figures, the pages, and the two ways on: approve with the password again, or return.

It knows: what must be in sight when somebody decides.
Shaped so because: the head approves what they saw: the version that was on the screen goes with the act.
It must not know: what an approval consists of (core/signoff.py).
"""

import streamlit as st

from core.codes import Action
from core.facts import Progress
from core.labels import ACTION_LABELS
from core.language import N_
from core.signoff import approve_report, prepare_approval, return_report
from pages.parts.figures_view import show_figures
from pages.parts.reasoned import Act, not_now, offer_with_reason
from pages.parts.report_view import figures_of, show_pages
from pages.parts.session import do, read, recall, remember, say, t

RETURN = Act(
    Action.RETURN_REPORT,
    return_report,
    ":material/undo:",
    N_("The Supervisor revises the draft and submits it again. The deadline stays."),
    N_("The report is returned to the Supervisor."),
)


def show(progress: Progress) -> None:
    report = figures_of(progress)
    if report is None:
        return
    paper, beside = st.columns([3, 2], gap="medium")
    with paper:
        show_pages(progress)
    with beside:
        st.subheader(t("Result"))
        show_figures(report)
        _decide(progress)


def _decide(progress: Progress) -> None:
    round_, refused = progress.round, not_now(Action.APPROVE_REPORT, progress)
    seen = recall(f"head.seen.{round_.id}", round_.version)
    with st.form("head.approve", clear_on_submit=True):
        st.markdown(f"**{t('Approve')}**")
        st.caption(
            t("Your approval gives the report its number and date and freezes its figures. It is put on record.")
        )
        password = st.text_input(
            t("Your password"), type="password", key="head.password", autocomplete="current-password"
        )
        approved = st.form_submit_button(
            t(ACTION_LABELS[Action.APPROVE_REPORT]),
            type="primary",
            icon=":material/verified:",
            key="head.approve_button",
            disabled=bool(refused),
            help=refused or None,
        )
    remember(f"head.seen.{round_.id}", round_.version)
    if approved:
        with say(t("The report is approved.")):
            given = read(prepare_approval, round_.id, password)
            do(approve_report, round_.id, given, seen)
    offer_with_reason(RETURN, progress, "head.return", round_.id)
