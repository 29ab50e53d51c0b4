"""The only ways from a page into the core, seen from a page: who acts, once, and what becomes of an error."""

from datetime import datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from core import people
from core.errors import StepNotReady
from core.language import Message
from core.model import Person
from core.store import Tx
from pages.parts import session
from tests.pages.conftest import Desk
from tests.round_at import PASSWORD

CALLS: list[tuple[str, Person]] = []


def note(tx: Tx, word: str, *, by: Person, now: datetime) -> str:
    """A verb of the tests: remembers who called it."""
    CALLS.append((word, by))
    return f"{word} {len(CALLS)}"


def refuse(tx: Tx, word: str, *, by: Person, now: datetime) -> None:
    raise StepNotReady("Not yet: {word}.", [Message("First this."), Message("Then that.")], word=word)


def page_of_clicks() -> None:
    import streamlit as st

    from pages.parts.session import act, do, say, signed_in, t
    from tests.pages.test_session import note, refuse

    me = signed_in()
    if me is None:
        st.title("door")
        st.stop()
    st.title(me.name)
    st.button("act", key="test.act", on_click=act(t("Done"), note, "act"))
    if st.button("say", key="test.say"):
        with say("Said"):
            st.session_state["test.result"] = do(note, "say")
    if st.button("refuse", key="test.refuse"):
        with say("Never"):
            do(refuse, "stop")


@pytest.fixture
def screen(desk: Desk) -> AppTest:
    CALLS.clear()
    screen = AppTest.from_function(page_of_clicks, default_timeout=20)
    screen.session_state["selaras"] = session._Visit(token=desk.sign_in(desk.office.head))
    return screen.run()


def press(screen: AppTest, key: str) -> AppTest:
    screen.button(key=key).click().run()
    assert not screen.exception, screen.exception
    return screen


def test_a_verb_is_told_who_acts_and_not_by_the_page(desk: Desk, screen: AppTest) -> None:
    press(screen, "test.act")
    assert [("act", desk.office.head)] == CALLS
    assert [toast.value for toast in screen.toast]


def test_a_double_click_acts_once_and_gives_the_first_result(screen: AppTest) -> None:
    press(screen, "test.say")
    press(screen, "test.say")
    assert len(CALLS) == 1 and screen.session_state["test.result"] == "say 1"


def test_the_same_act_a_while_later_is_another_act(desk: Desk, screen: AppTest) -> None:
    press(screen, "test.act")
    desk.office.now += timedelta(seconds=3)
    press(screen, "test.act")
    assert len(CALLS) == 2


def test_an_error_of_ours_is_shown_with_every_reason(screen: AppTest) -> None:
    press(screen, "test.refuse")
    (error,) = screen.error
    assert "stop" in error.value and error.value.count("\n- ") == 2


def test_a_page_whose_sign_in_has_ended_does_not_act_any_more(desk: Desk, screen: AppTest) -> None:
    desk.office.do(people.deactivate_person, desk.office.administrator, desk.office.head.id)
    press(screen, "test.act")
    assert not CALLS
    assert [title.value for title in screen.title] == ["door"]


def test_what_a_tab_knew_of_one_person_is_gone_for_the_next(desk: Desk, screen: AppTest) -> None:
    press(screen, "test.say")
    desk.office.do(people.deactivate_person, desk.office.administrator, desk.office.head.id)
    screen.run()
    assert "test.result" not in screen.session_state
    assert screen.session_state["selaras"].person is None


def confirm() -> None:
    import streamlit as st

    from core.signins import password_given, require_password
    from pages.parts.session import do, read, say, signed_in

    signed_in()
    word = st.text_input("password", key="test.password")
    if st.button("confirm", key="test.confirm"):
        with say("Right"):
            do(require_password, read(password_given, word))


def test_wrong_passwords_given_again_are_counted_although_the_act_was_rolled_back(desk: Desk) -> None:
    screen = AppTest.from_function(confirm, default_timeout=20)
    screen.session_state["selaras"] = session._Visit(token=desk.sign_in(desk.office.head))
    screen.run()
    for n in range(5):
        screen.text_input(key="test.password").set_value(f"salah {n}")
        press(screen, "test.confirm")
    screen.text_input(key="test.password").set_value(PASSWORD)
    press(screen, "test.confirm")
    assert "30" in screen.error[0].value
