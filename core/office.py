"""The office's settings and calendar days, and the verbs that change them.

It knows: a setting has bounds, a day is added or lifted by a decree with a number, and every change tells from what to
what.
Shaped so because: a deadline is frozen with its calendar when a round is accepted, so a change here touches only rounds
that are still to be accepted, and nothing has to be counted anew.
It must not know: rounds, or how days are counted (core/workdays.py).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime

from core.access import require
from core.audit import record
from core.clock import office_calendar
from core.codes import Action
from core.errors import Invalid, NotFound, require_text
from core.language import N_
from core.model import Person
from core.settings import SETTINGS, checked, setting
from core.store import Tx, calendar_sql, settings_sql
from core.workdays import CalendarDay, DayKind, WorkCalendar


def settings_in_force(tx: Tx, *, by: Person, now: datetime) -> dict[str, int | bool | str]:
    """Every setting by its name, in the order of core/settings.py: what the office set, else the default."""
    require(tx, Action.MANAGE_SETTINGS, by, now)
    return {name: setting(tx, name) for name in SETTINGS}


def change_setting(tx: Tx, name: str, value: int | bool | str, *, by: Person, now: datetime) -> None:
    """Keep a setting within its bounds; giving the value it has already is no change."""
    permit = require(tx, Action.MANAGE_SETTINGS, by, now)
    if name not in SETTINGS:
        raise NotFound("There is no such setting.")
    was, became = checked(name, setting(tx, name)), checked(name, value)
    if was != became:
        settings_sql.keep_value(tx, name, became)
        record(tx, permit, subject=name, was=was, became=became)


def change_settings(tx: Tx, values: Mapping[str, int | bool | str], *, by: Person, now: datetime) -> None:
    """Everything a form holds, or nothing of it."""
    require(tx, Action.MANAGE_SETTINGS, by, now)
    for name, value in values.items():
        change_setting(tx, name, value, by=by, now=now)


def calendar_days(tx: Tx, *, by: Person, now: datetime) -> list[CalendarDay]:
    """The days that this office added or lifted itself."""
    require(tx, Action.MANAGE_CALENDAR, by, now)
    return calendar_sql.calendar_days(tx)


def calendar_in_force(tx: Tx, *, by: Person, now: datetime) -> WorkCalendar:
    """The shipped days with the office's own over them, as the next deadline will be counted."""
    require(tx, Action.MANAGE_CALENDAR, by, now)
    return office_calendar(tx)


def add_calendar_day(tx: Tx, day: CalendarDay, *, by: Person, now: datetime) -> None:
    """A day off by decree, in place of what the calendar said of this date."""
    permit = require(tx, Action.MANAGE_CALENDAR, by, now)
    if day.kind is DayKind.LIFTED:
        raise Invalid("Choose the kind of day off.")
    name, decree = require_text(N_("Name of the day"), day.name), require_text(N_("Number of the decree"), day.decree)
    was = _told(office_calendar(tx).days.get(day.day))
    kept = replace(day, name=name, decree=decree)
    calendar_sql.keep_day(tx, kept, permit.by.id, now)
    record(tx, permit, subject=day.day.isoformat(), was=was, became=_told(kept))


def lift_calendar_day(tx: Tx, day: date, decree: str, *, by: Person, now: datetime) -> None:
    """A named day off becomes an ordinary day again, by decree."""
    permit = require(tx, Action.MANAGE_CALENDAR, by, now)
    decree = require_text(N_("Number of the decree"), decree)
    named = office_calendar(tx).days.get(day)
    if named is None or named.kind is DayKind.LIFTED:
        raise Invalid("{day} is not a named day off, so there is nothing to lift.", day=day)
    lifted = CalendarDay(day, named.name, DayKind.LIFTED, decree)
    calendar_sql.keep_day(tx, lifted, permit.by.id, now)
    record(tx, permit, subject=day.isoformat(), was=_told(named), became=_told(lifted))


def forget_calendar_day(tx: Tx, day: date, *, by: Person, now: datetime) -> None:
    """Take back what this office said of a date; the shipped calendar holds again."""
    permit = require(tx, Action.MANAGE_CALENDAR, by, now)
    own = next((kept for kept in calendar_sql.calendar_days(tx) if kept.day == day), None)
    if own is None:
        raise NotFound("This office has said nothing of {day}.", day=day)
    calendar_sql.forget_day(tx, day)
    record(tx, permit, subject=day.isoformat(), was=_told(own), became=_told(office_calendar(tx).days.get(day)))


def _told(day: CalendarDay | None) -> str:
    return ", ".join(part for part in (day.kind, day.name, day.decree) if part) if day else ""
