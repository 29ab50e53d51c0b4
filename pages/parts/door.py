"""The door: sign-in, the first administrator of an empty store, the change of a first password.

It knows: what people without a sign-in are shown, which is this and nothing else.
Shaped so because: app.py shows the door in place of the page asked for, so a deep link still leads there afterwards.
"""

import streamlit as st

from core import settings
from core.codes import Role
from core.demo_material import material
from core.demo_people import PASSWORD
from core.errors import Invalid, SelarasError
from core.labels import ROLE_LABELS
from core.model import Person
from core.people import NewPerson
from pages.parts import menu, presence, session
from pages.parts.session import t


def announce_set_up() -> None:
    """At start, on the console: only who can read it may make the first administrator."""
    if session.nobody_yet():
        print(f"\n  First start: set up with the code {session.house().set_up_code}\n", flush=True)


def sign_in() -> None:
    with st.container(horizontal_alignment="center"), st.container(width=480):
        st.title("Selaras")
        st.caption(t("Calibration rounds for Quality Assessors"))
        if session.visit().farewell:
            st.info(t(session.visit().farewell), icon=":material/schedule:")
        if session.nobody_yet():
            _set_up()
        else:
            _sign_in()
        menu.choose_language()
    presence.at_the_door()


def _sign_in() -> None:
    fields = {"Form name": t("Sign in"), "Username": t("Username"), "Password": t("Password"), "Login": t("Sign in")}
    try:
        session.sign_in_form(fields)
    except SelarasError as problem:
        session.show_problem(problem)
    if session.visit().token:
        st.rerun()
    if settings.is_demo():
        _demo_people()


def _demo_people() -> None:
    people = [
        {
            t("Username"): who["username"],
            t("Name"): who["name"],
            t("Roles"): ", ".join(t(ROLE_LABELS[Role(role)]) for role in who["roles"]),
        }
        for who in material("people")
    ]
    st.caption(t("Demo with fictional people. Everybody's password: {password}", password=PASSWORD))
    st.dataframe(people, hide_index=True, height="content", key="door.demo")


def _set_up() -> None:
    st.subheader(t("Set up"))
    st.write(t("This store has no people yet. Make the first administrator; the code stands on the server's console."))
    with st.form("door.set_up"):
        code = st.text_input(t("Set-up code"), key="door.code", autocomplete="off")
        username = st.text_input(t("Username"), key="door.username")
        name = st.text_input(t("Name"), key="door.name")
        password = st.text_input(t("Password"), type="password", key="door.password", autocomplete="new-password")
        again = st.text_input(t("Password again"), type="password", key="door.again", autocomplete="new-password")
        if st.form_submit_button(t("Set up"), type="primary", key="door.submit"):
            with session.say(t("The program is set up. Please sign in.")):
                _require_same(password, again)
                session.set_up(code, NewPerson(username, name, frozenset({Role.ADMINISTRATOR})), password)


def first_password(me: Person) -> None:
    st.info(t("Welcome, {name}. Choose your own password before you begin.", name=me.name))
    change_password("door")
    st.button(t("Sign out"), key="door.sign_out", on_click=session.sign_out)


def change_password(page: str) -> None:
    with st.form(f"{page}.password"):
        old = st.text_input(t("Present password"), type="password", key=f"{page}.old", autocomplete="current-password")
        new = st.text_input(t("New password"), type="password", key=f"{page}.new", autocomplete="new-password")
        again = st.text_input(
            t("New password again"), type="password", key=f"{page}.again", autocomplete="new-password"
        )
        if st.form_submit_button(t("Change password"), type="primary", key=f"{page}.submit"):
            with session.say(t("Your password is changed.")):
                _require_same(new, again)
                session.change_password(old, new)


def _require_same(password: str, again: str) -> None:
    if password != again:
        raise Invalid("The two passwords differ. Type the same one twice.")
