"""Queries of rounds, their members and appointments."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from core.codes import AppointmentKind, MemberKind, Stage
from core.model import Appointment, Member, Pointer, Round
from core.store import Row, Tx

COLUMNS = (
    "id, title, period, stage, version, head_id, supervisor_id, card_id, briefing, assigned, accepted, deadline, "
    "calendar_version, revealed, pointed_recording, pointed_criterion, names_shown, handed_over, approved, archived, "
    "stage_reason, audio_purged"
)
OVER = {str(stage) for stage in (Stage.DONE, Stage.CANCELLED)}
MEMBER_COLUMNS = "m.person_id, p.name, m.kind, m.number, m.excused, m.excused_reason, m.present, m.confirmed"


def _round(row: Row) -> Round:
    values: Row = (*row[:3], Stage(row[3]), *row[4:14], Pointer(*row[14:17]), *row[17:])
    return Round(*values)


def _member(row: Row) -> Member:
    values: Row = (*row[:2], MemberKind(row[2]), *row[3:])
    return Member(*values)


def round_by_id(tx: Tx, round_id: UUID) -> Round | None:
    row = tx.one(f"SELECT {COLUMNS} FROM round WHERE id = $1", round_id)
    return _round(row) if row else None


def rounds_of(tx: Tx, person_id: UUID, heads: Sequence[UUID], shows_round: UUID | None) -> list[Round]:
    """Rounds this person heads (or one of `heads`), supervises, is a member of, or projects; newest first."""
    return [
        _round(row)
        for row in tx.all(
            f"SELECT {COLUMNS} FROM round WHERE head_id = ANY($2) OR supervisor_id = $1 OR id = $3 "
            "OR id IN (SELECT round_id FROM member WHERE person_id = $1) ORDER BY assigned DESC, id",
            person_id,
            [person_id, *heads],
            shows_round,
        )
    ]


def rounds_in_stages(tx: Tx, stages: Iterable[Stage]) -> list[Round]:
    """Every round now in one of these stages, oldest first; for trends and housekeeping, not for a person's list."""
    return [
        _round(row)
        for row in tx.all(
            f"SELECT {COLUMNS} FROM round WHERE stage = ANY($1) ORDER BY assigned, id", [str(stage) for stage in stages]
        )
    ]


def versions_of_open_rounds(tx: Tx, also: Sequence[UUID]) -> list[tuple[UUID, int, bool]]:
    """(round, version, whether it is open) of every open round, and of `also`."""
    return [
        (row[0], int(row[1]), row[2] not in OVER)
        for row in tx.all(
            "SELECT id, version, stage FROM round WHERE stage <> ALL($1) OR id = ANY($2)", sorted(OVER), list(also)
        )
    ]


def insert_round(tx: Tx, round_: Round) -> None:
    tx.run(
        "INSERT INTO round (id, title, period, stage, version, head_id, supervisor_id, briefing, assigned, "
        "calendar_version, names_shown, stage_reason) VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, '', false, '')",
        round_.id,
        round_.title,
        round_.period,
        str(round_.stage),
        round_.head_id,
        round_.supervisor_id,
        round_.briefing,
        round_.assigned,
    )


def bump_version(tx: Tx, round_id: UUID) -> None:
    """Another version: whoever looks at this round is woken after the commit."""
    row = tx.one("UPDATE round SET version = version + 1 WHERE id = $1 RETURNING version", round_id)
    if row:
        tx.moved[round_id] = int(row[0])


def move(tx: Tx, round_id: UUID, stage: Stage, reason: str = "") -> None:
    tx.run("UPDATE round SET stage = $2, stage_reason = $3 WHERE id = $1", round_id, str(stage), reason)


def keep_acceptance(tx: Tx, round_: Round) -> None:
    tx.run(
        "UPDATE round SET accepted = $2, deadline = $3, calendar_version = $4 WHERE id = $1",
        round_.id,
        round_.accepted,
        round_.deadline,
        round_.calendar_version,
    )


def keep_supervisor(tx: Tx, round_id: UUID, supervisor_id: UUID) -> None:
    tx.run("UPDATE round SET supervisor_id = $2 WHERE id = $1", round_id, supervisor_id)


def keep_card(tx: Tx, round_id: UUID, card_id: UUID) -> None:
    tx.run("UPDATE round SET card_id = $2 WHERE id = $1", round_id, card_id)


def keep_reveal(tx: Tx, round_id: UUID, revealed: datetime) -> None:
    tx.run("UPDATE round SET revealed = $2 WHERE id = $1", round_id, revealed)


