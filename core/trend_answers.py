"""The five questions a head of section asks of the trends, each answered in a sentence or two.

It knows: what of the trends answers which question, and what to say while there is too little.
Shaped so because: who knows no statistics reads these first and may stop there; "cannot be concluded" is an answer.
It must not know: the store, drawing, how a figure is computed, who may be named (core/trends.py has left names out).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from core.certainty import Trend
from core.labels import FOLLOW_UP_LABELS
from core.language import Language
from core.trend_lines import LEAST_ROUNDS
from core.trend_result import Trends
from core.trend_series import Effect, Standing

MOST_TOLD, MOST_NAMED = 3, 2
CONCLUDED = (Trend.CLOSER, Trend.WIDER)


@dataclass(frozen=True)
class Answer:
    question: str
    said: tuple[str, ...]
    is_known: bool


def answers(found: Trends, t: Language) -> tuple[Answer, ...]:
    ranked = [one for one in found.standings if one.value > 0]
    return (
        _closer(found, t),
        _most_lost(found, ranked, t),
        _helped(found, t),
        _strict(found, t),
        _next(found, ranked, t),
    )


def _closer(found: Trends, t: Language) -> Answer:
    over_all = [t(found.direction)] if len(found.rounds) >= LEAST_ROUNDS else []
    question = t("Are we closer together than last quarter?")
    return Answer(question, (t(found.quarter.said), *over_all), found.quarter.word in CONCLUDED)


def _most_lost(found: Trends, ranked: Sequence[Standing], t: Language) -> Answer:
    question = t("On which criterion do we lose most?")
    if not ranked:
        none = t("On none: nobody differed from anybody.")
        few = t("Cannot be said yet: that takes three recordings scored by two assessors or more.")
        return Answer(question, (none if found.standings else few,), bool(found.standings))
    first, *others = ranked
    costs = {"criterion": _named(found, first, t), "value": t.number(first.value, 1)}
    if first.low is None or first.high is None:
        return Answer(
            question,
            (t("{criterion}: two assessors differ there by {value} of the card's 100 points.", **costs),),
            True,
        )
    costs |= {"low": t.number(first.low, 1), "high": t.number(first.high, 1)}
    said = [
        t(
            "{criterion}: two assessors differ there by {value} of the card's 100 points, likely {low} to {high}.",
            **costs,
        )
    ]
    if rivals := [one.code for one in others if one.high and one.high >= first.low][:MOST_TOLD]:
        said.append(
            t("Whether it is really the first is not certain: {codes} may cost as much.", codes=", ".join(rivals))
        )
    return Answer(question, tuple(said), not rivals)


def _helped(found: Trends, t: Language) -> Answer:
    question = t("Did what was agreed help?")
    if not found.effects:
        none = t("Nothing to test yet: no interpretation and no action on a criterion is kept from these rounds.")
        return Answer(question, (none,), False)
    known = [one for one in found.effects if one.word in CONCLUDED]
    told = [_effect(found, one, t) for one in known[:MOST_TOLD]]
    open_ = len(found.effects) - len(known)
    if known and open_:
        told.append(t("Of the other {n} nothing can be concluded yet.", n=open_))
    elif open_ and any(one.word for one in found.effects):
        told.append(
            t("Cannot be concluded yet: that takes five recordings before and after, and more change than by chance.")
        )
    elif open_:
        told.append(t("Cannot be concluded yet: a later round has to score the same criterion first."))
    return Answer(question, tuple(told), bool(known))


def _effect(found: Trends, one: Effect, t: Language) -> str:
    step = one.step
    told = {
        "what": t(FOLLOW_UP_LABELS[step.kind]) if step.kind else t("Interpretation"),
        "day": t.date(step.day) if step.day else "",
        "criterion": _criterion(found, step.criterion, t),
        "said": t(one.said),
    }
    if one.word is Trend.CLOSER:
        return t("{what} of {day} on {criterion}: yes. {said}", **told)
    return t("{what} of {day} on {criterion}: no. {said}", **told)


def _strict(found: Trends, t: Language) -> Answer:
    question = t("Is one of us strict?")
    if found.unnamed:
        return Answer(question, (t(found.unnamed),), False)
    told = [t(message) for message in found.stand_outs[:MOST_NAMED]]
    if not told:
        told = [t("Nobody stands out: what the {n} assessors differ by may be chance.", n=len(found.people))]
    elif others := len(found.people) - len(told):
        told.append(t("The other {n} lie nearer to the group.", n=others))
    return Answer(question, (*told, *(t(message) for message in found.drifts[:MOST_TOLD])), True)


def _next(found: Trends, ranked: Sequence[Standing], t: Language) -> Answer:
    """Where most is lost, what waits for its test, and what would let more be said."""
    said = []
    if ranked:
        said.append(t("Recordings for {criterion}: most is lost there.", criterion=_named(found, ranked[0], t)))
    waiting = dict.fromkeys(one.step.criterion for one in found.effects if one.step.day and one.after is None)
    if waiting:
        codes = ", ".join(islice(waiting, MOST_TOLD))
        said.append(t("Recordings for {codes}: what was agreed there waits for its test.", codes=codes))
    if found.unnamed or len(found.rounds) < LEAST_ROUNDS:
        said.append(t("At least five recordings, scored by three assessors or more: then more can be said."))
    return Answer(t("What should the next round look at?"), tuple(said), bool(ranked))


def _named(found: Trends, one: Standing, t: Language) -> str:
    several = len({each.card_code for each in found.standings}) > 1
    return " ".join(filter(None, (one.card_code if several else "", one.code, one.label.say(t.code))))


def _criterion(found: Trends, code: str, t: Language) -> str:
    label = found.choices.criteria.get(code)
    return f"{code} {label.say(t.code)}" if label else code
