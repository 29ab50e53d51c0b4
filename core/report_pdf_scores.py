"""The attachment of the report: every first score of every recording, beside what was agreed.

It knows: how a grid of criteria by assessors is laid out, upright or (with more than twelve assessors) lying.
Shaped so because: a grid of 30 assessors has thousands of cells, so each is one short text at its place, no table.
It must not know: how scores come about, the store.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from core.answers import is_fatal
from core.chart_values import answer_label
from core.codes import CellState
from core.language import Language, time_mark
from core.model import Note
from core.palette import LIGHT
from core.report_pdf_page import FINE, MUTED, Page
from core.report_results import ReportCell
from core.round_report import ReportRecording, RoundReport
from core.scorecard import Answer, Criterion

UPRIGHT = 12
ROW = 4.3
AGREED, EXPERT = 19.0, 9.0
"""Widths of the columns of what was agreed and, at least, of the expert."""
THE_EXPERT = 0
"""In the place of an assessor's number; those begin with 1."""
HEAD = "#E8ECF2"
CHANGED = "#FFF4DC"


@dataclass(frozen=True)
class Grid:
    """Where the columns of one attachment stand."""

    left: float
    names: float
    first: float
    """Where the first assessor's column begins."""
    width: float
    expert: float
    """The middle of the expert's column; it has no room where there is no expert."""
    end: float


def attachment(page: Page, report: RoundReport) -> None:
    """One grid for each recording, then the comments to it."""
    page.add_page("P" if len(report.scorers) <= UPRIGHT else "L")
    page.line_of(page.t("ATTACHMENT"), 12, "B")
    page.line_of(page.t("First scores of each assessor and agreed score"), 11, "B")
    page.gap(2)
    page.note(
        page.t(
            "Shaded: changed in the discussion (first → after). N/A: not applicable. "
            "–: left within tolerance, no agreed value."
        )
    )
    grid = _grid(page, report)
    for recording in report.recordings:
        _recording(page, report, recording, grid)


def _grid(page: Page, report: RoundReport) -> Grid:
    count, experts = len(report.scorers), len(report.expert_totals) > 0
    left, end = page.l_margin, page.w - page.r_margin
    width = min(30.0, max((end - left - AGREED - 62) / (count + experts), 6.4))
    expert = experts * max(width, EXPERT)
    first = end - AGREED - expert - count * width
    return Grid(left, first - left, first, width, end - AGREED - expert / 2, end)


def _recording(page: Page, report: RoundReport, recording: ReportRecording, grid: Grid) -> None:
    t = page.t
    cells = {cell.criterion: cell for cell in report.cells_of(recording.number)}
    page.keep(ROW * (min(len(cells), 24) + 5))
    page.gap(2)
    topic = " – ".join(filter(None, (recording.topic, recording.subtopic)))
    title = " · ".join(filter(None, (recording.label, recording.agent_alias, topic)))
    page.start_section(title, 1)
    page.at(grid.left, page.get_y() + 4, title, 10, "B")
    page.gap(6)
    _head(page, report, grid)
    for section in report.card.sections:
        for criterion in section.criteria:
            if criterion.code in cells:
                _criterion_row(page, report, grid, criterion, cells[criterion.code])
    _totals(page, report, recording.number, grid)
    page.gap(2)
    _comments(page, report, cells, t)


def _head(page: Page, report: RoundReport, grid: Grid) -> None:
    y = page.get_y()
    page.set_fill_color(HEAD)
    page.rect(grid.left, y, grid.end - grid.left, ROW + 0.6, "F")
    page.at(grid.left + 1, y + 3.6, page.t("Criterion (weight)"), 7.5, "B")
    for n, scorer in enumerate(report.scorers):
        words = f"QA {scorer.number}" if grid.width > 9.5 else str(scorer.number)
        page.at(grid.first + (n + 0.5) * grid.width, y + 3.6, words, 7.5, "B", align="C")
    if report.expert_totals:
        page.at(grid.expert, y + 3.6, page.t("Expert"), 7.5, "B", align="C")
    page.at(grid.end - 1, y + 3.6, page.t("Agreed"), 7.5, "B", align="R")
    page.set_y(y + ROW + 0.6)


def _next_row(page: Page, report: RoundReport, grid: Grid) -> float:
    """The y of the next row, on a new page under a new head if this one is full."""
    if page.get_y() + ROW > page.bottom:
        page.turn()
        _head(page, report, grid)
    y = page.get_y()
    page.set_y(y + ROW)
    page.set_draw_color(LIGHT.line)
    page.set_line_width(0.12)
    page.line(grid.left, y + ROW, grid.end, y + ROW)
    return y


def _criterion_row(page: Page, report: RoundReport, grid: Grid, criterion: Criterion, cell: ReportCell) -> None:
    y, t = _next_row(page, report, grid), page.t
    page.at(grid.left + 1, y + 3.1, criterion.code, FINE, "B")
    label = page.cut(f"{criterion.label.say(t.code)} ({criterion.weight})", grid.names - 10, FINE)
    page.at(grid.left + 8, y + 3.1, label, FINE)
    after = {note.assessor: note.note.answer for note in cell.after}
    first = {note.assessor: note.note.answer for note in cell.first}
    given = [*first.values(), *([cell.expert.answer] if cell.expert else [])]
    spoken = [answer_label(criterion, answer, t) for answer in given]
    in_words = all(page.wide(words, FINE) <= grid.width - 1.5 for words in spoken)
    for n, scorer in enumerate(report.scorers):
        if scorer.number in first:
            answers = first[scorer.number], after.get(scorer.number)
            _answer(page, criterion, answers, (grid.first + n * grid.width, y, grid.width), in_words)
    if cell.expert:
        words = answer_label(criterion, cell.expert.answer, t) if in_words else _code(criterion, cell.expert.answer, t)
        colour, style = (LIGHT.fatal, "B") if is_fatal(criterion, cell.expert.answer) else (LIGHT.expert, "")
        page.at(grid.expert, y + 3.1, words, FINE, style, colour=colour, align="C")
    agreed = t("not agreed") if cell.state is CellState.OPEN else "–"
    if cell.agreed is not None:
        agreed = answer_label(criterion, cell.agreed, t) if in_words else _code(criterion, cell.agreed, t)
    page.at(grid.end - 1, y + 3.1, page.cut(agreed, 18, FINE, "B"), FINE, "B", colour=LIGHT.agreed, align="R")


