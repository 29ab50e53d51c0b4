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


@dataclass(frozen=True)
class Figure:
    """Samples of one thing in one unit; the bar, where there is one, holds the 95th percentile or the only sample."""

    what: str
    unit: str
    samples: Sequence[float]
    bar: float | None = None

    @property
    def is_met(self) -> bool:
        return bool(self.samples) and self.bar is not None and percentile(self.samples, 95) <= self.bar

    def line(self) -> str:
        """`inf` is a change that nobody saw within the time allowed."""
        if not self.samples:
            return f"{self.what:<62} nothing measured"
        told = f"p50 {_short(percentile(self.samples, 50))}, p95 {_short(percentile(self.samples, 95))}"
        told = told if len(self.samples) > 1 else f"{self.samples[0]:.1f}"
        verdict = "" if self.bar is None else f" bar {_short(self.bar)}: {'met' if self.is_met else 'MISSED'}"
        return f"{self.what:<62} {told:<20} {self.unit:<2} n={len(self.samples):<3}{verdict}"


def _short(value: float) -> str:
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.1f}"


def percentile(samples: Sequence[float], share: float) -> float:
    """The smallest sample that at least this share of all samples does not exceed."""
    ordered = sorted(samples)
    place = -(-len(ordered) * share // 100)
    return ordered[max(int(place), 1) - 1]


def print_machine(*packages: str) -> None:
    """Before anything is started: what is measured on, and whether it is quiet."""
    versions = ", ".join(f"{name} {version(name)}" for name in packages)
    print(f"{_processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}")
    print(f"Python {platform.python_version()}, {versions}")
    print(f"load of the machine before the start: {os.getloadavg()[0]:.1f} (above 0.5 the figures are pessimistic)")


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    found = next((line for line in lines if line.startswith("model name")), "")
    return found.partition(":")[2].strip() or platform.processor() or platform.machine()
