"""Step 6 for the Supervisor: write the sections, read the draft as it will be, submit it.

It knows: the order of the sections and that a save goes with the version that was on the screen.
Shaped so because: a refused save loses nothing: what was typed stays in the fields until it is saved or thrown away.
It must not know: the report's figures and form (core/report.py, core/report_pdf.py).
"""

import streamlit as st

from core.codes import Action, Stage
from core.facts import Progress
from core.labels import ACTION_LABELS
from core.report_texts import SECTIONS
from core.signoff import report_draft, save_report, submit_report
from pages.parts import follow_up_form
from pages.parts.figures_view import show_figures
from pages.parts.reasoned import not_now, offer_with_reason
from pages.parts.report_view import figures_of, say_record_language, show_pages
from pages.parts.round_acts import BACK
from pages.parts.session import act, do, read, recall, remember, say, t


def write(progress: Progress) -> None:
    round_ = progress.round
    report = figures_of(progress)
    if report is None:
        return
    draft: dict[str, str] = read(report_draft, round_.id)
    texts, pages = st.columns(2, gap="medium")
    with texts:
        st.subheader(t("Texts of the report"))
        say_record_language()
        _form(progress, draft)
        follow_up_form.plan(progress)
        _submit(progress, draft)
    with pages:
        written, figures = st.tabs([t("Draft report"), t("Result in figures")])
        with written:
            show_pages(progress)
        with figures:
            show_figures(report)


def _form(progress: Progress, draft: dict[str, str]) -> None:
    round_ = progress.round
    place = f"supervisor.report.{round_.id}"
    edition, seen = recall(f"{place}.edition", 0), recall(f"{place}.seen", round_.version)
    with st.form(f"{place}.form"):
        written = {
            name: st.text_area(t(title), draft[name], height="content", key=f"{place}.{name}.{edition}")
            for name, title in SECTIONS.items()
        }
        style = "secondary" if _is_written(progress, draft) else "primary"
        saved = st.form_submit_button(t("Save the draft"), type=style, icon=":material/save:", key="supervisor.save")
    remember(f"{place}.seen", round_.version)
    if saved:
        with say(t("The draft is saved.")):
            do(save_report, round_.id, written, seen)
    if written != draft:
        st.caption(t("The fields hold text that is not saved yet."))
        st.button(
            t("Throw it away and show what is saved"),
            icon=":material/restart_alt:",
            key="supervisor.discard",
            on_click=lambda: remember(f"{place}.edition", edition + 1),
        )


def _submit(progress: Progress, draft: dict[str, str]) -> None:
    refused = not_now(Action.SUBMIT_REPORT, progress)
    if not refused and not _is_written(progress, draft):
        empty = [f"- {t(title)}" for name, title in SECTIONS.items() if not draft[name].strip()]
        refused = "\n".join([t("Write and save every section first:"), *empty])
    with st.container(horizontal=True):
        st.button(
            t(ACTION_LABELS[Action.SUBMIT_REPORT]),
            type="primary",
            icon=":material/send:",
            key="supervisor.submit",
            disabled=bool(refused),
            help=refused or None,
            on_click=act(t("The draft report lies before the Head of Section."), submit_report, progress.round.id),
        )
        offer_with_reason(BACK, progress, "supervisor.back", progress.round.id)


def _is_written(progress: Progress, draft: dict[str, str]) -> bool:
    """Opening texts that nobody has saved are not written."""
    return progress.round.stage is not Stage.HANDED_OVER and all(text.strip() for text in draft.values())
