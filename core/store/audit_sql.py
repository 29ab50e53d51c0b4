"""Queries of the audit trail: append and read, nothing else exists.

A round's rows stand in the order of its version, which never goes back as a clock may.
"""

from datetime import datetime
from uuid import UUID

from core.codes import Action, Stage
from core.outcomes import AuditRow
from core.store import Row, Tx

READING = [str(action) for action in Action if action.startswith(("hear_", "read_", "see_"))]
COLUMNS = "id, happened, person_name, acting_as, action, round_id, subject, was, became, reason"
LATEST_FIRST = "ORDER BY version DESC, happened DESC, id"


def append(tx: Tx, row: AuditRow, person_id: UUID | None) -> None:
    tx.run(
        f"INSERT INTO audit ({COLUMNS}, person_id, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
        "coalesce((SELECT version FROM round WHERE id = $6), 0))",
        row.id,
        row.happened,
        row.person_name,
        row.acting_as,
        row.action,
        row.round_id,
        row.subject,
        row.was,
        row.became,
        row.reason,
        person_id,
    )


def last_move_to(tx: Tx, round_id: UUID, stage: Stage) -> AuditRow | None:
    row = tx.one(
        f"SELECT {COLUMNS} FROM audit WHERE round_id = $1 AND became = $2 {LATEST_FIRST} LIMIT 1",
        round_id,
        str(stage),
    )
    return AuditRow(*row) if row else None


def last_change(tx: Tx, round_id: UUID) -> AuditRow | None:
    """What moved the round's version last; listening and reading move nothing."""
    row = tx.one(
        f"SELECT {COLUMNS} FROM audit WHERE round_id = $1 AND action <> ALL($2) {LATEST_FIRST} LIMIT 1",
        round_id,
        READING,
    )
    return AuditRow(*row) if row else None


def rows_of_round(tx: Tx, round_id: UUID, since: datetime, until: datetime, limit: int) -> list[AuditRow]:
    """The trail of this round, newest first."""
    return _rows(
        tx.all(
            f"SELECT {COLUMNS} FROM audit WHERE round_id = $1 AND happened >= $2 AND happened < $3 "
            f"{LATEST_FIRST} LIMIT $4",
            round_id,
            since,
            until,
            limit,
        )
    )


def rows_outside_rounds(tx: Tx, since: datetime, until: datetime, limit: int) -> list[AuditRow]:
    """The trail of people, calendar, cards and settings, newest first."""
    return _rows(
        tx.all(
            f"SELECT {COLUMNS} FROM audit WHERE round_id IS NULL AND happened >= $1 AND happened < $2 "
            "ORDER BY happened DESC, id LIMIT $3",
            since,
            until,
            limit,
        )
    )


def _rows(found: list[Row]) -> list[AuditRow]:
    return [AuditRow(*row) for row in found]
