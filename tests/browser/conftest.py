"""A real server and real browsers: the program as people meet it.

It knows: how the server is started on a store that was filled before, and how somebody signs in.
Shaped so because: the store's file has one owner, so verbs fill it first and then the server opens it. Where the tests
run on PostgreSQL the server has a database of its own, and another one may be started on it.
It must not know: what the tests look at.
"""

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, expect

from tests.engines import IS_POSTGRES, new_database, url_of
from tests.nginx import free_port
from tests.round_at import PASSWORD, Office, new_office

ROOT = Path(__file__).parents[2]
BROWSER_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
START_WITHIN_S = 60
MOST_SHOWN = 6000
# Five browsers and a server share two cores; a wait ends as soon as what it waits for is there.
expect.set_options(timeout=30_000)


@dataclass
class Server:
    url: str
    folder: Path
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes]

    @property
    def said(self) -> str:
        return (self.folder / "server.txt").read_text("utf-8", "replace")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture(scope="module")
def running() -> Iterator[list[Server]]:
    """Servers of this module, stopped at its end."""
    servers: list[Server] = []
    yield servers
    for server in servers:
        server.stop()


@pytest.fixture(scope="module")
def start_server(tmp_path_factory: pytest.TempPathFactory, running: list[Server]) -> Callable[..., Server]:
    """`start_server(fill)`: `fill(office)` makes people and rounds with the verbs, then the server starts on them."""

    def start(fill: Callable[[Office], object] | None = None, people: bool = True, **settings: str) -> Server:
        folder = tmp_path_factory.mktemp("server")
        environment = {
            **os.environ,
            "STORE_URL": url_of(new_database()) if IS_POSTGRES else f"duckdb:///{folder}/selaras.duckdb",
            "SELARAS_DATA": str(folder),
            **settings,
        }
        if people:
            _fill(environment, fill)
        running.append(_started(folder, environment))
        return running[-1]

    return start


@pytest.fixture(scope="module")
def start_another(tmp_path_factory: pytest.TempPathFactory, running: list[Server]) -> Callable[[Server], Server]:
    """`start_another(server)`: one more process on the same database; its own folder is empty."""

    def start(server: Server) -> Server:
        folder = tmp_path_factory.mktemp("another")
        running.append(_started(folder, {**server.environment, "SELARAS_DATA": str(folder)}))
        return running[-1]

    return start


def _fill(environment: dict[str, str], fill: Callable[[Office], object] | None) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("SELARAS_DATA", "SELARAS_RECORDINGS"):
            if name in environment:
                patch.setenv(name, environment[name])
        office = new_office(environment["STORE_URL"])
        if fill:
            fill(office)
        office.store.close()


def _started(folder: Path, environment: Mapping[str, str]) -> Server:
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    with (folder / "server.txt").open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    server = Server(f"http://127.0.0.1:{port}", folder, environment, process)
    _wait_until_healthy(server)
    return server


def _wait_until_healthy(server: Server) -> None:
    until = time.monotonic() + START_WITHIN_S
    while time.monotonic() < until and server.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{server.url}/_stcore/health", timeout=2) as answer:
                if answer.read() == b"ok":
                    return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the server did not start:\n{server.said}")


@pytest.fixture(scope="session")
def chromium(playwright: Playwright, browser_path: str) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=browser_path, args=BROWSER_FLAGS)
    yield browser
    browser.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """`visit(server, "/trends")`: a new browser, nobody signed in; closed after the test."""
    contexts: list[BrowserContext] = []

    def open_page(server: Server, path: str = "/", *, context: BrowserContext | None = None) -> Page:
        if context is None:
            context = chromium.new_context(locale="id-ID", viewport={"width": 1366, "height": 768})
            contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: print(f"{path}: {error.stack}"))
        page.goto(server.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport]:
    """What every page showed when a test failed stands in the report: often nobody can look again."""
    report = yield
    if report.when == "call" and report.failed and "chromium" in item.funcargs:
        pages = [page for context in item.funcargs["chromium"].contexts for page in context.pages]
        report.sections += [(page.url, page.locator("body").aria_snapshot()[-MOST_SHOWN:]) for page in pages]
    return report


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    """Fills the sign-in form, whatever its language, and waits until the menu is there."""
    with page.expect_response("**/auth/set", timeout=20_000):
        fill_sign_in(page, username, password)
    expect(page.locator(".st-key-menu-sign_out")).to_be_visible(timeout=15_000)


def fill_sign_in(page: Page, username: str, password: str) -> None:
    form = page.get_by_test_id("stForm")
    form.locator("input").nth(0).fill(username)
    form.locator("input").nth(1).fill(password)
    form.get_by_test_id("stFormSubmitButton").locator("button").click()


def settled(page: Page) -> None:
    """The script has ended and the page is drawn."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def keyed(page: Page, key: str) -> Locator:
    """What stands under this key, also where the round or the recording stands before it."""
    name = re.sub("[^a-zA-Z0-9_-]", "-", key)
    return page.locator(f":is([class$='-{name}'], [class*='-{name} ']):not([data-retained])")
