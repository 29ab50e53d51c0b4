"""The scorecard: sections, criteria, scales and the card's own rules.

It knows: the nouns of a card, in both languages, as its file gives them, and the answer to one criterion.
Shaped so because: a card is frozen once a round uses it, so it is plain values that carry their own source text.
It must not know: files (core/scorecard_file.py reads them), worth (core/answers.py counts it), people, the store.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from core.errors import NotFound

WRITTEN_CHANNELS = frozenset({"obrolan_langsung", "surel", "media_sosial"})
SPOKEN_CHANNELS = frozenset({"telepon_masuk", "telepon_keluar"})
FULL = 100


@dataclass(frozen=True)
class Words:
    """The same text in Indonesian and English; a card may leave the other language empty."""

    id: str
    en: str

    def say(self, code: str) -> str:
        return (self.en or self.id) if code == "en" else (self.id or self.en)


@dataclass(frozen=True)
class Level:
    value: int
    percent: int
    label: Words


@dataclass(frozen=True)
class Scale:
    """Levels from best to worst; points have none, every whole number from 0 to 100 counts as its own percent."""

    code: str
    label: Words
    levels: tuple[Level, ...]
    between: Words | None = None
    is_points: bool = False

    @property
    def between_anchors(self) -> bool:
        """Whether levels without an anchor are explained by the `between` text instead."""
        return self.between is not None

    @property
    def values(self) -> tuple[int, ...]:
        return tuple(range(FULL, -1, -1)) if self.is_points else tuple(level.value for level in self.levels)

    def percent(self, value: int) -> int:
        return value if self.is_points else next(level.percent for level in self.levels if level.value == value)


@dataclass(frozen=True)
class Criterion:
    code: str
    label: Words
    scale: Scale
    weight: int
    fatal_values: frozenset[int]
    na_allowed: bool
    na_rule: Words | None
    definition: Words
    anchors: Mapping[int, Words]
    references: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    code: str
    title: Words
    criteria: tuple[Criterion, ...]

    @property
    def weight(self) -> int:
        return sum(criterion.weight for criterion in self.criteria)


@dataclass(frozen=True)
class Band:
    min: int
    label: Words


@dataclass(frozen=True)
class Tolerance:
    """How far apart two assessors may be: totals in points, criteria in levels of their scale (or points)."""

    total_points: int
    by_scale: Mapping[str, int]


@dataclass(frozen=True)
class CommentRule:
    """When a comment is owed: at or below this percent, for N/A, for a fatal error."""

    max_percent: int
    na: bool
    fatal: bool


@dataclass(frozen=True)
class Scorecard:
    code: str
    version: str
    language: str
    channels: tuple[str, ...]
    title: Words
    purpose: Words | None
    sections: tuple[Section, ...]
    bands: tuple[Band, ...]
    tolerance: Tolerance
    comment_rule: CommentRule
    min_applicable_weight: int
    na_code: str
    na_label: Words
    na_guidance: Words
    fatal_label: Words
    fatal_guidance: Words
    source: str

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        return tuple(criterion for section in self.sections for criterion in section.criteria)

    def criterion(self, code: str) -> Criterion:
        for criterion in self.criteria:
            if criterion.code == code:
                return criterion
        raise NotFound("Scorecard {card} has no criterion {code}.", card=self.code, code=code)

    @property
    def is_text(self) -> bool:
        """Written samples: evidence is a quoted message, not a time mark."""
        return WRITTEN_CHANNELS.issuperset(self.channels)

    def band(self, shown: Decimal) -> Band:
        return max((band for band in self.bands if shown >= band.min), key=lambda band: band.min)


@dataclass(frozen=True)
class Answer:
    """One answer on one criterion: a value, N/A, or (neither) nothing yet."""

    value: int | None = None
    is_na: bool = False

    def __post_init__(self) -> None:
        if self.is_na and self.value is not None:
            raise ValueError("An answer is a value or N/A, not both.")

    @property
    def is_given(self) -> bool:
        return self.is_na or self.value is not None


UNANSWERED = Answer()
