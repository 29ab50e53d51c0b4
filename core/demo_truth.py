"""What the demo's dialogues are worth: the answers that were planted in them, and how an assessor writes one down.

It knows: a planted fault gives its value; a criterion nobody touched does not apply; anything else was done well.
Shaped so because: simulated and hand-planted rounds score the same dialogues, so they must start from the same truth.
It must not know: assessors' habits (core/demo_scores.py), verbs, the store.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from core.answers import fraction
from core.demo_material import dialogue, material, one_of
from core.model import Note, Recording
from core.scorecard import Answer, Criterion, Scorecard
from core.simulator import STEP, Calls

NA = "TB"
# A level's middle lies this far inside the outermost cuts; a fatal criterion is met more clearly than others.
CLEARLY, CLEARLY_NOT_FATAL = 0.6, 0.4
DISPUTED_BY = 0.9
WORTH_A_COMMENT = Fraction(1, 2)
# Without a word on it in the dialogue these do not apply: nobody held, transferred, complained or opened any data.
ONLY_WHERE_HEARD = {"KP-TEL": {"B1", "B3", "C4", "E1", "E2"}, "KP-NTL": {"B1", "D2"}}
IDENTITY, IDENTITY_QUEUE = {"B1", "B3"}, "Verifikasi Data"


def planted(number: int, card: Scorecard) -> dict[str, Answer]:
    """What careful assessors should answer: the planted faults, else the best value or not applicable."""
    return {criterion.code: _planted(dialogue(number), card.code, criterion) for criterion in card.criteria}


def _planted(said: Mapping[str, Any], card_code: str, criterion: Criterion) -> Answer:
    code = criterion.code
    if code in said["planted"]:
        return given(said["planted"][code][0])
    is_heard = (
        (code in IDENTITY and said["queue"] == IDENTITY_QUEUE)
        or (code == "C4" and code in said["disputed"])
        or (code == "E1" and any(who == "hold" for who, *_ in said.get("turns", ())))
    )
    applies = is_heard or code not in ONLY_WHERE_HEARD[card_code]
    return Answer(criterion.scale.values[0]) if applies else Answer(is_na=True)


def given(value: int | str) -> Answer:
    return Answer(is_na=True) if value == NA else Answer(int(value))


def calls(numbers: Sequence[int], card: Scorecard, doubt: float) -> Calls:
    """The planted truth of these dialogues in the simulator's terms; what is disputed is doubted that much."""
    truths = [planted(number, card) for number in numbers]
    disputed = [[c.code in dialogue(number)["disputed"] for c in card.criteria] for number in numbers]
    quality = [[_quality(c, truth[c.code]) for c in card.criteria] for truth in truths]
    nearer = np.array(quality) - DISPUTED_BY * np.sign(quality) * np.array(disputed)
    applies = np.array([[not truth[c.code].is_na for c in card.criteria] for truth in truths])
    return Calls(nearer, applies, doubt * np.array(disputed))


def _quality(criterion: Criterion, answer: Answer) -> float:
    """The middle of the answer's level, well inside where the level is the best or the worst."""
    levels = criterion.scale.values[::-1]
    value = levels[-1] if answer.value is None else answer.value
    middle = STEP * (levels.index(value) - (len(levels) - 1) / 2)
    outermost = (value == levels[-1]) - (value == levels[0])
    clear = CLEARLY + (CLEARLY_NOT_FATAL if criterion.fatal_values else 0)
    return middle + clear * outermost


def note(card: Scorecard, criterion: Criterion, answer: Answer, recording: Recording, number: int, turn: int) -> Note:
    """The answer with the comment and evidence that somebody who gave it would write; `turn` varies the words."""
    said, words = dialogue(number), material("comments")[card.code][criterion.code]
    place = [c.code for c in card.criteria].index(criterion.code) / len(card.criteria)
    share = fraction(criterion, answer)
    if share is None:
        return Note(answer, words["na"])
    if share > WORTH_A_COMMENT:
        return Note(answer)
    why = said["planted"].get(criterion.code, (None, ""))
    comments = words["comments"]
    comment = why[1] if given(why[0] or 0) == answer and why[1] else one_of(comments, turn)
    if card.is_text:
        return Note(answer, comment, quote=_quoted(said, place))
    return Note(answer, comment, mark_ms=int(recording.file.duration_ms * (0.06 + 0.88 * place)) // 1000 * 1000)


def _quoted(said: Mapping[str, Any], place: float) -> str:
    by_agent = [text for who, _, text in said["messages"] if who == "agent"]
    return str(by_agent[int(place * len(by_agent))]).splitlines()[0]


def words_on(card: Scorecard, criterion: Criterion, agreed: Answer, turn: int) -> tuple[str, str]:
    """Why this value was agreed, and how the criterion is read from now on."""
    words = material("comments")[card.code][criterion.code]
    share = fraction(criterion, agreed)
    reason = words["na"] if share is None else material("rounds")["met"] if share == 1 else words["reason"]
    return reason, one_of(words["interpretations"], turn)


def heard_otherwise(number: int, assessor: str, truth: Mapping[str, Answer]) -> dict[str, Answer]:
    """The truth with what this assessor heard otherwise in the round that is ready for its meeting."""
    heard = material("rounds")["heard"].get(number, {})
    return {code: given(heard.get(code, {}).get(assessor, _value(answer))) for code, answer in truth.items()}


def _value(answer: Answer) -> int | str:
    return NA if answer.value is None else answer.value
