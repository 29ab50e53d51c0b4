"""What the store promises on either engine: nothing lost, nothing done twice, nothing half done."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from uuid import UUID, uuid4

import pytest

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
from tests.engines import FAULTS, open_fresh
from tests.round_at import appointments, round_at


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_fresh()
    yield opened
    opened.close()


def _keep(name: str, value: str = "1"):
    return lambda tx: settings_sql.keep_value(tx, name, value)


def _kept(store: Store, name: str) -> str | None:
    return store.read(lambda tx: settings_sql.value_of(tx, name))


def _trail(store: Store) -> list[tuple[str, str, UUID]]:
    return store.read(lambda tx: tx.all("SELECT action, became, id FROM audit ORDER BY happened"))


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

    with pytest.raises(FAULTS):
        store.write(wrong_sql)
    store.write(_keep("after"))
    assert (_kept(store, "half"), _kept(store, "after")) == (None, "1")


def test_what_a_read_changes_is_not_kept(store: Store) -> None:
    with suppress(*FAULTS):
        store.read(_keep("sly"))
    assert _kept(store, "sly") is None


def test_readers_that_read_while_they_read_block_neither_each_other_nor_a_write(store: Store) -> None:
    """More of them than a small machine has cores, all in the midst of a page."""
    pages = threading.Barrier(6)

    def draw(tx: Tx) -> int:
        pages.wait(5)
        outer = tx.all("SELECT 1 FROM setting")
        return len(outer) + len(store.read(lambda inner: inner.all("SELECT name FROM setting")))

    store.write(_keep("before"))
    with ThreadPoolExecutor(7) as threads:
        drawn = [threads.submit(store.read, draw) for _ in range(6)]
        threads.submit(store.write, _keep("meanwhile")).result(5)
        assert all(page.result(5) >= 2 for page in drawn)


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
    assert (office.version(), len(_trail(office.store))) == before
    assert all(moved == {office.round_id: before[0]} for moved in woken), "only the watcher, of how the test began"
    assert office.ask(own_sheets, office.assessor_1, office.round_id)[0].notes["C2"].answer == Answer(4)


def test_a_commit_tells_its_listeners_which_rounds_moved_to_which_version() -> None:
    office, told = round_at(Stage.SCHEDULING), []
    office.store.on_move(lambda moved: told.append(dict(moved)))
    office.do(reschedule, office.supervisor, office.round_id, appointments())
    office.store.write(_keep("barrier"))
    assert told.count({office.round_id: office.version()}) == 1


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
    store = open_fresh()
    store.close()
    with pytest.raises(Invalid, match="closed"):
        store.write(_keep("late"))


@pytest.mark.parametrize("url", ["mysql://x", "selaras.duckdb", ""])
def test_an_address_that_names_no_store_is_refused_in_words(url: str) -> None:
    with pytest.raises(Invalid, match="STORE_URL must look like"):
        open_store(url)
