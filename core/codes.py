"""The fixed codes of the domain: roles, actions, stages, states, causes.

It knows: every code the store and the program use, in English.
Shaped so because: a code is written once here and named by its label in core/labels.py wherever people read it.
It must not know: what follows from a code; that stands in core/workflow.py and core/access.py.
"""

from enum import StrEnum


class Role(StrEnum):
    HEAD = "head"
    SUPERVISOR = "supervisor"
    ASSESSOR = "assessor"
    PROJECTOR = "projector"
    ADMINISTRATOR = "administrator"


class Stage(StrEnum):
    ASSIGNED = "assigned"
    DECLINED = "declined"
    SCHEDULING = "scheduling"
    SAMPLING = "sampling"
    SCORING = "scoring"
    DISCUSSING = "discussing"
    HANDED_OVER = "handed_over"
    DRAFTING_REPORT = "drafting_report"
    AWAITING_APPROVAL = "awaiting_approval"
    RETURNED = "returned"
    APPROVED = "approved"
    ARCHIVED = "archived"
    DONE = "done"
    CANCELLED = "cancelled"


class AppointmentKind(StrEnum):
    SAMPLING = "sampling"
    SCORING = "scoring"
    DISCUSSION = "discussion"


class MemberKind(StrEnum):
    ASSESSOR = "assessor"
    EXPERT = "expert"
    OBSERVER = "observer"


class RecordingState(StrEnum):
    IN_ROUND = "in_round"
    REPLACED = "replaced"
    DROPPED = "dropped"


class Phase(StrEnum):
    FIRST = "first"
    AFTER = "after"
    EXPERT = "expert"
    """By the expert outside the panel: never read among the scores of the assessors."""


class CellState(StrEnum):
    SETTLED = "settled"
    OPEN = "open"
    RULED = "ruled"


class Cause(StrEnum):
    VAGUE_DEFINITION = "vague_definition"
    MISSED_EVIDENCE = "missed_evidence"
    MISAPPLIED = "misapplied"
    APPLICABILITY = "applicability"
    SLIP = "slip"


class Strength(StrEnum):
    UNANIMOUS = "unanimous"
    AFTER_DISCUSSION = "after_discussion"
    RULED = "ruled"


class FollowUpKind(StrEnum):
    WORDING = "wording"
    TRAINING = "training"
    PROCEDURE = "procedure"


class Action(StrEnum):
    ASSIGN_ROUND = "assign_round"
    REASSIGN_ROUND = "reassign_round"
    ACCEPT_ASSIGNMENT = "accept_assignment"
    DECLINE_ASSIGNMENT = "decline_assignment"
    CANCEL_ROUND = "cancel_round"
    PLAN_ROUND = "plan_round"
    RESCHEDULE = "reschedule"
    BEGIN_SAMPLING = "begin_sampling"
    GO_BACK = "go_back"
    BRING_RECORDING = "bring_recording"
    REMOVE_RECORDING = "remove_recording"
    REPLACE_RECORDING = "replace_recording"
    BEGIN_SCORING = "begin_scoring"
    SAVE_DRAFT = "save_draft"
    LOCK_SHEET = "lock_sheet"
    FLAG_RECORDING = "flag_recording"
    REOPEN_SHEET = "reopen_sheet"
    EXCUSE_ASSESSOR = "excuse_assessor"
    REVEAL_SCORES = "reveal_scores"
    LEAD_DISCUSSION = "lead_discussion"
    RECORD_CONSENSUS = "record_consensus"
    CHANGE_AFTER_VALUE = "change_after_value"
    RECORD_DISSENT = "record_dissent"
    CONFIRM_RESULT = "confirm_result"
    PLAN_FOLLOW_UP = "plan_follow_up"
    WRITE_REPORT = "write_report"
    SUBMIT_REPORT = "submit_report"
    RETURN_REPORT = "return_report"
    APPROVE_REPORT = "approve_report"
    ARCHIVE_ROUND = "archive_round"
    CLOSE_ROUND = "close_round"
    FINISH_FOLLOW_UP = "finish_follow_up"
    SEE_ROUND = "see_round"
    SEE_WHO_IS_MISSING = "see_who_is_missing"
    SEE_MEETING = "see_meeting"
    HEAR_RECORDING = "hear_recording"
    SEE_DRAFT_REPORT = "see_draft_report"
    SEE_REPORT = "see_report"
    READ_ROUND_AUDIT = "read_round_audit"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_CALENDAR = "manage_calendar"
    MANAGE_SETTINGS = "manage_settings"
    MANAGE_SCORECARDS = "manage_scorecards"
    READ_PEOPLE_AUDIT = "read_people_audit"
    NAME_SUBSTITUTE = "name_substitute"
    SEE_TRENDS = "see_trends"
    SEE_REGISTER = "see_register"
    CHANGE_OWN_ACCOUNT = "change_own_account"


class Relation(StrEnum):
    """What a person is to one round."""

    HEAD = "head"
    SUPERVISOR = "supervisor"
    ASSESSOR = "assessor"
    EXPERT = "expert"
    OBSERVER = "observer"
    PROJECTOR = "projector"
