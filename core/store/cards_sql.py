"""Queries of scorecards: the file's text as it was imported, never changed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.store import Row, Tx

COLUMNS = "id, code, version, title, is_text, source, sha256, is_withdrawn, imported_by, imported"


@dataclass(frozen=True)
class KeptCard:
    """A card version as it is kept; core/scorecard_file.py reads `source`."""

    id: UUID
    code: str
    version: str
    title: str
    is_text: bool
    source: str
    sha256: str
    is_withdrawn: bool
    imported_by: UUID | None
    imported: datetime


def _card(row: Row) -> KeptCard:
    return KeptCard(*row)


def cards(tx: Tx) -> list[KeptCard]:
    return [_card(row) for row in tx.all(f"SELECT {COLUMNS} FROM scorecard ORDER BY code, imported DESC, id")]


def card_by_id(tx: Tx, card_id: UUID) -> KeptCard | None:
    row = tx.one(f"SELECT {COLUMNS} FROM scorecard WHERE id = $1", card_id)
    return _card(row) if row else None


def insert_card(tx: Tx, card: KeptCard) -> None:
    tx.run(
        f"INSERT INTO scorecard ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        card.id,
        card.code,
        card.version,
        card.title,
        card.is_text,
        card.source,
        card.sha256,
        card.is_withdrawn,
        card.imported_by,
        card.imported,
    )


def withdraw_card(tx: Tx, card_id: UUID, is_withdrawn: bool) -> None:
    tx.run("UPDATE scorecard SET is_withdrawn = $2 WHERE id = $1", card_id, is_withdrawn)


def rounds_using(tx: Tx, card_id: UUID) -> int:
    row = tx.one("SELECT count(*) FROM round WHERE card_id = $1", card_id)
    return int(row[0]) if row else 0