def keep_pointer(tx: Tx, round_id: UUID, pointer: Pointer) -> None:
    tx.run(
        "UPDATE round SET pointed_recording = $2, pointed_criterion = $3, names_shown = $4 WHERE id = $1",
        round_id,
        pointer.recording_id,
        pointer.criterion,
        pointer.names_shown,
    )


def keep_handed_over(tx: Tx, round_id: UUID, handed_over: datetime | None) -> None:
    tx.run("UPDATE round SET handed_over = $2 WHERE id = $1", round_id, handed_over)


def keep_approved(tx: Tx, round_id: UUID, approved: datetime) -> None:
    tx.run("UPDATE round SET approved = $2 WHERE id = $1", round_id, approved)


def keep_archived(tx: Tx, round_id: UUID, archived: datetime) -> None:
    tx.run("UPDATE round SET archived = $2 WHERE id = $1", round_id, archived)


def keep_audio_purged(tx: Tx, round_id: UUID, purged: datetime) -> None:
    tx.run("UPDATE round SET audio_purged = $2 WHERE id = $1", round_id, purged)


def members(tx: Tx, round_id: UUID) -> list[Member]:
    return [
        _member(row)
        for row in tx.all(
            f"SELECT {MEMBER_COLUMNS} FROM member m JOIN person p ON p.id = m.person_id WHERE m.round_id = $1 "
            "ORDER BY m.kind, m.number",
            round_id,
        )
    ]


def member_of(tx: Tx, round_id: UUID, person_id: UUID) -> Member | None:
    row = tx.one(
        f"SELECT {MEMBER_COLUMNS} FROM member m JOIN person p ON p.id = m.person_id "
        "WHERE m.round_id = $1 AND m.person_id = $2",
        round_id,
        person_id,
    )
    return _member(row) if row else None


def keep_members(tx: Tx, round_id: UUID, named: Sequence[tuple[UUID, MemberKind]]) -> None:
    """These and no others are members, numbered within their kind in the order given, and nobody is excused."""
    kinds = dict(named)
    tx.run("DELETE FROM member WHERE round_id = $1 AND NOT (person_id = ANY($2))", round_id, list(kinds))
    numbers = Counter[MemberKind]()
    for person_id, kind in kinds.items():
        numbers[kind] += 1
        tx.run(
            "INSERT INTO member (round_id, person_id, kind, number, excused_reason) VALUES ($1, $2, $3, $4, '') "
            "ON CONFLICT (round_id, person_id) DO UPDATE SET kind = excluded.kind, number = excluded.number, "
            "excused = NULL, excused_reason = ''",
            round_id,
            person_id,
            str(kind),
            numbers[kind],
        )


def excuse(tx: Tx, round_id: UUID, person_id: UUID, excused: datetime, reason: str) -> None:
    tx.run(
        "UPDATE member SET excused = $3, excused_reason = $4 WHERE round_id = $1 AND person_id = $2",
        round_id,
        person_id,
        excused,
        reason,
    )


def keep_presence(tx: Tx, round_id: UUID, person_id: UUID, present: datetime | None) -> None:
    tx.run("UPDATE member SET present = $3 WHERE round_id = $1 AND person_id = $2", round_id, person_id, present)


def keep_confirmation(tx: Tx, round_id: UUID, person_id: UUID, confirmed: datetime) -> None:
    tx.run("UPDATE member SET confirmed = $3 WHERE round_id = $1 AND person_id = $2", round_id, person_id, confirmed)


def forget_confirmations(tx: Tx, round_id: UUID) -> None:
    """What was confirmed has changed: everyone confirms anew."""
    tx.run("UPDATE member SET confirmed = NULL WHERE round_id = $1", round_id)


def appointments(tx: Tx, round_id: UUID) -> list[Appointment]:
    return [
        Appointment(AppointmentKind(row[0]), *row[1:])
        for row in tx.all(
            "SELECT kind, starts, ends, place FROM appointment WHERE round_id = $1 ORDER BY starts, kind", round_id
        )
    ]


def keep_appointment(tx: Tx, round_id: UUID, appointment: Appointment) -> None:
    tx.run(
        "INSERT INTO appointment VALUES ($1, $2, $3, $4, $5) ON CONFLICT (round_id, kind) DO UPDATE SET "
        "starts = excluded.starts, ends = excluded.ends, place = excluded.place",
        round_id,
        str(appointment.kind),
        appointment.starts,
        appointment.ends,
        appointment.place,
    )
