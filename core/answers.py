"""What answers on a scorecard are worth, what they still owe, and how far they are apart.

It knows: one assessor's answers to one card (totals, N/A, fatal errors, what is missing before locking) and several
assessors' answers to one criterion (kind and size of the difference).
Shaped so because: everything is computed exactly with fractions and rounded half-up once, for showing; given the same
card and answers, every screen and report must print the same total.
It must not know: rounds, people, who may see which answer, the store.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import floor, nan

from core.errors import Invalid
from core.language import Message
from core.scorecard import FULL, UNANSWERED, Answer, Band, Criterion, Scorecard

PASS_MARK = 80


class DifferenceKind(StrEnum):
    NONE = "none"
    VALUE = "value"
    APPLICABILITY = "applicability"
    FATAL = "fatal"


@dataclass(frozen=True)
class Totals:
    """What a sheet adds up to in points; with answers `missing` it is provisional, over what is answered so far."""

    before_fatal: Fraction
    final: Fraction
    is_fatal: bool
    fatal_criteria: tuple[str, ...]
    applicable_weight: int
    answered: int
    missing: tuple[str, ...]
    shown: Decimal
    shown_before_fatal: Decimal
    band: Band


def fraction(criterion: Criterion, answer: Answer) -> Fraction | None:
    """The answer's share of the criterion's weight, 0 to 1; none for N/A or no answer."""
    if answer.value is None:
        return None
    if answer.value not in criterion.scale.values:
        raise Invalid(
            "Criterion {code}: {value} is not on its scale. Choose a value of the scale.",
            code=criterion.code,
            value=answer.value,
        )
    return Fraction(criterion.scale.percent(answer.value), FULL)


def as_shares(criterion: Criterion, answers: Iterable[Answer]) -> dict[Answer, float]:
    """The same of each of these answers as a number, NaN where there is none; once, however many have given it."""
    fractions = {answer: fraction(criterion, answer) for answer in set(answers)}
    return {answer: nan if share is None else float(share) for answer, share in fractions.items()}


def is_fatal(criterion: Criterion, answer: Answer) -> bool:
    return answer.value in criterion.fatal_values


def applicable_weight(card: Scorecard, answers: Mapping[str, Answer]) -> int:
    """The weight not taken out by N/A; a criterion still unanswered counts as applicable."""
    return sum(c.weight for c in card.criteria if not answers.get(c.code, UNANSWERED).is_na)


def is_usable(card: Scorecard, answers: Mapping[str, Answer]) -> bool:
    """Below the card's minimum the recording says too little and is to be replaced."""
    return applicable_weight(card, answers) >= card.min_applicable_weight


def rounded(points: Fraction) -> Decimal:
    """Two decimals, half-up, from the exact value."""
    return Decimal(floor(points * 100 + Fraction(1, 2))).scaleb(-2)


def totals(card: Scorecard, answers: Mapping[str, Answer]) -> Totals | None:
    """100 × Σ(weight × fraction) ÷ Σ(weight with a value); none while no criterion has a value."""
    given = [(c, answers.get(c.code, UNANSWERED)) for c in card.criteria]
    scored = [(c.weight, share) for c, answer in given if (share := fraction(c, answer)) is not None]
    if not scored:
        return None
    before_fatal = (
        FULL * sum(weight * share for weight, share in scored) / Fraction(sum(weight for weight, _ in scored))
    )
    fatal = tuple(c.code for c, answer in given if is_fatal(c, answer))
    missing = tuple(c.code for c, answer in given if not answer.is_given)
    final = Fraction(0) if fatal else before_fatal
    return Totals(
        before_fatal=before_fatal,
        final=final,
        is_fatal=bool(fatal),
        fatal_criteria=fatal,
        applicable_weight=applicable_weight(card, answers),
        answered=len(given) - len(missing),
        missing=missing,
        shown=rounded(final),
        shown_before_fatal=rounded(before_fatal),
        band=card.band(rounded(final)),
    )


def passes(totals: Totals, mark: int = PASS_MARK) -> bool:
    return totals.shown >= mark


def comment_required(card: Scorecard, criterion: Criterion, answer: Answer) -> bool:
    return _comment_owed(card, criterion, answer) is not None


