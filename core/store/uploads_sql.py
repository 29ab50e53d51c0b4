"""Queries of files that have arrived and wait for a verb to take them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from core.store import Row, Tx


def insert_upload(
    tx: Tx, upload_id: UUID, person_id: UUID, round_id: UUID, name: str, size: int, now: datetime
) -> None:
    tx.run("INSERT INTO upload VALUES ($1, $2, $3, $4, $5, $6)", upload_id, person_id, round_id, name, size, now)


def uploads_of(tx: Tx, person_id: UUID, round_id: UUID) -> list[Row]:
    """Id, person, round, name and size, in the order of arrival."""
    return tx.all(
        "SELECT id, person_id, round_id, name, size FROM upload WHERE person_id = $1 AND round_id = $2 "
        "ORDER BY arrived, id",
        person_id,
        round_id,
    )


def delete_uploads(tx: Tx, person_id: UUID, upload_ids: Sequence[UUID]) -> None:
    tx.run("DELETE FROM upload WHERE person_id = $1 AND id = ANY($2)", person_id, list(upload_ids))


def delete_uploads_before(tx: Tx, moment: datetime) -> None:
    tx.run("DELETE FROM upload WHERE arrived < $1", moment)
