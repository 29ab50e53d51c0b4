"""The store's own command: `python -m core.store copy FROM_URL TO_URL`, to move it to the other engine or back.

It knows: how the copy is told on a terminal.
Shaped so because: an address may hold a password, so none is ever repeated.
It must not know: how a store is copied (core/store/copy.py).
"""

import sys
from contextlib import ExitStack, closing

from core.errors import Invalid, SelarasError
from core.language import N_, Message
from core.store import Store, open_store
from core.store.copy import copy, require_store

USAGE = "python -m core.store copy FROM_URL TO_URL"


def main(arguments: list[str]) -> int:
    if len(arguments) != 3 or arguments[0] != "copy":
        print(USAGE, file=sys.stderr)
        return 2
    try:
        print(copied(*arguments[1:]))
    except SelarasError as refusal:
        print(f"\n{refusal}", file=sys.stderr)
        return 2
    return 0


def copied(source: str, target: str) -> str:
    """Both are brought to this program's schema first; returns the sentence that ends it."""
    with ExitStack() as opened:
        here = opened.enter_context(closing(_opened(source, N_("The store to copy from"), must_be_there=True)))
        there = opened.enter_context(closing(_opened(target, N_("The store to copy into"))))
        done = copy(here, there, tell)
    rows = sum(tally.rows for tally in done.values())
    return Message(
        "Copied and compared: {rows} rows in {tables} tables. Both stores hold the same.",
        {"rows": f"{rows:,}", "tables": len(done)},
    ).english()


def tell(table: str, done: int, count: int) -> None:
    """A line for each table; on a terminal it counts."""
    if done == count or sys.stderr.isatty():
        end = "\n" if done == count else ""
        print(f"\r  {table:<22}{done:>14,} / {count:,}", end=end, file=sys.stderr, flush=True)


def _opened(url: str, which: str, must_be_there: bool = False) -> Store:
    try:
        if must_be_there:
            require_store(url)
        return open_store(url)
    except SelarasError as refusal:
        raise Invalid("{which} cannot be used. {problem}", which=Message(which), problem=refusal.message) from None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
