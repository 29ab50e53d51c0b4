"""Who may send files for a round, and how large they may be.

It knows: files come for recordings that are brought or that replace one.
Shaped so because: a file is refused before its first byte is kept, not after two hundred million.
It must not know: what is in a file (core/media.py), or what becomes of it (core/samples.py).
"""

from datetime import datetime
from uuid import UUID

from core.access import allowed, require_in_round
from core.archive_files import Limits
from core.codes import Action
from core.errors import NotAllowed
from core.intake import limits_in_force
from core.model import Person
from core.store import Tx


def room_for_files(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> Limits:
    """The limits for somebody who may bring or replace recordings in this round now; refused to everyone else."""
    permit = require_in_round(tx, Action.SEE_ROUND, by, now, round_id)
    brings = (Action.BRING_RECORDING, Action.REPLACE_RECORDING)
    if not any(allowed(action, permit.relations, permit.round.stage) for action in brings):
        raise NotAllowed("You cannot send files for this round now. Look at the round's stage.")
    return limits_in_force(tx)
