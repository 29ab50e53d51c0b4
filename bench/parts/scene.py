"""The store of the benchmark: a small round and a full one, filled with the program's own verbs.

It knows: rounds of two and of thirty assessors, one recording each and every assessor's scores of all of them, and a
sign-in for each person.
Shaped so because: the store's file has one owner, so all of it stands there before the server starts, and the figures
come from a round as large as the program allows, not from an empty one.
It must not know: servers, browsers, clocks of a measurement.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from core import signins
from core.cards import cards_to_choose
from core.codes import Role
from core.discussion import point_at, reveal_scores
from core.model import Note, Person, Recording
from core.rounds import accept_assignment, assign_round, begin_sampling, begin_scoring, plan_round
from core.samples import bring_recordings, recordings_of
from core.scorecard import Answer
from core.scoring import lock_sheet
from core.store import Tx, people_sql, signins_sql
from tests.round_at import Office, appointments, new_office, notes, sample

CRITERION = "C2"
"""The point under discussion: a scale of several levels, answered differently."""


@dataclass(frozen=True)
class Scene:
    """A round that is ready to be measured, with the tokens of those who look at it."""

    round_id: UUID
    supervisor: str
    projector: str
    assessors: tuple[str, ...]


@dataclass(frozen=True)
class Assembly:
    """A meeting whose scores are revealed: what those who write and read in it must know."""

    round_id: UUID
    assessors: tuple[Person, ...]
    recordings: tuple[UUID, ...]
    values: tuple[int, ...]
    """Of the criterion's scale."""


def assemblies(url: str, sizes: Sequence[int]) -> list[Assembly]:
    """An office with a meeting for each size, each of other people; the store is closed again."""
    office = new_office(url)
    found = []
    for place, size in enumerate(sizes):
        people = [office.hire(f"penilai_{place}_{n}", f"Penilai {place}.{n}", Role.ASSESSOR) for n in range(size)]
        round_id = _at_the_meeting(office, people).round_id
        recordings = tuple(recording.id for recording in office.ask(recordings_of, office.supervisor, round_id))
        found.append(Assembly(round_id, tuple(people), recordings, office.card().criterion(CRITERION).scale.values))
    office.store.close()
    return found


def filled(url: str, many: int) -> dict[str, Scene]:
    """A store with a round at the meeting for two assessors, one for `many`, and one in the middle of scoring."""
    office = new_office(url)
    crowd = [office.hire(f"penilai_{n:02}", f"Penilai Nomor {n:02}", Role.ASSESSOR) for n in range(3, many + 1)]
    everyone = [office.assessor_1, office.assessor_2, *crowd]
    scenes = {
        "two": _at_the_meeting(office, everyone[:2]),
        "many": _at_the_meeting(office, everyone),
        "scoring": _at_scoring(office, everyone[:2]),
    }
    office.store.close()
    return scenes


def _at_the_meeting(office: Office, assessors: Sequence[Person]) -> Scene:
    scene = _at_scoring(office, assessors)
    _lock_all(office, assessors)
    office.do(reveal_scores, office.supervisor, office.round_id)
    first = office.ask(recordings_of, office.supervisor, office.round_id)[0]
    office.do(point_at, office.supervisor, office.round_id, first.id, CRITERION)
    return scene


def _at_scoring(office: Office, assessors: Sequence[Person]) -> Scene:
    title = f"Kalibrasi ukur {office.now:%H.%M}"
    office.round_id = office.do(assign_round, office.head, title, "Februari 2026", office.supervisor.id, "-")
    office.do(accept_assignment, office.supervisor, office.round_id)
    card = next(card for card in office.store.read(cards_to_choose) if card.code == "KP-TEL")
    people = [person.id for person in assessors]
    plan = (office.round_id, card.id, people, [], appointments(), office.version())
    office.do(plan_round, office.supervisor, *plan)
    office.do(begin_sampling, office.supervisor, office.round_id)
    for n, assessor in enumerate(assessors, start=1):
        brought = [sample(f"{office.round_id.hex[:8]}{n:03}", is_heard=True)]
        office.do(bring_recordings, assessor, office.round_id, brought)
    office.do(begin_scoring, office.supervisor, office.round_id)
    screen = office.hire(f"layar_{office.round_id.hex[:8]}", "Layar", Role.PROJECTOR)
    screen = Person(**{**vars(screen), "shows_round": office.round_id})
    office.store.write(lambda tx: people_sql.keep_details(tx, screen))
    signed = [signed_in(office, person) for person in (office.supervisor, screen, *assessors)]
    return Scene(office.round_id, signed[0], signed[1], tuple(signed[2:]))


def _lock_all(office: Office, assessors: Sequence[Person]) -> None:
    """Everybody scores everything; the answers on one criterion in three lie apart. One transaction per assessor."""
    recordings = office.ask(recordings_of, office.supervisor, office.round_id)
    for place, assessor in enumerate(assessors):
        office.store.write(lambda tx, a=assessor, p=place: _lock_own(tx, office, a, p, recordings))


def _lock_own(tx: Tx, office: Office, assessor: Person, place: int, recordings: Sequence[Recording]) -> None:
    card = office.card()
    for number, recording in enumerate(recordings):
        changed = {}
        for n, criterion in enumerate(card.criteria):
            if n % 3 == number % 3 or criterion.code == CRITERION:
                value = criterion.scale.values[(place + n) % len(criterion.scale.values)]
                changed[criterion.code] = Note(Answer(value), "Bukti ukur.", 1000)
        given = notes(card, changed)
        lock_sheet(tx, office.round_id, recording.id, given, by=assessor, now=office.now)


def signed_in(office: Office, person: Person) -> str:
    """A sign-in that begins now by the wall clock, which is the server's."""
    token, now = uuid4().hex, datetime.now(UTC)
    kept = signins.kept_form(token)
    office.store.write(lambda tx: signins_sql.insert_sign_in(tx, kept, person.id, now, now + timedelta(hours=12)))
    return token
