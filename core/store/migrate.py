"""The steps from an empty database to this program's schema, for whichever engine asks.

It knows: `NNNN_what.sql` is a step for both engines; `NNNN_what.postgres.sql` beside it belongs to the same step and is
run after it, on PostgreSQL only (secondary indexes, which DuckDB is better off without).
Shaped so because: a step and the row that says it was taken are committed together, so it is taken wholly, once.
It must not know: how an engine begins and commits, or what any table means.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import Invalid
from core.store.tx import Row

logger = logging.getLogger(__name__)
MIGRATIONS = Path(__file__).parent / "migrations"
Ask = Callable[[str, Sequence[object]], list[Row]]


@dataclass(frozen=True)
class Step:
    number: int
    name: str
    statements: tuple[str, ...]


def steps(engine: str = "") -> list[Step]:
    """All steps in order, with what only this engine gets."""
    return [_step(path, engine) for path in sorted(MIGRATIONS.glob("[0-9]*.sql")) if path.suffixes == [".sql"]]


def _step(path: Path, engine: str) -> Step:
    files = [path, path.with_suffix(f".{engine}.sql")] if engine else [path]
    texts = [file.read_text(encoding="utf-8") for file in files if file.exists()]
    parts = [part for text in texts for part in text.split(";\n") if part.strip()]
    return Step(int(path.name[:4]), path.stem, tuple(parts))


def steps_to_take(ask: Ask, engine: str = "") -> list[Step]:
    """What this database still lacks; Invalid when it was made by a newer program."""
    ask(
        "CREATE TABLE IF NOT EXISTS schema_version "
        "(version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied TIMESTAMPTZ)",
        (),
    )
    every, applied = steps(engine), int(ask("SELECT coalesce(max(version), 0) FROM schema_version", ())[0][0])
    if applied > every[-1].number:
        raise Invalid(
            "This store was made by a newer version of the program. Install the newer version, then start again."
        )
    lacking = every[applied:]
    if applied and lacking:
        logger.info("The store lacks steps to this program's schema", extra={"lacks": [step.name for step in lacking]})
    return lacking


def take(ask: Ask, step: Step) -> None:
    """Inside a transaction of the engine's."""
    for statement in step.statements:
        ask(statement, ())
    ask("INSERT INTO schema_version VALUES ($1, $2, current_timestamp)", (step.number, step.name))
