"""What is behind the door stays there, and what is in front of it is all that strangers see."""

from datetime import timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core import people, signins
from pages.parts import session
from tests.pages.conftest import Desk
from tests.round_at import PASSWORD
from tests.source import page_names


def shown(screen: AppTest) -> str:
    assert not screen.exception, screen.exception
    return "\n".join(
        str(element.value) for element in [*screen.title, *screen.markdown, *screen.error, *screen.caption]
    )


def sign_in(screen: AppTest, username: str, password: str) -> AppTest:
    screen.text_input[0].set_value(username)
    screen.text_input[1].set_value(password)
    return screen.button[0].click().run()


def test_a_person_signs_in_with_name_and_password(desk: Desk) -> None:
    screen = sign_in(desk.open("home", None), " Head ", PASSWORD)
    assert desk.office.head.name in shown(screen)


def test_a_wrong_password_is_told_and_opens_nothing(desk: Desk) -> None:
    screen = sign_in(desk.open("home", None), "head", "salah sekali 1")
    assert len(screen.error) == 1
    assert desk.office.head.name not in shown(screen)


@pytest.mark.parametrize("name", page_names())
def test_without_a_sign_in_every_page_shows_the_door_only(desk: Desk, name: str) -> None:
    screen = desk.open(name, None)
    assert [title.value for title in screen.title] == ["Selaras"]
    assert not screen.get("page_link")


@pytest.mark.parametrize("name", page_names())
def test_a_page_run_past_app_py_shows_nothing_of_itself(desk: Desk, name: str) -> None:
    screen = AppTest.from_file(str(Path(__file__).parents[2] / f"pages/{name}.py"), default_timeout=20)
    screen.session_state["selaras"] = session._Visit(token=desk.sign_in(desk.office.head))
    screen.run()
    assert not screen.title and not screen.button


def test_a_page_of_another_role_is_not_shown(desk: Desk) -> None:
    screen = desk.open("admin", desk.office.assessor_1)
    assert len(screen.error) == 1
    assert [title.value for title in screen.title] == []


def test_signing_out_closes_the_page_at_once(desk: Desk) -> None:
    screen = desk.open("home", desk.office.head)
    screen.button(key="menu.sign_out").click().run()
    assert [title.value for title in screen.title] == ["Selaras"]


def test_deactivation_closes_the_page_at_the_next_run(desk: Desk) -> None:
    screen = desk.open("home", desk.office.head)
    desk.office.do(people.deactivate_person, desk.office.administrator, desk.office.head.id)
    assert [title.value for title in screen.run().title] == ["Selaras"]


def test_without_input_the_visit_ends_and_says_why(desk: Desk) -> None:
    screen = desk.open("home", desk.office.head)
    desk.office.now += timedelta(minutes=16)
    screen.run()
    assert [title.value for title in screen.title] == ["Selaras"]
    assert "15" in screen.info[0].value


def test_presence_keeps_the_visit_open(desk: Desk) -> None:
    screen = desk.open("home", desk.office.head)
    token = screen.session_state["selaras"].token
    for _ in range(3):
        desk.office.now += timedelta(minutes=14)
        desk.office.store.write(lambda tx: signins.keep_alive(tx, token, desk.office.now))
    assert desk.office.head.name in shown(screen.run())


def test_a_first_password_must_be_changed_before_anything_else(desk: Desk) -> None:
    new = people.NewPerson("baru", "Orang Baru", frozenset({*desk.office.head.roles}))
    temporary = desk.office.do(people.add_person, desk.office.administrator, new)
    screen = sign_in(desk.open("home", None), "baru", temporary)
    assert len(screen.text_input) == 3
    for field, value in zip(screen.text_input, (temporary, "kuda laut biru 7", "kuda laut biru 7"), strict=True):
        field.set_value(value)
    screen.button[0].click().run()
    assert "Orang Baru" in shown(screen) and len(screen.text_input) == 0


def test_the_language_follows_the_person(desk: Desk) -> None:
    screen = desk.open("home", desk.office.head)
    screen.segmented_control[0].set_value("en").run()
    assert screen.session_state["selaras"].person.language == "en"
