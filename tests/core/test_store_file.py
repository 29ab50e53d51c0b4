"""The DuckDB file: one owner, readable by nobody else, a copy before each change, no way back in versions."""

import os
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from core.errors import Invalid
from core.store import Store, migrate, open_store, settings_sql

pytestmark = pytest.mark.duckdb


def _url(folder: Path) -> str:
    return f"duckdb:///{folder / 'selaras.duckdb'}"


def _keep(name: str, value: str = "1"):
    return lambda tx: settings_sql.keep_value(tx, name, value)


def _kept(store: Store, name: str) -> str | None:
    return store.read(lambda tx: settings_sql.value_of(tx, name))


def test_closing_finishes_what_waits(tmp_path: Path) -> None:
    store, may_go_on = open_store(_url(tmp_path)), threading.Event()
    with ThreadPoolExecutor(3) as threads:
        threads.submit(store.write, lambda tx: may_go_on.wait(5))
        waiting = threads.submit(store.write, _keep("waiting"))
        closing = threads.submit(store.close)
        may_go_on.set()
        closing.result()
        assert waiting.exception() is None or "closed" in str(waiting.exception())
    again = open_store(_url(tmp_path))
    assert (_kept(again, "waiting") == "1") is (waiting.exception() is None)
    again.close()


def test_the_same_process_cannot_open_the_file_twice_either(tmp_path: Path) -> None:
    store = open_store(_url(tmp_path))
    with pytest.raises(Invalid, match="it is open already"):
        open_store(_url(tmp_path))
    store.close()


def test_a_file_that_is_no_store_is_refused_in_words_and_left_as_it_is(tmp_path: Path) -> None:
    place = tmp_path / "selaras.duckdb"
    place.write_bytes(b"bukan basis data" * 500)
    with pytest.raises(Invalid, match="cannot be opened"):
        open_store(_url(tmp_path))
    assert place.read_bytes() == b"bukan basis data" * 500


def test_a_migration_keeps_a_copy_of_the_file_as_it_was(tmp_path: Path, more_migrations: Path) -> None:
    store = open_store(_url(tmp_path))
    store.write(_keep("old"))
    store.close()
    number = len(migrate.steps()) + 1
    (more_migrations / f"{number:04d}_more.sql").write_text("ALTER TABLE setting ADD COLUMN note TEXT DEFAULT '';\n")
    newer = open_store(_url(tmp_path))
    assert newer.read(lambda tx: tx.all("SELECT name, note FROM setting")) == [("old", "")]
    newer.close()
    copy = duckdb.connect(str(tmp_path / f"selaras.before-{number:04d}.duckdb"), read_only=True)
    assert copy.execute("SELECT * FROM setting").fetchall() == [("old", "1")]
    assert copy.execute("SELECT max(version) FROM schema_version").fetchall() == [(number - 1,)]
    copy.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights in the folder")
def test_the_file_and_its_copy_are_their_owners_alone(tmp_path: Path, more_migrations: Path) -> None:
    open_store(_url(tmp_path)).close()
    file = tmp_path / "selaras.duckdb"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o644)
    number = len(migrate.steps()) + 1
    (more_migrations / f"{number:04d}_more.sql").write_text("ALTER TABLE setting ADD COLUMN note TEXT DEFAULT '';\n")
    open_store(_url(tmp_path)).close()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("*.duckdb")}
    assert modes == {"selaras.duckdb": 0o600, f"selaras.before-{number:04d}.duckdb": 0o600}


def test_opening_an_up_to_date_store_again_changes_nothing_and_makes_no_copy(tmp_path: Path) -> None:
    for _ in range(3):
        open_store(_url(tmp_path)).close()
    assert [path.name for path in tmp_path.iterdir()] == ["selaras.duckdb"]
