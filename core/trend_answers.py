"""The five questions a head of section asks of the trends, each answered in a sentence or two.

It knows: what of the trends answers which question, and what to say while there is too little.
Shaped so because: who knows no statistics reads these first and may stop there; the present comes before the past, and
"cannot be concluded" is an answer. Each line has its own sign, so that an open one never borrows the tick of another.
It must not know: the store, drawing, how a figure is computed, who may be named (core/trends.py has left names out).
"""

from dataclasses import dataclass
from itertools import islice

from core.certainty import Gates, Trend
from core.labels import FOLLOW_UP_LABELS
from core.language import Language
from core.trend_lines import LEAST_ROUNDS
from core.trend_losses import MOST_TOLD, most_lost, to_choose
from core.trend_result import Trends
from core.trend_said import stand_outs, verdict
from core.trend_series import Effect, Line, Sign, line_of
from core.trend_words import whole

MOST_NAMED = 2
CONCLUDED = (Trend.CLOSER, Trend.WIDER)


@dataclass(frozen=True)
class Answer:
    question: str
    said: tuple[Line, ...]


def answers(found: Trends, t: Language) -> tuple[Answer, ...]:
    return (
        Answer(t("Are we closer together than last quarter?"), tuple(_closer(found, t))),
        Answer(t("On which criterion do we lose most?"), tuple(most_lost(found, t))),
        Answer(t("Did what was agreed help?"), tuple(_helped(found, t))),
        Answer(t("Is one of us strict?"), tuple(_strict(found, t))),
        Answer(t("What should the next round look at?"), tuple(Line(Sign.ADVICE, said) for said in _next(found, t))),
    )


def _closer(found: Trends, t: Language) -> list[Line]:
    said = [line_of(found.quarter.word in CONCLUDED, t(found.quarter.said))]
    if len(found.rounds) >= LEAST_ROUNDS:
        said.append(line_of(found.direction.word in CONCLUDED, t(found.direction.said)))
    return said


def _helped(found: Trends, t: Language) -> list[Line]:
    if not found.effects:
        none = t("Nothing to compare yet: no interpretation and no action on a criterion is kept from these rounds.")
        return [Line(Sign.OPEN, none)]
    known = [one for one in found.effects if one.word in CONCLUDED]
    told = [_effect(found, one, t) for one in known[:MOST_TOLD]]
    open_ = len(found.effects) - len(told)
    if told and open_:
        told.append(Line(Sign.OPEN, t.count("One other stands below.", "{n} others stand below.", open_)))
    elif any(one.word for one in found.effects) and not told:
        few = t("Cannot be concluded yet: that takes five recordings before and after, and more change than by chance.")
        told.append(Line(Sign.OPEN, few))
    elif open_:
        later = t("Cannot be concluded yet: a later round has to score the same criterion first.")
        told.append(Line(Sign.OPEN, later))
    return told


def _effect(found: Trends, one: Effect, t: Language) -> Line:
    """With what became of the whole card: a fall like everywhere else says little."""
    step, (card_before, card_after) = one.step, one.card or (0.0, 0.0)
    label = found.choices.criteria.get(step.criterion)
    told = {
        "what": t(FOLLOW_UP_LABELS[step.kind]) if step.kind else t("Interpretation"),
        "day": t.date(step.day) if step.day else "",
        "criterion": f"{step.criterion} {label.say(t.code)}" if label else step.criterion,
        "before": whole(one.before or 0.0),
        "after": whole(one.after or 0.0),
        "card_before": whole(card_before),
        "card_after": whole(card_after),
    }
    if one.word is Trend.WIDER:
        text = t(
            "{what} of {day} on {criterion}: no, differences rose there from {before} to {after} of 100 points of that "
            "criterion; on the whole card from {card_before} to {card_after} of 100 points of the card.",
            **told,
        )
        return Line(Sign.SURE, text)
    if one.stands_out:
        text = t(
            "{what} of {day} on {criterion}: yes, differences fell there from {before} to {after} of 100 points of "
            "that criterion; on the whole card from {card_before} to {card_after} of 100 points of the card.",
            **told,
        )
        return Line(Sign.SURE, text)
    text = t(
        "{what} of {day} on {criterion}: not certain, differences fell there from {before} to {after} of 100 points of "
        "that criterion, but much as on the whole card (from {card_before} to {card_after} of 100 points of the card).",
        **told,
    )
    return Line(Sign.OPEN, text)


def _strict(found: Trends, t: Language) -> list[Line]:
    if found.unnamed:
        return [Line(Sign.OPEN, t(found.unnamed))]
    apart = stand_outs(found.people)[:MOST_NAMED]
    if not apart:
        nobody = t("Nobody stands out: what the {n} assessors differ by may be chance.", n=len(found.people))
        return [Line(Sign.SURE, nobody)]
    told = [Line(Sign.SURE, t(message)) for one in apart if (message := verdict(one.own))]
    names = [one.own.one for one in apart]
    told += [line_of(drift.is_sure, t(drift.said)) for drift in found.drifts if drift.name in names]
    if others := len(found.people) - len(apart):
        nearer = t.count("The other one lies nearer to the group.", "The other {n} lie nearer to the group.", others)
        told.append(Line(Sign.SURE, nearer))
    return told


def _next(found: Trends, t: Language) -> list[str]:
    """Where most is lost now, what waits for its test, and how many more would let more be said."""
    said = to_choose(found, t)
    waiting = dict.fromkeys(one.step.criterion for one in found.effects if one.step.day and one.after is None)
    if waiting:
        codes = ", ".join(islice(waiting, MOST_TOLD))
        said.append(t("Choose recordings that test {codes}: what was agreed there waits for its test.", codes=codes))
    return said + _lacking(found, t)


def _lacking(found: Trends, t: Language) -> list[str]:
    gates, said = Gates(), []
    if rounds := max(LEAST_ROUNDS - len(found.rounds), 0):
        said.append(
            t.count(
                "After one more round with five recordings or more: whether you come closer together, if the change is "
                "large enough.",
                "After {n} more rounds with five recordings or more each: whether you come closer together, if the "
                "change is large enough.",
                rounds,
            )
        )
    if found.unnamed:
        lacking = gates.severity_from_recordings - found.most_of_a_person
        said.append(
            t.count(
                "After one more recording of an assessor, scored by {some} or more: whether that assessor is strict.",
                "After {n} more recordings of an assessor, each scored by {some} or more: whether that assessor is "
                "strict.",
                lacking,
                some=gates.severity_from_assessors,
            )
        )
    return said