def _comment_owed(card: Scorecard, criterion: Criterion, answer: Answer) -> Message | None:
    """The sentence that asks for the comment, by the weightiest reason."""
    rule, code = card.comment_rule, {"code": criterion.code}
    share = fraction(criterion, answer)
    if answer.is_na and rule.na:
        return Message("Criterion {code}: give the reason why it is not applicable.", code)
    if rule.fatal and is_fatal(criterion, answer):
        return Message("Criterion {code}: describe the evidence of the fatal error.", code)
    if share is not None and share * FULL <= rule.max_percent:
        return Message("Criterion {code}: a low score needs a comment. Write what was heard or read.", code)
    return None


def what_is_missing(
    card: Scorecard, answers: Mapping[str, Answer], comments: Mapping[str, str], evidence: Mapping[str, bool]
) -> list[Message]:
    """Everything that keeps one sheet from being locked; `evidence` says where a time mark or a quotation is given."""
    missing: list[Message] = []
    for criterion in card.criteria:
        answer = answers.get(criterion.code, UNANSWERED)
        missing += _unacceptable(criterion, answer) or _unsupported(
            card, criterion, answer, comments.get(criterion.code, ""), evidence.get(criterion.code, False)
        )
    return missing


def _unacceptable(criterion: Criterion, answer: Answer) -> list[Message]:
    """An answer that is not there or not possible owes nothing else yet."""
    if not answer.is_given:
        return [Message("Criterion {code} has no answer yet. Choose one.", {"code": criterion.code})]
    if answer.is_na and not criterion.na_allowed:
        return [Message("Criterion {code} always applies. Choose a value.", {"code": criterion.code})]
    try:
        fraction(criterion, answer)
    except Invalid as error:
        return [error.message]
    return []


def _unsupported(card: Scorecard, criterion: Criterion, answer: Answer, comment: str, proven: bool) -> list[Message]:
    owed = None if comment.strip() else _comment_owed(card, criterion, answer)
    missing = [owed] if owed else []
    if is_fatal(criterion, answer) and not proven:
        code = {"code": criterion.code}
        missing.append(
            Message("Criterion {code}: quote the message that shows the fatal error.", code)
            if card.is_text
            else Message("Criterion {code}: set a time mark where the fatal error is heard.", code)
        )
    return missing


def difference_kind(criterion: Criterion, answers: Iterable[Answer]) -> DifferenceKind:
    """The gravest way in which the given answers differ; those not given yet differ from nobody.

    Any two different values are a difference, also within tolerance: only equal answers settle a cell by themselves.
    """
    given = {answer for answer in answers if answer.is_given}
    if len(given) <= 1:
        return DifferenceKind.NONE
    if len({is_fatal(criterion, answer) for answer in given}) > 1:
        return DifferenceKind.FATAL
    if any(answer.is_na for answer in given):
        return DifferenceKind.APPLICABILITY
    return DifferenceKind.VALUE


def within_tolerance(card: Scorecard, criterion: Criterion, a: Answer, b: Answer) -> bool:
    """Counted in levels of the scale (in points for points); differing on N/A or on a fatal is never within."""
    if not (a.is_given and b.is_given):
        raise ValueError("Only answers that were given can be compared.")
    kind = difference_kind(criterion, (a, b))
    if kind is not DifferenceKind.VALUE:
        return kind is DifferenceKind.NONE
    steps = [criterion.scale.values.index(answer.value) for answer in (a, b) if answer.value is not None]
    return abs(steps[0] - steps[1]) <= card.tolerance.by_scale[criterion.scale.code]


def disagreement(criterion: Criterion, answers: Iterable[Answer]) -> Fraction:
    """Weight × (highest − lowest fraction) over the answers with a value: how far apart one cell is by itself."""
    shares = [share for answer in answers if (share := fraction(criterion, answer)) is not None]
    return criterion.weight * (max(shares) - min(shares)) if shares else Fraction(0)


def said(answer: Answer) -> str:
    """An answer in the words of the audit trail."""
    return "TB" if answer.is_na else "" if answer.value is None else str(answer.value)
