"""Addresses of what is taken out of the archive: an issued report's pages, a round's scores, the audit trail.

It knows: which address asks for which verb, and that a browser keeps none of it.
Shaped so because: a file handed out by a page would lie at an address that asks nobody who they are.
It must not know: rights, what stands in a file.
"""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from core import audit_search, issued, report_preview
from core.audit_search import Sought
from core.spreadsheet import register_csv
from core.store import Tx
from web.answering import answer
from web.asking import Asking
from web.house import House

CSV = "text/csv; charset=utf-8"


def archive_routes(house: House) -> list[BaseRoute]:
    archive = Archive(house)
    return [
        Route("/report/{round_id:uuid}/issued/{number:int}.png", archive.page),
        Route("/report/{round_id:uuid}/scores.csv", archive.scores),
        Route("/report/{round_id:uuid}/statistics.csv", archive.statistics),
        Route("/register.csv", archive.register),
        Route("/audit/people.csv", archive.people_audit),
        Route("/audit/{round_id:uuid}.csv", archive.round_audit),
    ]


class Archive:
    """Whoever has no part in it is told the same as for what does not exist."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def page(self, request: Request) -> Response:
        round_id, number = request.path_params["round_id"], request.path_params["number"]

        def drawn(asked: Asking) -> bytes:
            store = self._house.store
            kept = store.read(lambda tx: report_preview.issued_of(tx, round_id, by=asked.person, now=asked.now))
            return report_preview.page_picture(kept, number)

        return await answer(self._house, request, drawn, "image/png")

    async def scores(self, request: Request) -> Response:
        round_id = request.path_params["round_id"]
        return await self._saved(
            request,
            lambda tx, asked: issued.scores_csv(tx, round_id, by=asked.person, now=asked.now),
            f"nilai-kalibrasi-{str(round_id)[:8]}.csv",
        )

    async def statistics(self, request: Request) -> Response:
        round_id = request.path_params["round_id"]
        return await self._saved(
            request,
            lambda tx, asked: issued.statistics_csv(tx, round_id, by=asked.person, now=asked.now),
            f"statistik-kalibrasi-{str(round_id)[:8]}.csv",
        )

    async def register(self, request: Request) -> Response:
        return await self._saved(
            request, lambda tx, asked: register_csv(tx, by=asked.person, now=asked.now), "daftar-penafsiran.csv"
        )

    async def people_audit(self, request: Request) -> Response:
        return await self._audit(request, None)

    async def round_audit(self, request: Request) -> Response:
        return await self._audit(request, request.path_params["round_id"])

    async def _audit(self, request: Request, round_id: UUID | None) -> Response:
        sought = _sought(request)
        if sought is None:
            return Response(status_code=400)
        return await self._saved(
            request,
            lambda tx, asked: audit_search.audit_csv(tx, round_id, sought, by=asked.person, now=asked.now),
            f"jejak-audit-{sought.first_day}-{sought.last_day}.csv",
        )

    async def _saved(self, request: Request, verb: Callable[[Tx, Asking], bytes], name: str) -> Response:
        """A table taken along, which the verb records."""

        def written(asked: Asking) -> bytes:
            return self._house.store.write(lambda tx: verb(tx, asked)) or b""

        return await answer(self._house, request, written, CSV, f'attachment; filename="{name}"')


def _sought(request: Request) -> Sought | None:
    asked = request.query_params
    try:
        first, last = date.fromisoformat(asked.get("since", "")), date.fromisoformat(asked.get("until", ""))
    except ValueError:
        return None
    return Sought(first, last, asked.get("person", ""), asked.get("act", ""), asked.get("words", ""))
