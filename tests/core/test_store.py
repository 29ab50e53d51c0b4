"""What the store promises: nothing lost, nothing done twice, nothing half done, one owner, no way back in versions."""

import os
import shutil
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import duckdb
import pytest

from core import store as the_store
from core.access import require_in_round
from core.audit import record
from core.codes import Action, Stage
from core.errors import Invalid, SomeoneWasFirst
from core.model import Note
from core.rounds import accept_assignment, reschedule
from core.samples import recordings_of
from core.scorecard import Answer
from core.scoring import own_sheets, save_draft
from core.store import Store, Tx, open_store, settings_sql
from tests.round_at import appointments, round_at

MEMORY = "duckdb:///:memory:"


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_store(MEMORY)
    yield opened
    opened.close()


def _url(folder: Path) -> str:
    return f"duckdb:///{folder / 'selaras.duckdb'}"


def _keep(name: str, value: str = "1"):
    return lambda tx: settings_sql.keep_value(tx, name, value)


def _add_one(tx: Tx) -> None:
    settings_sql.keep_value(tx, "counter", str(int(settings_sql.value_of(tx, "counter") or 0) + 1))


def _kept(store: Store, name: str) -> str | None:
    return store.read(lambda tx: settings_sql.value_of(tx, name))


def _trail(store: Store) -> list[tuple[str, str, UUID]]:
    return store.read(lambda tx: tx.all("SELECT action, became, id FROM audit ORDER BY happened"))


def test_eight_threads_write_the_same_row_and_no_write_is_lost(store: Store) -> None:
    def many(_worker: int) -> None:
        for _ in range(40):
            store.write(_add_one)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(many, range(8)))
    assert _kept(store, "counter") == "320"


def test_a_failing_job_takes_nothing_of_its_batch_along(store: Store) -> None:
    """While the writer is held up, jobs pile up into one batch; the one that fails fails alone."""
    may_go_on = threading.Event()

    def fail(tx: Tx) -> None:
        settings_sql.keep_value(tx, "half", "done")
        raise Invalid("Choose at least one role.")

    with ThreadPoolExecutor(8) as threads:
        first = threads.submit(store.write, lambda tx: may_go_on.wait(5))
        good = [threads.submit(store.write, _keep(f"good {n}")) for n in range(3)]
        bad = threads.submit(store.write, fail)
        good += [threads.submit(store.write, _keep(f"good {n}")) for n in range(3, 6)]
        may_go_on.set()
        assert first.result() is True
        assert [future.result() for future in good] == [None] * 6
        with pytest.raises(Invalid):
            bad.result()
    assert [_kept(store, f"good {n}") for n in range(6)] == ["1"] * 6
    assert _kept(store, "half") is None


def test_a_write_that_fails_leaves_nothing_and_the_next_one_works(store: Store) -> None:
    def wrong_sql(tx: Tx) -> None:
        settings_sql.keep_value(tx, "half", "done")
        tx.run("SELECT nothing FROM nowhere")

    with pytest.raises(duckdb.CatalogException):
        store.write(wrong_sql)
    store.write(_keep("after"))
    assert (_kept(store, "half"), _kept(store, "after")) == (None, "1")


def test_what_a_read_changes_is_not_kept(store: Store) -> None:
    store.read(_keep("sly"))
    assert _kept(store, "sly") is None


def test_a_command_that_arrives_twice_is_done_once() -> None:
    office, command = round_at(Stage.ASSIGNED), uuid4()

    def accept(tx: Tx) -> None:
        accept_assignment(tx, office.round_id, by=office.supervisor, now=office.now)

    office.store.write(accept, once=command)
    version = office.version()
    assert office.store.write(accept, once=command) is None
    assert office.version() == version
    assert [row[0] for row in _trail(office.store) if row[2] == command] == ["accept_assignment"]


def test_a_command_that_arrives_twice_in_one_batch_is_done_once() -> None:
    office, command, may_go_on = round_at(Stage.ASSIGNED), uuid4(), threading.Event()

    def accept(tx: Tx) -> None:
        accept_assignment(tx, office.round_id, by=office.supervisor, now=office.now)

    with ThreadPoolExecutor(3) as threads:
        threads.submit(office.store.write, lambda tx: may_go_on.wait(5))
        twice = [threads.submit(office.store.write, accept, command) for _ in range(2)]
        may_go_on.set()
        assert [future.result() for future in twice] == [None, None]
    assert len([row for row in _trail(office.store) if row[0] == "accept_assignment"]) == 1


