"""Tables on paper: wrapped cells, rows that may run over a page's end, heads that come again on the next page.

It knows: columns, rows and how they break.
Shaped so because: fpdf2's own table costs four times as much a cell and cannot break inside a row; reasons and comments
may be as long as people write them.
It must not know: what stands in a cell.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from core.report_pdf_page import INK, LINE, MM, SMALL, Page

HEAD = "#E8ECF2"
PAD = 1.1
TALL = 60.0


@dataclass(frozen=True)
class Column:
    title: str
    width: float
    align: str = "L"
    is_bold: bool = False


def table(
    page: Page, columns: Sequence[Column], rows: Sequence[Sequence[str]], size: float = SMALL, x: float = 5.5
) -> None:
    """Draws from the current place down; afterwards the place is just below."""
    left = page.l_margin + x
    height = size * MM * 1.24
    head = [_lines(page, column, column.title, size, "B") for column in columns]
    page.keep(_height(head, height) + 2 * height + 4 * PAD)
    _head(page, left, columns, head, size, height)
    for row in rows:
        cells = [
            _lines(page, column, text, size, "B" if column.is_bold else "")
            for column, text in zip(columns, row, strict=True)
        ]
        if page.get_y() + min(_height(cells, height), TALL) > page.bottom:
            page.turn()
            _head(page, left, columns, head, size, height)
        while cells:
            room = max(int((page.bottom - page.get_y() - 2 * PAD) / height), 1)
            _row(page, left, columns, [cell[:room] for cell in cells], size, height)
            cells = [cell[room:] for cell in cells] if any(len(cell) > room for cell in cells) else []
            if cells:
                page.turn()
                _head(page, left, columns, head, size, height)
    page.gap(2.5)


def fitted(columns: Sequence[Column], width: float) -> list[Column]:
    """The same columns stretched or shrunk together to a width."""
    scale = width / sum(column.width for column in columns)
    return [Column(c.title, c.width * scale, c.align, c.is_bold) for c in columns]


def _lines(page: Page, column: Column, text: str, size: float, style: str) -> list[str]:
    page.set_font("Body", style, size)
    room = column.width - 2 * PAD
    if "\n" not in text and page.get_string_width(text) <= room:
        return [text]
    lines = page.multi_cell(room, 1, text, align="L", dry_run=True, output="LINES")
    return list(lines) if isinstance(lines, list) else [text]


def _height(cells: Sequence[Sequence[str]], height: float) -> float:
    return max(len(cell) for cell in cells) * height + 2 * PAD


def _head(
    page: Page, left: float, columns: Sequence[Column], head: Sequence[Sequence[str]], size: float, height: float
) -> None:
    y = page.get_y()
    page.set_fill_color(HEAD)
    page.rect(left, y, sum(column.width for column in columns), _height(head, height), "F")
    bold = [Column(c.title, c.width, c.align, True) for c in columns]
    _row(page, left, bold, head, size, height, INK)


def _row(
    page: Page,
    left: float,
    columns: Sequence[Column],
    cells: Sequence[Sequence[str]],
    size: float,
    height: float,
    line: str = LINE,
) -> None:
    y, x, tall = page.get_y(), left, _height(cells, height)
    for column, lines in zip(columns, cells, strict=True):
        at = {"L": x + PAD, "C": x + column.width / 2, "R": x + column.width - PAD}[column.align]
        for n, text in enumerate(lines):
            baseline = y + PAD + (n + 0.78) * height
            page.at(at, baseline, text, size, "B" if column.is_bold else "", align=column.align)
        x += column.width
    page.set_draw_color(line)
    page.set_line_width(0.2)
    page.line(left, y + tall, x, y + tall)
    page.set_y(y + tall)
