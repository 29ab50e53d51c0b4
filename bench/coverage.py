"""How often the intervals that are shown hold the true value: 95 of 100 are promised, 91 to 98 are accepted.

It knows: the simulator, and that a figure is true when it is taken over all recordings that could be drawn.
Shaped so because: the true value must be known exactly, so recordings are drawn with replacement from a pool, and the
pool is the truth; assessors and card stay the same within a pool, as they do within a round.
It must not know: rounds, the store, pages.

    python -m bench.coverage            4,000 rounds of each size, some minutes
    python -m bench.coverage --quick    a smoke run, its figures say little
"""

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np

from bench.parts.figures import print_machine
from bench.parts.pools import CARD, POOL, WEIGHTS, Pool, levels_of, pool
from core import agreement, reference
from core.certainty import Estimate, Gates, Undefined
from core.chance_corrected import category_counts, coefficient_interval, gwet, linear_weights
from core.drift import change_between, log_disputes, slope
from core.reliability import icc_interval
from core.severity import severities
from core.simulator import (
    CALIBRATED,
    POOR,
    TYPICAL,
    after_discussion,
    draw_habits,
)

SEED = 20261123
RECORDINGS, ASSESSORS = (3, 5, 8, 20), (2, 4, 8)
LEAST, MOST = 91, 98
ROUNDS = 6
SOME_CRITERIA = 8


@dataclass(frozen=True)
class Extent:
    groups: int
    rounds: int


FULL, QUICK = Extent(groups=100, rounds=40), Extent(groups=4, rounds=10)


@dataclass
class Tally:
    """How often an interval held the truth, group by group of assessors."""

    held: list[list[bool]] = field(default_factory=list)
    undefined: int = 0

    def note(self, figure: Callable[[], Estimate], truth: float) -> None:
        try:
            found = figure()
        except Undefined:
            self.undefined += 1
        else:
            self.held[-1].append(found.low <= truth <= found.high)

    @property
    def n(self) -> int:
        return sum(map(len, self.held))

    @property
    def coverage(self) -> float:
        return 100 * sum(map(sum, self.held)) / max(self.n, 1)

    @property
    def error(self) -> float:
        """Monte-Carlo error with the spread between groups in it."""
        apart = [sum(group) - len(group) * self.coverage / 100 for group in self.held]
        return float(100 * np.sqrt(np.square(apart).sum()) / max(self.n, 1))


@dataclass(frozen=True)
class Drawn:
    """One group's pools, and a round drawn from the first one."""

    now: Pool
    later: Pool
    rng: np.random.Generator
    n: int

    def rows(self) -> np.ndarray:
        return self.rng.integers(POOL, size=self.n)


Trial = Callable[[Drawn], Iterator[tuple[Callable[[], Estimate], float]]]


def of_agreement(drawn: Drawn) -> Iterator[tuple[Callable[[], Estimate], float]]:
    f = drawn.now.f[drawn.rows()]
    yield lambda: agreement.agreement_interval(f, WEIGHTS), agreement.weighted_agreement(drawn.now.f, WEIGHTS)


def of_gap(drawn: Drawn) -> Iterator[tuple[Callable[[], Estimate], float]]:
    totals = drawn.now.totals[drawn.rows()]
    yield lambda: agreement.gap_interval(totals), agreement.mean_gap(drawn.now.totals)


def of_expert(drawn: Drawn) -> Iterator[tuple[Callable[[], Estimate], float]]:
    """Agreement with the first of the group, taken for the expert."""
    rows, (expert, panel) = drawn.rows(), (drawn.now.f[:, 0], drawn.now.f[:, 1:])
    truth = reference.agreement_with(panel, expert, WEIGHTS)
    yield lambda: reference.agreement_with_interval(panel[rows], expert[rows], WEIGHTS), truth


def of_distance(drawn: Drawn) -> Iterator[tuple[Callable[[], Estimate], float]]:
    rows, (right, totals) = drawn.rows(), (drawn.now.totals[:, 0], drawn.now.totals[:, 1:])
    truth = float(reference.distances(totals, right).mean())
    yield lambda: reference.distance_interval(totals[rows], right[rows]), truth


def of_severity(drawn: Drawn) -> Iterator[tuple[Callable[[], Estimate], float]]:
    found = severities(drawn.now.totals[drawn.rows()])
    one = int(drawn.rng.integers(len(found)))
    yield lambda: found[one].raw, drawn.now.below[one]


def of_shrunk(drawn: Drawn) -> Iterator[tuple[Callable[[], Estimate], float]]:
    found = severities(drawn.now.totals[drawn.rows()])
    one = int(drawn.rng.integers(len(found)))
    yield lambda: found[one].shrunk, drawn.now.below[one]


def of_difference(drawn: Drawn) -> Iterator[tuple[Callable[[], Estimate], float]]:
    pair = drawn.now.totals[:, :2]
    rows = drawn.rows()
    yield lambda: agreement.difference(pair[rows]), float((pair[:, 0] - pair[:, 1]).mean())