def test_one_command_may_be_made_of_several_verbs() -> None:
    office, command = round_at(Stage.SCHEDULING), uuid4()

    def both(tx: Tx) -> None:
        for _ in range(2):
            reschedule(tx, office.round_id, appointments(), by=office.supervisor, now=office.now)

    office.store.write(both, once=command)
    rows = [row for row in _trail(office.store) if row[0] == "reschedule"]
    assert len(rows) == 2
    assert [row[2] for row in rows].count(command) == 1


def test_change_version_and_audit_row_come_together_or_not_at_all() -> None:
    office = round_at(Stage.ASSIGNED)
    before = office.version(), len(_trail(office.store))

    def accept_then_fall(tx: Tx) -> None:
        accept_assignment(tx, office.round_id, by=office.supervisor, now=office.now)
        raise RuntimeError("the light went out")

    with pytest.raises(RuntimeError, match="light"):
        office.store.write(accept_then_fall, once=uuid4())
    assert (office.version(), len(_trail(office.store)), office.stage()) == (*before, Stage.ASSIGNED)
    office.do(accept_assignment, office.supervisor, office.round_id)
    assert (office.version(), len(_trail(office.store)), office.stage()) == (
        before[0] + 1,
        before[1] + 1,
        Stage.SCHEDULING,
    )


def test_a_draft_moves_no_version_leaves_no_row_and_wakes_nobody() -> None:
    office = round_at(Stage.SCORING)
    recording = office.ask(recordings_of, office.assessor_1, office.round_id)[0].id
    before, woken = (office.version(), len(_trail(office.store))), []
    office.store.on_move(woken.append)
    office.do(save_draft, office.assessor_1, office.round_id, recording, {"C2": Note(Answer(4))})
    assert (office.version(), len(_trail(office.store)), woken) == (*before, [])
    assert office.ask(own_sheets, office.assessor_1, office.round_id)[0].notes["C2"].answer == Answer(4)


def test_a_commit_tells_its_listeners_which_rounds_moved_to_which_version() -> None:
    office, told = round_at(Stage.SCHEDULING), []
    office.store.on_move(lambda moved: told.append(dict(moved)))
    office.do(reschedule, office.supervisor, office.round_id, appointments())
    office.store.write(_keep("barrier"))
    assert told == [{office.round_id: office.version()}]


def test_a_listener_that_fails_stops_neither_the_writer_nor_the_other_listeners(
    caplog: pytest.LogCaptureFixture,
) -> None:
    office, told = round_at(Stage.SCHEDULING), []

    def fall(_moved: dict[UUID, int]) -> None:
        raise RuntimeError("the loop is closed")

    office.store.on_move(fall)
    office.store.on_move(told.append)
    for _ in range(2):
        office.do(reschedule, office.supervisor, office.round_id, appointments())
    office.store.write(_keep("barrier"))
    assert len(told) == 2
    assert "the loop is closed" in caplog.text


def test_of_two_people_who_saw_the_same_version_one_is_told_who_was_first() -> None:
    """Both write at the same moment; the store puts them in a row, and the second learns who moved the round."""
    office = round_at(Stage.AWAITING_APPROVAL)
    seen = office.version()

    def approve(tx: Tx) -> None:
        permit = require_in_round(tx, Action.APPROVE_REPORT, office.head, office.now, office.round_id, version=seen)
        record(tx, permit)

    with ThreadPoolExecutor(2) as threads:
        outcomes = [threads.submit(office.store.write, approve, uuid4()).exception() for _ in range(2)]
    assert [type(outcome) for outcome in sorted(outcomes, key=bool)] == [type(None), SomeoneWasFirst]
    assert office.version() == seen + 1


def test_a_closed_store_refuses_instead_of_waiting_for_ever() -> None:
    store = open_store(MEMORY)
    store.close()
    with pytest.raises(Invalid, match="closed"):
        store.write(_keep("late"))


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


