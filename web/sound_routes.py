"""The sound of a recording: one request begins a play and is recorded, then its bytes may be fetched in ranges.

It knows: no byte without a play, and every play has its row in the audit.
Shaped so because: a browser fetches sound in many ranges, and seeking or pausing is not another hearing; the address
itself proves that this person's play was recorded, so any process may be asked for the bytes.
It must not know: who may hear what (core/samples.py), players.
"""

import re
from datetime import timedelta
from itertools import chain
from pathlib import PurePosixPath
from uuid import UUID, uuid4

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse

from core.errors import SelarasError, Unavailable
from core.samples import record_play, recording_to_play, sound_kept
from core.secret import is_mark, mark
from core.settings import language_of
from core.sounds_place import Lying, sounds
from web.asking import Asking, asking, is_from_our_page
from web.house import House

KINDS = {".wav": "audio/wav", ".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".flac": "audio/flac", ".m4a": "audio/mp4"}
A_PLAY_LASTS = timedelta(hours=4)
RANGE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")
PRIVATE = {"Cache-Control": "private, no-store"}


class Sounds:
    def __init__(self, house: House) -> None:
        self._house = house

    async def begin(self, request: Request) -> Response:
        """Records that the person plays the recording; answers with the address of its sound."""
        asked = await asking(self._house, request) if is_from_our_page(request) else None
        if asked is None:
            return Response(status_code=401)
        recording_id: UUID = request.path_params["recording_id"]
        try:
            await run_in_threadpool(self._found, recording_id, asked)
            await run_in_threadpool(
                self._house.store.write,
                lambda tx: record_play(tx, recording_id, by=asked.person, now=asked.now),
                once=uuid4(),
            )
        except SelarasError as problem:
            speak = await run_in_threadpool(self._house.store.read, lambda tx: language_of(tx, asked.person.language))
            return JSONResponse({"problem": speak(problem.message)}, _refusal(problem))
        until = int((asked.now + A_PLAY_LASTS).timestamp())
        proof = mark("play", _play(asked, recording_id, until))
        return JSONResponse({"sound": f"/plays/{recording_id}/{until}/{proof}"}, headers=PRIVATE)

    async def give(self, request: Request) -> Response:
        asked = await asking(self._house, request)
        if asked is None:
            return Response(status_code=401)
        recording_id, until = request.path_params["recording_id"], request.path_params["until"]
        is_proved = is_mark(request.path_params["proof"], "play", _play(asked, recording_id, until))
        if not is_proved or asked.now.timestamp() >= until:
            return Response(status_code=404)
        try:
            found = await run_in_threadpool(self._found, recording_id, asked)
            return await run_in_threadpool(_sound, found, request.headers.get("range", ""))
        except SelarasError as problem:
            return Response(status_code=_refusal(problem))

    def _found(self, recording_id: UUID, asked: Asking) -> Lying:
        name = self._house.store.read(lambda tx: recording_to_play(tx, recording_id, by=asked.person, now=asked.now))
        return sound_kept(name)


def _refusal(problem: SelarasError) -> int:
    return 503 if isinstance(problem, Unavailable) else 404


def _sound(found: Lying, asked: str) -> Response:
    """A file by the server's own means; out of a bucket one range at most, which is all that players ask for."""
    kind = KINDS.get(PurePosixPath(found.name).suffix.lower(), "application/octet-stream")
    place = sounds()
    path = place.on_disk(found.name)
    if path:
        return FileResponse(path, media_type=kind, headers=PRIVATE)
    part = _range(asked, found.size)
    start, end = part or (0, found.size)
    if start >= end:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{found.size}"})
    headers = PRIVATE | {"Accept-Ranges": "bytes", "Content-Length": str(end - start)}
    if part:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{found.size}"
    blocks = place.read(found.name, start, end)
    # A bucket that is away is told by the status: the first block is there before it is sent.
    return StreamingResponse(chain((next(blocks),), blocks), 206 if part else 200, headers, kind)


def _range(asked: str, size: int) -> tuple[int, int] | None:
    """The bytes from the first up to the second; None when anything else than one range is asked for."""
    found = RANGE.fullmatch(asked.strip())
    if not found or found[0] == "bytes=-":
        return None
    if not found[1]:
        return max(size - int(found[2]), 0), size
    return int(found[1]), min(int(found[2]) + 1, size) if found[2] else size


def _play(asked: Asking, recording_id: UUID, until: int) -> str:
    return f"{asked.person.id} {recording_id} {until}"
