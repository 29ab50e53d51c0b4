"""A ZIP of recordings opened safely: what is in it, and how it is taken out.

It knows: the tricks of hostile and of merely odd archives, and the limits of an import.
Shaped so because: an archive's directory can lie, so it is checked before anything is unpacked, and bytes are counted
again while unpacking; files get plain numbered names on disk, so that no name in the archive reaches the file system.
It must not know: sound, the list's content, where recordings are kept for good.
"""

import os
import re
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from core.errors import Invalid
from core.language import Message
from core.manifest import file_key
from core.manifest_table import MOST_BYTES

MEGABYTE = 1_000_000
BLOCK = 1 << 18
DIRECTORY_TAIL = 65_557 + 76
DIRECTORY_BYTES_PER_ENTRY = 1_000
SMALL_ENOUGH_FOR_ANY_RATIO = 20 * MEGABYTE
LIST_SUFFIXES = (".csv", ".xlsx")
ARCHIVE_SUFFIXES = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz")
SYSTEM_FILES = {".ds_store", "thumbs.db", "desktop.ini"}
ENCRYPTED = 0x1
UNREADABLE = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError)


@dataclass(frozen=True)
class Limits:
    """How much one import may bring; sizes in bytes, `ratio` is unpacked to packed."""

    file_bytes: int = 200 * MEGABYTE
    import_bytes: int = 1_000 * MEGABYTE
    entries: int = 1_000
    ratio: int = 200


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True)
class Bundle:
    """A checked ZIP: the list in it, if there is one, and every other file by its name without folders."""

    path: Path
    name: str
    limits: Limits
    manifest: str | None
    members: Mapping[str, str]
    """File name → place in the archive, the list included."""

    @property
    def file_names(self) -> tuple[str, ...]:
        return tuple(name for name in self.members if name != self.manifest)

    def manifest_bytes(self) -> bytes:
        """The list's content; its size is bounded by the limit for one list."""
        if self.manifest is None:
            raise Invalid("The ZIP file {name} contains no list (CSV or XLSX). Add one.", name=self.name)
        with self._open() as archive, archive.open(self.members[self.manifest]) as source:
            return source.read(MOST_BYTES + 1)

    def extract(self, folder: Path) -> dict[str, Path]:
        """Unpacks all but the list into a fresh folder; where each file now stands. Nothing stays when one fails."""
        folder.mkdir(parents=True, exist_ok=True)
        unpacked: dict[str, Path] = {}
        left = self.limits.import_bytes
        try:
            with self._open() as archive:
                for number, name in enumerate(self.file_names, 1):
                    unpacked[name] = folder / f"{number:04d}"
                    left -= self._unpack(archive, name, unpacked[name], min(left, self.limits.file_bytes))
        except BaseException:
            for target in unpacked.values():
                target.unlink(missing_ok=True)
            raise
        return unpacked

    def _unpack(self, archive: zipfile.ZipFile, name: str, target: Path, most: int) -> int:
        written = 0
        with archive.open(self.members[name]) as source, target.open("xb") as copy:
            while block := source.read(BLOCK):
                written += len(block)
                if written > most:
                    raise _too_large(self.name, self.limits)
                copy.write(block)
        return written

    @contextmanager
    def _open(self) -> Iterator[zipfile.ZipFile]:
        try:
            with zipfile.ZipFile(self.path) as archive:
                yield archive
        except UNREADABLE as error:
            raise _damaged(self.name) from error


def open_bundle(path: Path, limits: Limits = DEFAULT_LIMITS, name: str = "") -> Bundle:
    """Checks the whole directory before anything is unpacked; `name` is how the person knows the file."""
    name = name or path.name
    if path.stat().st_size == 0:
        raise Invalid("The file {name} is empty. Choose a ZIP file with recordings and their list.", name=name)
    try:
        with path.open("rb") as file:
            _refuse_huge_directory(file, name, limits)
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (*UNREADABLE, OSError) as error:
        raise _damaged(name) from error
    if not all(0 <= entry.header_offset < path.stat().st_size for entry in entries):
        raise _damaged(name)
    if len(entries) > limits.entries:
        raise _too_many(name, limits)
    _refuse_together(name, [problem for entry in entries if (problem := _entry_problem(entry, limits))])
    files = [entry for entry in entries if not _is_ignored(entry.filename)]
    _refuse_bomb(path, name, files, limits)
    _refuse_together(name, _repeated(files))
    members = {_base(entry.filename): entry.filename for entry in files}
    return Bundle(path, name, limits, _the_list(name, members), members)


