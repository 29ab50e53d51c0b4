"""How long sound is kept: the audio of a round goes a set number of days after it was archived or cancelled.

It knows: recordings are secret and needed only while a round runs; texts, scores and the report stay.
Shaped so because: a transaction cannot take back a deleted file, so it only marks and names the files; whoever runs the
program deletes them after the commit, and what a crash left over is named again the next time.
It must not know: who runs it and when.
"""

from datetime import datetime, timedelta
from uuid import uuid4

from core.codes import Stage
from core.model import Round
from core.outcomes import AuditRow
from core.settings import number
from core.store import Tx, audit_sql, rounds_sql, samples_sql

NAME = "Selaras"
OVER = (Stage.ARCHIVED, Stage.DONE, Stage.CANCELLED)


def purge_audio(tx: Tx, now: datetime) -> list[str]:
    """Mark every round whose time is up; returns the files that are to be deleted, or were, after the commit."""
    longest = timedelta(days=number(tx, "audio_days"))
    for round_ in rounds_sql.rounds_in_stages(tx, OVER):
        ended = _ended(tx, round_)
        if round_.audio_purged is None and ended is not None and now - ended > longest:
            rounds_sql.keep_audio_purged(tx, round_.id, now)
            rounds_sql.bump_version(tx, round_.id)
            audit_sql.append(tx, AuditRow(uuid4(), now, NAME, "", "purge_audio", round_.id, "", "", "", ""), None)
    return samples_sql.media_of_purged_rounds(tx)


def _ended(tx: Tx, round_: Round) -> datetime | None:
    if round_.archived:
        return round_.archived
    cancelled = audit_sql.last_move_to(tx, round_.id, Stage.CANCELLED)
    return cancelled.happened if cancelled else None
