"""Trends: added up from frozen figures only, honest about few rounds, silent about people until there is enough."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from uuid import UUID, uuid4

import numpy as np
import pytest

from core.codes import Role, Stage
from core.errors import NotAllowed
from core.language import Language
from core.model import Person, Pointer, Round
from core.office import change_setting
from core.report import canonical_json, draft_report_of
from core.report_results import ExpertTotal, SheetTotals, Total
from core.roll_up import add_lacking_roll_ups
from core.round_report import Participant, ReportRecording, RoundReport
from core.scorecard import Words
from core.signoff import archive_round, register_of_interpretations
from core.store import Tx, people_sql, rounds_sql, signoff_sql
from core.trend_answers import answers
from core.trend_result import Trends
from core.trend_said import said_of_all
from core.trend_series import Scope, Sign
from core.trends import effects_of_interpretations, trends
from tests.round_at import Office, new_office, round_at, usual_crew, with_expert

T = Language("en")


@pytest.fixture(scope="module")
def one() -> Iterator[Office]:
    yield round_at(Stage.ARCHIVED)


def of(office: Office) -> Trends:
    return office.ask(trends, office.head)


def test_trends_are_for_heads_and_supervisors(one: Office) -> None:
    assert len(of(one).rounds) == len(one.ask(trends, one.supervisor).rounds) == 1
    for person in (one.assessor_1, one.administrator, one.projector):
        with pytest.raises(NotAllowed):
            one.ask(trends, person)


def test_without_an_archived_round_there_is_one_sentence_and_nothing_else() -> None:
    seen = of(new_office())
    assert not seen.rounds and not seen.pairs and not seen.criteria
    assert [note.english() for note in seen.notes] == ["No round is archived yet. Trends begin with the first one."]


def test_a_round_counts_only_once_it_is_archived() -> None:
    office = round_at(Stage.APPROVED)
    assert not of(office).rounds
    office.do(archive_round, office.supervisor, office.round_id)
    assert len(of(office).rounds) == 1


def test_a_point_is_the_frozen_figure_turned_into_points_in_dispute(one: Office) -> None:
    figures = of(one).rounds[0].figures
    point = of(one).points[0]
    assert figures.agreement.value and point.value == pytest.approx(100 * (1 - figures.agreement.value))
    assert point.low and point.high and point.low <= point.value <= point.high
    assert of(one).bounds == pytest.approx((10, 20))


def test_the_office_sets_from_when_on_agreement_is_called_aligned_and_usual() -> None:
    office = new_office()
    office.do(change_setting, office.administrator, "aligned_from", 95)
    office.do(change_setting, office.administrator, "usual_from", 85)
    assert of(office).bounds == pytest.approx((5, 15))


def test_one_round_is_no_trend_and_says_so(one: Office) -> None:
    assert of(one).notes[0].english() == "1 of at least 3 archived rounds: too few for a trend."
    unnamed = of(one).unnamed
    assert unnamed and "that takes 20 recordings of a person, each scored by 3 or more" in unnamed.english()


def test_the_five_questions_are_answered_even_where_nothing_can_be_concluded(one: Office) -> None:
    told = answers(of(one), T)
    assert len(told) == 5 and all(answer.said for answer in told)
    assert [answer.said[0].sign for answer in told] == [Sign.OPEN] * 4 + [Sign.ADVICE]
    assert "a later round has to score the same criterion" in told[2].said[0].text
    assert told[4].said[-1].text.startswith("After 20 more recordings of an assessor")
    (few,) = answers(of(new_office()), T)[1].said
    assert few.text == "Cannot be said yet: that takes three recordings scored by two assessors or more."


def test_what_is_lost_now_comes_before_what_was_lost_most_over_all_rounds(one: Office) -> None:
    seen = of(one)
    first, *others = (item for item in seen.standings if item.value > 0)
    before, now = replace(first, mostly_by=date(2026, 3, 9)), replace(others[-1], low=None, high=None)
    said = answers(replace(seen, standings=(before, *others), lately=(now,)), T)[1].said
    assert said[0].sign is Sign.SURE and said[0].text.startswith(f"Now, in the latest round: {now.code}")
    assert said[1].text.startswith("Over all 1 rounds shown: B1") and said[1].text.endswith("up to March 2026.")
    assert len(answers(replace(seen, lately=seen.standings), T)[1].said) == 1


def test_one_strict_assessor_is_the_answer_and_not_that_all_others_lie_above_the_mean() -> None:
    office = new_office()
    for n in range(6):
        add_round(office, n, assessors=4, severity=[0.0, 6.0, 0.0, 0.0])
    seen = of(office)
    strict = answers(seen, T)[3].said
    assert strict[0].sign is Sign.SURE
    assert strict[0].text.startswith("Penilai 2 is stricter: below the group by about 4 of 100 points")
    assert strict[1].text == "The other 3 lie nearer to the group."
    verdict, *others = (message.english() for message in said_of_all(seen.people))
    assert verdict == strict[0].text and not any("lenient" in other for other in others)
    assert [other.partition(" by about")[0] for other in sorted(others)] == [
        f"Penilai {n}: above the group" for n in (1, 3, 4)
    ]


def test_of_a_pair_the_stricter_one_comes_first() -> None:
    office = new_office()
    for n in range(6):
        add_round(office, n, assessors=4, severity=[0.0, 6.0, 0.0, 0.0])
    pairs = of(office).pairs
    assert all(pair.mean is not None and pair.mean <= 0 for pair in pairs)
    assert {pair.one for pair in pairs[:3]} == {"Penilai 2"}
    assert np.mean(pairs[0].values) == pytest.approx(pairs[0].mean, abs=1e-6)


def test_criteria_come_most_disputed_first(one: Office) -> None:
    means = [criterion.mean for criterion in of(one).criteria]
    assert means == sorted(means, reverse=True) and means[0] > 0
    assert of(one).criterion_names(T)[0] == "B1 Identity verification (proof of record ownership)"


def test_a_round_is_on_time_by_the_day_of_its_approval(one: Office) -> None:
    assert of(one).on_time(T)[0].days_used == 0 and of(one).rounds_on_time == 1
    assert not of(archived_on(date(2026, 2, 10))).rounds[0].is_on_time
    assert of(archived_on(date(2026, 2, 9))).on_time(T)[0].days_used == 5


def test_two_assessors_are_never_named_however_many_recordings_there_are() -> None:
    office = round_at(Stage.ARCHIVED)
    for n in range(6):
        add_round(office, n, assessors=2, severity=[0.0, 6.0])
    seen = of(office)
    assert not seen.people
    assert {row.label for row in seen.pair_rows(T)} == {"Pair 1", "Pair 2"}


def test_under_twenty_pooled_recordings_nobody_is_named() -> None:
    office = new_office()
    for n in range(4):
        add_round(office, n, assessors=4, severity=[0.0, 6.0, 0.0, 0.0])
    seen = of(office)
    assert not seen.people and len(seen.pairs) == 6
    assert not any(pair.one or pair.other for pair in seen.pairs)


def test_from_twenty_recordings_and_three_assessors_on_the_planted_severity_is_found_by_name() -> None:
    office = new_office()
    for n in range(6):
        add_round(office, n, assessors=4, severity=[0.0, 6.0, 0.0, 0.0])
    seen = of(office)
    strict = min((judged.own for judged in seen.people), key=lambda own: own.mean or 0)
    assert strict.one == "Penilai 2" and strict.mean == pytest.approx(-4.5, abs=0.8)
    assert strict.low is not None and strict.high is not None and strict.low < -4.5 < strict.high
    assert "Penilai 2" in [row.label for row in seen.group_rows(T)]


def test_rounds_under_three_recordings_show_no_index() -> None:
    office = new_office()
    add_round(office, 0, assessors=3, severity=[0.0, 0.0, 0.0], recordings=2)
    seen = of(office)
    assert seen.points[0].value is None
    assert any("fewer than three recordings" in note.english() for note in seen.notes)


def test_rounds_on_different_cards_are_said_to_be_so() -> None:
    office = new_office()
    add_round(office, 0, assessors=3, severity=[0.0, 0.0, 0.0])
    add_round(office, 1, assessors=3, severity=[0.0, 0.0, 0.0], version="2027.1")
    assert any("KP-TEL 2026.1, KP-TEL 2027.1" in note.english() for note in of(office).notes)


def test_the_register_tells_what_became_of_a_dispute_to_who_may_see_trends(one: Office) -> None:
    told = one.ask(effects_of_interpretations, one.head)
    assert told and all("Cannot be concluded" in message.english() for message in told.values())
    assert set(told) == {entry.id for entry in one.ask(register_of_interpretations, one.head)}
    assert one.ask(effects_of_interpretations, one.assessor_1) == {}


def archived_on(day: date) -> Office:
    """The round of the tests, approved on another day."""
    office = round_at(Stage.APPROVED)
    moment = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    office.store.write(lambda tx: rounds_sql.keep_approved(tx, office.round_id, moment))
    office.do(archive_round, office.supervisor, office.round_id)
    return office


def test_rounds_without_an_expert_say_nothing_of_one(one: Office) -> None:
    assert of(one).expert is None


def test_an_expert_outside_tells_which_of_two_lies_lower_and_is_no_pair_of_theirs() -> None:
    office = new_office()
    for n in range(5):
        add_round(office, n, assessors=2, severity=[0.0, 6.0], expert=n != 2)
    seen = of(office)
    assert seen.expert
    assert (seen.expert.rounds, seen.expert.recordings) == (4, 16)
    assert [point.value is not None for point in seen.expert.points] == [True, True, False, True, True]
    assert not seen.expert.people and seen.all_pairs == 1
    add_round(office, 5, assessors=2, severity=[0.0, 6.0], expert=True)
    seen = of(office)
    assert seen.expert and not seen.people
    said = [message.english() for message in seen.expert.said]
    assert said[0].startswith("In the latest of these rounds an assessor and the expert differed on 2 of 100 points")
    assert said[1].startswith("Penilai 2 scores about 6 points below the expert, likely 6 to 6 (20")
    assert len(said) == 2
    assert [len(own.values) for own in seen.expert.people] == [20, 20]
    for narrowed in (Scope(channel="telepon_masuk"), Scope(criterion="C2")):
        assert office.ask(trends, office.head, narrowed).expert is None


def test_of_who_may_lie_apart_from_the_expert_by_chance_nothing_is_said() -> None:
    office = new_office()
    for n in range(5):
        add_round(office, n, assessors=2, severity=[0.0, 0.1], expert=True)
    expert = of(office).expert
    assert expert
    assert len(expert.people) == 2
    assert [m.english() for m in expert.said[1:]] == [
        "Nobody lies further from the expert than chance would give among so many assessors."
    ]


@cache
def template(expert: bool) -> RoundReport:
    office = round_at(Stage.AWAITING_APPROVAL, crew=with_expert if expert else usual_crew)
    return office.ask(draft_report_of, office.head, office.round_id)


def add_round(
    office: Office,
    n: int,
    *,
    assessors: int,
    severity: list[float],
    recordings: int = 4,
    version: str = "2026.1",
    expert: bool = False,
) -> None:
    """An archived round frozen with totals in which severity is planted; an expert tells the truth itself."""
    base, random = template(expert), np.random.default_rng(n)
    truths: dict[int, float] = {}
    sheets = tuple(
        SheetTotals(recording, who + 1, total, total)
        for recording in range(1, recordings + 1)
        for truth in [truths.setdefault(recording, random.normal(85, 5))]
        for who in range(assessors)
        for total in [_total(truth - severity[who] + random.normal(0, 1))]
    )
    round_id = uuid4()
    for who in range(assessors):
        hire(office, UUID(int=who + 1), f"Penilai {who + 1}")
    frozen = replace(
        base,
        round_id=round_id,
        title=f"Putaran {n}",
        card=replace(base.card, version=version),
        assessors=tuple(
            Participant(UUID(int=who + 1), who + 1, f"Penilai {who + 1}", True, True, "") for who in range(assessors)
        ),
        recordings=tuple(_recording(base.recordings[0], number) for number in range(1, recordings + 1)),
        figures=replace(base.figures, recordings=recordings, shows_index=recordings >= 3),
        sheets=sheets,
        expert_totals=tuple(ExpertTotal(number, _total(truth)) for number, truth in truths.items() if expert),
    )
    _keep(office, frozen, datetime(2026, 1, 5, tzinfo=UTC) + timedelta(days=30 * n))


def hire(office: Office, person_id: UUID, name: str) -> None:
    person = Person(person_id, name, name, "", "", frozenset({Role.ASSESSOR}), "id", False, True, None)
    if not office.store.read(lambda tx: people_sql.person_by_id(tx, person_id)):
        office.store.write(lambda tx: people_sql.insert_person(tx, person, "", office.now))


def _total(points: float) -> Total:
    exact = Decimal(str(round(points, 2)))
    return Total(Fraction(exact), Fraction(exact), exact, exact, Words("", ""), (), 100, True)


def _recording(like: ReportRecording, number: int) -> ReportRecording:
    return replace(like, number=number)


def _keep(office: Office, frozen: RoundReport, moment: datetime) -> None:
    """Puts a frozen report beside a round that is archived, as an earlier version would have."""
    nowhere, people = Pointer(None, None, False), (office.head.id, office.supervisor.id)
    round_id = frozen.round_id
    round_ = Round(
        round_id, frozen.title, frozen.period, Stage.ARCHIVED, 1, *people, None, "", moment, None, None, "", None,
        nowhere, None, None, None, "", None,
    )  # fmt: skip

    def write(tx: Tx) -> None:
        rounds_sql.insert_round(tx, round_)
        rounds_sql.keep_approved(tx, round_id, moment)
        rounds_sql.keep_archived(tx, round_id, moment)
        signoff_sql.keep_sections(tx, round_id, {}, moment)
        report = signoff_sql.report_of(tx, round_id)
        assert report
        signoff_sql.keep_approval(tx, replace(report, frozen=canonical_json(frozen), dated=moment.date()), 1)

    office.store.write(write)
    office.store.write(add_lacking_roll_ups)
