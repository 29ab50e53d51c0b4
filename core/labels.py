"""The label of every code, as source text for the catalogue.

It knows: how a stage, an action, a cause … is named to people (docs/glossary.md fixes the words).
Shaped so because: a code is named in one place, so a thing is called the same on screen, in reports and in errors.
It must not know: languages (core/language.py) or rights.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TypeVar

from core.codes import (
    AppointmentKind,
    Cause,
    CellState,
    FollowUpKind,
    MemberKind,
    Phase,
    RecordingState,
    Role,
    Stage,
    Strength,
)
from core.language import N_, Message
from core.workdays import DayKind

K = TypeVar("K")

ROLE_LABELS = {
    Role.HEAD: N_("Head of Section"),
    Role.SUPERVISOR: N_("Supervisor"),
    Role.ASSESSOR: N_("Quality Assessor"),
    Role.PROJECTOR: N_("Projector"),
    Role.ADMINISTRATOR: N_("Administrator"),
}

STAGE_LABELS = {
    Stage.ASSIGNED: N_("Assigned"),
    Stage.DECLINED: N_("Declined"),
    Stage.SCHEDULING: N_("Preparing the schedule"),
    Stage.SAMPLING: N_("Preparing samples"),
    Stage.SCORING: N_("Independent scoring"),
    Stage.DISCUSSING: N_("Joint discussion"),
    Stage.HANDED_OVER: N_("Result handed over"),
    Stage.DRAFTING_REPORT: N_("Drafting the report"),
    Stage.AWAITING_APPROVAL: N_("Awaiting approval"),
    Stage.RETURNED: N_("Returned for revision"),
    Stage.APPROVED: N_("Approved"),
    Stage.ARCHIVED: N_("Archived"),
    Stage.DONE: N_("Done"),
    Stage.CANCELLED: N_("Cancelled"),
}

APPOINTMENT_LABELS = {
    AppointmentKind.SAMPLING: N_("Sampling"),
    AppointmentKind.SCORING: N_("Scoring"),
    AppointmentKind.DISCUSSION: N_("Joint discussion meeting"),
}

MEMBER_LABELS = {
    MemberKind.ASSESSOR: N_("Quality Assessor"),
    MemberKind.EXPERT: N_("Expert"),
    MemberKind.OBSERVER: N_("Observer"),
}

PHASE_LABELS = {Phase.FIRST: N_("first"), Phase.AFTER: N_("after discussion"), Phase.EXPERT: N_("by the expert")}

RECORDING_STATE_LABELS = {
    RecordingState.IN_ROUND: N_("In this round"),
    RecordingState.REPLACED: N_("Replaced"),
    RecordingState.DROPPED: N_("Dropped"),
}

CELL_STATE_LABELS = {
    CellState.SETTLED: N_("Settled"),
    CellState.OPEN: N_("Not agreed"),
    CellState.RULED: N_("Ruled by the Supervisor"),
}

CAUSE_LABELS = {
    Cause.VAGUE_DEFINITION: N_("The definition is vague"),
    Cause.MISSED_EVIDENCE: N_("Evidence was missed"),
    Cause.MISAPPLIED: N_("The standard was misapplied"),
    Cause.APPLICABILITY: N_("Difference in applicability"),
    Cause.SLIP: N_("Slip of the hand"),
}

STRENGTH_LABELS = {
    Strength.UNANIMOUS: N_("Unanimous from the start"),
    Strength.AFTER_DISCUSSION: N_("Agreed after discussion"),
    Strength.RULED: N_("Ruled by the Supervisor"),
}

FOLLOW_UP_LABELS = {
    FollowUpKind.WORDING: N_("Wording of a criterion"),
    FollowUpKind.TRAINING: N_("Training"),
    FollowUpKind.PROCEDURE: N_("Procedure"),
}

CHANNEL_LABELS = {
    "telepon_masuk": N_("Inbound telephone"),
    "telepon_keluar": N_("Outbound telephone"),
    "obrolan_langsung": N_("Live chat"),
    "surel": N_("E-mail"),
    "media_sosial": N_("Social media"),
}

DAY_LABELS = {
    DayKind.NATIONAL_HOLIDAY: N_("National holiday"),
    DayKind.JOINT_LEAVE: N_("Joint leave"),
    DayKind.EXTRA: N_("Extra day off"),
    DayKind.LIFTED: N_("Lifted: an ordinary day"),
}

# What the audit trail says beyond stages, roles and states, as the verbs write it.
TRAIL_LABELS = {
    "names": N_("Names on the projector"),
    "shown": N_("Shown"),
    "hidden": N_("Hidden"),
    "active": N_("Active"),
    "inactive": N_("Deactivated"),
    "unlocked": N_("Unlocked"),
    "temporary password": N_("Temporary password"),
    "own password": N_("Own password"),
    "withdrawn": N_("Withdrawn"),
    "offered": N_("Offered"),
}

ACTION_LABELS: dict[str, str] = {
    "assign_round": N_("Assign a round"),
    "reassign_round": N_("Reassign the round"),
    "accept_assignment": N_("Accept the assignment"),
    "decline_assignment": N_("Decline the assignment"),
    "cancel_round": N_("Cancel the round"),
    "plan_round": N_("Save the plan"),
    "reschedule": N_("Change the schedule"),
    "begin_sampling": N_("Open the preparation of samples"),
    "go_back": N_("Go back a step"),
    "bring_recording": N_("Bring a recording"),
    "remove_recording": N_("Remove a recording"),
    "replace_recording": N_("Replace or drop a recording"),
    "begin_scoring": N_("Open independent scoring"),
    "save_draft": N_("Save a draft"),
    "lock_sheet": N_("Lock scores"),
    "flag_recording": N_("Report an unusable recording"),
    "reopen_sheet": N_("Reopen a locked recording"),
    "excuse_assessor": N_("Excuse an assessor"),
    "reveal_scores": N_("Reveal the scores"),
    "lead_discussion": N_("Lead the discussion"),
    "record_consensus": N_("Record what was agreed"),
    "change_after_value": N_("Change the value after discussion"),
    "record_dissent": N_("Put a dissent on record"),
    "confirm_result": N_("Confirm the result of the discussion"),
    "plan_follow_up": N_("Plan a follow-up"),
    "write_report": N_("Write the draft report"),
    "submit_report": N_("Submit the draft report"),
    "return_report": N_("Return the report for revision"),
    "approve_report": N_("Approve the report"),
    "archive_round": N_("Archive the round"),
    "close_round": N_("Close the round"),
    "finish_follow_up": N_("Mark a follow-up as done"),
    "see_round": N_("See the round"),
    "see_who_is_missing": N_("See who has not locked"),
    "see_meeting": N_("See the discussion"),
    "hear_recording": N_("Play a recording"),
    "see_draft_report": N_("Read the draft report"),
    "see_report": N_("Read the report"),
    "read_round_audit": N_("Read the audit trail of the round"),
    "manage_people": N_("Manage people"),
    "manage_calendar": N_("Manage the calendar"),
    "manage_settings": N_("Manage settings"),
    "manage_scorecards": N_("Manage scorecards"),
    "read_people_audit": N_("Read the audit trail of people"),
    "name_substitute": N_("Name a substitute"),
    "see_trends": N_("See trends"),
    "see_register": N_("See the register of interpretations"),
    "change_own_account": N_("Change the own account"),
    "sign_in": N_("Sign in"),
    "sign_in_failed": N_("Failed sign-in"),
    "sign_out": N_("Sign out"),
    "set_up": N_("Set up the program"),
    "export": N_("Export"),
    "purge_audio": N_("Purge audio"),
}


def one_of(labels: Sequence[str]) -> Message:
    """Labels joined by a slash, as one message: each is translated by itself."""
    if len(labels) == 1:
        return Message(labels[0])
    return Message("{first} / {rest}", {"first": Message(labels[0]), "rest": one_of(labels[1:])})


def distinct(names: Mapping[K, str], details: Mapping[K, str] | None = None) -> dict[K, str]:
    """Names to choose from, each once: a browser sends back the name, so two alike would be one.

    A repeated name is followed by its detail (a username, a date), and where that repeats too by (2), (3) …
    """
    counted: Counter[str] = Counter(names.values())
    given: Counter[str] = Counter()
    told = {}
    for key, name in names.items():
        detailed = f"{name} · {details[key]}" if details and counted[name] > 1 else name
        given[detailed] += 1
        told[key] = detailed if given[detailed] == 1 else f"{detailed} ({given[detailed]})"
    return told
