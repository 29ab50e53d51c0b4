"""Step 4 for the Supervisor: who has locked what, and the way to the reveal; never a value.

It knows: sheets as locked, open, reported or reopened.
Shaped so because: the Supervisor must see at a glance whom to wait for, and why the reveal is not possible yet.
It must not know: scores; the core hands none over before the reveal.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

import streamlit as st

from core.codes import Action, Stage
from core.discussion import reveal_scores
from core.facts import Progress, progress_of
from core.labels import ACTION_LABELS
from core.model import Member, Recording, Sheet
from core.samples import recordings_of
from core.scoring import sheets_for_supervisor
from pages.parts.live import live_part
from pages.parts.reasoned import not_now
from pages.parts.round_acts import other_acts
from pages.parts.round_state import member_name
from pages.parts.samples_view import table_of_recordings
from pages.parts.session import act, read, t

LOCKED, WAITING, REPORTED = "✓", "○", "!"


@live_part
def show_scoring(round_id: UUID) -> None:
    progress: Progress = read(progress_of, round_id)
    if progress.round.stage is not Stage.SCORING:
        st.rerun()
    recordings, sheets = read(recordings_of, round_id), read(sheets_for_supervisor, round_id)
    in_round = [recording for recording in recordings if recording.is_in_round]
    st.subheader(t("Progress of independent scoring"))
    done = t("{locked} of {due} sheets are locked.", locked=progress.locked, due=progress.due)
    st.progress(progress.locked / max(progress.due, 1), done)
    _matrix(progress, in_round, sheets)
    _reported(progress, in_round, sheets)
    _reveal(progress)
    names = {one.member.person_id: one.member.name for one in progress.scorers}
    with st.expander(t("Recordings of this round ({n})", n=len(recordings)), icon=":material/library_music:"):
        table_of_recordings(recordings, names)
    other_acts(progress, recordings, sheets)


def _matrix(progress: Progress, recordings: Sequence[Recording], sheets: Sequence[Sheet]) -> None:
    by_place = {(sheet.recording_id, sheet.assessor_id): sheet for sheet in sheets}
    lines = [_line(one.member, one.locked, recordings, by_place) for one in progress.scorers]
    st.dataframe(lines, hide_index=True, key="supervisor.matrix")
    st.caption(
        t(
            "{locked} locked  ·  {waiting} not locked yet  ·  {reported} reported as unusable",
            locked=LOCKED, waiting=WAITING, reported=REPORTED,
        )
    )  # fmt: skip


def _line(
    member: Member, locked: int, recordings: Sequence[Recording], by_place: Mapping[tuple[UUID, UUID], Sheet]
) -> dict[str, str]:
    sheets = [by_place.get((recording.id, member.person_id)) for recording in recordings]
    state = t("{n} of {all}", n=locked, all=len(recordings))
    marks = {recording.label: _mark(sheet) for recording, sheet in zip(recordings, sheets, strict=True)}
    return {t("Quality Assessor"): member_name(member), t("Locked"): state, **marks}


def _mark(sheet: Sheet | None) -> str:
    if sheet and sheet.locked:
        return LOCKED
    return REPORTED if sheet and sheet.flag else WAITING


def _reported(progress: Progress, recordings: Sequence[Recording], sheets: Sequence[Sheet]) -> None:
    names = {member.person_id: member.name for member in progress.members}
    labels = {recording.id: recording.label for recording in recordings}
    found = [sheet for sheet in sheets if sheet.flag and sheet.recording_id in labels]
    if found:
        told = [f"- **{labels[s.recording_id]}** · {names.get(s.assessor_id, '')}: {s.flag}" for s in found]
        st.warning("\n".join([t("Reported as unusable. Replace or drop:"), *told]), icon=":material/report:")


def _reveal(progress: Progress) -> None:
    refused = not_now(Action.REVEAL_SCORES, progress) or "\n".join(f"- {t(m)}" for m in progress.missing)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            t(ACTION_LABELS[Action.REVEAL_SCORES]),
            type="primary",
            icon=":material/visibility:",
            key="supervisor.reveal",
            disabled=bool(refused),
            help=refused or None,
            on_click=act(t("The scores are revealed."), reveal_scores, progress.round.id),
        )
        if refused:
            st.caption(t("Possible as soon as nothing is missing (see the list above)."))
        else:
            st.caption(t("Everybody sees all scores at once. First scores can then no longer be changed."))
