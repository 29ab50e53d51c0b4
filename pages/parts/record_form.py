"""The facilitator's form beside the figure: what was agreed on the cell, or that it was not, or a ruling.

It knows: the words a closed cell needs: value, reason, interpretation, cause.
Shaped so because: its fields belong to one cell by their keys, so moving on and coming back mixes nothing up.
It must not know: which of them a verb asks for; the verb says so.
"""

import streamlit as st

from core.cells import Cell
from core.codes import Cause
from core.consensus import leave_cell_open, reopen_cell, rule_cell, settle_cell
from core.discussion import Meeting
from core.labels import CAUSE_LABELS
from core.scorecard import UNANSWERED
from pages.parts.meeting_view import outcome
from pages.parts.score_form import answer_field
from pages.parts.session import act, do, say, t


def show(talk: Meeting, cell: Cell) -> None:
    place = (talk.round.id, cell.recording_id, cell.criterion.code)
    key = f"{cell.recording_id}.supervisor.{talk.recording(cell.recording_id).label}.{cell.criterion.code}"
    if cell.is_closed:
        outcome(talk, cell)
        reopen = act(t("Point reopened"), reopen_cell, *place)
        st.button(t("Reopen this point"), key=f"{key}.reopen", icon=":material/undo:", on_click=reopen)
        return
    # The fields wait for a button: a redraw on leaving one would close the list that was just opened in the next.
    answer = answer_field(f"{key}.agreed", talk.card, cell.criterion, cell.common_answer or UNANSWERED, waits=True)
    reason = st.text_area(t("Reason"), key=f"{key}.reason", height=90, on_change="ignore")
    sentence = st.text_area(
        t("Agreed interpretation"), key=f"{key}.interpretation", height=90, on_change="ignore",
        help=t("One sentence that anyone can apply next time. It stands beside this criterion in later rounds."),
    )  # fmt: skip
    cause = st.selectbox(
        t("Cause"), list(Cause), None, lambda one: t(CAUSE_LABELS[one]), key=f"{key}.cause",
        on_change="ignore", placeholder=t("Choose the cause"),
    )  # fmt: skip
    if st.button(t("Record the agreement"), type="primary", icon=":material/handshake:", key=f"{key}.settle"):
        with say(t("Agreement recorded")):
            do(settle_cell, *place, answer, reason, sentence, cause)
    with st.container(horizontal=True):
        if st.button(t("Record as not agreed"), icon=":material/help:", key=f"{key}.open"):
            with say(t("Recorded as not agreed")):
                do(leave_cell_open, *place, reason, cause)
        if st.button(t("Rule as Supervisor"), icon=":material/gavel:", key=f"{key}.rule"):
            with say(t("Ruling recorded")):
                do(rule_cell, *place, answer, reason, sentence, cause)
