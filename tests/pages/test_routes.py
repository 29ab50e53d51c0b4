"""The routes beside the pages, asked as a browser asks: with a cookie or without, from our own page or from another."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from core import people, signins
from core.audit import audit_of_round
from core.codes import Stage
from core.model import Person
from core.rounds import accept_assignment
from core.samples import recordings_of
from core.sounds_place import sounds
from core.store import settings_sql
from core.uploads import delete_uploaded, waiting_uploads
from pages.parts import session
from tests.buckets import take_away
from tests.pages.conftest import Desk
from tests.round_at import PASSWORD, START, Office, round_at, sounds_there
from web import sound_routes
from web.middleware import Headers
from web.routes import routes

FOREIGN = {"origin": "http://other.example"}


@pytest.fixture
def scoring(sit_down: Callable[[Office], Desk]) -> Callable[[], Desk]:
    return lambda: sit_down(round_at(Stage.SCORING))


def browser(desk: Desk, person: Person | None) -> TestClient:
    """Somebody's browser; routes live by the wall clock, so the sign-in begins now."""
    app = Starlette(routes=routes(session.house()), middleware=[Middleware(Headers)])
    client = TestClient(app, headers={"origin": "http://testserver"}, follow_redirects=False)
    if person:
        client.cookies.set("selaras", desk.sign_in(person, datetime.now(UTC)))
    return client


def first_recording(desk: Desk) -> str:
    return str(desk.office.ask(recordings_of, desk.office.assessor_1, desk.office.round_id)[0].id)


def plays(desk: Desk) -> int:
    since, until = START - timedelta(days=1), datetime.now(UTC) + timedelta(days=1)
    rows = desk.office.ask(audit_of_round, desk.office.supervisor, desk.office.round_id, since, until)
    return sum(row.action == "hear_recording" for row in rows)


def ticket_of(desk: Desk) -> str:
    return signins.sign_in(desk.office.store, "head", PASSWORD, "here", datetime.now(UTC))[0]


def test_a_ticket_is_changed_for_a_cookie_once(desk: Desk) -> None:
    client, ticket = browser(desk, None), ticket_of(desk)
    given = client.post("/auth/set", content=ticket).headers["set-cookie"].lower()
    assert "httponly" in given and "samesite=strict" in given and "max-age" not in given
    assert client.post("/auth/set", content=ticket).status_code == 403


def test_a_ticket_sent_by_another_site_is_worth_nothing(desk: Desk) -> None:
    client, ticket = browser(desk, None), ticket_of(desk)
    assert client.post("/auth/set", content=ticket, headers=FOREIGN).status_code == 403


def test_presence_of_a_signed_out_person_is_refused(desk: Desk) -> None:
    client = browser(desk, desk.office.head)
    assert client.post("/auth/alive").status_code == 204
    desk.office.do(people.deactivate_person, desk.office.administrator, desk.office.head.id)
    assert client.post("/auth/alive").status_code == 401


def test_a_move_of_the_round_reaches_an_open_page_as_a_number(sit_down: Callable[[Office], Desk]) -> None:
    desk = sit_down(round_at(Stage.ASSIGNED))
    office = desk.office
    with browser(desk, office.head).websocket_connect(f"/live/{office.round_id}") as socket:
        assert socket.receive_text() == str(office.version())
        office.do(accept_assignment, office.supervisor, office.round_id)
        # The number before may be told once more: the watcher of a database learns it a moment later than the page.
        assert any(socket.receive_text() == str(office.version()) for _ in range(2))


def test_the_push_socket_is_closed_to_strangers_foreign_sites_and_people_of_other_rounds(
    scoring: Callable[[], Desk],
) -> None:
    desk = scoring()
    place = f"/live/{desk.office.round_id}"
    for client, headers in (
        (browser(desk, None), {}),
        (browser(desk, desk.office.outsider), {}),
        (browser(desk, desk.office.head), FOREIGN),
    ):
        with pytest.raises(WebSocketDisconnect), client.websocket_connect(place, headers=headers):
            pass


