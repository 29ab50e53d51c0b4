"""Which criterion costs most, in words: now, over all rounds, and what the next round should test for it.

It knows: what criteria cost of the card's points, and how sure that is.
Shaped so because: the present comes first, since what was lost most over all rounds may be settled by now; where two
cannot be told apart, both are named.
It must not know: the store, drawing, how a figure is computed, people.
"""

from collections.abc import Sequence

from core.language import Language
from core.trend_result import Trends
from core.trend_series import Line, Sign, Standing, line_of

MOST_TOLD = 3


def most_lost(found: Trends, t: Language) -> list[Line]:
    """The present first: what was lost most over all rounds may be settled by now."""
    ranked, now = _disputed(found.standings), _disputed(found.lately)
    if not found.standings:
        few = t("Cannot be said yet: that takes three recordings scored by two assessors or more.")
        return [Line(Sign.OPEN, few)]
    if not ranked:
        return [Line(Sign.SURE, t("On none: nobody differed from anybody."))]
    said = [_now(found, now, t)]
    if not now or (now[0].card_code, now[0].code) != (ranked[0].card_code, ranked[0].code):
        said.append(_over_all(found, ranked, t))
    return said


def _disputed(standings: Sequence[Standing]) -> list[Standing]:
    return [one for one in standings if one.value > 0]


def _rivals(ranked: Sequence[Standing]) -> list[Standing]:
    """Those that may lie above the first as well, in the order of the picture."""
    least = ranked[0].low or 0.0
    return [one for one in ranked[1:] if _reach(one) >= least]


def _reach(one: Standing) -> float:
    return one.high or one.value


def _now(found: Trends, now: Sequence[Standing], t: Language) -> Line:
    when = when_lately(found, t)
    if not now:
        return Line(Sign.SURE, t("Now, {when}: on none, nobody differed from anybody.", when=when))
    told = {"when": when, "criterion": _named(found, now[0], t), "range": _range(now[0], t)}
    if rivals := _rivals(now):
        first = [now[0], *rivals[: MOST_TOLD - 1]]
        told["codes"] = _codes([one.code for one in first], t)
        text = t(
            "Now, {when}: {codes}; which of them is first is not certain. On {criterion} two assessors differ by "
            "{range} of 100 points of the card.",
            **told,
        )
        furthest = max(now, key=_reach)
        if furthest not in first:
            reach = {"code": furthest.code, "high": t.number(_reach(furthest), 1)}
            text += " " + t("The range of {code} reaches furthest, up to {high}.", **reach)
        return Line(Sign.OPEN, text)
    text = t("Now, {when}: {criterion}. Two assessors differ there by {range} of 100 points of the card.", **told)
    return Line(Sign.SURE, text)


def when_lately(found: Trends, t: Language) -> str:
    if found.lately_rounds == 1:
        return t("in the latest round")
    return t("over the latest {n} rounds", n=t.number(found.lately_rounds))


def _over_all(found: Trends, ranked: Sequence[Standing], t: Language) -> Line:
    first = ranked[0]
    told = {"n": t.number(len(found.rounds)), "criterion": _named(found, first, t), "range": _range(first, t)}
    if first.mostly_by:
        told["month"] = t.month(first.mostly_by)
        text = t(
            "Over all {n} rounds shown: {criterion}, by {range} of 100 points of the card; three quarters of that up "
            "to {month}.",
            **told,
        )
    else:
        text = t("Over all {n} rounds shown: {criterion}, by {range} of 100 points of the card.", **told)
    return line_of(not _rivals(ranked), text)


def _range(one: Standing, t: Language) -> str:
    value = t.number(one.value, 1)
    if one.low is None or one.high is None:
        return value
    return t("{value} (likely {low} to {high})", value=value, low=t.number(one.low, 1), high=t.number(one.high, 1))


def _codes(codes: Sequence[str], t: Language) -> str:
    if len(codes) <= 2:
        return t("{one} or {last}", one=codes[0], last=codes[-1])
    return t("{some}, or {last}", some=", ".join(codes[:-1]), last=codes[-1])


def to_choose(found: Trends, t: Language) -> list[str]:
    """Which recordings would test what is lost most now; nothing where nothing is."""
    ranked = _disputed(found.lately)
    if not ranked:
        return []
    criterion = _named(found, ranked[0], t)
    if rivals := _rivals(ranked)[: MOST_TOLD - 1]:
        told = {"criterion": criterion, "codes": ", ".join(one.code for one in rivals)}
        return [
            t("Choose recordings that test {criterion}, and also {codes}: differences are largest there now.", **told)
        ]
    return [t("Choose recordings that test {criterion}: differences are largest there now.", criterion=criterion)]


def _named(found: Trends, one: Standing, t: Language) -> str:
    several = len({each.card_code for each in found.standings}) > 1
    return " ".join(filter(None, (one.card_code if several else "", one.code, one.label.say(t.code))))
