"""A backup: one archive with the store, the sounds that it names, and a manifest of hashes.

It knows: the archive is a plain ZIP; its last 64 bytes, the ZIP's comment, are the SHA-256 of everything before them.
Shaped so because: the store is copied in one snapshot into a DuckDB file, whichever engine serves, so people go on
working and the archive can be restored into either; it gets its name only when it is whole and on the disk.
It must not know: who asks for it (web/backup.py), how it is restored (core/restore.py).
"""

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from errno import EIO
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from core.errors import Unavailable
from core.settings import PROJECT
from core.sounds_place import Folder, sounds
from core.store import Store, Tx, migrate, open_store, samples_sql, settings_sql
from core.store.copy import Progress, copy

FORMAT = 1
MANIFEST, STORE, SOUNDS = "manifest.json", "store.duckdb", "recordings/"
BLOCK, SEAL_BYTES = 1 << 20, 64
KEPT_AS = "backup_made"
BEGUN, LONGEST = ".selaras-", timedelta(days=1)


@dataclass(frozen=True)
class Packed:
    """A file as the archive holds it."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What is in an archive, and what made it. `lacking` are sounds that the store names and that were not found."""

    format: int
    made: str
    program: str
    schema: int
    rows: Mapping[str, int]
    files: Mapping[str, Packed]
    lacking: Sequence[str]


def write_backup(store: Store, folder: Path, now: datetime, tell: Progress) -> tuple[Path, Manifest]:
    """An archive in this folder, its owner's alone; Unavailable when it cannot be written. `tell` may end it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _sweep(folder, now)
        with TemporaryDirectory(prefix=BEGUN, dir=folder) as own:
            manifest = _pack(store, Path(own), now, tell)
            return _named(Path(own) / "draft.zip", folder / f"selaras-{now:%Y-%m-%dT%H%M%S}Z.zip"), manifest
    except OSError as fault:
        raise Unavailable(
            "No backup was made: {folder} cannot be written ({cause}). Correct that, then try again.",
            folder=folder,
            cause=fault.strerror or fault,
        ) from fault


def remember_backup(store: Store, now: datetime) -> None:
    """Not among what the archive itself holds: it is the store as it was before."""
    store.write(lambda tx: settings_sql.keep_value(tx, KEPT_AS, now.isoformat()))


def last_backup(tx: Tx) -> datetime | None:
    """When one of this store was made, whichever process made it."""
    kept = settings_sql.value_of(tx, KEPT_AS)
    return datetime.fromisoformat(kept) if kept else None


def schema_version() -> int:
    return migrate.steps()[-1].number


def sound_named(tx: Tx) -> list[str]:
    """In the place of the recordings; not what was deleted because its time was up."""
    named = {path for pair in samples_sql.all_media_paths(tx) for path in pair if path}
    return sorted(named - set(samples_sql.media_of_purged_rounds(tx)))


def seal_of(archive: BinaryIO) -> str:
    """What its last bytes must say. Leaves the file before them."""
    left, digest = os.fstat(archive.fileno()).st_size - SEAL_BYTES, sha256()
    archive.seek(0)
    while left > 0 and (block := archive.read(min(BLOCK, left))):
        digest.update(block)
        left -= len(block)
    return digest.hexdigest()


def _sweep(folder: Path, now: datetime) -> None:
    """What a killed process left half done."""
    for begun in folder.glob(f"{BEGUN}*"):
        if begun.stat().st_mtime < (now - LONGEST).timestamp():
            shutil.rmtree(begun, ignore_errors=True)


def _pack(store: Store, own: Path, now: datetime, tell: Progress) -> Manifest:
    with closing(open_store(f"duckdb:///{own / STORE}")) as kept:
        rows = {table: tally.rows for table, tally in copy(store, kept, tell).items()}
        named = kept.read(sound_named)
    if (own / f"{STORE}.wal").exists():
        raise OSError(EIO, "its copy of the store was not finished")
    files: dict[str, Packed] = {}
    with ZipFile(own / "draft.zip", "w") as archive:
        files[STORE] = _add(archive, STORE, Folder(own).read(STORE), now, ZIP_DEFLATED)
        for done, name in enumerate(named, start=1):
            # Deleted a moment ago because its time was up, or lost: the manifest says so.
            with suppress(FileNotFoundError):
                files[SOUNDS + name] = _add(archive, SOUNDS + name, sounds().read(name), now)
            tell("recordings", done, len(named))
        lacking = [name for name in named if SOUNDS + name not in files]
        manifest = Manifest(FORMAT, now.isoformat(), program_version(), schema_version(), rows, files, lacking)
        archive.writestr(ZipInfo(MANIFEST, _clock(now)), json.dumps(asdict(manifest), indent=1))
        archive.comment = b"0" * SEAL_BYTES
    return manifest


def _add(archive: ZipFile, name: str, blocks: Iterator[bytes], now: datetime, how: int = ZIP_STORED) -> Packed:
    """Sound is kept as it is: it hardly shrinks, and the program has people to serve."""
    info, digest, size = ZipInfo(name, _clock(now)), sha256(), 0
    info.compress_type = how
    with archive.open(info, "w", force_zip64=True) as place:
        for block in blocks:
            digest.update(block)
            size += len(block)
            place.write(block)
    return Packed(size, digest.hexdigest())


def _named(draft: Path, name: Path) -> Path:
    with draft.open("r+b") as archive:
        seal = seal_of(archive)
        archive.seek(-SEAL_BYTES, os.SEEK_END)
        archive.write(seal.encode())
        archive.flush()
        os.fsync(archive.fileno())
    draft.chmod(0o600)
    if name.exists():
        raise FileExistsError(None, name.name)
    return draft.rename(name)


def _clock(now: datetime) -> tuple[int, int, int, int, int, int]:
    return (now.year, now.month, now.day, now.hour, now.minute, now.second)


def program_version() -> str:
    """The version that the changelog opens with."""
    found = re.search(r"^## (\S+)", (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else ""
