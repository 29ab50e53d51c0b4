"""The demo: `python -m core.demo [address]` fills the store with fictional people and rounds, and names the people.

It knows: which rounds there are, on which days they took place, and whom the demo never touches: real people.
Shaped so because: everything happens in one transaction, so a store is either empty or a whole demo, never half of one.
It must not know: how a round goes (core/demo_rounds.py, core/demo_today.py), what is said in it (data/demo).
"""

import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time
from functools import partial
from zoneinfo import ZoneInfo

from core.cards import bring_ready_cards
from core.clock import office_calendar
from core.codes import Role
from core.demo_material import material, plan, plans
from core.demo_people import PASSWORD, move_in
from core.demo_rounds import approve, archive, assign, bring_samples, meet, prepare, report, score
from core.demo_scene import Scene, days_from, working_days_around
from core.demo_scores import Minds
from core.demo_today import await_acceptance, await_approval, await_meeting, half_score
from core.errors import Invalid, SelarasError
from core.labels import ROLE_LABELS
from core.language import Language
from core.model import Person
from core.retention import purge_audio
from core.settings import store_url, text
from core.sounds_place import sounds
from core.store import Tx, open_store, people_sql, settings_sql
from core.workdays import local_day

ADDRESS = "http://127.0.0.1:8501"
MARK = "demo"
STEPS = (assign, prepare, bring_samples, score, meet, report, approve, archive)
# In working days: the newest archived round was received ten before the last one, the others a month apart before it.
NEWEST, APART = -10, 21
UNDER_WAY: Mapping[str, tuple[int, Callable[[Scene], None]]] = {
    "awaiting_approval": (-4, await_approval),
    "ready_for_meeting": (-1, await_meeting),
    "in_scoring": (-1, half_score),
    "assigned": (0, await_acceptance),
}
"""Round of rounds.yaml → when it was received, in working days from the last one, and how far it has come."""


def main(arguments: list[str]) -> int:
    t = Language("id")
    try:
        people = demo_people(store_url(), datetime.now(UTC))
    except SelarasError as refusal:
        print(t(refusal.message), file=sys.stderr)
        return 2
    print(welcome(t, people, arguments[0] if arguments else ADDRESS))
    return 0


def demo_people(url: str, now: datetime) -> list[Person]:
    """The demo's people, after filling the store unless that was done before."""
    store = open_store(url)
    try:
        if not store.read(is_demo_store):
            sounds().delete(store.write(lambda tx: fill(tx, now)) or ())
        return store.read(people_sql.people)
    finally:
        store.close()


def is_demo_store(tx: Tx) -> bool:
    return settings_sql.value_of(tx, MARK) is not None


def fill(tx: Tx, now: datetime) -> list[str]:
    """Returns the sounds of rounds archived long ago, which are to be deleted as everywhere."""
    if not people_sql.nobody_yet(tx):
        raise Invalid("This store holds real people, so the demo leaves it alone. Name another store in STORE_URL.")
    zone, archived = text(tx, "office_zone"), plans()
    day = working_days_around(office_calendar(tx), local_day(now, zone))
    received = [NEWEST - APART * before for before in reversed(range(len(archived)))]
    opening = datetime.combine(day(received[0] - APART), time(8), ZoneInfo(zone)).astimezone(UTC)
    bring_ready_cards(tx, opening)
    cast = move_in(tx, opening)
    minds = Minds([name for name, person in cast.items() if Role.ASSESSOR in person.roles])
    begin = partial(Scene, tx, cast, zone=zone, minds=minds)
    for turn, (planned, first) in enumerate(zip(archived, received, strict=True)):
        scene = begin(planned, turn, days_from(day, first))
        for step in STEPS:
            step(scene)
    for turn, (name, (first, come_so_far)) in enumerate(UNDER_WAY.items(), start=len(archived)):
        come_so_far(begin(plan(material("rounds")[name]), turn, days_from(day, first)))
    settings_sql.keep_value(tx, MARK, now.isoformat())
    return purge_audio(tx, now)


def welcome(t: Language, people: list[Person], address: str) -> str:
    """What the terminal shows: where to go, and as whom to sign in."""
    lines = [
        f"  {person.username:<12}{person.name:<24}{', '.join(t(ROLE_LABELS[role]) for role in sorted(person.roles))}"
        for person in people
    ]
    said = t("Selaras with fictional people and rounds: {address}", address=address)
    everyone = t("Everyone's password: {password}", password=PASSWORD)
    return "\n".join([said, "", *lines, "", everyone])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
