"""The sheet of paper of a report: fonts, margins, letterhead, headings, running text, footer, KONSEP mark.

It knows: the form of an official report (PMK 164/PMK.01/2021: Arial metrics, 11 points, A4).
Shaped so because: what stands on every page is decided once; the parts of a report only say what they say.
It must not know: what a report says (core/report_pdf_body.py and its neighbours), the store.
"""

from collections.abc import Sequence
from datetime import datetime

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from core.language import Language
from core.palette import LIGHT
from core.report_pdf_fonts import font_files

LEFT, TOP, RIGHT, BOTTOM = 25.0, 20.0, 20.0, 22.0
BODY, SMALL, FINE = 11.0, 9.0, 7.5
INDENT = 5.5
MM = 0.3528
"""Millimetres in a point."""
LEADING = 1.35
WATERMARK = "#E9EBEF"
MUTED, LINE, INK = LIGHT.muted, LIGHT.line, LIGHT.ink


class Page(FPDF):
    """A4 with everything that repeats; lengths are millimetres, sizes points."""

    def __init__(self, t: Language, *, title: str, author: str, foot: str, made: datetime, is_draft: bool) -> None:
        super().__init__("P", "mm", "A4")
        self.t, self.foot, self.is_draft = t, foot, is_draft
        for style, file in font_files().items():
            self.add_font("Body", style, file)
        self.set_margins(LEFT, TOP, RIGHT)
        self.c_margin = 0.0
        self.set_auto_page_break(True, BOTTOM)
        self.set_lang("id-ID" if t.code == "id" else "en-GB")
        self.set_title(title)
        self.set_author(author)
        self.set_creator("Selaras")
        self.set_producer("Selaras")
        self.set_creation_date(made)
        self.ink()

    def header(self) -> None:
        if not self.is_draft:
            return
        size = 120.0
        with self.rotation(50, self.w / 2, self.h / 2):
            self.ink(WATERMARK)
            self.set_font("Body", "B", size)
            word = self.t("DRAFT")
            self.text((self.w - self.get_string_width(word)) / 2, self.h / 2 + size * MM / 3, word)
        self.ink()
        self.set_xy(self.l_margin, self.t_margin)

    def footer(self) -> None:
        y = self.h - 13.0
        self.rule(y, LINE)
        self.at(self.l_margin, y + 4, self.foot, FINE, colour=MUTED)
        page = self.t("Page {page} of {pages}", page=self.page_no(), pages="{nb}")
        widest = self.wide(self.t("Page {page} of {pages}", page=self.page_no(), pages="88"), FINE)
        self.ink(MUTED)
        self.set_xy(self.w - self.r_margin - widest, y + 1.6)
        # Only a cell's {nb} becomes the number of pages.
        self.cell(widest, 3.2, page)
        self.ink()

    @property
    def bottom(self) -> float:
        return self.h - BOTTOM

    def ink(self, colour: str = INK) -> None:
        self.set_text_color(colour)

    def wide(self, text: str, size: float, style: str = "") -> float:
        self.set_font("Body", style, size)
        return float(self.get_string_width(text))

    def at(
        self, x: float, y: float, text: str, size: float, style: str = "", *, colour: str = INK, align: str = "L"
    ) -> None:
        """One line of real text with its baseline at y; align L, C or R of x."""
        width = self.wide(text, size, style)
        self.ink(colour)
        self.text(x - {"L": 0.0, "C": width / 2, "R": width}[align], y, text)
        self.ink()

    def cut(self, text: str, room: float, size: float, style: str = "") -> str:
        """Shortened with … to fit a width."""
        if self.wide(text, size, style) <= room:
            return text
        while text and self.wide(f"{text}…", size, style) > room:
            text = text[:-1]
        return f"{text.rstrip(' ,.')}…"

    def rule(self, y: float, colour: str = INK, thickness: float = 0.2) -> None:
        self.set_draw_color(colour)
        self.set_line_width(thickness)
        self.line(self.l_margin, y, self.w - self.r_margin, y)

    def turn(self) -> None:
        """The next page, upright or lying like this one."""
        self.add_page(same=True)

    def keep(self, height: float) -> None:
        """Go to a new page unless so much room is left on this one."""
        if self.get_y() + height > self.bottom:
            self.turn()

    def gap(self, height: float) -> None:
        self.set_y(self.get_y() + height)

    def line_of(self, text: str, size: float = BODY, style: str = "", align: str = "C") -> None:
        self.set_font("Body", style, size)
        self.multi_cell(0, size * MM * LEADING, text, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def letterhead(self, organisation: Sequence[str], address: str) -> None:
        sizes = [13.0] + [12.0] * len(organisation)
        for n, (name, size) in enumerate(zip(organisation, sizes, strict=False)):
            self.line_of(name, size, "B" if n == len(organisation) - 1 else "")
        if address:
            self.line_of(address.replace("\n", " · "), 8)
        self.gap(2)
        self.rule(self.get_y(), INK, 0.8)
        self.rule(self.get_y() + 1.1, INK, 0.2)
        self.gap(7)

    def heading(self, text: str) -> None:
        self.keep(24)
        self.gap(4)
        self.start_section(text)
        self.line_of(text, 12, "B", "L")
        self.gap(1.5)

    def subheading(self, text: str, room: float = 16) -> None:
        self.keep(room)
        self.gap(2)
        self.start_section(text, 1)
        self.line_of(text, BODY, "B", "L")
        self.gap(0.8)

    def prose(self, text: str, size: float = BODY, *, indent: float = INDENT) -> None:
        """Paragraphs as written, one per line break; a line that begins with a number hangs behind it."""
        for line in filter(None, (line.strip() for line in text.splitlines())):
            number, _, rest = line.partition(" ")
            is_listed = bool(rest) and number[:-1].isdigit() and number[-1] in ".)"
            self._paragraph(rest if is_listed else line, size, indent, number if is_listed else "")

    def _paragraph(self, text: str, size: float, indent: float, number: str) -> None:
        height = size * MM * LEADING
        self.keep(2 * height)
        hang = indent + (7.0 if number else 0.0)
        if number:
            self.at(self.l_margin + indent, self.get_y() + height * 0.722, number, size)
        self.set_x(self.l_margin + hang)
        self.set_font("Body", "", size)
        self.multi_cell(0, height, text, align="J", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.gap(1.2)

    def note(self, text: str) -> None:
        """Small grey words under a table or a chart."""
        self.set_font("Body", "I", 8)
        self.ink(MUTED)
        self.set_x(self.l_margin + INDENT)
        self.multi_cell(0, 8 * MM * 1.3, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ink()
        self.gap(1.5)

    def caption(self, text: str, room: float) -> None:
        """The title of a table or chart, on the same page as its beginning."""
        self.keep(room)
        self.gap(1)
        self.set_x(self.l_margin + INDENT)
        self.set_font("Body", "B", SMALL)
        self.multi_cell(0, SMALL * MM * LEADING, text, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.gap(1)
