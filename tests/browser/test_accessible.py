"""Every page for each role, looked through by axe-core (WCAG 2 A and AA): nothing serious.

It knows: where each role works, at the stage where the page is fullest.
Shaped so because: people work here all day, some with a keyboard or a reader of the screen; what a machine can find
of that is found before they do. In the dark only colours differ, so only contrast is looked at once more.
It must not know: how a page is made.
"""

from collections.abc import Callable
from uuid import UUID

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from core.codes import Stage
from core.discussion import point_at
from core.samples import recordings_of
from tests.browser.conftest import Server, settled, sign_in
from tests.round_at import Office, round_at

Visit = Callable[..., Page]
ROUNDS: dict[str, UUID] = {}
STAGES = (
    Stage.DONE,
    Stage.APPROVED,
    Stage.AWAITING_APPROVAL,
    Stage.DRAFTING_REPORT,
    Stage.DISCUSSING,
    Stage.SCORING,
    Stage.SAMPLING,
    Stage.SCHEDULING,
    Stage.ASSIGNED,
)
PAGES = {
    "head": ["", "head", "head ASSIGNED", "head AWAITING_APPROVAL", "trends", "archive", "account"],
    "supervisor": [
        "",
        "supervisor ASSIGNED",
        "supervisor SCHEDULING",
        "supervisor SAMPLING",
        "supervisor SCORING",
        "supervisor DISCUSSING",
        "supervisor DRAFTING_REPORT",
        "supervisor APPROVED",
        "projector DISCUSSING",
        "projector SCORING",
        "trends",
        "archive",
    ],
    "assessor_1": [
        "",
        "assessor SAMPLING",
        "assessor SCORING",
        "assessor TEXTS",
        "assessor DISCUSSING",
        "assessor DONE",
        "archive",
    ],
    "administrator": ["", "admin", "account"],
    "projector": ["projector", "account"],
}
EVERYTHING = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


def fill(office: Office) -> None:
    ROUNDS["TEXTS"] = round_at(Stage.SCORING, office, card_code="KP-NTL").round_id
    for stage in STAGES:
        ROUNDS[stage.name] = round_at(stage, office).round_id
        if stage is Stage.DISCUSSING:
            first = office.ask(recordings_of, office.supervisor, office.round_id)[0]
            office.do(point_at, office.supervisor, office.round_id, first.id, "C2")


@pytest.fixture(scope="module")
def server(start_server: Callable[..., Server]) -> Server:
    return start_server(fill)


def at_rest(page: Page) -> None:
    """Drawn, nothing of the page before is left, paled, in between, and nothing slides."""
    settled(page)
    expect(page.locator("[data-stale=true]")).to_have_count(0)
    page.wait_for_function("() => document.getAnimations().every((one) => one.playState !== 'running')")


def found_on(page: Page) -> list[str]:
    """Serious and critical violations, each with its rule, the place, and what would mend it."""
    found = _violations(page, EVERYTHING)
    page.emulate_media(color_scheme="dark")
    found += [f"dark {one}" for one in _violations(page, CONTRAST)]
    page.emulate_media(color_scheme="light")
    return found


def _violations(page: Page, rules: dict[str, object]) -> list[str]:
    at_rest(page)
    violations = Axe().run(page, options=rules).response["violations"]
    weighty = [one for one in violations if one["impact"] in ("serious", "critical")]
    return [f"{one['id']}: {node['target']} {node['failureSummary']}" for one in weighty for node in one["nodes"]]


def found_on_every_tab(page: Page) -> list[str]:
    found = found_on(page)
    for tab in page.get_by_test_id("stMain").get_by_role("tab").all()[1:]:
        tab.click()
        expect(tab).to_have_attribute("aria-selected", "true")
        found += found_on(page)
    return found


@pytest.mark.parametrize("who", PAGES)
def test_no_page_of_this_role_shuts_anybody_out(server: Server, visit: Visit, who: str) -> None:
    page = visit(server)
    expect(page.get_by_test_id("stForm")).to_be_visible()
    found = {"the door": found_on(page)}
    sign_in(page, who)
    for place in PAGES[who]:
        name, _, stage = place.partition(" ")
        page.goto(f"{server.url}/{name}" + (f"?round={ROUNDS[stage]}" if stage else ""))
        expect(page.locator(".st-key-menu-sign_out")).to_be_attached()
        found[place] = found_on_every_tab(page)
    assert not {place: faults for place, faults in found.items() if faults}
