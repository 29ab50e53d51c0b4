"""The nouns of what a round leaves behind: agreements, dissents, rulings, the register, the report, the trail.

It knows: what each consists of, and nothing they do.
Shaped so because: core/model.py holds what goes into a round, this file what comes out of it; both stay short.
It must not know: the store, rights, pages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from core.codes import Cause, CellState, FollowUpKind, Strength
from core.scorecard import Answer


@dataclass(frozen=True)
class Consensus:
    """What the meeting agreed on one criterion of one recording, or that it did not."""

    recording_id: UUID
    criterion: str
    state: CellState
    answer: Answer
    reason: str
    interpretation: str
    cause: Cause | None
    strength: Strength | None


@dataclass(frozen=True)
class Dissent:
    recording_id: UUID
    criterion: str
    assessor_id: UUID
    text: str


@dataclass(frozen=True)
class Ruling:
    recording_id: UUID
    criterion: str
    answer: Answer
    reason: str


@dataclass(frozen=True)
class Interpretation:
    """One sentence of the register: how a criterion is read from a day on, until it is replaced."""

    id: UUID
    card_code: str
    criterion: str
    text: str
    round_id: UUID
    round_title: str
    report_number: str
    effective_from: date
    replaced_by: UUID | None
    replaced_on: date | None


@dataclass(frozen=True)
class FollowUp:
    id: UUID
    round_id: UUID
    kind: FollowUpKind
    text: str
    owner: str
    owner_id: UUID | None
    """Whose it is, when that is a person of the round."""
    due: date | None
    finished: datetime | None
    note: str
    """What was done; empty until it is."""
    criterion: str = ""
    """Whose dispute it is to lower; empty when it is about something else."""


@dataclass(frozen=True)
class Report:
    """The report of a round: texts while drafted; number, hashes and frozen figures once approved."""

    round_id: UUID
    sections: Mapping[str, str]
    number: str
    dated: date | None
    approved_by: UUID | None
    acting_as: str
    data_hash: str
    file_hash: str
    frozen: str
    saved: datetime


@dataclass(frozen=True)
class AuditRow:
    """Who did what, when, from what to what, and why. Append-only."""

    id: UUID
    happened: datetime
    person_name: str
    acting_as: str
    action: str
    round_id: UUID | None
    subject: str
    was: str
    became: str
    reason: str
