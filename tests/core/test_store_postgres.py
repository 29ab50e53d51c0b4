"""PostgreSQL with several processes: nothing lost, nothing done twice, no decision on what has changed meanwhile."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from core.codes import Stage
from core.errors import Invalid, Unavailable
from core.rounds import accept_assignment, cancel_round
from core.store import Store, Tx, migrate, open_store, postgres, postgres_connection, settings_sql
from tests.database_gate import Gate
from tests.engines import new_database, url_of
from tests.round_at import Office, new_office, round_at

pytestmark = pytest.mark.postgres
SECRET = "sandi-yang-rahasia"


@pytest.fixture
def url() -> str:
    return url_of(new_database())


@pytest.fixture
def gate() -> Iterator[Gate]:
    with Gate(os.environ["PGHOST"], int(os.environ["PGPORT"])) as gate:
        yield gate


def _value(store: Store, name: str) -> str | None:
    return store.read(lambda tx: settings_sql.value_of(tx, name))


def _keep(name: str, value: str = "1") -> Callable[[Tx], None]:
    return lambda tx: settings_sql.keep_value(tx, name, value)


def _accept(office: Office) -> Callable[[Tx], str]:
    def accept(tx: Tx) -> str:
        accept_assignment(tx, office.round_id, by=office.supervisor, now=office.now)
        return "accepted"

    return accept


def _acceptances(office: Office) -> int:
    return len(office.store.read(lambda tx: tx.all("SELECT id FROM audit WHERE action = 'accept_assignment'")))


def _end_connections(url: str) -> None:
    """As a restart of the server would."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_a_command_that_two_processes_were_given_at_once_is_done_once(url: str, opened: Callable[[str], Store]) -> None:
    office = round_at(Stage.ASSIGNED, new_office(url))
    replicas, meet, command = (office.store, opened(url)), threading.Barrier(2), uuid4()

    def together(store: Store) -> str | None:
        first_time = [True]

        def work(tx: Tx) -> str:
            if first_time:
                first_time.clear()
                meet.wait(5)
            return _accept(office)(tx)

        return store.write(work, once=command)

    with ThreadPoolExecutor(2) as threads:
        outcomes = list(threads.map(together, replicas))
    assert sorted(outcomes, key=str) == [None, "accepted"]
    assert (_acceptances(office), office.stage()) == (1, Stage.SCHEDULING)


def test_a_commit_whose_answer_was_lost_is_not_done_again(gate: Gate, url: str, opened: Callable[[str], Store]) -> None:
    office = round_at(Stage.ASSIGNED, new_office(url))
    through, told = opened(gate.leading_to(url)), []
    through.on_move(told.append)
    gate.loses_the_next_commit = True
    assert through.write(_accept(office), once=uuid4()) == "accepted"
    assert not gate.loses_the_next_commit
    assert (_acceptances(office), office.stage()) == (1, Stage.SCHEDULING)
    assert told == [{office.round_id: office.version()}]


def test_without_a_command_a_lost_answer_is_told_instead_of_guessed(
    gate: Gate, url: str, opened: Callable[[str], Store]
) -> None:
    through = opened(gate.leading_to(url))
    gate.loses_the_next_commit = True
    with pytest.raises(Unavailable, match="Look whether what you did was saved"):
        through.write(_keep("perhaps"))
    assert _value(through, "perhaps") == "1"


def test_a_connection_that_is_lost_in_the_midst_of_a_write_costs_nothing(url: str) -> None:
    office, times = round_at(Stage.ASSIGNED, new_office(url)), []

    def work(tx: Tx) -> str:
        times.append(1)
        accepted = _accept(office)(tx)
        if len(times) == 1:
            _end_connections(url)
        return accepted

    assert office.store.write(work, once=uuid4()) == "accepted"
    assert (len(times), _acceptances(office), office.stage()) == (2, 1, Stage.SCHEDULING)


def test_after_a_restart_of_the_server_reading_and_writing_go_on(url: str, opened: Callable[[str], Store]) -> None:
    store = opened(url)
    store.write(_keep("before"))
    _end_connections(url)
    assert _value(store, "before") == "1"
    _end_connections(url)
    store.write(_keep("after"))
    assert _value(store, "after") == "1"


def test_a_read_that_loses_its_connection_is_told_and_not_begun_anew(url: str, opened: Callable[[str], Store]) -> None:
    """A page is drawn inside it, and nothing may stand there twice."""
    store, begun = opened(url), []

    def draw(tx: Tx) -> None:
        begun.append(settings_sql.value_of(tx, "first"))
        _end_connections(url)
        settings_sql.value_of(tx, "second")

    with pytest.raises(Unavailable, match="does not answer"):
        store.read(draw)
    assert begun == [None]
    assert _value(store, "first") is None


