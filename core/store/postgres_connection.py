"""Connections to PostgreSQL, and the way of a database to this program's schema.

It knows: what every connection is set to, that an address may hold a password, and that several processes may start
at once (an advisory lock lets one of them change the schema).
Shaped so because: texts are ordered by their bytes as in DuckDB, wherever the database comes from, so that lists and
the hashes of reports are the same on both engines.
It must not know: what any table means, or how reads and writes are run (core/store/postgres.py).
"""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any
from uuid import uuid4

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.raw_cursor import RawCursor
from psycopg_pool import ConnectionPool

from core.errors import Invalid
from core.store.migrate import Ask, steps_to_take, take
from core.store.tx import Asking, Fetch, Row

ENGINE = "postgres"
MOST_CONNECTIONS, CONNECT_S = 8, 5
MIGRATING = 5_351_427
"""Of the advisory lock; any number, the same in every process."""
BYTE_ORDER = """
DO $$ DECLARE found RECORD; BEGIN
    FOR found IN
        SELECT table_name, column_name FROM information_schema.columns
        WHERE table_schema = current_schema() AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'
    LOOP
        EXECUTE format('ALTER TABLE %I ALTER COLUMN %I TYPE TEXT COLLATE "C"', found.table_name, found.column_name);
    END LOOP;
END $$
"""
Connection = psycopg.Connection[Row]
Pool = ConnectionPool[Connection]


class _Asking:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def __call__(self, sql: str, params: Sequence[object]) -> list[Row]:
        cursor = self._connection.execute(sql.encode(), params or None)
        return cursor.fetchall() if cursor.description else []

    def fetching(self, sql: str) -> Fetch:
        # A name that was never used before: psycopg keeps what it has prepared, and with it the columns of its rows.
        name = f"rows_{uuid4().hex}"
        self(f"DECLARE {name} NO SCROLL CURSOR FOR {sql}", ())
        return lambda most: self(f"FETCH {most} FROM {name}", ())


def asking(connection: Connection) -> Asking:
    return _Asking(connection)


def begun(pool: Pool, begin: str) -> Connection:
    """A connection of its own for one transaction, to be given back."""
    connection = pool.getconn()
    try:
        connection.execute(begin.encode())
    except BaseException:
        pool.putconn(connection)
        raise
    return connection


def give_back(pool: Pool, connection: Connection) -> None:
    """What was not committed is undone. The answer of a connection that is gone would say nothing new."""
    with suppress(psycopg.Error):
        connection.rollback()
    pool.putconn(connection)


def pool_of(url: str) -> Pool:
    """Its connections are made when they are wanted; broken ones are replaced for as long as anybody asks."""
    return ConnectionPool(
        kwargs=_settings(url),
        min_size=0,
        max_size=MOST_CONNECTIONS,
        timeout=CONNECT_S,
        reconnect_timeout=CONNECT_S,
        open=True,
        name="store",
    )


def prepare(url: str) -> None:
    """Whether the database can be had and suits us; then every step that it lacks."""
    try:
        with psycopg.connect(**_settings(url)) as connection:
            ask = asking(connection)
            encoding = ask("SHOW server_encoding", ())[0][0]
            if encoding != "UTF8":
                raise Invalid(
                    "The database keeps texts as {encoding}. Make one that keeps them as UTF8, then start again.",
                    encoding=encoding,
                )
            while _migrated_one_step(connection, ask):
                pass
    except psycopg.errors.InsufficientPrivilege as fault:
        raise Invalid(
            "The account in STORE_URL may not make tables in the database ({cause}). Make it the database's owner.",
            cause=fault.diag.message_primary,
        ) from None
    except psycopg.OperationalError as fault:
        raise Invalid(
            "The database in STORE_URL cannot be reached ({cause}). Check that it runs, and the address and password.",
            cause=" ".join(str(fault).split()),
        ) from None


def _migrated_one_step(connection: Connection, ask: Ask) -> bool:
    """One step and its row in one transaction, while no other process is at it; False when none is lacking."""
    with connection.transaction():
        ask("SET TRANSACTION ISOLATION LEVEL READ COMMITTED", ())
        ask("SELECT pg_advisory_xact_lock($1)", (MIGRATING,))
        lacking = steps_to_take(ask, ENGINE)
        if lacking:
            take(ask, lacking[0])
            ask(BYTE_ORDER, ())
        return bool(lacking)


def _settings(url: str) -> dict[str, Any]:
    """What the address says, and what this program needs whatever it says."""
    try:
        given = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        raise Invalid(
            "The address in STORE_URL cannot be read. It must look like postgresql://user@host:5432/database, with "
            "special signs in a password percent-encoded."
        ) from None
    return {
        "connect_timeout": CONNECT_S,
        "target_session_attrs": "read-write",
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 2,
        "tcp_user_timeout": 10_000,
        "application_name": "selaras",
        **given,
        "options": f"{given.get('options', '')} -c TimeZone=UTC -c DateStyle=ISO",
        "client_encoding": "UTF8",
        "cursor_factory": RawCursor,
        "autocommit": True,
    }
