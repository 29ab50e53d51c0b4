"""What trends may say of single assessors: points above or below the group, who stands out, whose reading moves.

It knows: sums over all archived rounds for the level, the rounds shown for a drift; gates decide who is here at all.
Shaped so because: who looks at many assessors finds one by chance, so what stands out is corrected for their number.
It must not know: the store, pages, who may be named (core/trends.py passes only those).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import numpy as np
from scipy import stats

from core.agreement import difference_of_sums
from core.certainty import Estimate, Gates, Undefined
from core.drift import Series, slope
from core.language import Message
from core.severity import NORMAL, SPREAD_PRIOR, SeverityErrors, holm, severity_errors, shrink
from core.trend_result import Drift, Judged, PooledDifference
from core.trend_series import MILLION, ArchivedRound, DifferenceSums
from core.trend_words import ends, whole

CHANCE = 0.05
LEAST_ROUNDS = 5


def sure(sums: DifferenceSums) -> Estimate | None:
    try:
        return difference_of_sums(sums.n, sums.total / MILLION, sums.squares / MILLION)
    except Undefined:
        return None


def stricter_first(pair: PooledDifference) -> PooledDifference:
    """Who is the stricter of a pair stands first, so that a strict one is on the same side in every pair."""
    if pair.mean is None or pair.mean <= 0:
        return pair
    low, high = (None if end is None else -end for end in (pair.high, pair.low))
    values = tuple(-value for value in pair.values)
    return replace(pair, one=pair.other, other=pair.one, values=values, mean=-pair.mean, low=low, high=high)


def judged(known: Sequence[tuple[DifferenceSums, PooledDifference]]) -> tuple[Judged, ...]:
    """Each by name; the likelier figure and whether it stands out need an interval."""
    certain = [(place, found) for place, (sums, _own) in enumerate(known) if (found := sure(sums))]
    if not certain:
        return tuple(Judged(own, None, False) for _sums, own in known)
    values = np.array([found.value for _place, found in certain])
    half = np.array([(found.high - found.low) / 2.0 for _place, found in certain])
    df = np.array([found.recordings - 1.0 for _place, found in certain])
    drawn = shrink(values, half / NORMAL, SPREAD_PRIOR)[0]
    chances = holm(2.0 * stats.t.sf(np.abs(values) / half * stats.t.ppf(0.975, df), df))
    told = {place: n for n, (place, _found) in enumerate(certain)}
    return tuple(
        Judged(own, float(drawn[told[place]]), bool(chances[told[place]] < CHANCE))
        if place in told
        else Judged(own, None, False)
        for place, (_sums, own) in enumerate(known)
    )


def drifts(rounds: Sequence[ArchivedRound], names: Mapping[UUID, str]) -> tuple[Drift, ...]:
    """Of whom the whole interval says so, at a level that fits the number of people looked at."""
    below = [found for round_ in rounds if (found := _points_below(round_))]
    series = {person: _series(below, person) for person in names}
    looked_at = {person: found for person, found in series.items() if found[0].values.size >= LEAST_ROUNDS}
    told = (_drift(names[person], *found, len(looked_at)) for person, found in looked_at.items())
    return tuple(drift for drift in told if drift)


@dataclass(frozen=True)
class _Below:
    """Points below the group in one round, of those who scored a recording with two others or more."""

    day: date
    place: Mapping[UUID, int]
    found: SeverityErrors
    recordings: int


def _points_below(round_: ArchivedRound) -> _Below | None:
    rows = [row for row in round_.totals.values() if len(row) >= Gates().severity_from_assessors]
    people = sorted({who for row in rows for who in row})
    if not people:
        return None
    totals = np.array([[row[who] / MILLION if who in row else np.nan for who in people] for row in rows])
    try:
        return _Below(round_.approved, {who: n for n, who in enumerate(people)}, severity_errors(totals), len(rows))
    except Undefined:
        return None


def _series(rounds: Sequence[_Below], person: UUID) -> tuple[Series, list[date]]:
    own = [(here, here.place[person]) for here in rounds if person in here.place]
    values = np.array([here.found.points[place] for here, place in own])
    errors = np.array([here.found.errors[place] for here, place in own])
    df, recordings = sum(here.found.df for here, _ in own), sum(here.recordings for here, _ in own)
    return Series(values, errors, df, recordings), [here.day for here, _ in own]


def _drift(name: str, series: Series, days: Sequence[date], looked_at: int) -> Drift | None:
    since = np.array([(day - days[0]).days for day in days], dtype=np.float64)
    try:
        found = slope(series, since, 1.0 - CHANCE / looked_at)
    except Undefined:
        return None
    if found.low <= 0 <= found.high:
        return None
    span, is_stricter = float(np.ptp(since)), found.value > 0
    told: dict[str, object] = {"name": name, "n": len(days)} | ends(found.low * span, found.high * span)
    is_sure = whole(min(abs(found.low), abs(found.high)) * span) > 0
    return Drift(name, _drift_said(is_stricter, is_sure, told), is_stricter, is_sure)


def _drift_said(is_stricter: bool, is_sure: bool, told: Mapping[str, object]) -> Message:
    """Not as a fact where it may be less than half a point."""
    if not is_sure and is_stricter:
        return Message(
            "{name} may have moved a little to stricter scores over {n} rounds, by up to {high} points against the "
            "group; it is too little to be sure.",
            told,
        )
    if not is_sure:
        return Message(
            "{name} may have moved a little to more lenient scores over {n} rounds, by up to {high} points against the "
            "group; it is too little to be sure.",
            told,
        )
    if is_stricter:
        return Message(
            "{name} has moved to stricter scores over {n} rounds, likely by {low} to {high} points against the group.",
            told,
        )
    return Message(
        "{name} has moved to more lenient scores over {n} rounds, likely by {low} to {high} points against the group.",
        told,
    )