def of_coefficient(drawn: Drawn) -> Iterator[tuple[Callable[[], Estimate], float]]:
    """AC2 of some criteria, where the gate lets it be shown."""
    rows = drawn.rows()
    for criterion in drawn.rng.permutation(len(CARD.criteria))[:SOME_CRITERIA]:
        levels = levels_of(CARD.criteria[criterion])
        weights = linear_weights(levels)
        counts = category_counts(drawn.now.f[rows, :, criterion], levels)
        if Gates().shows_coefficient(counts):
            yield lambda c=counts, w=weights: coefficient_interval(c, w, gwet), drawn.now.coefficients[criterion]


def of_change(drawn: Drawn) -> Iterator[tuple[Callable[[], Estimate], float]]:
    """Of a criterion, as many recordings after a discussion as before it."""
    return _change(drawn, drawn.n)


def of_change_after_20(drawn: Drawn) -> Iterator[tuple[Callable[[], Estimate], float]]:
    """Early after an interpretation: much before, little since."""
    return _change(drawn, 20)


def _change(drawn: Drawn, earlier: int) -> Iterator[tuple[Callable[[], Estimate], float]]:
    criterion = int(drawn.rng.integers(len(CARD.criteria)))
    before, after = (agreement.disputes_of_criterion(p.f[:, :, criterion]) for p in (drawn.now, drawn.later))
    some = drawn.rng.choice(before, earlier), drawn.rng.choice(after, drawn.n)
    yield lambda: change_between(*some), float(after.mean() - before.mean())


def of_slope(drawn: Drawn) -> Iterator[tuple[Callable[[], Estimate], float]]:
    """Of six rounds of a group that does not change."""
    rounds = [drawn.now.disputes[drawn.rows()] for _ in range(ROUNDS)]
    yield lambda: slope(log_disputes(rounds), np.arange(float(ROUNDS))), 0.0


def of_icc(drawn: Drawn) -> Iterator[tuple[Callable[[], Estimate], float]]:
    """ICC(A,1) speaks of other assessors, too, so they are drawn anew each time, from normal distributions."""
    rng, r = drawn.rng, drawn.now.f.shape[1]
    totals = rng.normal(75, 8, (drawn.n, 1)) + rng.normal(0, 2, r) + rng.normal(0, 4, (drawn.n, r))
    yield lambda: icc_interval(totals), 64 / (64 + 4 + 16)


TRIALS: dict[str, tuple[Trial, Callable[[int, int], bool]]] = {
    "weighted agreement": (of_agreement, lambda n, r: True),
    "mean gap of totals": (of_gap, lambda n, r: True),
    "agreement with expert": (of_expert, lambda n, r: True),
    "distance from expert": (of_distance, lambda n, r: True),
    "difference of two": (of_difference, lambda n, r: r == 2),
    "severity": (of_severity, lambda n, r: r > 2),
    "severity, shrunk": (of_shrunk, lambda n, r: r > 2),
    "AC2 of a criterion": (of_coefficient, lambda n, r: True),
    "change of a criterion": (of_change, lambda n, r: n >= Gates().verdict_from),
    "change, 20 before it": (of_change_after_20, lambda n, r: Gates().verdict_from <= n < 20),
    "slope of six rounds": (of_slope, lambda n, r: True),
    "ICC(A,1)": (of_icc, lambda n, r: Gates().shows_reliability(n)),
}


def measure(r: int, extent: Extent) -> dict[tuple[str, int], Tally]:
    """All groups of r assessors: a third reads the card alike, a third as usual, a third far apart."""
    rng = np.random.default_rng([SEED, r])
    tallies = {(name, n): Tally() for name, (_, fits) in TRIALS.items() for n in RECORDINGS if fits(n, r)}
    for group in range(extent.groups):
        habits = draw_habits(rng, r, len(CARD.criteria), (CALIBRATED, TYPICAL, POOR)[group % 3])
        learnt = after_discussion(rng, habits, range(r), range(0, len(CARD.criteria), 2))
        now, later = pool(rng, habits), pool(rng, learnt)
        for (name, n), tally in tallies.items():
            tally.held.append([])
            for _ in range(extent.rounds):
                for figure, truth in TRIALS[name][0](Drawn(now, later, rng, n)):
                    tally.note(figure, truth)
    return tallies


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="few rounds: shows that it works")
    is_quick = parser.parse_args().quick
    extent = QUICK if is_quick else FULL
    print_machine("numpy", "scipy")
    print(f"seed {SEED}; {extent.groups} groups × {extent.rounds} rounds = {extent.groups * extent.rounds} per figure")
    missed = 0
    for r in ASSESSORS:
        start = time.perf_counter()
        tallies = measure(r, extent)
        print(f"\nR = {r}: true value held, % ± Monte-Carlo error ({time.perf_counter() - start:.0f} s)")
        for name in dict.fromkeys(name for name, _ in tallies):
            cells = []
            for n in RECORDINGS:
                if (name, n) in tallies:
                    found = tallies[name, n]
                    missed += not LEAST <= found.coverage <= MOST
                    cells.append(
                        f"N={n} {found.coverage:.1f} ± {found.error:.1f} (n={found.n}, none {found.undefined})"
                    )
            print(f"  {name:<24}" + "   ".join(cells))
    print(f"\n{missed} outside {LEAST} to {MOST} %")
    return 1 if missed and not is_quick else 0


if __name__ == "__main__":
    raise SystemExit(main())
