"""Real browsers: what a person sees, timed inside the page.

It knows: how a page is opened with a sign-in, and how a page notes by itself when it was clicked, when its dots have
moved and when it is ready again; all pages share the machine's clock.
Shaped so because: a time taken in the page holds no delay of the tool that drives it.
It must not know: how many others are connected, or what a good figure is.
"""

import math
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from bench.parts.protocol import Seat

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WITHIN_S, SEEN_WITHIN_S = 30.0, 10.0
READY = '[data-testid="stApp"][data-test-script-state="notRunning"]'
SCREEN, DESK = {"width": 1920, "height": 1080}, {"width": 1366, "height": 768}

CLOCK = "const now = () => performance.timeOrigin + performance.now();"
NOTE_CLICKS = f"""() => {{ {CLOCK}
  window.addEventListener("click", () => {{ window.benchClick = now(); window.benchReady = 0; }}, true);
  const app = document.querySelector('[data-testid="stApp"]');
  new MutationObserver(() => {{
    if (app.dataset.testScriptState === "notRunning" && window.benchClick) window.benchReady ||= now();
  }}).observe(app, {{ attributes: true, attributeFilter: ["data-test-script-state"] }});
}}"""
NOTE_DOTS = f"""(place) => {{ {CLOCK}
  const seen = () => [...document.querySelectorAll(`${{place}} .scatterlayer .point`)]
    .map((point) => point.getAttribute("transform")).join();
  let last = seen();
  window.benchMoved = [];
  new MutationObserver(() => {{
    const dots = seen();
    if (dots && dots !== last) {{ last = dots; window.benchMoved.push(now()); }}
  }}).observe(document.body, {{ subtree: true, childList: true, attributes: true }});
}}"""


@contextmanager
def browser() -> Iterator[Browser]:
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        raise SystemExit("This benchmark needs chromium or google-chrome.")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


@contextmanager
def opened(running: Browser, url: str, seat: Seat) -> Iterator[Page]:
    """A browser of its own for this person, on the page; ready when its script has run."""
    size = SCREEN if seat.page == "projector" else DESK
    context = running.new_context(locale="id-ID", viewport=size)
    context.add_cookies([{"name": "selaras", "value": seat.token, "url": url, "httpOnly": True, "sameSite": "Strict"}])
    page = context.new_page()
    page.goto(f"{url}/{seat.page}?round={seat.round_id}")
    page.wait_for_selector(READY, timeout=WITHIN_S * 1000)
    try:
        yield page
    finally:
        context.close()


def dots_noted(page: Page, place: str) -> None:
    """From now on the page notes when a dot of this figure has moved."""
    page.wait_for_selector(f"{place} .scatterlayer .point", timeout=WITHIN_S * 1000)
    page.evaluate(NOTE_DOTS, place)


def clicks_noted(page: Page) -> None:
    page.evaluate(NOTE_CLICKS)


def moved_at(page: Page, since: float) -> float | None:
    """When the dots first moved after this moment, in ms."""
    return next((moment for moment in page.evaluate("window.benchMoved") if moment > since), None)


def click_another(page: Page, group: str) -> float:
    """Choose another value in a row of buttons; the moment of the click, in ms."""
    page.locator(f"{group} button[aria-checked=false]").first.click()
    clicked: float = page.evaluate("window.benchClick")
    return clicked


def waited_for(found: Callable[[], float | None]) -> float:
    """The moment that is found, or infinity when it has not come within the time allowed."""
    until = time.monotonic() + SEEN_WITHIN_S
    while time.monotonic() < until:
        if moment := found():
            return moment
        time.sleep(0.02)
    return math.inf
