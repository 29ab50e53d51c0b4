"""Queries of the office's own calendar days."""

from datetime import date, datetime
from uuid import UUID

from core.store import Tx
from core.workdays import CalendarDay, DayKind


def calendar_days(tx: Tx) -> list[CalendarDay]:
    return [
        CalendarDay(row[0], row[2], DayKind(row[1]), row[3])
        for row in tx.all("SELECT day, kind, name, decree FROM calendar_day ORDER BY day")
    ]


def keep_day(tx: Tx, day: CalendarDay, recorded_by: UUID, recorded: datetime) -> None:
    tx.run(
        "INSERT INTO calendar_day VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (day) DO UPDATE SET "
        "kind = excluded.kind, name = excluded.name, decree = excluded.decree, recorded_by = excluded.recorded_by, "
        "recorded = excluded.recorded",
        day.day,
        str(day.kind),
        day.name,
        day.decree,
        recorded_by,
        recorded,
    )


def forget_day(tx: Tx, day: date) -> None:
    tx.run("DELETE FROM calendar_day WHERE day = $1", day)
