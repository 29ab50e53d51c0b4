"""Many people from one list: template, preview, then all of them at once."""

import streamlit as st

from core.errors import SelarasError
from core.labels import ROLE_LABELS
from core.people_file import import_people, people_in_file, people_template
from pages.parts import new_passwords
from pages.parts.session import do, language, read, recall, remember, say, show_problem, t


def show() -> None:
    st.caption(t("CSV or XLSX. Take the template, keep its headings, one person in each row."))
    st.download_button(
        t("Template"),
        people_template(language()),
        "selaras-people.csv",
        "text/csv",
        key="admin.template",
        icon=":material/download:",
        on_click="ignore",
    )
    edition = recall("admin.imported", 0)
    given = st.file_uploader(t("List of people"), type=["csv", "xlsx"], key=f"admin.list.{edition}")
    if given is not None:
        _preview(given.name, given.getvalue(), edition)


def _preview(name: str, content: bytes, edition: int) -> None:
    try:
        found = read(people_in_file, name, content)
    except SelarasError as problem:
        show_problem(problem)
        return
    rows = [
        {
            t("Username"): new.username,
            t("Name"): new.name,
            t("Roles"): ", ".join(sorted(t(ROLE_LABELS[role]) for role in new.roles)),
        }
        for new in found
    ]
    st.dataframe(rows, hide_index=True, key="admin.preview")
    label = t.count("Add {n} person", "Add {n} people", len(found))
    if st.button(label, type="primary", key="admin.import"):
        with say(t("Everyone on the list has an account.")):
            new_passwords.keep(*do(import_people, name, content).items())
            remember("admin.imported", edition + 1)
