"""Our figures of agreement beside those of known libraries: the same value, and how long each takes.

It knows: which library is right about what, the tables under tests/data/gold, the bars.
Shaped so because: both stand in one run on the same tables, so neither the machine nor the data can explain a
difference. Gwet's AC2 has no library that still runs, so it is held against the tables their author published.
It must not know: rounds, the store, pages.

    python -m bench.agreement            about half a minute
    python -m bench.agreement --quick    a smoke run
"""

import argparse
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import krippendorff
import numpy as np
import pandas as pd
import pingouin
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.inter_rater import fleiss_kappa as statsmodels_fleiss
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from bench.parts.figures import percentile, print_machine
from bench.parts.largest_round import ASSESSORS, CRITERIA, RECORDINGS, figures_of_the_largest_round
from core.certainty import Array, Estimate, share_of_recordings
from core.chance_corrected import (
    category_counts,
    coefficient,
    cohen_kappa,
    cross_table,
    fleiss,
    gwet,
    identity_weights,
    linear_weights,
    quadratic_weights,
)
from core.krippendorff_alpha import alpha_replicates, interval, krippendorff_alpha, nominal, ordinal
from core.reliability import Icc, icc, icc_interval
from core.severity import holm
from tests import gold

FIVE = np.arange(1.0, 6.0)
METRICS = {"nominal": nominal, "ordinal": ordinal, "interval": interval}
NEAR = 1e-9
RESAMPLED = 200
REPLICATES = 1000
TIMES_FASTER = 10


@dataclass(frozen=True)
class Pair:
    """One figure (or several) by both; `near` is how far they may lie apart. A published value takes no time."""

    what: str
    ours: Callable[[], float | Sequence[float] | Array]
    theirs: Callable[[], float | Sequence[float] | Array]
    near: float = NEAR
    is_published: bool = False

    @property
    def apart(self) -> float:
        return float(np.abs(np.asarray(self.ours()) - np.asarray(self.theirs())).max())


def scores(rng: np.random.Generator, recordings: int, assessors: int, missing: float = 0.0) -> Array:
    """On a scale of five: calls differ, assessors lean, and some answers are missing."""
    heard = (
        rng.normal(3.4, 1, (recordings, 1))
        + rng.normal(0, 0.3, assessors)
        + rng.normal(0, 0.7, (recordings, assessors))
    )
    found = np.clip(np.round(heard), 1, 5)
    found[rng.random(found.shape) < missing] = np.nan
    return np.asarray(found)


def alphas(table: Array, name: str) -> Iterator[Pair]:
    for level, metric in METRICS.items():
        yield Pair(
            f"alpha {level}, {name} | krippendorff",
            lambda metric=metric: krippendorff_alpha(category_counts(table, FIVE), FIVE, metric),
            lambda level=level: krippendorff.alpha(table.T, level_of_measurement=level),
        )


def kappas(table: Array) -> Iterator[Pair]:
    one, other = table[:, 0], table[:, 1]

    def ours(weights: Callable[[Array], Array]) -> float:
        return cohen_kappa(cross_table(one, other, FIVE), weights(FIVE))

    for name, weights in ((None, identity_weights), ("linear", linear_weights), ("quadratic", quadratic_weights)):
        yield Pair(
            f"Cohen {name or 'plain'}, two of {ASSESSORS} | scikit-learn",
            lambda w=weights: ours(w),
            # Without labels it takes the categories that were used for the scale.
            lambda n=name: cohen_kappa_score(one, other, labels=FIVE, weights=n),
        )
        yield Pair(
            f"Cohen {name or 'plain'}, from the cross table | statsmodels",
            lambda w=weights: ours(w),
            lambda n=name: cohens_kappa(cross_table(one, other, FIVE), wt=n).kappa,
        )
    counts = category_counts(table, FIVE)
    yield Pair(
        "Fleiss, from counts | statsmodels",
        lambda: coefficient(counts, np.eye(5), fleiss),
        lambda: statsmodels_fleiss(counts),
    )


def reliabilities(totals: Array) -> Iterator[Pair]:
    rows = [(n, r, total) for (n, r), total in np.ndenumerate(totals)]
    long = pd.DataFrame(rows, columns=["recording", "assessor", "total"])

    def theirs(form: str, column: str) -> float | Sequence[float]:
        found = pingouin.intraclass_corr(long, targets="recording", raters="assessor", ratings="total")
        return found.set_index("Type").loc[form, column]

    for form in Icc:
        for many, of in (("1", 1), ("k", totals.shape[1])):
            name = f"ICC({form},{many})"
            yield Pair(f"{name} | pingouin", lambda f=form, k=of: icc(totals, f, k), lambda t=name: theirs(t, "ICC"))
            yield Pair(
                f"{name} interval, which they round to .01 | pingouin",
                lambda f=form, k=of: ends(icc_interval(totals, f, k)),
                lambda t=name: theirs(t, "CI95"),
                near=0.005001,
            )


def ends(found: Estimate) -> tuple[float, float]:
    return found.low, found.high


