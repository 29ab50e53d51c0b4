"""Files that people send for a round: who may, how large they may be, and those that wait for a verb to take them.

It knows: files come for recordings that are brought or that replace one; whose each file is, and where it lies.
Shaped so because: a file is refused before its first byte is kept, not after two hundred million; what has arrived
stands in the store, so a page drawn anew finds it, whichever process draws it and whichever one took the file in.
It must not know: how a file arrives (web/upload_routes.py), what is in it (core/media.py), what becomes of it
(core/samples.py).
"""

import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from core.access import allowed, require_in_round
from core.archive_files import Limits
from core.codes import Action
from core.errors import NotAllowed, NotFound
from core.intake import limits_in_force
from core.model import Person
from core.sounds_place import INCOMING, fetch, sounds
from core.store import Tx, uploads_sql

LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True)
class Upload:
    id: UUID
    person_id: UUID
    round_id: UUID
    name: str
    size: int

    def at_hand(self) -> Path:
        """The file on this machine, whichever took it in; may be read until the upload is let go."""
        place = place_of(self.id)
        if not place.is_file():
            try:
                fetch(name_of(self.id), place)
            except FileNotFoundError:
                raise NotFound("The file {name} is no longer there. Send it again.", name=self.name) from None
        return place


def name_of(upload_id: UUID) -> str:
    return f"{INCOMING}/{upload_id.hex}"


def place_of(upload_id: UUID) -> Path:
    """Where it lies on this machine while it arrives and is worked on."""
    return sounds().desk / upload_id.hex


def room_for_files(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> Limits:
    """The limits for somebody who may bring or replace recordings in this round now; refused to everyone else."""
    permit = require_in_round(tx, Action.SEE_ROUND, by, now, round_id)
    brings = (Action.BRING_RECORDING, Action.REPLACE_RECORDING)
    if not any(allowed(action, permit.relations, permit.round.stage) for action in brings):
        raise NotAllowed("You cannot send files for this round now. Look at the round's stage.")
    return limits_in_force(tx)


def take_in(upload_id: UUID) -> None:
    """It has arrived whole on this machine's desk: from now on it lies where every process finds it."""
    sounds().keep(name_of(upload_id), place_of(upload_id))


def keep_upload(tx: Tx, upload: Upload, *, by: Person, now: datetime) -> None:
    """The file lies whole in its place: from now on it waits."""
    permit = require_in_round(tx, Action.SEE_ROUND, by, now, upload.round_id)
    uploads_sql.insert_upload(tx, upload.id, permit.by.id, upload.round_id, upload.name, upload.size, now)


def waiting_uploads(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> list[Upload]:
    """What this person has sent for the round and no verb has taken yet, in the order of arrival."""
    permit = require_in_round(tx, Action.SEE_ROUND, by, now, round_id)
    uploads = [Upload(*row) for row in uploads_sql.uploads_of(tx, permit.by.id, round_id)]
    there = {lying.name for lying in sounds().lying(INCOMING)} if uploads else set()
    return [upload for upload in uploads if name_of(upload.id) in there]


def forget_uploads(tx: Tx, uploads: Sequence[Upload], *, by: Person, now: datetime) -> None:
    """One's own only. The files themselves go after the commit, by `delete_uploaded`."""
    uploads_sql.delete_uploads(tx, by.id, [upload.id for upload in uploads])


def forget_untaken(tx: Tx, now: datetime) -> None:
    """Housekeeping: what nobody took for a day; `delete_untaken` deletes the files."""
    uploads_sql.delete_uploads_before(tx, now - LONGEST_WAIT)


def delete_uploaded(uploads: Sequence[Upload]) -> None:
    """The files, and what a ZIP among them was unpacked into."""
    for place in (place_of(upload.id) for upload in uploads):
        for path in (place, *place.parent.glob(f"{place.name}.*")):
            _delete(path)
    sounds().delete(name_of(upload.id) for upload in uploads)


def delete_untaken(now: datetime) -> None:
    """Every file that began to arrive longer ago, also one whose sender or receiver was gone before it was whole."""
    place = sounds()
    for path in place.desk.glob("*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < (now - LONGEST_WAIT).timestamp():
                _delete(path)
    place.delete(lying.name for lying in place.lying(INCOMING) if lying.modified < now - LONGEST_WAIT)


def _delete(path: Path) -> None:
    """A file, or the folder that a ZIP was unpacked into."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
