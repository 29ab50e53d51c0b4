"""The store: opens the database named by STORE_URL. What runs in it are functions of a transaction (`tx`).

It knows: which address belongs to which engine, a DuckDB file or a PostgreSQL database.
Shaped so because: verbs are plain functions of a transaction, so they compose, and may be run again; one SQL text
serves both engines (docs/decisions/two-engines.md).
It must not know: what any table means. The queries live in the *_sql.py files beside it.
"""

from core.errors import Invalid
from core.store.duck import open_file
from core.store.engine import Listener, Store
from core.store.tx import Row, Tx

__all__ = ["Listener", "Row", "Store", "Tx", "open_store"]


def open_store(url: str) -> Store:
    """Open the store at this address, bring it to this program's schema, and serve it.

    `duckdb:///path/to/file`, `duckdb:///:memory:`, or `postgresql://user@host/database` in any form that libpq takes.
    """
    if url.startswith("duckdb:///"):
        return open_file(url.removeprefix("duckdb:///"))
    if url.startswith(("postgresql://", "postgres://")):
        # Whoever keeps to a file needs no PostgreSQL driver.
        from core.store.postgres import open_database

        return open_database(url)
    raise Invalid(
        "STORE_URL must look like duckdb:///folder/file.duckdb or postgresql://user@host/database. Correct it, then "
        "start again."
    )
