"""Large words for the screen in the meeting room.

It knows: five looks of a line (board.css), the smallest 24 px high.
Shaped so because: Streamlit's own text is made for a desk; a projector is read from 8 metres.
It must not know: what the words say.
"""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st

_HERE = Path(__file__)
_board = st.components.v2.component(
    "selaras_board",
    html='<div class="board" role="status" aria-live="polite"></div>',
    css=_HERE.with_suffix(".css").read_text("utf-8"),
    js=_HERE.with_suffix(".js").read_text("utf-8"),
)


def show(lines: Sequence[tuple[str, str | Sequence[str]]], key: str) -> None:
    """(look, text) for each line: title, lead, text, note; look "chips" takes several short texts."""
    data = [
        {"look": look, "text": text} if isinstance(text, str) else {"look": look, "chips": list(text)}
        for look, text in lines
        if text
    ]
    _board(key=key, data={"lines": data})
