"""Looking something up in the audit trail, and taking it along as a file.

It knows: days are the office's days, words may stand anywhere in a row, taking rows along is an act of its own.
Shaped so because: the screen and the file come from one search, so the file holds exactly what was seen.
It must not know: who may read which rows (core/audit.py asks), pages.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from core.access import IN_ROUND, relations_to, require, require_in_round
from core.audit import audit_of_people, audit_of_round, record
from core.codes import Action
from core.csv_file import csv_file
from core.errors import Invalid
from core.labels import (
    ACTION_LABELS,
    CELL_STATE_LABELS,
    DAY_LABELS,
    RECORDING_STATE_LABELS,
    ROLE_LABELS,
    STAGE_LABELS,
    TRAIL_LABELS,
)
from core.language import Language
from core.model import Person, Round
from core.outcomes import AuditRow
from core.rounds import rounds_for
from core.settings import SETTINGS, language_of, text
from core.store import Tx

MOST_ROWS = 10_000
TABLES = (STAGE_LABELS, ROLE_LABELS, RECORDING_STATE_LABELS, DAY_LABELS, TRAIL_LABELS)
CODES = {str(code): label for labels in TABLES for code, label in labels.items()}
CELL_LABELS = {str(state): label for state, label in CELL_STATE_LABELS.items()}
# Only there: elsewhere a subject is a name or a username, which may be spelt like a code.
SUBJECTS: dict[str, dict[str, str]] = {
    Action.LEAD_DISCUSSION: TRAIL_LABELS,
    Action.MANAGE_SETTINGS: {setting.name: setting.label for setting in SETTINGS.values()},
}


@dataclass(frozen=True)
class Sought:
    """From the first to the last day; `person` and `action` exactly, `words` anywhere; empty means all."""

    first_day: date
    last_day: date
    person: str = ""
    action: str = ""
    words: str = ""


def audit_found(tx: Tx, round_id: UUID | None, sought: Sought, *, by: Person, now: datetime) -> list[AuditRow]:
    """The rows of a round, or (without one) of people, cards, calendar and settings; newest first."""
    if sought.last_day < sought.first_day:
        raise Invalid("The last day must not lie before the first day.")
    zone = ZoneInfo(text(tx, "office_zone"))
    since = datetime.combine(sought.first_day, time(), zone)
    until = datetime.combine(sought.last_day + timedelta(days=1), time(), zone)
    if round_id:
        rows = audit_of_round(tx, round_id, since, until, MOST_ROWS, by=by, now=now)
    else:
        rows = audit_of_people(tx, since, until, MOST_ROWS, by=by, now=now)
    t = language_of(tx, by.language)
    return [row for row in rows if _fits(row, sought, t)]


def rounds_with_trail(tx: Tx, *, by: Person, now: datetime) -> list[Round]:
    """The rounds whose trail this person may read, newest first."""
    may, _stages = IN_ROUND[Action.READ_ROUND_AUDIT]
    return [round_ for round_ in rounds_for(tx, by=by, now=now) if may & relations_to(tx, round_, by, now)]


def audit_csv(tx: Tx, round_id: UUID | None, sought: Sought, *, by: Person, now: datetime) -> bytes:
    """The same rows as a file; that they were taken along is itself a row."""
    permit = (
        require_in_round(tx, Action.READ_ROUND_AUDIT, by, now, round_id)
        if round_id
        else require(tx, Action.READ_PEOPLE_AUDIT, by, now)
    )
    rows, t = audit_found(tx, round_id, sought, by=by, now=now), language_of(tx, by.language)
    record(tx, permit, subject="CSV", became=f"{sought.first_day} – {sought.last_day}", wakes=False)
    return csv_file(t, audit_header(t), audit_table(rows, t))


def audit_header(t: Language) -> list[str]:
    return [t("Moment"), t("Person"), t("Act"), t("Subject"), t("From"), t("To"), t("Why"), t("Acting as")]


def audit_table(rows: list[AuditRow], t: Language) -> Iterator[list[object]]:
    """Codes (of acts, stages, states, roles, settings …) in words; everything else as it was written."""
    for row in rows:
        act = act_in_words(row.action, t)
        yield [row.happened, row.person_name, act, *_told(row, t), row.reason, row.acting_as]


def act_in_words(action: str, t: Language) -> str:
    return t(ACTION_LABELS[action]) if action in ACTION_LABELS else action


def _told(row: AuditRow, t: Language) -> list[str]:
    """Subject, from and to, in words."""
    subjects = SUBJECTS.get(row.action, {})
    subject = t(subjects[row.subject]) if row.subject in subjects else row.subject
    return [subject, _in_words(row.was, row.action, t), _in_words(row.became, row.action, t)]


def _in_words(value: str, action: str, t: Language) -> str:
    if action == Action.RECORD_CONSENSUS:  # the state of a cell, then the answer
        state, _, answer = value.partition(" ")
        told = t(CELL_LABELS[state]) if state in CELL_LABELS else state
        return f"{told}: {answer}" if answer else told
    return ", ".join(t(CODES[part]) if part in CODES else part for part in value.split(", "))


def _fits(row: AuditRow, sought: Sought, t: Language) -> bool:
    if sought.person not in ("", row.person_name) or sought.action not in ("", row.action):
        return False
    if not sought.words.strip():
        return True
    words = (row.person_name, row.subject, row.was, row.became, row.reason, *_told(row, t))
    return sought.words.strip().lower() in "\n".join(words).lower()
