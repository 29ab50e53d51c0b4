"""Figures for an operator: on a port of this machine, if one is given; nothing of anybody in them."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from core.codes import Stage
from core.errors import Invalid
from core.settings import metrics_port
from core.store import Tx
from tests.nginx import free_port
from tests.pages.conftest import Desk
from tests.round_at import Office, new_office, round_at
from web.backup import backups_on_demand, main
from web.house import furnished
from web.metrics import CountSockets, metrics_served
from web.routes import routes


@pytest.fixture
def office() -> Office:
    return round_at(Stage.SCORING)


@pytest.fixture
def port(office: Office) -> Iterator[int]:
    port = free_port()
    with metrics_served(office.store, port):
        yield port


def _figures(port: int) -> dict[tuple[str, ...], float]:
    text = httpx.get(f"http://127.0.0.1:{port}/metrics").text
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {(sample.name, *sorted(sample.labels.values())): sample.value for sample in samples}


def _refuse(_tx: Tx) -> None:
    raise Invalid("No.")


def test_writes_are_told_by_their_end_and_their_time(office: Office, port: int) -> None:
    before = _figures(port)
    office.store.write(lambda tx: None)
    with pytest.raises(Invalid):
        office.store.write(_refuse)
    after = _figures(port)
    for name in ("done", "refused"):
        assert after["selaras_writes_total", name] == before["selaras_writes_total", name] + 1
    assert after["selaras_write_seconds_bucket", "+Inf"] == after["selaras_write_seconds_count",]
    assert after["selaras_write_seconds_count",] == before["selaras_write_seconds_count",] + 2
    assert after["selaras_writes_total", "failed"] == after["selaras_write_replays_total",] == 0


def test_a_socket_counts_while_it_is_open(office: Office, port: int) -> None:
    app = Starlette(routes=routes(furnished(office.store, office.now)), middleware=[Middleware(CountSockets)])
    client = TestClient(app, headers={"origin": "http://testserver"})
    client.cookies.set("selaras", Desk(office).sign_in(office.head, datetime.now(UTC)))
    with client.websocket_connect(f"/live/{office.round_id}") as socket:
        assert socket.receive_text()
        assert _figures(port)["selaras_push_sockets_open",] == 1
    assert _figures(port)["selaras_push_sockets_open",] == _figures(port)["selaras_pages_open",] == 0


def test_the_age_of_the_last_backup_is_told_when_there_is_one(office: Office, port: int, tmp_path: Path) -> None:
    assert ("selaras_backup_age_seconds",) not in _figures(port)
    with backups_on_demand(office.store):
        assert main([str(tmp_path / "backups")]) == 0
    assert 0 < _figures(port)["selaras_backup_age_seconds",] < 60


def test_what_is_logged_is_counted_without_its_values(office: Office, port: int) -> None:
    logging.getLogger("core.tests").error("Of %s", "kalimat-rahasia")
    logging.getLogger("a_library").error("kalimat-rahasia")
    figures = _figures(port)
    assert figures["selaras_log_events_total", "Of %s", "error"] == 1
    assert figures["selaras_log_events_total", "Logged by a library", "error"] == 1


def test_a_port_that_is_taken_keeps_nobody_from_working(
    office: Office, port: int, caplog: pytest.LogCaptureFixture
) -> None:
    with metrics_served(new_office().store, port):
        assert "the port cannot be had" in caplog.text
    assert _figures(port)


def test_without_a_port_nothing_is_served_and_a_wrong_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert metrics_port() == 0
    for wrong in ("none", "-1", "70000"):
        monkeypatch.setenv("METRICS_PORT", wrong)
        with pytest.raises(Invalid):
            metrics_port()
