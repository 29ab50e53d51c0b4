"""The report's addresses: a living sign-in and a part in the round, or nothing."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from starlette.applications import Starlette

from core import signins
from core.codes import Stage
from core.model import Person
from core.store import signins_sql
from tests.round_at import Office, round_at
from web import asking
from web.house import furnished
from web.reports import report_routes


class Browser:
    """A browser on an office's routes, signed in as one person after another."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._app = Starlette(routes=report_routes(furnished(office.store, office.now)))

    def get(self, person: Person | None, what: str) -> tuple[int, bytes, str]:
        """Status, content, and what it says about being kept."""
        cookie = f"{asking.COOKIE}={self._token(person)}" if person else ""
        scope = {
            "type": "http",
            "method": "GET",
            "path": f"/report/{self._office.round_id}/{what}",
            "headers": [(b"cookie", cookie.encode())],
        }
        told: list[dict[str, Any]] = []

        async def send(message: Any) -> None:
            told.append(message)

        asyncio.run(self._app({**scope, "query_string": b""}, _nothing_more, send))
        headers = dict(told[0]["headers"])
        return told[0]["status"], told[1]["body"], headers.get(b"cache-control", b"").decode()

    def _token(self, person: Person) -> str:
        token, now = uuid4().hex, datetime.now(UTC)
        kept = signins.kept_form(token)
        self._office.store.write(
            lambda tx: signins_sql.insert_sign_in(tx, kept, person.id, now, now + timedelta(hours=1))
        )
        return token


async def _nothing_more() -> dict[str, Any]:
    return {"type": "http.request", "body": b"", "more_body": False}


@pytest.mark.parametrize("what", ["page/1.png", "draft.pdf", "issued.pdf"])
def test_without_a_sign_in_nothing_is_told(what: str) -> None:
    assert Browser(round_at(Stage.APPROVED)).get(None, what)[:2] == (401, b"")


def test_the_draft_is_for_head_and_supervisor_only() -> None:
    office = round_at(Stage.AWAITING_APPROVAL)
    browser = Browser(office)
    for person in (office.head, office.supervisor):
        status, picture, kept = browser.get(person, "page/1.png")
        assert (status, picture[:4], kept) == (200, b"\x89PNG", "private, no-store")
        assert browser.get(person, "draft.pdf")[1].startswith(b"%PDF-")
    for stranger in (office.assessor_1, office.outsider, office.administrator):
        assert browser.get(stranger, "page/1.png")[0] == 404
        assert browser.get(stranger, "draft.pdf")[0] == 404


def test_before_the_reveal_no_address_gives_a_report() -> None:
    office = round_at(Stage.SCORING)
    browser = Browser(office)
    assert {browser.get(office.supervisor, what)[0] for what in ("page/1.png", "draft.pdf", "issued.pdf")} == {404}


def test_the_issued_report_is_for_its_assessors_too_and_a_page_too_many_is_not_there() -> None:
    office = round_at(Stage.APPROVED)
    browser = Browser(office)
    assert browser.get(office.assessor_1, "issued.pdf")[1].startswith(b"%PDF-")
    assert browser.get(office.outsider, "issued.pdf")[0] == 404
    assert browser.get(office.head, "page/99.png")[0] == 404
