"""An assessor is told own figures only: pooled, behind the gates, and with two assessors nothing but the difference."""

import pytest

from core.codes import Stage
from core.errors import NotAllowed
from core.own_figures import own_figures
from core.store import people_sql
from core.trend_series import OwnFigures
from tests.core.test_trends import UUID, add_round
from tests.round_at import Office, new_office, round_at


def of(office: Office, number: int) -> OwnFigures:
    person = office.store.read(lambda tx: people_sql.person_by_id(tx, UUID(int=number)))
    assert person
    return office.ask(own_figures, person)


def said(found: OwnFigures) -> str:
    return " ".join(message.english() for message in found.said)


def test_before_any_archived_round_there_is_nothing_to_tell() -> None:
    office = new_office()
    found = office.ask(own_figures, office.assessor_1)
    assert not found.said and not found.criteria
    with pytest.raises(NotAllowed):
        office.ask(own_figures, office.projector)


def test_under_twenty_recordings_only_their_number_is_told() -> None:
    office = new_office()
    for n in range(4):
        add_round(office, n, assessors=4, severity=[0.0, 6.0, 0.0, 0.0])
    assert said(of(office, 2)).endswith("there are 16 of yours so far.")


def test_from_twenty_recordings_on_each_is_told_the_own_place_and_no_name() -> None:
    office = new_office()
    for n in range(6):
        add_round(office, n, assessors=4, severity=[0.0, 6.0, 0.0, 0.0])
    assert said(of(office, 2)).startswith("You score about 4 points below the group, likely between 4 and 5 (24")
    assert "points above the group" in said(of(office, 1))
    assert not any("Penilai" in said(of(office, number)) for number in range(1, 5))


def test_with_two_assessors_only_the_difference_is_told_to_both_with_opposite_signs() -> None:
    office = new_office()
    for n in range(6):
        add_round(office, n, assessors=2, severity=[0.0, 6.0])
    first, second = said(of(office, 1)), said(of(office, 2))
    assert "was +6 points on average" in first and "was −6 points on average" in second
    assert "group" not in first + second and "not who of the two is strict" in first


def test_against_an_expert_each_of_two_is_told_the_own_distance_from_twenty_recordings_on() -> None:
    office = new_office()
    for n in range(4):
        add_round(office, n, assessors=2, severity=[0.0, 6.0], expert=True)
    assert said(of(office, 2)).endswith("that an expert scored, too; there are 16 of yours so far.")
    add_round(office, 4, assessors=2, severity=[0.0, 6.0], expert=True)
    assert "minus that of the expert was −6 points on average, likely between −6 and −5 (20" in said(of(office, 2))
    assert "minus that of the other was −6 points" in said(of(office, 2))


def test_the_three_criteria_furthest_from_the_others_come_with_their_points() -> None:
    office = round_at(Stage.ARCHIVED)
    found = office.ask(own_figures, office.assessor_2)
    assert {own.criterion for own in found.criteria} == {"A1", "B1", "C2"}
    points = [own.points for own in found.criteria]
    assert points == sorted(points, reverse=True) and points[0] == pytest.approx(25)
    assert found.criteria == office.ask(own_figures, office.assessor_1).criteria
