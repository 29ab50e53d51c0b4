"""A file handed out by a route: asked of a verb for the person behind the cookie, and kept by no browser.

It knows: 401 for whoever is not signed in, and the same 404 for what is forbidden as for what does not exist.
Shaped so because: whatever leaves by an address of its own leaves in one way, so that no route forgets half of it.
It must not know: rights, what stands in a file.
"""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from core.errors import SelarasError
from web.asking import Asking, asking
from web.house import House

PRIVATE = {"Cache-Control": "private, no-store"}


async def answer(
    house: House, request: Request, work: Callable[[Asking], bytes], media_type: str, disposition: str = ""
) -> Response:
    """What `work` makes for this person; `disposition` says whether it is shown or saved, and under which name."""
    asked = await asking(house, request)
    if asked is None:
        return Response(status_code=401)
    try:
        content = await run_in_threadpool(work, asked)
    except SelarasError:
        return Response(status_code=404)
    named = {"Content-Disposition": disposition} if disposition else {}
    return Response(content, media_type=media_type, headers=PRIVATE | named)
