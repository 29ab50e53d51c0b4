"""Archive."""

import streamlit as st

from pages.parts.session import enter, t

me = enter("archive")
st.title(t("Archive"))