def test_a_server_that_stays_away_is_told_in_words_and_no_password_is_said_or_logged(
    gate: Gate,
    url: str,
    opened: Callable[[str], Store],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(postgres, "PATIENCE_S", 0.3)
    monkeypatch.setattr(postgres_connection, "CONNECT_S", 1)
    store = opened(gate.leading_to(url))
    gate.shut()
    for act in (lambda: store.write(_keep("late")), lambda: _value(store, "late")):
        with pytest.raises(Unavailable, match="does not answer"):
            act()
    assert os.environ["PGPASSWORD"] not in caplog.text


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (f"postgresql://selaras:{SECRET}@127.0.0.1:1/selaras", "cannot be reached"),
        (f"postgresql://nobody:{SECRET}@{{host}}:{{port}}/postgres", "cannot be reached"),
        (f"postgresql://selaras:{SECRET}@127.0.0.1:port/selaras", "cannot be reached"),
        (f"postgresql://selaras:{SECRET}@[::1/selaras", "cannot be read"),
        (f"postgresql://selaras:{SECRET}@127.0.0.1/selaras?no=such", "cannot be read"),
    ],
)
def test_an_address_that_leads_nowhere_is_refused_in_words_without_its_password(
    address: str, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    address = address.replace("{host}", os.environ["PGHOST"]).replace("{port}", os.environ["PGPORT"])
    with pytest.raises(Invalid, match=said) as refusal:
        open_store(address)
    assert SECRET not in f"{refusal.value} {caplog.text}"


def test_an_account_that_may_not_make_tables_is_told_so(url: str) -> None:
    account = f"guest_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {account} LOGIN PASSWORD '{SECRET}'")
        with pytest.raises(Invalid, match="may not make tables in the database"):
            open_store(f"{url}?user={account}&password={SECRET}")
        connection.execute(f"DROP ROLE {account}")


def test_a_database_that_keeps_other_texts_than_utf8_is_refused() -> None:
    with pytest.raises(Invalid, match="keeps texts as LATIN1"):
        open_store(url_of(new_database("LATIN1")))


def test_processes_that_start_at_once_take_each_step_once(url: str) -> None:
    program = "import sys\nfrom core.store import open_store\nopen_store(sys.argv[1]).close()"
    processes = [subprocess.Popen([sys.executable, "-c", program, url]) for _ in range(4)]
    assert [process.wait(60) for process in processes] == [0] * 4
    store = open_store(url)
    taken = store.read(lambda tx: tx.all("SELECT version, name FROM schema_version ORDER BY version"))
    store.close()
    assert taken == [(step.number, step.name) for step in migrate.steps("postgres")]


def test_a_step_brings_its_indexes_and_a_failing_one_leaves_nothing_half_done(url: str, more_migrations: Path) -> None:
    open_store(url).close()
    last = migrate.steps("postgres")[-1].number + 1
    (more_migrations / f"{last:04d}_more.sql").write_text("CREATE TABLE more (name TEXT);\n")
    tagged = more_migrations / f"{last:04d}_more.postgres.sql"
    tagged.write_text("CREATE INDEX more_by_name ON more (name);\nCREATE INDEX wrong ON nowhere (name);\n")
    with pytest.raises(psycopg.errors.UndefinedTable):
        open_store(url)
    tagged.write_text("CREATE INDEX more_by_name ON more (name);\n")
    store = open_store(url)
    found = store.read(lambda tx: tx.all("SELECT indexname FROM pg_indexes WHERE tablename = 'more'"))
    store.close()
    assert found == [("more_by_name",)]


def test_each_process_hears_of_each_version_once_whoever_moved_the_round(
    url: str, opened: Callable[[str], Store]
) -> None:
    office = round_at(Stage.ASSIGNED, new_office(url))
    heard = {"here": _Heard(office.store), "there": _Heard(opened(url))}
    office.do(accept_assignment, office.supervisor, office.round_id)
    accepted = {office.round_id: office.version()}
    assert heard["here"].all == [accepted], "one's own moves are told at once"
    heard["there"].wait_for(accepted)
    office.do(cancel_round, office.head, office.round_id, "Alasan uji.")
    cancelled = {office.round_id: office.version()}
    heard["there"].wait_for(cancelled)
    assert heard["here"].all == heard["there"].all == [accepted, cancelled]


def test_pages_that_are_drawn_while_they_write_do_not_wait_for_each_other(
    url: str, opened: Callable[[str], Store]
) -> None:
    """Each holds the moment that it draws; if it could take all connections, nobody's write would get one."""
    store, meet = opened(url), threading.Barrier(8)

    def draw(n: int) -> str | None:
        def page(tx: Tx) -> str | None:
            before = settings_sql.value_of(tx, f"page {n}")
            meet.wait(5)
            store.write(_keep(f"page {n}"))
            return before or _value(store, f"page {n}")

        return store.read(page)

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(draw, range(8))) == ["1"] * 8


def test_a_read_looks_at_one_moment(url: str, opened: Callable[[str], Store]) -> None:
    reader, writer = opened(url), opened(url)
    writer.write(_keep("first", "old"))

    def look(tx: Tx) -> list[str]:
        names = [row[0] for row in tx.all("SELECT value FROM setting WHERE name = 'first'")]
        writer.write(_keep("second", "new"))
        writer.write(_keep("first", "new"))
        return names + [row[0] for row in tx.all("SELECT value FROM setting ORDER BY name")]

    assert reader.read(look) == ["old", "old"]


class _Heard:
    """What a store's listeners are told."""

    def __init__(self, store: Store) -> None:
        self.all: list[dict[UUID, int]] = []
        self._news = threading.Condition()
        store.on_move(self._hear)

    def _hear(self, moved: dict[UUID, int]) -> None:
        with self._news:
            self.all.append(dict(moved))
            self._news.notify_all()

    def wait_for(self, moved: dict[UUID, int]) -> None:
        with self._news:
            assert self._news.wait_for(lambda: moved in self.all, timeout=10), "it was never told"
