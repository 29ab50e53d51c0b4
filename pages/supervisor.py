"""Supervisor."""

import streamlit as st

from pages.parts.session import enter, t

me = enter("supervisor")
st.title(t("Supervisor"))
