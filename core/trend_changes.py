"""What changed between then and now: the latest quarter against the one before, an interpretation's or action's effect.

It knows: which rounds lie before and which after, and what is said of them.
Shaped so because: a word stands only where the whole interval lies on one side; where there is nothing to compare, the
sentence says what is missing.
It must not know: the store, people, drawing, formulas (core/drift.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import pairwise

import numpy as np

from core.certainty import Array, Estimate, Gates, Trend, Undefined
from core.drift import change_between
from core.language import Message
from core.trend_lines import disputes, on_one_card
from core.trend_series import ArchivedRound, Change, Effect, Mark, Scope, Step

ROMAN = ("I", "II", "III", "IV")


def quarters(rounds: Sequence[ArchivedRound], scope: Scope) -> Change:
    """The latest quarter with a round against the one before."""
    if not on_one_card(rounds):
        return Change(Message("Choose one card above: rounds on different cards cannot be compared."), None)
    now = _quarter(rounds[-1].approved) if rounds else 0
    later = [each for r in rounds if _quarter(r.approved) == now and (each := disputes(r, scope)).size]
    earlier = [each for r in rounds if _quarter(r.approved) == now - 1 and (each := disputes(r, scope)).size]
    if not later or not earlier:
        return Change(
            Message("Cannot be concluded yet: this quarter and the one before need a round each."),
            None,
        )
    before, after = np.concatenate(earlier), np.concatenate(later)
    told: dict[str, object] = {"quarter": f"{ROMAN[now % 4]} {now // 4}"}
    means = {"now": float(after.mean()), "before": float(before.mean())}
    whole, word = {name: round(mean) for name, mean in means.items()}, _word(before, after)[0]
    is_told_apart = word is Trend.UNSURE or whole["now"] != whole["before"]
    return Change(_quarter_said(word, told | (whole if is_told_apart else means)), word)


def _quarter_said(word: Trend, told: Mapping[str, object]) -> Message:
    if word is Trend.CLOSER:
        return Message(
            "Yes, closer: in quarter {quarter} two assessors differed on {now} of 100 points, in the quarter before on "
            "{before}.",
            told,
        )
    if word is Trend.WIDER:
        return Message(
            "No, further apart: in quarter {quarter} two assessors differed on {now} of 100 points, in the quarter "
            "before on {before}.",
            told,
        )
    if told["now"] == told["before"]:
        return Message(
            "No change can be seen: in quarter {quarter} two assessors differed on about {now} of 100 points, as in "
            "the quarter before.",
            told,
        )
    return Message(
        "Cannot be concluded: in quarter {quarter} two assessors differed on {now} of 100 points, in the quarter "
        "before on {before}; that may be chance.",
        told,
    )


def _quarter(day: date) -> int:
    return 4 * day.year + (day.month - 1) // 3


def _word(before: Array, after: Array) -> tuple[Trend, Estimate | None]:
    try:
        change = change_between(before, after)
    except Undefined:
        return Trend.UNSURE, None
    return Gates().trend(change), change


def effect(step: Step, rounds: Iterable[ArchivedRound]) -> Effect:
    """Whether the dispute on a criterion fell after its interpretation or action."""
    same = [r for r in rounds if r.card_code == step.card_code and step.criterion in r.details.disputes]
    if step.day is None:
        return _untold(step, Message("Not done yet."))
    own = Scope(criterion=step.criterion)
    sides = [[r for r in same if (r.details.scored > step.day) is is_later] for is_later in (False, True)]
    earlier, later = ([each for r in side if (each := disputes(r, own)).size] for side in sides)
    if not earlier:
        return _untold(step, Message("Cannot be concluded: no earlier round has scored this criterion."))
    if not later:
        return _untold(step, Message("Cannot be concluded yet: no later round has scored this criterion."))
    before, after = np.concatenate(earlier), np.concatenate(later)
    word, change = _word(before, after)
    card = None if word is Trend.UNSURE else (_whole_card(sides[0]), _whole_card(sides[1]))
    said = _effect_said(word, change, before, after)
    return Effect(step, float(before.mean()), float(after.mean()), said, word, card)


def _whole_card(rounds: Sequence[ArchivedRound]) -> float:
    return float(np.concatenate([disputes(round_, Scope()) for round_ in rounds]).mean())


def _untold(step: Step, why: Message) -> Effect:
    return Effect(step, None, None, why, None)


def _effect_said(word: Trend, change: Estimate | None, before: Array, after: Array) -> Message:
    told: dict[str, object] = {"n": before.size, "m": after.size}
    if change is None or word is Trend.UNSURE:
        return Message("Cannot be concluded yet ({n} recordings before, {m} after).", told)
    low, high = sorted((abs(round(change.low)), abs(round(change.high))))
    told |= {"low": low, "high": high}
    if word is Trend.CLOSER and not low:
        return Message("The dispute fell, likely by up to {high} points ({n} recordings before, {m} after).", told)
    if word is Trend.CLOSER:
        return Message("The dispute fell, likely by {low} to {high} points ({n} recordings before, {m} after).", told)
    return Message("The dispute rose, likely by {low} to {high} points ({n} recordings before, {m} after).", told)


def marks(rounds: Sequence[ArchivedRound], steps: Iterable[Step]) -> tuple[Mark, ...]:
    """On the time line: before which round a card's version changed, and what was agreed or done."""
    found = [
        Mark(n, f"{here.card_code} {here.card_version}", is_version=True)
        for n, (last, here) in enumerate(pairwise(rounds), start=1)
        if last.card_code == here.card_code and last.card_version != here.card_version
    ]
    for step in steps:
        later = (n for n, r in enumerate(rounds) if step.day and r.details.scored > step.day)
        place = next(later, None)
        if place and any(r.card_code == step.card_code for r in rounds):
            found.append(Mark(place, step.criterion, is_version=False))
    return tuple(found)
