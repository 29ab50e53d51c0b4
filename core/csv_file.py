"""A table as a CSV file that a spreadsheet of the reader's language opens by double click.

It knows: Indonesian spreadsheets split at semicolons, English ones at commas; a byte order mark names the encoding; a
text that begins like a formula gets an apostrophe, so that opening a file never runs anything.
A decimal keeps the digits it has, at least two.
Shaped so because: everything that leaves the program as a table leaves it here.
It must not know: what stands in the table.
"""

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from io import StringIO
from zoneinfo import ZoneInfo

from core.language import Language

SEPARATORS = {"id": ";", "en": ","}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_file(t: Language, header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    page = StringIO(newline="")
    writer = csv.writer(page, delimiter=SEPARATORS[t.code], lineterminator="\r\n")
    writer.writerow([_text(t, name) for name in header])
    writer.writerows([_text(t, value) for value in row] for row in rows)
    return page.getvalue().encode("utf-8-sig")


def _text(t: Language, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return t("yes") if value else t("no")
    if isinstance(value, Fraction):
        return t.number(Decimal(value.numerator) / value.denominator, 2)
    if isinstance(value, float):
        return t.number(value, 2)
    if isinstance(value, Decimal):
        return t.number(value, max(2, len(f"{value:f}".partition(".")[2])))
    if isinstance(value, datetime):
        return f"{value.astimezone(ZoneInfo(t.zone)):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(FORMULA_STARTS) else text
