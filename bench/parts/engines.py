"""Both engines of the store, each with an address of its own that is thrown away afterwards.

It knows: DuckDB's file and PostgreSQL's cluster stand in the same temporary folder's disk; where no server is named
(PGHOST), the benchmark starts itself anew inside pg_virtualenv, which makes a cluster and drops it.
Shaped so because: what is to last must reach the disk, so fsync is on, and looked at, on either engine.
It must not know: what is measured.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import psycopg

from bench.parts.figures import Figure
from core.store import Store, open_store
from tests.engines import drop_databases, new_database, url_of

FSYNCS = 200
BLOCK = b"\0" * 8192


@dataclass(frozen=True)
class Engine:
    name: str
    url: str

    def opened(self) -> Store:
        return open_store(self.url)


def with_both_engines(module: str) -> None:
    """Go on inside a cluster that is thrown away, unless a server is named or there is none to be had."""
    if "PGHOST" in os.environ or not shutil.which("pg_virtualenv"):
        return
    durable = ["-o", "fsync=on", "-o", "synchronous_commit=on", "-o", "full_page_writes=on"]
    command = ["pg_virtualenv", "-t", *durable, sys.executable, "-m", module, *sys.argv[1:]]
    sys.stdout.flush()
    os.execvp(command[0], command)


def engines() -> Iterator[Engine]:
    """DuckDB, then PostgreSQL where there is one."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        os.environ["SELARAS_DATA"] = folder
        yield Engine(f"DuckDB {duckdb.__version__}", f"duckdb:///{folder}/selaras.duckdb")
        if "PGHOST" not in os.environ:
            print("NOT MEASURED on PostgreSQL: no PGHOST, and no pg_virtualenv (Debian: apt-get install postgresql)")
            return
        name = new_database()
        try:
            yield Engine(_server(url_of(name)), url_of(name))
        finally:
            drop_databases()


def _server(url: str) -> str:
    with psycopg.connect(url) as connection:
        said = {
            name: connection.execute(f"SHOW {name}".encode()).fetchone()
            for name in ("server_version", "fsync", "synchronous_commit", "wal_sync_method")
        }
    told = {name: row[0] for name, row in said.items() if row}
    print(", ".join(f"{name} {value}" for name, value in told.items()))
    return f"PostgreSQL {told['server_version'].split()[0]}"


def fsync_of_the_disk() -> Figure:
    """What this disk needs to make 8 KB last, where the benchmark's files are kept."""
    with tempfile.NamedTemporaryFile(prefix="bench-") as file:

        def once() -> None:
            file.write(BLOCK)
            file.flush()
            os.fsync(file.fileno())

        samples = [timed(once) for _ in range(FSYNCS)]
    return Figure("the disk: write 8 KB and fsync", "ms", samples)


def timed(act: Callable[[], object]) -> float:
    """Milliseconds."""
    begun = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - begun)


def free_gigabytes() -> float:
    return shutil.disk_usage(Path(tempfile.gettempdir())).free / 1e9
