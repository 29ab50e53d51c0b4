"""People: who has an account, with which roles; finding one, adding one or many.

It knows: how accounts are listed, searched and made.
Shaped so because: the table is for finding, the card beside it (admin_account.py) for changing one person.
"""

import streamlit as st

from core.accounts import staff_of
from core.choices import names_to_choose
from core.labels import ROLE_LABELS
from core.model import Person
from core.people import NewPerson, add_person, people
from core.people_file import LISTED_ROLES
from pages.parts import admin_account, admin_import, admin_screens, admin_substitutes, new_passwords
from pages.parts.session import do, read, recall, remember, say, t

MOST_ROWS, TABLE_HEIGHT = 15, 560


def show() -> None:
    found: list[Person] = read(people)
    new_passwords.show()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        words = st.text_input(
            t("Search"), key="admin.search", placeholder=t("Name, username, number or position"), width=360
        )
        with st.popover(
            t("Add a person"), icon=":material/person_add:", key=f"admin.adding.{recall('admin.added', 0)}"
        ):
            _add()
        with st.popover(t("Import a list"), icon=":material/upload_file:"):
            admin_import.show()
    seen = [person for person in found if _matches(person, words)]
    table, card = st.columns([3, 2], gap="medium")
    with table:
        _table(seen)
    with card:
        _card(seen, found)
    st.divider()
    left, right = st.columns(2, gap="medium")
    with left:
        admin_substitutes.show(found)
    with right:
        admin_screens.show(found)


def _matches(person: Person, words: str) -> bool:
    text = f"{person.name} {person.username} {person.staff_number} {person.job_title}".lower()
    return all(word in text for word in words.lower().split())


def _table(seen: list[Person]) -> None:
    rows = [
        {
            t("Name"): person.name,
            t("Username"): person.username,
            t("Roles"): _roles(person),
            t("State"): t("Active") if person.is_active else t("Deactivated"),
        }
        for person in seen
    ]
    if not rows:
        st.caption(t("Nobody is found. Use fewer words."))
        return
    st.dataframe(rows, hide_index=True, height=TABLE_HEIGHT if len(rows) > MOST_ROWS else "content", key="admin.people")
    st.caption(t.count("{n} person", "{n} people", len(rows)))


def _roles(person: Person) -> str:
    return ", ".join(t(ROLE_LABELS[role]) for role in sorted(person.roles))


def _card(seen: list[Person], found: list[Person]) -> None:
    by_id = staff_of(seen)
    if not by_id:
        return
    # Told apart among everybody, so that a search never changes a label: a choice whose label changes is lost.
    names = names_to_choose(staff_of(found))
    chosen = st.selectbox(t("Person"), list(by_id), format_func=names.__getitem__, key="admin.person")
    person = by_id.get(chosen)
    if person is None:
        return
    with st.container(border=True):
        admin_account.show(person)


def _add() -> None:
    edition = recall("admin.added", 0)
    with st.form(f"admin.add.{edition}", border=False):
        username = st.text_input(t("Username"), key=f"admin.new_username.{edition}", autocomplete="off")
        name = st.text_input(t("Name"), key=f"admin.new_name.{edition}")
        number = st.text_input(t("Staff number"), key=f"admin.new_number.{edition}")
        position = st.text_input(t("Position"), key=f"admin.new_position.{edition}")
        roles = st.multiselect(
            t("Roles"),
            LISTED_ROLES,
            format_func=lambda role: t(ROLE_LABELS[role]),
            key=f"admin.new_roles.{edition}.{t.code}",
        )
        if st.form_submit_button(t("Add a person"), type="primary", key="admin.add_button"):
            with say(t("The account is made.")):
                new = NewPerson(username, name, frozenset(roles), number, position)
                new_passwords.keep((username.strip().lower(), do(add_person, new)))
                remember("admin.added", edition + 1)
