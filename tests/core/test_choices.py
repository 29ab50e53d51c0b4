"""What the forms that set a round up offer."""

from datetime import timedelta
from uuid import UUID

import pytest

from core.cards import cards_to_choose
from core.choices import (
    candidates_for,
    days_that_do_not_fit,
    own_substitutes,
    round_to_begin_with,
    schedule_to_begin_with,
    substitutes_to_choose,
    supervisors_to_choose,
)
from core.codes import AppointmentKind, Role, Stage
from core.errors import Invalid, NotAllowed, NotFound
from core.labels import distinct
from core.people import deactivate_person, name_substitute
from core.rounds import plan_round
from tests.round_at import appointments, new_office, round_at


def test_a_new_round_begins_with_this_month_and_the_offices_days() -> None:
    office = new_office()
    start = office.ask(round_to_begin_with, office.head)
    assert (start.title, start.period) == ("Kalibrasi Penilaian Agen Februari 2026", "Februari 2026")
    assert "5 hari kerja" in start.briefing


def test_only_active_supervisors_are_offered() -> None:
    office = new_office()
    assert set(office.ask(supervisors_to_choose, office.head)) == {office.supervisor.id, office.outsider.id}
    office.do(deactivate_person, office.administrator, office.supervisor.id)
    assert set(office.ask(supervisors_to_choose, office.head)) == {office.outsider.id}


def test_whoever_leads_a_round_neither_scores_nor_watches_in_it() -> None:
    office = round_at(Stage.SCHEDULING)
    offered = office.ask(candidates_for, office.supervisor, office.round_id)
    assert set(offered.assessors) == {office.assessor_1.id, office.assessor_2.id, office.outsider.id}
    assert not {office.head.id, office.supervisor.id, office.projector.id} & set(offered.observers)


def test_whoever_is_in_the_plan_is_offered_and_kept_also_when_deactivated_since() -> None:
    office = round_at(Stage.SCHEDULING)
    card, panel = next(iter(office.store.read(cards_to_choose))), [office.assessor_1.id, office.assessor_2.id]
    expert = office.hire("expert", "Ratih Kusuma", Role.ASSESSOR)

    def plan(assessors: list[UUID], observers: list[UUID]) -> None:
        people = (assessors, observers, appointments(), office.version(), expert.id)
        office.do(plan_round, office.supervisor, office.round_id, card.id, *people)

    plan(panel, [office.outsider.id])
    for gone in (office.assessor_2, office.outsider, expert):
        office.do(deactivate_person, office.administrator, gone.id)
    offered = office.ask(candidates_for, office.supervisor, office.round_id)
    assert set(offered.assessors) == {*panel, expert.id}
    assert office.outsider.id in offered.observers
    plan(panel, [office.outsider.id])
    with pytest.raises(Invalid, match="not available for this role"):
        plan([*panel, office.outsider.id], [])


def test_a_stranger_is_offered_nobody() -> None:
    office = round_at(Stage.SCHEDULING)
    with pytest.raises(NotFound):
        office.ask(candidates_for, office.outsider, office.round_id)


def test_the_schedule_begins_on_working_days_and_leaves_the_last_one_free() -> None:
    office = round_at(Stage.SCHEDULING)
    proposed = office.ask(schedule_to_begin_with, office.supervisor, office.round_id)
    assert [(a.kind, a.starts.day) for a in proposed] == list(zip(AppointmentKind, (3, 4, 6), strict=True))
    days = {a.kind: a.starts.date() for a in proposed}
    assert office.ask(days_that_do_not_fit, office.supervisor, office.round_id, days) == {}


def test_a_late_start_still_gets_three_dates() -> None:
    office = round_at(Stage.SCHEDULING)
    office.now += timedelta(days=20)
    proposed = office.ask(schedule_to_begin_with, office.supervisor, office.round_id)
    assert [a.starts.day for a in proposed] == [23, 24, 24]


def test_what_is_planned_is_offered_again() -> None:
    office = round_at(Stage.SAMPLING)
    planned = office.ask(schedule_to_begin_with, office.supervisor, office.round_id)
    assert [a.starts for a in planned] == [a.starts for a in appointments()]


def test_days_off_and_days_after_the_deadline_are_told_apart() -> None:
    office = round_at(Stage.SCHEDULING)
    saturday, late = office.now.date() + timedelta(days=5), office.now.date() + timedelta(days=9)
    days = {AppointmentKind.SCORING: saturday, AppointmentKind.DISCUSSION: late}
    told = office.ask(days_that_do_not_fit, office.supervisor, office.round_id, days)
    assert told == {AppointmentKind.SCORING: False, AppointmentKind.DISCUSSION: True}


def test_a_head_sees_their_substitutes_until_the_last_day() -> None:
    office = new_office()
    today = office.now.date()
    office.do(name_substitute, office.head, office.head.id, office.outsider.id, "Plh.", today, today)
    assert [one.name for one in office.ask(own_substitutes, office.head)] == [office.outsider.name]
    office.now += timedelta(days=1)
    assert office.ask(own_substitutes, office.head) == []


def test_only_a_head_or_an_administrator_is_offered_substitutes() -> None:
    office = new_office()
    assert office.head.id not in office.ask(substitutes_to_choose, office.head)
    with pytest.raises(NotAllowed):
        office.ask(substitutes_to_choose, office.supervisor)


def test_two_alike_are_told_apart_in_a_choice() -> None:
    names = {1: "Fajar", 2: "Sari", 3: "Fajar", 4: "Fajar"}
    details = {1: "a", 2: "b", 3: "c", 4: "c"}
    assert distinct(names) == {1: "Fajar", 2: "Sari", 3: "Fajar (2)", 4: "Fajar (3)"}
    assert distinct(names, details) == {1: "Fajar · a", 2: "Sari", 3: "Fajar · c", 4: "Fajar · c (2)"}
