"""Administration."""

import streamlit as st

from pages.parts.session import enter, t

me = enter("admin")
st.title(t("Administration"))
