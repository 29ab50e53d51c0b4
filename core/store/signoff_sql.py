"""Queries of reports, their files, and the register of interpretations."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from core.outcomes import Interpretation, Report
from core.store import Row, Tx

COLUMNS = "round_id, sections, number, dated, approved_by, acting_as, data_hash, file_hash, frozen, saved"


def report_of(tx: Tx, round_id: UUID) -> Report | None:
    row = tx.one(f"SELECT {COLUMNS} FROM report WHERE round_id = $1", round_id)
    return Report(row[0], json.loads(row[1]), *row[2:]) if row else None


def keep_sections(tx: Tx, round_id: UUID, sections: Mapping[str, str], saved: datetime) -> None:
    tx.run(
        "INSERT INTO report VALUES ($1, $2, '', 0, NULL, NULL, '', '', '', '', $3) "
        "ON CONFLICT (round_id) DO UPDATE SET sections = excluded.sections, saved = excluded.saved",
        round_id,
        json.dumps(dict(sections), ensure_ascii=False),
        saved,
    )


def last_sequence(tx: Tx, year: int) -> int:
    row = tx.one(
        "SELECT coalesce(max(sequence), 0) FROM report WHERE dated >= $1 AND dated < $2",
        date(year, 1, 1),
        date(year + 1, 1, 1),
    )
    return int(row[0]) if row else 0


def keep_approval(tx: Tx, report: Report, sequence: int) -> None:
    tx.run(
        "UPDATE report SET number = $2, sequence = $3, dated = $4, approved_by = $5, acting_as = $6, data_hash = $7, "
        "file_hash = $8, frozen = $9 WHERE round_id = $1",
        report.round_id,
        report.number,
        sequence,
        report.dated,
        report.approved_by,
        report.acting_as,
        report.data_hash,
        report.file_hash,
        report.frozen,
    )


def keep_document(tx: Tx, round_id: UUID, content: bytes) -> None:
    tx.run("INSERT INTO document VALUES ($1, $2)", round_id, content)


def document_of(tx: Tx, round_id: UUID) -> bytes | None:
    row = tx.one("SELECT content FROM document WHERE round_id = $1", round_id)
    return bytes(row[0]) if row else None


INTERPRETATION = (
    "SELECT i.id, i.card_code, i.criterion, i.text, i.round_id, rd.title, coalesce(p.number, ''), i.effective_from, "
    "i.replaced_by, i.replaced_on FROM interpretation i JOIN round rd ON rd.id = i.round_id "
    "LEFT JOIN report p ON p.round_id = i.round_id "
)


def _interpretation(row: Row) -> Interpretation:
    return Interpretation(*row)


def interpretations(tx: Tx) -> list[Interpretation]:
    """The whole register, newest first."""
    rows = tx.all(INTERPRETATION + "ORDER BY i.effective_from DESC, i.card_code, i.criterion, i.id")
    return [_interpretation(row) for row in rows]


def interpretations_in_force(tx: Tx, card_code: str) -> list[Interpretation]:
    rows = tx.all(
        INTERPRETATION
        + "WHERE i.card_code = $1 AND i.replaced_on IS NULL ORDER BY i.criterion, i.effective_from DESC, i.id",
        card_code,
    )
    return [_interpretation(row) for row in rows]


def insert_interpretation(tx: Tx, kept: Interpretation, recording_id: UUID) -> None:
    tx.run(
        "INSERT INTO interpretation (id, card_code, criterion, text, round_id, recording_id, effective_from) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        kept.id,
        kept.card_code,
        kept.criterion,
        kept.text,
        kept.round_id,
        recording_id,
        kept.effective_from,
    )


def replace_interpretation(tx: Tx, old_id: UUID, new_id: UUID | None, day: date) -> None:
    tx.run("UPDATE interpretation SET replaced_by = $2, replaced_on = $3 WHERE id = $1", old_id, new_id, day)
