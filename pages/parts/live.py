"""Live parts of a page: redrawn alone, at once, when their round has moved on.

It knows: the page draws a version and listens for a higher one; the socket (web/routes.py) sends numbers only.
Shaped so because: what a part shows it reads anew with its person's rights, and the rest of the page, with what is
being typed there, is left alone.

    @live_part
    def progress(round_id: UUID, me: Person) -> None:
        st.metric(…, read(progress_of, round_id).locked)

    progress(round_.id, me)

Each part stands in a block of its own: of a part asked for while the page runs Streamlit drops what that run drew; then
the browser takes the part out, and what follows would move up (docs/decisions/a-place-for-each-live-part.md).

While the socket is down, the part asks every three seconds instead. A chart should be the very same figure for the very
same version: then nothing flickers.
"""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Concatenate, ParamSpec
from uuid import UUID

import streamlit as st

from core.facts import round_now
from pages.parts.session import in_one_moment, read, show_problem, visit

P = ParamSpec("P")
_listener = st.components.v2.component("selaras_live", js=Path(__file__).with_suffix(".js").read_text("utf-8"))


def live_part(draw: Callable[Concatenate[UUID, P], None]) -> Callable[Concatenate[UUID, P], None]:
    """`draw(round_id, …)` as a fragment that follows its round."""

    @st.fragment
    @wraps(draw)
    def part(round_id: UUID, *args: P.args, **kwargs: P.kwargs) -> None:
        in_one_moment(lambda: _drawn(round_id, lambda: draw(round_id, *args, **kwargs), draw.__name__))

    @wraps(draw)
    def in_its_place(round_id: UUID, *args: P.args, **kwargs: P.kwargs) -> None:
        with st.container():
            part(round_id, *args, **kwargs)

    return in_its_place


def _drawn(round_id: UUID, draw: Callable[[], None], name: str) -> None:
    """The version is read before what is drawn: a move in between is told again, never missed."""
    heard = {"round": str(round_id), "version": read(round_now, round_id).version}
    _listener(key=f"live.{name}.{round_id}", data=heard, height=1, on_moved_change=lambda: None)
    # What a button here was refused with; when the part has the whole page drawn anew, the page tells it instead.
    if refused := visit().refused:
        show_problem(refused)
    draw()
    visit().refused = None
