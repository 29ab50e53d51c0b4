"""The published tables under tests/data/gold, each with the values it must give and how near.

It knows: their layouts: a table of scores with one column per assessor, or long with one score per row.
Shaped so because: every expected value becomes a test of its own, so what fails has the name of a publication.
It must not know: how a figure is computed.
"""

import csv
import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from core.certainty import Array, Reason, Undefined

FOLDER = Path(__file__).parent / "data" / "gold"
NA = math.nan
ROUNDS: dict[str, Any] = json.loads((FOLDER / "g33_simulated_rounds.json").read_text(encoding="utf-8"))
WEIGHTS = np.array([criterion["weight"] for criterion in ROUNDS["scorecard"]])
SCALES = {"yes": (0, 1), "pts": (0, 100), "ord": (1, 5)}


@dataclass(frozen=True)
class Expected:
    """What a publication, or a program it trusts, gives for one figure of a table."""

    id: str
    statistic: str
    value: float
    tol: float
    params: dict[str, Any] = field(default_factory=dict)
    ci: tuple[float, float] | None = None
    ci_tol: float = 0.0
    kind: str = ""
    published_by: str = ""

    def __str__(self) -> str:
        return f"{self.id} {self.statistic}"


def told(figure: Callable[[], Any]) -> float | Reason:
    """The figure, or why it has none; never a number that is none."""
    try:
        found = float(figure())
    except Undefined as undefined:
        return undefined.code
    assert math.isfinite(found)
    return found


def facts(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


def expected(name: str) -> list[Expected]:
    return [Expected(**one) for one in facts(name)["expected"]]


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def table(name: str) -> Array:
    """Scores [row, column], NaN where the table is empty."""
    return np.array([[float(cell) if cell else NA for cell in row.values()] for row in rows(name)])


def case(name: str) -> Array:
    """A degenerate case as scores [recording, assessor]."""
    found = [row for row in rows("g32_degenerate") if row["case"] == name]
    recordings, assessors = (sorted({row[key] for row in found}) for key in ("recording", "assessor"))
    scores = np.full((len(recordings), len(assessors)), NA)
    for row in found:
        if row["score"]:
            scores[recordings.index(row["recording"]), assessors.index(row["assessor"])] = float(row["score"])
    return scores


@cache
def simulated_rounds() -> dict[int, Array]:
    """Shares of each simulated round: 8 recordings × 4 assessors × 20 criteria."""
    scale = {criterion["criterion"]: SCALES[criterion["type"]] for criterion in ROUNDS["scorecard"]}
    found = {n: np.full((8, 4, len(scale)), NA) for n in range(1, 7)}
    for row in rows("g33_simulated_rounds"):
        if row["score"]:
            bottom, top = scale[row["criterion"]]
            place = int(row["recording"][-1]) - 1, int(row["assessor"][1:]) - 1, int(row["criterion"][1:]) - 1
            found[int(row["round"])][place] = (float(row["score"]) - bottom) / (top - bottom)
    return found
