"""The nouns of a calibration round.

It knows: what a person, a round, a recording, a score and an agreement consist of, and nothing they do.
Shaped so because: frozen dataclasses travel from the store through verbs to pages and cannot be changed on the way.
It must not know: the store, rights, pages. Scorecards stand in core/scorecard.py, the calendar in core/workdays.py.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from core.codes import AppointmentKind, MemberKind, Phase, RecordingState, Role, Stage
from core.scorecard import UNANSWERED, Answer


@dataclass(frozen=True)
class Person:
    id: UUID
    username: str
    name: str
    staff_number: str
    job_title: str
    roles: frozenset[Role]
    language: str
    must_change_password: bool
    is_active: bool
    shows_round: UUID | None
    """The one round a projector account is tied to."""


@dataclass(frozen=True)
class Substitute:
    """A person who acts for a head over a period, as Plh. (daily) or Plt. (acting)."""

    id: UUID
    head_id: UUID
    person_id: UUID
    kind: str
    first_day: date
    last_day: date


@dataclass(frozen=True)
class Appointment:
    kind: AppointmentKind
    starts: datetime
    ends: datetime
    place: str


@dataclass(frozen=True)
class Pointer:
    """Where the meeting is: the one place that facilitator, projector and assessors follow."""

    recording_id: UUID | None
    criterion: str | None
    names_shown: bool


@dataclass(frozen=True)
class Round:
    id: UUID
    title: str
    period: str
    stage: Stage
    version: int
    head_id: UUID
    supervisor_id: UUID
    card_id: UUID | None
    briefing: str
    assigned: datetime
    accepted: datetime | None
    deadline: date | None
    calendar_version: str
    revealed: datetime | None
    pointer: Pointer
    handed_over: datetime | None
    approved: datetime | None
    archived: datetime | None
    stage_reason: str
    """Why it was declined, returned or cancelled."""
    audio_purged: datetime | None

    @property
    def is_revealed(self) -> bool:
        return self.revealed is not None


@dataclass(frozen=True)
class Member:
    """An assessor, expert or observer of a round, with what was recorded of them."""

    person_id: UUID
    name: str
    kind: MemberKind
    number: int
    """1, 2, … as in Quality Assessor 1, Quality Assessor 2."""
    excused: datetime | None
    excused_reason: str
    present: datetime | None
    confirmed: datetime | None

    @property
    def must_score(self) -> bool:
        return self.kind is not MemberKind.OBSERVER and self.excused is None

    @property
    def is_in_panel(self) -> bool:
        """Scores, discusses and confirms; the expert only scores."""
        return self.kind is MemberKind.ASSESSOR and self.excused is None


@dataclass(frozen=True)
class RecordingForm:
    """What a person says about a sample when bringing it."""

    external_id: str
    choosing_reason: str
    channel: str = ""
    happened: datetime | None = None
    zone: str = "Asia/Jakarta"
    queue_skill: str = ""
    topic: str = ""
    subtopic: str = ""
    crm_id: str = ""
    taxpayer_kind: str = ""
    agent_number: str = ""
    agent_name: str = ""


@dataclass(frozen=True)
class SampleFile:
    """A recording's content: a sound file already kept on disk, or a text (chat, e-mail)."""

    file_name: str
    codec: str
    duration_ms: int
    sha256: str
    original_path: str
    playable_path: str
    body: str = ""


@dataclass(frozen=True)
class Recording:
    id: UUID
    round_id: UUID
    number: int
    brought_by: UUID
    form: RecordingForm
    """Masked for whoever may not see the agent, or not yet the reason of the choice."""
    file: SampleFile
    agent_alias: str
    state: RecordingState
    state_reason: str
    added: datetime

    @property
    def is_in_round(self) -> bool:
        return self.state is RecordingState.IN_ROUND

    @property
    def label(self) -> str:
        return f"R{self.number}"


@dataclass(frozen=True)
class Sheet:
    """One assessor's scoring of one recording: locked or not; what stands in it is not here."""

    recording_id: UUID
    assessor_id: UUID
    locked: datetime | None
    flag: str
    """Why the assessor says the recording cannot be used; empty when it can."""
    reopened_reason: str


@dataclass(frozen=True)
class Note:
    """An answer on one criterion with its comment and its evidence."""

    answer: Answer = UNANSWERED
    comment: str = ""
    mark_ms: int | None = None
    """The place in the recording, in milliseconds."""
    quote: str = ""
    """The message quoted as evidence, for text samples."""


@dataclass(frozen=True)
class Score:
    recording_id: UUID
    assessor_id: UUID
    criterion: str
    phase: Phase
    note: Note
