"""Administration: people, scorecards, the calendar, settings and their audit trail; no round, no score.

It answers "who may work with the program, and by which rules?" for whoever keeps the office running.
"""

import streamlit as st

from core.language import N_
from pages.parts import admin_calendar, admin_cards, admin_people, admin_settings, audit_view
from pages.parts.session import enter, t

me = enter("admin")

TABS = {
    N_("People"): admin_people.show,
    N_("Scorecards"): admin_cards.show,
    N_("Calendar"): admin_calendar.show,
    N_("Settings"): admin_settings.show,
    N_("Audit trail"): audit_view.show,
}

st.title(t("Administration"))
tabs = st.tabs([t(name) for name in TABS], key=f"admin.tab.{t.code}", on_change="rerun")
for tab, show in zip(tabs, TABS.values(), strict=True):
    if tab.open:
        with tab:
            show()
