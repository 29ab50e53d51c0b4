"""The store: opens the database named by STORE_URL, runs reads and writes, applies migrations, tells who listens.

It knows: one process owns a DuckDB file; one writer thread takes every write from a queue and commits what waits
together (group commit), because concurrent DuckDB writers of one row fail with a conflict.
Shaped so because: verbs are plain functions of a transaction (`tx`), so they compose, and may be run again: a batch in
which one job fails is rolled back and re-run job by job, and a job whose command id stands in the audit is skipped.
It must not know: what any table means. The queries live in the *_sql.py files beside it.
"""

import logging
import queue
import shutil
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import duckdb

from core.errors import Invalid
from core.store.tx import Row, Tx

__all__ = ["Listener", "Row", "Store", "Tx", "open_store"]
MIGRATIONS = Path(__file__).parent / "migrations"
T = TypeVar("T")


@dataclass
class _Job:
    work: Callable[[Tx], Any]
    once: UUID | None
    done: "Future[Any]"


Listener = Callable[[dict[UUID, int]], None]


class Store:
    """An open store. `read` and `write` each run one function in one transaction."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._jobs: queue.Queue[_Job | None] = queue.Queue()
        self._listeners: list[Listener] = []
        self._door = threading.Lock()
        self._is_closed = False
        self._writer = threading.Thread(target=self._write_forever, name="store-writer", daemon=True)
        self._writer.start()

    def read(self, work: Callable[[Tx], T]) -> T:
        """Run `work` on one consistent snapshot."""
        cursor = self._connection.cursor()
        try:
            cursor.execute("BEGIN TRANSACTION")
            return work(Tx(cursor, only_reads=self))
        finally:
            cursor.close()

    def write(self, work: Callable[[Tx], T], once: UUID | None = None) -> T | None:
        """Run `work` and commit; None when the command `once` had been committed before."""
        job = _Job(work, once, Future())
        with self._door:
            if self._is_closed:
                raise Invalid("The store is closed. Start the program again.")
            self._jobs.put(job)
        result: T | None = job.done.result()
        return result

    def on_move(self, listener: Listener) -> None:
        """Call `listener({round id: version})` after each commit that moved rounds, in the writer's thread.

        It must not write. What it raises is logged: the commit stands, and the next one follows.
        """
        self._listeners.append(listener)

    def close(self) -> None:
        """Finish what waits, then close the file."""
        with self._door:
            self._is_closed = True
            self._jobs.put(None)
        self._writer.join()
        self._connection.close()

    def _write_forever(self) -> None:
        cursor = self._connection.cursor()
        while (first := self._jobs.get()) is not None:
            batch, stop = self._waiting_with(first)
            if not self._commit(cursor, batch) and len(batch) > 1:
                for job in batch:
                    self._commit(cursor, [job])
            if stop:
                break
        cursor.close()

    def _waiting_with(self, first: _Job) -> tuple[list[_Job], bool]:
        batch = [first]
        while True:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                return batch, False
            if job is None:
                return batch, True
            batch.append(job)

    def _commit(self, cursor: duckdb.DuckDBPyConnection, batch: list[_Job]) -> bool:
        """Run a batch in one transaction; False when it failed and (if it held several) must be run one by one."""
        moved: dict[UUID, int] = {}
        results = []
        try:
            cursor.execute("BEGIN TRANSACTION")
            for job in batch:
                tx = Tx(cursor, job.once, moved)
                results.append(None if tx.was_done else job.work(tx))
            cursor.execute("COMMIT")
        except BaseException as error:
            _roll_back(cursor)
            if len(batch) == 1:
                batch[0].done.set_exception(error)
            return False
        for job, result in zip(batch, results, strict=True):
            job.done.set_result(result)
        if moved:
            self._tell(moved)
        return True

    def _tell(self, moved: dict[UUID, int]) -> None:
        for listener in self._listeners:
            try:
                listener(moved)
            except BaseException:
                logging.getLogger(__name__).exception("A listener failed; its pages follow with their ticker.")


def _roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    # A failed COMMIT has ended the transaction already, or the file is lost and every job will say so.
    with suppress(duckdb.Error):
        cursor.execute("ROLLBACK")


def open_store(url: str) -> Store:
    """Open `duckdb:///path/to/file` (or `duckdb:///:memory:`), bring it to this program's schema, and serve it."""
    if not url.startswith("duckdb:///"):
        raise Invalid("STORE_URL must look like duckdb:///folder/file.duckdb; it is {url}.", url=url)
    place = url.removeprefix("duckdb:///")
    Path(place).parent.mkdir(parents=True, exist_ok=True)
    if Path(place).exists():
        _keep_copy_before_migration(Path(place))
    connection = _connect(place)
    try:
        _migrate(connection)
    except BaseException:
        connection.close()
        raise
    return Store(connection)


def _connect(place: str) -> duckdb.DuckDBPyConnection:
    try:
        connection = duckdb.connect(
            place,
            config={
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
                "enable_external_access": "false",
                "default_null_order": "nulls_last_on_asc_first_on_desc",
                "integer_division": "true",
            },
        )
        connection.execute("SET GLOBAL TimeZone = 'UTC'")
        connection.execute("SET lock_configuration = true")
        if Path(place).exists():
            Path(place).chmod(0o600)
    except (duckdb.IOException, duckdb.InvalidInputException, OSError) as error:
        raise Invalid(
            "The store {place} cannot be opened: it is open already, or the disk refused ({cause}).",
            place=place,
            cause=str(error).splitlines()[0],
        ) from error
    return connection


def _migration_files() -> list[tuple[int, Path]]:
    return [(int(path.name[:4]), path) for path in sorted(MIGRATIONS.glob("[0-9]*_*.sql"))]


def _applied(connection: duckdb.DuckDBPyConnection) -> int:
    connection.execute(
        "CREATE TABLE IF NOT EXISTS schema_version "
        "(version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied TIMESTAMPTZ)"
    )
    row = connection.execute("SELECT max(version) FROM schema_version").fetchone()
    return int(row[0]) if row and row[0] is not None else 0


def _keep_copy_before_migration(place: Path) -> None:
    connection = _connect(str(place))
    version = _applied(connection)
    connection.close()
    if version < _migration_files()[-1][0]:
        shutil.copy2(place, place.with_suffix(f".before-{version + 1:04d}{place.suffix}"))


def _migrate(connection: duckdb.DuckDBPyConnection) -> None:
    files = _migration_files()
    applied = _applied(connection)
    if applied > files[-1][0]:
        raise Invalid(
            "This store was made by a newer version of the program. Install the newer version, then start again."
        )
    for version, path in files[applied:]:
        connection.execute("BEGIN TRANSACTION")
        for statement in path.read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                connection.execute(statement)
        connection.execute("INSERT INTO schema_version VALUES ($1, $2, current_timestamp)", (version, path.stem))
        connection.execute("COMMIT")
    connection.execute("CHECKPOINT")
