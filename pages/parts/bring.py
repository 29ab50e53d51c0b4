"""The assessor's desk at step 3: bring recordings, one with a form or many with a list, and see what is there.

It knows: the fields of one sample; what was brought so far.
Shaped so because: what masking would take out is shown before it is saved, so nobody is surprised by it afterwards.
It must not know: how files are read and lists matched (core/intake.py), why others chose theirs.
"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import streamlit as st

from core.cards import card_of_round
from core.intake import keep_text, one_sample, text_in
from core.labels import CHANNEL_LABELS
from core.language import time_mark
from core.model import Person, Recording, RecordingForm, Round
from core.samples import Sample, bring_recordings, masked_preview, recordings_of, remove_recording
from core.scorecard import Scorecard
from pages.parts import bring_many
from pages.parts.session import act, do, language, read, say, t
from pages.parts.upload import Upload, let_go, upload

LISTS = (".zip", ".csv", ".xlsx")
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")


def show(round_: Round, me: Person) -> None:
    card: Scorecard = read(card_of_round, round_.id)
    _brought(read(recordings_of, round_.id), me)
    files = upload(round_.id, key="assessor.upload")
    if any(file.name.lower().endswith(LISTS) for file in files):
        bring_many.show(round_, card, files)
    elif files or card.is_text:
        _one(round_, card, files)
    else:
        st.caption(t("One sound file: you fill in its form. A ZIP, or files with a list (CSV or XLSX): all at once."))


def _brought(recordings: list[Recording], me: Person) -> None:
    mine = [recording for recording in recordings if recording.is_in_round and recording.brought_by == me.id]
    others = sum(recording.is_in_round for recording in recordings) - len(mine)
    st.subheader(t("Brought by you"))
    if not mine:
        st.info(t("You have not brought a recording yet."), icon=":material/library_music:")
    for recording in mine:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            length = time_mark(recording.file.duration_ms) if recording.file.duration_ms else ""
            parts = [recording.form.external_id, recording.form.topic, recording.file.codec, length]
            st.markdown(f"**{recording.label}** {' · '.join(part for part in parts if part)}")
            st.caption(recording.form.choosing_reason)
            remove = act(t("Recording removed"), remove_recording, recording.id)
            key = f"assessor.remove.{recording.number}"
            st.button(
                t("Remove {recording}", recording=recording.label), key=key, icon=":material/delete:", on_click=remove
            )
    if others:
        st.caption(t.count("{n} recording was brought by others.", "{n} recordings were brought by others.", others))


def _one(round_: Round, card: Scorecard, files: Sequence[Upload]) -> None:
    """The form of the first file that waits, or of a pasted text."""
    text = ""
    if files:
        st.subheader(t("About {name} ({n} waiting)", name=files[0].name, n=len(files)))
    elif card.is_text:
        text = st.text_area(t("The conversation, pasted as text"), key="assessor.text", height=220)
    form = _form(round_, card)
    if st.button(t("Bring this recording"), type="primary", icon=":material/add:", key="assessor.bring"):
        with say(t("Recording brought")):
            for warning in do(bring_recordings, round_.id, [_sample(round_, card, form, files, text)]):
                st.toast(t(warning), icon=":material/info:")
            let_go(files[:1])


def _sample(round_: Round, card: Scorecard, form: RecordingForm, files: Sequence[Upload], text: str) -> Sample:
    if not card.is_text:
        return one_sample(round_.id, form, [(file.at_hand(), file.name) for file in files[:1]])
    if files:
        text = text_in(files[0].name, files[0].at_hand().read_bytes())
    return Sample(form, keep_text(form.external_id, text))


def _form(round_: Round, card: Scorecard) -> RecordingForm:
    left, right = st.columns(2, gap="large")
    with left:
        external_id = st.text_input(t("Recording id"), key="assessor.id", max_chars=60)
        reason = st.text_area(t("Reason for choosing it"), key="assessor.reason", height=90)
        _masking(round_, reason)
        topic = st.text_input(t("Topic"), key="assessor.topic")
        subtopic = st.text_input(t("Subtopic"), key="assessor.subtopic")
        channel = st.selectbox(
            t("Channel"),
            card.channels,
            format_func=lambda code: t(CHANNEL_LABELS[code]),
            key=f"assessor.channel.{t.code}",
        )
    with right:
        day = st.date_input(t("Date of the conversation"), None, key="assessor.day", format="DD/MM/YYYY")
        clock = st.time_input(t("Start of the conversation"), None, key="assessor.clock", step=60)
        zone = st.selectbox(t("Time zone"), ZONES, index=ZONES.index(language().zone), key="assessor.zone")
        number = st.text_input(t("Agent's short staff number"), key="assessor.agent_number", max_chars=9)
        name = st.text_input(t("Agent's name"), key="assessor.agent_name", help=t("Only the Supervisor sees it later."))
        queue = st.text_input(t("Queue or skill"), key="assessor.queue")
        crm = st.text_input(t("Service id in the CRM"), key="assessor.crm")
        kind = st.text_input(t("Kind of taxpayer"), key="assessor.kind")
    happened = datetime.combine(day, clock, ZoneInfo(zone)) if day and clock else None
    return RecordingForm(external_id, reason, channel, happened, zone, queue, topic, subtopic, crm, kind, number, name)


def _masking(round_: Round, text: str) -> None:
    masked = read(masked_preview, round_.id, text)
    if masked.found:
        st.warning(t("Personal numbers will be masked. It will be kept as: {text}", text=masked.text))
