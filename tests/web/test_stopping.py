"""A stop in good order, of a real process while people work: what was acknowledged is there, sockets are told."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from uuid import uuid4

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from core import signins
from core.codes import Stage
from core.samples import recordings_of
from core.store import open_store, signins_sql
from tests.engines import IS_POSTGRES, new_database, url_of
from tests.nginx import free_port
from tests.round_at import new_office, round_at
from web.house import furnished, opening_hours

ROOT = Path(__file__).parents[2]
WRITERS, ACKNOWLEDGED_BEFORE = 4, 40
STARTS_WITHIN_S, STOPS_WITHIN_S = 60, 20
SERVICE_RESTART = 1012


@dataclass(frozen=True)
class Running:
    url: str
    store_url: str
    token: str
    round_id: str
    recording_id: str
    process: subprocess.Popen[str]

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, headers={"origin": self.url}, cookies={"selaras": self.token})


@pytest.fixture
def running(tmp_path: Path, own_data_folder: Path) -> Iterator[Running]:
    """The program on a round that is being scored, and an assessor who is signed in."""
    store_url = url_of(new_database()) if IS_POSTGRES else f"duckdb:///{tmp_path / 'selaras.duckdb'}"
    office, token, now = round_at(Stage.SCORING, new_office(store_url)), uuid4().hex, datetime.now(UTC)
    mark, person = signins.kept_form(token), office.assessor_1
    recording = office.ask(recordings_of, person, office.round_id)[0]
    office.store.write(lambda tx: signins_sql.insert_sign_in(tx, mark, person.id, now, now + timedelta(hours=1)))
    office.store.close()
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    environment = os.environ | {"STORE_URL": store_url, "SELARAS_DATA": str(own_data_folder)}
    said = (tmp_path / "said.txt").open("w+")
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=said, text=True)
    server = Running(f"http://127.0.0.1:{port}", store_url, token, str(office.round_id), str(recording.id), process)
    _wait_until_healthy(server)
    yield server
    if process.poll() is None:
        process.kill()
    said.close()


def _wait_until_healthy(server: Running) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < until and server.process.poll() is None:
        try:
            if httpx.get(f"{server.url}/health", timeout=5).text == "ok":
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail("the server did not start")


def _play_until_it_stops(server: Running, acknowledged: list[str], enough: Event) -> list[int]:
    """Each play is a row of the audit; returns what was answered instead at the end."""
    otherwise = []
    with server.client() as client:
        while not otherwise or otherwise[-1] == 404:
            try:
                answer = client.post(f"/recordings/{server.recording_id}/play", timeout=STOPS_WITHIN_S)
            except httpx.TransportError:
                return otherwise
            if answer.status_code == 200:
                acknowledged.append(answer.json()["sound"])
                if len(acknowledged) > ACKNOWLEDGED_BEFORE:
                    enough.set()
            else:
                otherwise.append(answer.status_code)
    return otherwise


def test_a_program_that_is_stopped_while_four_write_keeps_what_it_acknowledged_and_ends_in_peace(
    running: Running, tmp_path: Path
) -> None:
    acknowledged: list[str] = []
    enough = Event()
    place = f"{running.url.replace('http', 'ws')}/live/{running.round_id}"
    headers = {"Cookie": f"selaras={running.token}"}
    with connect(place, origin=running.url, additional_headers=headers) as socket, ThreadPoolExecutor() as threads:
        assert socket.recv(20)
        writers = [threads.submit(_play_until_it_stops, running, acknowledged, enough) for _ in range(WRITERS)]
        assert enough.wait(60)
        running.process.send_signal(signal.SIGTERM)
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(STOPS_WITHIN_S)
        assert closed.value.rcvd and closed.value.rcvd.code == SERVICE_RESTART
        assert running.process.wait(STOPS_WITHIN_S) == 0
        assert all(set(writer.result()) <= {503} for writer in writers), "refused in words, nothing worse"
    rows = _plays(running.store_url)
    assert rows == len(acknowledged), "what was not acknowledged was refused, and left nothing"
    _require_a_quiet_log((tmp_path / "said.txt").read_text(), len(acknowledged))


def _plays(store_url: str) -> int:
    store = open_store(store_url)
    try:
        return len(store.read(lambda tx: tx.all("SELECT id FROM audit WHERE action = 'hear_recording'")))
    finally:
        store.close()


def _require_a_quiet_log(said: str, written: int) -> None:
    lines = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    told = ["The program starts", "The program is being stopped", "The program has stopped"]
    assert [line["event"] for line in lines] == told, said
    assert lines[-1]["writes"]["done"] >= written and lines[-1]["writes"]["failed"] == 0


def test_under_another_server_nothing_is_touched() -> None:
    office, before = new_office(), signal.getsignal(signal.SIGTERM)

    async def a_day() -> None:
        async with opening_hours(furnished(office.store, office.now))(None):
            assert signal.getsignal(signal.SIGTERM) is before

    asyncio.run(a_day())
