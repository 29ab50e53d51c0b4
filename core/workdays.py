"""The clock of a round: five working days from receipt.

It knows: weekends, national holidays and joint leave (data/calendar/holidays_id.csv), days added or lifted by decree,
and how to count between two dates.
Shaped so because: counting goes by local dates, never by hours, and everything that could move a deadline has one
`version`, so that a round can freeze the calendar it was promised under.
It must not know: rounds, the store, today's date.
"""

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from core.language import Message

CALENDAR_FILE = Path(__file__).parent.parent / "data" / "calendar" / "holidays_id.csv"
WORKING_DAYS = 5
NEAR = 1
ONE_DAY = timedelta(days=1)
SATURDAY = 5


class DayKind(StrEnum):
    NATIONAL_HOLIDAY = "national_holiday"
    JOINT_LEAVE = "joint_leave"
    EXTRA = "extra"
    LIFTED = "lifted"


class ClockFlag(StrEnum):
    ON_TIME = "on_time"
    NEAR = "near"
    PAST = "past"


@dataclass(frozen=True)
class CalendarDay:
    """A named day: off (holiday, joint leave, extra) or, when lifted, an ordinary day again."""

    day: date
    name: str
    kind: DayKind
    decree: str = ""


@dataclass(frozen=True)
class WorkCalendar:
    """The named days that hold, one per date; `confirmed_years` are those whose decree has been checked."""

    days: Mapping[date, CalendarDay]
    joint_leave_off: bool
    confirmed_years: frozenset[int]
    version: str

    def day_off(self, day: date) -> CalendarDay | None:
        """The named day that makes this date a day off, whatever the weekday."""
        named = self.days.get(day)
        if named is None or named.kind is DayKind.LIFTED:
            return None
        return named if named.kind is not DayKind.JOINT_LEAVE or self.joint_leave_off else None

    @property
    def years(self) -> frozenset[int]:
        return frozenset(day.year for day in self.days)

    def of_year(self, year: int) -> list[CalendarDay]:
        """The named days of a year, the lifted ones too, in order."""
        return [self.days[day] for day in sorted(self.days) if day.year == year]

    def has_year(self, year: int) -> bool:
        """A single extra day does not make a year known; its national holidays do."""
        return any(day.year == year and named.kind is DayKind.NATIONAL_HOLIDAY for day, named in self.days.items())


@cache
def _shipped() -> tuple[tuple[CalendarDay, ...], frozenset[int]]:
    """The days of the file, and the years of which every day was checked against the decree."""
    with CALENDAR_FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    days = tuple(
        CalendarDay(date.fromisoformat(row["date"]), row["name"], DayKind(row["kind"]), row["decree"]) for row in rows
    )
    unverified = {day.day.year for day, row in zip(days, rows, strict=True) if row["verified"] != "yes"}
    return days, frozenset(day.day.year for day in days) - unverified


def load_calendar(
    overrides: Iterable[CalendarDay] = (), joint_leave_counts_as_off: bool = True, confirmed_years: Iterable[int] = ()
) -> WorkCalendar:
    """The shipped days with the administrator's over them; of two for one date the later one holds."""
    shipped, verified_years = _shipped()
    days = {named.day: named for named in (*shipped, *overrides)}
    years = verified_years | frozenset(confirmed_years)
    return WorkCalendar(days, joint_leave_counts_as_off, years, _version(days, joint_leave_counts_as_off, years))


def _version(days: Mapping[date, CalendarDay], joint_leave_off: bool, confirmed_years: frozenset[int]) -> str:
    named = [[day.isoformat(), days[day].name, days[day].kind, days[day].decree] for day in sorted(days)]
    content = json.dumps([named, joint_leave_off, sorted(confirmed_years)], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def local_day(moment_utc: datetime, zone: str) -> date:
    """The date on the office's wall: converted first, cut to a date afterwards."""
    if moment_utc.tzinfo is None:
        raise ValueError("A moment without a time zone has no date.")
    return moment_utc.astimezone(ZoneInfo(zone)).date()


def is_working_day(calendar: WorkCalendar, day: date) -> bool:
    return day.weekday() < SATURDAY and calendar.day_off(day) is None


def deadline(received: date, calendar: WorkCalendar, working_days: int = WORKING_DAYS) -> date:
    """The last day: receipt is day 0, even on a day off, and only working days are counted."""
    day, counted = received, 0
    while counted < working_days:
        day += ONE_DAY
        counted += is_working_day(calendar, day)
    return day


def _days_after(start: date, end: date) -> list[date]:
    """The days after `start` up to and including `end`."""
    return [start + ONE_DAY * step for step in range(1, (end - start).days + 1)]


def working_days_left(today: date, deadline: date, calendar: WorkCalendar) -> int:
    """0 on the last day, negative once it is past; the weekend right behind it is already day −1."""
    if today <= deadline:
        return sum(is_working_day(calendar, day) for day in _days_after(today, deadline))
    return -max(1, sum(is_working_day(calendar, day) for day in _days_after(deadline, today)))


def clock_flag(today: date, deadline: date, calendar: WorkCalendar, stopped_on: date | None = None) -> ClockFlag:
    """How the round stands; once the clock is stopped by the approval, only whether that was in time."""
    if (stopped_on or today) > deadline:
        return ClockFlag.PAST
    if stopped_on is None and working_days_left(today, deadline, calendar) <= NEAR:
        return ClockFlag.NEAR
    return ClockFlag.ON_TIME


def passes_over(received: date, deadline: date, calendar: WorkCalendar) -> list[CalendarDay]:
    """The named days off between receipt and deadline that are not weekend anyway."""
    weekdays = [day for day in _days_after(received, deadline) if day.weekday() < SATURDAY]
    return [named for day in weekdays if (named := calendar.day_off(day))]


def calendar_warning(received: date, deadline: date, calendar: WorkCalendar) -> Message | None:
    """Why this deadline may still move: a year without holidays on file, or one whose decree nobody has checked."""
    years = range(received.year, deadline.year + 1)
    for year in years:
        if not calendar.has_year(year):
            return Message(
                "The calendar has no holidays for {year}; the deadline counts weekends only. "
                "Ask the administrator to add the days of the decree.",
                {"year": year},
            )
    for year in years:
        if year not in calendar.confirmed_years:
            return Message(
                "The calendar for {year} is not yet verified; the deadline may change. "
                "Ask the administrator to confirm the decree.",
                {"year": year},
            )
    return None
