"""The sidebar: who is signed in, the pages of their roles, the language, the way out.

It knows: the order of the entries is that of PAGES in app.py.
Shaped so because: Streamlit's own menu would show every page to everyone.
"""

from collections.abc import Mapping

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from core.labels import ROLE_LABELS
from core.language import LANGUAGES
from core.model import Person
from pages.parts import presence, session
from pages.parts.session import t


def draw(me: Person, pages: Mapping[str, StreamlitPage]) -> None:
    with st.sidebar:
        st.subheader("Selaras", anchor=False)
        for name, page in pages.items():
            if session.may_open(name):
                st.page_link(page)
        st.divider()
        st.caption(f"{me.name}  \n" + ", ".join(t(ROLE_LABELS[role]) for role in sorted(me.roles)))
        choose_language()
        st.button(t("Sign out"), key="menu.sign_out", icon=":material/logout:", on_click=session.sign_out)
        presence.watch()


def choose_language() -> None:
    spoken = session.language().code
    chosen = st.segmented_control(
        t("Language"),
        list(LANGUAGES),
        default=spoken,
        format_func=lambda code: LANGUAGES[code],
        key=f"menu.language.{spoken}",
        label_visibility="collapsed",
    )
    if chosen and chosen != spoken:
        session.speak(chosen)
        st.rerun()
