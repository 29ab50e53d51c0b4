"""What a score costs: written with its version and its audit row, read, and both at a meeting's pace, on either engine.

It knows: the verb of the meeting (`change_after_value`), the bars, how to look afterwards for what was acknowledged.
Shaped so because: the program's own store and verb are measured, rights included, and fsync is on; what a client was
told is saved is looked for after the store was closed and opened anew.
It must not know: pages, servers, browsers.

    python -m bench.store            both engines, about three minutes
    python -m bench.store --quick    a smoke run, its figures say little
"""

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain, count
from threading import Barrier
from uuid import UUID, uuid4

from bench.parts.engines import Engine, engines, fsync_of_the_disk, timed, with_both_engines
from bench.parts.figures import Figure, percentile, print_machine
from bench.parts.scene import CRITERION, Assembly, assemblies
from core.access import require_in_round
from core.codes import Action, Phase
from core.discussion import change_after_value, meeting
from core.model import Person
from core.scorecard import Answer
from core.store import Store, Tx, rounds_sql, scoring_sql

CLIENTS, MEETINGS = 32, 4
FULL_MEETING = 30
WRITES_A_SECOND, READS_A_SECOND = 30, 300
WRITERS, READERS = 30, 30


@dataclass(frozen=True)
class Extent:
    alone: int
    each: int
    paced_s: float


FULL = Extent(alone=400, each=30, paced_s=20)
QUICK = Extent(alone=20, each=2, paced_s=2)


