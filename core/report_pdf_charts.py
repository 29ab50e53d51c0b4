"""The charts of criteria on paper: answers from best to worst, deviations of assessors.

It knows: how the rows and cells of core/chart_values.py look as lines, rectangles and real text.
Shaped so because: vectors and text stay sharp and searchable, need no browser, and every chart carries its numbers, so
that a grey print reads the same.
It must not know: where the values come from (core/report_charts.py), scores, the store.
"""

from core.chart_values import AnswerBars, BarRow, HeatCell, Segment, Side
from core.palette import LIGHT, ink_on, level_colour, mix, signed_colour
from core.report_charts import Deviations
from core.report_pdf_page import FINE, INDENT, MUTED, Page

STRONG = 5.0
MANY = 12


def answers_per_criterion(page: Page, bars: AnswerBars, disputes: dict[str, float]) -> None:
    """Each criterion's answers from best to worst, the most frequent outlined; points in dispute at the right."""
    left, bar = page.l_margin + INDENT, 80.0
    start = page.w - page.r_margin - 14 - bar
    _bars_head(page, start, bar)
    for row in bars.rows:
        if page.get_y() + 6.4 > page.bottom:
            page.turn()
            _bars_head(page, start, bar)
        y = page.get_y()
        page.at(left, y + 3.7, row.code, 8, "B")
        page.at(left + 8, y + 3.7, page.cut(row.label, start - left - 10, 8), 8)
        _bar(page, row, start, bar, y)
        page.at(page.w - page.r_margin, y + 3.7, page.t.number(disputes.get(row.code, 0.0), 1), 8, "B", align="R")
        page.set_y(y + 6.2)
    page.gap(1.5)


def _bars_head(page: Page, start: float, bar: float) -> None:
    y = page.get_y() + 2.4
    page.at(start, y, page.t("better"), FINE, colour=MUTED)
    page.at(start + bar, y, page.t("worse, N/A last"), FINE, colour=MUTED, align="R")
    page.at(page.w - page.r_margin, y, page.t("points"), FINE, colour=MUTED, align="R")
    page.set_y(y + 1.4)


def _bar(page: Page, row: BarRow, start: float, width: float, y: float) -> None:
    mode = max(row.segments, key=lambda segment: segment.count)
    for segment in row.segments:
        x, wide = start + segment.start * width, segment.share * width
        colour = LIGHT.line if segment.level is None else level_colour(LIGHT, segment.level)
        if segment.is_fatal:
            colour = LIGHT.fatal
        page.set_fill_color(colour)
        page.set_draw_color("#FFFFFF")
        page.set_line_width(0.3)
        page.rect(x, y, wide, 5, "FD")
        words = _segment_words(page, segment, wide - 1)
        page.at(x + wide / 2, y + 3.5, words, FINE, colour=ink_on(colour), align="C")
    page.set_draw_color(LIGHT.ink)
    page.set_line_width(0.35)
    page.rect(start + mode.start * width + 0.15, y + 0.15, mode.share * width - 0.3, 4.7, "D")


def _segment_words(page: Page, segment: Segment, room: float) -> str:
    """As much as fits: “Partly met: 3”, else the count alone, else nothing."""
    options = (f"{segment.label}: {segment.count}", str(segment.count))
    return next((words for words in options if page.wide(words, FINE) <= room), "")