@pytest.mark.usefixtures("each_place")
def test_every_play_is_recorded_once_and_heard_in_ranges(scoring: Callable[[], Desk]) -> None:
    desk = scoring()
    client = browser(desk, desk.office.assessor_1)
    sound = client.post(f"/recordings/{first_recording(desk)}/play").json()["sound"]
    part = client.get(sound, headers={"Range": "bytes=2-4"})
    assert (part.status_code, len(part.content)) == (206, 3)
    assert part.headers["cache-control"] == "private, no-store" and part.headers["content-type"] == "audio/wav"
    client.get(sound)
    assert plays(desk) == 1


@pytest.mark.usefixtures("each_place")
@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("bytes=0-", (206, b"8000100011", "bytes 0-9/10")),
        ("bytes=3-5", (206, b"010", "bytes 3-5/10")),
        ("bytes=7-99", (206, b"011", "bytes 7-9/10")),
        ("bytes=-2", (206, b"11", "bytes 8-9/10")),
        ("bytes=10-", (416, b"", "bytes */10")),
        ("", (200, b"8000100011", None)),
    ],
)
def test_sound_is_given_in_the_range_that_is_asked_for(
    scoring: Callable[[], Desk], asked: str, given: tuple[int, bytes, str | None]
) -> None:
    desk = scoring()
    client = browser(desk, desk.office.assessor_1)
    sound = client.post(f"/recordings/{first_recording(desk)}/play").json()["sound"]
    answer = client.get(sound, headers={"Range": asked} if asked else {})
    assert (answer.status_code, answer.content, answer.headers.get("content-range")) == given


