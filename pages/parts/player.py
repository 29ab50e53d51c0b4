"""The player of a recording: play, five seconds back and on, speed, one side of a call.

It knows: the labels in the person's language.
Shaped so because: the sound comes from its own route, where every play is asked for and recorded, and goes on while the
page is drawn anew around it.
"""

from pathlib import Path
from uuid import UUID

import streamlit as st

from core.language import N_
from pages.parts.session import t

HERE = Path(__file__)
_player = st.components.v2.component(
    "selaras_player",
    html=HERE.with_suffix(".html").read_text("utf-8"),
    css=HERE.with_suffix(".css").read_text("utf-8"),
    js=HERE.with_suffix(".js").read_text("utf-8"),
)
SPEEDS = (0.75, 1, 1.25, 1.5, 2)
WORDS = {
    "player": N_("Player. Space plays and pauses, arrow keys jump five seconds."),
    "play": N_("Play"),
    "pause": N_("Pause"),
    "back": N_("Five seconds back"),
    "on": N_("Five seconds on"),
    "position": N_("Place in the recording"),
    "speed": N_("Speed"),
    "side": N_("Hear"),
    "both": N_("Both sides"),
    "left": N_("Left side"),
    "right": N_("Right side"),
    "refused": N_("The recording cannot be played now. Load the page again."),
}


def player(recording_id: UUID, key: str, *, length_ms: int = 0, stereo: bool = False) -> None:
    """The recording's own controls; marks elsewhere on the page play from their place (keys.js)."""
    data = {
        "recording": str(recording_id),
        "length_ms": length_ms,
        "stereo": stereo,
        "speeds": [[str(speed), f"{t.number(speed, 2)}×"] for speed in SPEEDS],
        "words": {name: t(word) for name, word in WORDS.items()},
    }
    _player(key=key, data=data)
