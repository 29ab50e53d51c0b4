"""A round's result as it is read before it is signed: the figures in words, and the draft's pages as they will be.

It knows: which figures a head looks at first, and where the pages and files of a report lie.
Shaped so because: the figures stand as text beside the pages, so that nobody depends on a picture to decide.
It must not know: how a figure is computed (core/report.py), who may read it.
"""

from uuid import UUID

import streamlit as st

from core.codes import CellState
from core.errors import SelarasError
from core.facts import Progress
from core.labels import CAUSE_LABELS
from core.language import RECORD_LANGUAGE
from core.report import draft_report_of
from core.report_preview import draft_of
from core.report_results import AgreedTotal, ReportCell
from core.round_report import RoundReport
from core.signoff import issued_report
from pages.parts.session import read, show_problem, t

PAPER_HEIGHT = 760


def show_figures(report: RoundReport) -> None:
    """What came out, then what is not unanimous: open points, rulings, dissents."""
    figures = report.figures
    with st.container(horizontal=True):
        _figure(t("Recordings"), figures.recordings)
        _figure(t("Quality Assessors"), figures.assessors)
        _figure(t("Answers that differed"), figures.cells_differing)
        _figure(t("Out of tolerance"), figures.cells_out_of_tolerance)
    # A line for each assessor, broken where it must be: all are in sight beside the draft, however narrow that is.
    st.table(_totals(report), border="horizontal", hide_index=True)
    _noted(report, CellState.OPEN, t("Not agreed"), ":material/help:")
    _noted(report, CellState.RULED, t("Ruled by the Supervisor"), ":material/gavel:")
    dissents = sum(len(cell.dissents) for cell in report.cells)
    if dissents:
        st.markdown(
            f":material/record_voice_over: {t.count('{n} dissent on record', '{n} dissents on record', dissents)}"
        )
    with st.expander(
        t.count("{n} agreed interpretation", "{n} agreed interpretations", len(report.interpretations)),
        icon=":material/menu_book:",
    ):
        for agreed in report.interpretations:
            st.markdown(f"**{agreed.criterion}** · {agreed.text}")


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


def _figure(label: str, value: int) -> None:
    st.metric(label, t.number(value), border=True)


def _totals(report: RoundReport) -> list[dict[str, str]]:
    """What was agreed, then each assessor's first totals; a column for each recording."""
    who, recordings = t("Quality Assessor"), [agreed.recording for agreed in report.agreed]
    lines = [{who: t("Agreed")} | {f"R{agreed.recording}": _agreed(agreed) for agreed in report.agreed}]
    for scorer in report.scorers:
        totals = {f"R{n}": report.total(n, scorer.number) for n in recordings}
        firsts = {name: t.number(total.first.shown, 2) if total else "–" for name, total in totals.items()}
        lines.append({who: scorer.name} | firsts)
    return lines


def _agreed(agreed: AgreedTotal) -> str:
    if agreed.low is None or agreed.high is None:
        return t("Not agreed")
    low, high = t.number(agreed.low.shown, 2), t.number(agreed.high.shown, 2)
    return f"{low} – {high}" if agreed.is_span else low


def _noted(report: RoundReport, state: CellState, title: str, icon: str) -> None:
    found = [cell for cell in report.cells if cell.state is state]
    if found:
        st.markdown("\n".join([f"{icon} **{title}**", "", *(f"- {_point(cell)}" for cell in found)]))


def _point(cell: ReportCell) -> str:
    cause = f" ({t(CAUSE_LABELS[cell.cause])})" if cell.cause else ""
    return f"R{cell.recording}, {cell.criterion}: {cell.reason}{cause}"
