"""Push in real browsers: whoever has the round open sees it move, on every part of the page."""

from collections.abc import Callable
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from core.codes import Stage
from core.discussion import point_at
from core.samples import recordings_of
from tests.browser.conftest import Server, sign_in
from tests.round_at import Office, round_at

Visit = Callable[..., Page]
ROUNDS: list[UUID] = []


def fill(office: Office) -> None:
    """A meeting that talks about a point on which the two assessors differ."""
    round_at(Stage.DISCUSSING, office)
    first = office.ask(recordings_of, office.supervisor, office.round_id)[0]
    office.do(point_at, office.supervisor, office.round_id, first.id, "C2")
    ROUNDS.append(office.round_id)


@pytest.fixture(scope="module")
def server(start_server: Callable[..., Server]) -> Server:
    return start_server(fill)


def test_an_assessors_change_reaches_every_screen_of_the_meeting(server: Server, visit: Visit) -> None:
    """The facilitator's and the assessors' pages have two live parts each; none may miss its turn."""
    screens = {}
    for who, place in (("assessor_1", "assessor"), ("assessor_2", "assessor"), ("supervisor", "supervisor")):
        screens[who] = visit(server, f"/{place}?round={ROUNDS[0]}")
        sign_in(screens[who], who)
        expect(screens[who].locator(f".st-key-{place}-track:not([data-retained])")).to_contain_text(
            "1 dari 2", timeout=15_000
        )
    values = screens["assessor_1"].locator("[class*='-assessor-after-R1-C2']")
    for value, told in (("2", "2 dari 2"), ("5", "1 dari 2"), ("2", "2 dari 2"), ("4", "1 dari 2")):
        values.get_by_role("radio", name=value).click()
        for who, page in screens.items():
            place = "supervisor" if who == "supervisor" else "assessor"
            figure = page.locator(f".st-key-{place}-track:not([data-retained])")
            expect(figure).to_contain_text(told, timeout=10_000)
            expect(figure).not_to_contain_text("1 dari 2" if told == "2 dari 2" else "2 dari 2")


CLICK_AND_ASK = """async (way) => {
    const breath = (ms) => new Promise((done) => setTimeout(done, ms));
    const ask = () => window.selarasRounds.forEach((line) => line.parts.forEach((part) => part.ask()));
    ask();
    document.querySelector(`.st-key-supervisor-${way} button`).click();
    for (let n = 0; n < 10; n++) {
        ask();
        await breath(25);
    }
}"""


def test_a_part_asked_for_while_the_page_is_drawn_keeps_its_place_and_its_neighbours(
    server: Server, visit: Visit
) -> None:
    """docs/decisions/a-place-for-each-live-part.md"""
    page = visit(server, f"/supervisor?round={ROUNDS[0]}")
    sign_in(page, "supervisor")
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    shown = page.locator(".st-key-supervisor-track:not([data-retained])")
    point = page.locator(".st-key-supervisor-back").locator("xpath=..").get_by_role("combobox")
    for way in ("next", "back") * 4:
        before = point.get_attribute("aria-label")
        page.evaluate(CLICK_AND_ASK, way)
        expect(point).not_to_have_attribute("aria-label", before or "")
        expect(shown).to_be_visible()
    expect(page.get_by_role("button", name="Catat Kesepakatan")).to_be_visible()
    assert not broken
