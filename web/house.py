"""What one process holds once and shares between its pages and its routes: the store, tickets, plays, uploads, push.

It knows: how the parts are put together, and what has to be done at start.
Shaped so because: pages run in script threads and routes in the server's loop; both are handed the same house.
It must not know: pages, requests.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from core import cards, passwords, settings, signins
from core.store import Store, open_store
from web.push import Push
from web.tickets import Tickets
from web.uploads import Upload


@dataclass(frozen=True)
class Play:
    """One play of a recording, already in the audit; its sound may be fetched by the same sign-in only."""

    token: str
    path: str


@dataclass(frozen=True)
class House:
    store: Store
    push: Push
    tokens: Tickets[str]
    plays: Tickets[Play]
    uploads: Tickets[Upload]
    set_up_code: str
    """Printed on the console while the store has no people; whoever sets up must know it."""


def furnished(store: Store, now: datetime) -> House:
    """A house round an open store, with what has to be in it at start."""
    settings.secret()
    store.write(lambda tx: signins.forget_what_is_over(tx, now))
    store.write(lambda tx: cards.bring_ready_cards(tx, now))
    code = passwords.temporary()[0]
    return House(store, Push(store), Tickets(30), Tickets(4 * 3600), Tickets(12 * 3600), code)


@cache
def _opened(url: str) -> House:
    return furnished(open_store(url), datetime.now(UTC))


def the_house() -> House:
    """The house of this process, opened on first use."""
    return _opened(settings.store_url())
