"""The disk is full, the file is taken, a step fails halfway, the store is too new: told in words, and all is whole."""

import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from random import randbytes

import pytest

from core.codes import Stage
from core.errors import Invalid
from core.store import Store, migrate, open_store, settings_sql
from core.store.copy import Tally, tallies
from tests.engines import FAULTS, IS_POSTGRES
from tests.faults.conftest import Told
from tests.faults.writers import Book
from tests.round_at import Office, new_office, round_at
from tests.source import ROOT

ROOM = 300_000
BALLAST = 20_000_000
"""More than DuckDB lets its log grow before it brings it into the file."""


def _keep(store: Store, name: str, value: str = "1") -> None:
    store.write(lambda tx: settings_sql.keep_value(tx, name, value))


def _write_until_the_disk_is_full(url: str, office: Office, book: Book) -> None:
    """In a process whose files may hardly grow; when everybody was refused they may again, and all write on."""
    command = [sys.executable, "-m", "tests.faults.writers", url, str(office.round_id), str(ROOM)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    full, again = done.stdout.split("room again\n")
    for line in (full + again).splitlines():
        book.note(line)
    assert "kept" in again
    assert "refused" not in again


@pytest.mark.duckdb
@pytest.mark.parametrize(("what", "ballast"), [("log", 0), ("file", BALLAST)])
def test_a_full_disk_is_told_and_work_goes_on_when_there_is_room(
    what: str, ballast: int, url: str, told: Told, times: Callable[[int, int], int]
) -> None:
    """Where the log has no room a write fails; where the file has none, DuckDB gives it up, and it is opened anew."""
    told.fault, told.n = f"disk full: the {what} cannot grow, 8 writers", times(1, 5)
    office = round_at(Stage.DISCUSSING, new_office(url))
    book = Book(office.version())
    _keep(office.store, "ballast", randbytes(ballast // 2).hex())
    office.store.close()
    for _ in range(told.n):
        _write_until_the_disk_is_full(url, office, book)
        with closing(open_store(url)) as store:
            told.lost = book.lost(store, office.round_id)
        assert told.lost == 0
    assert all("the disk may be full" in line for line in book.refused)
    told.acknowledged = len(book.kept)


@pytest.mark.duckdb
def test_a_second_process_on_the_file_is_refused_in_words(
    url: str, told: Told, times: Callable[[int, int], int]
) -> None:
    told.fault, told.n = "second process on the file", times(1, 5)
    program = f"from core.store import open_store\nopen_store({url!r})"
    with closing(open_store(url)) as store:
        for n in range(told.n):
            command = [sys.executable, "-c", program]
            second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
            assert second.returncode != 0
            assert "cannot be opened: it is open already" in second.stderr
            _keep(store, f"unharmed {n}")
            told.acknowledged += 1
    told.lost = told.acknowledged - _held(url)["setting"].rows
    assert told.lost == 0


def test_a_step_that_fails_halfway_leaves_the_store_as_it_was(
    url: str, tmp_path: Path, more_migrations: Path, told: Told, times: Callable[[int, int], int]
) -> None:
    told.fault, told.n = "a migration fails halfway", times(1, 5)
    number, before = migrate.steps()[-1].number + 1, _filled(url)
    step = more_migrations / f"{number:04d}_half.sql"
    half = "CREATE TABLE half (n INTEGER);\nUPDATE setting SET value = 'half';\n"
    for _ in range(told.n):
        step.write_text(half + "ALTER TABLE nowhere ADD COLUMN x TEXT;\n")
        with pytest.raises(FAULTS):
            open_store(url)
        step.unlink()
        assert _held(url) == before
    if not IS_POSTGRES:
        assert _held(f"duckdb:///{tmp_path / f'selaras.before-{number:04d}.duckdb'}") == before
    step.write_text(half)
    after = _held(url)
    assert after["setting"] != before["setting"]
    assert set(after) - set(before) == {"half"}
    told.acknowledged = before["setting"].rows


@pytest.mark.duckdb
def test_an_update_for_which_the_disk_has_no_room_is_refused_and_leaves_the_store_as_it_was(
    url: str, tmp_path: Path, more_migrations: Path, told: Told, times: Callable[[int, int], int]
) -> None:
    """There must be room for the copy that is made before; half a copy is never left."""
    told.fault, told.n = "disk full: no room for the copy before an update", times(1, 5)
    max(more_migrations.glob("*.sql")).unlink()
    before = _filled(url)
    program = f"""
import resource
from core.store import open_store
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
open_store({url!r})
"""
    for _ in range(told.n):
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
        assert "cannot be opened: it is open already, or the disk refused" in done.stderr
        assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["selaras.duckdb"]
    assert _held(url) == before
    told.acknowledged = before["setting"].rows


def test_a_store_newer_than_the_program_is_refused_unchanged(
    url: str, tmp_path: Path, more_migrations: Path, told: Told, times: Callable[[int, int], int]
) -> None:
    told.fault, told.n = "a store newer than the program", times(1, 5)
    later = more_migrations / f"{migrate.steps()[-1].number + 1:04d}_later.sql"
    later.write_text("CREATE TABLE later (n INTEGER);\n")
    before = _filled(url)
    later.unlink()
    for _ in range(told.n):
        with pytest.raises(Invalid, match="newer version"):
            open_store(url)
    assert [path.name for path in tmp_path.glob("*.duckdb*")] == [] if IS_POSTGRES else ["selaras.duckdb"]
    later.write_text("CREATE TABLE later (n INTEGER);\n")
    assert _held(url) == before
    told.acknowledged = before["setting"].rows


def _filled(url: str) -> Mapping[str, Tally]:
    with closing(open_store(url)) as store:
        for n in range(20):
            _keep(store, f"kept {n}")
    return _held(url)


def _held(url: str) -> Mapping[str, Tally]:
    """Every table's rows and their sum."""
    with closing(open_store(url)) as store:
        return store.read(tallies)
