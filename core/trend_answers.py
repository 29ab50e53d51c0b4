"""The five questions a head of section asks of the trends, each answered in a sentence or two.

It knows: what of the trends answers which question, and what to say while there is too little.
Shaped so because: who knows no statistics reads these first and may stop there; "cannot be concluded" is an answer.
It must not know: the store, drawing, how a figure is computed, who may be named (core/trends.py has left names out).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from core.certainty import Gates, Trend
from core.labels import FOLLOW_UP_LABELS
from core.language import Language, Message
from core.trend_lines import LEAST_ROUNDS
from core.trend_result import Trends, said_of
from core.trend_series import Effect, Standing

MOST_TOLD, MOST_NAMED = 3, 2
CONCLUDED = (Trend.CLOSER, Trend.WIDER)


@dataclass(frozen=True)
class Answer:
    question: str
    said: tuple[str, ...]
    is_known: bool


def answers(found: Trends, t: Language) -> tuple[Answer, ...]:
    return (_closer(found, t), _most_lost(found, t), _helped(found, t), _strict(found, t), _next(found, t))


def _closer(found: Trends, t: Language) -> Answer:
    over_all = [t(found.direction)] if len(found.rounds) >= LEAST_ROUNDS else []
    question = t("Are we closer together than last quarter?")
    return Answer(question, (t(found.quarter.said), *over_all), found.quarter.word in CONCLUDED)


def _most_lost(found: Trends, t: Language) -> Answer:
    question, ranked = t("On which criterion do we lose most?"), _disputed(found.standings)
    if not ranked:
        none = t("On none: nobody differed from anybody.")
        few = t("Cannot be said yet: that takes three recordings scored by two assessors or more.")
        return Answer(question, (none if found.standings else few,), bool(found.standings))
    said, rivals = _cost(found, ranked[0], t), _rivals(ranked)
    if rivals:
        codes = ", ".join(rivals[:MOST_TOLD])
        said += " " + t("Whether it is really the first is not certain: {codes} may cost as much.", codes=codes)
    now = _disputed(found.lately)
    if not now or now[0].code == ranked[0].code:
        return Answer(question, (said,), not rivals)
    codes = t(" or ").join([now[0].code, *_rivals(now)[: MOST_TOLD - 1]])
    lately = t("In the latest {n} rounds it is {codes}.", n=found.lately_rounds, codes=codes)
    return Answer(question, (said, lately), not rivals)


def _disputed(standings: Sequence[Standing]) -> list[Standing]:
    return [one for one in standings if one.value > 0]


def _rivals(ranked: Sequence[Standing]) -> list[str]:
    """Those that may lie above the first as well."""
    least = ranked[0].low or 0.0
    return [one.code for one in ranked[1:] if (one.high or one.value) >= least]


def _cost(found: Trends, one: Standing, t: Language) -> str:
    told = {"criterion": _named(found, one, t), "value": t.number(one.value, 1)}
    if one.low is None or one.high is None:
        return t("{criterion}: two assessors differ there by {value} of the card's 100 points.", **told)
    told |= {"low": t.number(one.low, 1), "high": t.number(one.high, 1)}
    return t(
        "{criterion}: two assessors differ there by {value} of the card's 100 points, likely {low} to {high}.", **told
    )


def _helped(found: Trends, t: Language) -> Answer:
    question = t("Did what was agreed help?")
    if not found.effects:
        none = t("Nothing to test yet: no interpretation and no action on a criterion is kept from these rounds.")
        return Answer(question, (none,), False)
    known = [one for one in found.effects if one.word in CONCLUDED]
    told = [_effect(found, one, t) for one in known[:MOST_TOLD]]
    open_ = len(found.effects) - len(told)
    if told and open_:
        told.append(t.count("One other stands below.", "{n} others stand below.", open_))
    elif any(one.word for one in found.effects) and not told:
        told.append(
            t("Cannot be concluded yet: that takes five recordings before and after, and more change than by chance.")
        )
    elif open_:
        told.append(t("Cannot be concluded yet: a later round has to score the same criterion first."))
    return Answer(question, tuple(told), any(one.word is Trend.WIDER or one.stands_out for one in known))


def _effect(found: Trends, one: Effect, t: Language) -> str:
    """With what became of the whole card: a fall like everywhere else says little."""
    step, (card_before, card_after) = one.step, one.card or (0.0, 0.0)
    told = {
        "what": t(FOLLOW_UP_LABELS[step.kind]) if step.kind else t("Interpretation"),
        "day": t.date(step.day) if step.day else "",
        "criterion": _criterion(found, step.criterion, t),
        "before": t.number(one.before or 0.0),
        "after": t.number(one.after or 0.0),
        "card_before": t.number(card_before),
        "card_after": t.number(card_after),
    }
    if one.word is Trend.WIDER:
        return t(
            "{what} of {day} on {criterion}: no, dispute there rose from {before} to {after} of 100 points (whole "
            "card: {card_before} to {card_after}).",
            **told,
        )
    if one.stands_out:
        return t(
            "{what} of {day} on {criterion}: yes, dispute there fell from {before} to {after} of 100 points (whole "
            "card: {card_before} to {card_after}).",
            **told,
        )
    return t(
        "{what} of {day} on {criterion}: not certain, dispute there fell from {before} to {after} of 100 points, but "
        "much as on the whole card ({card_before} to {card_after}).",
        **told,
    )


def _strict(found: Trends, t: Language) -> Answer:
    question = t("Is one of us strict?")
    if found.unnamed:
        return Answer(question, (t(found.unnamed),), False)
    told = [t(message) for message in _stand_outs(found)[:MOST_NAMED]]
    if not told:
        told = [t("Nobody stands out: what the {n} assessors differ by may be chance.", n=len(found.people))]
    elif others := len(found.people) - len(told):
        told.append(
            t.count("The other one lies nearer to the group.", "The other {n} lie nearer to the group.", others)
        )
    return Answer(question, tuple(told), True)


def _stand_outs(found: Trends) -> list[Message]:
    """Who differs from the group by more than chance, furthest first; only on the side of the furthest.

    One strict assessor lifts all others above the mean of the group; of them it would say nothing new.
    """
    apart = [(judged.own.mean or 0.0, judged) for judged in found.people if judged.stands_out]
    furthest = sorted(apart, key=lambda pair: -abs(pair[0]))
    return [said for mean, judged in furthest if mean * furthest[0][0] > 0 and (said := said_of(judged))]


def _next(found: Trends, t: Language) -> Answer:
    """Where most is lost now, what waits for its test, and what would let more be said."""
    ranked, said = _disputed(found.lately), []
    if ranked and (rivals := _rivals(ranked)[: MOST_TOLD - 1]):
        told = {"criterion": _named(found, ranked[0], t), "codes": ", ".join(rivals)}
        said.append(t("Recordings for {criterion}, and for {codes}: most is lost there now.", **told))
    elif ranked:
        said.append(t("Recordings for {criterion}: most is lost there now.", criterion=_named(found, ranked[0], t)))
    waiting = dict.fromkeys(one.step.criterion for one in found.effects if one.step.day and one.after is None)
    if waiting:
        codes = ", ".join(islice(waiting, MOST_TOLD))
        said.append(t("Recordings for {codes}: what was agreed there waits for its test.", codes=codes))
    if found.unnamed or len(found.rounds) < LEAST_ROUNDS:
        gates, sizes = Gates(), [(round_.figures.recordings, round_.figures.assessors) for round_ in found.rounds[-1:]]
        was_enough = all(n >= gates.verdict_from and r >= gates.severity_from_assessors for n, r in sizes)
        more = t("At least five recordings, scored by three assessors or more: then more can be said.")
        said.append(t("With another round like the last one more can be said.") if was_enough else more)
    return Answer(t("What should the next round look at?"), tuple(said), bool(ranked))


def _named(found: Trends, one: Standing, t: Language) -> str:
    several = len({each.card_code for each in found.standings}) > 1
    return " ".join(filter(None, (one.card_code if several else "", one.code, one.label.say(t.code))))


def _criterion(found: Trends, code: str, t: Language) -> str:
    label = found.choices.criteria.get(code)
    return f"{code} {label.say(t.code)}" if label else code
