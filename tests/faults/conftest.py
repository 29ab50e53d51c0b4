"""What the tests of faults share: how often each fault strikes, and the table that tells what came of it.

It knows: SOAK=1 asks for the long form, as `make soak` does; every test here is marked `fault`.
Shaped so because: the same tests are quick enough for every day and long enough to be believed once in a while.
It must not know: which faults there are.
"""

import os
import platform
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import psycopg
import pytest

from tests.engines import IS_POSTGRES, new_database, url_of

HERE = Path(__file__).parent
LINE = "{:<52}{:>6}{:>14}{:>7}{:>9}"


@dataclass
class Told:
    """A line of the table."""

    fault: str = ""
    n: int = 0
    acknowledged: int = 0
    lost: int = 0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.fault)


@pytest.fixture
def times() -> Callable[[int, int], int]:
    """`times(short, long)`."""
    return lambda short, long: long if os.environ.get("SOAK") == "1" else short


@pytest.fixture
def told(record_property: Callable[[str, object], None]) -> Iterator[Told]:
    begun, line = time.monotonic(), Told()
    yield line
    record_property("fault", (line.fault, line.n, line.acknowledged, line.lost, time.monotonic() - begun))


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The address of a store that several openings share, on the engine that is tested."""
    return url_of(new_database()) if IS_POSTGRES else f"duckdb:///{tmp_path / 'selaras.duckdb'}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for found in terminalreporter.stats.values() for report in found if hasattr(report, "when")]
    lines = [tuple(line) for report in reports for name, line in report.user_properties if name == "fault"]
    told: dict[str, list[float]] = {}
    for fault, *figures in dict.fromkeys(lines):
        told[fault] = [sum(pair) for pair in zip(told.get(fault, [0] * 4), figures, strict=True)]
    if told:
        terminalreporter.section(f"faults on {_engine()}")
        terminalreporter.write_line(f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}")
        terminalreporter.write_line(LINE.format("fault", "n", "acknowledged", "lost", "seconds"))
        for fault, (*counts, seconds) in told.items():
            terminalreporter.write_line(LINE.format(fault, *counts, f"{seconds:.1f}"))


def _engine() -> str:
    if not IS_POSTGRES:
        return f"DuckDB {version('duckdb')}"
    with psycopg.connect(dbname="postgres") as connection:
        return f"PostgreSQL {connection.info.server_version // 10_000}, psycopg {version('psycopg')}"
