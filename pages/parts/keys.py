"""Keys for the scoring form, in the browser: numbers answer, arrows move, M marks the place that is being heard.

It knows: nothing but the form's own class names, which come from the widgets' keys.
Shaped so because: a key that had to travel to the server would lag behind the ear.
"""

from pathlib import Path

import streamlit as st

_keys = st.components.v2.component("selaras_keys", js=Path(__file__).with_suffix(".js").read_text("utf-8"))


def listen() -> None:
    """Once on a page that draws score forms."""
    _keys(key="keys", height=1)
