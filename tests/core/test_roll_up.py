"""Roll-ups: the trends ask nothing else, and what they add up to is what the frozen reports say."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from uuid import UUID

import numpy as np
import pytest

from core.agreement import difference, difference_of_sums
from core.certainty import Reason, Undefined
from core.codes import AppointmentKind, Stage
from core.report import draft_report_of
from core.roll_up import archived_round, details_of, difference_sums, score_sums
from core.round_report import RoundReport
from core.store import Row, Tx, roll_up_sql
from core.trend_series import MILLION, THE_GROUP
from core.trends import MOST_ROUNDS, trends
from core.workdays import load_calendar
from tests.core.test_trends import add_round
from tests.round_at import Office, new_office, round_at
from tests.source import sources
from web.house import furnished

TRENDS_MAY_ASK = {"roll_up_round", "roll_up_score", "roll_up_difference", "person", "substitute", "setting"}
TRENDS_MAY_ASK |= {"interpretation", "follow_up"}  # What was agreed and done, to mark it.
ONE, TWO, THREE = (UUID(int=n) for n in (1, 2, 3))


@pytest.fixture(scope="module")
def report() -> RoundReport:
    office = round_at(Stage.AWAITING_APPROVAL)
    return office.ask(draft_report_of, office.head, office.round_id)


def test_trends_ask_only_roll_ups_and_names_never_scores_or_reports() -> None:
    office, asked = round_at(Stage.ARCHIVED), set()

    def look(tx: Tx) -> None:
        def ask(sql: str, params: Sequence[object]) -> list[Row]:
            asked.update(re.findall(r"\b(?:FROM|JOIN)\s+(\w+)", sql))
            return tx.ask(sql, params)

        assert trends(replace(tx, ask=ask), by=office.head, now=office.now).rounds

    office.store.read(look)
    assert "follow_up" in asked and asked <= TRENDS_MAY_ASK
    (module,) = [source for source in sources("core") if source.path == "core/trends.py"]
    queries = {name.split(".")[2] for name in module.imports if re.fullmatch(r"core\.store\.\w+_sql", name)}
    assert queries == {"roll_up_sql", "people_sql"}


def test_rounds_archived_before_there_were_roll_ups_are_added_once_at_the_start() -> None:
    office = round_at(Stage.DONE)
    before = _rows(office)
    for table in before:
        office.store.write(lambda tx, t=table: tx.run(f"DELETE FROM {t}"))
    assert not office.ask(trends, office.head).rounds
    for _start in range(2):
        furnished(office.store, office.now)
    assert _rows(office) == before and all(before.values())


def _rows(office: Office) -> dict[str, list[Row]]:
    tables = sorted(table for table in TRENDS_MAY_ASK if table.startswith("roll_up"))
    return {table: office.store.read(lambda tx, t=table: sorted(tx.all(f"SELECT * FROM {t}"))) for table in tables}


def test_details_that_an_earlier_version_did_not_keep_are_filled_from_the_frozen_report_at_the_start() -> None:
    office = round_at(Stage.DONE)
    before = _rows(office)
    office.store.write(lambda tx: tx.run("UPDATE roll_up_round SET details = ''"))
    assert not office.ask(trends, office.head).rounds
    furnished(office.store, office.now)
    assert _rows(office) == before


def test_details_tell_the_day_of_the_scoring_the_channels_and_what_was_disputed_where(report: RoundReport) -> None:
    details = details_of(report, date(2026, 2, 20), "Asia/Jakarta")
    (scoring,) = [plan for plan in report.appointments if plan.kind is AppointmentKind.SCORING]
    assert details.scored == scoring.starts.date() and set(details.channels) == {"telepon_masuk"}
    scale = report.card.criterion("C2").scale
    assert details.disputes["C2"] == (100 - scale.percent(2), 0, 0, 0)
    for own in report.figures.criteria:
        known = [points for points in details.disputes[own.code] if points is not None]
        assert own.agreement == pytest.approx(1 - sum(known) / len(known) / 100, abs=1e-6)


def test_each_criterion_adds_up_to_the_frozen_agreement(report: RoundReport) -> None:
    """Both assessors of a pair count their difference, so sum and comparisons are twice the pairs'."""
    sums = score_sums(report)
    for figures in report.figures.criteria:
        own = [one for one in sums if one.criterion == figures.code]
        gap, comparisons = sum(one.gap for one in own), sum(one.comparisons for one in own)
        assert figures.agreement == pytest.approx(1 - gap / 100 / comparisons, abs=1e-6)
        assert sum(one.deviation for one in own) == 0


