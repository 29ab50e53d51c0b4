"""One transaction, as verbs and queries are handed it.

It knows: how SQL is run and its rows are brought back, under which command, and which rounds it has moved.
Shaped so because: a reading transaction looks at one moment, so what it has been told once it need not ask again; a
page asks the same person, round and setting a dozen times. Every text passes here, so here it loses the sign that
nobody sees and PostgreSQL does not take.
It must not know: what any table means, when it begins or ends.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID, uuid4

if TYPE_CHECKING:
    from core.store.engine import Store

Row = tuple[Any, ...]
Fetch = Callable[[int], list[Row]]
"""The next so many rows, or fewer at the end."""


class Asking(Protocol):
    """How an engine runs one statement: bringing back its rows, if it has any, or handing them out bit by bit."""

    def __call__(self, sql: str, params: Sequence[object], /) -> list[Row]: ...

    def fetching(self, sql: str) -> Fetch: ...


@dataclass
class Tx:
    """One transaction: run SQL, remember which rounds moved and under which command."""

    ask: Asking
    command: UUID | None = None
    moved: dict[UUID, int] = field(default_factory=dict)
    rows_kept: int = 0
    only_reads: "Store | None" = None
    told: dict[tuple[str, str], list[Row]] = field(default_factory=dict)
    """Question → rows, of a reading transaction."""

    @property
    def was_done(self) -> bool:
        """Whether its command stands in the audit."""
        return bool(self.command and self.all("SELECT 1 FROM audit WHERE id = $1", self.command))

    def next_row_id(self) -> UUID:
        """The key of the next audit row: the command's own for its first row, so that it cannot be done twice."""
        self.rows_kept += 1
        return self.command if self.command and self.rows_kept == 1 else uuid4()

    def all(self, sql: str, *params: object) -> list[Row]:
        question = sql, repr(params)
        if question not in self.told or self.only_reads is None:
            self.told[question] = self.ask(sql, _without_nul(params))
        return list(self.told[question])

    def one(self, sql: str, *params: object) -> Row | None:
        return next(iter(self.all(sql, *params)), None)

    def run(self, sql: str, *params: object) -> None:
        self.ask(sql, _without_nul(params))

    def fetching(self, sql: str) -> Fetch:
        """For more rows than memory should hold, remembered nowhere. On to the next question when they are all read."""
        return self.ask.fetching(sql)


def _without_nul(params: Sequence[Any]) -> list[Any]:
    return [_plain(value) for value in params]


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return _without_nul(value)
    return value.replace("\0", "") if isinstance(value, str) else value
