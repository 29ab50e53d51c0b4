"""What may be said of archived rounds side by side: the smoothed line, its direction, the criteria.

It knows: which recordings of which rounds a reader wants to see, and from when on a word may be said.
Shaped so because: a word stands only where the whole interval lies on one side; otherwise it cannot be concluded, and
that is said just as plainly.
It must not know: before and after (core/trend_changes.py), the store, people, drawing, formulas (core/drift.py,
core/certainty.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import exp

import numpy as np

from core.certainty import LOG, LOGIT, REASONS, Array, Gates, Trend, Undefined, over_recordings
from core.chart_values import TrendPoint
from core.drift import Smoothed, ewma, fitted_ends, log_disputes, slope
from core.language import Message
from core.scorecard import Words
from core.trend_series import ArchivedRound, Change, Scope, Standing
from core.trend_words import percent, signed_percent, whole

LEAST_ROUNDS = 3
LATELY = 20
HALVED, DOUBLED = -0.5, 1.0
MOST_OF_IT = 0.75


def chosen(rounds: Iterable[ArchivedRound], scope: Scope) -> tuple[ArchivedRound, ...]:
    return tuple(
        round_
        for round_ in rounds
        if (scope.since is None or round_.approved >= scope.since)
        and (scope.until is None or round_.approved <= scope.until)
        and scope.card in ("", round_.card_code)
        and (not scope.channel or scope.channel in round_.details.channels)
        and (not scope.criterion or scope.criterion in round_.labels)
        and (scope.assessor is None or any(scope.assessor in row for row in round_.totals.values()))
    )


def by_recording(round_: ArchivedRound, values: Sequence[float | None], scope: Scope) -> Array:
    """Of the recordings that came in over the wanted channel, where there is a value."""
    told = zip(values, round_.details.channels, strict=False) if scope.channel else ((v, "") for v in values)
    return np.array([value for value, channel in told if value is not None and channel == scope.channel])


def disputes(round_: ArchivedRound, scope: Scope) -> Array:
    """Points in dispute per recording: of 100 points of the card, or of the one criterion."""
    if scope.criterion:
        return by_recording(round_, round_.details.disputes.get(scope.criterion, ()), scope)
    shares = round_.figures.agreement_by_recording
    return by_recording(round_, [None if share is None else 100.0 * (1.0 - share) for share in shares], scope)


def dispute(round_: ArchivedRound, scope: Scope) -> float | None:
    """Of 100 points of the criterion in scope: the frozen figure, or over the recordings of a channel their mean."""
    if scope.channel or not scope.criterion:
        each = disputes(round_, scope)
        return float(each.mean()) if each.size else None
    agreed = next((one.agreement for one in round_.figures.criteria if one.code == scope.criterion), None)
    return None if agreed is None else 100.0 * (1.0 - agreed)


def point(round_: ArchivedRound, scope: Scope) -> TrendPoint:
    """The frozen figure, or that of the wanted recordings and criterion; none under three recordings."""
    if not (scope.channel or scope.criterion):
        return round_.point
    each, value = disputes(round_, scope), dispute(round_, scope)
    if value is None or not Gates().shows_index(each.size):
        return TrendPoint(round_.period, None)
    try:
        sure = over_recordings(each / 100.0, value / 100.0, LOGIT)
    except Undefined:
        return TrendPoint(round_.period, value)
    return TrendPoint(round_.period, value, 100.0 * sure.low, 100.0 * sure.high)


def smoothed(rounds: Sequence[ArchivedRound], scope: Scope) -> tuple[Smoothed | None, ...]:
    """In points in dispute; none where a round shows no figure, and nowhere over few rounds or several cards."""
    places, each = _measured(rounds, scope)
    found: list[Smoothed | None] = [None] * len(rounds)
    if len(places) < LEAST_ROUNDS or not on_one_card(rounds):
        return tuple(found)
    try:
        line = ewma(log_disputes(each))
    except Undefined:
        return tuple(found)
    for place, here in zip(places, line, strict=True):
        found[place] = Smoothed(exp(here.value), exp(here.low), exp(here.high))
    return tuple(found)


def _measured(rounds: Sequence[ArchivedRound], scope: Scope) -> tuple[list[int], list[Array]]:
    known = [(n, each) for n, each in enumerate(disputes(r, scope) for r in rounds) if Gates().shows_index(each.size)]
    return [n for n, _each in known], [each for _n, each in known]


def on_one_card(rounds: Sequence[ArchivedRound]) -> bool:
    return len({round_.card_code for round_ in rounds}) <= 1


def direction(rounds: Sequence[ArchivedRound], scope: Scope) -> Change:
    """Whether the points in dispute rise or fall from the first of these rounds to the last."""
    places, each = _measured(rounds, scope)
    days = np.array([(rounds[n].approved - rounds[0].approved).days for n in places], dtype=np.float64)
    if len(places) < LEAST_ROUNDS:
        few = {"n": len(places), "least": LEAST_ROUNDS}
        said = Message(
            "A direction over several rounds cannot be concluded yet: that takes {least} rounds with three recordings "
            "or more; there are {n}.",
            few,
        )
        return Change(said, None)
    if not on_one_card(rounds):
        said = Message("Rounds on different cards do not make one line. Choose one card to see a direction.")
        return Change(said, None)
    try:
        series = log_disputes(each)
        found = slope(series, days)
    except Undefined as undefined:
        return Change(REASONS[undefined.code], None)
    low, change, high = (exp(end * np.ptp(days)) - 1.0 for end in (found.low, found.value, found.high))
    then, now = (whole(exp(end)) for end in fitted_ends(series, days, found.value))
    told = {"n": len(places), "change": percent(abs(change)), "then": then, "now": now}
    word = Gates().trend(found)
    return Change(_direction_said(word, low, high, told), word)


def _direction_said(word: Trend, low: float, high: float, means: Mapping[str, object]) -> Message:
    told = dict(means)
    if word is Trend.CLOSER:
        told |= {"low": percent(-high), "high": percent(-low)}
        return Message(
            "Closer together over these {n} rounds: all of them taken together, the points in dispute fell from about "
            "{then} to about {now}, that is by {change}% (likely {low} to {high}%).",
            told,
        )
    if word is Trend.UNSURE and low < HALVED and high > DOUBLED:
        return Message(
            "No direction can be seen yet over these {n} rounds: the points in dispute may have halved or doubled. "
            "That takes more rounds, or more recordings in each.",
            told,
        )
    told |= {"low": signed_percent(low), "high": signed_percent(high)}
    if word is Trend.WIDER:
        return Message(
            "Further apart over these {n} rounds: all of them taken together, the points in dispute rose from about "
            "{then} to about {now}, that is by {change}% (likely {low} to {high}%).",
            told,
        )
    return Message(
        "No direction can be seen over these {n} rounds: the points in dispute may have changed by anything from "
        "{low} to {high}%.",
        told,
    )


def lately(rounds: Sequence[ArchivedRound], scope: Scope) -> tuple[ArchivedRound, ...]:
    """The latest rounds that together hold enough recordings to say where the group stands now."""
    held = 0
    for n, round_ in enumerate(reversed(rounds), start=1):
        held += disputes(round_, scope).size
        if held >= LATELY:
            return tuple(rounds[-n:])
    return tuple(rounds)


def standings(rounds: Sequence[ArchivedRound], scope: Scope) -> tuple[Standing, ...]:
    """What each criterion costs of 100 points of its card, over all these recordings; most in dispute first."""
    pooled: dict[tuple[str, str], list[tuple[date, Array]]] = {}
    labels = {}
    for round_ in rounds:
        for own in round_.figures.criteria:
            place, n = (round_.card_code, own.code), len(own.by_recording)
            labels[place] = round_.labels[own.code]
            each = by_recording(round_, [n * part for part in own.by_recording], scope)
            pooled.setdefault(place, []).append((round_.details.scored, each))
    found = [_standing(*place, labels[place], parts) for place, parts in pooled.items()]
    shown = [one for one in found if Gates().shows_index(one.recordings) and scope.criterion in ("", one.code)]
    return tuple(sorted(shown, key=lambda one: -one.value))


def _standing(card: str, code: str, label: Words, parts: Sequence[tuple[date, Array]]) -> Standing:
    each = np.concatenate([part for _day, part in parts])
    value = float(each.mean()) if each.size else 0.0
    try:
        sure = over_recordings(each, value, LOG) if value > 0 else None
    except Undefined:
        sure = None
    low, high = (sure.low, sure.high) if sure else (None, None)
    return Standing(card, code, label, value, low, high, int(each.size), _mostly_by(parts))


def _mostly_by(parts: Sequence[tuple[date, Array]]) -> date | None:
    """By when three quarters of it were lost, where that took no more than half of the recordings."""
    lost, heard = (np.cumsum(found) for found in zip(*((p.sum(), p.size) for _day, p in parts), strict=True))
    place = int(np.searchsorted(lost, MOST_OF_IT * lost[-1]))
    return parts[place][0] if lost[-1] > 0 and 2 * heard[place] <= heard[-1] else None
