"""Files that have arrived and wait for a verb to take them.

It knows: whose each file is, and for which round.
Shaped so because: a page drawn anew, or loaded anew, finds what was sent already.
It must not know: how a file arrives (web/upload_routes.py), what is in it.
"""

import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from uuid import UUID, uuid4

from core.settings import recordings_folder

A_DAY = 86_400


@dataclass(frozen=True)
class Upload:
    """`path` may be read until the upload is let go."""

    person_id: UUID
    round_id: UUID
    name: str
    path: Path
    size: int


class Arrivals:
    def __init__(self) -> None:
        self._uploads: list[Upload] = []
        self._lock = Lock()

    def keep(self, upload: Upload) -> None:
        with self._lock:
            self._uploads.append(upload)

    def waiting(self, person_id: UUID, round_id: UUID) -> list[Upload]:
        with self._lock:
            return [one for one in self._uploads if (one.person_id, one.round_id) == (person_id, round_id)]

    def let_go(self, uploads: Iterable[Upload]) -> None:
        gone = set(uploads)
        with self._lock:
            self._uploads = [one for one in self._uploads if one not in gone]
        for upload in gone:
            _delete(upload.path)
            for unpacked in upload.path.parent.glob(f"{upload.path.name}.*"):
                _delete(unpacked)


def place_for_a_file() -> Path:
    folder = recordings_folder() / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / uuid4().hex


def clear_what_nobody_took() -> None:
    """At start: a file that arrived a day ago belongs to a process that is gone."""
    for path in (recordings_folder() / "incoming").glob("*"):
        if time.time() - path.stat().st_mtime > A_DAY:
            _delete(path)


def _delete(path: Path) -> None:
    """A file, or the folder that a ZIP was unpacked into."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
