"""The nouns of a report: everything one round says, computed once, for screen, PDF, export and archive.

It knows: what a RoundReport consists of; people by number and name, agents only by their alias.
Shaped so because: it is plain frozen values that turn into JSON and back without loss, so that an archive written today
can be read when cards, people and programs have changed. Number and date of the report are not part of it: they are
given with the approval, and the numbers and texts stay the same before and after.
It must not know: the store, how a figure is computed, how any of it looks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from core.model import Appointment
from core.report_results import (
    AgreedTotal,
    Coefficient,
    ExpertTotal,
    Figures,
    NewInterpretation,
    ReportCell,
    SheetTotals,
)
from core.scorecard import Scorecard
from core.workdays import CalendarDay

FORMAT = 3
"""2 added agreement beyond chance, coefficients, reliability and distance from what was agreed; 3 the expert."""


@dataclass(frozen=True)
class Office:
    """What the letterhead and the basis of the report say, as set when it was made."""

    organisation: tuple[str, ...]
    address: str
    unit_code: str
    place: str
    zone: str
    procedure: str
    legal_basis: tuple[str, ...]


@dataclass(frozen=True)
class Official:
    id: UUID
    name: str
    job_title: str
    staff_number: str


@dataclass(frozen=True)
class Participant:
    """An assessor, expert or observer; `number` is 1, 2, … as in Quality Assessor 1."""

    id: UUID
    number: int
    name: str
    is_present: bool
    has_confirmed: bool
    excused_reason: str


@dataclass(frozen=True)
class RoundClock:
    received: datetime | None
    deadline: date | None
    working_days: int
    passes_over: tuple[CalendarDay, ...]
    calendar_version: str


@dataclass(frozen=True)
class ReportRecording:
    """A recording of the round without anything that names its agent."""

    number: int
    channel: str
    happened: datetime | None
    duration_ms: int
    topic: str
    subtopic: str
    agent_alias: str
    choosing_reason: str
    brought_by: int
    sha256: str

    @property
    def label(self) -> str:
        return f"R{self.number}"


@dataclass(frozen=True)
class LeftOut:
    """A recording that was replaced or dropped before the reveal, and why."""

    number: int
    state: str
    reason: str


@dataclass(frozen=True)
class PlannedAction:
    kind: str
    text: str
    owner: str
    due: date | None


@dataclass(frozen=True)
class RoundReport:
    format: int
    round_id: UUID
    title: str
    period: str
    briefing: str
    office: Office
    head: Official
    supervisor: Official
    assessors: tuple[Participant, ...]
    observers: tuple[Participant, ...]
    appointments: tuple[Appointment, ...]
    clock: RoundClock
    card: Scorecard
    """The card in full, without the text of its file."""
    card_sha256: str
    """Of that file."""
    pass_mark: int
    recordings: tuple[ReportRecording, ...]
    left_out: tuple[LeftOut, ...]
    sheets: tuple[SheetTotals, ...]
    agreed: tuple[AgreedTotal, ...]
    cells: tuple[ReportCell, ...]
    figures: Figures
    interpretations: tuple[NewInterpretation, ...]
    follow_ups: tuple[PlannedAction, ...]
    sections: Mapping[str, str]
    coefficients: tuple[Coefficient, ...] = ()
    """For the export only; a report of format 1 has none."""
    expert: Participant | None = None
    expert_totals: tuple[ExpertTotal, ...] = ()

    @property
    def scorers(self) -> tuple[Participant, ...]:
        """The assessors whose scores count here, in their order."""
        scored = {sheet.assessor for sheet in self.sheets}
        return tuple(assessor for assessor in self.assessors if assessor.number in scored)

    def total(self, recording: int, assessor: int) -> SheetTotals | None:
        return next((s for s in self.sheets if (s.recording, s.assessor) == (recording, assessor)), None)

    def cells_of(self, recording: int) -> tuple[ReportCell, ...]:
        return tuple(cell for cell in self.cells if cell.recording == recording)


@dataclass(frozen=True)
class Approval:
    """What the approving act gives to a report; `acting_as` is “Plh.” or “Plt.”, else empty."""

    number: str
    dated: date
    name: str
    job_title: str
    staff_number: str
    acting_as: str