def deviation_map(page: Page, shown: Deviations) -> None:
    """Assessor by criterion, in points of the total: ▼ blue stricter, ▲ orange more lenient than what was agreed."""
    if shown.is_pair:
        _pair_bars(page, shown)
        return
    names = 66.0 if len(shown.assessors) <= MANY else 38.0
    start = page.l_margin + INDENT + names
    width = min((page.w - page.r_margin - start) / len(shown.assessors), 14.0)
    by_row: dict[int, list[HeatCell]] = {}
    for cell in shown.cells:
        by_row.setdefault(cell.row, []).append(cell)
    _map_head(page, shown, start, width)
    for row, criterion in enumerate(shown.criteria):
        if page.get_y() + 5.4 > page.bottom:
            page.turn()
            _map_head(page, shown, start, width)
        y = page.get_y()
        page.at(page.l_margin + INDENT, y + 3.6, criterion.code, 8, "B")
        label = page.cut(criterion.label.say(page.t.code), names - 10, 8)
        page.at(page.l_margin + INDENT + 8, y + 3.6, label, 8)
        for cell in by_row.get(row, []):
            _heat_cell(page, cell, start + cell.column * width, y, width)
        page.set_y(y + 5.2)
    page.gap(1.5)


def _map_head(page: Page, shown: Deviations, start: float, width: float) -> None:
    y = page.get_y() + 3
    for n, number in enumerate(shown.assessors):
        words = f"QA {number}" if width > 9 else str(number)
        page.at(start + (n + 0.5) * width, y, words, FINE if width > 9 else 5.5, "B", align="C")
    page.set_y(y + 1.6)


def _heat_cell(page: Page, cell: HeatCell, x: float, y: float, width: float) -> None:
    colour = _tone(cell)
    page.set_fill_color(colour)
    page.set_draw_color("#FFFFFF")
    page.set_line_width(0.4)
    page.rect(x, y, width, 5.2, "FD")
    words = cell.text(page.t) if width > 9 else cell.text(page.t, 0)
    quiet = cell.side in (Side.EQUAL, Side.UNKNOWN)
    size = FINE if width > 7 else 5.0
    page.at(x + width / 2, y + 3.6, words, size, colour=MUTED if quiet else ink_on(colour), align="C")


def _tone(cell: HeatCell) -> str:
    if cell.side is Side.APPLICABILITY:
        return LIGHT.line
    if cell.side in (Side.EQUAL, Side.UNKNOWN):
        return "#F4F5F8"
    return signed_colour(LIGHT, max(-1.0, min(1.0, cell.points / STRONG)))


def _pair_bars(page: Page, shown: Deviations) -> None:
    """The first assessor's value minus the second's, from a middle line."""
    left, t = page.l_margin + INDENT, page.t
    start, end = left + 66, page.w - page.r_margin - 12
    middle, reach = (start + end) / 2, (end - start) / 2
    widest = max([STRONG, *(abs(cell.points) for cell in shown.cells)])
    one, other = shown.assessors
    _pair_head(page, start, end, one, other)
    for cell in shown.cells:
        if page.get_y() + 5.2 > page.bottom:
            page.turn()
            _pair_head(page, start, end, one, other)
        criterion, y = shown.criteria[cell.row], page.get_y()
        page.at(left, y + 3.5, criterion.code, 8, "B")
        page.at(left + 8, y + 3.5, page.cut(criterion.label.say(t.code), 56, 8), 8)
        page.set_draw_color(LIGHT.line)
        page.set_line_width(0.1)
        page.line(start, y + 5.1, end, y + 5.1)
        length = cell.points / widest * reach
        page.set_fill_color(mix(LIGHT.lenient if cell.points > 0 else LIGHT.stricter, "#FFFFFF", 0.15))
        page.rect(middle + min(length, 0), y + 0.7, abs(length), 3.8, "F")
        page.set_draw_color(MUTED)
        page.set_line_width(0.25)
        page.line(middle, y, middle, y + 5.1)
        page.at(page.w - page.r_margin, y + 3.5, cell.text(t), 8, "B" if cell.points else "", align="R")
        page.set_y(y + 5.1)
    page.gap(1.5)


def _pair_head(page: Page, start: float, end: float, one: int, other: int) -> None:
    y, t = page.get_y() + 2.6, page.t
    words = t("▼ QA {one} stricter than QA {other}", one=one, other=other)
    page.at(start, y, words, FINE, colour=MUTED)
    page.at(end, y, t("▲ more lenient"), FINE, colour=MUTED, align="R")
    page.set_y(y + 1.8)
