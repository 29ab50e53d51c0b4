"""A stop in good order: what is being saved is saved and told, then the server hangs up.

It knows: uvicorn serves, which signals stop it, and how long each part of a stop may take.
Shaped so because: uvicorn by itself hangs up on every page first, so nobody would learn that their last act was saved;
it waits for a slow browser for ever; and it ends as if it had been killed.
It must not know: what is saved.
"""

import asyncio
import logging
import signal
from types import FrameType

import uvicorn

from core.store import Store

SIGNALS = (signal.SIGTERM, signal.SIGINT)
WRITES_END_WITHIN_S, ANSWERS_LEAVE_WITHIN_S, REQUESTS_END_WITHIN_S = 10.0, 0.5, 10
logger = logging.getLogger(__name__)


def stop_in_order(store: Store) -> None:
    """Called in the server's loop. Who is asked to stop a second time stops at once."""
    server = getattr(signal.getsignal(signal.SIGTERM), "__self__", None)
    if not isinstance(server, uvicorn.Server):
        return
    server.config.timeout_graceful_shutdown = REQUESTS_END_WITHIN_S
    loop, under_way = asyncio.get_running_loop(), set[asyncio.Task[None]]()

    def begin(_number: int, _frame: FrameType | None) -> None:
        for number in SIGNALS:
            signal.signal(number, server.handle_exit)
        loop.call_soon_threadsafe(lambda: under_way.add(loop.create_task(_stop(server, store))))

    for number in SIGNALS:
        signal.signal(number, begin)


async def _stop(server: uvicorn.Server, store: Store) -> None:
    logger.info("The program is being stopped")
    if not await asyncio.to_thread(store.traffic.shut, WRITES_END_WITHIN_S):
        logger.error("Writes did not end in time; their pages are not told how they end")
    await asyncio.sleep(ANSWERS_LEAVE_WITHIN_S)
    server.should_exit = True
