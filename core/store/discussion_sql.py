"""Queries of what the meeting agreed, dissented from and ruled. They exist only after the reveal."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from core.codes import Cause, CellState, Strength
from core.outcomes import Consensus, Dissent, Ruling
from core.scorecard import Answer
from core.store import Row, Tx

CONSENSUS = (
    "SELECT c.recording_id, c.criterion, c.state, c.value, c.is_na, c.reason, c.interpretation, c.cause, c.strength "
    "FROM consensus c JOIN recording r ON r.id = c.recording_id "
)


def consensus_of_round(tx: Tx, round_id: UUID) -> list[Consensus]:
    rows = tx.all(
        CONSENSUS + "WHERE c.round_id = $1 AND r.state = 'in_round' ORDER BY r.number, c.criterion",
        round_id,
    )
    return [_consensus(row) for row in rows]


def consensus_of_cell(tx: Tx, recording_id: UUID, criterion: str) -> list[Consensus]:
    """What was agreed there, if anything."""
    rows = tx.all(
        CONSENSUS + "WHERE c.recording_id = $1 AND c.criterion = $2 AND r.state = 'in_round'", recording_id, criterion
    )
    return [_consensus(row) for row in rows]


def _consensus(row: Row) -> Consensus:
    cause, strength = Cause(row[7]) if row[7] else None, Strength(row[8]) if row[8] else None
    return Consensus(row[0], row[1], CellState(row[2]), Answer(row[3], row[4]), row[5], row[6], cause, strength)


def keep_consensus(tx: Tx, round_id: UUID, agreed: Consensus, recorded: datetime) -> None:
    tx.run(
        "INSERT INTO consensus VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
        "ON CONFLICT (recording_id, criterion) DO UPDATE SET state = excluded.state, value = excluded.value, "
        "is_na = excluded.is_na, reason = excluded.reason, interpretation = excluded.interpretation, "
        "cause = excluded.cause, strength = excluded.strength, recorded = excluded.recorded",
        agreed.recording_id,
        agreed.criterion,
        round_id,
        str(agreed.state),
        agreed.answer.value,
        agreed.answer.is_na,
        agreed.reason,
        agreed.interpretation,
        str(agreed.cause or ""),
        str(agreed.strength or ""),
        recorded,
    )


def insert_unanimous(tx: Tx, round_id: UUID, agreed: Sequence[Consensus], recorded: datetime) -> None:
    """The cells that settle themselves at the reveal, in one statement."""
    tx.run(
        "INSERT INTO consensus (round_id, state, strength, recorded, reason, interpretation, cause, recording_id, "
        "criterion, value, is_na) SELECT $1, 'settled', 'unanimous', $2, '', '', '', unnest(CAST($3 AS UUID[])), "
        "unnest(CAST($4 AS TEXT[])), unnest(CAST($5 AS INTEGER[])), unnest(CAST($6 AS BOOLEAN[]))",
        round_id,
        recorded,
        [row.recording_id for row in agreed],
        [row.criterion for row in agreed],
        [row.answer.value for row in agreed],
        [row.answer.is_na for row in agreed],
    )


def delete_consensus(tx: Tx, recording_id: UUID, criterion: str) -> None:
    tx.run("DELETE FROM consensus WHERE recording_id = $1 AND criterion = $2", recording_id, criterion)


def delete_ruling(tx: Tx, recording_id: UUID, criterion: str) -> None:
    tx.run("DELETE FROM ruling WHERE recording_id = $1 AND criterion = $2", recording_id, criterion)


def dissents(tx: Tx, round_id: UUID) -> list[Dissent]:
    return [
        Dissent(*row)
        for row in tx.all(
            "SELECT recording_id, criterion, assessor_id, text FROM dissent WHERE round_id = $1 "
            "ORDER BY recording_id, criterion, assessor_id",
            round_id,
        )
    ]


def keep_dissent(tx: Tx, round_id: UUID, dissent: Dissent) -> None:
    tx.run(
        "INSERT INTO dissent VALUES ($1, $2, $3, $4, $5) ON CONFLICT (recording_id, criterion, assessor_id) "
        "DO UPDATE SET text = excluded.text",
        dissent.recording_id,
        dissent.criterion,
        dissent.assessor_id,
        round_id,
        dissent.text,
    )


def rulings(tx: Tx, round_id: UUID) -> list[Ruling]:
    return [
        Ruling(row[0], row[1], Answer(row[2], row[3]), row[4])
        for row in tx.all(
            "SELECT recording_id, criterion, value, is_na, reason FROM ruling WHERE round_id = $1 "
            "ORDER BY recording_id, criterion",
            round_id,
        )
    ]


def keep_ruling(tx: Tx, round_id: UUID, ruling: Ruling, ruled_by: UUID, ruled: datetime) -> None:
    tx.run(
        "INSERT INTO ruling VALUES ($1, $2, $3, $4, $5, $6, $7, $8) "
        "ON CONFLICT (recording_id, criterion) DO UPDATE SET value = excluded.value, is_na = excluded.is_na, "
        "reason = excluded.reason, ruled_by = excluded.ruled_by, ruled = excluded.ruled",
        ruling.recording_id,
        ruling.criterion,
        round_id,
        ruling.answer.value,
        ruling.answer.is_na,
        ruling.reason,
        ruled_by,
        ruled,
    )
