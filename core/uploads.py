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
from core.errors import NotAllowed
from core.intake import limits_in_force
from core.model import Person
from core.settings import recordings_folder
from core.store import Tx, uploads_sql

LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True)
class Upload:
    id: UUID
    person_id: UUID
    round_id: UUID
    name: str
    size: int

    @property
    def path(self) -> Path:
        """May be read until the upload is let go."""
        return place_of(self.id)


def place_of(upload_id: UUID) -> Path:
    return incoming_folder() / upload_id.hex


def incoming_folder() -> Path:
    return recordings_folder() / "incoming"


def room_for_files(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> Limits:
    """The limits for somebody who may bring or replace recordings in this round now; refused to everyone else."""
    permit = require_in_round(tx, Action.SEE_ROUND, by, now, round_id)
    brings = (Action.BRING_RECORDING, Action.REPLACE_RECORDING)
    if not any(allowed(action, permit.relations, permit.round.stage) for action in brings):
        raise NotAllowed("You cannot send files for this round now. Look at the round's stage.")
    return limits_in_force(tx)


def keep_upload(tx: Tx, upload: Upload, *, by: Person, now: datetime) -> None:
    """The file lies whole in its place: from now on it waits."""
    permit = require_in_round(tx, Action.SEE_ROUND, by, now, upload.round_id)
    uploads_sql.insert_upload(tx, upload.id, permit.by.id, upload.round_id, upload.name, upload.size, now)


def waiting_uploads(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> list[Upload]:
    """What this person has sent for the round and no verb has taken yet, in the order of arrival."""
    permit = require_in_round(tx, Action.SEE_ROUND, by, now, round_id)
    uploads = [Upload(*row) for row in uploads_sql.uploads_of(tx, permit.by.id, round_id)]
    return [upload for upload in uploads if upload.path.is_file()]


def forget_uploads(tx: Tx, uploads: Sequence[Upload], *, by: Person, now: datetime) -> None:
    """One's own only. The files themselves go after the commit, by `delete_uploaded`."""
    uploads_sql.delete_uploads(tx, by.id, [upload.id for upload in uploads])


def forget_untaken(tx: Tx, now: datetime) -> None:
    """Housekeeping: what nobody took for a day; `delete_untaken` deletes the files."""
    uploads_sql.delete_uploads_before(tx, now - LONGEST_WAIT)


def delete_uploaded(uploads: Sequence[Upload]) -> None:
    """The files, and what a ZIP among them was unpacked into."""
    for upload in uploads:
        for path in (upload.path, *upload.path.parent.glob(f"{upload.path.name}.*")):
            _delete(path)


def delete_untaken(now: datetime) -> None:
    """Every file that began to arrive longer ago, also one whose sender or receiver was gone before it was whole."""
    for path in incoming_folder().glob("*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < (now - LONGEST_WAIT).timestamp():
                _delete(path)


def _delete(path: Path) -> None:
    """A file, or the folder that a ZIP was unpacked into."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
