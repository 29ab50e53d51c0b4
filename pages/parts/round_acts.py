"""What the Supervisor rarely needs: reopen a sheet, replace a recording, excuse somebody, go back a step.

It knows: what follows from each act, and whom or what it is about.
Shaped so because: they stand in one quiet line under the work, each behind its own small form with a reason.
It must not know: when an act is possible (core/access.py).
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import streamlit as st

from core.codes import Action, Stage
from core.facts import Progress
from core.labels import distinct
from core.language import N_
from core.model import Recording, Sheet
from core.rounds import excusable, excuse_assessor, go_back
from core.scoring import reopen_sheet
from pages.parts.reasoned import Act, offer_with_reason
from pages.parts.replace_form import offer_replacement
from pages.parts.round_state import member_name
from pages.parts.session import t

REOPEN = Act(
    Action.REOPEN_SHEET,
    reopen_sheet,
    ":material/lock_open:",
    N_("This person can correct the scores of this recording and locks them again. Your reason is shown to them."),
    N_("The recording is open again for this person."),
)
EXCUSE = Act(
    Action.EXCUSE_ASSESSOR,
    excuse_assessor,
    ":material/person_off:",
    N_("The round goes on without this person. What they have locked stays."),
    N_("This person is excused."),
)
BACK = Act(
    Action.GO_BACK,
    go_back,
    ":material/arrow_back:",
    N_("The round goes back to the step before. What is locked stays locked; the deadline stays."),
    N_("The round is one step back."),
)


def other_acts(progress: Progress, recordings: Sequence[Recording], sheets: Sequence[Sheet] = ()) -> None:
    """What is rarely needed, in one line."""
    round_id = progress.round.id
    offer_replacement(progress, [recording for recording in recordings if recording.is_in_round])
    st.caption(t("When something comes in between"))
    with st.container(horizontal=True):
        if progress.round.stage is Stage.SCORING:
            locked = _locked(progress, recordings, sheets)
            none = "" if locked else t("No sheet is locked yet.")
            pick = _pick_sheet(locked)
            offer_with_reason(REOPEN, progress, "supervisor.reopen", round_id, fields=pick, why_not=none)
        offer_excuse(progress)
        offer_with_reason(BACK, progress, "supervisor.back", round_id)


def offer_excuse(progress: Progress) -> None:
    members = excusable(progress.round, progress.members)

    def pick() -> tuple[Any, ...]:
        name = distinct({member.person_id: member_name(member) for member in members})
        label = t("Name")
        return (
            st.selectbox(
                label,
                list(name),
                None,
                lambda key: name[key],
                key="supervisor.excused",
                placeholder=t("Choose a person"),
            ),
        )

    offer_with_reason(EXCUSE, progress, "supervisor.excuse", progress.round.id, fields=pick)


def _locked(
    progress: Progress, recordings: Sequence[Recording], sheets: Sequence[Sheet]
) -> dict[str, tuple[UUID, UUID]]:
    names = distinct({member.person_id: member_name(member) for member in progress.members})
    labels = {recording.id: recording.label for recording in recordings if recording.is_in_round}
    return {
        f"{labels[sheet.recording_id]} · {names.get(sheet.assessor_id, '')}": (sheet.recording_id, sheet.assessor_id)
        for sheet in sheets
        if sheet.locked and sheet.recording_id in labels
    }


def _pick_sheet(locked: Mapping[str, tuple[UUID, UUID]]) -> Any:
    def pick() -> tuple[Any, ...]:
        chosen = st.selectbox(
            t("Locked sheet"), list(locked), None, key="supervisor.reopened", placeholder=t("Choose a sheet")
        )
        return locked.get(chosen or "", (None, None))

    return pick
