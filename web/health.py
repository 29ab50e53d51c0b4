"""Whether this process can serve, at an address for whoever watches it: a balancer, a monitor, an administrator.

It knows: the store answers a read, new writes are let in, the disks of the data and the recordings have room, and a
bucket of recordings answers.
Shaped so because: it is asked every second by machines that have no sign-in, so it says one word for each thing that is
wrong and nothing else, and is looked up once a second however many ask.
It must not know: people, rounds.
"""

import asyncio
import shutil
import time

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from core import settings
from core.archive_files import MEGABYTE
from core.sounds_place import sounds
from core.store import Store
from web.house import House

FRESH_S, PATIENCE_S = 1.0, 2.0
SOUNDS_FRESH_S = 15.0
LEAST_FREE_BYTES = 500 * MEGABYTE


class Health:
    def __init__(self, house: House) -> None:
        self._store = house.store
        self._looking: asyncio.Task[list[str]] | None = None
        self._asking: asyncio.Task[None] | None = None
        self._looked = self._asked = 0.0

    async def tell(self, _request: Request) -> Response:
        wrong = await self._wrong()
        status = 503 if wrong else 200
        return PlainTextResponse(" ".join(wrong) or "ok", status, headers={"Cache-Control": "no-store"})

    async def _wrong(self) -> list[str]:
        """A look that takes too long goes on by itself; meanwhile the store counts as silent."""
        now = time.monotonic()
        if self._looking is None or (self._looking.done() and now - self._looked > FRESH_S):
            self._looking, self._looked = asyncio.create_task(_look(self._store)), now
        if self._asking is None or (self._asking.done() and now - self._asked > SOUNDS_FRESH_S):
            self._asking, self._asked = asyncio.create_task(asyncio.to_thread(sounds().require_answer)), now
        done, _ = await asyncio.wait({self._looking, self._asking}, timeout=PATIENCE_S)
        wrong = self._looking.result() if self._looking in done else ["store"]
        return wrong if self._asking in done and not self._asking.exception() else [*wrong, "recordings"]


async def _look(store: Store) -> list[str]:
    reading = asyncio.to_thread(store.read, lambda tx: settings.text(tx, "office_zone"))
    [answer] = await asyncio.gather(reading, return_exceptions=True)
    faults = {
        "stopping": not store.traffic.is_open,
        "store": isinstance(answer, BaseException),
        "disk": not _has_room(),
    }
    return [word for word, is_so in faults.items() if is_so]


def _has_room() -> bool:
    folders = [folder for folder in (settings.data_folder(), sounds().on_disk("")) if folder and folder.exists()]
    try:
        return all(shutil.disk_usage(folder).free >= LEAST_FREE_BYTES for folder in folders)
    except OSError:
        return False
