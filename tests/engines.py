"""Where the tests keep their stores: in memory with DuckDB, or in databases of a PostgreSQL cluster.

It knows: TEST_ENGINE=postgresql chooses the cluster that PGHOST, PGPORT, PGUSER and PGPASSWORD name (as pg_virtualenv
sets them); a database that a test is done with is emptied for the next.
Shaped so because: making a database takes a fifth of a second and emptying one a hundredth, and there are hundreds of
tests.
It must not know: what any table means.
"""

import os
from itertools import count
from urllib.parse import quote

import duckdb
import psycopg
from psycopg import sql

from core.store import Store, open_store

IS_POSTGRES = os.environ.get("TEST_ENGINE") == "postgresql"
MEMORY = "duckdb:///:memory:"
FAULTS = (duckdb.Error, psycopg.Error)
"""What a wrong statement raises, whichever engine runs it."""

_made: list[str] = []
_free: list[str] = []
_numbers = count()


def fresh_url() -> str:
    """The address of an empty store. In memory, every opening is another store."""
    return url_of(_free.pop() if _free else new_database()) if IS_POSTGRES else MEMORY


def open_fresh() -> Store:
    """An empty store; closing it gives its database back."""
    if not IS_POSTGRES:
        return open_store(MEMORY)
    name = _free.pop() if _free else new_database()
    store = open_store(url_of(name))
    _give_back_when_closed(store, name)
    return store


def new_database(encoding: str = "UTF8") -> str:
    """An empty database without any table."""
    name = f"selaras_test_{os.getpid()}_{next(_numbers)}"
    with _at("postgres") as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING {} LC_COLLATE 'C' LC_CTYPE 'C'").format(
                sql.Identifier(name), encoding
            )
        )
    _made.append(name)
    return name


def url_of(name: str) -> str:
    """Host, account and password stand in the environment, as psycopg reads them."""
    return f"postgresql:///{quote(name)}"


def drop_databases() -> None:
    """When the tests are over."""
    if _made:
        with _at("postgres") as connection:
            for name in _made:
                connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        _made.clear()


def _at(database: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(dbname=database, autocommit=True)


def _give_back_when_closed(store: Store, name: str) -> None:
    close, is_ours = store.close, [True]

    def close_and_give_back() -> None:
        close()
        if is_ours:
            is_ours.clear()
            _empty(name)
            _free.append(name)

    store.close = close_and_give_back  # type: ignore[method-assign]


def _empty(name: str) -> None:
    with _at(name) as connection:
        tables = connection.execute(
            "SELECT table_name FROM information_schema.tables "
            "WHERE table_schema = current_schema() AND table_name <> 'schema_version'"
        ).fetchall()
        for (table,) in tables:
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(str(table))))
