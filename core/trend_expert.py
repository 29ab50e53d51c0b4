"""What archived rounds say of assessors and the experts outside their panels.

It knows: frozen figures of rounds with an expert, and of which people a verdict is told.
Shaped so because: an expert stands outside, so of two assessors it can be told which one lies nearer; that is said by
itself and never mixed with what assessors differ by among each other.
It must not know: the store, drawing, who the experts were.
"""

from collections.abc import Sequence

from core.certainty import Gates
from core.chart_values import TrendPoint
from core.language import Message
from core.trend_result import ExpertTrend, Judged, PooledDifference
from core.trend_series import ArchivedRound
from core.trend_words import as_shown, ends, whole


def expert_trend(rounds: Sequence[ArchivedRound], people: Sequence[Judged]) -> ExpertTrend | None:
    """Of the rounds shown; people (those who may be named) over all rounds. None where no round had an expert."""
    compared = [found for round_ in rounds if (found := round_.figures.expert)]
    if not compared:
        return None
    by_name = sorted(people, key=lambda one: one.own.one)
    recordings, points = sum(found.recordings for found in compared), tuple(_point(round_) for round_ in rounds)
    latest = _latest([point for point in points if point.value is not None])
    said = (*([latest] if latest else []), *_verdicts(by_name))
    return ExpertTrend(len(compared), recordings, points, tuple(one.own for one in by_name), said)


def _point(round_: ArchivedRound) -> TrendPoint:
    found = round_.figures.expert
    if found is None or found.agreement.value is None or not Gates().shows_index(found.recordings):
        return TrendPoint(round_.period, None)
    ends = (found.agreement.high, found.agreement.low)
    low, high = (None if end is None else 100 * (1 - end) for end in ends)
    return TrendPoint(round_.period, 100 * (1 - found.agreement.value), low, high)


def _latest(points: Sequence[TrendPoint]) -> Message | None:
    latest = points[-1] if points else None
    if latest is None or latest.value is None:
        return None
    told: dict[str, object] = {"points": whole(latest.value)}
    if latest.low is None or latest.high is None:
        return Message(
            "In the latest of these rounds an assessor and the expert differed on {points} of 100 points of the card.",
            told,
        )
    told |= ends(latest.low, latest.high)
    return Message(
        "In the latest of these rounds an assessor and the expert differed on {points} of 100 points of the card, "
        "likely {low} to {high}.",
        told,
    )


def _verdicts(people: Sequence[Judged]) -> list[Message]:
    """Of those whose distance is more than chance among so many, and of nobody else."""
    apart = [told for one in people if one.stands_out and (told := _told(one.own))]
    if people and not apart:
        return [Message("Nobody lies further from the expert than chance would give among so many assessors.")]
    return apart


def _told(own: PooledDifference) -> Message | None:
    if own.mean is None or own.low is None or own.high is None:
        return None
    told: dict[str, object] = {"name": own.one, "n": own.n, "points": abs(as_shown(own.mean))}
    told |= ends(own.low, own.high)
    if own.mean < 0:
        return Message(
            "{name} scores about {points} points below the expert, likely {low} to {high} ({n} recordings).",
            told,
        )
    return Message(
        "{name} scores about {points} points above the expert, likely {low} to {high} ({n} recordings).", told
    )
