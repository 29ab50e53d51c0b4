"""Queries of approved reports without their frozen figures, which are long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from core.codes import Stage
from core.store import Row, Tx


@dataclass(frozen=True)
class IssuedReport:
    """What stands on the cover of an approved report, and the fingerprints it was issued with."""

    round_id: UUID
    title: str
    period: str
    stage: Stage
    number: str
    dated: date
    approved_by: str
    acting_as: str
    data_hash: str
    file_hash: str


SELECT = (
    "SELECT rd.id, rd.title, rd.period, rd.stage, p.number, p.dated, coalesce(person.name, ''), p.acting_as, "
    "p.data_hash, p.file_hash FROM report p JOIN round rd ON rd.id = p.round_id "
    "LEFT JOIN person ON person.id = p.approved_by "
)


def _issued(row: Row) -> IssuedReport:
    return IssuedReport(row[0], row[1], row[2], Stage(row[3]), *row[4:])


def issued_of(tx: Tx, round_ids: Sequence[UUID]) -> list[IssuedReport]:
    """The approved reports of these rounds, newest first."""
    rows = tx.all(
        SELECT + "WHERE p.dated IS NOT NULL AND rd.id = ANY($1) ORDER BY p.dated DESC, p.sequence DESC, rd.id",
        list(round_ids),
    )
    return [_issued(row) for row in rows]


def issued_with_file(tx: Tx, file_hash: str) -> IssuedReport | None:
    row = tx.one(SELECT + "WHERE p.dated IS NOT NULL AND p.file_hash = $1", file_hash)
    return _issued(row) if row else None
