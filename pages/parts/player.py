"""The player of a recording: play, five seconds back and on, speed, one side of a call, and a mark.

It knows: the labels in the person's language, and where the page wants to hear from.
Shaped so because: the sound comes from its own route, where every play is asked for and recorded, and goes on while the
page is drawn anew around it.
"""

from pathlib import Path
from uuid import UUID

import streamlit as st

from core.language import N_
from pages.parts.session import recall, remember, t

HERE = Path(__file__)
_player = st.components.v2.component(
    "selaras_player",
    html=HERE.with_suffix(".html").read_text("utf-8"),
    css=HERE.with_suffix(".css").read_text("utf-8"),
    js=HERE.with_suffix(".js").read_text("utf-8"),
)
SPEEDS = (0.75, 1, 1.25, 1.5, 2)
WORDS = {
    "player": N_("Player. Space plays and pauses, arrow keys jump five seconds, M marks the place."),
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


def player(
    recording_id: UUID,
    key: str,
    *,
    length_ms: int = 0,
    seek_to_ms: int | None = None,
    stereo: bool = False,
    mark: str | None = None,
) -> int | None:
    """The place in milliseconds in the run after the mark button was pressed, else None.

    Give `seek_to_ms` only in the run in which somebody asks to hear from there. `mark` is the label of the mark button;
    "" leaves the button out.
    """
    seeks, place = recall(f"{key}.seek", (0, 0))
    if seek_to_ms is not None:
        seeks, place = seeks + 1, seek_to_ms
        remember(f"{key}.seek", (seeks, place))
    words = {name: t(word) for name, word in WORDS.items()} | {"mark": t("Mark this place") if mark is None else mark}
    data = {
        "recording": str(recording_id),
        "length_ms": length_ms,
        "seek_no": seeks,
        "seek_ms": place,
        "stereo": stereo,
        "speeds": [[str(speed), f"{t.number(speed, 2)}×"] for speed in SPEEDS],
        "words": words,
    }
    return _player(key=key, data=data, on_marked_change=lambda: None).marked
