"""Many write one row at once, or decide on what others are just changing: each write counts, each decision is one."""

import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

from core.store import Store, Tx, open_store, settings_sql
from tests.engines import IS_POSTGRES
from tests.faults.conftest import Told
from tests.source import ROOT

PROCESSES = 4 if IS_POSTGRES else 1
THREADS = 8
COUNTING = """
import sys
from concurrent.futures import ThreadPoolExecutor
from core.store import open_store, settings_sql

def add_one(tx):
    settings_sql.keep_value(tx, "counter", str(int(settings_sql.value_of(tx, "counter") or 0) + 1))

store = open_store(sys.argv[1])
with ThreadPoolExecutor(8) as threads:
    for future in [threads.submit(store.write, add_one) for _ in range(int(sys.argv[2]))]:
        future.result()
store.close()
"""


def _value(store: Store, name: str) -> str | None:
    return store.read(lambda tx: settings_sql.value_of(tx, name))


def test_processes_of_eight_threads_write_one_row_and_no_write_is_lost(
    url: str, told: Told, times: Callable[[int, int], int]
) -> None:
    """Four processes; of a DuckDB file one, since one owns it."""
    each = times(40, 500)
    told.fault, told.n = f"one row, {PROCESSES} processes of {THREADS} threads", PROCESSES * each
    open_store(url).close()
    command = [sys.executable, "-c", COUNTING, url, str(each)]
    processes = [subprocess.Popen(command, cwd=ROOT) for _ in range(PROCESSES)]
    assert [process.wait(240) for process in processes] == [0] * PROCESSES
    told.acknowledged = PROCESSES * each
    with closing(open_store(url)) as store:
        told.lost = told.acknowledged - int(_value(store, "counter") or 0)
    assert told.lost == 0


def test_of_two_decisions_that_exclude_each_other_one_is_taken(
    url: str, told: Told, times: Callable[[int, int], int]
) -> None:
    """Write skew: each reads both values and changes its own. In whatever order, the second must see the first."""
    told.fault, told.n = "write skew: two leave, one may", times(5, 60)
    with ExitStack() as opened:
        stores = [opened.enter_context(closing(open_store(url)))]
        stores.append(opened.enter_context(closing(open_store(url))) if IS_POSTGRES else stores[0])
        for n in range(told.n):
            left = _both_try_to_leave(stores, n)
            assert sorted(left) == [False, True]
            there = [_value(stores[0], f"{side} {n}") for side in ("left", "right")]
            assert sorted(map(str, there)) == ["gone", "on duty"]
            told.acknowledged += sum(left)


def _both_try_to_leave(stores: list[Store], n: int) -> list[bool]:
    names, meet = (f"left {n}", f"right {n}"), threading.Barrier(2)
    for name in names:
        stores[0].write(lambda tx, name=name: settings_sql.keep_value(tx, name, "on duty"))

    def leave(name: str) -> Callable[[Tx], bool]:
        first_time = [True]

        def work(tx: Tx) -> bool:
            both_there = all(settings_sql.value_of(tx, other) == "on duty" for other in names)
            if first_time and IS_POSTGRES:
                first_time.clear()
                meet.wait(5)
            if both_there:
                settings_sql.keep_value(tx, name, "gone")
            return both_there

        return work

    with ThreadPoolExecutor(2) as threads:
        left = [threads.submit(store.write, leave(name)) for store, name in zip(stores, names, strict=True)]
    return [future.result() is True for future in left]