def smaller_ones() -> Iterator[Pair]:
    chances = np.array([0.001, 0.2, 0.013, 0.04, 0.9, 0.011])
    yield Pair("Holm of six | statsmodels", lambda: holm(chances), lambda: multipletests(chances, method="holm")[1])
    for k, n in ((0, 20), (3, 8), (81, 263)):
        yield Pair(
            f"Wilson of {k} in {n} | statsmodels",
            lambda k=k, n=n: ends(share_of_recordings(k, n)),
            lambda k=k, n=n: proportion_confint(k, n, method="wilson"),
        )


def gwets() -> Iterator[Pair]:
    counts = category_counts(gold.table("g09_gwet_4raters_missing"), FIVE)
    weights = {"identity": identity_weights, "linear": linear_weights, "quadratic": quadratic_weights}
    for one in gold.expected("g09_gwet_4raters_missing"):
        if one.statistic == "gwet_ac" and one.params["weights"] in weights:
            yield Pair(
                f"Gwet AC, {one.params['weights']} weights | published, Gwet 2014",
                lambda w=weights[one.params["weights"]]: coefficient(counts, w(FIVE), gwet),
                lambda value=one.value: value,
                near=one.tol,
                is_published=True,
            )


def compare(rng: np.random.Generator) -> bool:
    """Every pair by its value and by its time."""
    large, full = scores(rng, RESAMPLED, ASSESSORS, missing=0.2), scores(rng, RECORDINGS, ASSESSORS)
    pairs = [
        *alphas(gold.table("g08_krippendorff_2011_CD_missing"), "Krippendorff's own table"),
        *alphas(large, f"{RESAMPLED} × {ASSESSORS}"),
        *kappas(full),
        *reliabilities(15 * full + rng.normal(0, 3, full.shape)),
        *smaller_ones(),
        *gwets(),
    ]
    print(f"\n{'the same figure by both':<62} apart     ours     theirs   (ms, median of 5)")
    for pair in pairs:
        apart = pair.apart
        verdict = "equal" if apart <= NEAR else ("as near as printed" if apart <= pair.near else "DIFFERS")
        ours, theirs = (percentile(timed(figure, 5), 50) for figure in (pair.ours, pair.theirs))
        told = f"{'':>8}" if pair.is_published else f"{theirs:8.3f}"
        print(f"{pair.what:<62} {apart:.0e}  {ours:8.3f} {told}   {verdict}")
    all_near = all(pair.apart <= pair.near for pair in pairs)
    print(f"{len(pairs)} figures: {'all equal or within their printed digits' if all_near else 'SOME DIFFER'}")
    return all_near


def timed(figure: Callable[[], object], times: int) -> list[float]:
    """Milliseconds of each; the first, which warms up, is not counted."""
    figure()
    found = []
    for _ in range(times):
        start = time.perf_counter()
        figure()
        found.append(1000 * (time.perf_counter() - start))
    return found


def bootstrap(rng: np.random.Generator, replicates: int) -> bool:
    """The same samples of the same recordings, once in one product and once alpha by alpha; both start from counts."""
    table = scores(rng, RESAMPLED, ASSESSORS, missing=0.2)
    counts = category_counts(table, FIVE)
    print(f"\n{replicates} bootstrap replicates of alpha, {ASSESSORS} assessors × {RESAMPLED} recordings")
    met = True
    for level, metric in METRICS.items():

        def ours(metric: Callable[[Array, Array], Array] = metric) -> Array:
            return alpha_replicates(counts, FIVE, metric, np.random.default_rng(7), replicates)

        drawn = np.random.default_rng(7).integers(RESAMPLED, size=(replicates, RESAMPLED))
        start = time.perf_counter()
        theirs = [
            krippendorff.alpha(value_counts=counts[rows], value_domain=FIVE, level_of_measurement=level)
            for rows in drawn
        ]
        slow = 1000 * (time.perf_counter() - start)
        quick = percentile(timed(ours, 5), 50)
        apart = float(np.abs(ours() - theirs).max())
        met &= slow / quick >= TIMES_FASTER and apart <= NEAR
        print(
            f"{level:<10} ours {quick:7.1f} ms (median of 5)   krippendorff {slow:8.0f} ms (once)   "
            f"{slow / quick:5.0f} times, bar {TIMES_FASTER}: {'met' if slow / quick >= TIMES_FASTER else 'MISSED'}; "
            f"apart {apart:.0e}"
        )
    return met


def budgets(times: int) -> bool:
    print(f"\na round of {ASSESSORS} assessors × {RECORDINGS} recordings × {CRITERIA} criteria")
    figures = list(figures_of_the_largest_round(times))
    for figure in figures:
        print(figure.line())
    return all(figure.is_met for figure in figures)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="few samples: shows that it works")
    is_quick = parser.parse_args().quick
    warnings.filterwarnings("ignore", category=FutureWarning)
    print_machine("numpy", "scipy", "krippendorff", "statsmodels", "pingouin", "scikit-learn", "pandas")
    rng = np.random.default_rng(20261123)
    found = [compare(rng), bootstrap(rng, 100 if is_quick else REPLICATES), budgets(20 if is_quick else 200)]
    return 0 if all(found) else 1


if __name__ == "__main__":
    raise SystemExit(main())
