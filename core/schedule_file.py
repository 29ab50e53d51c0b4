"""The schedule of a round as an .ics file that any calendar program reads.

It knows: RFC 5545: escaping, lines of 75 octets, times in UTC, one stable UID for each appointment.
Shaped so because: a UID that stays and a SEQUENCE that grows let a calendar move an appointment instead of doubling it.
It must not know: who takes part; the file names no person, because it leaves the house.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

from core.access import require_in_round
from core.codes import Action, Stage
from core.errors import NotFound
from core.labels import APPOINTMENT_LABELS
from core.language import Language
from core.model import Appointment, Person, Round
from core.store import Tx, rounds_sql

MOST_OCTETS = 75


def schedule_ics(tx: Tx, round_id: UUID, t: Language, *, by: Person, now: datetime) -> bytes:
    """All appointments of the round; those of a cancelled round are marked as cancelled."""
    permit = require_in_round(tx, Action.SEE_ROUND, by, now, round_id)
    appointments = rounds_sql.appointments(tx, round_id)
    if not appointments:
        raise NotFound("This round has no dates yet.")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Selaras//Schedule//EN", "METHOD:PUBLISH"]
    for appointment in appointments:
        lines += _event(permit.round, appointment, t, now)
    return b"".join(_folded(line) for line in (*lines, "END:VCALENDAR"))


def _event(round_: Round, appointment: Appointment, t: Language, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{round_.id}-{appointment.kind}@selaras"
    yield f"SEQUENCE:{round_.version}"
    yield f"DTSTAMP:{_utc(now)}"
    yield f"DTSTART:{_utc(appointment.starts)}"
    yield f"DTEND:{_utc(appointment.ends)}"
    yield f"SUMMARY:{_escaped(f'{t(APPOINTMENT_LABELS[appointment.kind])}: {round_.title}')}"
    yield f"LOCATION:{_escaped(appointment.place)}"
    yield f"STATUS:{'CANCELLED' if round_.stage is Stage.CANCELLED else 'CONFIRMED'}"
    yield "END:VEVENT"


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    one_line = "\n".join(text.splitlines())
    for mark in ("\\", ";", ","):
        one_line = one_line.replace(mark, f"\\{mark}")
    return one_line.replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """At most 75 octets a line; what goes on begins with a blank, and no letter is cut in two."""
    lines, current = [], b""
    for letter in line:
        octets = letter.encode()
        if len(current) + len(octets) > MOST_OCTETS:
            lines.append(current)
            current = b" "
        current += octets
    return b"\r\n".join((*lines, current)) + b"\r\n"
