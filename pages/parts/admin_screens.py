"""Screens: the projector accounts, each tied to the one round it shows."""

from uuid import UUID

import streamlit as st

from core.accounts import rounds_to_project, screens_of
from core.model import Person
from core.people import activate_person, add_projector_account, deactivate_person, reset_password, tie_projector
from pages.parts import new_passwords
from pages.parts.session import act, do, read, recall, remember, say, t


def show(people: list[Person]) -> None:
    st.markdown(f"##### {t('Projector accounts')}")
    rounds, screens = read(rounds_to_project), screens_of(people)
    if not screens:
        st.caption(t("No screen has an account yet. It shows one round in the meeting room and needs no person."))
    for screen in screens:
        _screen(screen, rounds)
    if not rounds:
        st.caption(t("No round is running, so there is nothing to show."))
        return
    with st.popover(t("Add a projector account"), icon=":material/present_to_all:"):
        _add(rounds)


def _screen(screen: Person, rounds: dict[UUID, str]) -> None:
    with st.container(border=True):
        st.markdown(f"**{screen.name}** ({screen.username})" + ("" if screen.is_active else f" · {t('Deactivated')}"))
        choices = list(rounds)
        now_shown = choices.index(screen.shows_round) if screen.shows_round in rounds else None
        chosen = st.selectbox(
            t("Shows the round"), choices, now_shown, lambda key: rounds[key], key=f"admin.shows.{screen.id}",
            placeholder=t("Choose a round"),
        )  # fmt: skip
        with st.container(horizontal=True):
            tie = act(t("The screen shows another round."), tie_projector, screen.id, chosen)
            same = chosen in (None, screen.shows_round)
            st.button(t("Show this round"), key=f"admin.tie.{screen.id}", on_click=tie, disabled=same)
            if st.button(t("Reset password"), key=f"admin.reset.{screen.id}", icon=":material/key:"):
                with say():
                    new_passwords.keep((screen.username, do(reset_password, screen.id)))
            verb = deactivate_person if screen.is_active else activate_person
            label = t("Deactivate") if screen.is_active else t("Activate")
            st.button(label, key=f"admin.screen.{screen.id}", on_click=act(t("Done."), verb, screen.id))


def _add(rounds: dict[UUID, str]) -> None:
    edition = recall("admin.screens", 0)
    with st.form(f"admin.new_screen.{edition}", border=False):
        username = st.text_input(t("Username"), key=f"admin.screen_username.{edition}", autocomplete="off")
        name = st.text_input(t("Name"), key=f"admin.screen_name.{edition}", placeholder=t("Meeting room 1"))
        shown = st.selectbox(
            t("Shows the round"), list(rounds), format_func=lambda key: rounds[key], key=f"admin.screen_round.{edition}"
        )
        if st.form_submit_button(t("Add a projector account"), type="primary", key="admin.screen_button"):
            with say(t("The account is made.")):
                password = do(add_projector_account, shown, username, name)
                new_passwords.keep((username.strip().lower(), password))
                remember("admin.screens", edition + 1)
