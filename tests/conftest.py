"""What the whole suite shares: what is skipped, how loudly, and what runs where.

It knows: that browser tests need a browser, and that CI accepts no skip for the want of one.
Shaped so because: all browser tests go to one worker, so that no two servers and browsers fight for two cores.
It must not know: pages or rounds; the named people of the tests stand beside the tests that use them.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from core import passwords
from core.store import Store, migrate, open_store
from tests.buckets import bucket_served, variables
from tests.engines import IS_POSTGRES, drop_databases
from tests.nginx import installed_nginx
from tests.round_at import OPEN

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROWSER_TESTS = Path(__file__).parent / "browser"
WEB_TESTS = Path(__file__).parent / "web"


def installed_browser() -> str | None:
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def is_ci() -> bool:
    return os.environ.get("CI", "").lower() in ("1", "true")


def pytest_configure() -> None:
    """What is made before any test begins keeps away from the real store, too."""
    os.environ["SELARAS_DATA"] = tempfile.mkdtemp(prefix="selaras-tests-")


def pytest_unconfigure() -> None:
    drop_databases()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Browser tests last, on one worker: Playwright leaves an event loop running that others would trip over."""
    other_engine = "duckdb" if IS_POSTGRES else "postgres"
    elsewhere = [item for item in items if item.get_closest_marker(other_engine)]
    config.hook.pytest_deselected(items=elsewhere)
    items[:] = [item for item in items if item not in elsewhere]
    for item in items:
        if BROWSER_TESTS in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
        elif WEB_TESTS in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))
    items.sort(key=lambda item: BROWSER_TESTS in item.path.parents)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") and not installed_browser():
        missing = "no browser: install chromium or google-chrome, or run `make test` as root on Debian"
        pytest.fail(missing, pytrace=False) if is_ci() else pytest.skip(missing)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for lack, what in (("no browser", "chromium or google-chrome"), ("no nginx", "nginx")):
        reports = terminalreporter.stats.get("skipped", [])
        skipped = [report for report in reports if lack in str(report.longrepr)]
        if skipped:
            terminalreporter.section("NOT TESTED", sep="!", red=True, bold=True)
            terminalreporter.write_line(f"{len(skipped)} tests were skipped: there is no {what} here.")


@pytest.fixture
def nginx_is_here() -> None:
    """A test that needs it is skipped loudly, or fails where nothing may be skipped."""
    if not installed_nginx():
        missing = "no nginx: install nginx-light, or run `make test` as root on Debian"
        must = is_ci() or os.environ.get("REQUIRE_PG") == "1"
        pytest.fail(missing, pytrace=False) if must else pytest.skip(missing)


@pytest.fixture
def more_migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the migrations, to which a test may add one."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.MIGRATIONS, folder)
    monkeypatch.setattr(migrate, "MIGRATIONS", folder)
    return folder


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """A slow hash in every office of the tests would cost minutes; what slowness is for has its own test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "SLOW", 4)
        yield


@pytest.fixture(scope="session")
def browser_path() -> str:
    """The browser to start; Playwright's own is never downloaded."""
    found = installed_browser()
    assert found
    return found


@pytest.fixture(autouse=True)
def offices_end_with_their_test() -> Iterator[None]:
    """A store in memory takes ten megabytes, one in PostgreSQL its connections. What a module's fixtures have opened
    before stays open for the whole module."""
    before = len(OPEN)
    yield
    while len(OPEN) > before:
        OPEN.pop().close()


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each test keeps its recordings and its secret in a folder of its own."""
    monkeypatch.setenv("SELARAS_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture(scope="session")
def bucket_server() -> Iterator[str]:
    with bucket_served() as endpoint:
        yield endpoint


@pytest.fixture
def in_a_bucket(bucket_server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Recordings lie in a bucket, in a place of this test's own."""
    for name, value in variables(bucket_server).items():
        monkeypatch.setenv(name, value)


@pytest.fixture(params=["folder", "bucket"])
def each_place(request: pytest.FixtureRequest) -> None:
    """The rule holds wherever recordings lie."""
    if request.param == "bucket":
        request.getfixturevalue("in_a_bucket")


@pytest.fixture
def opened() -> Iterator[Callable[[str], Store]]:
    """Opens stores that are closed with the test."""
    stores: list[Store] = []

    def at(url: str) -> Store:
        stores.append(open_store(url))
        return stores[-1]

    yield at
    for store in stores:
        store.close()