def test_a_second_process_on_the_file_is_refused_in_words(tmp_path: Path) -> None:
    store = open_store(_url(tmp_path))
    program = f"from core.store import open_store\nopen_store({_url(tmp_path)!r})"
    second = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert second.returncode != 0
    assert "cannot be opened: it is open already" in second.stderr
    store.write(_keep("unharmed"))
    store.close()


def test_the_same_process_cannot_open_the_file_twice_either(tmp_path: Path) -> None:
    store = open_store(_url(tmp_path))
    with pytest.raises(Invalid, match="it is open already"):
        open_store(_url(tmp_path))
    store.close()


@pytest.mark.parametrize("url", ["postgres://x", "selaras.duckdb", ""])
def test_an_address_that_names_no_store_is_refused_in_words(url: str) -> None:
    with pytest.raises(Invalid, match="STORE_URL must look like"):
        open_store(url)


def test_a_file_that_is_no_store_is_refused_in_words_and_left_as_it_is(tmp_path: Path) -> None:
    place = tmp_path / "selaras.duckdb"
    place.write_bytes(b"bukan basis data" * 500)
    with pytest.raises(Invalid, match="cannot be opened"):
        open_store(_url(tmp_path))
    assert place.read_bytes() == b"bukan basis data" * 500


def test_a_store_newer_than_the_program_is_refused_unchanged(tmp_path: Path) -> None:
    store = open_store(_url(tmp_path))
    store.write(lambda tx: tx.run("INSERT INTO schema_version (version, name) VALUES (9999, 'later')"))
    store.close()
    for _ in range(2):
        with pytest.raises(Invalid, match="newer version"):
            open_store(_url(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["selaras.duckdb"]


@pytest.fixture
def more_migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the migrations, to which a test may add one."""
    folder = tmp_path / "migrations"
    shutil.copytree(the_store.MIGRATIONS, folder)
    monkeypatch.setattr(the_store, "MIGRATIONS", folder)
    return folder


def _next(folder: Path) -> int:
    return len(list(folder.glob("*.sql"))) + 1


def test_a_migration_keeps_a_copy_of_the_file_as_it_was(tmp_path: Path, more_migrations: Path) -> None:
    store = open_store(_url(tmp_path))
    store.write(_keep("old"))
    store.close()
    number = _next(more_migrations)
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
    number = _next(more_migrations)
    (more_migrations / f"{number:04d}_more.sql").write_text("ALTER TABLE setting ADD COLUMN note TEXT DEFAULT '';\n")
    open_store(_url(tmp_path)).close()
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.glob("*.duckdb")}
    assert modes == {"selaras.duckdb": 0o600, f"selaras.before-{number:04d}.duckdb": 0o600}


def test_a_migration_that_fails_leaves_nothing_half_done_and_can_be_tried_again(
    tmp_path: Path, more_migrations: Path
) -> None:
    open_store(_url(tmp_path)).close()
    wrong = more_migrations / f"{_next(more_migrations):04d}_wrong.sql"
    wrong.write_text("CREATE TABLE half (n INTEGER);\nALTER TABLE nowhere ADD COLUMN x TEXT;\n")
    with pytest.raises(duckdb.CatalogException):
        open_store(_url(tmp_path))
    wrong.write_text("CREATE TABLE half (n INTEGER);\n")
    store = open_store(_url(tmp_path))
    assert store.read(lambda tx: tx.all("SELECT * FROM half")) == []
    store.close()


def test_opening_an_up_to_date_store_again_changes_nothing_and_makes_no_copy(tmp_path: Path) -> None:
    for _ in range(3):
        open_store(_url(tmp_path)).close()
    assert [path.name for path in tmp_path.iterdir()] == ["selaras.duckdb"]


def test_what_was_acknowledged_is_there_after_the_process_is_killed(tmp_path: Path) -> None:
    program = (
        "import os\nfrom core.store import open_store, settings_sql\n"
        f"store = open_store({_url(tmp_path)!r})\n"
        "for n in range(25):\n"
        "    store.write(lambda tx: settings_sql.keep_value(tx, f'n{n}', 'kept'))\n"
        "os.kill(os.getpid(), 9)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=False)
    store = open_store(_url(tmp_path))
    assert [_kept(store, f"n{n}") for n in range(25)] == ["kept"] * 25
    store.close()
