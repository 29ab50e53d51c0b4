"""Push: tells open pages that a round has moved on, by its new version number and nothing else.

It knows: which sockets follow which round, and how the store's writer thread reaches the server's loop.
Shaped so because: a number says nothing about the round, so no right is lost here; what a page then shows, it reads
anew with its own person's rights. The room's screen comes first, who leads next, the desks after them one by one.
It must not know: rounds, pages.
"""

import asyncio
from collections import defaultdict
from enum import IntEnum
from uuid import UUID

from core.store import Store

# Pages drawn at the same time hold each other up: thirty desks woken at once would draw for a second, the screen too.
LEAD_AFTER_S, DESKS_AFTER_S, APART_S = 0.08, 0.15, 0.03


class Turn(IntEnum):
    SCREEN = 0
    LEAD = 1
    DESK = 2


class Follower:
    """One open socket: the newest version not sent yet."""

    def __init__(self) -> None:
        self.turn = Turn.DESK
        self._version: int | None = None
        self._moved = asyncio.Event()

    def tell(self, version: int) -> None:
        self._version = max(version, self._version or 0)
        self._moved.set()

    async def next_version(self) -> int | None:
        await self._moved.wait()
        self._moved.clear()
        return self._version


class Push:
    def __init__(self, store: Store) -> None:
        self._followers: dict[UUID, set[Follower]] = defaultdict(set)
        self._loop: asyncio.AbstractEventLoop | None = None
        store.on_move(self._moved)

    def join(self, round_id: UUID) -> Follower:
        """Called in the server's loop, which is learnt here."""
        self._loop = asyncio.get_running_loop()
        follower = Follower()
        self._followers[round_id].add(follower)
        return follower

    def leave(self, round_id: UUID, follower: Follower) -> None:
        self._followers[round_id].discard(follower)
        if not self._followers[round_id]:
            del self._followers[round_id]

    def _moved(self, moved: dict[UUID, int]) -> None:
        loop = self._loop
        if loop and not loop.is_closed():
            loop.call_soon_threadsafe(self._wake, dict(moved))

    def _wake(self, moved: dict[UUID, int]) -> None:
        later = asyncio.get_running_loop().call_later
        for round_id, version in moved.items():
            desks = 0
            for follower in self._followers.get(round_id, ()):
                match follower.turn:
                    case Turn.SCREEN:
                        follower.tell(version)
                    case Turn.LEAD:
                        later(LEAD_AFTER_S, follower.tell, version)
                    case Turn.DESK:
                        later(DESKS_AFTER_S + desks * APART_S, follower.tell, version)
                        desks += 1
