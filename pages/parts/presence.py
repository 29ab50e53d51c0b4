"""What the browser does without being seen: it changes the ticket for the cookie, tells whether somebody is there, and
wears the little that a theme cannot say (presence.css).

It knows: input and playing audio are presence; a minute's silence is told to nobody, a quarter of an hour ends a visit.
Shaped so because: a page that redraws itself (push, autosave) is no input, so the server cannot see presence by itself.
"""

from pathlib import Path

import streamlit as st

from pages.parts import session

_HERE = Path(__file__)
_presence = st.components.v2.component(
    "selaras_presence",
    css=_HERE.with_suffix(".css").read_text("utf-8"),
    js=_HERE.with_suffix(".js").read_text("utf-8"),
    isolate_styles=False,
)


def watch() -> None:
    """On every page of a signed-in person."""
    idle_ms = session.visit().idle_minutes * 60_000
    data = {"ticket": session.visit().ticket, "idle_ms": idle_ms, "language": session.language().code}
    _presence(key="presence", data=data, height=1, on_ended_change=lambda: None)


def at_the_door() -> None:
    """On the sign-in page; a browser that still holds the cookie of a sign-in that has ended forgets it."""
    data = {"forget": bool(session.cookie()), "idle_ms": 0, "language": session.language().code}
    _presence(key="presence", data=data, height=1, on_ended_change=lambda: None)
