"""Totals, what a sheet still owes, and differences, on the shipped cards."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from core.answers import (
    DifferenceKind,
    Totals,
    applicable_weight,
    comment_required,
    difference_kind,
    disagreement,
    fraction,
    is_usable,
    passes,
    rounded,
    totals,
    what_is_missing,
    within_tolerance,
)
from core.errors import Invalid
from core.scorecard import UNANSWERED, Answer, Scorecard
from core.scorecard_file import read_scorecard

CARDS = Path(__file__).parents[2] / "data" / "scorecards"
TEL = read_scorecard((CARDS / "kp-tel.yaml").read_bytes())
NTL = read_scorecard((CARDS / "kp-nontel.yaml").read_bytes())
NA = Answer(is_na=True)

POINTS_CARD = read_scorecard(
    (CARDS / "kp-nontel.yaml")
    .read_text(encoding="utf-8")
    .replace("skala_1_5: 1, fatal", "skala_1_5: 1, points: 5, fatal")
    .replace("type: skala_1_5\n        weight: 7", "type: points\n        weight: 7")
    .replace('"5": {id: "Semua tanggapan', '"100": {id: "Semua tanggapan')
    .replace('"1": {id: "Berulang', '"0": {id: "Berulang')
)


def sheet(card: Scorecard = TEL, changes: Mapping[str, int | Answer] | None = None) -> dict[str, Answer]:
    """Full marks everywhere, but for the changes."""
    answers = {criterion.code: Answer(criterion.scale.values[0]) for criterion in card.criteria}
    for code, change in (changes or {}).items():
        answers[code] = change if isinstance(change, Answer) else Answer(change)
    return answers


def total(card: Scorecard = TEL, **changes: int | Answer) -> Totals:
    result = totals(card, sheet(card, changes))
    assert result is not None
    return result


def sentences(card: Scorecard, answers: Mapping[str, Answer], comments: Mapping[str, str], *marked: str) -> list[str]:
    return [message.english() for message in what_is_missing(card, answers, comments, dict.fromkeys(marked, True))]


@pytest.mark.parametrize("card", [TEL, NTL])
def test_full_marks_are_a_hundred(card: Scorecard) -> None:
    result = total(card)
    assert (result.final, result.shown, result.band.label.say("id")) == (100, Decimal("100.00"), "Sangat Baik")
    assert (result.applicable_weight, result.answered, result.missing) == (100, len(card.criteria), ())


def test_a_total_is_the_weighted_mean_of_the_percents() -> None:
    # 100 − 4·½ (A1) − 14·¼ (D1) − 7·¾ (C2) − 4·1 (D4)
    result = total(A1=1, D1=4, C2=2, D4=0)
    assert result.final == Fraction(341, 4)
    assert (str(result.shown), result.band.min) == ("85.25", 80)


def test_na_leaves_the_divisor() -> None:
    # 14·¼ is lost out of 100 − 3 − 3 − 5 = 89.
    result = total(E1=NA, E2=NA, F1=NA, D1=4)
    assert result.applicable_weight == 89
    assert result.final == 100 * Fraction(171, 2) / 89
    assert str(result.shown) == "96.07"


def test_na_counts_neither_as_full_nor_as_zero() -> None:
    assert total(F1=NA).final == 100
    assert total(F1=1).final == 95


def test_a_half_is_rounded_up_and_only_once() -> None:
    # 3·½ is lost out of 80: exactly 98.125, which half-even and binary floats would show as 98.12.
    result = total(A2=NA, B1=NA, C4=NA, D4=NA, F2=1)
    assert (result.applicable_weight, result.final) == (80, Fraction(98125, 1000))
    assert str(result.shown) == "98.13"
    assert rounded(Fraction(79995, 1000)) == Decimal("80.00")
    assert rounded(Fraction(79994999, 1000000)) == Decimal("79.99")


def test_the_band_and_the_pass_mark_go_by_the_shown_total() -> None:
    assert TEL.band(Decimal("80.00")).min == 80
    assert TEL.band(Decimal("79.99")).min == 70
    assert passes(total(D1=2, C2=3, C1=3, C4=3, C5=4))
    assert not passes(total(D1=2, C2=3, C1=3, C4=3, C5=4), mark=90)


def test_a_fatal_zeroes_the_total_and_keeps_what_it_was_before() -> None:
    result = total(B1=0, D1=1)
    assert (result.is_fatal, result.fatal_criteria) == (True, ("B1", "D1"))
    assert (result.final, result.shown, result.band.min) == (0, Decimal("0.00"), 0)
    assert (result.before_fatal, result.shown_before_fatal) == (78, Decimal("78.00"))
    assert not passes(result)


def test_an_unfinished_sheet_has_a_provisional_total_over_what_is_answered() -> None:
    result = totals(TEL, {"A1": Answer(1), "A2": Answer(2), "E1": NA})
    assert result is not None
    assert (result.before_fatal, result.answered, result.applicable_weight) == (100 * Fraction(5, 7), 3, 97)
    assert result.missing == tuple(c.code for c in TEL.criteria if c.code not in {"A1", "A2", "E1"})


def test_there_is_no_total_without_a_single_value() -> None:
    assert totals(TEL, {}) is None
    assert totals(TEL, {criterion.code: NA for criterion in TEL.criteria}) is None


def test_a_recording_is_usable_down_to_the_least_applicable_weight() -> None:
    left_out = {"D1": NA, "B1": NA, "F1": NA, "C4": NA, "D2": NA}
    assert applicable_weight(TEL, sheet(TEL, left_out)) == 63
    assert is_usable(TEL, sheet(TEL, {**left_out, "E1": NA}))
    assert applicable_weight(TEL, sheet(TEL, {**left_out, "E1": NA})) == 60
    assert not is_usable(TEL, sheet(TEL, {**left_out, "D4": NA}))


def test_a_value_beside_the_scale_is_refused() -> None:
    with pytest.raises(Invalid, match="A1: 3 is not on its scale"):
        fraction(TEL.criterion("A1"), Answer(3))
    with pytest.raises(ValueError, match="not both"):
        Answer(3, is_na=True)


@pytest.mark.parametrize(
    ("code", "answer", "owed"),
    [
        ("C1", Answer(1), True),
        ("C1", Answer(2), True),
        ("C1", Answer(3), False),
        ("A1", Answer(0), True),
        ("A1", Answer(1), False),
        ("B3", Answer(0), True),
        ("B3", Answer(1), False),
        ("A1", NA, True),
        ("D1", Answer(1), True),
        ("A1", UNANSWERED, False),
    ],
)
def test_low_scores_na_and_fatals_owe_a_comment(code: str, answer: Answer, owed: bool) -> None:
    assert comment_required(TEL, TEL.criterion(code), answer) is owed


def test_a_full_sheet_with_good_scores_owes_nothing() -> None:
    assert what_is_missing(TEL, sheet(), {}, {}) == []


def test_a_sheet_cannot_be_locked_before_all_it_owes_is_there() -> None:
    answers = sheet(TEL, {"A1": UNANSWERED, "A2": NA, "B1": 0, "B2": NA, "C1": 2, "C2": 9})
    assert sentences(TEL, answers, {"C1": "  "}) == [
        "Criterion A1 has no answer yet. Choose one.",
        "Criterion A2: give the reason why it is not applicable.",
        "Criterion B1: describe the evidence of the fatal error.",
        "Criterion B1: set a time mark where the fatal error is heard.",
        "Criterion B2 always applies. Choose a value.",
        "Criterion C1: a low score needs a comment. Write what was heard or read.",
        "Criterion C2: 9 is not on its scale. Choose a value of the scale.",
    ]


def test_comments_and_a_time_mark_settle_what_is_owed() -> None:
    answers = sheet(TEL, {"A2": NA, "B1": 0})
    comments = {"A2": "Menolak menyebut nama", "B1": "NPWP dibacakan Agen"}
    assert sentences(TEL, answers, comments, "B1") == []
    assert len(sentences(TEL, answers, comments)) == 1


def test_a_fatal_on_a_written_card_owes_a_quotation() -> None:
    missing = sentences(NTL, sheet(NTL, {"B2": 0}), {"B2": "Data di kanal terbuka"})
    assert missing == ["Criterion B2: quote the message that shows the fatal error."]


@pytest.mark.parametrize(
    ("code", "a", "b", "within"),
    [
        ("C1", Answer(4), Answer(5), True),
        ("C1", Answer(3), Answer(5), False),
        ("A1", Answer(1), Answer(2), False),
        ("A1", Answer(2), Answer(2), True),
        ("B3", Answer(0), Answer(1), False),
        ("C4", NA, Answer(5), False),
        ("C4", NA, NA, True),
        ("D1", Answer(1), Answer(2), False),
        ("D1", Answer(1), Answer(1), True),
    ],
)
def test_tolerance_is_one_step_on_the_scale_and_never_covers_na_or_fatal(
    code: str, a: Answer, b: Answer, within: bool
) -> None:
    assert within_tolerance(TEL, TEL.criterion(code), a, b) is within
    assert within_tolerance(TEL, TEL.criterion(code), b, a) is within


def test_tolerance_on_points_is_counted_in_points() -> None:
    criterion = POINTS_CARD.criterion("A2")
    assert within_tolerance(POINTS_CARD, criterion, Answer(80), Answer(85))
    assert not within_tolerance(POINTS_CARD, criterion, Answer(80), Answer(86))
    assert fraction(criterion, Answer(85)) == Fraction(17, 20)
    assert total(POINTS_CARD, A2=85).final == Fraction(9895, 100)
    assert comment_required(POINTS_CARD, criterion, Answer(25))


def test_an_answer_not_given_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="given"):
        within_tolerance(TEL, TEL.criterion("C1"), UNANSWERED, Answer(5))


@pytest.mark.parametrize(
    ("code", "answers", "kind"),
    [
        ("C1", [Answer(4), Answer(4), Answer(4)], DifferenceKind.NONE),
        ("C1", [Answer(4), UNANSWERED], DifferenceKind.NONE),
        ("C1", [], DifferenceKind.NONE),
        ("C1", [Answer(4), Answer(5)], DifferenceKind.VALUE),
        ("C4", [NA, NA], DifferenceKind.NONE),
        ("C4", [Answer(4), Answer(5), NA], DifferenceKind.APPLICABILITY),
        ("D1", [Answer(1), Answer(2), Answer(5)], DifferenceKind.FATAL),
        ("D1", [Answer(1), NA], DifferenceKind.FATAL),
        ("D1", [Answer(2), NA], DifferenceKind.APPLICABILITY),
        ("B1", [Answer(0), Answer(0)], DifferenceKind.NONE),
    ],
)
def test_the_gravest_difference_names_the_cell(code: str, answers: list[Answer], kind: DifferenceKind) -> None:
    assert difference_kind(TEL.criterion(code), answers) is kind


def test_a_cell_by_itself_is_apart_by_the_weight_times_the_widest_gap() -> None:
    accuracy = TEL.criterion("D1")
    assert disagreement(accuracy, [Answer(5), Answer(3), Answer(4), NA]) == 7
    assert disagreement(accuracy, [NA, UNANSWERED]) == 0
    assert disagreement(TEL.criterion("C1"), [Answer(5), Answer(4)]) == Fraction(5, 4)
