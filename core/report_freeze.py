"""A report as canonical JSON, its hash, and back again.

It knows: one way to write each value (fractions as “5/6”, decimals and dates as text), keys sorted, no blanks, UTF-8.
Shaped so because: the hash must be the same wherever and whenever the same report is written, and an archive must be
readable part by part, since trends need the figures of many rounds and the answers of none. What an archive of an
earlier format lacks has the value that its class gives it.
It must not know: the store, what a figure means.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from hashlib import sha256
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints
from uuid import UUID

from core.round_report import RoundReport

T = TypeVar("T")
AS_TEXT: dict[type, Callable[[str], object]] = {
    Fraction: Fraction,
    Decimal: Decimal,
    UUID: UUID,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
}


def canonical_json(part: object) -> str:
    """A report, or a part of one. H_data is the SHA-256 of a report's characters in UTF-8."""
    return json.dumps(_plain(part), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def data_hash(report: RoundReport) -> str:
    return sha256(canonical_json(report).encode()).hexdigest()


def from_json(frozen: str) -> RoundReport:
    return read_part(RoundReport, json.loads(frozen))


def read_part(kind: Callable[..., T], plain: object) -> T:
    """One part of a frozen report, e.g. its figures."""
    part: T = _reader(kind)(plain)
    return part


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(kept) for key, kept in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple | list):
        return [_plain(kept) for kept in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Fraction | Decimal | UUID | Enum) else value


@cache
def _reader(hint: Any) -> Callable[[Any], Any]:
    """How a value of this type is read back."""
    if hint in AS_TEXT:
        return AS_TEXT[hint]
    if isinstance(hint, type) and is_dataclass(hint):
        return _dataclass_reader(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return hint
    origin, inner = get_origin(hint), get_args(hint)
    if origin is UnionType:
        read = _reader(next(kind for kind in inner if kind is not type(None)))
        return lambda value: None if value is None else read(value)
    if origin in (tuple, frozenset):
        read_each = _reader(inner[0])
        return lambda value: origin(map(read_each, value))
    if isinstance(origin, type) and issubclass(origin, Mapping):
        read_key, read_kept = inner[0], _reader(inner[1])
        return lambda value: {read_key(key): read_kept(kept) for key, kept in value.items()}
    return lambda value: value


def _dataclass_reader(kind: Any) -> Callable[[Any], Any]:
    readers = {name: _reader(hint) for name, hint in get_type_hints(kind).items()}
    return lambda value: kind(**{name: read(value[name]) for name, read in readers.items() if name in value})
