"""The facilitator's screen at step 5: lead the talk cell by cell and record what is agreed.

It knows: the agenda in order of discussion, the pointer all screens follow, attendance.
Shaped so because: the figure follows the room by push while the form beside it stays still, so that nobody's change
takes the words out of the Supervisor's hands.
It must not know: how the projector draws.
"""

from uuid import UUID

import streamlit as st

from core.cells import Cell
from core.codes import Cause
from core.consensus import leave_cell_open, reopen_cell, rule_cell, settle_cell
from core.discussion import Meeting, mark_present, meeting, point_at, show_names
from core.facts import Progress
from core.labels import CAUSE_LABELS
from core.language import time_mark
from core.model import Round
from core.scorecard import UNANSWERED
from pages.parts import keys
from pages.parts.live import live_part
from pages.parts.meeting_view import agenda_line, cell_name, outcome, overview, stake, track
from pages.parts.player import player
from pages.parts.score_form import answer_field, show_guidance
from pages.parts.session import act, do, read, say, t


def show(round_: Round, progress: Progress) -> None:
    talk: Meeting = read(meeting, round_.id)
    _room(talk)
    _agenda(talk)
    cell = talk.pointed
    if cell is None:
        _live_overview(round_.id)
        return
    picture, form = st.columns([3, 2], gap="large")
    with picture:
        _live_cell(round_.id)
    with form:
        _record(talk, cell)


def _room(talk: Meeting) -> None:
    """Attendance, names on the projector, and how much is still open."""
    open_cells = [cell for cell in talk.agenda if cell.must_be_discussed and not cell.is_closed]
    with st.container(horizontal=True, vertical_alignment="center"):
        here = sum(member.present is not None for member in talk.members)
        with st.popover(t("Attendance ({n} of {all})", n=here, all=len(talk.members)), icon=":material/groups:"):
            _attendance(talk)
        st.toggle(
            t("Names on the projector"),
            talk.round.pointer.names_shown,
            key="supervisor.names",
            on_change=act("", show_names, talk.round.id, not talk.round.pointer.names_shown),
        )
        done = t.count("{n} difference still open", "{n} differences still open", len(open_cells))
        st.badge(done, color="orange" if open_cells else "green", icon=":material/checklist:")


def _attendance(talk: Meeting) -> None:
    with st.form("supervisor.attendance"):
        present = [
            member.person_id
            for member in talk.members
            if st.checkbox(member.name, member.present is not None, key=f"supervisor.here.{member.kind}{member.number}")
        ]
        if st.form_submit_button(t("Record attendance"), type="primary", key="supervisor.mark_present"):
            with say(t("Attendance recorded")):
                do(mark_present, talk.round.id, set(present))


def _agenda(talk: Meeting) -> None:
    """Where the talk is, and the way on: next, back, any cell, overview."""
    agenda, pointed = list(talk.agenda), talk.pointed
    place = agenda.index(pointed) if pointed in agenda else -1
    names = {(c.recording_id, c.criterion.code): agenda_line(talk, c) for c in agenda}
    here = None if pointed is None else (pointed.recording_id, pointed.criterion.code)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _go(talk, t("Back"), "back", agenda[place - 1] if place > 0 else None, ":material/arrow_back:")
        chosen = st.selectbox(
            t("Point under discussion ({n} of {all})", n=place + 1, all=len(agenda)) if place >= 0 else t("Overview"),
            list(names),
            index=list(names).index(here) if here in names else None,
            format_func=names.get,
            placeholder=t("Choose a point"),
            key=f"supervisor.point.{talk.round.version}",
        )
        _go(talk, t("Next"), "next", agenda[place + 1] if place + 1 < len(agenda) else None, ":material/arrow_forward:")
        st.button(
            t("Overview"), key="supervisor.overview", icon=":material/stacked_bar_chart:", disabled=pointed is None,
            on_click=act("", point_at, talk.round.id, None, None),
        )  # fmt: skip
    if chosen not in (None, here):
        with say():
            do(point_at, talk.round.id, *chosen)


def _go(talk: Meeting, label: str, key: str, cell: Cell | None, icon: str) -> None:
    where = (cell.recording_id, cell.criterion.code) if cell else (None, None)
    step = act("", point_at, talk.round.id, *where)
    st.button(label, key=f"supervisor.{key}", icon=icon, disabled=cell is None, on_click=step)


@live_part
def _live_overview(round_id: UUID) -> None:
    overview(read(meeting, round_id), "supervisor.bars", large=False)


@live_part
def _live_cell(round_id: UUID) -> None:
    talk: Meeting = read(meeting, round_id)
    cell = talk.pointed
    if cell is None:
        return
    st.subheader(cell_name(talk, cell))
    st.caption(stake(cell))
    track(talk, cell, "supervisor.track", large=False)
    st.caption(t("Speaking order: {names}; the Supervisor speaks last.", names=", ".join(talk.speakers)))
    _evidence(talk, cell)


def _evidence(talk: Meeting, cell: Cell) -> None:
    """What each assessor wrote and marked; a mark plays its place (keys.js)."""
    with st.expander(t("Comments and evidence"), icon=":material/fact_check:", expanded=True):
        for number, (who, note) in enumerate(cell.now.items()):
            if note.comment or note.quote or note.mark_ms is not None:
                with st.container(horizontal=True, vertical_alignment="center"):
                    if note.mark_ms is not None:
                        place = f"supervisor-{number}-at-{note.mark_ms}"
                        st.button(time_mark(note.mark_ms), key=place, icon=":material/play_arrow:")
                    st.markdown(f"**{talk.name_of(who) or ''}** {note.comment} {note.quote}")
        if not talk.card.is_text:
            length = talk.recording(cell.recording_id).file.duration_ms
            player(cell.recording_id, key="supervisor.player", length_ms=length)
    with st.expander(t("Definition and anchors"), icon=":material/menu_book:"):
        show_guidance(talk.card, cell.criterion, [])
    keys.listen()


def _record(talk: Meeting, cell: Cell) -> None:
    place = (talk.round.id, cell.recording_id, cell.criterion.code)
    key = f"supervisor.{talk.recording(cell.recording_id).label}.{cell.criterion.code}"
    if cell.is_closed:
        outcome(talk, cell)
        reopen = act(t("Point reopened"), reopen_cell, *place)
        st.button(t("Reopen this point"), key=f"{key}.reopen", icon=":material/undo:", on_click=reopen)
        return
    answer = answer_field(f"{key}.agreed", talk.card, cell.criterion, cell.common_answer or UNANSWERED)
    reason = st.text_area(t("Reason"), key=f"{key}.reason", height=90)
    sentence = st.text_area(
        t("Agreed interpretation"), key=f"{key}.interpretation", height=90,
        help=t("One sentence that anyone can apply next time. It stands beside this criterion in later rounds."),
    )  # fmt: skip
    cause = st.selectbox(t("Cause"), list(Cause), format_func=lambda one: t(CAUSE_LABELS[one]), key=f"{key}.cause")
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
