"""A demo round under way: its people, its working days, what time it is, and how somebody acts in it.

It knows: the cast and the plan, and that a little time goes by with every act.
Shaped so because: verbs take the person and the hour as parameters, so months of rounds can be lived in a few seconds.
It must not know: the steps of a round (core/demo_rounds.py), which rounds there are (core/demo.py).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from core.cards import card_of
from core.demo_material import Plan
from core.demo_scores import Minds
from core.model import Person, Recording, Round
from core.samples import recordings_of
from core.scorecard import Scorecard
from core.store import Tx, rounds_sql
from core.workdays import WorkCalendar, is_working_day

T = TypeVar("T")
HEAD, DEPUTY = "ningsih", "bramantyo"
PAUSE = timedelta(minutes=2)
LONGEST_BACK, LONGEST_AHEAD = 400, 40


@dataclass
class Scene:
    tx: Tx
    cast: Mapping[str, Person]
    plan: Plan
    turn: int
    """Which of the demo's rounds this is; varies the words."""
    day: Callable[[int], date]
    """The round's working days: 0 is the day of receipt, −1 the one before."""
    zone: str
    minds: Minds
    now: datetime = field(default=datetime.min)
    round_id: UUID = field(default=UUID(int=0))

    def moment(self, day: int, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(self.day(day), time(hour, minute), ZoneInfo(self.zone)).astimezone(UTC)

    def at(self, day: int, hour: int, minute: int = 0) -> None:
        self.now = self.moment(day, hour, minute)

    def do(self, verb: Callable[..., T], by: str, *args: Any, **kw: Any) -> T:
        """One act of one person."""
        self.now += PAUSE
        return verb(self.tx, *args, by=self.cast[by], now=self.now, **kw)

    def happens(self, event: str) -> bool:
        return event in self.plan.events

    @property
    def supervisor(self) -> str:
        return self.plan.supervisor

    @property
    def scorers(self) -> tuple[str, ...]:
        """Who scores to the end: all but the first, if that one is excused."""
        return self.plan.assessors[self.happens("excused") :]

    @property
    def round(self) -> Round:
        found = rounds_sql.round_by_id(self.tx, self.round_id)
        assert found
        return found

    @cached_property
    def card(self) -> Scorecard:
        """The card of the round; asked for once it is chosen."""
        return card_of(self.tx, self.round.card_id)

    def recordings(self) -> list[Recording]:
        return self.do(recordings_of, self.supervisor, self.round_id)


def working_days_around(calendar: WorkCalendar, today: date) -> Callable[[int], date]:
    """Day 0 is the last working day before today, −1 the one before, 1 the one after: today or the next."""
    around = [today + timedelta(days=n) for n in range(-LONGEST_BACK, LONGEST_AHEAD)]
    days = [day for day in around if is_working_day(calendar, day)]
    last = sum(day < today for day in days) - 1
    return lambda n: days[last + n]


def days_from(day: Callable[[int], date], first: int) -> Callable[[int], date]:
    """The same days, counted from another one."""
    return lambda n: day(first + n)


def dialogue_in(recording: Recording) -> int:
    """The number of the dialogue that is heard in this recording."""
    return int(recording.file.file_name[:2])
