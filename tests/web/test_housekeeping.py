"""The serving process tidies by itself: old sound, files nobody named, sign-ins that are over; nothing stops it."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from core.codes import Stage
from core.store import signins_sql
from core.uploads import Upload, keep_upload, place_of, take_in, waiting_uploads
from tests.round_at import Office, new_office, put_sound, round_at, sounds_there
from web import housekeeping
from web.house import furnished, opening_hours
from web.housekeeping import tidy

pytestmark = pytest.mark.usefixtures("each_place")


def _tidied(office: Office, now: datetime) -> None:
    asyncio.run(tidy(office.store, now))


def test_the_sound_of_an_archived_round_goes_when_its_time_is_up() -> None:
    office = round_at(Stage.ARCHIVED)
    _tidied(office, office.now + timedelta(days=29))
    assert len(sounds_there()) == 4
    _tidied(office, office.now + timedelta(days=31))
    assert not sounds_there()


def test_a_file_that_no_recording_names_goes_after_a_day() -> None:
    office = new_office()
    put_sound(f"{uuid4()}/{'5e' * 32}.mp3", b"sound")
    _tidied(office, datetime.now(UTC) + timedelta(hours=23))
    assert len(sounds_there()) == 1
    _tidied(office, datetime.now(UTC) + timedelta(hours=25))
    assert not sounds_there()


def test_what_nobody_took_goes_a_day_after_it_arrived_with_what_it_was_unpacked_into() -> None:
    office = round_at(Stage.SAMPLING)
    upload, now = Upload(uuid4(), office.assessor_1.id, office.round_id, "a.zip", 3), datetime.now(UTC)
    unpacked = place_of(upload.id).with_suffix(".unpacked")
    unpacked.mkdir(parents=True)
    (unpacked / "0001").write_bytes(b"sound")
    place_of(upload.id).write_bytes(b"zip")
    take_in(upload.id)
    office.store.write(lambda tx: keep_upload(tx, upload, by=office.assessor_1, now=now))
    _tidied(office, now + timedelta(hours=23))
    assert office.ask(waiting_uploads, office.assessor_1, office.round_id) == [upload]
    _tidied(office, now + timedelta(hours=25))
    assert office.ask(waiting_uploads, office.assessor_1, office.round_id) == []
    assert not sounds_there() and not list(unpacked.parent.iterdir())


def test_a_sign_in_that_is_over_is_forgotten() -> None:
    office = new_office()
    began = office.now
    office.store.write(
        lambda tx: signins_sql.insert_sign_in(tx, "token", office.head.id, began, began + timedelta(hours=12))
    )
    _tidied(office, began + timedelta(days=2))
    assert office.store.read(lambda tx: signins_sql.sign_in_of(tx, "token")) is None


def test_a_duty_that_fails_is_logged_and_the_next_one_is_done(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []

    def fails(_store: object, _now: datetime) -> None:
        raise OSError("disk")

    monkeypatch.setattr(housekeeping, "DUTIES", (fails, lambda _store, _now: done.append("done")))
    _tidied(new_office(), datetime.now(UTC))
    assert done == ["done"] and "tried again" in caplog.text


def test_the_server_tidies_while_it_is_open_and_closes_in_peace(monkeypatch: pytest.MonkeyPatch) -> None:
    office = new_office()
    done: list[str] = []
    monkeypatch.setattr(housekeeping, "DUTIES", (lambda _store, _now: done.append("done"),))

    async def a_day() -> None:
        async with opening_hours(furnished(office.store, office.now))(None):
            while not done:
                await asyncio.sleep(0)

    asyncio.run(asyncio.wait_for(a_day(), 20))
    assert done == ["done"]
