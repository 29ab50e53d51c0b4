"""Push: tells open pages that a round has moved on, by its new version number and nothing else.

It knows: which sockets follow which round, and how the store's writer thread reaches the server's loop.
Shaped so because: a number says nothing about the round, so no right is lost here; what a page then shows, it reads
anew with its own person's rights. The room's screen comes first, the desks after it one by one.
It must not know: rounds, pages.
"""

import asyncio
from collections import defaultdict
from uuid import UUID

from core.store import Store

# Thirty desks woken at once would draw for a second, and the room's screen among them.
HEAD_START_S, APART_S = 0.15, 0.03


class Follower:
    """One open socket: the newest version not sent yet."""

    def __init__(self) -> None:
        self.is_first = False
        """The room looks at it: it is told before the desks, which would take the server's time from it."""
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
        for round_id, version in moved.items():
            followers = self._followers.get(round_id, set())
            desks = [follower for follower in followers if not follower.is_first]
            for follower in followers.difference(desks):
                follower.tell(version)
            for n, desk in enumerate(desks):
                asyncio.get_running_loop().call_later(HEAD_START_S + n * APART_S, desk.tell, version)
