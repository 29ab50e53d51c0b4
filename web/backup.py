"""Backups on demand: `python -m web.backup [FOLDER]` asks the serving process for one, or makes it where none serves.

It knows: the socket in the data folder, open to the program's own account only, and one line of JSON each way.
Shaped so because: the DuckDB file has one owner, the serving process; nobody stops it for a backup. A thread of its
own makes it, so pages go on; who asks meanwhile waits.
It must not know: what is in a backup (core/backup.py).
"""

import json
import logging
import socket
import socketserver
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

from core.backup import Manifest, remember_backup, write_backup
from core.errors import SelarasError, Unavailable
from core.language import Message
from core.settings import data_folder, store_url
from core.store import Store, open_store
from core.store.__main__ import tell
from core.store.copy import Progress, require_store

LONGEST_LINE = 10_000
logger = logging.getLogger(__name__)


def main(arguments: list[str]) -> int:
    folder = Path(arguments[0]) if arguments else data_folder() / "backups"
    try:
        said = _asked(folder.absolute()) or _made_here(folder.absolute())
    except SelarasError as refusal:
        said = {"problem": str(refusal)}
    print(said.get("done") or said["problem"], file=sys.stdout if "done" in said else sys.stderr)
    return 0 if "done" in said else 2


def door_place() -> Path:
    return data_folder() / "backup.sock"


@contextmanager
def backups_on_demand(store: Store) -> Iterator[None]:
    """While the program serves. A backup that is under way at its end is given up."""
    if not hasattr(socketserver, "UnixStreamServer"):  # Windows: stop the program, then make the backup.
        yield
        return
    stopping = Event()
    try:
        door = _Door(store, stopping)
    except OSError as fault:
        logger.error("Backups need the program stopped, its socket cannot be made: %s", fault)
        yield
        return
    serving = Thread(target=door.serve_forever, name="backups", daemon=True)
    serving.start()
    try:
        yield
    finally:
        stopping.set()
        door.shutdown()
        door.server_close()
        serving.join()


class _Door(socketserver.UnixStreamServer):
    def __init__(self, store: Store, stopping: Event) -> None:
        self.store, self.stopping, self._place = store, stopping, door_place()
        self._place.parent.mkdir(parents=True, exist_ok=True)
        # What a killed process left; of several processes the one that came last answers.
        self._place.unlink(missing_ok=True)
        super().__init__(str(self._place), _Caller)
        self._file = self._place.stat().st_ino

    def server_bind(self) -> None:
        """Nobody can call before it is activated, and by then it is its owner's alone."""
        super().server_bind()
        self._place.chmod(0o600)

    def server_close(self) -> None:
        super().server_close()
        if self._place.exists() and self._place.stat().st_ino == self._file:
            self._place.unlink()

    def handle_error(self, request: object, client_address: object) -> None:
        """Python's own way prints the words of the fault."""
        logger.exception("A backup was broken off")

    def tell(self, _table: str, _done: int, _count: int) -> None:
        if self.stopping.is_set():
            raise Unavailable("No backup was made: the program is being stopped. Ask again.")


class _Caller(socketserver.StreamRequestHandler):
    server: _Door

    def handle(self) -> None:
        asked = json.loads(self.rfile.readline(LONGEST_LINE))
        try:
            answer = {"done": _made(self.server.store, Path(asked["folder"]), self.server.tell)}
        except SelarasError as refusal:
            logger.error("No backup was made", exc_info=refusal)
            answer = {"problem": str(refusal)}
        else:
            logger.info("A backup was made")
        self.wfile.write(json.dumps(answer).encode() + b"\n")


def _asked(folder: Path) -> dict[str, str] | None:
    """What the serving process answers; None when none serves."""
    if not hasattr(socket, "AF_UNIX"):
        return None
    with socket.socket(socket.AF_UNIX) as line:
        try:
            line.connect(str(door_place()))
        except (FileNotFoundError, ConnectionRefusedError):
            return None
        except PermissionError:
            raise Unavailable("Run this as the account that runs the program; nobody else may ask it.") from None
        line.sendall(json.dumps({"folder": str(folder)}).encode() + b"\n")
        answer = line.makefile().readline()
    if not answer:
        raise Unavailable("The backup was broken off. The program's console says why.")
    said: dict[str, str] = json.loads(answer)
    return said


def _made_here(folder: Path) -> dict[str, str]:
    require_store(store_url())
    with closing(open_store(store_url())) as store:
        return {"done": _made(store, folder, tell)}


def _made(store: Store, folder: Path, tell: Progress) -> str:
    now = datetime.now(UTC)
    archive, manifest = write_backup(store, folder, now, tell)
    remember_backup(store, now)
    return _done(archive, manifest)


def _done(archive: Path, manifest: Manifest) -> str:
    values = {"archive": archive, "rows": f"{sum(manifest.rows.values()):,}", "sounds": len(manifest.files) - 1}
    if manifest.lacking:
        return Message(
            "Backup made: {archive}, with {rows} rows and {sounds} sound files. Look where the recordings lie: "
            "{lacking} sound files that the store names are not there.",
            values | {"lacking": len(manifest.lacking)},
        ).english()
    return Message("Backup made: {archive}, with {rows} rows and {sounds} sound files.", values).english()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
