"""The people of the tests, and `round_at(stage)`: any state of a round, built with the verbs.

It knows: one head, one supervisor, two assessors, a projector, an administrator, an outsider; the order of the verbs.
Shaped so because: a permission test reads like a sentence, and no test writes a state that the verbs could not reach;
what the verbs reached once is copied row by row for the next test, so that hundreds of tests stay quick.
It must not know: pages, SQL.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from itertools import chain, count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar
from uuid import UUID, uuid4

from core.cards import bring_ready_cards, card_of, cards_to_choose
from core.codes import AppointmentKind, Cause, Role, Stage
from core.consensus import settle_cell
from core.discussion import confirm_result, mark_present, meeting, reveal_scores
from core.model import Appointment, Note, Person, RecordingForm, SampleFile
from core.passwords import hashed
from core.report_texts import SECTIONS
from core.rounds import (
    accept_assignment,
    assign_round,
    begin_sampling,
    begin_scoring,
    cancel_round,
    decline_assignment,
    plan_round,
)
from core.samples import Sample, bring_recordings, recordings_of
from core.scorecard import Answer, Scorecard
from core.scoring import lock_sheet
from core.signoff import (
    approve_report,
    archive_round,
    close_round,
    prepare_approval,
    report_draft,
    return_report,
    save_report,
    submit_report,
)
from core.sounds_place import sounds
from core.store import Row, Store, Tx, open_store, people_sql, rounds_sql
from tests.engines import open_fresh

T = TypeVar("T")
PASSWORD = "kalibrasi-2026-uji"
START = datetime(2026, 2, 2, 1, 0, tzinfo=UTC)
NAMES = {
    "head": ("Ningsih Wulandari", {Role.HEAD}),
    "supervisor": ("Laksmi Hartono", {Role.SUPERVISOR}),
    "assessor_1": ("Anindya Putri", {Role.ASSESSOR}),
    "assessor_2": ("Fajar Nugroho", {Role.ASSESSOR}),
    "administrator": ("Admin Selaras", {Role.ADMINISTRATOR}),
    "outsider": ("Orang Luar", {Role.HEAD, Role.SUPERVISOR, Role.ASSESSOR, Role.ADMINISTRATOR}),
    "projector": ("Layar Ruang Rapat", {Role.PROJECTOR}),
}
ORDER = (
    Stage.ASSIGNED,
    Stage.SCHEDULING,
    Stage.SAMPLING,
    Stage.SCORING,
    Stage.DISCUSSING,
    Stage.HANDED_OVER,
    Stage.DRAFTING_REPORT,
    Stage.AWAITING_APPROVAL,
    Stage.APPROVED,
    Stage.ARCHIVED,
    Stage.DONE,
)


class _Undone(Exception):
    """Ends a transaction that only tries something."""


@dataclass
class Office:
    """A store with people in it; `now` moves on by a minute with every act."""

    store: Store
    people: dict[str, Person] = field(default_factory=dict)
    now: datetime = START
    round_id: UUID = field(default_factory=uuid4)
    observers: list[Person] = field(default_factory=list)
    """Who watches the round; none unless a test names them before the plan."""

    def __getattr__(self, name: str) -> Person:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def hire(self, username: str, name: str, *roles: Role) -> Person:
        """One more person, with the password of all."""
        person = Person(uuid4(), username, name, "", "", frozenset(roles), "id", False, True, None)
        self.people[username] = person
        self.store.write(lambda tx: people_sql.insert_person(tx, person, _kept_password(), START))
        return person

    def do(self, verb: Callable[..., T], by: Person, *args: Any, **kw: Any) -> T:
        """Run a verb in its own transaction, as a page would."""
        self.now += timedelta(minutes=1)
        return self.store.write(lambda tx: verb(tx, *args, by=by, now=self.now, **kw), once=uuid4())

    def ask(self, query: Callable[..., T], by: Person, *args: Any, **kw: Any) -> T:
        return self.store.read(lambda tx: query(tx, *args, by=by, now=self.now, **kw))

    def attempt(self, verb: Callable[..., T], by: Person, *args: Any, **kw: Any) -> T:
        """What a verb would give or refuse with; whatever it did is undone."""
        outcome: list[T] = []

        def try_and_fall(tx: Tx) -> None:
            outcome.append(verb(tx, *args, by=by, now=self.now, **kw))
            raise _Undone

        with suppress(_Undone):
            self.store.write(try_and_fall)
        return outcome[0]

    def version(self) -> int:
        round_ = self.store.read(lambda tx: rounds_sql.round_by_id(tx, self.round_id))
        assert round_
        return round_.version

    def stage(self) -> Stage:
        round_ = self.store.read(lambda tx: rounds_sql.round_by_id(tx, self.round_id))
        assert round_
        return round_.stage

    def card(self) -> Scorecard:
        round_ = self.store.read(lambda tx: rounds_sql.round_by_id(tx, self.round_id))
        assert round_
        return self.store.read(lambda tx: card_of(tx, round_.card_id))


@cache
def _kept_password() -> str:
    """Made once: the hash is slow on purpose."""
    return hashed(PASSWORD)


OPEN: list[Store] = []
"""Every store of an office that is still open; tests/conftest.py closes those that a test has opened."""


def _open(url: str = "") -> Store:
    OPEN.append(open_store(url) if url else open_fresh())
    return OPEN[-1]


def new_office(url: str = "") -> Office:
    """People and cards in an empty store, or in the one that a test wants at an address of its own."""
    office = Office(_open(url))
    for username, (name, roles) in NAMES.items():
        office.hire(username, name, *roles)
    office.store.write(lambda tx: bring_ready_cards(tx, START))
    return office


def appointments(day: datetime = START) -> list[Appointment]:
    return [
        Appointment(kind, day + timedelta(days=n), day + timedelta(days=n, hours=2), "Ruang Rapat 1")
        for n, kind in enumerate(AppointmentKind, start=1)
    ]


def put_sound(name: str, content: bytes) -> None:
    """Where recordings lie, whichever place that is."""
    with TemporaryDirectory() as own:
        (Path(own) / "sound").write_bytes(content)
        sounds().keep(name, Path(own) / "sound")


def sounds_there() -> dict[str, bytes]:
    """Every file that lies where recordings do."""
    return {lying.name: b"".join(sounds().read(lying.name)) for lying in sounds().lying()}


def sample(external_id: str, body: str = "", *, is_heard: bool = False) -> Sample:
    """A sample whose sound is a few bytes where recordings lie, or a written one when `body` is given."""
    form = RecordingForm(
        external_id, f"Alasan {external_id}", "telepon_masuk", agent_number="012345678", agent_name="Sari"
    )
    content = external_id.encode()
    path = "" if body else f"{external_id}.wav"
    if path and is_heard:
        put_sound(path, content)
    return Sample(form, SampleFile(path, "PCM", 61_000, sha256(content).hexdigest(), path, path, body))


def notes(card: Scorecard, changes: Mapping[str, Note] | None = None) -> dict[str, Note]:
    """Best answers on every criterion, but for `changes`."""
    best = {c.code: Note(Answer(c.scale.values[0])) for c in card.criteria}
    return {**best, **(changes or {})}


DIFFERENT = {
    "C2": Note(Answer(2), "Keterangan penentu tidak ditanyakan.", 30_000),
    "B1": Note(Answer(0), "Data dibuka sebelum verifikasi.", 12_000),
    "A1": Note(Answer(1), ""),
}
"""What the second assessor hears otherwise on the first recording: C2 two levels lower, B1 fatal, A1 partly met."""


EXPERT_HEARS = {"C2": Note(Answer(4), "Keterangan kedua tidak ditanyakan.", 40_000), "A2": Note(Answer(1))}
"""What the expert hears on the first recording: C2 between the two assessors, A2 partly met where both say met."""


def with_expert(office: Office) -> None:
    """An expert outside the panel, named in the plan of every round of this office."""
    office.hire("expert", "Ratih Kusuma", Role.ASSESSOR)


Crew = Callable[[Office], None]


def usual_crew(office: Office) -> None:
    """The people of a new office, and nobody else."""


def round_at(stage: Stage, office: Office | None = None, card_code: str = "KP-TEL", crew: Crew = usual_crew) -> Office:
    """An office whose round stands at `stage`: a new one (with whom `crew` adds), or one more round in `office`."""
    if office is None:
        return _opened(_snapshot(stage, card_code, crew))
    for reached in _way_to(stage):
        _reach(reached, office, card_code)
    return office


def _way_to(stage: Stage) -> tuple[Stage, ...]:
    if stage in ASIDE:
        return (*_way_to(ASIDE[stage][0]), stage)
    return ORDER[: ORDER.index(stage) + 1]


def _reach(stage: Stage, office: Office, card_code: str) -> None:
    if stage in ASIDE:
        _, verb, who = ASIDE[stage]
        office.do(verb, office.people[who], office.round_id, "Alasan uji.")
    else:
        _REACH[stage](office, card_code)


@dataclass(frozen=True)
class _Snapshot:
    """An office as the verbs left it at a stage, to be opened as often as tests want it."""

    people: Mapping[str, Person]
    observers: Sequence[Person]
    now: datetime
    round_id: UUID
    rows: Mapping[str, Sequence[Row]]
    files: Mapping[str, bytes]


@cache
def _snapshot(stage: Stage, card_code: str, crew: Crew) -> _Snapshot:
    """Walked once in a test run, each stage on from the one before."""
    *before, last = _way_to(stage)
    if before:
        office = _opened(_snapshot(before[-1], card_code, crew))
    else:
        office = new_office()
        crew(office)
    _reach(last, office, card_code)
    files = {name: content for name, content in sounds_there().items() if "/" not in name}
    state = (dict(office.people), tuple(office.observers), office.now, office.round_id)
    taken = _Snapshot(*state, office.store.read(_rows), files)
    office.store.close()
    return taken


def _rows(tx: Tx) -> dict[str, list[Row]]:
    named = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
    tables = [row[0] for row in tx.all(f"{named} AND table_name <> 'schema_version'")]
    return {table: tx.all(f"SELECT * FROM {table}") for table in tables}


def _opened(kept: _Snapshot) -> Office:
    """A store of its own, with a round id of its own: nothing that a process keeps by that id fits two offices."""
    round_id, old = uuid4(), kept.round_id
    people = {
        who: replace(person, shows_round=round_id) if person.shows_round == old else person
        for who, person in kept.people.items()
    }
    office = Office(_open(), people, kept.now, round_id, list(kept.observers))
    office.store.write(lambda tx: _fill(tx, _renamed(kept.rows, old, round_id)))
    for name, content in kept.files.items():
        put_sound(name, content)
    return office


def _renamed(tables: Mapping[str, Sequence[Row]], old: UUID, new: UUID) -> dict[str, list[Row]]:
    """The same rows under another round id, also inside frozen reports, whose hash follows."""
    words = {str(old): str(new)}
    for frozen in (value for row in tables["report"] for value in row if isinstance(value, str) and str(old) in value):
        words[_hash(frozen)] = _hash(frozen.replace(str(old), str(new)))

    def fresh(value: object) -> object:
        if isinstance(value, str):
            for before, after in words.items():
                value = value.replace(before, after)
            return value
        return new if value == old else value

    return {table: [tuple(map(fresh, row)) for row in rows] for table, rows in tables.items()}


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _fill(tx: Tx, tables: Mapping[str, Sequence[Row]]) -> None:
    for table, rows in tables.items():
        if rows:
            number = count(1)
            places = (f"({', '.join(f'${next(number)}' for _ in row)})" for row in rows)
            tx.run(f"INSERT INTO {table} VALUES {', '.join(places)}", *chain.from_iterable(rows))


def scoring_office(
    *,
    locked_by: Collection[str] = (),
    changed: Mapping[str, Note] | None = None,
    card_code: str = "KP-TEL",
) -> Office:
    """A round in the middle of scoring; `locked_by` have locked everything, with `changed` on the first recording."""
    office = round_at(Stage.SCORING, card_code=card_code)
    for name in locked_by:
        for n, recording in enumerate(office.ask(recordings_of, office.people[name], office.round_id)):
            given = notes(office.card(), changed if n == 0 else None)
            office.do(lock_sheet, office.people[name], office.round_id, recording.id, given)
    return office


def _assign(office: Office, card_code: str) -> None:
    office.round_id = office.do(
        assign_round, office.head, "Kalibrasi Februari", "Februari 2026", office.supervisor.id, "Samakan penggalian."
    )


def _accept(office: Office, card_code: str) -> None:
    office.do(accept_assignment, office.supervisor, office.round_id)


def _plan(office: Office, card_code: str) -> None:
    card = next(c for c in office.store.read(cards_to_choose) if c.code == card_code)
    assessors = [office.assessor_1.id, office.assessor_2.id]
    observers = [person.id for person in office.observers]
    expert = office.people["expert"].id if "expert" in office.people else None
    plan = (office.round_id, card.id, assessors, observers, appointments(), office.version(), expert)
    office.do(plan_round, office.supervisor, *plan)
    office.do(begin_sampling, office.supervisor, office.round_id)
    projector = replace(office.projector, shows_round=office.round_id)
    office.people["projector"] = projector
    office.store.write(lambda tx: people_sql.keep_details(tx, projector))


def _sample(office: Office, card_code: str) -> None:
    body = "Agen: Selamat pagi." if card_code == "KP-NTL" else ""
    for n, assessor in enumerate((office.assessor_1, office.assessor_2), start=1):
        brought = [sample(f"80001000{n}{k}", body and f"{body} {n}{k}", is_heard=True) for k in (1, 2)]
        office.do(bring_recordings, assessor, office.round_id, brought)
    office.do(begin_scoring, office.supervisor, office.round_id)


def _score(office: Office, card_code: str) -> None:
    card = office.card()
    codes = {criterion.code for criterion in card.criteria}
    hears = {"assessor_1": {}, "assessor_2": DIFFERENT, "expert": EXPERT_HEARS}
    for assessor, heard in ((office.people[who], heard) for who, heard in hears.items() if who in office.people):
        for n, recording in enumerate(office.ask(recordings_of, assessor, office.round_id)):
            changed = {c: note for c, note in heard.items() if c in codes and not card.is_text}
            given = notes(card, changed if n == 0 else None)
            office.do(lock_sheet, assessor, office.round_id, recording.id, given)
    office.do(reveal_scores, office.supervisor, office.round_id)


def _discuss(office: Office, card_code: str) -> None:
    for cell in office.ask(meeting, office.supervisor, office.round_id).cells:
        if cell.must_be_discussed:
            agreed = (Answer(cell.criterion.scale.values[0]), "Bukti didengar bersama.", "Bila ragu, nilai penuh.")
            place = (office.round_id, cell.recording_id, cell.criterion.code)
            office.do(settle_cell, office.supervisor, *place, *agreed, Cause.MISSED_EVIDENCE)
    present = {office.assessor_1.id, office.assessor_2.id}
    office.do(mark_present, office.supervisor, office.round_id, present)
    for assessor in (office.assessor_1, office.assessor_2):
        office.do(confirm_result, assessor, office.round_id)


def _write(office: Office, card_code: str) -> None:
    sections = office.ask(report_draft, office.supervisor, office.round_id)
    written = {name: sections[name] or f"Isi {name}." for name in SECTIONS}
    office.do(save_report, office.supervisor, office.round_id, written, office.version())


def _submit(office: Office, card_code: str) -> None:
    office.do(submit_report, office.supervisor, office.round_id)


def _approve(office: Office, card_code: str) -> None:
    approve(office)


def approve(office: Office, by: Person | None = None, password: str = PASSWORD) -> str:
    """The report is approved as the page does it: the password compared first, then the act; returns the number."""
    who, round_id = by or office.head, office.round_id
    given = office.ask(prepare_approval, who, round_id, password)
    return office.do(approve_report, who, round_id, given, office.version())


def _archive(office: Office, card_code: str) -> None:
    office.do(archive_round, office.supervisor, office.round_id)


def _close(office: Office, card_code: str) -> None:
    office.do(close_round, office.supervisor, office.round_id)


ASIDE: dict[Stage, tuple[Stage, Callable[..., None], str]] = {
    Stage.DECLINED: (Stage.ASSIGNED, decline_assignment, "supervisor"),
    Stage.RETURNED: (Stage.AWAITING_APPROVAL, return_report, "head"),
    Stage.CANCELLED: (Stage.SCORING, cancel_round, "head"),
}
"""Stages beside the straight way: from which stage, by which verb, by whom."""

_REACH: dict[Stage, Callable[[Office, str], None]] = dict(
    zip(
        ORDER,
        (_assign, _accept, _plan, _sample, _score, _discuss, _write, _submit, _approve, _archive, _close),
        strict=True,
    )
)
