"""A page that could not be drawn to its end, as people see it.

It knows: the store may be away for a moment, then one tries again; all else is a fault of ours, told with its time.
Shaped so because: Streamlit would show a fault's own words, or none at all. The log has the rest.
It must not know: what was being drawn.
"""

from uuid import uuid4

import streamlit as st

from core.errors import Unavailable
from pages.parts import session
from pages.parts.session import t


def fallen(error: Exception) -> bool:
    """True: Streamlit need not show it as well. Several parts of a page may fall in one run."""
    if isinstance(error, Unavailable):
        session.show_problem(error)
        # Any click draws the page anew, whatever the button is called.
        st.button(t("Try again"), key=f"fallen.again.{uuid4()}", icon=":material/refresh:")
        return True
    st.error(
        t(
            "Something went wrong on our side; what you just did may not be saved. Load the page again. If it happens "
            "once more, tell the administrator the time: {moment}.",
            moment=session.now(),
        ),
        icon=":material/error:",
    )
    return True
