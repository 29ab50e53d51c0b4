"""What SQL means must be the same on both engines: division, order, types, time, JSON, and what a fault says."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID, uuid4

import pytest

from core.codes import Phase
from core.model import Note
from core.scorecard import Answer
from core.store import Store, Tx, scoring_sql, settings_sql
from tests.engines import FAULTS, open_fresh


@pytest.fixture
def store() -> Iterator[Store]:
    opened = open_fresh()
    yield opened
    opened.close()


def _value(store: Store, sql: str, *params: object) -> object:
    row = store.read(lambda tx: tx.one(sql, *params))
    assert row
    return row[0]


def test_whole_numbers_divide_to_whole_numbers(store: Store) -> None:
    assert (_value(store, "SELECT 7 / 2"), _value(store, "SELECT 7.0 / 2")) == (3, 3.5)


def test_a_sum_is_a_whole_number_when_it_is_cast(store: Store) -> None:
    total = _value(store, "SELECT CAST(sum(n) AS BIGINT) FROM (SELECT 3 AS n UNION ALL SELECT 4) numbers")
    assert (total, type(total)) == (7, int)


def test_nothing_comes_last_and_first_when_turned_round(store: Store) -> None:
    numbers = "SELECT n FROM (SELECT 1 AS n UNION ALL SELECT NULL UNION ALL SELECT 2) numbers ORDER BY n"
    assert store.read(lambda tx: tx.all(numbers)) == [(1,), (2,), (None,)]
    assert store.read(lambda tx: tx.all(f"{numbers} DESC")) == [(None,), (2,), (1,)]


def test_texts_are_ordered_by_their_bytes(store: Store) -> None:
    names = ["C10", "C2", "Zaki", "a-b", "ab", "anindya", "Émile"]
    for name in reversed(names):
        store.write(lambda tx, name=name: settings_sql.keep_value(tx, name, ""))
    assert [row[0] for row in store.read(lambda tx: tx.all("SELECT name FROM setting ORDER BY name"))] == names


def test_keys_are_ordered_alike(store: Store) -> None:
    keys = sorted(uuid4() for _ in range(50))
    found = store.read(lambda tx: tx.all("SELECT unnest(CAST($1 AS UUID[])) AS id ORDER BY id", keys[::-1]))
    assert [row[0] for row in found] == keys


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("UUID", UUID(int=7)),
        ("TEXT", "Ny. Sri “Rahayu” 50% $1 ?\n\t'"),
        ("TEXT", ""),
        ("INTEGER", -3),
        ("BIGINT", 2**40),
        ("BOOLEAN", False),
        ("DATE", date(2026, 2, 28)),
        ("TIMESTAMPTZ", datetime(2026, 2, 2, 1, 0, 0, 123_456, tzinfo=UTC)),
        ("BYTEA", bytes(range(256))),
        ("TEXT", None),
        ("INTEGER[]", [1, None, 70_000]),
        ("TEXT[]", []),
    ],
)
def test_what_is_put_in_comes_out_again_with_its_type(store: Store, kind: str, value: object) -> None:
    found = _value(store, f"SELECT CAST($1 AS {kind})", value)
    assert (found, type(found)) == (value, type(value))


def test_moments_come_back_in_utc_whatever_zone_they_came_in(store: Store) -> None:
    jakarta = datetime(2026, 2, 2, 8, 0, tzinfo=timezone(timedelta(hours=7)))
    found = _value(store, "SELECT CAST($1 AS TIMESTAMPTZ)", jakarta)
    assert isinstance(found, datetime)
    assert (found, found.utcoffset(), found.hour) == (jakarta, timedelta(0), 1)
    local = "SELECT CAST(date_trunc('day', CAST($1 AS TIMESTAMPTZ) AT TIME ZONE 'Asia/Jakarta') AS DATE)"
    assert _value(store, local, datetime(2026, 2, 1, 20, 0, tzinfo=UTC)) == date(2026, 2, 2)


def test_a_missing_parameter_is_nothing_when_its_type_is_told(store: Store) -> None:
    assert _value(store, "SELECT CAST($1 AS BIGINT) IS NULL", None) is True
    assert _value(store, "SELECT coalesce(CAST($1 AS TEXT), 'all')", None) == "all"


def test_an_empty_list_holds_nothing(store: Store) -> None:
    store.write(lambda tx: settings_sql.keep_value(tx, "a", "1"))
    assert store.read(lambda tx: tx.all("SELECT name FROM setting WHERE name = ANY($1)", [])) == []
    assert store.read(lambda tx: tx.all("SELECT name FROM setting WHERE name <> ALL($1)", [])) == [("a",)]


def test_a_text_of_json_can_be_looked_into(store: Store) -> None:
    assert _value(store, "SELECT CAST($1 AS JSON) ->> 'band'", '{"band": "Baik", "n": 3}') == "Baik"
    assert _value(store, "SELECT CAST($1 AS JSON) ->> 'n'", '{"band": "Baik", "n": 3}') == "3"


def test_an_upsert_says_what_stands_there_now(store: Store) -> None:
    upsert = (
        "INSERT INTO setting VALUES ('n', $1) ON CONFLICT (name) DO UPDATE SET value = excluded.value RETURNING value"
    )
    assert store.write(lambda tx: tx.one(upsert, "1")) == ("1",)
    assert store.write(lambda tx: tx.one(upsert, "2")) == ("2",)


def test_a_text_loses_the_sign_that_nobody_sees_alone_or_in_a_list(store: Store) -> None:
    assert store.read(lambda tx: tx.all("SELECT CAST($1 AS TEXT)", "di\0gali")) == [("digali",)]
    asked = "SELECT unnest(CAST($1 AS TEXT[]))"
    assert store.read(lambda tx: tx.all(asked, ["a\0", "b"])) == [("a",), ("b",)]


def test_a_fault_quotes_no_row(store: Store) -> None:
    """A row that the engine refuses may hold a score or a comment."""

    def keep(tx: Tx) -> None:
        note = {"C2": Note(Answer(4), "komentar rahasia")}
        scoring_sql.insert_scores(tx, uuid4(), uuid4(), None, Phase.FIRST, note, datetime(2026, 2, 2, tzinfo=UTC))  # type: ignore[arg-type]

    with pytest.raises(FAULTS) as fault:
        store.write(keep)
    assert "rahasia" not in str(fault.value)
