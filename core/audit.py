"""The audit trail: every act leaves one row in its own transaction.

It knows: how a permit becomes a row, and who may read which rows (as for scores: a round's trail is its head's and
supervisor's; the trail of people, cards and calendar is the administrator's).
Shaped so because: the command's id is the row's key, so a command that arrives twice is done once.
It must not know: score values. Before the reveal no value ever stands in a row, and nothing here could put it there.
"""

from datetime import datetime
from uuid import UUID

from core.access import Permit, RoundPermit, require, require_in_round
from core.codes import Action
from core.model import Person
from core.outcomes import AuditRow
from core.store import Tx, audit_sql, rounds_sql


def record(
    tx: Tx,
    permit: Permit,
    *,
    subject: str = "",
    was: str = "",
    became: str = "",
    reason: str = "",
    wakes: bool = True,
) -> None:
    """Write the row of this act; in a round, also bump the round's version (`wakes`) so that open pages follow."""
    round_id = permit.round.id if isinstance(permit, RoundPermit) else None
    if round_id and wakes:
        rounds_sql.bump_version(tx, round_id)
    row = AuditRow(
        tx.next_row_id(),
        permit.now,
        permit.by.name,
        permit.acting_as,
        str(permit.action),
        round_id,
        subject,
        was,
        became,
        reason,
    )
    audit_sql.append(tx, row, permit.by.id)


def audit_of_round(
    tx: Tx, round_id: UUID, since: datetime, until: datetime, limit: int = 2000, *, by: Person, now: datetime
) -> list[AuditRow]:
    require_in_round(tx, Action.READ_ROUND_AUDIT, by, now, round_id)
    return audit_sql.rows_of_round(tx, round_id, since, until, limit)


def audit_of_people(
    tx: Tx, since: datetime, until: datetime, limit: int = 2000, *, by: Person, now: datetime
) -> list[AuditRow]:
    require(tx, Action.READ_PEOPLE_AUDIT, by, now)
    return audit_sql.rows_outside_rounds(tx, since, until, limit)
