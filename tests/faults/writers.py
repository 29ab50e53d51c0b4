"""Eight writers in a meeting, each with a score of their own to change, and the book of what they were told.

It knows: a writer first writes down what is begun, then what was acknowledged; a score, its audit row and the round's
version must agree afterwards. As a program: `python -m tests.faults.writers URL ROUND_ID [ROOM]` writes until it is
killed, or, with ROOM more bytes for each file than it has now, until nobody can write; then the disk has room again.
Shaped so because: a process that is killed can keep no book, but what it has written into a pipe stays there.
It must not know: what kills it.
"""

import os
import resource
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from random import randbytes
from uuid import UUID, uuid4

from core.cards import card_of
from core.codes import Phase
from core.discussion import change_after_value
from core.errors import Unavailable
from core.model import Person
from core.scorecard import Answer
from core.store import Store, Tx, open_store, people_sql, rounds_sql, samples_sql, scoring_sql, settings_sql

CRITERION = "C2"
FILLER_BYTES = 100_000


@dataclass(frozen=True)
class Place:
    """One assessor's score of one recording: nobody else writes it."""

    person: Person
    recording_id: UUID


@dataclass
class Book:
    """What was begun (in order, for each place), acknowledged and refused."""

    version_before: int
    begun: dict[UUID, tuple[UUID, UUID, int]] = field(default_factory=dict)
    kept: set[UUID] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)

    def note(self, line: str) -> None:
        what, _, rest = line.strip().partition(" ")
        if what == "begun":
            command, person_id, recording_id, value = rest.split()
            self.begun[UUID(command)] = (UUID(person_id), UUID(recording_id), int(value))
        elif what == "kept":
            self.kept.add(UUID(rest))
        else:
            self.refused.append(line)

    def lost(self, store: Store, round_id: UUID) -> int:
        """How much of what was acknowledged is not there. Half a write, or one done twice, fails the test."""
        done, version, scores = store.read(partial(_standing, round_id=round_id))
        assert done <= self.begun.keys(), "somebody else wrote"
        assert version == self.version_before + len(done), "each write moves the version once"
        last = {self.begun[command][:2]: self.begun[command][2] for command in self.begun if command in done}
        assert {place: scores[place] for place in last} == last, "the score is the one that the last audit row names"
        return len(self.kept - done)


def _standing(tx: Tx, round_id: UUID) -> tuple[set[UUID], int, dict[tuple[UUID, UUID], int | None]]:
    changes = tx.all("SELECT id FROM audit WHERE round_id = $1 AND action = 'change_after_value'", round_id)
    round_ = rounds_sql.round_by_id(tx, round_id)
    assert round_
    found = scoring_sql.scores_seen_by(tx, round_.supervisor_id, round_id, phase=Phase.AFTER, criterion=CRITERION)
    return (
        {row[0] for row in changes},
        round_.version,
        {(score.assessor_id, score.recording_id): score.note.answer.value for score in found},
    )


def _places(tx: Tx, round_id: UUID) -> tuple[list[Place], list[int]]:
    """Two assessors with four recordings each, and the values that a score may have."""
    people = {person.id: person for person in people_sql.people(tx)}
    assessors = [people[member.person_id] for member in rounds_sql.members(tx, round_id) if member.must_score]
    round_ = rounds_sql.round_by_id(tx, round_id)
    assert round_
    assert round_.card_id
    criterion = next(c for c in card_of(tx, round_.card_id).criteria if c.code == CRITERION)
    places = [Place(person, recording) for person in assessors for recording in samples_sql.brought_by(tx, round_id)]
    return places, list(criterion.scale.values)


class Writers:
    """All of them, writing one after another score until they are told to stop."""

    def __init__(self, store: Store, round_id: UUID, say: Callable[[str], None], filler: bool = False) -> None:
        self._store, self._round_id, self._say, self._filler = store, round_id, say, filler
        self._places, self._values = store.read(partial(_places, round_id=round_id))
        self._stop = threading.Event()
        self._refusals = threading.Semaphore(0)

    @contextmanager
    def at_work(self) -> Iterator[list[Future[None]]]:
        with ThreadPoolExecutor(len(self._places)) as threads:
            jobs = [threads.submit(self._write, place) for place in self._places]
            try:
                yield jobs
            finally:
                self._stop.set()
        for job in jobs:
            job.result()

    def wait_until_all_are_refused(self) -> None:
        for _ in self._places:
            assert self._refusals.acquire(timeout=60), "somebody could still write"

    def _write(self, place: Place) -> None:
        was_refused = False
        for n in count():
            if self._stop.is_set():
                return
            command, value = uuid4(), self._values[n % len(self._values)]
            self._say(f"begun {command} {place.person.id} {place.recording_id} {value}")
            try:
                self._store.write(partial(self._change, place=place, value=value), once=command)
            except Unavailable as refusal:
                self._say(f"refused {command} {refusal}")
                if not was_refused:
                    self._refusals.release()
                was_refused = True
            else:
                self._say(f"kept {command}")

    def _change(self, tx: Tx, place: Place, value: int) -> None:
        where = (self._round_id, place.recording_id, CRITERION)
        change_after_value(tx, *where, Answer(value), by=place.person, now=datetime.now(UTC))
        if self._filler:
            settings_sql.keep_value(tx, f"filler {uuid4()}", randbytes(FILLER_BYTES // 2).hex())


def _say(line: str) -> None:
    """In one piece, and at once."""
    os.write(sys.stdout.fileno(), f"{line}\n".encode())


def _until_the_disk_is_full(url: str, store: Store, round_id: UUID, room: int) -> None:
    """What is there can be read all the while."""
    files = Path(url.removeprefix("duckdb:///")).parent.iterdir()
    largest = max(file.stat().st_size for file in files if file.is_file())
    _, unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest + room, unlimited))
    writers = Writers(store, round_id, _say, filler=True)
    with writers.at_work():
        writers.wait_until_all_are_refused()
    _read(store, round_id)
    resource.setrlimit(resource.RLIMIT_FSIZE, (unlimited, unlimited))


def _read(store: Store, round_id: UUID) -> None:
    """At once, or when the store has been opened anew."""
    end = time.monotonic() + 10
    while True:
        try:
            store.read(partial(_standing, round_id=round_id))
            return
        except Unavailable:
            assert time.monotonic() < end, "nothing can be read"
            time.sleep(0.05)


def main(url: str, round_id: str, room: str = "") -> None:
    store = open_store(url)
    if room:
        _until_the_disk_is_full(url, store, UUID(round_id), int(room))
        _say("room again")
    with Writers(store, UUID(round_id), _say).at_work() as jobs:
        if not room:
            jobs[0].result()
        else:
            threading.Event().wait(0.5)
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
