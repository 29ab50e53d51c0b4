"""Who asks: the cookie, and whether the request comes from our own pages.

It knows: the cookie's name and marks, and that a browser names its origin whenever it changes something.
Shaped so because: every route that is not a public file starts with `asking`, so none can forget half of it.
It must not know: what is asked for.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import Response

from core import signins
from core.model import Person
from web.house import House

COOKIE = "selaras"


@dataclass(frozen=True)
class Asking:
    person: Person
    token: str
    now: datetime


def is_from_our_page(connection: HTTPConnection) -> bool:
    origin = urlsplit(connection.headers.get("origin", ""))
    return bool(origin.netloc) and origin.netloc == connection.headers.get("host")


async def asking(house: House, connection: HTTPConnection) -> Asking | None:
    """The signed-in person behind the cookie, read anew from the store; None for everyone else."""
    token, now = connection.cookies.get(COOKIE, ""), datetime.now(UTC)
    if not token:
        return None
    try:
        person = await run_in_threadpool(house.store.read, lambda tx: signins.whose(tx, token, now))
    except signins.SignedOut:
        return None
    return Asking(person, token, now)


def give_cookie(response: Response, token: str, *, secure: bool) -> None:
    """A cookie of the browser's session that no script can read and no other site can send."""
    response.set_cookie(COOKIE, token, path="/", httponly=True, samesite="strict", secure=secure)


def take_cookie(response: Response) -> None:
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
