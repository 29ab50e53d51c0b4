"""Home says what waits for me, and nothing of rounds that are not mine."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from core.codes import Stage
from core.language import Language
from tests.pages.conftest import Desk
from tests.round_at import Office, round_at

t = Language("id")


def shown(screen: AppTest) -> str:
    assert not screen.exception, screen.exception
    texts = [*screen.title, *screen.subheader, *screen.markdown, *screen.caption, *screen.info]
    return "\n".join(str(element.value) for element in texts)


def links(screen: AppTest) -> list[tuple[str, str]]:
    """(page, address query) of every link on the page itself."""
    found = [element.proto for element in screen.get("page_link")]
    return [(link.page, link.query_string) for link in found if link.query_string]


def test_nothing_waits_for_a_person_without_rounds(desk: Desk) -> None:
    said = shown(desk.open("home", desk.office.assessor_1))
    assert desk.office.assessor_1.name in said
    assert t("No round waits for you. When you are given a part in one, it appears here.") in said


def test_the_administrator_finds_the_administration(desk: Desk) -> None:
    assert t("Administration") in shown(desk.open("home", desk.office.administrator))


def test_a_round_that_waits_for_me_comes_with_one_button(sit_down: Callable[[Office], Desk]) -> None:
    office = round_at(Stage.SCHEDULING)
    screen = sit_down(office).open("home", office.supervisor)
    said = shown(screen)
    assert t("Waiting for you") in said and "Kalibrasi Februari" in said
    assert screen.button(key=f"home.go.{office.round_id}").label == t("Save the plan")


def test_a_running_round_comes_with_its_link(sit_down: Callable[[Office], Desk]) -> None:
    office = round_at(Stage.SCHEDULING)
    screen = sit_down(office).open("home", office.head)
    assert [query for _page, query in links(screen)] == [f"round={office.round_id}"]


def test_a_round_that_waits_for_others_says_for_whom(sit_down: Callable[[Office], Desk]) -> None:
    office = round_at(Stage.SCHEDULING)
    said = shown(sit_down(office).open("home", office.head))
    assert t("Running") in said and t("Waiting for: {who}", who=t("Supervisor")) in said
    assert t("Waiting for you") not in said


@pytest.mark.parametrize("person", ["outsider", "administrator"])
def test_the_rounds_of_others_are_not_named(sit_down: Callable[[Office], Desk], person: str) -> None:
    office = round_at(Stage.SCHEDULING)
    assert "Kalibrasi Februari" not in shown(sit_down(office).open("home", office.people[person]))


def test_the_latest_report_is_offered(sit_down: Callable[[Office], Desk]) -> None:
    office = round_at(Stage.APPROVED)
    assert "LAP-1/KLIP.4/2026" in shown(sit_down(office).open("home", office.assessor_1))


def test_a_wrong_address_changes_nothing(sit_down: Callable[[Office], Desk]) -> None:
    office = round_at(Stage.SCHEDULING)
    assert "Kalibrasi Februari" in shown(sit_down(office).open("home", office.supervisor, round="not-a-round"))


def test_a_projector_has_no_desk(sit_down: Callable[[Office], Desk]) -> None:
    office = round_at(Stage.SCHEDULING)
    assert len(sit_down(office).open("home", office.projector).error) == 1
