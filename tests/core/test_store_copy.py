"""One store copied into another: every row, all or nothing, and the program goes on working with the copy."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from core.codes import Stage
from core.errors import Invalid
from core.samples import recordings_of
from core.signins import sign_in
from core.store import Store, Tx, migrate, open_store, settings_sql, signoff_sql
from core.store.__main__ import main
from core.store.copy import copy, tallies
from tests.engines import new_database, url_of
from tests.round_at import PASSWORD, Office, new_office, round_at

SECRET = "sandi-yang-rahasia"
# Everything in which two engines, or a list of values, might differ.
ODD_TEXTS = ("", "NULL", "'; --", '{a,"b"}', "é≥–\u200b💬", "baris\nbaru\ttab \\ garis", " spasi ", "x" * 70_000)

ODD_MOMENTS = (
    datetime(2026, 11, 22, 7, 30, tzinfo=timezone(timedelta(hours=7))),
    datetime(2026, 1, 1, microsecond=500_000, tzinfo=UTC),
    datetime(2026, 1, 1, microsecond=1, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(9999, 12, 31, tzinfo=UTC),
)


@pytest.fixture
def filled() -> Office:
    """Three rounds, the first of them archived with its report."""
    office = round_at(Stage.ARCHIVED)
    round_at(Stage.DISCUSSING, office)
    return round_at(Stage.SCORING, office, card_code="KP-NTL")


def _file(folder: Path, name: str = "copy") -> str:
    return f"duckdb:///{folder / name}.duckdb"


def _silently(_table: str, _done: int, _count: int) -> None:
    """No progress is shown."""


def _sums(store: Store) -> dict[str, tuple[int, str]]:
    return {table: (tally.rows, tally.sum) for table, tally in store.read(tallies).items()}


def _keep(name: str, value: str = "1") -> Callable[[Tx], None]:
    return lambda tx: settings_sql.keep_value(tx, name, value)


def test_a_copy_holds_every_row(filled: Office, tmp_path: Path, opened: Callable[[str], Store]) -> None:
    target = opened(_file(tmp_path))
    copied = copy(filled.store, target, _silently)
    assert _sums(target) == _sums(filled.store) == {table: (t.rows, t.sum) for table, t in copied.items()}
    assert copied["round"].rows == 3 and copied["document"].rows == 1 and copied["score"].rows > 100


def test_the_program_works_on_the_copy(filled: Office, tmp_path: Path, opened: Callable[[str], Store]) -> None:
    target = opened(_file(tmp_path))
    copy(filled.store, target, _silently)
    there = Office(target, filled.people, filled.now, filled.round_id)
    _, person = sign_in(target, "assessor_1", PASSWORD, "10.0.0.1", filled.now)
    assert person == filled.assessor_1
    assert there.ask(recordings_of, person, there.round_id) == filled.ask(recordings_of, person, there.round_id)
    assert round_at(Stage.ARCHIVED, there).stage() == Stage.ARCHIVED


def test_odd_values_arrive_as_they_were(tmp_path: Path, opened: Callable[[str], Store]) -> None:
    office, target = new_office(), opened(_file(tmp_path))
    for n, text in enumerate(ODD_TEXTS):
        office.store.write(_keep(f"{n} {text[:20]}", text))
    documents = [bytes(range(256)) * 5_000, b"", b"%PDF"]
    for content in documents:
        office.store.write(lambda tx, kept=content: signoff_sql.keep_document(tx, uuid4(), kept))
    copy(office.store, target, _silently)
    assert _sums(target) == _sums(office.store)
    assert {
        target.read(lambda tx, n=n, t=t: settings_sql.value_of(tx, f"{n} {t[:20]}")) for n, t in enumerate(ODD_TEXTS)
    }


def test_many_rows_travel_in_batches_and_are_counted_on_the_way(tmp_path: Path, opened: Callable[[str], Store]) -> None:
    office, target, told = new_office(), opened(_file(tmp_path)), []
    names = [f"nama {n}" for n in range(45_000)]
    office.store.write(lambda tx: tx.run("INSERT INTO setting SELECT unnest(CAST($1 AS TEXT[])), 'nilai'", names))
    copy(office.store, target, lambda table, done, count: told.append(done) if table == "setting" else None)
    assert told[0] == 0 and told[-1] == 45_000 and len(told) > 4
    assert max(after - before for before, after in pairwise(told)) <= 5_000
    assert _sums(target) == _sums(office.store)


def test_the_source_is_read_as_it_was_when_the_copy_began(
    filled: Office, tmp_path: Path, opened: Callable[[str], Store]
) -> None:
    before, target = _sums(filled.store), opened(_file(tmp_path))
    copy(filled.store, target, lambda table, done, _count: filled.store.write(_keep(f"{table} {done}")))
    assert _sums(target) == before != _sums(filled.store)


def test_a_store_that_holds_anything_is_no_target(
    filled: Office, tmp_path: Path, opened: Callable[[str], Store]
) -> None:
    target = opened(_file(tmp_path))
    target.write(_keep("only one"))
    before = _sums(target)
    with pytest.raises(Invalid, match="not empty: there are 1 rows in setting"):
        copy(filled.store, target, _silently)
    assert _sums(target) == before


def test_what_a_step_of_the_schema_put_there_itself_gives_way(
    tmp_path: Path, more_migrations: Path, opened: Callable[[str], Store]
) -> None:
    number = len(migrate.steps()) + 1
    (more_migrations / f"{number:04d}_more.sql").write_text("INSERT INTO setting VALUES ('made', 'by the step');\n")
    source, target = opened(_file(tmp_path, "from")), opened(_file(tmp_path))
    source.write(_keep("made", "changed since"))
    copy(source, target, _silently)
    assert target.read(lambda tx: settings_sql.value_of(tx, "made")) == "changed since"
    with pytest.raises(Invalid, match="not empty"):
        copy(source, target, _silently)


def test_a_copy_that_is_ended_leaves_nothing_behind(
    filled: Office, tmp_path: Path, opened: Callable[[str], Store]
) -> None:
    target = opened(_file(tmp_path))
    before = _sums(target)

    def end_at_scores(table: str, done: int, _count: int) -> None:
        if table == "score" and done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copy(filled.store, target, end_at_scores)
    assert _sums(target) == before
    copy(filled.store, target, _silently)
    assert _sums(target) == _sums(filled.store)


def test_the_command_copies_counts_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new_office(_file(tmp_path, "from")).store.close()
    assert main(["copy", _file(tmp_path, "from"), _file(tmp_path)]) == 0
    said = capsys.readouterr()
    assert "Copied and compared" in said.out and "person" in said.err
    assert main(["copy", _file(tmp_path, "from"), _file(tmp_path)]) == 2
    assert "not empty" in capsys.readouterr().err


def test_a_source_that_is_not_there_is_not_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["copy", _file(tmp_path, "typo"), _file(tmp_path)]) == 2
    assert "The store to copy from cannot be used. There is no store at" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_store_without_any_row_is_not_copied(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_store(_file(tmp_path, "from")).close()
    assert main(["copy", _file(tmp_path, "from"), _file(tmp_path)]) == 2
    assert "The store to copy from is empty" in capsys.readouterr().err


def test_a_store_in_use_is_refused_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    office = new_office(_file(tmp_path, "from"))
    assert main(["copy", _file(tmp_path, "from"), _file(tmp_path)]) == 2
    assert "it is open already" in capsys.readouterr().err
    office.store.close()


def test_no_address_is_repeated(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new_office(_file(tmp_path, "from")).store.close()
    for wrong in ("postgresql://u:{}@127.0.0.1:1/x", "postgresql://u:{}@[/x", "mysql://u:{}@host/x"):
        assert main(["copy", _file(tmp_path, "from"), wrong.format(SECRET)]) == 2
        assert main(["copy", wrong.format(SECRET), _file(tmp_path)]) == 2
    said = capsys.readouterr()
    assert SECRET not in said.out + said.err and "cannot be used" in said.err


def test_wrong_words_are_answered_with_the_right_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == main(["copy", "duckdb:///a"]) == main(["move", "a", "b"]) == 2
    assert "python -m core.store copy FROM_URL TO_URL" in capsys.readouterr().err


@pytest.mark.postgres
def test_a_store_moves_up_to_postgresql_and_back(
    filled: Office, tmp_path: Path, opened: Callable[[str], Store]
) -> None:
    file, database, back = opened(_file(tmp_path)), opened(url_of(new_database())), opened(_file(tmp_path, "back"))
    copy(filled.store, file, _silently)
    copy(file, database, _silently)
    copy(database, back, _silently)
    assert _sums(filled.store) == _sums(file) == _sums(database) == _sums(back)


@pytest.mark.postgres
def test_rows_that_arrive_otherwise_undo_the_copy(
    filled: Office, tmp_path: Path, opened: Callable[[str], Store]
) -> None:
    file, name = opened(_file(tmp_path)), new_database()
    copy(filled.store, file, _silently)
    database = opened(url_of(name))
    with psycopg.connect(url_of(name), autocommit=True) as connection:
        connection.execute(
            "CREATE FUNCTION careless() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN NEW.comment := trim(NEW.comment) || '.'; RETURN NEW; END $$"
        )
        connection.execute("CREATE TRIGGER t BEFORE INSERT ON score FOR EACH ROW EXECUTE FUNCTION careless()")
    before = _sums(database)
    with pytest.raises(Invalid, match="rows of score did not arrive as they were sent"):
        copy(file, database, _silently)
    assert _sums(database) == before