def _refuse_huge_directory(file: BinaryIO, name: str, limits: Limits) -> None:
    """zipfile reads the whole directory into memory, so its stated size is looked at first, also in the long form."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(end - DIRECTORY_TAIL, 0))
    tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0:
        raise zipfile.BadZipFile
    _, count, size = struct.unpack_from("<HHI", tail, place + 8)
    long_form = place - 76
    if long_form >= 0 and tail[place - 20 : place - 16] == b"PK\x06\x07" and tail[long_form:][:4] == b"PK\x06\x06":
        count, size = struct.unpack_from("<QQ", tail, long_form + 32)
    if count > limits.entries or size > limits.entries * DIRECTORY_BYTES_PER_ENTRY:
        raise _too_many(name, limits)


def _entry_problem(entry: zipfile.ZipInfo, limits: Limits) -> Message | None:
    """Why this entry may not be in an import; the original name is judged, before zipfile tidies it."""
    written = entry.orig_filename
    shown = {"entry": written[:80]}
    parts = written.replace("\\", "/").split("/")
    if ".." in parts or written[:1] in ("/", "\\") or re.match(r"[A-Za-z]:", written) or "\0" in written:
        return Message("The entry {entry} points outside the ZIP file. Pack the files again without such names.", shown)
    if stat.S_IFMT(entry.external_attr >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        return Message("The entry {entry} is a link or a device, not a file. Pack the file itself.", shown)
    if entry.flag_bits & ENCRYPTED:
        return Message("The entry {entry} is locked with a password. Pack the files without a password.", shown)
    if _base(written).lower().endswith(ARCHIVE_SUFFIXES):
        return Message("The entry {entry} is an archive inside the archive. Pack its files directly.", shown)
    if entry.file_size > limits.file_bytes:
        params = shown | {"limit": limits.file_bytes // MEGABYTE}
        return Message("The entry {entry} is larger than {limit} MB. Leave it out or shorten the recording.", params)
    return None


def _refuse_together(name: str, problems: Sequence[Message]) -> None:
    if len(problems) == 1:
        raise Invalid("The ZIP file {name} cannot be used. {problem}", name=name, problem=problems[0])
    if problems:
        raise Invalid(
            "The ZIP file {name} cannot be used. {problem} There are {n} such faults.",
            problems,
            name=name,
            problem=problems[0],
            n=len(problems),
        )


def _is_ignored(place: str) -> bool:
    """Folders, and what operating systems put into archives unasked."""
    parts = place.replace("\\", "/").split("/")
    return not parts[-1] or "__MACOSX" in parts or parts[-1].lower() in SYSTEM_FILES or parts[-1].startswith("._")


def _base(place: str) -> str:
    return place.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def _refuse_bomb(path: Path, name: str, files: Sequence[zipfile.ZipInfo], limits: Limits) -> None:
    total = sum(entry.file_size for entry in files)
    if total > limits.import_bytes:
        raise _too_large(name, limits)
    if total > SMALL_ENOUGH_FOR_ANY_RATIO and total > path.stat().st_size * limits.ratio:
        raise Invalid(
            "The ZIP file {name} would unpack to more than {ratio} times its size, which recordings never do. Pack the "
            "original files again.",
            name=name,
            ratio=limits.ratio,
        )


def _repeated(files: Sequence[zipfile.ZipInfo]) -> list[Message]:
    keys = Counter(file_key(entry.filename) for entry in files)
    return [
        Message("Several files are called {entry}. Give each file its own name.", {"entry": key[:80]})
        for key, number in keys.items()
        if number > 1
    ]


def _the_list(name: str, members: Iterable[str]) -> str | None:
    lists = [member for member in members if member.lower().endswith(LIST_SUFFIXES)]
    if len(lists) > 1:
        raise Invalid(
            "The ZIP file {name} contains several lists ({lists}). Leave only one CSV or XLSX file in it.",
            name=name,
            lists=", ".join(lists[:5]),
        )
    return lists[0] if lists else None


def _damaged(name: str) -> Invalid:
    return Invalid("The file {name} is not a ZIP file or is damaged. Pack the recordings again.", name=name)


def _too_many(name: str, limits: Limits) -> Invalid:
    return Invalid(
        "The ZIP file {name} contains more than {limit} entries. Divide it into several imports.",
        name=name,
        limit=limits.entries,
    )


def _too_large(name: str, limits: Limits) -> Invalid:
    return Invalid(
        "The files in {name} are larger than {limit} MB together. Divide them into several imports.",
        name=name,
        limit=limits.import_bytes // MEGABYTE,
    )
