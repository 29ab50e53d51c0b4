"""Settings and calendar days: within their bounds, by decree, and every change from what to what."""

from datetime import date
from pathlib import Path

import pytest

from core import settings
from core.audit import audit_of_people
from core.clock import office_calendar
from core.errors import Invalid, NotFound
from core.office import (
    add_calendar_day,
    calendar_days,
    calendar_in_force,
    change_setting,
    forget_calendar_day,
    lift_calendar_day,
    settings_in_force,
)
from core.settings import SETTINGS, data_folder, number, secret, setting, store_url, text
from core.store import settings_sql
from core.workdays import CalendarDay, DayKind, deadline, is_working_day
from tests.round_at import START, Office, new_office

MAY_DAY, NYEPI = date(2026, 5, 4), date(2026, 3, 19)


def _set(office: Office, name: str, value: int | bool | str) -> None:
    office.do(change_setting, office.administrator, name, value)


def _trail(office: Office) -> list[tuple[str, str, str, str]]:
    rows = office.ask(audit_of_people, office.administrator, START, START.replace(year=2027))
    return [(row.action, row.subject, row.was, row.became) for row in rows]


def _add(office: Office, day: date = MAY_DAY, kind: DayKind = DayKind.EXTRA, **changed: str) -> None:
    given = {"name": "Libur pemilu", "decree": "KEPPRES 3/2026", **changed}
    office.do(add_calendar_day, office.administrator, CalendarDay(day, given["name"], kind, given["decree"]))


def _works(office: Office, day: date) -> bool:
    return office.store.read(lambda tx: is_working_day(office_calendar(tx), day))


# Settings


def test_a_setting_has_its_default_until_the_office_sets_it() -> None:
    office = new_office()
    assert office.store.read(lambda tx: number(tx, "working_days")) == 5
    assert office.ask(settings_in_force, office.administrator) == {name: s.default for name, s in SETTINGS.items()}
    _set(office, "working_days", 7)
    assert office.store.read(lambda tx: number(tx, "working_days")) == 7
    assert office.ask(settings_in_force, office.administrator)["working_days"] == 7


def test_a_change_is_told_from_what_to_what_and_no_change_is_not_told() -> None:
    office = new_office()
    for value in (10, 10):
        _set(office, "working_days", value)
    _set(office, "joint_leave_off", False)
    assert _trail(office) == [
        ("manage_settings", "joint_leave_off", "1", "0"),
        ("manage_settings", "working_days", "5", "10"),
    ]


@pytest.mark.parametrize(
    "rule", [rule for rule in SETTINGS.values() if type(rule.default) is int], ids=lambda r: r.name
)
def test_a_number_stays_within_its_bounds(rule: settings.Setting) -> None:
    office = new_office()
    for value in (rule.low, rule.high, str(rule.high)):
        _set(office, rule.name, value)
        assert office.store.read(lambda tx: setting(tx, rule.name)) == int(value)
    for wrong in (rule.low - 1, rule.high + 1, "", "banyak", "5.5", "1e3", "９", "-", "5 hari", 10**30):
        with pytest.raises(Invalid, match=f"from {rule.low} to {rule.high}"):
            _set(office, rule.name, wrong)
    assert office.store.read(lambda tx: setting(tx, rule.name)) == rule.high


def test_the_default_of_every_setting_is_one_that_would_be_accepted() -> None:
    for rule in SETTINGS.values():
        assert settings.checked(rule.name, rule.default) is not None


def test_a_choice_is_one_of_those_offered() -> None:
    office = new_office()
    for wrong in ("Asia/Tokyo", "", "asia/jakarta"):
        with pytest.raises(Invalid, match="is not a choice"):
            _set(office, "office_zone", wrong)
    _set(office, "office_zone", "Asia/Makassar")
    assert office.store.read(lambda tx: text(tx, "office_zone")) == "Asia/Makassar"


def test_confirmed_years_are_years() -> None:
    office = new_office()
    for wrong in ("2027 2028", "27", "dua ribu", "2027;2028", "2027,"):
        with pytest.raises(Invalid, match="years of four digits"):
            _set(office, "confirmed_years", wrong)
    for right, years in (("2026,2027", {2026, 2027}), ("", set()), (" 2027 ", {2027})):
        _set(office, "confirmed_years", right)
        calendar = office.store.read(office_calendar)
        assert (2027 in calendar.confirmed_years) is (2027 in years)


