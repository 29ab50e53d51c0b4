"""Supervisor: what does my round need now? Every step of the SOP but the assessors' scoring and the head's approval."""

import streamlit as st

from core.codes import Relation, Stage
from core.facts import Progress
from core.samples import recordings_of
from pages.parts import (
    archive_form,
    facilitate,
    figures_view,
    plan_form,
    progress_view,
    report_form,
    report_view,
    round_acts,
    samples_view,
)
from pages.parts.round_view import choose_round, show_round
from pages.parts.schedule_view import show_schedule
from pages.parts.session import enter, read, t

me = enter("supervisor")


def declined(progress: Progress) -> None:
    st.info(t("You declined this assignment. The Head of Section decides how it goes on."))


def sampling(progress: Progress) -> None:
    samples_view.show_samples(progress.round.id)
    with st.expander(t("Schedule"), icon=":material/event:"):
        show_schedule(progress)
    round_acts.other_acts(progress, read(recordings_of, progress.round.id))


def scoring(progress: Progress) -> None:
    progress_view.show_scoring(progress.round.id)
    with st.expander(t("Schedule"), icon=":material/event:"):
        show_schedule(progress)


def discussing(progress: Progress) -> None:
    facilitate.show(progress.round, progress)
    round_acts.offer_excuse(progress)


def waiting(progress: Progress) -> None:
    st.info(t("The draft report lies before the Head of Section."), icon=":material/hourglass_top:")
    report = report_view.figures_of(progress)
    if report:
        paper, beside = st.columns([3, 2], gap="medium")
        with paper:
            report_view.show_pages(progress)
        with beside:
            figures_view.show_figures(report)


def cancelled(progress: Progress) -> None:
    """The reason stands above already."""


BLOCKS = {
    Stage.ASSIGNED: plan_form.assignment,
    Stage.DECLINED: declined,
    Stage.SCHEDULING: plan_form.plan,
    Stage.SAMPLING: sampling,
    Stage.SCORING: scoring,
    Stage.DISCUSSING: discussing,
    Stage.HANDED_OVER: report_form.write,
    Stage.DRAFTING_REPORT: report_form.write,
    Stage.RETURNED: report_form.write,
    Stage.AWAITING_APPROVAL: waiting,
    Stage.APPROVED: archive_form.archive,
    Stage.ARCHIVED: archive_form.close,
    Stage.DONE: archive_form.done,
    Stage.CANCELLED: cancelled,
}

chosen = choose_round("supervisor", Relation.SUPERVISOR)
if chosen is None:
    st.caption(t("No round has been assigned to you yet."))
elif found := show_round(chosen):
    BLOCKS[found.round.stage](found)
