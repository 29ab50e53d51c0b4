"""One cell of a manifest read as what its column means: an id, a staff number, a moment, a length, a zone, a file name.

It knows: how Indonesian and English spreadsheets write these, and what they lose: leading zeros, digits of long ids.
Shaped so because: a value that may have been changed is refused with the way to correct it, never guessed; each
function raises `Invalid` with one sentence, to which core/manifest.py adds row and column.
It must not know: columns, rows, other cells.
"""

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.errors import Invalid
from core.language import ZONE_NAMES
from core.manifest_table import Cell

SAFE_DIGITS = 15
LONGEST_ID = 64
LONGEST_NAME = 200
STAFF_NUMBER_DIGITS = 9
FIRST_YEAR = 1990
ZONES = {short: name for name, short in ZONE_NAMES.items()}
ZONES |= {
    f"{sign}{hours}": name for name, hours in zip(ZONE_NAMES, (7, 8, 9), strict=True) for sign in ("GMT+", "UTC+")
}
EXCEL_ERRORS = {"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"}

_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?[eE][+-]?\d+")
_ID = re.compile(r"[0-9A-Za-z][0-9A-Za-z._:/+-]*")
_CLOCK = r"(\d{1,2})[.:](\d{2})(?:[.:](\d{2}))?(?:[.,]\d+)?"
_DAY_FIRST = re.compile(rf"(\d{{1,2}})[/.-](\d{{1,2}})[/.-](\d{{4}})(?:[ T,]+{_CLOCK})?")
_YEAR_FIRST = re.compile(rf"(\d{{4}})[/-](\d{{1,2}})[/-](\d{{1,2}})(?:[ T,]+{_CLOCK})?")
_OFFSET = re.compile(r"\s?(Z|[+-]\d{2}:?\d{2})$")
_LENGTH = re.compile(r"(?:(\d{1,3})[:.])?(\d{1,3})[:.](\d{2})(?:,\d+)?")
_AMBIGUOUS = re.compile(r"\d{1,3}[.,]\d{3}(?:[.,]\d+)?|\d{1,2}\.[0-5]\d")


def plain_text(cell: Cell) -> str:
    """The cell as the person sees it; Excel's ways to force text (`="007"`, a leading apostrophe) are taken off."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = " ".join(str(cell).split())
    if text in EXCEL_ERRORS:
        raise Invalid(
            "the cell shows the spreadsheet error {value}. Correct the formula or type the value.", value=text
        )
    forced = re.fullmatch(r'="(.*)"', text)
    return forced[1] if forced else text.removeprefix("'")


def identifier(cell: Cell) -> str:
    """An id as text; empty stays empty."""
    if isinstance(cell, datetime | date | time | timedelta | bool):
        raise Invalid("the id was turned into a date or a logical value. Format the column as text and enter it again.")
    text = plain_text(cell)
    if _SCIENTIFIC.fullmatch(text) or (isinstance(cell, int | float) and abs(cell) >= 10**SAFE_DIGITS):
        raise Invalid(
            "the id was stored as a number ({value}) and has lost digits. Format the column as text before filling it, "
            "or export the list again as CSV and do not save it with a spreadsheet program.",
            value=text,
        )
    if isinstance(cell, float) and not cell.is_integer():
        raise Invalid("the id {value} is a number with decimals. Format the column as text.", value=text)
    if text and (not _ID.fullmatch(text) or len(text) > LONGEST_ID):
        raise Invalid("the id {value} may hold letters, digits and . _ : / + - only, 64 at most.", value=text[:80])
    return text


def staff_number(cell: Cell) -> str:
    """The short staff number: nine digits, or empty."""
    text = plain_text(cell).replace(" ", "")
    if not text or re.fullmatch(rf"[0-9]{{{STAFF_NUMBER_DIGITS}}}", text):
        return text
    if re.fullmatch(r"[0-9]{5,8}", text):
        raise Invalid(
            "the short staff number {value} has {n} digits instead of 9; leading zeros were probably lost. Format the "
            "column as text and enter the number again.",
            value=text,
            n=len(text),
        )
    raise Invalid("the short staff number {value} must have exactly 9 digits.", value=text[:40])


def file_name(cell: Cell) -> str:
    """The name without folders; a way out of the import's own folder is refused."""
    text = unicodedata.normalize("NFC", plain_text(cell))
    parts = text.replace("\\", "/").split("/")
    if ".." in parts or text[:1] in ("/", "\\") or re.match(r"[A-Za-z]:", text) or "\0" in text:
        raise Invalid("the file name {value} points outside the import. Give the file's name only.", value=text[:80])
    if len(parts[-1]) > LONGEST_NAME or (text and not parts[-1]):
        raise Invalid("{value} is not a file name. Give the file's name, 200 characters at most.", value=text[:80])
    return parts[-1]


