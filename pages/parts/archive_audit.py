"""The audit trail of one round, for its head and its supervisor.

It knows: which rounds are offered here; who may read the rows is asked by the core.
"""

from uuid import UUID

import streamlit as st

from core.audit_search import rounds_with_trail
from core.labels import STAGE_LABELS
from core.model import Round
from pages.parts import audit_view
from pages.parts.session import read, t


def show() -> None:
    rounds: dict[UUID, Round] = {round_.id: round_ for round_ in read(rounds_with_trail)}
    if not rounds:
        st.info(
            t("The audit trail of a round is read by its Head of Section and its Supervisor."), icon=":material/lock:"
        )
        return
    chosen = st.selectbox(
        t("Round"),
        list(rounds),
        format_func=lambda key: f"{rounds[key].title} · {t(STAGE_LABELS[rounds[key].stage])}",
        key=f"archive.trail.{t.code}",
    )
    audit_view.show(chosen)
