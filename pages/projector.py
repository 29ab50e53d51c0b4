"""Projector."""

import streamlit as st

from pages.parts.session import enter, t

me = enter("projector")
st.title(t("Projector"))
