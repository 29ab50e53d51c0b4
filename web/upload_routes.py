"""The route that takes a file: from the request straight to disk, never whole in memory.

It knows: the limits hold while the file comes in, and a file that breaks one leaves nothing behind.
Shaped so because: our own sentence tells what is wrong, in the person's language, instead of the server's number.
It must not know: rights (core/uploads.py asks), what is in the file.
"""

from datetime import UTC, datetime
from pathlib import PureWindowsPath
from uuid import UUID, uuid4

import anyio
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from core.archive_files import Limits
from core.errors import Invalid, SelarasError, Unavailable
from core.intake import MEGABYTE
from core.settings import language_of
from core.store import Tx
from core.uploads import Upload, delete_uploaded, keep_upload, place_of, room_for_files, take_in, waiting_uploads
from web.asking import Asking, asking, is_from_our_page
from web.house import House

REFUSALS = {Invalid: 413, Unavailable: 503}


class Intake:
    def __init__(self, house: House) -> None:
        self._house = house

    async def take(self, request: Request) -> Response:
        asked = await asking(self._house, request) if is_from_our_page(request) else None
        if asked is None:
            return Response(status_code=401)
        upload_id = uuid4()
        try:
            await self._arrived(request, asked, upload_id)
        except SelarasError as problem:
            place_of(upload_id).unlink(missing_ok=True)
            speak = await run_in_threadpool(self._house.store.read, lambda tx: language_of(tx, asked.person.language))
            return JSONResponse({"problem": speak(problem.message)}, REFUSALS.get(type(problem), 403))
        except (ClientDisconnect, OSError):
            place_of(upload_id).unlink(missing_ok=True)
            raise
        return Response(status_code=204)

    async def _arrived(self, request: Request, asked: Asking, upload_id: UUID) -> None:
        round_id: UUID = request.path_params["round_id"]
        limits, before = await run_in_threadpool(self._house.store.read, lambda tx: _room(tx, round_id, asked))
        name = _plain_name(request.query_params.get("name", ""))
        _require_room(name, int(request.headers.get("content-length", "0")), before, limits)
        size = 0
        place = place_of(upload_id)
        place.parent.mkdir(parents=True, exist_ok=True)
        async with await anyio.open_file(place, "wb") as file:
            async for chunk in request.stream():
                size += len(chunk)
                _require_room(name, size, before, limits)
                await file.write(chunk)
        await run_in_threadpool(take_in, upload_id)
        upload = Upload(upload_id, asked.person.id, round_id, name, size)
        try:
            await run_in_threadpool(
                self._house.store.write, lambda tx: keep_upload(tx, upload, by=asked.person, now=datetime.now(UTC))
            )
        except SelarasError:
            await run_in_threadpool(delete_uploaded, [upload])
            raise


def _room(tx: Tx, round_id: UUID, asked: Asking) -> tuple[Limits, int]:
    """The limits, and how many bytes of this person wait already."""
    limits = room_for_files(tx, round_id, by=asked.person, now=asked.now)
    return limits, sum(one.size for one in waiting_uploads(tx, round_id, by=asked.person, now=asked.now))


def _plain_name(given: str) -> str:
    """The last part of the name, without what could be a folder or a control character."""
    last = "".join(letter for letter in PureWindowsPath(given).name if letter.isprintable()).strip()
    return last[-200:] or "file"


def _require_room(name: str, size: int, before: int, limits: Limits) -> None:
    if size > limits.file_bytes:
        raise Invalid(
            "{name} is larger than {most} MB. Choose a shorter recording or save it in a smaller format.",
            name=name,
            most=limits.file_bytes // MEGABYTE,
        )
    if before + size > limits.import_bytes:
        raise Invalid(
            "With {name} the files are larger than {most} MB together. Import them in several parts.",
            name=name,
            most=limits.import_bytes // MEGABYTE,
        )
