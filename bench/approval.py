"""How long an approval holds the store's one writer, and what is made before it.

It knows: a usual round of two assessors and one of thirty, both awaiting approval.
Shaped so because: the program's own two steps are measured, as the page takes them; and each approval is tried with
nothing made ahead, all of it inside the act, and undone, which tells what making it ahead is worth.
It must not know: pages, drawing.

    python -m bench.approval            about two minutes
    python -m bench.approval --quick    a smoke run
"""

import argparse
import logging
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from uuid import UUID

from bench.parts.engines import timed
from bench.parts.figures import Figure, print_machine
from core.codes import Stage
from core.model import Person
from core.signins import password_given
from core.signoff import approve_report, prepare_approval
from core.store import Tx
from tests.report_rounds import large_round
from tests.round_at import PASSWORD, Office, new_office, round_at

MANY, RECORDINGS, TIMES = 30, 20, 10


def approvals(name: str, offices: Iterator[Office]) -> Iterator[Figure]:
    """What is done before, while reading; then the act, as the store's writer sees it, to the end of its commit."""
    at_once: list[float] = []
    before: list[float] = []
    held: list[float] = []
    for office in offices:
        place, by = (office.round_id,), office.head
        at_once.append(office.attempt(_all_in_the_act, by, *place, office.version()))
        begun = time.perf_counter()
        given = office.ask(prepare_approval, by, *place, PASSWORD)
        before.append(1000 * (time.perf_counter() - begun))
        act = partial(office.do, approve_report, by, *place, given, office.version())
        held.append(timed(act))
        assert office.stage() is Stage.APPROVED
    yield Figure(f"{name}: the writer held if all were made in the act", "ms", at_once)
    yield Figure(f"{name}: password, figures and file, while reading", "ms", before)
    yield Figure(f"{name}: the writer held by the approval", "ms", held)


def _all_in_the_act(tx: Tx, round_id: UUID, version: int, *, by: Person, now: datetime) -> float:
    def act() -> None:
        given = password_given(tx, PASSWORD, by=by, now=now)
        approve_report(tx, round_id, given, version, by=by, now=now)

    return timed(act)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="few samples: shows that it works")
    is_quick = parser.parse_args().quick
    print_machine("duckdb", "fpdf2", "bcrypt")
    logging.disable()  # an approval that is undone is told as a failed write
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        usual = (
            round_at(Stage.AWAITING_APPROVAL, new_office(f"duckdb:///{folder}/{n}.duckdb"))
            for n in range(1 if is_quick else TIMES)
        )
        for figure in approvals("2 assessors", usual):
            print(figure.line(), flush=True)
    large = large_round(4 if is_quick else MANY, RECORDINGS)
    for figure in approvals(f"{MANY} assessors", iter([large])):
        print(figure.line(), flush=True)


if __name__ == "__main__":
    main()
