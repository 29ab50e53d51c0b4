"""The report's own addresses: the draft's pages as pictures, the draft and the issued report as PDF.

It knows: which address asks for which verb, and that nothing of a report may be kept by a browser or a proxy.
Shaped so because: what a page hands to the browser itself lies at an address that asks nobody who they are.
It must not know: rights, what a report says.
"""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from core import report_preview, signoff
from web.answering import answer
from web.asking import Asking
from web.house import House


def report_routes(house: House) -> list[BaseRoute]:
    reports = Reports(house)
    return [
        Route("/report/{round_id:uuid}/page/{number:int}.png", reports.page),
        Route("/report/{round_id:uuid}/draft.pdf", reports.draft),
        Route("/report/{round_id:uuid}/issued.pdf", reports.issued),
    ]


class Reports:
    """Whoever has no part in the round is told the same as for a round that does not exist."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def page(self, request: Request) -> Response:
        number = request.path_params["number"]
        return await self._answer(request, lambda asked: self._picture(request, asked, number), "image/png")

    async def draft(self, request: Request) -> Response:
        return await self._answer(request, lambda asked: self._drawn(request, asked).pdf, "application/pdf")

    async def issued(self, request: Request) -> Response:
        return await self._answer(request, lambda asked: self._kept(request, asked), "application/pdf")

    def _picture(self, request: Request, asked: Asking, number: int) -> bytes:
        return report_preview.page_picture(self._drawn(request, asked), number)

    def _drawn(self, request: Request, asked: Asking) -> report_preview.Draft:
        round_id = request.path_params["round_id"]
        return self._house.store.read(lambda tx: report_preview.draft_of(tx, round_id, by=asked.person, now=asked.now))

    def _kept(self, request: Request, asked: Asking) -> bytes:
        round_id = request.path_params["round_id"]
        found = self._house.store.write(lambda tx: signoff.issued_pdf(tx, round_id, by=asked.person, now=asked.now))
        return found or b""

    async def _answer(self, request: Request, work: Callable[[Asking], bytes], media_type: str) -> Response:
        name = f"laporan-kalibrasi-{str(request.path_params['round_id'])[:8]}.{media_type.split('/')[1]}"
        return await answer(self._house, request, work, media_type, f'inline; filename="{name}"')
