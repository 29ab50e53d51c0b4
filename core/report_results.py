"""The nouns of a round's results: totals, cells, figures of agreement.

It knows: what each consists of; assessors and recordings by their numbers.
Shaped so because: core/round_report.py holds the round around them, this file what came out of it; both stay short.
It must not know: the store, how a figure is computed, how any of it looks.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from core.answers import DifferenceKind
from core.codes import Cause, CellState, Strength
from core.model import Note
from core.scorecard import Answer, Words


@dataclass(frozen=True)
class Total:
    before_fatal: Fraction
    final: Fraction
    shown_before_fatal: Decimal
    shown: Decimal
    band: Words
    fatal_criteria: tuple[str, ...]
    applicable_weight: int
    passes: bool

    @property
    def is_fatal(self) -> bool:
        return bool(self.fatal_criteria)


@dataclass(frozen=True)
class SheetTotals:
    """What one assessor's answers to one recording add up to, as scored alone and after the discussion."""

    recording: int
    assessor: int
    first: Total
    after: Total


@dataclass(frozen=True)
class AgreedTotal:
    """What a recording is worth by what was agreed; a span where answers within tolerance were left as they were.

    Both ends are none while a criterion is on record as not agreed: then no total counts.
    """

    recording: int
    low: Total | None
    high: Total | None
    not_agreed: tuple[str, ...]

    @property
    def is_span(self) -> bool:
        return self.low is not None and self.high is not None and self.low.shown != self.high.shown


@dataclass(frozen=True)
class ExpertTotal:
    """What the expert's answers to one recording add up to."""

    recording: int
    total: Total


@dataclass(frozen=True)
class AssessorNote:
    assessor: int
    note: Note


@dataclass(frozen=True)
class DissentNote:
    assessor: int
    text: str


@dataclass(frozen=True)
class RulingNote:
    answer: Answer
    reason: str


@dataclass(frozen=True)
class ReportCell:
    """One criterion of one recording: what each scored, what changed, what was agreed."""

    recording: int
    criterion: str
    first: tuple[AssessorNote, ...]
    after: tuple[AssessorNote, ...]
    kind: DifferenceKind
    points: Fraction
    is_in_tolerance: bool
    state: CellState | None
    agreed: Answer | None
    reason: str
    interpretation: str
    cause: Cause | None
    strength: Strength | None
    dissents: tuple[DissentNote, ...]
    ruling: RulingNote | None
    expert: Note | None = None
    """What the expert outside the panel scored; in no figure of the panel."""

    @property
    def differs(self) -> bool:
        return self.kind is not DifferenceKind.NONE


@dataclass(frozen=True)
class Figure:
    """A figure with the interval it likely lies in; `why` is the code of the reason where one of them has no value."""

    value: float | None
    low: float | None = None
    high: float | None = None
    why: str = ""


@dataclass(frozen=True)
class CriterionFigures:
    """`dispute` adds up over criteria to the round's points in dispute; `by_recording` adds up to `dispute`."""

    code: str
    dispute: float
    agreement: float | None
    by_recording: tuple[float, ...]
    fatal_conflicts: int
    applicability_conflicts: int
    compared: int = 0
    """Recordings on which two or more gave the criterion a value; `agreeing`: of these, all gave the same."""
    agreeing: int = 0
    beyond_chance: Figure | None = None
    """Gwet's AC2; none where the ends of the scale were used too seldom for it to say anything."""


@dataclass(frozen=True)
class ExpertFigures:
    """How far first scores lay from the expert's, over `recordings` that the expert scored."""

    recordings: int
    agreement: Figure
    """Share of the card's points on which an assessor agrees with the expert, 0 to 1."""
    distance: Figure
    """Of a first total from the expert's before a fatal, in points, mean over recordings."""
    disputes: Mapping[str, float]
    """Criterion → points of 100 of the card between assessors and expert, the most first."""
    against: int
    """Criteria on recordings whose agreed value is not the expert's, of `cells` that have both."""
    cells: int
    fatal_conflicts: int = 0
    """Recordings on which an assessor and the expert differ on a fatal error."""
    applicability_conflicts: int = 0
    """Criteria on recordings that an assessor and the expert do not both hold to apply."""


@dataclass(frozen=True)
class Figures:
    """Agreement of the first scores, kept for every round; `shows_index` says whether there is enough to show it."""

    recordings: int
    assessors: int
    agreement: Figure
    """Share of the card's points on which two assessors agree, 0 to 1."""
    verdict: str
    gap: Figure
    pairs_within: float | None
    difference: Figure | None
    shows_index: bool
    fatal_conflicts: int
    applicability_conflicts: int
    decision_flips: int
    cells: int
    cells_differing: int
    cells_out_of_tolerance: int
    agreement_by_recording: tuple[float | None, ...]
    criteria: tuple[CriterionFigures, ...]
    """Most points in dispute first."""
    reliability: Figure | None = None
    """Share of the spread of totals that lies between recordings, ICC(A,1); none under ten recordings."""
    error: float | None = None
    """Standard error of one assessor's total, in points; none under ten recordings."""
    from_agreed: Figure | None = None
    """Mean distance of a first total from the agreed one before a fatal, over `agreed_recordings`."""
    agreed_recordings: int = 0
    expert: ExpertFigures | None = None
    """None where the round had no expert, or the expert scored nothing."""


@dataclass(frozen=True)
class Coefficient:
    """One coefficient of one criterion; `compared` recordings stand behind it, `why` says why it has no value."""

    criterion: str
    kind: str
    compared: int
    value: float | None
    why: str = ""


@dataclass(frozen=True)
class NewInterpretation:
    """One sentence as it will stand in the register, with the recordings on which it was agreed."""

    criterion: str
    text: str
    recordings: tuple[int, ...]
