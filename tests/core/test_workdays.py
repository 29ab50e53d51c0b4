"""The clock counts working days as the SOP and the joint decrees do."""

from datetime import UTC, date, datetime

import holidays
import pytest

from core.workdays import (
    CalendarDay,
    ClockFlag,
    DayKind,
    calendar_warning,
    clock_flag,
    deadline,
    is_working_day,
    load_calendar,
    local_day,
    passes_over,
    working_days_left,
)

CALENDAR = load_calendar()

# The package words three days of 2027 as estimates; the decree names the same dates without reserve.
WORDED_AS_ESTIMATE_BY_THE_PACKAGE = {date(2027, 3, 10), date(2027, 3, 11), date(2027, 5, 17)}


def days(*texts: str) -> list[date]:
    return [date.fromisoformat(text) for text in texts]


@pytest.mark.parametrize(
    ("received", "last_day", "passed"),
    [
        ("2026-02-02", "2026-02-09", []),
        ("2026-02-11", "2026-02-20", ["2026-02-16", "2026-02-17"]),
        ("2026-03-16", "2026-03-30", ["2026-03-18", "2026-03-19", "2026-03-20", "2026-03-23", "2026-03-24"]),
        (
            "2025-03-27",
            "2025-04-14",
            ["2025-03-28", "2025-03-31", "2025-04-01", "2025-04-02", "2025-04-03", "2025-04-04", "2025-04-07"],
        ),
        ("2025-08-13", "2025-08-21", ["2025-08-18"]),
        ("2026-12-28", "2027-01-06", ["2027-01-01", "2027-01-05"]),
        ("2027-05-14", "2027-05-27", ["2027-05-17", "2027-05-18", "2027-05-19", "2027-05-20"]),
        ("2024-11-22", "2024-12-02", ["2024-11-27"]),
        ("2026-05-09", "2026-05-19", ["2026-05-14", "2026-05-15"]),
    ],
)
def test_five_working_days_end_where_the_worked_example_says(received: str, last_day: str, passed: list[str]) -> None:
    start = date.fromisoformat(received)
    end = deadline(start, CALENDAR)
    assert end == date.fromisoformat(last_day)
    assert [named.day for named in passes_over(start, end, CALENDAR)] == days(*passed)
    assert working_days_left(start, end, CALENDAR) == 5


def package(*categories: str) -> dict[date, str]:
    return dict(holidays.country_holidays("ID", years=range(2024, 2028), categories=categories, language="id"))


def test_the_shipped_days_are_those_of_the_holidays_package() -> None:
    assert set(CALENDAR.days) == set(package("public", "government"))


def test_joint_leave_is_what_the_package_has_beyond_the_public_holidays() -> None:
    joint_leave = {named.day for named in CALENDAR.days.values() if named.kind is DayKind.JOINT_LEAVE}
    assert joint_leave == set(package("public", "government")) - set(package("public"))


def test_names_differ_from_the_package_only_where_it_writes_estimated() -> None:
    theirs = package("public", "government")
    differing = {day for day, named in CALENDAR.days.items() if theirs[day] != named.name}
    assert differing == WORDED_AS_ESTIMATE_BY_THE_PACKAGE
    assert all(theirs[day] == f"{CALENDAR.days[day].name} (perkiraan)" for day in differing)


def test_the_date_is_taken_after_conversion_to_the_office_zone() -> None:
    assert local_day(datetime(2026, 2, 9, 16, 59, 59, tzinfo=UTC), "Asia/Jakarta") == date(2026, 2, 9)
    assert local_day(datetime(2026, 2, 9, 17, 0, tzinfo=UTC), "Asia/Jakarta") == date(2026, 2, 10)
    assert local_day(datetime(2026, 2, 9, 16, 59, 59, tzinfo=UTC), "Asia/Jayapura") == date(2026, 2, 10)


def test_a_moment_without_a_zone_has_no_date() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local_day(datetime(2026, 2, 9, 12, 0), "Asia/Jakarta")


def test_approval_at_the_last_second_of_day_five_is_on_time_and_a_second_later_is_past() -> None:
    last_day = date(2026, 2, 9)
    today = date(2026, 3, 2)
    in_time = local_day(datetime(2026, 2, 9, 16, 59, 59, tzinfo=UTC), "Asia/Jakarta")
    too_late = local_day(datetime(2026, 2, 9, 17, 0, 0, tzinfo=UTC), "Asia/Jakarta")
    assert clock_flag(today, last_day, CALENDAR, stopped_on=in_time) is ClockFlag.ON_TIME
    assert clock_flag(today, last_day, CALENDAR, stopped_on=too_late) is ClockFlag.PAST


