"""The DuckDB engine: one file, owned by one process.

It knows: one writer thread takes every write from a queue and commits what waits together (group commit), because
concurrent DuckDB writers of one row fail with a conflict.
Shaped so because: a batch in which one job fails is rolled back and re-run job by job, and a job whose command id
stands in the audit is skipped, so a failure takes nothing else along.
It must not know: what any table means.
"""

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
from core.store.duck_asking import Asking, turns
from core.store.engine import Store
from core.store.migrate import steps_to_take, take
from core.store.tx import Tx

T = TypeVar("T")


@dataclass
class _Job:
    work: Callable[[Tx], Any]
    once: UUID | None
    done: "Future[Any]"


class DuckStore(Store):
    """An open file, or a store in memory."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        super().__init__()
        self._connection = connection
        self._jobs: queue.Queue[_Job | None] = queue.Queue()
        self._door = threading.Lock()
        self._turns = turns()
        self._is_closed = False
        self._writer = threading.Thread(target=self._write_forever, name="store-writer", daemon=True)
        self._writer.start()

    def read(self, work: Callable[[Tx], T]) -> T:
        cursor = self._connection.cursor()
        try:
            cursor.execute("BEGIN TRANSACTION")
            return work(Tx(Asking(cursor, self._turns), only_reads=self))
        finally:
            cursor.close()

    def _write(self, work: Callable[[Tx], T], once: UUID | None) -> T | None:
        job = _Job(work, once, Future())
        with self._door:
            if self._is_closed:
                raise Invalid("The store is closed. Start the program again.")
            self._jobs.put(job)
        result: T | None = job.done.result()
        return result

    def close(self) -> None:
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
                tx = Tx(Asking(cursor), job.once, moved)
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


def _roll_back(cursor: duckdb.DuckDBPyConnection) -> None:
    # A failed COMMIT has ended the transaction already, or the file is lost and every job will say so.
    with suppress(duckdb.Error):
        cursor.execute("ROLLBACK")


def open_file(place: str) -> DuckStore:
    """Open a file (or `:memory:`) and bring it to this program's schema."""
    Path(place).parent.mkdir(parents=True, exist_ok=True)
    if Path(place).exists():
        _keep_copy_before_migration(Path(place))
    connection = _connect(place)
    try:
        _migrate(connection)
    except BaseException:
        connection.close()
        raise
    return DuckStore(connection)


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


def _keep_copy_before_migration(place: Path) -> None:
    connection = _connect(str(place))
    try:
        lacking = steps_to_take(Asking(connection))
    finally:
        connection.close()
    if lacking:
        shutil.copy2(place, place.with_suffix(f".before-{lacking[0].number:04d}{place.suffix}"))


def _migrate(connection: duckdb.DuckDBPyConnection) -> None:
    ask = Asking(connection)
    for step in steps_to_take(ask):
        connection.execute("BEGIN TRANSACTION")
        take(ask, step)
        connection.execute("COMMIT")
    connection.execute("CHECKPOINT")
