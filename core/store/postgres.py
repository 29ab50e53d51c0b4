"""The PostgreSQL engine: several processes may serve one database.

It knows: each write is a SERIALIZABLE transaction, run again when it crossed another or lost its connection; a read
that has begun is never run again, since a whole page is drawn in it; a watcher keeps asking what others have moved.
Shaped so because: what people decide on what they have read (who was first, is everything locked) holds among processes
only if the database guarantees it; a command's audit row tells whether a lost answer was a commit.
It must not know: what any table means.
"""

import logging
import random
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from uuid import UUID

import psycopg
from psycopg_pool import PoolClosed

from core.errors import Invalid, Unavailable
from core.store import rounds_sql
from core.store.engine import Store
from core.store.postgres_connection import Connection, asking, begun, give_back, pool_of, prepare
from core.store.tx import Tx

T = TypeVar("T")
PATIENCE_S, LONGEST_WAIT_S, WATCH_EVERY_S = 10.0, 0.5, 0.1
READING = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
WRITING = "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE"
CROSSED = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)
LOST = (psycopg.OperationalError, psycopg.InterfaceError)


@dataclass
class _Write(Generic[T]):
    """One call of `write`, over all its attempts."""

    work: Callable[[Tx], T]
    once: UUID | None
    sent: list[tuple[T, dict[UUID, int]]] = field(default_factory=list)
    """What was sent to be committed, without an answer yet."""


class _Here(threading.local):
    """What this thread is in the middle of."""

    reads = False


class PostgresStore(Store):
    """An open database."""

    is_shared = True

    def __init__(self, url: str) -> None:
        super().__init__()
        # Whoever draws a page holds a connection all the while; what is written or read within never waits for those.
        self._outer, self._inner = pool_of(url), pool_of(url)
        self._here = _Here()
        # Who was crossed goes on one at a time, else thirty people in one round would cross each other all over again.
        self._second_attempts = threading.Lock()
        self._announcing = threading.Lock()
        self._is_closed = threading.Event()
        self._open_rounds: list[UUID] = []
        self._told = self._patiently(self._versions)
        self._watcher = threading.Thread(target=self._watch, name="store-watcher", daemon=True)
        self._watcher.start()

    def read(self, work: Callable[[Tx], T]) -> T:
        pool = self._inner if self._here.reads else self._outer
        connection = self._patiently(lambda: begun(pool, READING))
        outside, self._here.reads = self._here.reads, True
        try:
            return work(Tx(asking(connection), only_reads=self))
        except LOST as fault:
            raise _given_up(fault) from None
        except psycopg.Error as fault:
            raise _discreet(fault) from None
        finally:
            self._here.reads = outside
            give_back(pool, connection)

    def _write(self, work: Callable[[Tx], T], once: UUID | None) -> T | None:
        write = _Write(work, once)
        result, moved = self._patiently(lambda: self._attempt(write))
        self._announce(moved)
        return result

    def close(self) -> None:
        self._is_closed.set()
        self._watcher.join()
        self._outer.close()
        self._inner.close()

    def _attempt(self, write: _Write[T]) -> tuple[T | None, dict[UUID, int]]:
        connection = begun(self._inner, WRITING)
        try:
            return _committed(connection, write)
        except CROSSED:
            write.sent.clear()
            raise
        except psycopg.errors.ReadOnlySqlTransaction:
            connection.close()
            raise psycopg.OperationalError("The server has become a standby.") from None
        except LOST as fault:
            if write.sent and not write.once:
                raise Unavailable(
                    "The connection to the database was lost while saving. Look whether what you did was saved before "
                    "you do it again."
                ) from fault
            raise
        finally:
            give_back(self._inner, connection)

    def _patiently(self, attempt: Callable[[], T]) -> T:
        """Again and again while others are in the way or the server is gone, but not for ever."""
        end, wait, has_met_a_twin = time.monotonic() + PATIENCE_S, 0.005, False
        turn: AbstractContextManager[object] = nullcontext()
        while True:
            try:
                with turn:
                    return attempt()
            except PoolClosed:
                raise Invalid("The store is closed. Start the program again.") from None
            except psycopg.errors.UniqueViolation as fault:
                # The same command in two processes: the second attempt finds the first one's audit row.
                if has_met_a_twin:
                    raise _discreet(fault) from None
                has_met_a_twin = True
            except LOST as fault:
                if time.monotonic() + wait > end:
                    raise _given_up(fault) from None
                if isinstance(fault, CROSSED):
                    turn = self._second_attempts
            except psycopg.Error as fault:
                raise _discreet(fault) from None
            self.traffic.replay()
            time.sleep(random.uniform(0, wait))
            wait = min(wait * 2, LONGEST_WAIT_S)

    def _versions(self) -> dict[UUID, int]:
        """The versions of open rounds, and of those that were open when they were last asked for."""
        connection = begun(self._inner, READING)
        try:
            found = rounds_sql.versions_of_open_rounds(Tx(asking(connection)), self._open_rounds)
        finally:
            give_back(self._inner, connection)
        self._open_rounds = [round_id for round_id, _, is_open in found if is_open]
        return {round_id: version for round_id, version, _ in found}

    def _watch(self) -> None:
        while not self._is_closed.wait(WATCH_EVERY_S):
            # While the server is away, those who read and write say so.
            with suppress(psycopg.Error):
                self._announce(self._versions())

    def _announce(self, moved: dict[UUID, int]) -> None:
        """Each version once, whether it was this process or another that committed it."""
        with self._announcing:
            news = {round_id: version for round_id, version in moved.items() if version > self._told.get(round_id, 0)}
            self._told |= news
            if news:
                self._tell(news)


def _committed(connection: Connection, write: _Write[T]) -> tuple[T | None, dict[UUID, int]]:
    ask = asking(connection)
    tx = Tx(ask, write.once)
    if tx.was_done:
        return write.sent[-1] if write.sent else (None, {})
    outcome = write.work(tx), tx.moved
    write.sent.append(outcome)
    ask("COMMIT", ())
    return outcome


def open_database(url: str) -> PostgresStore:
    """Open a database and bring it to this program's schema."""
    prepare(url)
    return PostgresStore(url)


def _discreet(fault: psycopg.Error) -> psycopg.Error:
    """A fault's details quote rows, and a row may hold a score."""
    first_line = next(iter(str(fault).splitlines()), type(fault).__name__)
    fault.args = (f"{fault.diag.message_primary or first_line} ({fault.sqlstate})",)
    return fault


def _given_up(fault: psycopg.Error) -> Unavailable:
    logging.getLogger(__name__).error("The database did not do what was asked: %s", _discreet(fault))
    if isinstance(fault, CROSSED):
        return Unavailable("Too many people are saving at this moment, so nothing was saved. Please try again.")
    return Unavailable("The database does not answer. Wait a moment, then try again.")
