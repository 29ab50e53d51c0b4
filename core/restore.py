"""Restoring a backup: `python -m core.restore ARCHIVE` puts it where this program's settings point.

It knows: an archive is proved whole before anything is put in place; sounds are put in place before the store, and the
store in one transaction, so what is interrupted leaves an empty store and can be done again.
Shaped so because: a restore is done in haste; it must never make things worse, so it overwrites nothing.
It must not know: how an archive is made (core/backup.py).
"""

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile

from core.backup import BLOCK, FORMAT, MANIFEST, SEAL_BYTES, SOUNDS, STORE, Manifest, Packed, schema_version, seal_of
from core.errors import Invalid, SelarasError
from core.language import Message
from core.secret import KEPT_AS
from core.settings import data_folder, store_url
from core.sounds_place import DRAFT, sounds
from core.store import Store, open_store, settings_sql
from core.store.__main__ import tell
from core.store.copy import Progress, copy, require_empty

BEGUN = ".restore-"


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("python -m core.restore ARCHIVE", file=sys.stderr)
        return 2
    try:
        manifest = restore(Path(arguments[0]), store_url(), tell)
    except SelarasError as refusal:
        print(f"\n{refusal}", file=sys.stderr)
        return 2
    values = {"made": manifest.made, "rows": f"{sum(manifest.rows.values()):,}", "files": len(manifest.files) - 1}
    done = Message("Restored as it was at {made}: {rows} rows and {files} sound files. Everyone signs in anew.", values)
    print(done.english())
    return 0


def restore(place: Path, url: str, tell: Progress) -> Manifest:
    """Into an empty store and a place of recordings without any others; Invalid, and nothing changed, if it fails."""
    try:
        with place.open("rb") as sealed:
            whole = seal_of(sealed).encode() == sealed.read(SEAL_BYTES)
        if not whole:
            raise _damaged(place.name)
        with ZipFile(place) as archive:
            manifest = _manifest(archive)
            there = _sounds_there_already(manifest)
            with closing(open_store(url)) as target:
                require_empty(target)
                _unpacked_into(target, archive, manifest, there, tell)
    except OSError as fault:
        raise Invalid(
            "Nothing was restored from {place} ({cause}). Correct that, then try again.",
            place=place,
            cause=fault.strerror or fault,
        ) from fault
    except BadZipFile:
        raise _damaged(place.name) from None
    return manifest


def _manifest(archive: ZipFile) -> Manifest:
    try:
        read = json.loads(archive.read(MANIFEST))
        is_newer, program = read["format"] > FORMAT or read["schema"] > schema_version(), read["program"]
        files = {name: Packed(**packed) for name, packed in read.pop("files").items()}
        manifest = None if is_newer else Manifest(files=files, **read)
    except (KeyError, TypeError, ValueError):
        raise _damaged(MANIFEST) from None
    if manifest is None:
        raise Invalid(
            "This backup was made by a newer version of the program ({program}). Install the newer version, then "
            "restore it.",
            program=program,
        )
    if not files.keys() <= set(archive.namelist()) or not all(map(_has_a_place, files)):
        raise _damaged(MANIFEST)
    return manifest


def _has_a_place(name: str) -> bool:
    """A name may not lead out of the place of the recordings."""
    return name == STORE or (name.startswith(SOUNDS) and ".." not in PurePosixPath(name).parts and "\\" not in name)


def _sounds_there_already(manifest: Manifest) -> set[str]:
    """Nothing may be but what the archive holds too: from a restore that was killed, or the store alone was lost."""
    there = {f"{SOUNDS}{lying.name}" for lying in sounds().lying() if not lying.name.endswith(DRAFT)}
    if not all(name in manifest.files and _is_same(name, manifest.files[name]) for name in there):
        raise Invalid(
            "There are files in {folder} already. Nothing was changed. Move them away, then restore again.",
            folder=sounds().address,
        )
    return there


def _is_same(name: str, packed: Packed) -> bool:
    digest = sha256()
    for block in sounds().read(name.removeprefix(SOUNDS)):
        digest.update(block)
    return digest.hexdigest() == packed.sha256


def _unpacked_into(target: Store, archive: ZipFile, manifest: Manifest, there: set[str], tell: Progress) -> None:
    with _own_folder(data_folder()) as own:
        for done, (name, packed) in enumerate(manifest.files.items(), start=1):
            if name not in there:
                _unpack(archive, name, packed, own / name)
            tell("files", done, len(manifest.files))
        with closing(open_store(f"duckdb:///{own / STORE}")) as kept, _in_place(own / SOUNDS):
            # No secret comes along: the one that is found at the next start is the right one.
            kept.write(lambda tx: settings_sql.forget_value(tx, KEPT_AS))
            copy(kept, target, tell)


@contextmanager
def _own_folder(beside: Path) -> Iterator[Path]:
    """What a killed restore left is cleared away."""
    beside.mkdir(parents=True, exist_ok=True)
    for begun in beside.glob(f"{BEGUN}*"):
        shutil.rmtree(begun, ignore_errors=True)
    with TemporaryDirectory(prefix=BEGUN, dir=beside) as own:
        yield Path(own)


def _unpack(archive: ZipFile, name: str, packed: Packed, place: Path) -> None:
    digest = sha256()
    place.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(name) as source, place.open("xb") as file:
        while block := source.read(BLOCK):
            digest.update(block)
            file.write(block)
    if digest.hexdigest() != packed.sha256:
        raise _damaged(name)


@contextmanager
def _in_place(unpacked: Path) -> Iterator[None]:
    """The unpacked sounds where they belong, for good if all goes well inside."""
    placed: list[str] = []
    try:
        for path in sorted(path for path in unpacked.rglob("*") if path.is_file()):
            placed.append(path.relative_to(unpacked).as_posix())
            sounds().keep(placed[-1], path)
            path.unlink()
        yield
    except BaseException:
        sounds().delete(placed)
        raise


def _damaged(name: str) -> Invalid:
    return Invalid("{name} is not a whole backup of this program. Nothing was restored. Take another copy.", name=name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
