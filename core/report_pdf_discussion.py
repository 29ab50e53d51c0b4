"""Part C.6 to C.8 of the report: what the discussion agreed, the interpretations that remain, the follow-up.

It knows: how a discussed cell is told: first answers, agreed value, why, and who dissented.
Shaped so because: these tables are the heart of the report for the assessors who score by it from now on.
It must not know: figures, how tables break.
"""

from core.answers import DifferenceKind, difference_kind
from core.chart_values import answer_label
from core.codes import CellState, Strength
from core.labels import CAUSE_LABELS, CELL_STATE_LABELS, STRENGTH_LABELS
from core.language import Language
from core.report_pdf_page import INDENT, Page
from core.report_pdf_table import Column, fitted, table
from core.report_results import ReportCell
from core.round_report import RoundReport
from core.scorecard import Answer, Criterion


def discussed(page: Page, report: RoundReport) -> None:
    t = page.t
    page.subheading(t("C.6 Result of the joint discussion"), 40)
    cells = [cell for cell in report.cells if cell.state and cell.strength is not Strength.UNANIMOUS]
    if not cells:
        page.prose(t("No difference had to be discussed."))
        return
    columns = [Column(t("No."), 9, is_bold=True), Column(t("Criterion"), 30), Column(t("First scores"), 25)]
    columns += [Column(t("Agreed"), 24, is_bold=True), Column(t("Reason and cause"), 42)]
    columns = fitted([*columns, Column(t("Interpretation, dissent"), 46)], page.epw - INDENT)
    table(page, columns, [_cell_row(report, cell, t) for cell in cells], 8)


def _cell_row(report: RoundReport, cell: ReportCell, t: Language) -> list[str]:
    criterion = report.card.criterion(cell.criterion)
    firsts = [f"QA {first.assessor}: {answer_label(criterion, first.note.answer, t)}" for first in cell.first]
    cause = t(CAUSE_LABELS[cell.cause]) if cell.cause else ""
    strength = t(STRENGTH_LABELS[cell.strength]) if cell.strength else ""
    beside = [cell.interpretation] if cell.interpretation else []
    beside += [t("Dissent of QA {n}: {words}", n=d.assessor, words=d.text) for d in cell.dissents]
    kind = _kind_words(cell, criterion, t)
    return [
        f"R{cell.recording}",
        "\n".join(filter(None, (f"{cell.criterion} {criterion.label.say(t.code)}", kind and f"({kind})"))),
        "\n".join(filter(None, (_first_words(report, cell, firsts, t), _expert_words(report, cell, t)))),
        _agreed_value(report, cell, t),
        "\n".join(filter(None, (cell.reason, " · ".join(filter(None, (cause, strength)))))),
        "\n".join(beside) or "–",
    ]


def _kind_words(cell: ReportCell, criterion: Criterion, t: Language) -> str:
    """A difference of value only goes without saying, unless it is the expert alone who differs."""
    words = {DifferenceKind.FATAL: t("fatal"), DifferenceKind.APPLICABILITY: t("applicability")}
    if cell.differs or cell.expert is None:
        return words.get(cell.kind, "")
    kind = difference_kind(criterion, [cell.expert.answer, *(first.note.answer for first in cell.first)])
    return ", ".join(filter(None, (words.get(kind), t("the expert differs"))))


def _first_words(report: RoundReport, cell: ReportCell, firsts: list[str], t: Language) -> str:
    """Each assessor's answer; of many assessors only how many gave which."""
    if len(firsts) <= 4:
        return "\n".join(firsts)
    criterion, counts = report.card.criterion(cell.criterion), dict[Answer, int]()
    for first in cell.first:
        counts[first.note.answer] = counts.get(first.note.answer, 0) + 1
    ordered = sorted(counts, key=lambda answer: -counts[answer])
    return "\n".join(f"{answer_label(criterion, answer, t)}: {counts[answer]}" for answer in ordered)


def _expert_words(report: RoundReport, cell: ReportCell, t: Language) -> str:
    if cell.expert is None:
        return ""
    return t("Expert: {answer}", answer=answer_label(report.card.criterion(cell.criterion), cell.expert.answer, t))


def _agreed_value(report: RoundReport, cell: ReportCell, t: Language) -> str:
    if cell.state is CellState.OPEN or cell.agreed is None:
        return t(CELL_STATE_LABELS[CellState.OPEN])
    words = answer_label(report.card.criterion(cell.criterion), cell.agreed, t)
    return f"{words}\n({t(CELL_STATE_LABELS[cell.state])})" if cell.state is CellState.RULED else words


def agreed_for_later(page: Page, report: RoundReport) -> None:
    t = page.t
    if report.interpretations:
        page.subheading(t("C.7 Interpretations agreed in this round"), 30)
        columns = [Column(t("Criterion"), 16, is_bold=True), Column(t("Agreed interpretation"), 122)]
        columns = fitted([*columns, Column(t("Recordings"), 22)], page.epw - INDENT)
        table(
            page,
            columns,
            [[i.criterion, i.text, ", ".join(f"R{n}" for n in i.recordings)] for i in report.interpretations],
        )
    if report.follow_ups:
        page.subheading(t("C.8 Follow-up"), 30)
        columns = fitted(
            [Column(t("Follow-up action"), 95), Column(t("Owner"), 40), Column(t("Due"), 30)], page.epw - INDENT
        )
        table(page, columns, [[f.text, f.owner, t.date(f.due) if f.due else "–"] for f in report.follow_ups])