def test_receipt_at_a_weekend_counts_from_monday() -> None:
    saturday, sunday, friday = days("2026-02-07", "2026-02-08", "2026-02-06")
    assert {deadline(day, CALENDAR) for day in (friday, saturday, sunday)} == {date(2026, 2, 13)}


@pytest.mark.parametrize(
    ("today", "left", "flag"),
    [
        ("2026-02-05", 2, ClockFlag.ON_TIME),
        ("2026-02-06", 1, ClockFlag.NEAR),
        ("2026-02-08", 1, ClockFlag.NEAR),
        ("2026-02-09", 0, ClockFlag.NEAR),
        ("2026-02-10", -1, ClockFlag.PAST),
        ("2026-02-18", -5, ClockFlag.PAST),
    ],
)
def test_days_left_are_working_days_and_warn_one_day_ahead(today: str, left: int, flag: ClockFlag) -> None:
    last_day = date(2026, 2, 9)
    assert working_days_left(date.fromisoformat(today), last_day, CALENDAR) == left
    assert clock_flag(date.fromisoformat(today), last_day, CALENDAR) is flag


def test_the_weekend_after_a_friday_deadline_is_past_already() -> None:
    friday, saturday = days("2026-02-06", "2026-02-07")
    assert working_days_left(saturday, friday, CALENDAR) == -1
    assert clock_flag(saturday, friday, CALENDAR) is ClockFlag.PAST


def test_an_extra_day_off_moves_the_deadline_and_is_named() -> None:
    election = CalendarDay(date(2026, 2, 4), "Pemungutan suara ulang", DayKind.EXTRA, "Keppres 1/2026")
    calendar = load_calendar([election])
    last_day = deadline(date(2026, 2, 2), calendar)
    assert last_day == date(2026, 2, 10)
    assert passes_over(date(2026, 2, 2), last_day, calendar) == [election]


def test_a_lifted_day_is_a_working_day_but_a_lifted_sunday_stays_a_sunday() -> None:
    lifted = [CalendarDay(day, "Dicabut", DayKind.LIFTED, "SKB 2/2026") for day in days("2026-02-16", "2026-03-22")]
    calendar = load_calendar(lifted)
    assert is_working_day(calendar, date(2026, 2, 16))
    assert not is_working_day(calendar, date(2026, 3, 22))
    assert deadline(date(2026, 2, 11), calendar) == date(2026, 2, 19)


def test_joint_leave_is_a_working_day_when_the_setting_says_so() -> None:
    calendar = load_calendar(joint_leave_counts_as_off=False)
    last_day = deadline(date(2026, 2, 11), calendar)
    assert last_day == date(2026, 2, 19)
    assert [named.day for named in passes_over(date(2026, 2, 11), last_day, calendar)] == [date(2026, 2, 17)]


def warning(received: date, last_day: date, calendar: object = CALENDAR) -> str | None:
    message = calendar_warning(received, last_day, calendar)  # type: ignore[arg-type]
    return message.english() if message else None


def test_a_checked_year_carries_no_warning() -> None:
    assert warning(date(2026, 2, 2), date(2026, 2, 9)) is None


def test_2027_has_one_source_and_is_unverified_until_the_year_is_confirmed() -> None:
    span = (date(2026, 12, 28), date(2027, 1, 6))
    assert "2027 is not yet verified" in (warning(*span) or "")
    assert warning(*span, load_calendar(confirmed_years=[2027])) is None


def test_a_year_without_holidays_on_file_warns_even_when_confirmed() -> None:
    span = (date(2027, 12, 29), date(2028, 1, 5))
    assert "no holidays for 2028" in (warning(*span) or "")
    one_day = CalendarDay(date(2028, 1, 3), "Hari tambahan", DayKind.EXTRA)
    assert "no holidays for 2028" in (warning(*span, load_calendar([one_day], confirmed_years=[2027, 2028])) or "")


def test_a_decree_entered_by_the_administrator_makes_its_year_known() -> None:
    new_year = CalendarDay(date(2028, 1, 1), "Tahun Baru Masehi", DayKind.NATIONAL_HOLIDAY, "SKB 2028")
    calendar = load_calendar([new_year], confirmed_years=[2027, 2028])
    assert warning(date(2027, 12, 29), date(2028, 1, 5), calendar) is None


def test_the_version_is_stable_and_changes_with_everything_that_can_move_a_deadline() -> None:
    extra = CalendarDay(date(2026, 2, 4), "Pemungutan suara ulang", DayKind.EXTRA)
    versions = {
        load_calendar().version,
        load_calendar([extra]).version,
        load_calendar(joint_leave_counts_as_off=False).version,
        load_calendar(confirmed_years=[2027]).version,
    }
    assert len(versions) == 4
    assert load_calendar([extra]).version == load_calendar(iter([extra])).version
