"""The round's clock: the deadline frozen at acceptance, seen from now, with the office's own calendar.

It knows: the office's zone, settings and added or lifted days, and that the clock stops at approval.
Shaped so because: core/workdays.py counts days and knows no store; here a round's dates meet the office's calendar.
It must not know: who looks at the clock.
"""

from dataclasses import dataclass
from datetime import date, datetime

from core.language import Message
from core.model import Round
from core.settings import setting, text
from core.store import Tx, calendar_sql
from core.workdays import (
    ClockFlag,
    WorkCalendar,
    calendar_warning,
    clock_flag,
    load_calendar,
    local_day,
    working_days_left,
)


@dataclass(frozen=True)
class Clock:
    """The round's deadline as people see it now."""

    deadline: date
    days_left: int
    flag: ClockFlag
    warning: Message | None


def office_calendar(tx: Tx) -> WorkCalendar:
    years = [int(year) for year in text(tx, "confirmed_years").replace(" ", "").split(",") if year.isdigit()]
    return load_calendar(calendar_sql.calendar_days(tx), bool(setting(tx, "joint_leave_off")), years)


def clock_of(tx: Tx, round_: Round, now: datetime) -> Clock | None:
    """None before the assignment is accepted: the clock has not started."""
    if round_.accepted is None or round_.deadline is None:
        return None
    zone, calendar = text(tx, "office_zone"), office_calendar(tx)
    stopped = local_day(round_.approved, zone) if round_.approved else None
    today = stopped or local_day(now, zone)
    return Clock(
        round_.deadline,
        working_days_left(today, round_.deadline, calendar),
        clock_flag(today, round_.deadline, calendar, stopped),
        calendar_warning(local_day(round_.accepted, zone), round_.deadline, calendar),
    )
