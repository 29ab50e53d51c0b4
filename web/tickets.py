"""Tickets: random names for things that are handed over for a while.

It knows: a ticket is unguessable and lapses; a thing can be taken once or looked at until then.
Shaped so because: what must not stand in an address or in a page (a token, a path) stays here, its ticket travels.
It must not know: what the things are.
"""

import secrets
import time
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Tickets(Generic[T]):
    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._things: dict[str, tuple[float, T]] = {}
        self._lock = Lock()

    def issue(self, thing: T) -> str:
        ticket, now = secrets.token_urlsafe(24), time.monotonic()
        with self._lock:
            self._things = {name: kept for name, kept in self._things.items() if kept[0] > now}
            self._things[ticket] = (now + self._seconds, thing)
        return ticket

    def look_at(self, ticket: str) -> T | None:
        lapses, thing = self._things.get(ticket, (0.0, None))
        return thing if lapses > time.monotonic() else None

    def take(self, ticket: str) -> T | None:
        """The thing, once."""
        thing = self.look_at(ticket)
        with self._lock:
            return thing if self._things.pop(ticket, None) else None

    def all(self) -> dict[str, T]:
        now = time.monotonic()
        with self._lock:
            return {ticket: thing for ticket, (lapses, thing) in self._things.items() if lapses > now}
