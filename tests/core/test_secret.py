"""The secret: given or made, the same for every process on a database, and a mark for each purpose."""

import re
from pathlib import Path

import pytest

from core import secret
from core.errors import Invalid
from core.settings import data_folder
from core.store import open_store, settings_sql
from tests.engines import fresh_url
from tests.round_at import new_office

ONE, OTHER = "1" * 64, "2" * 64


def test_the_secret_is_taken_from_the_environment_or_from_a_file_it_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = secret.mark("play")
    (tmp_path / "key").write_text(f"{ONE}\n")
    monkeypatch.setenv("SELARAS_SECRET_FILE", str(tmp_path / "key"))
    from_file = secret.mark("play")
    monkeypatch.setenv("SELARAS_SECRET", ONE)
    assert secret.mark("play") == from_file != made
    monkeypatch.setenv("SELARAS_SECRET", "pendek")
    with pytest.raises(Invalid, match="SELARAS_SECRET is too short"):
        secret.mark("play")


def test_a_file_that_is_named_is_never_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SELARAS_SECRET_FILE", str(tmp_path / "none"))
    with pytest.raises(Invalid, match="cannot be read"):
        secret.mark("play")
    assert not (tmp_path / "none").exists()


def test_a_mark_fits_one_purpose_and_one_text() -> None:
    given = secret.mark("play", "a")
    assert secret.is_mark(given, "play", "a")
    assert not secret.is_mark(given, "play", "b") and not secret.is_mark(given, "token", "a")
    assert not secret.is_mark("é", "play", "a")


def test_a_code_to_be_typed_is_the_same_in_every_process() -> None:
    assert re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", secret.code("set up"))
    assert secret.code("set up") == secret.code("set up")


def test_a_file_has_one_process_so_its_secret_may_change() -> None:
    store = new_office().store
    if not store.is_shared:
        (data_folder() / "secret.key").unlink(missing_ok=True)
        secret.require_the_secret_of(store)
        assert store.read(lambda tx: settings_sql.value_of(tx, secret.KEPT_AS)) is None


@pytest.mark.postgres
def test_a_process_with_another_secret_is_refused_until_the_secret_is_changed_for_good(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = fresh_url()
    store = open_store(url)
    monkeypatch.setenv("SELARAS_SECRET", ONE)
    secret.require_the_secret_of(store)
    secret.require_the_secret_of(store)
    monkeypatch.setenv("SELARAS_SECRET", OTHER)
    with pytest.raises(Invalid, match="another secret"):
        secret.require_the_secret_of(store)
    monkeypatch.setenv("STORE_URL", url)
    assert secret.main() == 0
    secret.require_the_secret_of(store)
    store.close()