def _answer(
    page: Page,
    criterion: Criterion,
    answers: tuple[Answer, Answer | None],
    place: tuple[float, float, float],
    in_words: bool,
) -> None:
    """The first answer; where it changed in the discussion both, shaded."""
    (first, after), (x, y, width) = answers, place
    fatal = is_fatal(criterion, first)
    words = answer_label(criterion, first, page.t) if in_words else _code(criterion, first, page.t)
    if after is not None and after != first:
        page.set_fill_color(CHANGED)
        page.rect(x + 0.3, y + 0.3, width - 0.6, ROW - 0.6, "F")
        words = f"{_code(criterion, first, page.t)}→{_code(criterion, after, page.t)}"
    size = FINE if page.wide(words, FINE) <= width - 0.6 else 5.5
    colour = LIGHT.fatal if fatal else LIGHT.ink
    page.at(x + width / 2, y + 3.1, words, size, "B" if fatal else "", colour=colour, align="C")


def _code(criterion: Criterion, answer: Answer, t: Language) -> str:
    """Yes and no as words, everything else as its number."""
    is_yes_or_no = not criterion.scale.is_points and len(criterion.scale.levels) == 2
    return answer_label(criterion, answer, t) if answer.is_na or is_yes_or_no else str(answer.value)


def _totals(page: Page, report: RoundReport, recording: int, grid: Grid) -> None:
    t = page.t
    sheets = {sheet.assessor: sheet for sheet in report.sheets if sheet.recording == recording}
    agreed = next(total for total in report.agreed if total.recording == recording)
    ends = [total for total in (agreed.low, agreed.high) if total]
    firsts = {n: sheet.first for n, sheet in sheets.items()}
    firsts.update((THE_EXPERT, own.total) for own in report.expert_totals if own.recording == recording)
    before = {n: t.number(total.shown_before_fatal, 2) for n, total in firsts.items()}
    span = [t.number(end.shown_before_fatal, 2) for end in ends], [t.number(end.shown, 2) for end in ends]
    if any(total.is_fatal for total in firsts.values()):
        _total_row(page, report, grid, t("Total before the fatal error"), before, span[0], "")
    final = {n: t.number(total.shown, 2) for n, total in firsts.items()}
    _total_row(page, report, grid, t("Total"), final, span[1], "B")
    bands = {n: total.band.say(t.code) for n, total in firsts.items()}
    if grid.width > 14:
        _total_row(page, report, grid, t("Band"), bands, [end.band.say(t.code) for end in ends], "")


def _total_row(
    page: Page, report: RoundReport, grid: Grid, label: str, values: Mapping[int, str], agreed: list[str], style: str
) -> None:
    y = _next_row(page, report, grid)
    page.at(grid.left + 1, y + 3.1, page.cut(label, grid.names - 2, FINE, "B"), FINE, "B")
    for n, scorer in enumerate(report.scorers):
        words = values.get(scorer.number, "–")
        size = next((s for s in (FINE, 6.5, 5.5) if page.wide(words, s, style) <= grid.width - 0.6), 5.0)
        page.at(grid.first + (n + 0.5) * grid.width, y + 3.1, words, size, style, align="C")
    page.at(grid.expert, y + 3.1, values.get(THE_EXPERT, ""), FINE, style, colour=LIGHT.expert, align="C")
    words = "–".join(dict.fromkeys(agreed)) or "–"
    size = FINE if page.wide(words, FINE, "B") <= 18 else 5.5
    page.at(grid.end - 1, y + 3.1, words, size, "B", colour=LIGHT.agreed, align="R")


def _comments(page: Page, report: RoundReport, cells: Mapping[str, ReportCell], t: Language) -> None:
    """What the assessors wrote, with the place in the recording or the message quoted."""
    for code, cell in cells.items():
        said = [(f"QA {first.assessor}", first.note) for first in cell.first]
        said += [(t("Expert"), cell.expert)] if cell.expert else []
        for who, note in said:
            if note.comment or note.quote:
                _comment(page, f"{code} · {who}", note)


def _comment(page: Page, place: str, note: Note) -> None:
    mark = f" ({time_mark(note.mark_ms)})" if note.mark_ms is not None else ""
    quote = f" “{note.quote}”" if note.quote else ""
    page.keep(8)
    y = page.get_y()
    page.at(page.l_margin + 1, y + 2.9, f"{place}{mark}", FINE, "B", colour=MUTED)
    page.set_font("Body", "", 8)
    page.set_x(page.l_margin + 31)
    page.multi_cell(0, 3.7, f"{note.comment}{quote}", align="L", new_x="LMARGIN", new_y="NEXT")
    page.gap(0.7)
