"""The health address: one word for each thing that is wrong, asked by anybody, looked up once a second."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from core.errors import Invalid
from core.store import Tx
from tests.buckets import KEYS, NOBODY, take_away
from tests.round_at import Office, new_office
from web import health
from web.house import furnished
from web.routes import routes


@pytest.fixture
def office() -> Office:
    return new_office()


@pytest.fixture
def watcher(office: Office, own_data_folder: Any) -> Iterator[TestClient]:
    own_data_folder.mkdir(exist_ok=True)
    with TestClient(Starlette(routes=routes(furnished(office.store, office.now)))) as client:
        yield client


def _said(client: TestClient) -> tuple[int, str]:
    answer = client.get("/health")
    return answer.status_code, answer.text


@pytest.fixture
def looking_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "FRESH_S", 0.0)


def test_a_program_that_can_serve_says_so_to_anybody(watcher: TestClient) -> None:
    answer = watcher.get("/health")
    assert (answer.status_code, answer.text) == (200, "ok")
    assert answer.headers["cache-control"] == "no-store" and "set-cookie" not in answer.headers


def test_a_full_disk_is_told(watcher: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 1 << 80)
    assert _said(watcher) == (503, "disk")


@pytest.mark.usefixtures("in_a_bucket")
def test_a_bucket_of_recordings_that_is_away_is_told_and_asked_now_and_then(
    watcher: TestClient, looking_anew: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _said(watcher) == (200, "ok")
    take_away(monkeypatch)
    assert _said(watcher) == (200, "ok")
    monkeypatch.setattr(health, "SOUNDS_FRESH_S", 0.0)
    assert _said(watcher) == (503, "recordings")


@pytest.mark.usefixtures("in_a_bucket")
def test_the_program_starts_without_its_bucket_and_logs_why_it_does_not_answer(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    take_away(monkeypatch)
    assert furnished(office.store, office.now)
    [told] = [record for record in caplog.records if record.message == "The recordings do not answer"]
    cause = str(vars(told)["cause"])
    assert NOBODY in cause and "\n" not in cause and KEYS["AWS_SECRET_ACCESS_KEY"] not in caplog.text


def test_an_address_of_recordings_that_names_no_place_is_refused_at_start(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SELARAS_RECORDINGS", "s3://")
    with pytest.raises(Invalid, match="SELARAS_RECORDINGS must be"):
        furnished(office.store, office.now)


def test_a_program_that_is_being_stopped_says_so(watcher: TestClient, office: Office) -> None:
    office.store.traffic.shut(1)
    assert _said(watcher) == (503, "stopping")


def test_a_store_that_does_not_answer_is_told_and_nothing_about_why(
    watcher: TestClient, office: Office, looking_anew: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_work: Callable[[Tx], object]) -> None:
        raise RuntimeError("kalimat-rahasia")

    monkeypatch.setattr(office.store, "read", fail)
    assert _said(watcher) == (503, "store")
    monkeypatch.undo()
    monkeypatch.setattr(health, "FRESH_S", 0.0)
    assert _said(watcher) == (200, "ok")


def test_a_store_that_is_silent_counts_as_gone_and_is_asked_once(
    watcher: TestClient, office: Office, looking_anew: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_answer, asked = threading.Event(), []

    def slowly(_work: Callable[[Tx], object]) -> None:
        asked.append(1)
        may_answer.wait(20)

    monkeypatch.setattr(health, "PATIENCE_S", 0.01)
    monkeypatch.setattr(office.store, "read", slowly)
    try:
        assert [_said(watcher) for _ in range(3)] == [(503, "store")] * 3
    finally:
        may_answer.set()
    assert len(asked) == 1


def test_however_many_ask_the_store_is_read_once_a_second(
    watcher: TestClient, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, read = [], office.store.read
    monkeypatch.setattr(office.store, "read", lambda work: (asked.append(1), read(work))[1])
    monkeypatch.setattr(health, "FRESH_S", 3600.0)
    assert {_said(watcher) for _ in range(5)} == {(200, "ok")}
    assert len(asked) == 1
