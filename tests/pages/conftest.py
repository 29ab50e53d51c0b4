"""Pages without a browser: a real store in memory, real verbs, a person who is signed in, one page run by app.py.

It knows: how a page is opened as somebody, and that time stands still unless a test moves `office.now`.
Shaped so because: what is tested is the page as app.py runs it, guard and menu included; only the clock is replaced.
It must not know: any page.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest, app_test

from core import signins
from core.model import Person
from core.store import signins_sql
from pages.parts import session
from tests.round_at import Office, new_office
from web.house import furnished

SECRET = "5e1a" * 16
APP = Path(__file__).parents[2] / "app.py"


@dataclass
class Desk:
    """`desk.open("assessor", office.assessor_1, round=str(id))` is the page after its first run."""

    office: Office

    def open(self, page: str, person: Person | None, **query: str) -> AppTest:
        screen = AppTest.from_file(str(APP), default_timeout=20)
        if person:
            screen.session_state["selaras"] = session._Visit(token=self.sign_in(person))
        screen.query_params.update(query)
        screen.run()
        return screen if page == "home" else screen.switch_page(f"pages/{page}.py").run()

    def sign_in(self, person: Person, now: datetime | None = None) -> str:
        """A token of a sign-in that began at the office's time, or at the wall clock's for what asks that one."""
        token, now = uuid4().hex, now or self.office.now
        kept = signins.kept_form(token)
        self.office.store.write(
            lambda tx: signins_sql.insert_sign_in(tx, kept, person.id, now, now + timedelta(hours=12))
        )
        return token


@pytest.fixture(scope="session", autouse=True)
def packages_looked_through_once() -> Iterator[None]:
    """For components of theirs, as in a served process; AppTest would do it for every screen, a fifth of a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


class _NamedPages(PagesManager):
    """As in a served process, where app.py has named the pages before the first visit; AppTest forgets it each run."""


@pytest.fixture
def sit_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Office], Desk]:
    """`desk = sit_down(round_at(Stage.SCORING))`: the pages now run on that office's store and clock."""

    def at(office: Office) -> Desk:
        house = furnished(office.store, office.now)
        monkeypatch.setattr(session, "house", lambda: house)
        monkeypatch.setattr(session, "now", lambda: office.now)
        return Desk(office)

    monkeypatch.setenv("SELARAS_DATA", str(tmp_path))
    # An office may serve a whole file of tests, each with a folder of its own: one secret for all of them.
    monkeypatch.setenv("SELARAS_SECRET", SECRET)
    monkeypatch.setattr(app_test, "PagesManager", _NamedPages)
    monkeypatch.setattr(PagesManager, "uses_pages_directory", False)
    return at


@pytest.fixture
def desk(sit_down: Callable[[Office], Desk]) -> Desk:
    """An office without any round."""
    return sit_down(new_office())


def named(widgets: Sequence[Any], key: str) -> Any:
    """The field under this key, where the round or the recording stands before it."""
    return next(widget for widget in widgets if (widget.key or "").endswith(f".{key}"))
