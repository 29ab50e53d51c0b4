"""What is printed: the machine, then each figure with its number of samples, its bar and whether it was met.

It knows: percentiles, and the bars that the program promises.
Shaped so because: a figure without machine, versions and n cannot be compared with anything.
It must not know: how a figure is measured.
"""

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bench.parts.server import CLIENT_CORE, SERVER_CORE, can_pin


@dataclass(frozen=True)
class Figure:
    """Samples of one thing in one unit; the bar holds the 95th percentile, or the only sample."""

    what: str
    unit: str
    samples: Sequence[float]
    bar: float

    @property
    def is_met(self) -> bool:
        return bool(self.samples) and percentile(self.samples, 95) <= self.bar

    def line(self) -> str:
        """`inf` is a change that nobody saw within the time allowed."""
        if not self.samples:
            return f"{self.what:<62} nothing measured"
        told = f"p50 {percentile(self.samples, 50):.0f}, p95 {percentile(self.samples, 95):.0f}"
        told = told if len(self.samples) > 1 else f"{self.samples[0]:.1f}"
        verdict = "met" if self.is_met else "MISSED"
        return f"{self.what:<62} {told:<20} {self.unit:<2} n={len(self.samples):<3} bar {self.bar:g}: {verdict}"


def percentile(samples: Sequence[float], share: float) -> float:
    """The smallest sample that at least this share of all samples does not exceed."""
    ordered = sorted(samples)
    place = -(-len(ordered) * share // 100)
    return ordered[max(int(place), 1) - 1]


def print_machine() -> None:
    """Before anything is started: what is measured on, and whether it is quiet."""
    names = ("streamlit", "duckdb", "plotly", "playwright")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    cores = f"server on core {SERVER_CORE}, browsers and pages by protocol on core {CLIENT_CORE}"
    print(f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}")
    print(f"Python {platform.python_version()}, {versions}")
    print(cores if can_pin() else "NOT PINNED: this machine does not let a process choose its core; figures are worse")
    print(f"load of the machine before the start: {os.getloadavg()[0]:.1f} (above 0.5 the figures are pessimistic)")


def print_figures(figures: Sequence[Figure]) -> None:
    print(f"\n{'':<58} {'p50':>8} {'p95':>8}")
    for figure in figures:
        print(figure.line())


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    found = next((line for line in lines if line.startswith("model name")), "")
    return found.partition(":")[2].strip() or platform.processor() or platform.machine()
