"""Others save while somebody's password is compared or a report is drawn: neither happens inside the one writer."""

from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import pytest

from core import passwords, report_issue, signins
from core.codes import Stage
from core.store import Store, settings_sql
from tests.pages.conftest import Desk
from tests.round_at import PASSWORD, Office, round_at

SitDown = Callable[[Office], Desk]
LONG = 30.0


class Interrupted:
    """Stands in for something slow; each time it is called, somebody else writes and is waited for."""

    def __init__(self, slow: Callable[..., Any], store: Store) -> None:
        self._slow, self._store = slow, store
        self.others_saved: list[bool] = []

    def __call__(self, *args: Any) -> Any:
        saved = Event()
        Thread(target=self._save, args=(saved,), daemon=True).start()
        self.others_saved.append(saved.wait(LONG))
        return self._slow(*args)

    def _save(self, saved: Event) -> None:
        self._store.write(lambda tx: settings_sql.keep_value(tx, "counter", "1"))
        saved.set()


@pytest.fixture
def awaiting() -> Office:
    return round_at(Stage.AWAITING_APPROVAL)


def test_while_somebody_signs_in(awaiting: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    compared = Interrupted(passwords.bcrypt.checkpw, awaiting.store)
    monkeypatch.setattr(passwords.bcrypt, "checkpw", compared)
    assert signins.sign_in(awaiting.store, "head", PASSWORD, "10.0.0.1", awaiting.now)
    assert compared.others_saved == [True]


@pytest.mark.parametrize("password", [PASSWORD, "bukan sandinya"])
def test_while_the_head_approves(
    sit_down: SitDown, awaiting: Office, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    screen = sit_down(awaiting).open("head", awaiting.head, round=str(awaiting.round_id))
    compared = Interrupted(passwords.bcrypt.checkpw, awaiting.store)
    drawn = Interrupted(report_issue.report_pdf, awaiting.store)
    monkeypatch.setattr(passwords.bcrypt, "checkpw", compared)
    monkeypatch.setattr(report_issue, "report_pdf", drawn)
    screen.text_input(key="head.password").input(password)
    screen.button(key="head.approve_button").click().run()
    assert not screen.exception
    right = password == PASSWORD
    assert (compared.others_saved, drawn.others_saved) == ([True], [True] if right else [])
    assert awaiting.stage() is (Stage.APPROVED if right else Stage.AWAITING_APPROVAL)
    assert bool(screen.error) is not right


def test_while_somebody_changes_the_own_password(
    sit_down: SitDown, awaiting: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    screen = sit_down(awaiting).open("account", awaiting.head)
    compared = Interrupted(passwords.bcrypt.checkpw, awaiting.store)
    hashed = Interrupted(passwords.bcrypt.hashpw, awaiting.store)
    monkeypatch.setattr(passwords.bcrypt, "checkpw", compared)
    monkeypatch.setattr(passwords.bcrypt, "hashpw", hashed)
    for name, typed in (("old", PASSWORD), ("new", "kuda laut biru 7"), ("again", "kuda laut biru 7")):
        screen.text_input(key=f"account.{name}").input(typed)
    screen.button(key="account.submit").click().run()
    assert not screen.exception and not screen.error
    assert (compared.others_saved, hashed.others_saved) == ([True], [True])
