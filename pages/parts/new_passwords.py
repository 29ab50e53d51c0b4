"""Temporary passwords, shown once to the administrator who made them.

It knows: they stay on the page until they are put away or the tab is closed; they are kept nowhere else.
"""

import streamlit as st

from pages.parts.session import recall, remember, t

PLACE = "admin.passwords"


def keep(*made: tuple[str, str]) -> None:
    """(username, password), shown from the next run on."""
    remember(PLACE, {**recall(PLACE, {}), **dict(made)})


def show() -> None:
    made: dict[str, str] = recall(PLACE, {})
    if not made:
        return
    with st.container(border=True, key="admin.made"):
        st.markdown(f"**{t('Temporary passwords: hand them over now, they are shown only once.')}**")
        st.code("\n".join(f"{username}  {password}" for username, password in made.items()), language=None)
        st.button(t("I have noted them"), key="admin.noted", type="primary", on_click=lambda: remember(PLACE, {}))
