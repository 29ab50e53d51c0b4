"""What archived rounds say of one assessor to that assessor: above or below the group, and on which criteria apart.

It knows: the roll-ups of the person who asks, and from when on they may be told.
Shaped so because: rounds are pooled, so no colleague's score can be worked out; with two assessors only the difference
is known, so only that is told.
It must not know: anybody else's name or figure, pages.
"""

from datetime import datetime

from core.access import require
from core.certainty import Gates
from core.codes import Action
from core.language import Message
from core.model import Person
from core.store import Tx, roll_up_sql
from core.trend_people import sure
from core.trend_series import THE_EXPERT, THE_GROUP, DifferenceSums, OwnFigures

MOST_CRITERIA = 3


def own_figures(tx: Tx, *, by: Person, now: datetime) -> OwnFigures:
    """Of the person who asks, and of nobody else."""
    require(tx, Action.SEE_REGISTER, by, now)
    gates = Gates()
    group, expert = (roll_up_sql.own_against(tx, standard, by.id) for standard in (THE_GROUP, THE_EXPERT))
    two = roll_up_sql.own_against_one_other(tx, by.id)
    criteria = tuple(roll_up_sql.own_criteria(tx, by.id, gates.index_from, MOST_CRITERIA))
    said = [*_against_group(group), *(_against_one(two) if two and two.n >= gates.index_from else ())]
    said += _against_expert(expert) if expert else []
    return OwnFigures(tuple(said), criteria)


def _against_group(sums: DifferenceSums | None) -> list[Message]:
    if sums is None:
        return []
    least = Gates().severity_from_recordings
    found = sure(sums)
    if sums.telling < least or found is None:
        told = {"least": least, "n": sums.telling}
        return [
            Message(
                "Points above or below the group are shown from {least} recordings on that three or more scored; "
                "there are {n} of yours so far.",
                told,
            )
        ]
    told = {"points": abs(round(found.value)), "n": found.recordings}
    if found.low <= 0 <= found.high:
        ends = {"low": _signed(found.low), "high": _signed(found.high), "n": found.recordings}
        return [
            Message(
                "Whether you score above or below the group cannot be concluded: the difference likely lies between "
                "{low} and {high} points ({n} recordings).",
                ends,
            )
        ]
    told["low"], told["high"] = sorted((abs(round(found.low)), abs(round(found.high))))
    if found.value < 0:
        return [
            Message(
                "You score about {points} points below the group, likely between {low} and {high} ({n} recordings).",
                told,
            )
        ]
    return [
        Message(
            "You score about {points} points above the group, likely between {low} and {high} ({n} recordings).", told
        )
    ]


def _against_one(sums: DifferenceSums) -> list[Message]:
    found = sure(sums)
    if found is None:
        return []
    told = {
        "mean": _signed(found.value),
        "low": _signed(found.low),
        "high": _signed(found.high),
        "n": found.recordings,
    }
    return [
        Message(
            "Where only two scored, your total minus that of the other was {mean} points on average, likely between "
            "{low} and {high} ({n} recordings). With two assessors only the difference can be known, not who of the "
            "two is strict.",
            told,
        )
    ]


def _against_expert(sums: DifferenceSums) -> list[Message]:
    """Who stands outside can tell who is strict, also of two; over few recordings it would be chance."""
    found, least = sure(sums), Gates().severity_from_recordings
    if sums.n < least or found is None:
        return [
            Message(
                "Points above or below the expert are shown from {least} recordings that an expert scored, too; there "
                "are {n} of yours so far.",
                {"least": least, "n": sums.n},
            )
        ]
    ends = {"mean": _signed(found.value), "low": _signed(found.low), "high": _signed(found.high)}
    return [
        Message(
            "Your total minus that of the expert was {mean} points on average, likely between {low} and {high} ({n} "
            "recordings).",
            {**ends, "n": found.recordings},
        )
    ]


def _signed(points: float) -> str:
    return f"{round(points):+d}".replace("-", "−").replace("+0", "0")
