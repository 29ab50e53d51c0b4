"""The spread of totals on paper: one line per recording, one dot per assessor.

It knows: how rows of totals look as circles, rectangles and real text on the scale of 0 to 100.
Shaped so because: the scale is always whole, so that two reports can be laid side by side; the numbers stand at the
right, so that nothing must be read off a dot.
It must not know: where the values come from (core/report_charts.py), the store.
"""

from collections.abc import Sequence

from core.chart_values import TotalDot, TotalsRow, side_steps
from core.language import Language
from core.palette import LIGHT, mix
from core.report_pdf_page import FINE, INDENT, MUTED, Page
from core.scorecard import FULL, Band

MANY = 12
TOLERANCE = mix(LIGHT.agreed, LIGHT.surface, 0.82)


def spread_of_totals(
    page: Page,
    rows: Sequence[TotalsRow],
    agreed: Sequence[tuple[float, float] | None],
    bands: Sequence[Band],
    pass_mark: int,
    tolerance: int,
) -> None:
    """Totals of each recording on 0–100, each dot with its assessor's number; the numbers stand at the right."""
    left, right = page.l_margin + INDENT + 9, page.w - page.r_margin - 54
    scale = (right - left) / FULL
    _axis(page, left, scale, bands, page.t)
    for row, span in zip(rows, agreed, strict=True):
        radius = 1.75 if len(row.totals) <= MANY else 0.95
        steps = side_steps([total.shown for total in row.totals], 2 * radius / scale)
        height = max(2 * radius * (max(map(abs, steps), default=0) * 2 + 1) + 4.0, 8.0)
        if page.get_y() + height > page.bottom - 8:
            page.turn()
            _axis(page, left, scale, bands, page.t)
        _spread_row(page, row, span, (left, scale, height, radius), pass_mark, tolerance, steps)
    page.gap(1.5)
    _spread_key(page, left, pass_mark, tolerance)


def _axis(page: Page, left: float, scale: float, bands: Sequence[Band], t: Language) -> None:
    y, ordered = page.get_y() + 3, sorted(bands, key=lambda band: band.min)
    ends = [*(band.min for band in ordered[1:]), FULL]
    for band, end in zip(ordered, ends, strict=True):
        words = page.cut(band.label.say(t.code), (end - band.min) * scale + 2.5, 5.5)
        page.at(left + (band.min + end) / 2 * scale, y, words, 5.5, colour=MUTED, align="C")
    for value in (*range(0, 80, 20), 70, 80, 90, FULL):
        page.at(left + value * scale, y + 3.2, str(value), FINE, colour=MUTED, align="C")
    right = left + FULL * scale
    page.at(right + 17, y + 3.2, t("lowest – highest"), FINE, colour=MUTED, align="C")
    page.at(page.w - page.r_margin, y + 3.2, t("agreed"), FINE, "B", colour=LIGHT.agreed, align="R")
    page.set_y(y + 4.4)


def _spread_row(
    page: Page,
    row: TotalsRow,
    span: tuple[float, float] | None,
    place: tuple[float, float, float, float],
    pass_mark: int,
    tolerance: int,
    steps: Sequence[int],
) -> None:
    (left, scale, height, radius), y, t = place, page.get_y(), page.t
    middle = y + (height - 1.2) / 2
    if span:
        ends = max(span[0] - tolerance, 0), min(span[1] + tolerance, FULL)
        page.set_fill_color(TOLERANCE)
        page.rect(left + ends[0] * scale, y + 0.5, (ends[1] - ends[0]) * scale, height - 1, "F")
    page.set_draw_color(LIGHT.line)
    page.set_line_width(0.15)
    page.line(left, y + height, left + FULL * scale, y + height)
    for value in (0, 20, 40, 60, 70, 80, 90, FULL):
        page.set_line_width(0.35 if value == pass_mark else 0.1)
        page.set_draw_color(MUTED if value == pass_mark else LIGHT.line)
        page.line(left + value * scale, y, left + value * scale, y + height)
    if span:
        page.set_fill_color(LIGHT.agreed)
        page.rect(left + span[0] * scale - 0.5, y + height - 1.7, (span[1] - span[0]) * scale + 1, 1.2, "F")
    page.at(left - 3, middle + 1.1, row.label, 8.5, "B", align="R")
    for total, step in zip(row.totals, steps, strict=True):
        _dot(page, total, left, scale, middle + step * 2 * radius, middle, radius)
    shown = [total.shown for total in row.totals]
    words = " – ".join(t.number(value, 2) for value in dict.fromkeys((min(shown), max(shown)))) if shown else ""
    page.at(left + FULL * scale + 17, middle + 1.1, words, 8, align="C")
    worth = " – ".join(t.number(value, 2) for value in dict.fromkeys(span)) if span else "–"
    size = 8 if page.wide(worth, 8, "B") < 24 else 7
    page.at(page.w - page.r_margin, middle + 1.1, worth, size, "B", colour=LIGHT.agreed, align="R")
    page.set_y(y + height)


def _dot(page: Page, total: TotalDot, left: float, scale: float, y: float, middle: float, radius: float) -> None:
    """A fatal total is a square at 0; where it stood before stays as a hollow square."""
    x = left + total.shown * scale
    page.set_draw_color("#FFFFFF")
    page.set_line_width(0.2)
    page.set_fill_color(LIGHT.fatal if total.is_fatal else LIGHT.mark)
    if total.is_fatal:
        page.rect(x - radius, y - radius, 2 * radius, 2 * radius, "FD")
        page.set_draw_color(LIGHT.fatal)
        before = left + total.before_fatal * scale
        page.rect(before - radius * 0.8, y - radius * 0.8, radius * 1.6, radius * 1.6, "D")
    else:
        page.circle(x, y, radius, "FD")
    if total.who and radius > 1:
        page.at(x, y + 0.85, total.who, 6.5, "B", colour="#FFFFFF", align="C")


def _spread_key(page: Page, left: float, pass_mark: int, tolerance: int) -> None:
    t, y = page.t, page.get_y() + 2.2
    page.set_fill_color(LIGHT.mark)
    page.circle(left + 1.2, y - 0.8, 1.2, "F")
    x = _key_words(page, left, y, t("first total, with the assessor's number"))
    page.set_fill_color(LIGHT.fatal)
    page.rect(x, y - 2, 2.4, 2.4, "F")
    _key_words(page, x, y, t("zeroed by a fatal error (hollow: before it)"))
    y += 4.2
    page.set_fill_color(TOLERANCE)
    page.rect(left, y - 2.1, 2.6, 2.6, "F")
    page.set_fill_color(LIGHT.agreed)
    page.rect(left + 0.6, y - 0.5, 1.4, 1, "F")
    x = _key_words(page, left, y, t("agreed total, with ± {tolerance} points of tolerance", tolerance=tolerance))
    page.set_draw_color(MUTED)
    page.set_line_width(0.35)
    page.line(x + 1.2, y - 2.1, x + 1.2, y + 0.5)
    _key_words(page, x, y, t("pass mark ({mark})", mark=pass_mark))
    page.set_y(y + 2.5)


def _key_words(page: Page, x: float, y: float, words: str) -> float:
    """Writes them beside their mark; returns where the next mark stands."""
    page.at(x + 3.8, y, words, FINE, colour=MUTED)
    return x + 3.8 + page.wide(words, FINE) + 6
