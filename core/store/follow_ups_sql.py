"""Queries of follow-ups: planned with a round's report, done after it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from core.codes import FollowUpKind
from core.outcomes import FollowUp
from core.store import Row, Tx

COLUMNS = "id, round_id, kind, text, owner, owner_id, due, finished, note, criterion"


def follow_ups(tx: Tx, round_ids: Sequence[UUID]) -> list[FollowUp]:
    """Of these rounds, by the day they are due."""
    rows = tx.all(f"SELECT {COLUMNS} FROM follow_up WHERE round_id = ANY($1) ORDER BY due, id", list(round_ids))
    return [_follow_up(row) for row in rows]


def insert_follow_up(tx: Tx, new: FollowUp) -> None:
    tx.run(
        f"INSERT INTO follow_up ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        new.id,
        new.round_id,
        new.kind,
        new.text,
        new.owner,
        new.owner_id,
        new.due,
        new.finished,
        new.note,
        new.criterion,
    )


def delete_follow_up(tx: Tx, follow_up_id: UUID) -> None:
    tx.run("DELETE FROM follow_up WHERE id = $1", follow_up_id)


def keep_finished(tx: Tx, follow_up_id: UUID, finished: datetime, note: str) -> None:
    tx.run("UPDATE follow_up SET finished = $2, note = $3 WHERE id = $1", follow_up_id, finished, note)


def _follow_up(row: Row) -> FollowUp:
    return FollowUp(row[0], row[1], FollowUpKind(row[2]), *row[3:])
