"""The routes beside the pages: cookie and push here, sound and uploads in their own files.

It knows: which address asks for what, and that everything needs a living sign-in, but for handing out the cookie and
telling whether the program can serve.
Shaped so because: thin over the core; whatever a route gives away, a query has allowed in the same moment.
It must not know: rights, SQL, pages.
"""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from core import signins
from core.access import RoundPermit, require_in_round
from core.codes import Action, Relation
from core.errors import SelarasError
from core.signins import hand_over
from web.archive import archive_routes
from web.asking import asking, give_cookie, is_from_our_page, take_cookie
from web.health import Health
from web.house import House
from web.push import Follower, Turn
from web.reports import report_routes
from web.sound_routes import Sounds
from web.upload_routes import Intake

CLOSE_REFUSED = 1008
SECONDS_BETWEEN_CHECKS = 60
TURNS = {Relation.PROJECTOR: Turn.SCREEN, Relation.SUPERVISOR: Turn.LEAD}


def routes(house: House) -> list[BaseRoute]:
    doors, live, sounds, intake = Doors(house), Live(house), Sounds(house), Intake(house)
    return [
        # The default page lives at the root; its own name leads there too.
        Route("/home", lambda request: RedirectResponse("/")),
        Route("/health", Health(house).tell),
        Route("/auth/set", doors.give, methods=["POST"]),
        Route("/auth/out", doors.take, methods=["POST"]),
        Route("/auth/alive", doors.keep_alive, methods=["POST"]),
        WebSocketRoute("/live/{round_id:uuid}", live.follow),
        Route("/recordings/{recording_id:uuid}/play", sounds.begin, methods=["POST"]),
        Route("/plays/{recording_id:uuid}/{until:int}/{proof}", sounds.give),
        Route("/upload/{round_id:uuid}", intake.take, methods=["PUT"]),
        *report_routes(house),
        *archive_routes(house),
    ]


class Doors:
    """The cookie: a page cannot set one, so it hands the browser a ticket that is changed for it here, once."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def give(self, request: Request) -> Response:
        ticket = (await request.body())[:200].decode("ascii", "replace") if is_from_our_page(request) else ""
        now = datetime.now(UTC)
        token = await run_in_threadpool(self._house.store.write, lambda tx: hand_over(tx, ticket, now))
        if token is None:
            return Response(status_code=403)
        response = Response(status_code=204)
        give_cookie(response, token, secure=request.url.scheme == "https")
        return response

    async def take(self, request: Request) -> Response:
        if not is_from_our_page(request):
            return Response(status_code=403)
        response = Response(status_code=204)
        take_cookie(response)
        return response

    async def keep_alive(self, request: Request) -> Response:
        asked = await asking(self._house, request) if is_from_our_page(request) else None
        if asked is None:
            return Response(status_code=401)
        await run_in_threadpool(self._house.store.write, lambda tx: signins.keep_alive(tx, asked.token, asked.now))
        return Response(status_code=204)


class Live:
    """The push socket of one round: its version number on connecting and after every move."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def follow(self, socket: WebSocket) -> None:
        round_id = socket.path_params["round_id"]
        follower = self._house.push.join(round_id)
        try:
            permit = await self._permit(socket, round_id) if is_from_our_page(socket) else None
            if permit is None:
                await socket.close(CLOSE_REFUSED)
                return
            follower.turn = min(TURNS.get(relation, Turn.DESK) for relation in permit.relations)
            await socket.accept()
            await self._talk(socket, round_id, follower, permit.round.version)
        except WebSocketDisconnect:
            return
        finally:
            self._house.push.leave(round_id, follower)

    async def _talk(self, socket: WebSocket, round_id: UUID, follower: Follower, version: int | None) -> None:
        """Tell versions until the browser goes, or until its sign-in or its part in the round has ended."""
        hearing = asyncio.create_task(_until_gone(socket))
        telling = asyncio.create_task(follower.next_version())
        try:
            while version is not None:
                await _tell(socket, version)
                done, _ = await asyncio.wait(
                    {hearing, telling}, timeout=SECONDS_BETWEEN_CHECKS, return_when="FIRST_COMPLETED"
                )
                if hearing in done:
                    return
                version = telling.result() if telling in done else await self._version(socket, round_id)
                if telling in done:
                    telling = asyncio.create_task(follower.next_version())
            with suppress(RuntimeError):
                await socket.close(CLOSE_REFUSED)
        finally:
            hearing.cancel()
            telling.cancel()

    async def _version(self, socket: WebSocket, round_id: UUID) -> int | None:
        permit = await self._permit(socket, round_id)
        return permit.round.version if permit else None

    async def _permit(self, socket: WebSocket, round_id: UUID) -> RoundPermit | None:
        asked = await asking(self._house, socket)
        if asked is None:
            return None
        try:
            return await run_in_threadpool(
                self._house.store.read,
                lambda tx: require_in_round(tx, Action.SEE_ROUND, asked.person, asked.now, round_id),
            )
        except SelarasError:
            return None


async def _tell(socket: WebSocket, version: int) -> None:
    try:
        await socket.send_text(str(version))
    except RuntimeError as closed:
        # The server's word for a browser that has hung up in the same breath.
        raise WebSocketDisconnect from closed


async def _until_gone(socket: WebSocket) -> None:
    with suppress(WebSocketDisconnect):
        while True:
            await socket.receive_text()
