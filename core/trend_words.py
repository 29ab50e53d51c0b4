"""How figures of the trends are put into sentences: whole points, with their sign, and quarters.

It knows: rounding half away from zero, as everywhere, and the names of quarters.
Shaped so because: a sentence is made without knowing its language, so what stands in its gaps is made here.
It must not know: what a figure means, the store, drawing.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from core.language import N_, Message

QUARTERS = (
    N_("the first quarter of {year}"),
    N_("the second quarter of {year}"),
    N_("the third quarter of {year}"),
    N_("the fourth quarter of {year}"),
)
MOST_PERCENT = 999


def whole(points: float) -> int:
    """−4.5 is −5: half away from zero."""
    return int(Decimal(repr(float(points))).quantize(Decimal(1), ROUND_HALF_UP))


def as_shown(points: float) -> int:
    """From the tenths that stand beside it in a picture, so that −4.46, shown as −4.5, is not told as 4."""
    return whole(float(Decimal(repr(float(points))).quantize(Decimal("0.1"), ROUND_HALF_UP)))


def ends(low: float, high: float) -> dict[str, object]:
    """Of an interval that lies on one side of 0, told without its sign."""
    near, far = sorted((whole(abs(low)), whole(abs(high))))
    return {"low": near or Message("less than 1"), "high": max(far, 1)}


def signed(points: float) -> str:
    found = whole(points)
    return f"{found:+d}".replace("-", "−") if found else "0"


def percent(share: float) -> int:
    return whole(100.0 * share)


def signed_percent(share: float) -> str:
    return signed(min(100.0 * share, MOST_PERCENT))


def quarter_of(day: date) -> int:
    return 4 * day.year + (day.month - 1) // 3


def quarter_name(quarter: int, today: date) -> Message:
    """One that is still running is said to be so."""
    told = Message(QUARTERS[quarter % 4], {"year": quarter // 4})
    return Message("{quarter} (so far)", {"quarter": told}) if quarter == quarter_of(today) else told