def test_an_assessors_sums_are_of_the_percents_given_alone(report: RoundReport) -> None:
    """On the first recording the second assessor gave C2 two levels less; on the other three both gave full marks."""
    scale = report.card.criterion("C2").scale
    less = scale.percent(2)
    first, second = sorted((one for one in score_sums(report) if one.criterion == "C2"), key=lambda one: -one.total)
    assert (first.n, first.total, first.squares, first.comparisons) == (4, 400, 40_000, 4)
    assert (second.n, second.total, second.squares) == (4, 300 + less, 30_000 + less**2)
    assert (first.deviation, second.deviation, first.gap, second.gap) == (*(100 - less, less - 100), *2 * (100 - less,))


def test_without_an_answer_or_a_second_one_nothing_is_compared(report: RoundReport) -> None:
    alone = replace(report, cells=tuple(replace(cell, first=cell.first[:1]) for cell in report.cells))
    assert {(one.n, one.comparisons, one.gap) for one in score_sums(alone)} == {(4, 0, 0)}


def test_two_are_compared_with_each_other_and_three_with_the_group_as_well() -> None:
    two = {1: {ONE: 80 * MILLION, TWO: 90 * MILLION}, 2: {ONE: 70 * MILLION}}
    (pair,) = difference_sums(two, {})
    assert (pair.one_id, pair.other_id, pair.n, pair.telling) == (ONE, TWO, 1, 0)
    assert (pair.total, pair.squares) == (-10 * MILLION, 100 * MILLION)
    three = difference_sums({1: {ONE: 80 * MILLION, TWO: 90 * MILLION, THREE: 85 * MILLION}}, {})
    assert {(s.one_id, s.total) for s in three if s.other_id == THE_GROUP} == {
        (ONE, -5 * MILLION),
        (TWO, 5 * MILLION),
        (THREE, 0),
    }
    assert all(sums.telling == 1 for sums in three) and len(three) == 6


def test_a_total_is_kept_to_a_millionth_of_a_point(report: RoundReport) -> None:
    archived = archived_round(report, date(2026, 2, 6), load_calendar([], True, []), "Asia/Jakarta")
    exact = [float(sheet.first.before_fatal) for sheet in report.sheets]
    kept = [total / MILLION for row in archived.totals.values() for total in row.values()]
    assert sorted(kept) == pytest.approx(sorted(exact), abs=1e-6)


def test_the_mean_and_interval_of_sums_are_those_of_the_values() -> None:
    random = np.random.default_rng(8)
    for n, mean, spread in ((2, 0.0, 1.0), (20, 3.0, 5.0), (400, -12.0, 0.4)):
        apart = random.normal(mean, spread, n)
        expected = difference(np.column_stack([apart + 70.0, np.full(n, 70.0)]))
        found = difference_of_sums(n, float(apart.sum()), float((apart**2).sum()))
        told = (found.value, found.low, found.high, found.recordings)
        assert told == pytest.approx((expected.value, expected.low, expected.high, expected.recordings))


def test_sums_without_spread_have_no_interval() -> None:
    for n, reason in ((1, Reason.ONE_UNIT), (5, Reason.NO_SPREAD_BETWEEN_UNITS)):
        with pytest.raises(Undefined) as refused:
            difference_of_sums(n, 10.0 / 3 * n, 100.0 / 9 * n)
        assert refused.value.code is reason


def test_pictures_show_the_latest_rounds_and_means_are_over_all() -> None:
    office = new_office()
    for n in range(MOST_ROUNDS + 2):
        add_round(office, n, assessors=3, severity=[0.0, 6.0, 0.0], recordings=3)
    seen = office.ask(trends, office.head)
    assert (seen.archived, len(seen.rounds), seen.rounds[-1].title) == (
        MOST_ROUNDS + 2,
        MOST_ROUNDS,
        f"Putaran {MOST_ROUNDS + 1}",
    )
    assert any(f"{MOST_ROUNDS} of {MOST_ROUNDS + 2} rounds" in note.english() for note in seen.notes)
    assert {len(pair.values) for pair in seen.pairs} == {MOST_ROUNDS * 3}
    stored = office.store.read(lambda tx: roll_up_sql.from_standard(tx, THE_GROUP, ""))
    assert {sums.n for sums in stored} == {(MOST_ROUNDS + 2) * 3} and seen.all_pairs == len(
        list(combinations(range(3), 2))
    )
