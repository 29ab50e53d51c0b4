"""Who may do what, in which stage: one table, and the lock in front of every verb.

It knows: for every action the relation to the round (or the role, where no round is meant) and the stages it needs.
Shaped so because: `require_in_round` is the first line of every verb and fetches the round and the right in one move;
what it returns, the permit, is what the audit row is later written from. Rights follow membership in the round.
It must not know: what the action then does, or pages (hiding a button is comfort, this is the lock).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.codes import Action, Relation, Role, Stage
from core.errors import NotAllowed, NotFound, SomeoneWasFirst, StepNotReady
from core.labels import ACTION_LABELS, STAGE_LABELS, one_of
from core.language import Message
from core.model import Person, Round, Substitute
from core.outcomes import AuditRow
from core.settings import text
from core.store import Tx, audit_sql, people_sql, rounds_sql
from core.workdays import local_day

S, R = Stage, Relation
OPEN_STAGES = frozenset(Stage) - {S.DECLINED, S.CANCELLED, S.APPROVED, S.ARCHIVED, S.DONE}
REPORT_STAGES = frozenset({S.HANDED_OVER, S.DRAFTING_REPORT, S.RETURNED})
FINAL_STAGES = frozenset({S.APPROVED, S.ARCHIVED, S.DONE})
REVEALED_STAGES = frozenset({S.DISCUSSING, S.AWAITING_APPROVAL}) | REPORT_STAGES | FINAL_STAGES
ALL_STAGES = frozenset(Stage)
SCORERS = frozenset({R.ASSESSOR, R.EXPERT})

IN_ROUND: dict[Action, tuple[frozenset[Relation], frozenset[Stage]]] = {
    Action.REASSIGN_ROUND: (frozenset({R.HEAD}), (OPEN_STAGES | {S.DECLINED}) - {S.AWAITING_APPROVAL}),
    Action.ACCEPT_ASSIGNMENT: (frozenset({R.SUPERVISOR}), frozenset({S.ASSIGNED})),
    Action.DECLINE_ASSIGNMENT: (frozenset({R.SUPERVISOR}), frozenset({S.ASSIGNED})),
    Action.CANCEL_ROUND: (frozenset({R.HEAD}), OPEN_STAGES | {S.DECLINED}),
    Action.PLAN_ROUND: (frozenset({R.SUPERVISOR}), frozenset({S.SCHEDULING})),
    Action.RESCHEDULE: (frozenset({R.SUPERVISOR}), frozenset({S.SCHEDULING, S.SAMPLING, S.SCORING})),
    Action.BEGIN_SAMPLING: (frozenset({R.SUPERVISOR}), frozenset({S.SCHEDULING})),
    Action.GO_BACK: (frozenset({R.SUPERVISOR}), frozenset({S.SAMPLING, S.SCORING}) | REPORT_STAGES),
    Action.BRING_RECORDING: (frozenset({R.ASSESSOR}), frozenset({S.SAMPLING})),
    Action.REMOVE_RECORDING: (frozenset({R.ASSESSOR}), frozenset({S.SAMPLING})),
    Action.REPLACE_RECORDING: (frozenset({R.SUPERVISOR}), frozenset({S.SAMPLING, S.SCORING})),
    Action.BEGIN_SCORING: (frozenset({R.SUPERVISOR}), frozenset({S.SAMPLING})),
    Action.SAVE_DRAFT: (SCORERS, frozenset({S.SCORING})),
    Action.LOCK_SHEET: (SCORERS, frozenset({S.SCORING})),
    Action.FLAG_RECORDING: (SCORERS, frozenset({S.SCORING})),
    Action.REOPEN_SHEET: (frozenset({R.SUPERVISOR}), frozenset({S.SCORING})),
    Action.EXCUSE_ASSESSOR: (frozenset({R.SUPERVISOR}), frozenset({S.SAMPLING, S.SCORING, S.DISCUSSING})),
    Action.REVEAL_SCORES: (frozenset({R.SUPERVISOR}), frozenset({S.SCORING})),
    Action.LEAD_DISCUSSION: (frozenset({R.SUPERVISOR}), frozenset({S.DISCUSSING})),
    Action.RECORD_CONSENSUS: (frozenset({R.SUPERVISOR}), frozenset({S.DISCUSSING})),
    Action.CHANGE_AFTER_VALUE: (frozenset({R.ASSESSOR}), frozenset({S.DISCUSSING})),
    Action.RECORD_DISSENT: (frozenset({R.ASSESSOR}), frozenset({S.DISCUSSING})),
    Action.CONFIRM_RESULT: (frozenset({R.ASSESSOR}), frozenset({S.DISCUSSING})),
    Action.PLAN_FOLLOW_UP: (frozenset({R.SUPERVISOR}), frozenset({S.DISCUSSING}) | REPORT_STAGES),
    Action.WRITE_REPORT: (frozenset({R.SUPERVISOR}), REPORT_STAGES),
    Action.SUBMIT_REPORT: (frozenset({R.SUPERVISOR}), REPORT_STAGES),
    Action.RETURN_REPORT: (frozenset({R.HEAD}), frozenset({S.AWAITING_APPROVAL})),
    Action.APPROVE_REPORT: (frozenset({R.HEAD}), frozenset({S.AWAITING_APPROVAL})),
    Action.ARCHIVE_ROUND: (frozenset({R.SUPERVISOR}), frozenset({S.APPROVED})),
    Action.CLOSE_ROUND: (frozenset({R.SUPERVISOR}), frozenset({S.ARCHIVED})),
    Action.FINISH_FOLLOW_UP: (frozenset({R.HEAD, R.SUPERVISOR}), FINAL_STAGES),
    Action.SEE_ROUND: (frozenset(Relation), ALL_STAGES),
    Action.SEE_WHO_IS_MISSING: (frozenset({R.HEAD, R.SUPERVISOR}), ALL_STAGES),
    Action.SEE_MEETING: (frozenset(Relation), REVEALED_STAGES),
    Action.HEAR_RECORDING: (SCORERS | {R.HEAD, R.SUPERVISOR}, ALL_STAGES - {S.CANCELLED}),
    Action.SEE_DRAFT_REPORT: (frozenset({R.HEAD, R.SUPERVISOR}), REVEALED_STAGES),
    Action.SEE_REPORT: (SCORERS | {R.HEAD, R.SUPERVISOR, R.OBSERVER}, FINAL_STAGES),
    Action.READ_ROUND_AUDIT: (frozenset({R.HEAD, R.SUPERVISOR}), ALL_STAGES),
}

BY_ROLE: dict[Action, frozenset[Role]] = {
    Action.ASSIGN_ROUND: frozenset({Role.HEAD}),
    Action.MANAGE_PEOPLE: frozenset({Role.ADMINISTRATOR}),
    Action.MANAGE_CALENDAR: frozenset({Role.ADMINISTRATOR}),
    Action.MANAGE_SETTINGS: frozenset({Role.ADMINISTRATOR}),
    Action.MANAGE_SCORECARDS: frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR}),
    Action.READ_PEOPLE_AUDIT: frozenset({Role.ADMINISTRATOR}),
    Action.NAME_SUBSTITUTE: frozenset({Role.HEAD, Role.ADMINISTRATOR}),
    Action.SEE_TRENDS: frozenset({Role.HEAD, Role.SUPERVISOR}),
    Action.SEE_REGISTER: frozenset({Role.HEAD, Role.SUPERVISOR, Role.ASSESSOR}),
    Action.CHANGE_OWN_ACCOUNT: frozenset(Role),
}

# What a head does outside any round, and a substitute for the head too; a substitute names no further substitutes.
ALSO_BY_SUBSTITUTES = frozenset({Action.ASSIGN_ROUND, Action.SEE_TRENDS, Action.SEE_REGISTER})


@dataclass(frozen=True, kw_only=True)
class Permit:
    """The right to one act, by one person, now; the audit row is written from it."""

    action: Action
    by: Person
    now: datetime
    acting_as: str = ""
    """'Plh.' or 'Plt.' when a substitute acts for the head."""
    for_head: UUID | None = None
    """The head whom a substitute acts for, outside any round."""


@dataclass(frozen=True, kw_only=True)
class RoundPermit(Permit):
    round: Round
    relations: frozenset[Relation]


def relations_to(tx: Tx, round_: Round, by: Person, now: datetime) -> frozenset[Relation]:
    """Everything `by` is to this round now; empty for a stranger and for a deactivated account."""
    if not by.is_active:
        return frozenset()
    found = set()
    if by.id == round_.supervisor_id:
        found.add(R.SUPERVISOR)
    member = rounds_sql.member_of(tx, round_.id, by.id)
    if member:
        found.add(Relation(member.kind))
    if Role.PROJECTOR in by.roles and by.shows_round == round_.id:
        found.add(R.PROJECTOR)
    # Nobody judges the round they scored in, not even as a substitute.
    if not SCORERS & found and (by.id == round_.head_id or _substitute_kind(tx, round_, by, now)):
        found.add(R.HEAD)
    return frozenset(found)


def _substitute_kind(tx: Tx, round_: Round, by: Person, now: datetime) -> str:
    today = local_day(now, text(tx, "office_zone"))
    return people_sql.substitute_kind(tx, round_.head_id, by.id, today)


def allowed(action: Action, relations: frozenset[Relation], stage: Stage) -> bool:
    """Whether a button may be offered; the verb asks again."""
    may, stages = IN_ROUND[action]
    return bool(may & relations) and stage in stages


def allowed_by_role(action: Action, by: Person) -> bool:
    return by.is_active and bool(BY_ROLE[action] & by.roles)


def require(tx: Tx, action: Action, by: Person, now: datetime) -> Permit:
    """The permit for an act outside any round, or NotAllowed. Role and account are read anew, not trusted."""
    person = people_sql.person_by_id(tx, by.id)
    if person and allowed_by_role(action, person):
        return Permit(action=action, by=person, now=now)
    acts_for = substitutions_of(tx, person, now) if person and action in ALSO_BY_SUBSTITUTES else []
    if person is None or not acts_for:
        raise NotAllowed("You do not have the right to: {action}.", action=Message(ACTION_LABELS[action]))
    return Permit(action=action, by=person, now=now, acting_as=acts_for[0].kind, for_head=acts_for[0].head_id)


def substitutions_of(tx: Tx, by: Person, now: datetime) -> list[Substitute]:
    """For which heads this person acts today, newest first; nobody acts with a deactivated account."""
    today = local_day(now, text(tx, "office_zone"))
    named = people_sql.substitutes(tx) if by.is_active else []
    return [s for s in named if s.person_id == by.id and s.first_day <= today <= s.last_day]


def require_in_round(
    tx: Tx, action: Action, by: Person, now: datetime, round_id: UUID, *, version: int | None = None
) -> RoundPermit:
    """The permit for an act in a round, with the round as it is now.

    NotFound for a stranger, NotAllowed for a wrong relation, StepNotReady in a wrong stage, SomeoneWasFirst when the
    round is no longer at the `version` that the person saw.
    """
    person = people_sql.person_by_id(tx, by.id)
    round_ = rounds_sql.round_by_id(tx, round_id)
    relations = relations_to(tx, round_, person, now) if round_ and person else frozenset()
    if round_ is None or person is None or not relations:
        raise NotFound("There is no such round among yours.")
    may, stages = IN_ROUND[action]
    if not may & relations:
        raise NotAllowed("You do not have the right to: {action}.", action=Message(ACTION_LABELS[action]))
    if round_.stage not in stages:
        raise _not_in_this_stage(tx, action, round_)
    if version is not None and version != round_.version:
        raise SomeoneWasFirst(
            "Another person changed this round while you were working ({what}). Look at the new state, then try again.",
            what=_told(audit_sql.last_change(tx, round_.id)),
        )
    acts_for_head = may & relations == {R.HEAD} and person.id != round_.head_id
    acting_as = _substitute_kind(tx, round_, person, now) if acts_for_head else ""
    return RoundPermit(action=action, by=person, now=now, acting_as=acting_as, round=round_, relations=relations)


def _not_in_this_stage(tx: Tx, action: Action, round_: Round) -> StepNotReady:
    return StepNotReady(
        "Not possible now: {action}. The round is at “{stage}” ({what}); this is done at “{stages}”.",
        action=Message(ACTION_LABELS[action]),
        stage=Message(STAGE_LABELS[round_.stage]),
        what=_told(audit_sql.last_move_to(tx, round_.id, round_.stage)),
        stages=one_of([STAGE_LABELS[stage] for stage in Stage if stage in IN_ROUND[action][1]]),
    )


def _told(row: AuditRow | None) -> Message:
    if row is None:
        return Message("no one has moved it yet")
    what = Message(ACTION_LABELS.get(row.action, row.action))
    return Message("{name}, {moment}: {what}", {"name": row.person_name, "moment": row.happened, "what": what})
