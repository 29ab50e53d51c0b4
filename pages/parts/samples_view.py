"""Step 3 for the Supervisor: who has brought what and why, and the way to independent scoring.

It knows: what of a recording the Supervisor alone may see, the agent's name among it; the core hands it over.
Shaped so because: the same table serves while samples come in and while they are scored.
It must not know: how a recording is brought (the assessor's page) or read (core/intake.py).
"""

from uuid import UUID

import streamlit as st

from core.codes import Action, Stage
from core.facts import Progress, ScorerProgress, progress_of
from core.labels import ACTION_LABELS, RECORDING_STATE_LABELS
from core.language import time_mark
from core.model import Recording
from core.rounds import begin_scoring
from core.samples import recordings_of
from pages.parts.live import live_part
from pages.parts.reasoned import not_now
from pages.parts.session import act, read, t


@live_part
def show_samples(round_id: UUID) -> None:
    progress: Progress = read(progress_of, round_id)
    if progress.round.stage is not Stage.SAMPLING:
        st.rerun()
    st.subheader(t("Samples"))
    _brought(progress.round.id, progress.assessors)
    refused = not_now(Action.BEGIN_SCORING, progress) or "\n".join(f"- {t(m)}" for m in progress.missing)
    st.button(
        t(ACTION_LABELS[Action.BEGIN_SCORING]),
        type="primary",
        icon=":material/arrow_forward:",
        key="supervisor.begin_scoring",
        disabled=bool(refused),
        help=refused or None,
        on_click=act(t("The assessors can score now, each alone."), begin_scoring, progress.round.id),
    )


def _brought(round_id: UUID, assessors: tuple[ScorerProgress, ...]) -> None:
    with st.container(horizontal=True):
        for one in assessors:
            counted = t.count("{n} recording", "{n} recordings", one.brought)
            label, colour = (":material/check_circle:", "green") if one.brought else (":material/pending:", "gray")
            st.badge(f"{one.member.name}: {counted}", icon=label, color=colour)
    table_of_recordings(read(recordings_of, round_id), {one.member.person_id: one.member.name for one in assessors})


def table_of_recordings(recordings: list[Recording], names: dict[UUID, str]) -> None:
    if not recordings:
        st.caption(t("Nobody has brought a recording yet."))
        return
    lines = [_line(recording, names) for recording in recordings]
    columns = [name for name in lines[0] if any(line[name] for line in lines)]
    st.dataframe(lines, hide_index=True, column_order=columns, key="supervisor.recordings")


def _line(recording: Recording, names: dict[UUID, str]) -> dict[str, str]:
    form = recording.form
    state = "" if recording.is_in_round else t(RECORDING_STATE_LABELS[recording.state])
    return {
        t("Recording"): recording.label,
        t("Id"): form.external_id,
        t("Brought by"): names.get(recording.brought_by, ""),
        t("Agent"): f"{form.agent_name} ({recording.agent_alias})" if form.agent_name else recording.agent_alias,
        t("Topic"): form.topic,
        t("Length"): t("text") if recording.file.body else time_mark(recording.file.duration_ms),
        t("Reason for choosing"): form.choosing_reason,
        t("State"): f"{state}: {recording.state_reason}" if recording.state_reason else state,
    }