@dataclass
class Client:
    """An assessor in a meeting, and what the store has acknowledged to them."""

    assembly: Assembly
    person: Person
    turn: Iterator[int] = field(default_factory=count)
    commands: list[UUID] = field(default_factory=list)
    values: dict[UUID, int] = field(default_factory=dict)
    """Recording → the value acknowledged last."""

    def writes(self, store: Store) -> None:
        """Another value on another recording, each time."""
        n, command, now = next(self.turn), uuid4(), datetime.now(UTC)
        recording = self.assembly.recordings[n % len(self.assembly.recordings)]
        value = self.assembly.values[(n // len(self.assembly.recordings) + n) % len(self.assembly.values)]
        place = (self.assembly.round_id, recording, CRITERION)
        store.write(
            lambda tx: change_after_value(tx, *place, Answer(value), by=self.person, now=now),
            once=command,
        )
        self.commands.append(command)
        self.values[recording] = value

    def reads(self, store: Store) -> None:
        """The answers on one criterion of one recording, as this person may see them."""
        recording = self.assembly.recordings[next(self.turn) % len(self.assembly.recordings)]
        store.read(lambda tx: self._answers(tx, recording))

    def _answers(self, tx: Tx, recording: UUID) -> None:
        round_id = self.assembly.round_id
        require_in_round(tx, Action.SEE_MEETING, self.person, datetime.now(UTC), round_id)
        seen = scoring_sql.scores_seen_by(tx, self.person.id, round_id, recording_id=recording, criterion=CRITERION)
        assert seen

    def reads_the_meeting(self, store: Store) -> None:
        store.read(lambda tx: meeting(tx, self.assembly.round_id, by=self.person, now=datetime.now(UTC)))


def measure(engine: Engine, extent: Extent, bar: float) -> Iterator[Figure]:
    begun = time.monotonic()
    *few, one = assemblies(engine.url, [*[CLIENTS // MEETINGS] * MEETINGS, FULL_MEETING])
    print(f"{engine.name}: filled in {time.monotonic() - begun:.0f} s", flush=True)
    store = engine.opened()
    before = _versions(store, [*few, one])
    spread, together = (
        [Client(place, person) for place in places for person in place.assessors] for places in (few, [one])
    )
    alone = spread[0]
    yield Figure("write, 1 client", "ms", [timed(lambda: alone.writes(store)) for _ in range(extent.alone)], bar)
    yield Figure("read, 1 client", "ms", [timed(lambda: alone.reads(store)) for _ in range(extent.alone)])
    yield Figure(
        "read of a whole meeting, 1 client",
        "ms",
        [timed(lambda: alone.reads_the_meeting(store)) for _ in range(extent.each)],
    )
    yield _at_once(f"write, {CLIENTS} clients in {MEETINGS} meetings", store, spread, Client.writes, extent.each)
    yield _at_once(f"write, {FULL_MEETING} clients in one meeting", store, together, Client.writes, extent.each)
    yield _at_once(f"read, {CLIENTS} clients", store, spread, Client.reads, extent.each)
    yield from paced(store, spread, extent.paced_s)
    store.close()
    lost = _lost(engine, [*spread, *together], before)
    yield Figure(f"acknowledged and not found, of {_acknowledged([*spread, *together])}", "", [lost], 0)


def _at_once(
    what: str, store: Store, clients: Sequence[Client], act: Callable[[Client, Store], None], each: int
) -> Figure:
    """Each client as fast as it is answered."""
    start = Barrier(len(clients))

    def work(client: Client) -> list[float]:
        start.wait()
        return [timed(lambda: act(client, store)) for _ in range(each)]

    begun = time.monotonic()
    with ThreadPoolExecutor(len(clients)) as threads:
        samples = list(chain.from_iterable(threads.map(work, clients)))
    return Figure(f"{what} ({len(samples) / (time.monotonic() - begun):.0f}/s)", "ms", samples)


def paced(store: Store, clients: Sequence[Client], seconds: float) -> Iterator[Figure]:
    """At fixed moments, whether or not the last answer has come; each is timed from its own moment on."""
    writers = [(client, Client.writes, WRITES_A_SECOND / WRITERS) for client in clients[:WRITERS]]
    twins = [Client(client.assembly, client.person) for client in clients[:READERS]]
    readers = [(client, Client.reads, READS_A_SECOND / READERS) for client in twins]
    start = time.perf_counter() + 0.2

    def work(place: int, client: Client, act: Callable[[Client, Store], None], a_second: float) -> list[float]:
        samples = []
        for n in range(int(seconds * a_second)):
            due = start + (n + place / WRITERS) / a_second
            time.sleep(max(due - time.perf_counter(), 0))
            act(client, store)
            samples.append(1000 * (time.perf_counter() - due))
        return samples

    with ThreadPoolExecutor(WRITERS + READERS) as threads:
        written, read = (
            [threads.submit(work, place, *job) for place, job in enumerate(jobs)] for jobs in (writers, readers)
        )
    pace = f"paced {WRITES_A_SECOND} writes/s + {READS_A_SECOND} reads/s, {seconds:g} s"
    yield Figure(f"{pace}: write", "ms", [sample for job in written for sample in job.result()])
    yield Figure(f"{pace}: read", "ms", [sample for job in read for sample in job.result()])


def _versions(store: Store, places: Sequence[Assembly]) -> dict[UUID, int]:
    found = [store.read(lambda tx, p=place: rounds_sql.round_by_id(tx, p.round_id)) for place in places]
    return {round_.id: round_.version for round_ in found if round_}


def _acknowledged(clients: Sequence[Client]) -> int:
    return sum(len(client.commands) for client in clients)


def _lost(engine: Engine, clients: Sequence[Client], before: dict[UUID, int]) -> int:
    """Audit rows, values and versions that are not as acknowledged, in the store opened anew."""
    store = engine.opened()
    commands = [command for client in clients for command in client.commands]
    kept = store.read(lambda tx: tx.all("SELECT id FROM audit WHERE id = ANY($1)", commands))
    lost = len(commands) - len(kept)
    places = {client.assembly.round_id: client.assembly for client in clients}
    for round_id, assembly in places.items():
        own = [client for client in clients if client.assembly is assembly]
        found = store.read(
            lambda tx, r=round_id, p=own[0].person.id: scoring_sql.scores_seen_by(
                tx, p, r, phase=Phase.AFTER, criterion=CRITERION
            )
        )
        stands = {(score.assessor_id, score.recording_id): score.note.answer.value for score in found}
        expected = {(client.person.id, place): value for client in own for place, value in client.values.items()}
        lost += sum(stands.get(place) != value for place, value in expected.items())
        moved = _versions(store, [assembly])[round_id] - before[round_id]
        lost += abs(moved - sum(len(client.commands) for client in own))
    store.close()
    return lost


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="a few samples only, to see that it works")
    extent = QUICK if parser.parse_args().quick else FULL
    with_both_engines("bench.store")
    print_machine("duckdb", "psycopg")
    disk = fsync_of_the_disk()
    print(disk.line())
    fsync, begun = percentile(disk.samples, 50), time.monotonic()
    for engine, own_ms in zip(engines(), (15, 3), strict=False):
        for figure in measure(engine, extent, own_ms + 3 * fsync):
            print(figure.line(), flush=True)
    print(f"\nmeasured in {timedelta(seconds=round(time.monotonic() - begun))}")


if __name__ == "__main__":
    main()
