"""What the browser does without being seen: it changes the ticket for the cookie, and tells whether somebody is there.

It knows: input and playing audio are presence; a minute's silence is told to nobody, a quarter of an hour ends a visit.
Shaped so because: a page that redraws itself (push, autosave) is no input, so the server cannot see presence by itself.
"""

from pathlib import Path

import streamlit as st

from pages.parts import session

_presence = st.components.v2.component("selaras_presence", js=Path(__file__).with_suffix(".js").read_text("utf-8"))


def watch() -> None:
    """On every page of a signed-in person."""
    idle_ms = session.visit().idle_minutes * 60_000
    data = {"ticket": session.visit().ticket, "idle_ms": idle_ms, "language": session.language().code}
    _presence(key="presence", data=data, height=1, on_ended_change=lambda: None)


def forget_cookie() -> None:
    """On the sign-in page, when the browser still holds the cookie of a sign-in that has ended."""
    data = {"forget": True, "idle_ms": 0, "language": session.language().code}
    _presence(key="presence", data=data, height=1, on_ended_change=lambda: None)
