"""The pictures of the documents: `make screenshots` takes them all anew; `python -m tests.screenshots 12` some of them.

It knows: which page of whom each picture shows; the trends in both languages over no round up to sixty, the others from
the demo.
Shaped so because: every store is made for its picture, so that nobody has to remember how one was taken.
It must not know: what is planted in the rounds (tests/planted_rounds.py).
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Locator, Page

from bench.parts.browsers import browser
from bench.parts.server import serving
from core.demo import demo_people
from core.demo_people import PASSWORD
from core.store import open_store
from tests.browser.conftest import settled, sign_in
from tests.planted_rounds import ROUNDS, live

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
DESK, ROOM = {"width": 1366, "height": 768}, {"width": 1920, "height": 1080}
COLOURS, DRAWN_MS = 160, 2500
UNSCORED = "Kalibrasi prosedur tunda"


@contextmanager
def served(running: Browser, fill: Callable[[str], object]) -> Iterator[Callable[..., Page]]:
    """`enter(username)` gives that person's browser, on a server whose store was filled before."""
    with TemporaryDirectory(prefix="screenshots-") as folder:
        os.environ |= {"STORE_URL": f"duckdb:///{folder}/selaras.duckdb", "SELARAS_RECORDINGS": f"{folder}/sounds"}
        fill(os.environ["STORE_URL"])
        with serving(Path(folder) / "server") as server:

            def enter(username: str, size: dict[str, int] = DESK) -> Page:
                page = running.new_context(locale="id-ID", viewport=size, base_url=server.url).new_page()
                page.goto("/")
                sign_in(page, username, PASSWORD)
                return page

            yield enter


def trends(running: Browser, rounds: int) -> None:
    """The whole page without the menu."""

    def fill(url: str) -> None:
        store = open_store(url)
        store.write(lambda tx: live(tx, rounds, ROUNDS[rounds]))
        store.close()

    with served(running, fill) as enter:
        for code, name in (("id", "Bahasa Indonesia"), ("en", "English")):
            page = enter("ningsih")
            page.get_by_test_id("stSidebar").get_by_role("radio", name=name).click()
            page.locator(f".st-key-menu-language-{code}").wait_for()
            opened(page, "trends")
            whole = page.get_by_test_id("stMainBlockContainer")
            page.set_viewport_size(DESK | {"height": int(whole.bounding_box()["height"]) + 50})
            keep(page, f"trends/{code}-{rounds}", whole)


def tour(running: Browser) -> None:
    """One page of each role, in the demo's round that is ready for its meeting."""
    with served(running, lambda url: demo_people(url, datetime.now(UTC))) as enter:
        keep(opened(enter("ningsih"), "head"), "approval")
        leader = enter("laksmi")
        keep(opened(leader, "home"), "home")
        keep(opened(leader, "trends"), "trends")
        scoring = opened(enter("maharani"), "assessor")
        scoring.get_by_test_id("stSelectbox").first.click()
        scoring.get_by_role("option").filter(has_text=UNSCORED).click()
        scoring.get_by_text("Nilai untuk B1").first.evaluate("place => place.scrollIntoView()")
        keep(scoring, "assessor")
        opened(leader, "supervisor")
        leader.locator(".st-key-supervisor-reveal button").last.click()
        room = opened(enter("laksmi", ROOM), "projector")
        keep(leader, "meeting")
        keep(room, "projector")
        leader.locator(".st-key-supervisor-overview button").last.click()
        keep(room, "overview")


def opened(page: Page, name: str) -> Page:
    page.goto(f"/{name}")
    settled(page)
    return page


def keep(page: Page, name: str, part: Page | Locator | None = None) -> None:
    """In few colours, so that the documents stay light."""
    page.wait_for_timeout(DRAWN_MS)
    settled(page)
    file = FOLDER / f"{name}.png"
    file.parent.mkdir(exist_ok=True)
    drawn = Image.open(BytesIO((part or page).screenshot())).convert("RGB")
    drawn.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)


if __name__ == "__main__":
    pictures = {"tour": tour, **{str(n): partial(trends, rounds=n) for n in ROUNDS}}
    with browser() as running:
        for asked in sys.argv[1:] or pictures:
            pictures[asked](running)
