"""A round's result in figures, as head and supervisor read it before it is signed.

It knows: which figures one looks at first, and that what is not unanimous is told last and in full.
Shaped so because: the figures stand as text beside the report's pages, so that nobody depends on a picture to decide.
It must not know: how a figure is computed (core/report.py) or worded (core/report_words.py), who may read it.
"""

import streamlit as st

from core.codes import CellState
from core.labels import CAUSE_LABELS
from core.report_results import AgreedTotal, ReportCell
from core.report_words import (
    beyond_chance_note,
    criteria_heads,
    criteria_rows,
    expert_sentences,
    index_sentences,
    summary_rows,
    untested_sentence,
)
from core.round_report import RoundReport
from pages.parts.session import language, t


def show_figures(report: RoundReport) -> None:
    """What came out and how far people agreed, then what is not unanimous: open points, rulings, dissents."""
    figures = report.figures
    with st.container(horizontal=True):
        _figure(t("Recordings"), figures.recordings)
        _figure(t("Quality Assessors"), figures.assessors)
        _figure(t("Answers that differed"), figures.cells_differing)
        _figure(t("Out of tolerance"), figures.cells_out_of_tolerance)
    for sentence in (*index_sentences(report, language()), *expert_sentences(report, language())):
        st.markdown(sentence)
    rows = [{t("Measure"): label, t("Result"): told} for label, told in summary_rows(report, language())]
    st.table(rows, border="horizontal", hide_index=True)
    _criteria(report)
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


def _criteria(report: RoundReport) -> None:
    """What to look at: criteria by points in dispute, and those that were not tested."""
    with st.expander(t("Criteria by points in dispute"), icon=":material/format_list_numbered:"):
        heads = criteria_heads(language())
        if rows := criteria_rows(report, language()):
            st.table([dict(zip(heads, row, strict=True)) for row in rows], border="horizontal", hide_index=True)
            st.caption(beyond_chance_note(language()))
        if untested := untested_sentence(report, language()):
            st.markdown(untested)


def _figure(label: str, value: int) -> None:
    st.metric(label, t.number(value), border=True)


def _totals(report: RoundReport) -> list[dict[str, str]]:
    """What was agreed, then each assessor's first totals; a column for each recording."""
    who, recordings = t("Quality Assessor"), [agreed.recording for agreed in report.agreed]
    lines = [{who: t("Agreed")} | {f"R{agreed.recording}": _agreed(agreed) for agreed in report.agreed}]
    if report.expert and report.expert_totals:
        experts = {f"R{own.recording}": t.number(own.total.shown, 2) for own in report.expert_totals}
        none = dict.fromkeys((f"R{n}" for n in recordings), "–")
        lines.append({who: t("Expert: {name}", name=report.expert.name)} | none | experts)
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