def test_a_setting_nobody_knows_is_not_found() -> None:
    office = new_office()
    with pytest.raises(NotFound):
        _set(office, "backdoor", 1)
    assert office.store.read(lambda tx: settings_sql.value_of(tx, "backdoor")) is None


def test_the_secret_is_made_once_and_only_its_owner_reads_it() -> None:
    first = secret()
    assert len(first) == 64
    assert secret() == first
    place = data_folder() / "secret.key"
    assert place.stat().st_mode & 0o777 == 0o600
    place.write_text("pendek")
    with pytest.raises(Invalid, match="too short"):
        secret()


def test_the_store_stands_in_the_data_folder_unless_the_environment_says_otherwise(
    own_data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("STORE_URL", raising=False)
    assert store_url() == f"duckdb:///{own_data_folder / 'selaras.duckdb'}"
    monkeypatch.setenv("STORE_URL", "duckdb:///:memory:")
    assert store_url() == "duckdb:///:memory:"


# The calendar


def test_a_day_off_needs_a_name_and_the_number_of_its_decree() -> None:
    office = new_office()
    for missing in ({"name": " "}, {"decree": ""}):
        with pytest.raises(Invalid, match="Fill in"):
            _add(office, **missing)
    with pytest.raises(Invalid, match="kind of day off"):
        _add(office, kind=DayKind.LIFTED)
    assert office.ask(calendar_days, office.administrator) == []


def test_an_added_day_is_off_from_the_next_acceptance_on() -> None:
    office = new_office()
    received = date(2026, 4, 30)
    before = office.store.read(lambda tx: deadline(received, office_calendar(tx)))
    _add(office)
    assert not _works(office, MAY_DAY)
    after = office.store.read(lambda tx: deadline(received, office_calendar(tx)))
    assert (before, after) == (date(2026, 5, 8), date(2026, 5, 11))
    assert _trail(office) == [("manage_calendar", "2026-05-04", "", "extra, Libur pemilu, KEPPRES 3/2026")]


def test_a_lifted_day_is_an_ordinary_day_again() -> None:
    office = new_office()
    assert not _works(office, NYEPI)
    office.do(lift_calendar_day, office.administrator, NYEPI, "SE-1/2026")
    assert _works(office, NYEPI)
    told = _trail(office)[0]
    assert told[:2] == ("manage_calendar", "2026-03-19")
    assert told[2].startswith("national_holiday, ")
    assert told[3].endswith("SE-1/2026")


def test_only_a_named_day_off_can_be_lifted_and_only_by_decree() -> None:
    office = new_office()
    with pytest.raises(Invalid, match="not a named day off"):
        office.do(lift_calendar_day, office.administrator, MAY_DAY, "SE-1/2026")
    with pytest.raises(Invalid, match="Fill in: Number of the decree"):
        office.do(lift_calendar_day, office.administrator, NYEPI, " ")
    office.do(lift_calendar_day, office.administrator, NYEPI, "SE-1/2026")
    with pytest.raises(Invalid, match="not a named day off"):
        office.do(lift_calendar_day, office.administrator, NYEPI, "SE-2/2026")


def test_what_the_office_said_of_a_day_can_be_taken_back() -> None:
    office = new_office()
    office.do(lift_calendar_day, office.administrator, NYEPI, "SE-1/2026")
    office.do(forget_calendar_day, office.administrator, NYEPI)
    assert not _works(office, NYEPI)
    assert office.ask(calendar_days, office.administrator) == []
    with pytest.raises(NotFound, match="19 March 2026"):
        office.do(forget_calendar_day, office.administrator, NYEPI)


def test_saying_something_else_of_a_day_replaces_what_was_said() -> None:
    office = new_office()
    _add(office)
    _add(office, name="Cuti bersama", kind=DayKind.JOINT_LEAVE)
    assert [(day.name, day.kind) for day in office.ask(calendar_days, office.administrator)] == [
        ("Cuti bersama", DayKind.JOINT_LEAVE)
    ]
    _set(office, "joint_leave_off", False)
    assert _works(office, MAY_DAY)


def test_the_calendar_in_force_holds_shipped_and_own_days() -> None:
    office = new_office()
    _add(office)
    days = office.ask(calendar_in_force, office.administrator).days
    assert {MAY_DAY, NYEPI} <= set(days)
