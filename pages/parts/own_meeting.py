"""The assessor's screen at step 5: my answer beside the group's, my mind changed or not, my confirmation.

It knows: the cell all screens point at, and the viewer's own answer in it.
Shaped so because: the whole screen follows the pointer by push; every field names its cell, so a change lands where it
was made even when the pointer has moved on meanwhile.
It must not know: who answered what while names are hidden; the core does not say.
"""

from uuid import UUID

import streamlit as st

from core.cells import Cell
from core.chart_values import answer_label
from core.codes import Stage
from core.consensus import record_dissent
from core.discussion import Meeting, change_after_value, confirm_result, meeting
from core.errors import SelarasError
from core.facts import round_now
from core.model import Member, Person, Round
from pages.parts.live import live_part
from pages.parts.meeting_view import cell_name, outcome, overview, stake, track
from pages.parts.score_form import answer_field, show_guidance
from pages.parts.session import act, do, language, read, say, show_problem, t


def show(round_: Round, me: Person) -> None:
    _live(round_.id, me)


@live_part
def _live(round_id: UUID, me: Person) -> None:
    if read(round_now, round_id).stage is not Stage.DISCUSSING:
        st.rerun()
    talk: Meeting = read(meeting, round_id)
    _confirm(talk, me)
    if talk.pointed is None:
        st.subheader(t("Overview"))
        overview(talk, "assessor.bars", large=False)
    else:
        _cell(talk, talk.pointed, me)


def _confirm(talk: Meeting, me: Person) -> None:
    mine: Member | None = next((member for member in talk.members if member.person_id == me.id), None)
    if talk.is_expert:
        return
    if mine is None or mine.confirmed:
        st.success(t("You have confirmed the result. The last confirmation hands it over to the Supervisor."))
        return
    still_open = any(cell.must_be_discussed and not cell.is_closed for cell in talk.agenda)
    if still_open:
        return
    if mine.present is None:
        st.info(t("All points are closed. Ask the Supervisor to record you as present, then confirm the result."))
        return
    confirm = act(t("Result confirmed"), confirm_result, talk.round.id)
    st.info(t("All points are closed. Please check and confirm the result of the discussion."))
    st.button(
        t("Confirm the result"), type="primary", icon=":material/task_alt:", key="assessor.confirm", on_click=confirm
    )


def _cell(talk: Meeting, cell: Cell, me: Person) -> None:
    st.markdown(f"##### {cell_name(talk, cell)} :gray-badge[{stake(cell)}]")
    picture, fields = st.columns([3, 2], gap="large")
    with fields:
        if _own_answer(talk, cell, me):
            talk = read(meeting, talk.round.id)
            cell = talk.cell(cell.recording_id, cell.criterion.code) or cell
        outcome(talk, cell)
    with picture:
        track(talk, cell, "assessor.track", large=False)
        with st.expander(t("Definition and anchors"), icon=":material/menu_book:", expanded=True):
            show_guidance(talk.card, cell.criterion, [])


def _own_answer(talk: Meeting, cell: Cell, me: Person) -> bool:
    """The field for what I stand by now; True when it has just been changed."""
    mine = talk.own_key(cell)
    first = cell.first.get(mine)
    if first is None:
        _only_scored(talk, cell)
        return False
    st.markdown(t("Your first score: **{answer}**", answer=answer_label(cell.criterion, first.answer, language())))
    st.caption(t("It stays as it is. Below is what you stand by after the discussion."))
    key = f"{cell.recording_id}.assessor.after.{talk.recording(cell.recording_id).label}.{cell.criterion.code}"
    answer = answer_field(key, talk.card, cell.criterion, cell.now[mine].answer, required=True)
    with st.popover(t("Put a dissent on record"), icon=":material/comment:"):
        text = st.text_area(t("My view, as it shall stand in the report"), key=f"{key}.dissent")
        if st.button(t("Record dissent"), key=f"{key}.record"):
            with say(t("Dissent recorded")):
                do(record_dissent, talk.round.id, cell.recording_id, cell.criterion.code, text)
    if not answer.is_given or answer == cell.now[mine].answer:
        return False
    try:
        do(change_after_value, talk.round.id, cell.recording_id, cell.criterion.code, answer)
    except SelarasError as problem:
        show_problem(problem)
        return False
    return True


def _only_scored(talk: Meeting, cell: Cell) -> None:
    """For whoever changes no value here: the expert, or an assessor who has not scored this recording."""
    if talk.is_expert and cell.expert:
        st.markdown(t("Your score: **{answer}**", answer=answer_label(cell.criterion, cell.expert.answer, language())))
        st.caption(t("It stands beside what the meeting agrees; the assessors decide."))
    else:
        st.info(t("You have not scored this recording."))
