"""Substitutes: who acts for which Head of Section over a period, as Plh. or Plt."""

import streamlit as st

from core.accounts import heads_of, staff_of, substitutions
from core.choices import names_to_choose, today_at_office
from core.model import Person
from core.people import SUBSTITUTE_KINDS, end_substitute, name_substitute
from pages.parts.session import act, do, read, recall, remember, say, t


def show(people: list[Person]) -> None:
    st.markdown(f"##### {t('Substitutes')}")
    found = read(substitutions)
    if not found:
        st.caption(t("Nobody substitutes for a Head of Section."))
    for entry in found:
        one = entry.substitute
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{one.kind} {entry.person}** · {entry.head}", width="stretch")
            st.caption(t("{first} to {last}", first=one.first_day, last=one.last_day), width="content")
            ended = act(t("The substitution is ended."), end_substitute, one.id)
            st.button(t("End"), key=f"admin.end.{one.id}", on_click=ended)
    with st.popover(t("Name a substitute"), icon=":material/supervisor_account:"):
        _name(people)


def _name(people: list[Person]) -> None:
    active = staff_of(person for person in people if person.is_active)
    heads = heads_of(people)
    today, edition = read(today_at_office), recall("admin.substitutes", 0)
    with st.form(f"admin.substitute.{edition}", border=False):
        head = st.selectbox(
            t("Head of Section"), list(heads), 0, names_to_choose(heads).__getitem__, key=f"admin.head.{edition}"
        )
        person = st.selectbox(
            t("Substitute"), list(active), None, names_to_choose(active).__getitem__, key=f"admin.acting.{edition}",
            placeholder=t("Choose a person"),
        )  # fmt: skip
        kind = st.selectbox(t("Acts as"), SUBSTITUTE_KINDS, key=f"admin.kind.{edition}")
        left, right = st.columns(2)
        first = left.date_input(t("First day"), today, format="DD/MM/YYYY", key=f"admin.first.{edition}")
        last = right.date_input(t("Last day"), today, format="DD/MM/YYYY", key=f"admin.last.{edition}")
        if st.form_submit_button(t("Name the substitute"), type="primary", key="admin.substitute_button"):
            with say(t("The substitute is named.")):
                do(name_substitute, head, person, kind, first, last)
                remember("admin.substitutes", edition + 1)
