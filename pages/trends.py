"""Trends."""

import streamlit as st

from pages.parts.session import enter, t

me = enter("trends")
st.title(t("Trends"))
