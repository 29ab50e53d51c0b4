"""The sound of a recording: one request begins a play and is recorded, then its bytes may be fetched in ranges.

It knows: no byte without a play, and every play has its row in the audit.
Shaped so because: a browser fetches sound in many ranges, and seeking or pausing is not another hearing; the address
itself proves that this person's play was recorded, so any process may be asked for the bytes.
It must not know: who may hear what (core/samples.py), players.
"""

from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from core.errors import SelarasError
from core.samples import record_play, recording_to_play
from core.secret import is_mark, mark
from core.settings import language_of
from web.asking import Asking, asking, is_from_our_page
from web.house import House

KINDS = {".wav": "audio/wav", ".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".flac": "audio/flac", ".m4a": "audio/mp4"}
A_PLAY_LASTS = timedelta(hours=4)
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
            await run_in_threadpool(
                self._house.store.write,
                lambda tx: record_play(tx, recording_id, by=asked.person, now=asked.now),
                once=uuid4(),
            )
        except SelarasError as problem:
            speak = await run_in_threadpool(self._house.store.read, lambda tx: language_of(tx, asked.person.language))
            return JSONResponse({"problem": speak(problem.message)}, 404)
        until = int((asked.now + A_PLAY_LASTS).timestamp())
        proof = mark("play", _play(asked, recording_id, until))
        return JSONResponse({"sound": f"/plays/{recording_id}/{until}/{proof}"}, headers=PRIVATE)

    async def give(self, request: Request) -> Response:
        asked = await asking(self._house, request)
        if asked is None:
            return Response(status_code=401)
        recording_id, until = request.path_params["recording_id"], request.path_params["until"]
        is_proved = is_mark(request.path_params["proof"], "play", _play(asked, recording_id, until))
        path = await self._path(recording_id, asked) if is_proved and asked.now.timestamp() < until else None
        if path is None:
            return Response(status_code=404)
        return FileResponse(
            path, media_type=KINDS.get(path.suffix.lower(), "application/octet-stream"), headers=PRIVATE
        )

    async def _path(self, recording_id: UUID, asked: Asking) -> Path | None:
        try:
            return await run_in_threadpool(
                self._house.store.read,
                lambda tx: recording_to_play(tx, recording_id, by=asked.person, now=asked.now),
            )
        except SelarasError:
            return None


def _play(asked: Asking, recording_id: UUID, until: int) -> str:
    return f"{asked.person.id} {recording_id} {until}"
