"""Where the sound of recordings lies: a folder, or a bucket at an S3-compatible address (docs/decisions).

It knows: files have names like `round/hash.wav` and appear whole or not at all; what has arrived and waits lies under
`incoming/`, and on this machine's `desk` while it is worked on.
Shaped so because: everybody asks one place with the same few verbs, so an office of several machines moves its
recordings by one setting. A bucket may be slow or away, so nobody asks it inside a transaction that writes.
It must not know: rights, rounds, what a file holds.
"""

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Protocol, cast

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from core.errors import Invalid, Unavailable
from core.settings import bucket_access, data_folder, recordings_address

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig, S3Config

INCOMING, BUCKET, DRAFT = "incoming", "s3://", ".part"
BLOCK = 1 << 20


@dataclass(frozen=True)
class Lying:
    """A file as the place knows it."""

    name: str
    size: int
    modified: datetime


class Place(Protocol):
    """FileNotFoundError when there is no such file; Unavailable when the place does not answer."""

    @property
    def address(self) -> str: ...

    @property
    def desk(self) -> Path:
        """A folder of this machine; in a folder of recordings, what arrives lies there for everybody."""

    def on_disk(self, name: str) -> Path | None:
        """Its path, where it has one."""

    def look(self, name: str) -> Lying: ...

    def read(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """In blocks, never the whole in memory. Without an end, whether it is there is known before the first block."""

    def keep(self, name: str, source: Path) -> None:
        """A copy, whole under its name or not at all; `source` stays."""

    def delete(self, names: Iterable[str]) -> None:
        """What is gone already is no error."""

    def lying(self, under: str = "") -> list[Lying]: ...

    def require_answer(self) -> None: ...


def sounds() -> Place:
    """The place that the settings name; Invalid when they name none."""
    given = recordings_address()
    return _bucket(given, bucket_access()) if given.startswith(BUCKET) else Folder(Path(given))


def fetch(name: str, target: Path) -> None:
    """A copy of it on this machine, whole or not at all."""
    blocks, draft = sounds().read(name), _draft(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as file:
            file.writelines(blocks)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _draft(target: Path) -> Path:
    return target.with_name(f"{target.name}.{token_hex(4)}{DRAFT}")


class Folder:
    """On this machine, or shared by all of them."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def address(self) -> str:
        return str(self._root)

    @property
    def desk(self) -> Path:
        return self._root / INCOMING

    def on_disk(self, name: str) -> Path | None:
        return self._root / name

    def look(self, name: str) -> Lying:
        found = (self._root / name).stat()
        return Lying(name, found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))

    def read(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        return self._blocks(self._root / name, start, self.look(name).size if end is None else end)

    def _blocks(self, path: Path, start: int, end: int) -> Iterator[bytes]:
        with path.open("rb") as file:
            file.seek(start)
            while block := file.read(min(BLOCK, end - start)):
                start += len(block)
                yield block

    def keep(self, name: str, source: Path) -> None:
        target = self._root / name
        if source == target:
            return
        target.parent.mkdir(parents=True, exist_ok=True)
        draft = _draft(target)
        try:
            shutil.copyfile(source, draft)
            draft.replace(target)
        finally:
            draft.unlink(missing_ok=True)

    def delete(self, names: Iterable[str]) -> None:
        for path in (self._root / name for name in names):
            path.unlink(missing_ok=True)
            if path.parent not in (self._root, self.desk):
                # Something is in it still, or another process was first.
                with suppress(OSError):
                    path.parent.rmdir()

    def lying(self, under: str = "") -> list[Lying]:
        names = (path.relative_to(self._root).as_posix() for path in (self._root / under).rglob("*") if path.is_file())
        found = []
        for name in sorted(names):
            # Another process may have deleted it a moment ago.
            with suppress(FileNotFoundError):
                found.append(self.look(name))
        return found

    def require_answer(self) -> None:
        """The disk is asked with the others (web/health.py)."""


class Bucket:
    """At an S3-compatible address. Each request stands alone and is short, so a slow reader holds nothing open."""

    def __init__(self, address: str, access: tuple[tuple[str, str], ...]) -> None:
        self.address, config = address, dict(access)
        options: ClientConfig = {
            "allow_http": config.pop("aws_allow_http", "").lower() == "true",
            "connect_timeout": "2s",
            "timeout": "20s",
        }
        retry: RetryConfig = {"max_retries": 2, "retry_timeout": timedelta(seconds=5)}
        try:
            self._store = S3Store.from_url(
                address, config=cast("S3Config", config), client_options=options, retry_config=retry
            )
        except (BaseError, ValueError):
            raise Invalid(
                "SELARAS_RECORDINGS must be a folder or look like s3://bucket/place. Correct it, then start again."
            ) from None

    @property
    def desk(self) -> Path:
        return data_folder() / INCOMING

    def on_disk(self, name: str) -> Path | None:
        return None

    def look(self, name: str) -> Lying:
        with _in_words():
            found = obstore.head(self._store, name)
        return Lying(name, found["size"], found["last_modified"])

    def read(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        return self._blocks(name, start, self.look(name).size if end is None else end)

    def _blocks(self, name: str, start: int, end: int) -> Iterator[bytes]:
        for place in range(start, end, BLOCK):
            with _in_words():
                block = obstore.get_range(self._store, name, start=place, end=min(place + BLOCK, end))
            yield bytes(block)

    def keep(self, name: str, source: Path) -> None:
        with _in_words():
            obstore.put(self._store, name, source)

    def delete(self, names: Iterable[str]) -> None:
        with _in_words(), suppress(FileNotFoundError):
            obstore.delete(self._store, list(names))

    def lying(self, under: str = "") -> list[Lying]:
        with _in_words():
            found = [one for block in obstore.list(self._store, prefix=under or None) for one in block]
        return [Lying(one["path"], one["size"], one["last_modified"]) for one in found]

    def require_answer(self) -> None:
        with _in_words():
            obstore.list_with_delimiter(self._store, prefix=INCOMING)


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except BaseError as fault:
        raise Unavailable(
            "The place of the recordings does not answer, so nothing was changed. Wait a moment, then try again; if it "
            "stays so, tell the administrator."
        ) from fault


_bucket = cache(Bucket)
