"""Queries of sign-ins (by the hash of their token) and of failed attempts."""

from datetime import datetime
from uuid import UUID

from core.store import Tx


def insert_sign_in(tx: Tx, token_hash: str, person_id: UUID, started: datetime, expires: datetime) -> None:
    tx.run(
        "INSERT INTO sign_in (token_hash, person_id, started, last_seen, expires) VALUES ($1, $2, $3, $3, $4)",
        token_hash,
        person_id,
        started,
        expires,
    )


def sign_in_of(tx: Tx, token_hash: str) -> tuple[UUID, datetime, datetime] | None:
    """Person, when last seen, when it expires; None when unknown or revoked."""
    row = tx.one(
        "SELECT person_id, last_seen, expires FROM sign_in WHERE token_hash = $1 AND revoked IS NULL", token_hash
    )
    return (row[0], row[1], row[2]) if row else None


def hand_over(tx: Tx, token_hash: str, now: datetime, since: datetime) -> bool:
    """Whether this sign-in had not been handed over yet and began after `since`; from now on it is."""
    return bool(
        tx.all(
            "UPDATE sign_in SET handed_over = $2 WHERE token_hash = $1 AND handed_over IS NULL AND started > $3 "
            "RETURNING token_hash",
            token_hash,
            now,
            since,
        )
    )


def keep_seen(tx: Tx, token_hash: str, seen: datetime) -> None:
    """Also when it is earlier than before, as after a clock was put right."""
    tx.run("UPDATE sign_in SET last_seen = $2 WHERE token_hash = $1", token_hash, seen)


def revoke(tx: Tx, token_hash: str, revoked: datetime) -> None:
    tx.run("UPDATE sign_in SET revoked = $2 WHERE token_hash = $1 AND revoked IS NULL", token_hash, revoked)


def revoke_all_of(tx: Tx, person_id: UUID, revoked: datetime, except_hash: str = "") -> None:
    tx.run(
        "UPDATE sign_in SET revoked = $2 WHERE person_id = $1 AND revoked IS NULL AND token_hash <> $3",
        person_id,
        revoked,
        except_hash,
    )


def forget_sign_ins_before(tx: Tx, moment: datetime) -> None:
    tx.run("DELETE FROM sign_in WHERE expires < $1", moment)


def failures_of(tx: Tx, who: str) -> tuple[int, datetime, datetime | None] | None:
    """How often, when last, blocked until when."""
    row = tx.one("SELECT failures, last_failed, blocked_until FROM sign_in_failure WHERE who = $1", who)
    return (int(row[0]), row[1], row[2]) if row else None


def keep_failure(tx: Tx, who: str, failures: int, last_failed: datetime, blocked_until: datetime | None) -> None:
    tx.run(
        "INSERT INTO sign_in_failure (who, failures, last_failed, blocked_until) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (who) DO UPDATE SET failures = excluded.failures, last_failed = excluded.last_failed, "
        "blocked_until = excluded.blocked_until",
        who,
        failures,
        last_failed,
        blocked_until,
    )


def forget_failures(tx: Tx, person: str, pair_beginning: str) -> None:
    """Of one person: everywhere, and together with every address."""
    tx.run("DELETE FROM sign_in_failure WHERE who = $1 OR left(who, length($2)) = $2", person, pair_beginning)


def forget_failures_before(tx: Tx, moment: datetime) -> None:
    tx.run("DELETE FROM sign_in_failure WHERE last_failed < $1", moment)
