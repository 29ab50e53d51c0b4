"""For the screen in the meeting room: what are we talking about, and where do we differ? Steps 4 and 5, read-only."""

from uuid import UUID

import streamlit as st

from core.cells import Cell
from core.chart_values import answer_label
from core.codes import Relation, Stage
from core.discussion import Meeting, meeting
from core.facts import Progress, progress_of, round_now
from core.labels import CELL_STATE_LABELS, STAGE_LABELS
from pages.parts import board
from pages.parts.live import live_part
from pages.parts.meeting_view import overview, stakes, track
from pages.parts.round_view import choose_round
from pages.parts.session import enter, language, read, t

me = enter("projector")


@live_part
def screen(round_id: UUID) -> None:
    if read(round_now, round_id).stage is Stage.DISCUSSING:
        talk: Meeting = read(meeting, round_id, in_room=True)
        show_overview(talk) if talk.pointed is None else show_cell(talk, talk.pointed)
    else:
        show_waiting(read(progress_of, round_id))


def show_waiting(progress: Progress) -> None:
    """Before and after the discussion: counts only."""
    locked = ""
    if progress.round.stage is Stage.SCORING:
        locked = t("{locked} of {due} sheets are locked.", locked=progress.locked, due=progress.due)
    lines = [("title", progress.round.title), ("lead", t(STAGE_LABELS[progress.round.stage])), ("title strong", locked)]
    board.show(lines, "projector.waiting")


def show_overview(talk: Meeting) -> None:
    board.show([("title", t("Where we differ")), ("note", talk.round.title)], "projector.head")
    overview(talk, "projector.bars", large=True)


def show_cell(talk: Meeting, cell: Cell) -> None:
    recording, criterion = talk.recording(cell.recording_id), cell.criterion
    chips = [recording.label, *stakes(cell)]
    title = f"{criterion.code} · {criterion.label.say(t.code)}"
    board.show([("title", title), ("lead", criterion.definition.say(t.code)), ("chips", chips)], "projector.head")
    track(talk, cell, "projector.track", large=True)
    board.show(below(talk, cell), "projector.below")


def below(talk: Meeting, cell: Cell) -> list[tuple[str, str]]:
    """Who speaks next while the point is open; what was agreed once it is closed."""
    agreed = cell.consensus
    if agreed is None:
        order = t("Speaking order: {names}; the Supervisor speaks last.", names=" → ".join(talk.speakers))
        return [("text", order)]
    value = answer_label(cell.criterion, cell.agreed, language()) if cell.agreed else ""
    state = f"{t(CELL_STATE_LABELS[agreed.state])}: {value}" if value else t(CELL_STATE_LABELS[agreed.state])
    return [("lead strong", state), ("text", agreed.interpretation or agreed.reason)]


relation = Relation.PROJECTOR if me.shows_round else Relation.SUPERVISOR
round_ = choose_round("projector", relation, headed=False)
if round_ is None:
    st.info(t("No round is tied to this screen yet. The administrator ties a projector account to a round."))
    st.stop()
screen(round_.id)
