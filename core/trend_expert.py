"""What archived rounds say of assessors and the experts outside their panels.

It knows: frozen figures of rounds with an expert, pooled differences of totals, and from when on a person is named.
Shaped so because: an expert stands outside, so of two assessors it can be told which one lies nearer; that is said by
itself and never mixed with what assessors differ by among each other.
It must not know: the store, drawing, who the experts were.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from core.certainty import Gates
from core.chart_values import TrendPoint
from core.language import Message
from core.trend_people import sure
from core.trend_result import ExpertTrend, PooledDifference
from core.trend_series import MILLION, ArchivedRound, DifferenceSums
from core.trend_words import as_shown, ends, whole


def expert_trend(
    rounds: Sequence[ArchivedRound], known: Sequence[DifferenceSums], names: Mapping[UUID, str]
) -> ExpertTrend | None:
    """Of the rounds shown; people (`known`: those who may be named) over all rounds. None where no round had one."""
    compared = [found for round_ in rounds if (found := round_.figures.expert)]
    if not compared:
        return None
    people = sorted((_pooled(sums, names, rounds) for sums in known), key=lambda own: own.one)
    recordings, points = sum(found.recordings for found in compared), tuple(_point(round_) for round_ in rounds)
    said = (_latest([point for point in points if point.value is not None]), *(_told(own) for own in people))
    return ExpertTrend(len(compared), recordings, points, tuple(people), tuple(message for message in said if message))


def _point(round_: ArchivedRound) -> TrendPoint:
    found = round_.figures.expert
    if found is None or found.agreement.value is None or not Gates().shows_index(found.recordings):
        return TrendPoint(round_.period, None)
    ends = (found.agreement.high, found.agreement.low)
    low, high = (None if end is None else 100 * (1 - end) for end in ends)
    return TrendPoint(round_.period, 100 * (1 - found.agreement.value), low, high)


def _pooled(sums: DifferenceSums, names: Mapping[UUID, str], rounds: Sequence[ArchivedRound]) -> PooledDifference:
    found = sure(sums)
    values = tuple(
        (row[sums.one_id] - round_.expert[recording]) / MILLION
        for round_ in rounds
        for recording, row in round_.totals.items()
        if recording in round_.expert and sums.one_id in row
    )
    low, high = (found.low, found.high) if found else (None, None)
    return PooledDifference(names.get(sums.one_id, ""), "", values, sums.total / MILLION / sums.n, low, high, sums.n)


def _latest(points: Sequence[TrendPoint]) -> Message | None:
    latest = points[-1] if points else None
    if latest is None or latest.value is None:
        return None
    told: dict[str, object] = {"period": latest.label, "points": whole(latest.value)}
    if latest.low is None or latest.high is None:
        return Message("In {period} an assessor and the expert differed on {points} of 100 points of the card.", told)
    told |= ends(latest.low, latest.high)
    return Message(
        "In {period} an assessor and the expert differed on {points} of 100 points of the card, "
        "likely {low} to {high}.",
        told,
    )


def _told(own: PooledDifference) -> Message | None:
    if own.mean is None or own.low is None or own.high is None:
        return None
    told: dict[str, object] = {"name": own.one, "n": own.n, "points": abs(as_shown(own.mean))}
    if own.low <= 0 <= own.high:
        return Message("{name}: no difference from the expert can be concluded ({n} recordings).", told)
    told |= ends(own.low, own.high)
    if own.mean < 0:
        return Message(
            "{name} scores about {points} points below the expert, likely {low} to {high} ({n} recordings).",
            told,
        )
    return Message(
        "{name} scores about {points} points above the expert, likely {low} to {high} ({n} recordings).", told
    )
