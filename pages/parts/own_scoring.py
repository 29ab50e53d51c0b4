"""The assessor's desk at step 4: one recording at a time, heard and scored alone, the draft kept as one goes.

It knows: which recording is on the desk, what this tab has kept of its draft, what still keeps it from being locked.
Shaped so because: fields begin with the stored draft, and whatever changes in this tab is saved over it at once: a
reload, a lost connection or a sign-out loses nothing, and a second tab overwrites only the criterion it changed.
It must not know: anybody else's answers; the core never hands them over.
"""

from uuid import UUID

import streamlit as st

from core.errors import SelarasError
from core.model import Note, Person, Round
from core.outcomes import Interpretation
from core.scoring import (
    OwnSheet,
    flag_recording,
    interpretations_beside,
    lock_sheet,
    missing_in_sheet,
    own_sheets,
    save_draft,
    totals_of,
    unflag_recording,
)
from pages.parts import keys
from pages.parts.own_result import show_locked, show_total
from pages.parts.player import player
from pages.parts.score_form import criterion_note
from pages.parts.session import do, read, recall, remember, say, show_problem, t

NOTHING = Note()
ICONS = {"locked": ":material/lock:", "begun": ":material/edit:", "new": ":material/radio_button_unchecked:"}


def show(round_: Round, me: Person) -> None:
    sheets: list[OwnSheet] = read(own_sheets, round_.id)
    if not sheets:
        st.info(t("There is no recording in this round yet."))
        return
    keys.listen()
    sheet = _choose(sheets)
    _about(sheet)
    if sheet.locked:
        remember(f"assessor.kept.{sheet.recording.id}", None)
        show_locked(sheet)
        return
    if sheet.reopened_reason:
        st.warning(t("The Supervisor reopened this recording: {reason}", reason=sheet.reopened_reason))
    notes = _form(round_, sheet)
    _keep(round_, sheet, notes)
    _bottom(round_, sheet, notes)


def _choose(sheets: list[OwnSheet]) -> OwnSheet:
    by_id = {sheet.recording.id: sheet for sheet in sheets}
    first_open = next((key for key, sheet in by_id.items() if not sheet.locked), sheets[0].recording.id)
    chosen: UUID | None = st.segmented_control(
        t("Recording"),
        list(by_id),
        default=recall("assessor.recording", first_open) if recall("assessor.recording") in by_id else first_open,
        format_func=lambda key: by_id[key].recording.label,
        key="assessor.recording",
        required=True,
    )
    remember("assessor.recording", chosen)
    # The state stands beside the choice, not in it: a choice whose label changes is lost.
    st.caption(" ".join(f"{ICONS[_state(sheet)]} {sheet.recording.label}" for sheet in sheets))
    return by_id[chosen or first_open]


def _state(sheet: OwnSheet) -> str:
    return "locked" if sheet.locked else "begun" if sheet.notes else "new"


def _about(sheet: OwnSheet) -> None:
    form = sheet.recording.form
    facts = [form.external_id, form.topic, form.subtopic, t.moment(form.happened) if form.happened else ""]
    st.caption(" · ".join(fact for fact in facts if fact))
    if form.choosing_reason:
        st.caption(t("Chosen because: {reason}", reason=form.choosing_reason))
    if sheet.card.is_text:
        with st.container(border=True, height=320):
            st.text(sheet.recording.file.body)


def _form(round_: Round, sheet: OwnSheet) -> dict[str, Note]:
    """Every criterion with what stands in its fields; a field drawn anew begins with the stored draft."""
    agreed: list[Interpretation] = read(interpretations_beside, round_.id)
    notes = {}
    for section in sheet.card.sections:
        st.subheader(f"{section.code}. {section.title.say(t.code)}")
        for criterion in section.criteria:
            beside = [entry for entry in agreed if entry.criterion == criterion.code]
            stored = sheet.notes.get(criterion.code, NOTHING)
            page = f"{sheet.recording.id}.assessor.{sheet.recording.label}"
            notes[criterion.code] = criterion_note(page, sheet.card, criterion, stored, beside)
    return notes


def _keep(round_: Round, sheet: OwnSheet, notes: dict[str, Note]) -> None:
    """Save what changed in this tab, over what is stored by now."""
    place = f"assessor.kept.{sheet.recording.id}"
    kept: dict[str, Note] = recall(place) or dict(sheet.notes)
    changed = {code: note for code, note in notes.items() if note != kept.get(code, NOTHING)}
    try:
        if changed:
            do(save_draft, round_.id, sheet.recording.id, changed)
    except SelarasError as problem:
        show_problem(problem)
        return
    # Last, since the next answer may end this run anywhere: what counts as kept is not saved again.
    remember(place, notes)


def _bottom(round_: Round, sheet: OwnSheet, notes: dict[str, Note]) -> None:
    """The player, the running total and the lock stay in sight."""
    missing = missing_in_sheet(sheet.card, notes)
    with st.bottom.container(key="assessor.bottom"):
        if not sheet.card.is_text:
            key, length = f"{sheet.recording.id}.assessor.player", sheet.recording.file.duration_ms
            player(sheet.recording.id, key=key, length_ms=length)
        with st.container(horizontal=True, vertical_alignment="center"):
            show_total(sheet.card, totals_of(sheet.card, notes))
            with st.popover(
                t("What is still missing ({n})", n=len(missing)), icon=":material/checklist:", disabled=not missing
            ):
                st.markdown("\n".join(f"- {t(message)}" for message in missing))
            _flag(round_, sheet)
            label = sheet.recording.label
            lock, key = t("Lock scores of {recording}", recording=label), f"assessor.lock.{label}"
            if st.button(lock, type="primary", icon=":material/lock:", key=key, disabled=bool(missing)):
                with say(t("Scores locked")):
                    do(lock_sheet, round_.id, sheet.recording.id, notes)
                    remember("assessor.recording", None)


def _flag(round_: Round, sheet: OwnSheet) -> None:
    with st.popover(t("Report as unusable"), icon=":material/report:"):
        if sheet.flag:
            st.write(t("Reported: {reason}", reason=sheet.flag))
            if st.button(t("Withdraw the report"), key="assessor.unflag"):
                with say(t("Report withdrawn")):
                    do(unflag_recording, round_.id, sheet.recording.id)
            return
        reason = st.text_area(t("Why can this recording not be scored?"), key="assessor.flag_reason")
        if st.button(t("Report to the Supervisor"), key="assessor.flag"):
            with say(t("Reported to the Supervisor")):
                do(flag_recording, round_.id, sheet.recording.id, reason)
