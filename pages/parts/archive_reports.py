"""Approved reports: the list, one of them as it was issued, and whether a file is the one that was issued.

It knows: where the pages and files of a report lie; reading is free, taking a file along is recorded.
Shaped so because: the pages come as pictures, since a browser may be told not to show PDFs.
"""

from collections.abc import Callable
from uuid import UUID

import streamlit as st

from core.errors import SelarasError
from core.issued import IssuedReport, issued_as, issued_reports
from core.labels import STAGE_LABELS
from core.report_preview import issued_of
from pages.parts.report_view import show_page
from pages.parts.session import read, recall, remember, show_problem, t

PAPER_HEIGHT = 760
SHORT = 16


def show() -> None:
    reports: list[IssuedReport] = read(issued_reports)
    if not reports:
        st.info(t("No report of a round of yours is approved yet."), icon=":material/inventory_2:")
        return
    rows = [
        {
            t("Number"): report.number,
            t("Date"): t.date(report.dated),
            t("Round"): report.title,
            t("Approved by"): f"{report.acting_as} {report.approved_by}".strip(),
            t("State"): t(STAGE_LABELS[report.stage]),
            t("Data (SHA-256)"): f"{report.data_hash[:SHORT]}…",
            t("File (SHA-256)"): f"{report.file_hash[:SHORT]}…",
        }
        for report in reports
    ]
    st.dataframe(rows, hide_index=True, key="archive.reports")
    _one(_chosen({report.round_id: report for report in reports}))


def _chosen(by_round: dict[UUID, IssuedReport]) -> IssuedReport:
    """The address' (?round=…), else the newest."""
    asked = st.query_params.get("round", "")
    known = next((key for key in by_round if str(key) == asked), None)
    if asked and known is None:
        st.warning(t("The address names a report that is not among yours. Another one is shown."))
    first = known or recall("archive.round")
    keys = list(by_round)
    picked = st.selectbox(
        t("Report"),
        keys,
        index=keys.index(first) if first in by_round else 0,
        format_func=lambda key: f"{by_round[key].number} · {by_round[key].title}",
        key="archive.report",
        on_change=lambda: st.query_params.clear(),
    )
    remember("archive.round", picked)
    return by_round[picked]


def _one(report: IssuedReport) -> None:
    place = f"/report/{report.round_id}"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.link_button(
            t("Open as PDF"),
            f"{place}/issued.pdf",
            type="primary",
            icon=":material/picture_as_pdf:",
            key="archive.pdf",
        )
        st.link_button(t("Download scores as CSV"), f"{place}/scores.csv", icon=":material/table:", key="archive.csv")
        figures = f"{place}/statistics.csv"
        st.link_button(t("Download statistics as CSV"), figures, icon=":material/functions:", key="archive.statistics")
        st.caption(t("Opening or downloading a file is recorded in the audit trail."))
    with st.expander(t("Fingerprints (SHA-256)"), icon=":material/fingerprint:"):
        st.code(f"{t('Data')}  {report.data_hash}\n{t('File')}  {report.file_hash}", language=None, wrap_lines=True)
    try:
        pages = read(issued_of, report.round_id).pages
    except SelarasError as problem:
        show_problem(problem)
        return
    with st.container(height=PAPER_HEIGHT, border=True, horizontal_alignment="center", key="archive.paper"):
        for number in range(1, pages + 1):
            words, picture = t("Page {number} of the report", number=number), f"{place}/issued/{number}.png"
            show_page(words, picture)


def verify() -> None:
    """Is this file exactly one that was issued here?"""
    st.markdown(t("Is a report in your hands the one that was approved? Its fingerprint is compared; nothing is kept."))
    given = st.file_uploader(t("Report (PDF)"), type=["pdf"], key="archive.given")
    if given is None:
        return
    found: IssuedReport | None = read(issued_as, given.getvalue())
    if found is None:
        st.error(
            t("No report was ever issued with exactly this content. It may have been changed, or be only a draft."),
            icon=":material/gpp_bad:",
        )
        return
    st.success(t("This is the issued file, unchanged to the last byte."), icon=":material/verified_user:")
    with st.container(horizontal=True):
        for label, value in _facts(found, t.date):
            st.metric(label, value, width="content")
    st.code(found.file_hash, language=None)


def _facts(found: IssuedReport, date: Callable[..., str]) -> list[tuple[str, str]]:
    return [(t("Number"), found.number), (t("Date"), date(found.dated)), (t("State"), t(STAGE_LABELS[found.stage]))]