def zone_name(cell: Cell, default: str) -> str:
    """WIB, WITA, WIT, GMT+7 or an IANA name; empty means the office's."""
    text = plain_text(cell)
    if not text:
        return default
    short = re.sub(r"(?<=\+)0", "", text.upper().replace(" ", "").removesuffix(":00"))
    if short in ZONES:
        return ZONES[short]
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Invalid("the zone {value} is unknown. Write WIB, WITA or WIT.", value=text[:40]) from error


def moment(cell: Cell, zone: str) -> datetime | None:
    """A day and a time of day in the zone, as UTC; empty is None."""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=cell.tzinfo or ZoneInfo(zone)).astimezone(UTC)
    text = plain_text(cell)
    if not text:
        return None
    offset = _OFFSET.search(text)
    written = text[: offset.start()] if offset and re.search("[.:]", text[: offset.start()]) else text
    found, order = _DAY_FIRST.fullmatch(written), (3, 2, 1)
    if not found:
        found, order = _YEAR_FIRST.fullmatch(written), (1, 2, 3)
    if not found:
        raise _not_a_moment(text)
    if found[4] is None:
        raise Invalid("the start {value} has no time of day. Write it as 24/11/2026 14.05.33.", value=text)
    year, month, day = (int(found[place]) for place in order)
    if year < FIRST_YEAR:
        raise _not_a_moment(text)
    try:
        local = datetime(year, month, day, int(found[4]), int(found[5]), int(found[6] or 0))
    except ValueError as error:
        raise _not_a_moment(text) from error
    if written != text and offset:
        return datetime.fromisoformat(f"{local.isoformat()}{offset[1].replace('Z', '+00:00')}").astimezone(UTC)
    return local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def _not_a_moment(text: str) -> Invalid:
    return Invalid(
        "the start {value} is not a day and time that can be read. Write day/month/year as 24/11/2026 14.05.33, or "
        "2026-11-24 14:05:33.",
        value=text[:40],
    )


def length_in_seconds(cell: Cell) -> float | None:
    """A length in seconds (185 or 185,5) or as hours, minutes and seconds (00:03:05); empty is None."""
    seconds = _seconds(cell)
    if seconds is not None and not 0 < seconds <= 86_400:
        raise Invalid("the length {value} must be more than zero and at most a day.", value=plain_text(cell)[:40])
    return seconds


def _seconds(cell: Cell) -> float | None:
    if isinstance(cell, timedelta):
        return cell.total_seconds()
    if isinstance(cell, time):
        return cell.hour * 3600.0 + cell.minute * 60 + cell.second
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    text = plain_text(cell)
    if not text:
        return None
    if re.fullmatch(r"\d+", text):
        return float(text)
    if _AMBIGUOUS.fullmatch(text):
        raise Invalid(
            "the length {value} can be read in two ways. Write whole seconds without a separator, or 00:03:05.",
            value=text,
        )
    if re.fullmatch(r"\d+[.,]\d+", text):
        return float(text.replace(",", "."))
    parts = _LENGTH.fullmatch(text)
    if parts and int(parts[3]) < 60:
        return int(parts[1] or 0) * 3600.0 + int(parts[2]) * 60 + int(parts[3])
    raise Invalid(
        "the length {value} cannot be read. Write seconds (185) or hours:minutes:seconds (00:03:05).", value=text[:40]
    )
