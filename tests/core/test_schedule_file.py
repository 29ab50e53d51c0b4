"""The schedule as a calendar file, read back as a calendar program reads it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from core.codes import AppointmentKind, Stage
from core.errors import NotFound
from core.language import Language
from core.model import Appointment
from core.rounds import cancel_round, plan_round, reschedule
from core.schedule_file import schedule_ics
from core.store import cards_sql
from tests.round_at import START, Office, appointments, round_at

Event = dict[str, str]


def _file(office: Office, code: str = "id") -> bytes:
    return office.ask(schedule_ics, office.assessor_1, office.round_id, Language(code))


def _lines(content: bytes) -> list[str]:
    """Unfolded, as RFC 5545 section 3.1 says."""
    return content.decode().replace("\r\n ", "").split("\r\n")


def _events(content: bytes) -> list[Event]:
    found: list[Event] = []
    for line in _lines(content):
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and name not in ("END", ""):
            found[-1][name] = _unescaped(value)
    return found


def _unescaped(text: str) -> str:
    for written, meant in (("\\n", "\n"), ("\\;", ";"), ("\\,", ","), ("\\\\", "\\")):
        text = text.replace(written, meant)
    return text


def _moment(written: str) -> datetime:
    return datetime.strptime(written, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _reschedule(office: Office, place: str) -> None:
    dates = [replace(appointment, place=place) for appointment in appointments()]
    office.do(reschedule, office.supervisor, office.round_id, dates)


def test_every_appointment_is_one_event_with_its_times_in_utc() -> None:
    office = round_at(Stage.SAMPLING)
    events = _events(_file(office))
    assert [event["UID"] for event in events] == [f"{office.round_id}-{kind}@selaras" for kind in AppointmentKind]
    for event, planned in zip(events, appointments(), strict=True):
        assert (_moment(event["DTSTART"]), _moment(event["DTEND"])) == (planned.starts, planned.ends)
        assert (event["LOCATION"], event["STATUS"]) == ("Ruang Rapat 1", "CONFIRMED")
        assert _moment(event["DTSTAMP"]) == office.now


def test_times_given_in_another_zone_are_the_same_moment() -> None:
    office = round_at(Stage.SAMPLING)
    jakarta = datetime.fromisoformat("2026-02-05T09:00:00+07:00")
    meeting = Appointment(AppointmentKind.DISCUSSION, jakarta, jakarta + timedelta(hours=2), "Aula")
    office.do(reschedule, office.supervisor, office.round_id, [meeting])
    assert _events(_file(office))[2]["DTSTART"] == "20260205T020000Z"


def test_the_file_is_well_formed_whatever_stands_in_title_and_place() -> None:
    office = round_at(Stage.SAMPLING)
    place = "Gedung B, lt. 2; ruang \\Anggrek\\ – dekat lift 🛗 " + "é" * 90 + "\nBawa kartu"
    _reschedule(office, place)
    content = _file(office)
    lines = content.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[1] == b"VERSION:2.0"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in lines) <= 75
    for line in lines:
        line.decode()
    assert {event["LOCATION"] for event in _events(content)} == {place}


def test_a_moved_appointment_keeps_its_uid_and_raises_its_sequence() -> None:
    office = round_at(Stage.SAMPLING)
    before = _events(_file(office))
    _reschedule(office, "Aula")
    after = _events(_file(office))
    assert [event["UID"] for event in before] == [event["UID"] for event in after]
    assert all(int(new["SEQUENCE"]) > int(old["SEQUENCE"]) for old, new in zip(before, after, strict=True))


def test_a_cancelled_round_cancels_its_appointments() -> None:
    office = round_at(Stage.SAMPLING)
    office.do(cancel_round, office.head, office.round_id, "Batal.")
    assert {event["STATUS"] for event in _events(_file(office))} == {"CANCELLED"}


def test_the_file_names_no_person_but_speaks_the_readers_language() -> None:
    office = round_at(Stage.SCORING)
    for code in ("id", "en"):
        content = _file(office, code).decode()
        for person in office.people.values():
            assert person.name not in content
        t = Language(code)
        assert f"SUMMARY:{t('Joint discussion meeting')}: Kalibrasi Februari" in content
    assert b"ATTENDEE" not in _file(office)
    assert b"ORGANIZER" not in _file(office)


def test_a_round_without_dates_has_no_file() -> None:
    office = round_at(Stage.SCHEDULING)
    with pytest.raises(NotFound, match="no dates yet"):
        office.ask(schedule_ics, office.supervisor, office.round_id, Language("id"))
    card = office.store.read(cards_sql.cards)[0].id
    people = [office.assessor_1.id, office.assessor_2.id]
    first = [Appointment(AppointmentKind.SAMPLING, START, START + timedelta(hours=1), "R1")]
    office.do(plan_round, office.supervisor, office.round_id, card, people, [], first, office.version())
    assert len(_events(office.ask(schedule_ics, office.supervisor, office.round_id, Language("id")))) == 1
