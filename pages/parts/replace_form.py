"""Taking a recording out of the round: dropped, or another one in its place, always with a reason.

It knows: what a replacement must come with; sound is uploaded, a written sample is pasted.
Shaped so because: it is the Supervisor's way out of an unusable recording, before and during scoring.
It must not know: how a file is read (core/intake.py) or who has to score it anew (core/samples.py).
"""

from collections.abc import Sequence

import streamlit as st

from core.access import allowed
from core.codes import Action
from core.errors import Invalid
from core.facts import Progress
from core.intake import keep_text, one_sample
from core.labels import ACTION_LABELS
from core.model import Recording, RecordingForm
from core.samples import Sample, replace_recording
from pages.parts.session import do, recall, remember, say, t
from pages.parts.upload import Upload, let_go, upload


def offer_replacement(progress: Progress, recordings: Sequence[Recording]) -> None:
    if not recordings or not allowed(Action.REPLACE_RECORDING, progress.relations, progress.round.stage):
        return
    label, edition = t(ACTION_LABELS[Action.REPLACE_RECORDING]), recall("supervisor.replace", 0)
    with st.expander(label, icon=":material/swap_calls:", key=f"supervisor.replace.{edition}"):
        _form(progress, {recording.label: recording for recording in recordings}, edition)


def _form(progress: Progress, recordings: dict[str, Recording], edition: int) -> None:
    key = f"supervisor.replace.{edition}"
    st.caption(t("Only this recording's sheets are affected; what is locked on the others stays."))
    chosen = st.selectbox(
        t("Recording"), list(recordings), None, key=f"{key}.which", placeholder=t("Choose a recording")
    )
    put_in = st.toggle(t("Put another recording in its place"), key=f"{key}.another")
    old = recordings.get(chosen or "")
    is_text = bool(old and old.file.body)
    files = upload(progress.round.id, key=f"{key}.file") if put_in and old and not is_text else []
    with st.form(f"{key}.form", border=False):
        external_id = st.text_input(t("Id of the new recording"), key=f"{key}.id") if put_in else ""
        body = st.text_area(t("Conversation as text"), key=f"{key}.body") if put_in and is_text else ""
        chosen_because = st.text_input(t("Reason for choosing it"), key=f"{key}.because") if put_in else ""
        reason = st.text_area(t("Reason for taking it out"), key=f"{key}.reason", height=96)
        if st.form_submit_button(t("Take it out"), type="primary", key=f"{key}.do"):
            with say(t("The recording is taken out.")):
                form = RecordingForm(external_id, chosen_because) if put_in else None
                _take_out(old, form, files, body, reason)
                remember("supervisor.replace", edition + 1)


def _take_out(old: Recording | None, form: RecordingForm | None, files: list[Upload], body: str, reason: str) -> None:
    if old is None:
        raise Invalid("Choose the recording to take out.")
    do(replace_recording, old.id, _sample(old, form, files, body) if form else None, reason)
    let_go(files)


def _sample(old: Recording, form: RecordingForm, files: list[Upload], body: str) -> Sample:
    if old.file.body:
        return Sample(form, keep_text(form.external_id, body))
    return one_sample(old.round_id, form, [(file.at_hand(), file.name) for file in files[:1]])
