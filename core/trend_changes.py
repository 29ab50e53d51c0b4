"""What changed between then and now: the latest quarter against the one before, an interpretation's or action's effect.

It knows: which rounds lie before and which after, and what is said of them.
Shaped so because: a word stands only where the whole interval lies on one side; where there is nothing to compare, the
sentence says what is missing.
It must not know: the store, people, drawing, formulas (core/drift.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np

from core.certainty import Array, Estimate, Gates, Trend, Undefined
from core.drift import change_between
from core.language import Message
from core.trend_lines import disputes, on_one_card
from core.trend_series import ArchivedRound, Change, Effect, Mark, Scope, Step
from core.trend_words import ends, quarter_name, quarter_of, signed, whole


def quarters(rounds: Sequence[ArchivedRound], scope: Scope, today: date) -> Change:
    """The latest quarter with a round against the one before."""
    if not on_one_card(rounds):
        return Change(Message("Choose one card above: rounds on different cards cannot be compared."), None)
    now = quarter_of(rounds[-1].approved) if rounds else 0
    later = [each for r in rounds if quarter_of(r.approved) == now and (each := disputes(r, scope)).size]
    earlier = [each for r in rounds if quarter_of(r.approved) == now - 1 and (each := disputes(r, scope)).size]
    if not later or not earlier:
        return Change(
            Message("Cannot be concluded yet: this quarter and the one before need a round each."),
            None,
        )
    before, after = np.concatenate(earlier), np.concatenate(later)
    word, change = _word(before, after)
    exact = {"now": float(after.mean()), "before": float(before.mean())}
    about = {name: whole(mean) for name, mean in exact.items()}
    is_told_apart = word is Trend.UNSURE or about["now"] != about["before"]
    told = {"quarter": quarter_name(now, today)} | (about if is_told_apart else exact)
    return Change(_quarter_said(word, change, told), word)


def _quarter_said(word: Trend, change: Estimate | None, means: Mapping[str, object]) -> Message:
    least, told = Gates().verdict_from, dict(means)
    if change is None or change.recordings < least:
        return Message(
            "Cannot be concluded: in {quarter} two assessors differed on about {now} of 100 points, in the quarter "
            "before on {before}. To tell that from chance takes {least} recordings or more in either quarter, not all "
            "alike.",
            told | {"least": least},
        )
    if word is Trend.UNSURE:
        told |= {"low": signed(change.low), "high": signed(change.high)}
        return Message(
            "No change can be told: in {quarter} two assessors differed on about {now} of 100 points, in the quarter "
            "before on {before}. If something has changed, it is by between {low} and {high} points (below 0: closer).",
            told,
        )
    told |= ends(change.low, change.high)
    if word is Trend.CLOSER:
        return Message(
            "Yes, closer: in {quarter} two assessors differed on about {now} of 100 points, in the quarter before on "
            "{before}. That is less by likely {low} to {high} points.",
            told,
        )
    return Message(
        "No, further apart: in {quarter} two assessors differed on about {now} of 100 points, in the quarter before on "
        "{before}. That is more by likely {low} to {high} points.",
        told,
    )


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
    found = Effect(step, float(before.mean()), float(after.mean()), Message(""), word, card)
    return replace(found, said=_effect_said(found, change, (before.size, after.size)))


def _whole_card(rounds: Sequence[ArchivedRound]) -> float:
    return float(np.concatenate([disputes(round_, Scope()) for round_ in rounds]).mean())


def _untold(step: Step, why: Message) -> Effect:
    return Effect(step, None, None, why, None)


def _effect_said(found: Effect, change: Estimate | None, sizes: tuple[int, int]) -> Message:
    told: dict[str, object] = {"n": sizes[0], "m": sizes[1]}
    if change is None or found.word is Trend.UNSURE:
        return Message("Cannot be concluded yet ({n} recordings before, {m} after).", told)
    told |= ends(change.low, change.high)
    if found.word is Trend.WIDER:
        return Message("The dispute rose, likely by {low} to {high} points ({n} recordings before, {m} after).", told)
    if not found.stands_out:
        then, now = map(whole, found.card or (0.0, 0.0))
        return Message(
            "Not certain: the dispute fell, likely by {low} to {high} points, but much as on the whole card, which "
            "fell from {card_before} to {card_after} of its own 100 points ({n} recordings before, {m} after).",
            told | {"card_before": then, "card_after": now},
        )
    return Message("The dispute fell, likely by {low} to {high} points ({n} recordings before, {m} after).", told)


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
