"""One account: its details and roles, a new password, shutting out and letting in again.

It knows: what may be changed of an account, in one card for one person.
Shaped so because: the card may show somebody else than one believes, so what ends sign-ins names the person first.
"""

import streamlit as st

from core.accounts import change_account
from core.labels import ROLE_LABELS
from core.model import Person
from core.people import activate_person, deactivate_person, reset_password, unlock_person
from core.people_file import LISTED_ROLES
from pages.parts import new_passwords
from pages.parts.session import act, do, say, t


def show(person: Person) -> None:
    _change(person)
    _state(person)


def _change(person: Person) -> None:
    with st.form(f"admin.change.{person.id}", border=False):
        name = st.text_input(t("Name"), person.name, key=f"admin.name.{person.id}")
        left, right = st.columns(2)
        number = left.text_input(t("Staff number"), person.staff_number, key=f"admin.number.{person.id}")
        position = right.text_input(t("Position"), person.job_title, key=f"admin.position.{person.id}")
        roles = st.multiselect(
            t("Roles"),
            LISTED_ROLES,
            sorted(person.roles),
            format_func=lambda role: t(ROLE_LABELS[role]),
            key=f"admin.roles.{person.id}.{t.code}",
        )
        if st.form_submit_button(t("Save"), type="primary", key=f"admin.save.{person.id}"):
            with say(t("The account is changed.")):
                do(change_account, person.id, (name.strip(), number.strip(), position.strip()), roles)


def _state(person: Person) -> None:
    with st.container(horizontal=True):
        if st.button(t("Reset password"), key=f"admin.reset.{person.id}", icon=":material/key:"):
            with say():
                new_passwords.keep((person.username, do(reset_password, person.id)))
        unlock = act(t("The account is unlocked."), unlock_person, person.id)
        st.button(t("Unlock"), key=f"admin.unlock.{person.id}", icon=":material/lock_open:", on_click=unlock)
        if person.is_active:
            _deactivate(person)
        else:
            back = act(t("The account is active again."), activate_person, person.id)
            st.button(t("Activate"), key=f"admin.in.{person.id}", icon=":material/person_check:", on_click=back)


def _deactivate(person: Person) -> None:
    with st.popover(t("Deactivate"), icon=":material/person_off:", key=f"admin.outing.{person.id}"):
        st.write(
            t(
                "Deactivate {name}? All sign-ins of this person end at once, and there will be no new one until the "
                "account is activated again. What the person did stays.",
                name=person.name,
            )
        )
        out = act(t("The account is deactivated; its sign-ins have ended."), deactivate_person, person.id)
        st.button(t("Deactivate {name}", name=person.name), key=f"admin.out.{person.id}", type="primary", on_click=out)
