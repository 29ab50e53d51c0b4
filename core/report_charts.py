"""A report's charts as values: the rows and cells of core/chart_values.py, filled from a RoundReport.

It knows: which answers of a report go into which chart, and that of two assessors only their difference is shown.
Shaped so because: the report page and the PDF draw the same rows in the same order.
It must not know: plotly, the PDF, colours.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.chart_values import AnswerBars, HeatCell, TotalDot, TotalsRow, answer_bar_rows, heat_cells
from core.language import Language
from core.report_results import ReportCell
from core.round_report import RoundReport
from core.scorecard import UNANSWERED, Answer, Criterion


@dataclass(frozen=True)
class Deviations:
    """Rows are criteria, most points in dispute first; columns are assessors, or the one pair of a round of two."""

    criteria: tuple[Criterion, ...]
    assessors: tuple[int, ...]
    is_pair: bool
    cells: tuple[HeatCell, ...]


def first_answers(report: RoundReport) -> dict[str, list[list[Answer]]]:
    """Criterion → per recording the first answers, in the order of the scorers."""
    numbers = [scorer.number for scorer in report.scorers]
    return {
        criterion.code: [_in_order(cell, numbers) for cell in report.cells if cell.criterion == criterion.code]
        for criterion in report.card.criteria
    }


def _in_order(cell: ReportCell, numbers: Sequence[int]) -> list[Answer]:
    given = {first.assessor: first.note.answer for first in cell.first}
    return [given.get(number, UNANSWERED) for number in numbers]


def answer_bars(report: RoundReport, t: Language) -> AnswerBars:
    disputes = {figures.code: figures.dispute for figures in report.figures.criteria}
    return answer_bar_rows(report.card.criteria, first_answers(report), disputes, t)


def totals_rows(report: RoundReport) -> tuple[TotalsRow, ...]:
    """`agreed` only where it is one value; a span stands in the report's own `agreed`."""
    single = {a.recording: float(a.low.shown) for a in report.agreed if a.low and not a.is_span}
    return tuple(
        TotalsRow(
            recording.label,
            tuple(
                TotalDot(
                    float(sheet.first.shown),
                    float(sheet.first.shown_before_fatal),
                    sheet.first.is_fatal,
                    str(sheet.assessor),
                )
                for sheet in report.sheets
                if sheet.recording == recording.number
            ),
            single.get(recording.number),
        )
        for recording in report.recordings
    )


def deviations(report: RoundReport) -> Deviations:
    """First scores against what was agreed; of two assessors the first's against the second's instead."""
    order = {figures.code: n for n, figures in enumerate(report.figures.criteria)}
    criteria = tuple(sorted(report.card.criteria, key=lambda criterion: order[criterion.code]))
    numbers, answers = tuple(scorer.number for scorer in report.scorers), first_answers(report)
    if len(numbers) == 2:
        own = {code: [[group[0]] for group in groups] for code, groups in answers.items()}
        other = {code: [group[1] for group in groups] for code, groups in answers.items()}
        return Deviations(criteria, numbers, True, heat_cells(criteria, own, other))
    agreed = {code: [cell.agreed or UNANSWERED for cell in report.cells if cell.criterion == code] for code in answers}
    return Deviations(criteria, numbers, False, heat_cells(criteria, answers, agreed))