@pytest.mark.usefixtures("in_a_bucket")
def test_a_bucket_that_is_away_is_told_in_ones_language_and_no_play_is_recorded(
    scoring: Callable[[], Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = scoring()
    client = browser(desk, desk.office.assessor_1)
    sound = client.post(f"/recordings/{first_recording(desk)}/play").json()["sound"]
    take_away(monkeypatch)
    answer = client.post(f"/recordings/{first_recording(desk)}/play")
    assert answer.status_code == 503 and "Tempat rekaman tidak menjawab" in answer.json()["problem"]
    assert client.get(sound).status_code == 503 and plays(desk) == 1


@pytest.mark.usefixtures("each_place")
def test_nobody_hears_through_the_play_of_another(scoring: Callable[[], Desk]) -> None:
    desk = scoring()
    sound = browser(desk, desk.office.assessor_1).post(f"/recordings/{first_recording(desk)}/play").json()["sound"]
    assert browser(desk, desk.office.assessor_2).get(sound).status_code == 404
    assert browser(desk, None).get(sound).status_code == 401


def test_a_play_goes_on_in_another_process_and_ends_after_hours(
    scoring: Callable[[], Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address proves the play; a changed recording or a changed end proves nothing."""
    desk = scoring()
    here, there = browser(desk, desk.office.assessor_1), browser(desk, desk.office.assessor_1)
    sound = here.post(f"/recordings/{first_recording(desk)}/play").json()["sound"]
    assert there.get(sound).status_code == 200
    _, plays, recording, until, proof = sound.split("/")
    other = str(desk.office.ask(recordings_of, desk.office.assessor_1, desk.office.round_id)[1].id)
    assert there.get(f"/{plays}/{other}/{until}/{proof}").status_code == 404
    assert there.get(f"/{plays}/{recording}/{int(until) + 1}/{proof}").status_code == 404
    monkeypatch.setattr(sound_routes, "A_PLAY_LASTS", timedelta(seconds=-1))
    assert here.get(here.post(f"/recordings/{recording}/play").json()["sound"]).status_code == 404


@pytest.mark.usefixtures("each_place")
def test_a_recording_is_neither_played_nor_admitted_to_outsiders(scoring: Callable[[], Desk]) -> None:
    desk = scoring()
    client = browser(desk, desk.office.outsider)
    assert client.post(f"/recordings/{first_recording(desk)}/play").status_code == 404
    assert plays(desk) == 0


@pytest.fixture
def sampling(sit_down: Callable[[Office], Desk]) -> Desk:
    return sit_down(round_at(Stage.SAMPLING))


@pytest.mark.usefixtures("each_place")
def test_a_file_is_kept_and_waits_for_its_owner(sampling: Desk) -> None:
    office = sampling.office
    content = b"x" * 100_000
    answer = browser(sampling, office.assessor_1).put(
        f"/upload/{office.round_id}?name=..%5C..%5Cpanggilan.wav", content=content
    )
    assert answer.status_code == 204
    (waiting,) = office.ask(waiting_uploads, office.assessor_1, office.round_id)
    assert waiting.name == "panggilan.wav" and waiting.at_hand().read_bytes() == content
    assert list(sounds_there().values()) == [content]
    assert not office.ask(waiting_uploads, office.assessor_2, office.round_id)


@pytest.mark.usefixtures("each_place")
def test_a_file_over_the_limit_is_refused_in_our_words_and_leaves_nothing(sampling: Desk) -> None:
    office = sampling.office
    office.store.write(lambda tx: settings_sql.keep_value(tx, "upload_file_mb", "1"))
    answer = browser(sampling, office.assessor_1).put(
        f"/upload/{office.round_id}?name=besar.wav", content=b"x" * 1_000_001
    )
    assert answer.status_code == 413 and "besar.wav" in answer.json()["problem"]
    assert not sounds_there() and not list(sounds().desk.glob("*"))


@pytest.mark.usefixtures("in_a_bucket")
def test_a_file_that_a_bucket_does_not_take_is_refused_in_our_words_and_leaves_nothing(
    sampling: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, desk = sampling.office, sounds().desk
    take_away(monkeypatch)
    answer = browser(sampling, office.assessor_1).put(f"/upload/{office.round_id}?name=a.wav", content=b"x")
    assert answer.status_code == 503 and "Tempat rekaman tidak menjawab" in answer.json()["problem"]
    assert not list(desk.glob("*"))
    assert not office.ask(waiting_uploads, office.assessor_1, office.round_id)


@pytest.mark.usefixtures("in_a_bucket")
def test_what_one_process_took_in_is_at_hand_in_another_machine(
    sampling: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = sampling.office
    browser(sampling, office.assessor_1).put(f"/upload/{office.round_id}?name=a.wav", content=b"sound")
    monkeypatch.setenv("SELARAS_DATA", str(tmp_path / "another machine"))
    (waiting,) = office.ask(waiting_uploads, office.assessor_1, office.round_id)
    assert waiting.at_hand().read_bytes() == b"sound" and waiting.at_hand().is_relative_to(tmp_path / "another machine")
    delete_uploaded([waiting])
    assert not sounds_there() and not list(sounds().desk.glob("*"))


def test_who_may_not_bring_recordings_sends_no_files(sampling: Desk) -> None:
    office = sampling.office
    for person in (office.head, office.outsider, office.projector):
        assert browser(sampling, person).put(f"/upload/{office.round_id}?name=a.wav", content=b"x").status_code == 403


def test_an_upload_from_another_site_is_refused(sampling: Desk) -> None:
    client = browser(sampling, sampling.office.assessor_1)
    assert (
        client.put(f"/upload/{sampling.office.round_id}?name=a.wav", content=b"x", headers=FOREIGN).status_code == 401
    )


def test_every_answer_says_what_a_browser_may_do_with_it(desk: Desk) -> None:
    headers = browser(desk, None).get("/plays/guessed").headers
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert urlsplit(browser(desk, None).get("/home").headers["location"]).path == "/"
