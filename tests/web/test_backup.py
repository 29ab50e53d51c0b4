"""Backups while people work: asked through the socket of the serving process, whole and of one moment."""

import asyncio
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest

from core.codes import Stage
from core.outcomes import AuditRow
from core.restore import restore
from core.store import Store, Tx, audit_sql, open_store, rounds_sql
from core.store.copy import Progress
from tests.round_at import Office, new_office, round_at
from web import backup
from web.backup import backups_on_demand, door_place, main
from web.house import furnished, opening_hours

WRITTEN = "test_write"


def _noted(office: Office, subject: str) -> Callable[[Tx], str]:
    """What every verb does: the version and the audit move together."""

    def note(tx: Tx) -> str:
        rounds_sql.bump_version(tx, office.round_id)
        row = AuditRow(tx.next_row_id(), office.now, "Penulis", "", WRITTEN, office.round_id, subject, "", "", "")
        audit_sql.append(tx, row, None)
        return subject

    return note


@contextmanager
def _writers(office: Office, count: int) -> Iterator[list[str]]:
    """So many threads that write all the time; yields, when they are well under way, what was acknowledged so far."""
    acknowledged: list[str] = []
    stop, under_way = threading.Event(), threading.Event()

    def write(name: int) -> None:
        n = 0
        while not stop.is_set():
            office.store.write(_noted(office, f"{name}-{n}"), once=uuid4())
            acknowledged.append(f"{name}-{n}")
            n += 1
            if n == 20:
                under_way.set()

    threads = [threading.Thread(target=write, args=(name,)) for name in range(count)]
    for thread in threads:
        thread.start()
    try:
        assert under_way.wait(60)
        yield acknowledged
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _asked(folder: Path) -> subprocess.CompletedProcess[str]:
    """As an operator does it, or the timer."""
    command = [sys.executable, "-m", "web.backup", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def _silently(_table: str, _done: int, _count: int) -> None:
    """No progress is shown."""


def test_a_backup_while_four_threads_write_holds_what_was_acknowledged_before_it_and_agrees_with_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = round_at(Stage.SCORING)
    version = office.version()
    with backups_on_demand(office.store), _writers(office, 4) as acknowledged:
        before = set(acknowledged)
        said = _asked(tmp_path / "backups")
        after = set(acknowledged)
    assert said.returncode == 0, said.stderr
    assert len(after) > len(before), "people must be able to write meanwhile"
    [archive] = (tmp_path / "backups").iterdir()
    monkeypatch.setenv("SELARAS_DATA", str(tmp_path / "other"))
    url = f"duckdb:///{tmp_path / 'other.duckdb'}"
    restore(archive, url, _silently)
    there = Office(open_store(url), office.people, office.now, office.round_id)
    kept = {
        row[0] for row in there.store.read(lambda tx: tx.all("SELECT subject FROM audit WHERE action = $1", WRITTEN))
    }
    assert before <= kept
    assert there.version() == version + len(kept)
    there.store.close()


def test_only_the_programs_own_account_may_ask_and_only_while_it_serves(tmp_path: Path) -> None:
    office = new_office()

    async def a_day() -> None:
        async with opening_hours(furnished(office.store, office.now))(None):
            assert stat.S_IMODE(door_place().stat().st_mode) == 0o600
            assert (await asyncio.to_thread(_asked, tmp_path / "backups")).returncode == 0

    asyncio.run(asyncio.wait_for(a_day(), 60))
    assert not door_place().exists() and len(list((tmp_path / "backups").iterdir())) == 1


def test_what_a_killed_process_left_is_no_obstacle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    door_place().parent.mkdir(parents=True)
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(str(door_place()))
    office = new_office()
    with backups_on_demand(office.store):
        assert main([str(tmp_path / "backups")]) == 0
    assert "Backup made: " in capsys.readouterr().out


def test_of_two_processes_the_later_one_answers_and_the_first_takes_nothing_with_it(tmp_path: Path) -> None:
    first, second = new_office(), new_office()
    with backups_on_demand(second.store):
        door = backups_on_demand(first.store)
        door.__enter__()
        with backups_on_demand(second.store):
            door.__exit__(None, None, None)
            assert door_place().exists() and main([str(tmp_path / "backups")]) == 0


def test_the_data_folder_may_be_too_deep_for_a_socket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SELARAS_DATA", str(tmp_path / ("d" * 120)))
    with backups_on_demand(new_office().store):
        assert "Backups need the program stopped" in caplog.text


def test_a_refusal_is_told_to_whoever_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_bytes(b"")
    with backups_on_demand(new_office().store):
        assert main([str(tmp_path / "file")]) == 2
    assert "No backup was made" in capsys.readouterr().err


def test_a_backup_that_is_under_way_is_given_up_when_the_program_stops(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()

    def endless(_store: Store, _folder: Path, _now: datetime, tell: Progress) -> None:
        while True:
            begun.set()
            tell("score", 1, 2)

    monkeypatch.setattr(backup, "write_backup", endless)
    outcome: list[int] = []
    asking = threading.Thread(target=lambda: outcome.append(main([str(tmp_path)])))
    with backups_on_demand(new_office().store):
        asking.start()
        assert begun.wait(20)
    asking.join(20)
    assert outcome == [2]


@pytest.mark.duckdb
def test_where_no_process_serves_the_backup_is_made_at_once(
    own_data_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([]) == 2
    assert "There is no store at" in capsys.readouterr().err and not own_data_folder.exists()
    new_office(f"duckdb:///{own_data_folder / 'selaras.duckdb'}").store.close()
    assert main([]) == 0
    [archive] = (own_data_folder / "backups").iterdir()
    assert str(archive) in capsys.readouterr().out
