"""What is concluded from rounds side by side: a word only when the whole interval says so, and never across cards."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import numpy as np
import pytest

from core.certainty import Array, Gates, Trend
from core.codes import Stage
from core.drift import change_between
from core.scorecard import Words
from core.store import roll_up_sql
from core.trend_changes import effect, marks, quarters
from core.trend_lines import chosen, direction, disputes, lately, point, smoothed, standings
from core.trend_people import drifts
from core.trend_series import MILLION, ArchivedRound, Scope, Step
from core.trend_words import as_shown, signed, whole
from tests.round_at import round_at

EVERYTHING, START, TODAY = Scope(), date(2026, 1, 5), date(2026, 7, 1)
A, B, C = (UUID(int=n) for n in (1, 2, 3))


@pytest.fixture(scope="module")
def real() -> ArchivedRound:
    office = round_at(Stage.ARCHIVED)
    (found,) = office.store.read(lambda tx: roll_up_sql.latest_rounds(tx, "", 1))
    return found


def a_round(real: ArchivedRound, n: int, points: Sequence[float], **otherwise: object) -> ArchivedRound:
    """Thirty days after the one before, with so many points in dispute on each of its recordings."""
    day = START + timedelta(days=30 * n)
    each, agreed = tuple(p / len(points) for p in points), 1 - sum(points) / len(points) / 100
    first = replace(real.figures.criteria[0], code="C1", by_recording=each, agreement=agreed)
    shares = tuple(1 - p / 100 for p in points)
    figures = replace(
        real.figures, recordings=len(points), agreement_by_recording=shares, criteria=(first,), shows_index=True
    )
    channels = ("telepon_masuk",) * (len(points) - 1) + ("chat",)
    details = replace(real.details, scored=day, channels=channels, disputes={"C1": tuple(points)})
    told = {"id": uuid4(), "approved": day, "figures": figures, "details": details, "labels": {"C1": Words("a", "a")}}
    return replace(real, **(told | otherwise))


def rounds(real: ArchivedRound, levels: Sequence[float], recordings: int = 8) -> list[ArchivedRound]:
    random = np.random.default_rng(4)
    return [a_round(real, n, list(random.normal(level, level / 8, recordings))) for n, level in enumerate(levels)]


def test_a_direction_is_named_when_the_whole_interval_lies_on_one_side(real: ArchivedRound) -> None:
    assert direction(rounds(real, [30, 26, 22, 18, 15]), EVERYTHING).said.english().startswith("Closer together")
    assert direction(rounds(real, [15, 18, 22, 26, 30]), EVERYTHING).said.english().startswith("Further apart")
    assert direction(rounds(real, [20, 21, 20, 19, 20]), EVERYTHING).said.english().startswith("No direction")


def test_two_rounds_and_several_cards_have_no_direction_and_no_line(real: ArchivedRound) -> None:
    two = rounds(real, [30, 10])
    assert (
        direction(two, EVERYTHING)
        .said.english()
        .endswith("that takes 3 rounds with three recordings or more; there are 2.")
    )
    assert smoothed(two, EVERYTHING) == (None, None)
    mixed = [*rounds(real, [30, 20, 10]), a_round(real, 3, [9, 10, 11], card_code="KP-NTL")]
    assert "different cards" in direction(mixed, EVERYTHING).said.english() and not any(smoothed(mixed, EVERYTHING))
    assert (
        quarters(mixed, EVERYTHING, TODAY).word is None
        and "Choose one card" in quarters(mixed, EVERYTHING, TODAY).said.english()
    )


def test_the_smoothed_line_skips_a_round_without_an_index(real: ArchivedRound) -> None:
    four = rounds(real, [20, 22, 18, 20])
    four[1] = a_round(real, 1, [20, 21])
    line = smoothed(four, EVERYTHING)
    assert [here is None for here in line] == [False, True, False, False]
    assert all(here.low < here.value < here.high for here in line if here)


def test_the_latest_quarter_is_compared_with_the_one_before(real: ArchivedRound) -> None:
    six = rounds(real, [30, 31, 29, 12, 11, 12])
    closer = quarters(six, EVERYTHING, TODAY)
    told = (
        "Yes, closer: in the second quarter of 2026 two assessors differed on about 11 of 100 points, in the quarter "
        "before on 30. That is less by likely"
    )
    assert closer.word is Trend.CLOSER and closer.said.english().startswith(told)
    assert "quarter of 2026 (so far)" in quarters(six, EVERYTHING, date(2026, 6, 30)).said.english()
    alone = quarters(rounds(real, [20]), EVERYTHING, TODAY)
    assert alone.word is None and "this quarter and the one before" in alone.said.english()


def test_where_no_change_can_be_told_it_is_said_how_large_it_may_be_and_which_way_is_better(
    real: ArchivedRound,
) -> None:
    unsure = quarters(rounds(real, [20, 20, 20, 20]), EVERYTHING, TODAY)
    found = change_between(np.concatenate(_disputes(real, 3)), _disputes(real, 4)[-1])
    assert unsure.word is Trend.UNSURE
    assert f"between {signed(found.low)} and {signed(found.high)} points" in unsure.said.english()
    assert "(below 0: closer)" in unsure.said.english()
    few = quarters(rounds(real, [20, 20, 20, 20], recordings=4), EVERYTHING, TODAY)
    assert "takes 5 recordings or more in either quarter" in few.said.english()


def _disputes(real: ArchivedRound, n: int) -> list[Array]:
    return [disputes(one, EVERYTHING) for one in rounds(real, [20] * n)]


def test_rounds_are_chosen_by_day_card_channel_assessor_and_criterion(real: ArchivedRound) -> None:
    some = [replace(one, totals={1: {A: 0, B: 0}}) for one in rounds(real, [20, 20, 20])]
    assert len(chosen(some, Scope(since=START + timedelta(days=1)))) == 2
    assert len(chosen(some, Scope(until=START))) == 1
    for none in (Scope(card="KP-NTL"), Scope(channel="surat"), Scope(assessor=C), Scope(criterion="Z9")):
        assert not chosen(some, none)
    assert len(chosen(some, Scope(card="KP-TEL", channel="chat", assessor=A, criterion="C1"))) == 3


def test_a_channel_or_criterion_counts_its_own_recordings_and_needs_three(real: ArchivedRound) -> None:
    one = a_round(real, 0, [10, 20, 30, 90])
    heard = point(one, Scope(channel="telepon_masuk"))
    assert heard.value == pytest.approx(20) and heard.low and heard.high and heard.low < 20 < heard.high
    assert point(one, Scope(channel="chat")).value is None
    assert point(one, Scope(criterion="C1")).value == pytest.approx(37.5)


def test_a_criterion_stands_at_what_it_costs_of_the_card(real: ArchivedRound) -> None:
    (first,) = standings(rounds(real, [20, 30]), EVERYTHING)
    assert first.code == "C1" and first.value == pytest.approx(25, abs=2) and first.recordings == 16
    assert first.low is not None and first.high is not None and first.low < first.value < first.high


def step(day: date | None, criterion: str = "C1") -> Step:
    return Step(uuid4(), "KP-TEL", criterion, "Bila ragu, nilai penuh.", day, None, "", None)


def test_an_interpretation_is_judged_by_the_rounds_scored_after_it(real: ArchivedRound) -> None:
    day = START + timedelta(days=45)
    fell = effect(step(day), steady_card(rounds(real, [40, 40, 15, 15])))
    assert fell.said.english().startswith("The dispute fell, likely by 2") and fell.before and fell.after
    assert effect(step(day), rounds(real, [15, 15, 40, 40])).said.english().startswith("The dispute rose")
    assert "Cannot be concluded" in effect(step(day), rounds(real, [20, 20, 20, 20])).said.english()
    assert "no later round" in effect(step(day), rounds(real, [20, 20])).said.english()
    assert "no earlier round" in effect(step(START - timedelta(days=1)), rounds(real, [20, 20])).said.english()
    assert "no earlier round" in effect(step(day), []).said.english()
    assert effect(step(None), rounds(real, [20, 20])).said.english() == "Not done yet."


def steady_card(some: list[ArchivedRound]) -> list[ArchivedRound]:
    return [replace(r, figures=replace(r.figures, agreement_by_recording=(0.7,) * 8)) for r in some]


def test_a_fall_like_that_of_the_whole_card_is_said_to_be_uncertain(real: ArchivedRound) -> None:
    day, four = START + timedelta(days=45), rounds(real, [40, 40, 15, 15])
    along = effect(step(day), four)
    assert along.card == pytest.approx((40, 15), abs=3) and not along.stands_out
    assert along.said.english().startswith("Not certain: the dispute fell")
    assert effect(step(day), steady_card(four)).stands_out


def test_a_line_is_told_from_end_to_end_as_the_percent_counts_it(real: ArchivedRound) -> None:
    told = direction(rounds(real, [40, 20, 10, 5]), EVERYTHING).said.params
    now, then, change = (float(str(told[name])) for name in ("now", "then", "change"))
    assert change == pytest.approx(100 * (1 - now / then), abs=3)


def test_by_when_most_was_lost_is_told_only_where_it_was_early(real: ArchivedRound) -> None:
    (early,) = standings(rounds(real, [90, 90, 5, 5, 5, 5]), EVERYTHING)
    (even,) = standings(rounds(real, [20] * 6), EVERYTHING)
    assert early.mostly_by == START + timedelta(days=30) and even.mostly_by is None


def test_half_a_point_is_rounded_away_from_zero_and_a_person_as_the_picture_shows_it() -> None:
    assert [whole(points) for points in (-4.5, -4.46, -0.4, 0.5, 2.5)] == [-5, -4, 0, 1, 3]
    assert [as_shown(points) for points in (-4.46, -4.44)] == [-5, -4]
    assert [signed(points) for points in (-4.5, 0.2, 1.5)] == ["−5", "0", "+2"]


def test_lately_is_as_many_rounds_as_hold_twenty_recordings(real: ArchivedRound) -> None:
    assert len(lately(rounds(real, [20] * 5), EVERYTHING)) == 3
    assert len(lately(rounds(real, [20, 20]), EVERYTHING)) == 2


def test_a_word_needs_five_recordings_on_either_side(real: ArchivedRound) -> None:
    few = rounds(real, [60, 5], recordings=Gates().verdict_from - 1)
    assert "Cannot be concluded" in effect(step(START), few).said.english()


def test_the_time_line_marks_new_versions_and_what_was_agreed_before_a_round(real: ArchivedRound) -> None:
    three = rounds(real, [20, 20, 20])
    three[2] = replace(three[2], card_version="2027.1")
    found = marks(three, [step(START + timedelta(days=10)), step(START + timedelta(days=90)), step(None)])
    assert [(mark.place, mark.is_version) for mark in found] == [(2, True), (1, False)]


def with_totals(real: ArchivedRound, n: int, strictness: float) -> ArchivedRound:
    random = np.random.default_rng(n)
    rows = {
        number: {who: round((random.normal(80, 0.5) - (strictness if who == A else 0)) * MILLION) for who in (A, B, C)}
        for number in range(1, 9)
    }
    return replace(a_round(real, n, [20] * 8), totals=rows)


def test_a_planted_drift_is_told_and_a_steady_severity_is_not(real: ArchivedRound) -> None:
    names = {A: "Penilai 1"}
    (moving,) = drifts([with_totals(real, n, 1.5 * n) for n in range(6)], names)
    assert moving.is_sure and moving.is_stricter
    assert moving.said.english().startswith("Penilai 1 has moved to stricter scores over 6 rounds")
    assert not drifts([with_totals(real, n, 4.0) for n in range(6)], names)
    assert not drifts([with_totals(real, n, 1.5 * n) for n in range(4)], names)
