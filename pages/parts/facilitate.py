"""The facilitator's screen at step 5: lead the talk cell by cell and record what is agreed.

It knows: the agenda in order of discussion, the pointer all screens follow, attendance.
Shaped so because: the figure follows the room by push while the form beside it stays still, so that nobody's change
takes the words out of the Supervisor's hands.
It must not know: how the projector draws.
"""

from uuid import UUID

import streamlit as st

from core.cells import Cell
from core.discussion import Meeting, mark_present, meeting, point_at, show_names
from core.facts import Progress
from core.language import time_mark
from core.model import Round
from pages.parts import keys, record_form
from pages.parts.live import live_part
from pages.parts.meeting_view import agenda_line, cell_name, overview, stake, track
from pages.parts.player import player
from pages.parts.round_state import member_name
from pages.parts.score_form import show_guidance
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
        record_form.show(talk, cell)


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
            if st.checkbox(
                member_name(member), member.present is not None, key=f"supervisor.here.{member.kind}{member.number}"
            )
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
            format_func=names.__getitem__,
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
    st.markdown(f"##### {cell_name(talk, cell)} :gray-badge[{stake(cell)}]")
    track(talk, cell, "supervisor.track", large=False)
    st.caption(t("Speaking order: {names}; the Supervisor speaks last.", names=", ".join(talk.speakers)))
    _evidence(talk, cell)


def _evidence(talk: Meeting, cell: Cell) -> None:
    """What each assessor and the expert wrote and marked; a mark plays its place (keys.js)."""
    given = [(talk.name_in(cell, who) or "", note) for who, note in cell.now.items()]
    given += [(t("Expert"), cell.expert)] if cell.expert else []
    with st.expander(t("Comments and evidence"), icon=":material/fact_check:", expanded=True):
        sound = st.container()
        for number, (who, note) in enumerate(given):
            if note.comment or note.quote or note.mark_ms is not None:
                with st.container(horizontal=True, vertical_alignment="center"):
                    if note.mark_ms is not None:
                        place = f"supervisor-{number}-at-{note.mark_ms}"
                        st.button(time_mark(note.mark_ms), key=place, icon=":material/play_arrow:")
                    st.markdown(f"**{who}** {note.comment} {note.quote}")
        if not talk.card.is_text:
            with sound:
                length = talk.recording(cell.recording_id).file.duration_ms
                player(cell.recording_id, key="supervisor.player", length_ms=length)
    with st.expander(t("Definition and anchors"), icon=":material/menu_book:"):
        show_guidance(talk.card, cell.criterion, [])
    keys.listen()
