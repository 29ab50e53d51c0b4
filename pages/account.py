"""My account: the own password; the language is chosen in the menu on the left."""

import streamlit as st

from pages.parts import door
from pages.parts.session import enter, t

me = enter("account")
st.title(t("My account"))
st.caption(t("Username: {username}", username=me.username))
st.subheader(t("Change password"))
door.change_password("account")
