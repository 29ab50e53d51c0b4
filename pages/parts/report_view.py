"""A report as it is read before it is signed: the draft's pages as they will be, and the issued file.

It knows: where the pages and files of a report lie.
Shaped so because: the pages stand beside the figures in words (figures_view.py), so that nobody depends on a picture.
It must not know: how a report is made (core/report.py), who may read it.
"""

from uuid import UUID

import streamlit as st

from core.errors import SelarasError
from core.facts import Progress
from core.language import RECORD_LANGUAGE
from core.report import draft_report_of
from core.report_preview import draft_of
from core.round_report import RoundReport
from core.signoff import issued_report
from pages.parts.session import read, show_problem, t

PAPER_HEIGHT = 760


def say_record_language() -> None:
    """Beside a form whose texts go on record, to whoever reads the pages in another language."""
    if t.code != RECORD_LANGUAGE:
        st.caption(t("What goes on record (briefing, report) is written in Indonesian, whatever language you work in."))


def show_pages(progress: Progress) -> None:
    """The draft's pages, and the same draft as a file."""
    round_ = progress.round
    try:
        pages = read(draft_of, round_.id).pages
    except SelarasError as problem:
        show_problem(problem)
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{t('Draft report')}**", width="content")
        st.caption(t.count("{n} page", "{n} pages", pages), width="stretch")
        st.link_button(
            t("Open as PDF"), f"/report/{round_.id}/draft.pdf", icon=":material/open_in_new:", key="report.open"
        )
    with st.container(height=PAPER_HEIGHT, border=True, key="report.paper"):
        for number in range(1, pages + 1):
            picture = f"/report/{round_.id}/page/{number}.png?v={round_.version}"
            show_page(t("Page {number} of the draft report", number=number), picture)


def show_page(words: str, picture: str) -> None:
    """A link to itself: it opens in its full size, and the keyboard reaches it and so scrolls the pages round it."""
    st.markdown(f"[![{words}]({picture})]({picture})", width="content")


def show_issued(round_id: UUID) -> None:
    """Number, day and file of the approved report."""
    issued = read(issued_report, round_id)
    if issued is None or issued.dated is None:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", border=True, gap="large"):
        st.metric(t("Number"), issued.number, width="content")
        st.metric(t("Date"), t.date(issued.dated), width="content")
        st.space("stretch")
        st.link_button(
            t("Open the report"),
            f"/report/{round_id}/issued.pdf",
            icon=":material/picture_as_pdf:",
            key="report.issued",
        )
    st.caption(t("SHA-256 of the file: {hash}", hash=issued.file_hash))


def figures_of(progress: Progress) -> RoundReport | None:
    try:
        report: RoundReport = read(draft_report_of, progress.round.id)
    except SelarasError as problem:
        show_problem(problem)
        return None
    return report
