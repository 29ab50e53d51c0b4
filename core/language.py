"""Words, dates and numbers in Indonesian and English.

It knows: the gettext catalogues under data/locale (English source text → Indonesian) and each language's way to write
numbers, dates and times.
Shaped so because: the core speaks in `Message`s (text and values) and only the edge, which knows the person, turns them
into a sentence.
It must not know: pages, people, the store.
"""

import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date as calendar_date
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LOCALE_FOLDER = Path(__file__).parent.parent / "data" / "locale"
LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
RECORD_LANGUAGE = "id"
"""What a round leaves on paper is written in this, whatever language its readers see the pages in."""
ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


@dataclass(frozen=True)
class Message:
    """A sentence to be: English source text with {named} gaps, and the values for them."""

    text: str
    params: Mapping[str, object] = field(default_factory=dict)

    def english(self) -> str:
        return Language("en")(self)


def N_(text: str) -> str:
    """Marks a literal for the catalogue where the sentence is only spoken later."""
    return text


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    source = LOCALE_FOLDER / code / "LC_MESSAGES" / "selaras.po"
    if not source.exists():
        return gettext.NullTranslations()
    with source.open("rb") as file:
        catalogue = read_po(file, locale=code)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@dataclass(frozen=True)
class Language:
    """Speaks one language: `t = Language("id")`, then `t("Locked by {name}", name=…)`.

    Values inside a sentence are localised too: a Message is translated, a date or number is written the language's way.
    """

    code: str
    zone: str = "Asia/Jakarta"

    def __call__(self, text: str | Message, **params: object) -> str:
        if isinstance(text, Message):
            return self(text.text, **text.params)
        spoken = _catalogue(self.code).gettext(text) if text else ""
        return spoken.format(**{name: self.value(value) for name, value in params.items()}) if params else spoken

    def count(self, one: str, many: str, n: int, **params: object) -> str:
        """A counted sentence; `{n}` stands for the number."""
        spoken = _catalogue(self.code).ngettext(one, many, n)
        return spoken.format(n=self.number(n), **{name: self.value(value) for name, value in params.items()})

    def value(self, value: object) -> str:
        if isinstance(value, Message):
            return self(value)
        if isinstance(value, datetime):
            return self.moment(value)
        if isinstance(value, calendar_date):
            return self.date(value)
        if isinstance(value, float | Decimal):
            return self.number(value, 2)
        return str(value)

    def number(self, value: float | Decimal, decimals: int = 0) -> str:
        """Rounded half-up, with this language's decimal and thousands marks: 1.085,50."""
        exact = value if isinstance(value, Decimal) else Decimal(repr(value))
        rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return str(format_decimal(rounded, pattern, locale=self.code))

    def date(self, day: calendar_date) -> str:
        """24 November 2014."""
        return format_date(day, "d MMMM y", locale=self.code)

    def month(self, day: calendar_date) -> str:
        """November 2014."""
        return format_date(day, "MMMM y", locale=self.code)

    def full_date(self, day: calendar_date) -> str:
        """Senin, 24 November 2014."""
        return format_date(day, "EEEE, d MMMM y", locale=self.code)

    def clock(self, moment: datetime) -> str:
        """14.05 WIB (Indonesian), 14:05 WIB (English), in the office's zone."""
        local = moment.astimezone(ZoneInfo(self.zone))
        separator = "." if self.code == "id" else ":"
        return f"{local:%H}{separator}{local:%M} {ZONE_NAMES.get(self.zone, local.tzname())}"

    def moment(self, moment: datetime) -> str:
        local = moment.astimezone(ZoneInfo(self.zone))
        return f"{self.date(local.date())} {self.clock(moment)}"


def time_mark(milliseconds: int) -> str:
    """A place in a recording as menit:detik: 83000 → '1:23'."""
    seconds = milliseconds // 1000
    return f"{seconds // 60}:{seconds % 60:02d}"
