"""The writes of a store are counted, and the way for new ones can be shut."""

import logging
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from core.errors import Invalid, Unavailable
from core.store import Store, settings_sql, traffic
from tests.engines import FAULTS, open_fresh

KEEP = "kalimat-rahasia"


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_fresh()
    yield opened
    opened.close()


def _keep(tx: object) -> None:
    settings_sql.keep_value(tx, "name", KEEP)


def _refuse(_tx: object) -> None:
    raise Invalid("Not {word}.", word=KEEP)


def test_writes_are_counted_by_their_end_and_their_time(store: Store) -> None:
    store.write(_keep)
    with pytest.raises(Invalid):
        store.write(_refuse)
    with pytest.raises(FAULTS):
        store.write(lambda tx: tx.run("INSERT INTO nowhere VALUES ($1)", KEEP))
    assert store.traffic.ended() == {"done": 1, "refused": 1, "failed": 1}
    assert store.traffic.within()[-1] == (float("inf"), 3)
    assert store.traffic.seconds > 0


def test_a_failed_and_a_slow_act_are_logged_under_their_id_without_what_they_wrote(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(traffic, "SLOW_S", 0.0)
    failed, slow = uuid4(), uuid4()
    with pytest.raises(FAULTS):
        store.write(lambda tx: tx.run("INSERT INTO nowhere VALUES ($1)", KEEP), once=failed)
    store.write(_keep, once=slow)
    store.write(_keep)
    told = [(record.levelno, record.message, record.act) for record in caplog.records]
    assert told == [(logging.ERROR, "A write failed", failed), (logging.WARNING, "A write was slow", slow)]


def test_shutting_the_way_waits_for_what_is_under_way_and_refuses_what_comes(store: Store) -> None:
    begun, may_go_on = threading.Event(), threading.Event()

    def slowly(tx: object) -> None:
        begun.set()
        assert may_go_on.wait(20)
        _keep(tx)

    with ThreadPoolExecutor(2) as threads:
        writing = threads.submit(store.write, slowly)
        assert begun.wait(20)
        assert not store.traffic.shut(0.01)
        with pytest.raises(Unavailable):
            store.write(_keep)
        shutting = threads.submit(store.traffic.shut, 20)
        may_go_on.set()
        assert shutting.result() and writing.result() is None
    assert store.read(lambda tx: settings_sql.value_of(tx, "name")) == KEEP
