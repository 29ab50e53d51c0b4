"""Asking DuckDB, a statement at a time; readers take turns.

It knows: as many statements of readers run at once as the machine has cores; the writer never waits for a turn.
Shaped so because: thirty threads that read at once do not read more, they only crowd out the one writer, whose queue
then grows from second to second (docs/decisions/readers-take-turns.md).
It must not know: transactions, what any table means.
"""

import os
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

import duckdb

from core.store.tx import Fetch, Row


def turns() -> threading.Semaphore:
    """For all readers of a store."""
    return threading.Semaphore(os.cpu_count() or 1)


class Asking:
    def __init__(
        self,
        cursor: duckdb.DuckDBPyConnection,
        turn: AbstractContextManager[object] | threading.Semaphore | None = None,
    ) -> None:
        self._cursor = cursor
        self._turn = turn or nullcontext()

    def __call__(self, sql: str, params: Sequence[object]) -> list[Row]:
        with self._turn:
            return self._cursor.execute(sql, params).fetchall()

    def fetching(self, sql: str) -> Fetch:
        return self._cursor.execute(sql).fetchmany
