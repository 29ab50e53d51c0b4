"""Archive: for head, supervisor and assessors. What was decided, and can a paper be trusted? Steps 7 to 9 of the SOP.

Approved reports of the rounds I have a part in, the register of interpretations, what is to be done after
a round, and the audit trail of a round.
"""

import streamlit as st

from core.language import N_
from pages.parts import archive_audit, archive_follow_ups, archive_register, archive_reports
from pages.parts.session import enter, t

me = enter("archive")

TABS = {
    N_("Reports"): archive_reports.show,
    N_("Register of interpretations"): archive_register.show,
    N_("Follow-up"): archive_follow_ups.show,
    N_("Verify a file"): archive_reports.verify,
    N_("Audit trail of a round"): archive_audit.show,
}

st.title(t("Archive"))
first = t("Follow-up") if st.query_params.get("show") == "follow-up" else None
tabs = st.tabs([t(name) for name in TABS], default=first, key=f"archive.tab.{t.code}", on_change="rerun")
for tab, show in zip(tabs, TABS.values(), strict=True):
    if tab.open:
        with tab:
            show()
