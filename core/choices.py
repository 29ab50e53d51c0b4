"""What the forms that set a round up may offer: people to choose from, texts and dates to begin with.

It knows: who is active in which role, whom a round's own offices rule out, and working days before the deadline.
Shaped so because: a form that offers only what the verb will take spares people a refusal; the verb still asks.
It must not know: the forms, or what is done with the choice (core/rounds.py, core/people.py).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_date

from core.access import require, require_in_round
from core.clock import office_calendar
from core.codes import Action, AppointmentKind, MemberKind, Role
from core.labels import distinct
from core.language import RECORD_LANGUAGE
from core.model import Appointment, Person, Substitute
from core.settings import number, text
from core.store import Tx, people_sql, rounds_sql
from core.workdays import is_working_day, local_day

HOURS = {
    AppointmentKind.SAMPLING: (time(9), time(11)),
    AppointmentKind.SCORING: (time(9), time(15)),
    AppointmentKind.DISCUSSION: (time(9), time(12)),
}
PLACES = {
    AppointmentKind.SAMPLING: "Tempat kerja masing-masing",
    AppointmentKind.SCORING: "Tempat kerja masing-masing",
    AppointmentKind.DISCUSSION: "Ruang rapat",
}
"""Hours and places to begin with; the form lets people change all of it."""


TITLE = "Kalibrasi Penilaian Agen {period}"
BRIEFING = (
    "Laksanakan kalibrasi penilaian Agen sesuai SOP LIP30-0006. Susun jadwal bersama para Quality Assessor; pastikan "
    "setiap rekaman dinilai secara mandiri dan tertutup; bahas bersama setiap perbedaan di luar batas toleransi sampai "
    "diperoleh kesepakatan penafsiran. Sampaikan konsep laporan paling lama {days} hari kerja sejak penugasan diterima."
)


@dataclass(frozen=True)
class NewRound:
    title: str
    period: str
    briefing: str


@dataclass(frozen=True)
class Candidates:
    """By id, in the order of their names."""

    assessors: Mapping[UUID, Person]
    """Also those from whom an expert may be named."""
    observers: Mapping[UUID, Person]


@dataclass(frozen=True)
class NamedSubstitute:
    substitute: Substitute
    name: str


def round_to_begin_with(tx: Tx, *, by: Person, now: datetime) -> NewRound:
    """This month's, in the language of the record."""
    period = format_date(local_day(now, text(tx, "office_zone")), "LLLL y", locale=RECORD_LANGUAGE)
    return NewRound(TITLE.format(period=period), period, BRIEFING.format(days=number(tx, "working_days")))


def supervisors_to_choose(tx: Tx, *, by: Person, now: datetime) -> dict[UUID, Person]:
    return _active(tx, frozenset({Role.SUPERVISOR}))


def candidates_for(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> Candidates:
    """Who may score in this round, and who may watch; whoever leads it does neither. Who is in the plan stays offered.

    A person deactivated since, or without the role, would else be gone from the plan unseen, or could never be kept.
    """
    round_ = require_in_round(tx, Action.SEE_ROUND, by, now, round_id).round
    members, leads = rounds_sql.members(tx, round_id), {round_.head_id, round_.supervisor_id}
    watch = {member.person_id for member in members if member.kind is MemberKind.OBSERVER}
    score = {member.person_id for member in members} - watch
    return Candidates(
        _active(tx, frozenset({Role.ASSESSOR}), but=leads, also=score),
        _active(tx, frozenset(Role) - {Role.PROJECTOR}, but=leads, also=watch),
    )


def today_at_office(tx: Tx, *, by: Person, now: datetime) -> date:
    return local_day(now, text(tx, "office_zone"))


def substitutes_to_choose(tx: Tx, *, by: Person, now: datetime) -> dict[UUID, Person]:
    """Everyone active who could act for this head."""
    require(tx, Action.NAME_SUBSTITUTE, by, now)
    return {key: who for key, who in _active(tx, frozenset(Role) - {Role.PROJECTOR}).items() if key != by.id}


def own_substitutes(tx: Tx, *, by: Person, now: datetime) -> list[NamedSubstitute]:
    """Who acts for this head, now or later."""
    require(tx, Action.NAME_SUBSTITUTE, by, now)
    today = local_day(now, text(tx, "office_zone"))
    found = [s for s in people_sql.substitutes(tx) if s.head_id == by.id and s.last_day >= today]
    names = people_sql.names_of(tx, [s.person_id for s in found]) if found else {}
    return [NamedSubstitute(s, names.get(s.person_id, "")) for s in found]


def schedule_to_begin_with(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> list[Appointment]:
    """What is planned; for the rest, office hours on the working days before the deadline, the last day left free."""
    round_ = require_in_round(tx, Action.SEE_ROUND, by, now, round_id).round
    zone = ZoneInfo(text(tx, "office_zone"))
    planned = {appointment.kind: appointment for appointment in rounds_sql.appointments(tx, round_id)}
    days = _working_days(tx, now.astimezone(zone).date(), round_.deadline)
    proposed = []
    for kind, day in zip(AppointmentKind, days, strict=True):
        begins, ends = (datetime.combine(day, hour, zone) for hour in HOURS[kind])
        proposed.append(planned.get(kind) or Appointment(kind, begins, ends, PLACES[kind]))
    return proposed


def days_that_do_not_fit(
    tx: Tx, round_id: UUID, days: Mapping[AppointmentKind, date], *, by: Person, now: datetime
) -> dict[AppointmentKind, bool]:
    """Appointments after the deadline (True) or on a day off (False); the others are not named."""
    round_ = require_in_round(tx, Action.SEE_ROUND, by, now, round_id).round
    calendar = office_calendar(tx)
    late = {kind for kind, day in days.items() if round_.deadline and day > round_.deadline}
    return {k: k in late for k, day in days.items() if k in late or not is_working_day(calendar, day)}


def _working_days(tx: Tx, today: date, deadline: date | None) -> tuple[date, date, date]:
    """The next working day, the one after it, and the last but one before the deadline (never before the second)."""
    calendar = office_calendar(tx)
    coming: list[date] = []
    day = today
    while len(coming) < 2 or (deadline and day < deadline):
        day += timedelta(days=1)
        if is_working_day(calendar, day):
            coming.append(day)
    return coming[0], coming[1], max(coming[1], coming[-2])


def _active(
    tx: Tx, roles: frozenset[Role], *, but: Collection[UUID] = (), also: Collection[UUID] = ()
) -> dict[UUID, Person]:
    """In one of the roles and none of those left out (`but`); `also` these in any case."""
    everybody = people_sql.people(tx)
    fit = {person.id for person in everybody if person.is_active and person.roles & roles and person.id not in but}
    found = [person for person in everybody if person.id in fit.union(also)]
    return {person.id: person for person in sorted(found, key=lambda person: person.name)}


def names_to_choose(people: Mapping[UUID, Person]) -> dict[UUID, str]:
    """Each person by a name of their own: two of the same name are told apart by their usernames."""
    names = {key: person.name for key, person in people.items()}
    return distinct(names, {key: person.username for key, person in people.items()})
