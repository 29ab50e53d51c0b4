"""The program, the database's server, a whole primary are killed while eight people write: nothing is lost."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing

import pytest

from core.codes import Stage
from core.store import open_store
from core.store.postgres import PATIENCE_S
from tests.faults.clusters import Server, Servers, wait_until
from tests.faults.conftest import Told
from tests.faults.writers import Book, Writers
from tests.round_at import Office, new_office, round_at
from tests.source import ROOT

KEPT_BEFORE_A_KILL = 60


def _meeting_at(url: str) -> Office:
    return round_at(Stage.DISCUSSING, new_office(url))


def _killed_at_work(url: str, office: Office, book: Book) -> None:
    """A process whose eight threads write is killed when it has been told a few dozen times that all is well."""
    command = [sys.executable, "-m", "tests.faults.writers", url, str(office.round_id)]
    before = len(book.kept)
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        watchdog = threading.Timer(60, process.kill)
        watchdog.start()
        for line in process.stdout:
            if line.endswith("\n"):
                book.note(line)
            if len(book.kept) - before == KEPT_BEFORE_A_KILL:
                process.kill()
        watchdog.cancel()
    assert len(book.kept) - before >= KEPT_BEFORE_A_KILL


def test_the_program_is_killed_while_eight_people_write(url: str, told: Told, times: Callable[[int, int], int]) -> None:
    office = _meeting_at(url)
    book, told.fault, told.n = Book(office.version()), "kill -9 of the program, 8 writers", times(3, 15)
    office.store.close()
    for _ in range(told.n):
        _killed_at_work(url, office, book)
        with closing(open_store(url)) as store:
            told.lost = book.lost(store, office.round_id)
        assert told.lost == 0
    told.acknowledged = len(book.kept)


def _write_on(office: Office, book: Book, strike: Callable[[], None], n: int) -> None:
    """Everybody writes; after each strike they go on by themselves, and nobody is refused who need not wait long."""
    away_s = [0.0]
    with Writers(office.store, office.round_id, book.note).at_work():
        for _ in range(n):
            _wait_for_more(book)
            begun = time.monotonic()
            strike()
            away_s.append(time.monotonic() - begun)
        _wait_for_more(book)
    assert not book.refused or max(away_s) > PATIENCE_S / 2


def _wait_for_more(book: Book) -> None:
    enough = len(book.kept) + KEPT_BEFORE_A_KILL
    wait_until(lambda: len(book.kept) >= enough)


def _restarted(server: Server) -> None:
    server.kill()
    server.start()


@pytest.mark.postgres
def test_the_databases_server_is_killed_while_eight_people_write(told: Told, times: Callable[[int, int], int]) -> None:
    with Servers() as servers:
        server = servers.new()
        office = _meeting_at(server.url)
        book, told.fault, told.n = Book(office.version()), "kill -9 of PostgreSQL, 8 writers", times(2, 15)
        _write_on(office, book, lambda: _restarted(server), told.n)
        told.acknowledged, told.lost = len(book.kept), book.lost(office.store, office.round_id)
        office.store.close()
    assert told.lost == 0


@pytest.mark.postgres
def test_the_primary_is_killed_and_its_standby_takes_over(told: Told, times: Callable[[int, int], int]) -> None:
    told.fault, told.n = "primary killed -9, standby promoted, 8 writers", times(1, 5)
    for _ in range(told.n):
        with Servers() as servers:
            primary = servers.new()
            standby = servers.standby_of(primary)
            hosts = f"127.0.0.1:{primary.port},127.0.0.1:{standby.port}"
            office = _meeting_at(f"postgresql://postgres@{hosts}/postgres?target_session_attrs=read-write")
            book = Book(office.version())

            def take_over(primary: Server = primary, standby: Server = standby) -> None:
                primary.kill()
                standby.does("SELECT pg_promote()")

            _write_on(office, book, take_over, 1)
            told.acknowledged += len(book.kept)
            told.lost += book.lost(office.store, office.round_id)
            office.store.close()
    assert told.lost == 0
