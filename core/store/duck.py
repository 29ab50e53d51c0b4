"""The DuckDB engine: one file, owned by one process.

It knows: one writer thread takes every write from a queue and commits what waits together (group commit), because
concurrent DuckDB writers of one row fail with a conflict.
Shaped so because: a batch in which one job fails is rolled back and re-run job by job, and a job whose command id
stands in the audit is skipped, so a failure takes nothing else along. A full disk can make DuckDB give up the open
file for good; then it is opened anew, with what was committed, and nobody need start the program again.
It must not know: what any table means.
"""

import logging
import queue
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import duckdb

from core.errors import Invalid, Unavailable
from core.store.duck_asking import Asking, turns
from core.store.engine import Store
from core.store.migrate import steps_to_take, take
from core.store.tx import Tx

T = TypeVar("T")
GIVEN_UP = (duckdb.FatalException, duckdb.InternalException, duckdb.ConnectionException)
"""DuckDB, or we, have let go of the file."""
REFUSED_BY_THE_DISK = (duckdb.IOException, duckdb.TransactionException)
PATIENCE_S = 5.0
logger = logging.getLogger(__name__)


@dataclass
class _Job:
    work: Callable[[Tx], Any]
    once: UUID | None
    done: "Future[Any]"


class DuckStore(Store):
    """An open file, or a store in memory."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, place: str) -> None:
        super().__init__()
        self._connection, self._place = connection, place
        self._cursors, self._cursor_closed = 0, threading.Condition()
        self._jobs: queue.Queue[_Job | None] = queue.Queue()
        self._door = threading.Lock()
        self._turns = turns()
        self._is_closed = False
        self._writer = threading.Thread(target=self._write_forever, name="store-writer", daemon=True)
        self._writer.start()

    def read(self, work: Callable[[Tx], T]) -> T:
        try:
            with self._begun() as cursor:
                return work(Tx(Asking(cursor, self._turns), only_reads=self))
        except GIVEN_UP as fault:
            self._jobs.put(_Job(lambda tx: None, None, Future()))
            raise _unavailable(fault) from None

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
        while (first := self._jobs.get()) is not None:
            batch, stop = self._waiting_with(first)
            if not self._commit(batch):
                for job in batch:
                    self._commit([job])
            if stop:
                break

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

    def _commit(self, batch: list[_Job]) -> bool:
        """Run a batch in one transaction; False when it held several and failed, so that they are run one by one."""
        moved: dict[UUID, int] = {}
        results = []
        try:
            with self._begun() as cursor:
                for job in batch:
                    tx = Tx(Asking(cursor), job.once, moved)
                    results.append(None if tx.was_done else job.work(tx))
                cursor.execute("COMMIT")
        except GIVEN_UP as fault:
            # Whether a batch stands whose COMMIT ended so, nobody knows: no job of it is run again.
            for job in batch:
                job.done.set_exception(_unavailable(fault))
            self._open_anew()
            return True
        except BaseException as fault:
            if len(batch) == 1:
                refused = isinstance(fault, REFUSED_BY_THE_DISK)
                batch[0].done.set_exception(_unavailable(fault) if refused else fault)
            return len(batch) == 1
        for job, result in zip(batch, results, strict=True):
            job.done.set_result(result)
        if moved:
            self._tell(moved)
        return True

    @contextmanager
    def _begun(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A transaction of its own, undone at its end unless it was committed."""
        with self._cursor_closed:
            cursor = self._connection.cursor()
            self._cursors += 1
        try:
            cursor.execute("BEGIN TRANSACTION")
            yield cursor
        finally:
            cursor.close()
            with self._cursor_closed:
                self._cursors -= 1
                self._cursor_closed.notify_all()

    def _open_anew(self) -> None:
        """When nobody holds the old file, whose end would take the new one's lock along. Else the next one tries."""
        with self._cursor_closed:
            self._connection.close()
            is_free = self._cursor_closed.wait_for(lambda: not self._cursors, PATIENCE_S)
            if is_free and Path(self._place).exists():
                try:
                    self._connection = _connect(self._place)
                except (Invalid, duckdb.Error):
                    logger.exception("The store could not be opened anew.")


def _unavailable(fault: BaseException) -> Unavailable:
    logger.error("The store could not be read or written.", extra={"fault": type(fault).__name__})
    return Unavailable(
        "The store cannot be used at this moment; the disk may be full. Tell the administrator. Then look whether what "
        "you did was saved before you do it again."
    )


def open_file(place: str) -> DuckStore:
    """Open a file (or `:memory:`) and bring it to this program's schema."""
    Path(place).parent.mkdir(parents=True, exist_ok=True)
    if Path(place).exists():
        _keep_copy_before_migration(Path(place))
    connection = _connect(place)
    try:
        _migrate(connection)
    except (duckdb.IOException, duckdb.FatalException) as fault:
        connection.close()
        raise _cannot_be_opened(place, fault) from fault
    except BaseException:
        connection.close()
        raise
    return DuckStore(connection, place)


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
        raise _cannot_be_opened(place, error) from error
    return connection


def _cannot_be_opened(place: str, fault: BaseException) -> Invalid:
    return Invalid(
        "The store {place} cannot be opened: it is open already, or the disk refused ({cause}).",
        place=place,
        cause=str(fault).splitlines()[0],
    )


def _keep_copy_before_migration(place: Path) -> None:
    connection = _connect(str(place))
    try:
        lacking = steps_to_take(Asking(connection))
    finally:
        connection.close()
    if lacking:
        _copy_whole(place, place.with_suffix(f".before-{lacking[0].number:04d}{place.suffix}"))


def _copy_whole(place: Path, copy: Path) -> None:
    """A copy under its name is a whole one."""
    part = copy.with_suffix(".part")
    try:
        shutil.copy2(place, part)
        part.replace(copy)
    except OSError as fault:
        part.unlink(missing_ok=True)
        raise _cannot_be_opened(str(place), fault) from fault


def _migrate(connection: duckdb.DuckDBPyConnection) -> None:
    ask = Asking(connection)
    for step in steps_to_take(ask):
        connection.execute("BEGIN TRANSACTION")
        take(ask, step)
        connection.execute("COMMIT")
    connection.execute("CHECKPOINT")
