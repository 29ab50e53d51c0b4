"""Trends are honest: nothing from nothing, no trend from one round, and nobody is named too early."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from core.codes import Stage
from core.language import Language
from tests.pages.conftest import Desk
from tests.round_at import Office, round_at

t = Language("id")


@pytest.fixture(scope="module")
def archived() -> Office:
    return round_at(Stage.ARCHIVED)


def told(screen: AppTest) -> str:
    assert not screen.exception, screen.exception
    found = [*screen.info, *screen.caption, *screen.subheader]
    return "\n".join(str(element.value) for element in found)


@pytest.mark.parametrize("name", ["assessor_1", "administrator", "projector"])
def test_without_the_role_nothing_of_it_is_shown(desk: Desk, name: str) -> None:
    screen = desk.open("trends", desk.office.people[name])
    assert len(screen.error) == 1 and not screen.title


def test_without_an_archived_round_the_page_says_so(desk: Desk) -> None:
    screen = desk.open("trends", desk.office.head)
    assert len(screen.info) == 1 and not screen.get("plotly_chart")


def test_one_round_is_shown_and_called_too_few(sit_down: Callable[[Office], Desk], archived: Office) -> None:
    screen = sit_down(archived).open("trends", archived.supervisor)
    assert len(screen.metric) == 4 and screen.metric[0].value == "1"
    assert ":material/info:" in told(screen)
    assert len(screen.get("plotly_chart")) >= 3


def test_with_two_assessors_nobody_is_named(sit_down: Callable[[Office], Desk], archived: Office) -> None:
    screen = sit_down(archived).open("trends", archived.head)
    charts = "".join(chart.proto.spec for chart in screen.get("plotly_chart"))
    for assessor in (archived.assessor_1, archived.assessor_2):
        assert assessor.name not in charts + told(screen)


def test_a_wrong_address_changes_nothing(sit_down: Callable[[Office], Desk], archived: Office) -> None:
    screen = sit_down(archived).open("trends", archived.head, round="no-such-round")
    assert len(screen.metric) == 4 and not screen.error
