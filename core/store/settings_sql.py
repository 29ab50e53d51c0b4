"""Queries of the settings table."""

from core.store import Tx


def value_of(tx: Tx, name: str) -> str | None:
    row = tx.one("SELECT value FROM setting WHERE name = $1", name)
    return str(row[0]) if row else None


def keep_value(tx: Tx, name: str, value: str) -> None:
    tx.run("INSERT INTO setting VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value", name, value)


def forget_value(tx: Tx, name: str) -> None:
    tx.run("DELETE FROM setting WHERE name = $1", name)
