"""The sentences on single assessors: who is stricter or more lenient than the group, and where the others lie.

It knows: of whom a verdict may be told.
Shaped so because: one strict assessor lifts all others above the mean of the group, so only the side of whoever stands
furthest from it gets the word; of the others it is told where they lie, and no more.
It must not know: the store, drawing, how anybody was compared (core/trend_people.py).
"""

from collections.abc import Sequence

from core.language import Message
from core.trend_result import Judged, PooledDifference
from core.trend_words import as_shown, ends, signed


def stand_outs(people: Sequence[Judged]) -> list[Judged]:
    """Who differs from the group by more than chance, furthest first; only on the side of the furthest."""
    apart = sorted((one for one in people if one.stands_out), key=lambda one: -abs(one.own.mean or 0.0))
    return [one for one in apart if (one.own.mean or 0.0) * (apart[0].own.mean or 0.0) > 0]


def said_of_all(people: Sequence[Judged]) -> tuple[Message, ...]:
    """One sentence for each who may be named and has an interval; whoever stands out first."""
    apart = stand_outs(people)
    told = [*(verdict(one.own) for one in apart), *(place(one.own) for one in people if one not in apart)]
    return tuple(message for message in told if message)


def verdict(own: PooledDifference) -> Message | None:
    if own.mean is None or own.low is None or own.high is None:
        return None
    told = {"name": own.one, "n": own.n, "points": abs(as_shown(own.mean))} | ends(own.low, own.high)
    if own.mean < 0:
        return Message(
            "{name} is stricter: below the group by about {points} of 100 points, likely {low} to {high} "
            "({n} recordings).",
            told,
        )
    return Message(
        "{name} is more lenient: above the group by about {points} of 100 points, likely {low} to {high} "
        "({n} recordings).",
        told,
    )


def place(own: PooledDifference) -> Message | None:
    if own.mean is None or own.low is None or own.high is None:
        return None
    told = {"name": own.one, "n": own.n, "points": abs(as_shown(own.mean))}
    told |= {"low": signed(own.low), "high": signed(own.high)}
    if not told["points"]:
        return Message("{name}: level with the group, likely {low} to {high} ({n} recordings).", told)
    if own.mean < 0:
        return Message(
            "{name}: below the group by about {points} of 100 points, likely {low} to {high} ({n} recordings).", told
        )
    return Message(
        "{name}: above the group by about {points} of 100 points, likely {low} to {high} ({n} recordings).", told
    )
