"""One store copied into another, whichever engines they are: every table, all or nothing, proved row by row.

It knows: which tables and columns this program's schema has, how rows travel, and when a store is empty.
Shaped so because: the source is read in one snapshot and the target written in one transaction, so people may go on
working in the one, and the other never holds half a store; the sums of rows do not depend on an order or an engine.
It must not know: what any table means.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from core.errors import Invalid
from core.store import Row, Store, Tx, open_store

Progress = Callable[[str, int, int], None]
"""Called with a table, how many of its rows are copied, and how many there are. It may raise to end it all."""
Types = Mapping[str, Mapping[str, str]]
"""Table → column → its type, in the engine's own word."""
FIRST_ROWS, MOST_ROWS, BATCH_BYTES = 16, 5_000, 4_000_000
KEPT_BY_EACH = "schema_version"
# Names come from the schema of this program, never from people.
READ, COUNT = "SELECT {columns} FROM {table}", "SELECT count(*) FROM {table}"
INSERT, CLEAR = "INSERT INTO {table} ({columns}) SELECT {arrays}", "DELETE FROM {table}"
AS_TEXT = {"uuid", "timestamp with time zone"}
"""Types that either engine writes alike, moments in UTC, and that Python is slow to take and to give."""


@dataclass
class Tally:
    """How many rows, and the sum of their SHA-256."""

    rows: int = 0
    total: int = 0

    def add(self, rows: Sequence[Row]) -> int:
        """Returns about how many bytes these rows are written in."""
        size = 0
        for row in rows:
            text = repr(row).encode()
            self.total += int.from_bytes(sha256(text).digest())
            size += len(text)
        self.total %= 1 << 256
        self.rows += len(rows)
        return size

    @property
    def sum(self) -> str:
        return f"{self.total:064x}"


def copy(source: Store, target: Store, tell: Progress) -> dict[str, Tally]:
    """Every table, as it stands at this moment; Invalid, and an unchanged target, when it is not empty or differs."""
    made = _made_by_steps()
    return source.read(lambda here: target.write(lambda there: _copied(here, there, made, tell))) or {}


def require_empty(store: Store) -> None:
    """Invalid unless every table holds exactly what the steps to this program's schema put there themselves."""
    made = _made_by_steps()
    store.read(lambda tx: _require_empty(tx, made))


def _made_by_steps() -> dict[str, Tally]:
    with closing(open_store("duckdb:///:memory:")) as fresh:
        return fresh.read(tallies)


def tallies(tx: Tx) -> dict[str, Tally]:
    """Of every table."""
    return {table: _tally(tx, table, types) for table, types in _types(tx).items()}


def require_store(url: str) -> None:
    """Opening an address makes a file where there is none; what is to be read must be there."""
    place = url.removeprefix("duckdb:///")
    if url != place and not Path(place).is_file():
        raise Invalid("There is no store at {place}. Correct the address, then try again.", place=place)


def _copied(here: Tx, there: Tx, made: Mapping[str, Tally], tell: Progress) -> dict[str, Tally]:
    types = {table: columns for table, columns in _types(there).items() if table in made}
    counts = {table: _count(here, table) for table in types}
    if not any(counts.values()):
        raise Invalid("The store to copy from is empty. Correct its address, then try again.")
    _require_empty(there, made)
    for table in types:
        there.run(CLEAR.format(table=table))
    return {table: _copy(here, there, table, columns, counts[table], tell) for table, columns in types.items()}


def _require_empty(tx: Tx, made: Mapping[str, Tally]) -> None:
    for table, types in _types(tx).items():
        usual, count = made.get(table), _count(tx, table)
        if usual and (count != usual.rows or (count and _tally(tx, table, types) != usual)):
            raise Invalid(
                "The store to copy into is not empty: there are {count} rows in {table}. Nothing was changed. Name a "
                "new database or file; a program that was started on it has put its scorecards there already.",
                count=count,
                table=table,
            )


def _copy(here: Tx, there: Tx, table: str, types: Mapping[str, str], count: int, tell: Progress) -> Tally:
    arrays = ", ".join(f"unnest(CAST(${n} AS {kind}[]))" for n, kind in enumerate(types.values(), start=1))
    insert, sent = INSERT.format(table=table, columns=", ".join(types), arrays=arrays), Tally()
    tell(table, 0, count)
    for rows in _batches(here, table, types, sent):
        # One list for each column: some fifty times as quick as a statement for each row, on either engine.
        there.run(insert, *map(list, zip(*rows, strict=True)))
        tell(table, sent.rows, count)
    if sent.rows != count or _tally(there, table, types) != sent:
        raise Invalid(
            "The rows of {table} did not arrive as they were sent, so nothing was copied. Try again; if it happens "
            "again, tell the developers.",
            table=table,
        )
    return sent


def _batches(tx: Tx, table: str, types: Mapping[str, str], tally: Tally) -> Iterator[list[Row]]:
    """All rows, added to the tally, in batches of about as many bytes: a row may be a score or a whole report."""
    columns = (f"CAST({name} AS TEXT)" if kind.lower() in AS_TEXT else name for name, kind in types.items())
    fetch, most = tx.fetching(READ.format(table=table, columns=", ".join(columns))), FIRST_ROWS
    while rows := fetch(most):
        size = tally.add(rows)
        yield rows
        most = max(1, min(MOST_ROWS, most * 8, len(rows) * BATCH_BYTES // size))


def _tally(tx: Tx, table: str, types: Mapping[str, str]) -> Tally:
    tally = Tally()
    for _ in _batches(tx, table, types, tally):
        pass
    return tally


def _count(tx: Tx, table: str) -> int:
    return int(tx.ask(COUNT.format(table=table), ())[0][0])


def _types(tx: Tx) -> Types:
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in tx.ask(
        "SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c "
        "JOIN information_schema.tables t ON t.table_schema = c.table_schema AND t.table_name = c.table_name "
        "WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.table_name <> $1 "
        "ORDER BY c.table_name, c.ordinal_position",
        (KEPT_BY_EACH,),
    ):
        found.setdefault(table, {})[column] = kind
    return found
