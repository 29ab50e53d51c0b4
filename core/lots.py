"""What is drawn by lot in the meeting: who speaks in which order, and keys for answers that shall name nobody.

It knows: a lot is a hash of cell and person, so it is the same for everyone who looks and another for each cell.
Shaped so because: a dot must stay where it is from one drawing to the next, and no order may betray a name.
It must not know: who may see names (core/discussion.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from uuid import UUID

from core.cells import Cell
from core.codes import MemberKind
from core.kept import Kept
from core.model import Member, Note, Round
from core.store import Tx

_DRAWN: Kept[dict[tuple[UUID, str], "_Drawn"]] = Kept(8)
_NAMELESS: Kept[list[Cell]] = Kept(8)
_OWN_KEYS: Kept[dict[tuple[UUID, str], UUID]] = Kept(64)


@dataclass(frozen=True)
class _Drawn:
    """Whose place in a cell is which, and the first scores at these places: they never change after the reveal."""

    lots: Sequence[UUID]
    first: Mapping[UUID, Note]


def speaking_order(cell: Cell, members: Sequence[Member]) -> list[Member]:
    """Drawn by the program: the same for everyone who looks, another for each cell."""
    speakers = [m for m in members if m.kind is MemberKind.ASSESSOR and m.person_id in cell.first]
    return sorted(speakers, key=lambda member: _lot(cell, member.person_id))


def _lot(cell: Cell, person_id: UUID) -> bytes:
    return sha256(f"{cell.recording_id}{cell.criterion.code}{person_id}".encode()).digest()


def without_names(tx: Tx, round_: Round, cells: Sequence[Cell]) -> list[Cell]:
    """The same answers under keys that name nobody; stable, so that a dot stays where it is."""
    drawn, version = _lots_drawn(tx, round_, cells), (round_.id, round_.version)
    return _NAMELESS.of(tx, version, lambda: [_nameless(cell, drawn[cell.place]) for cell in cells])


def own_keys(tx: Tx, round_: Round, who: UUID, cells: Sequence[Cell]) -> dict[tuple[UUID, str], UUID]:
    """Place of a cell → the key under which this person's own answer stands there."""
    drawn, seat = _lots_drawn(tx, round_, cells), (round_.id, round_.revealed, who)
    return _OWN_KEYS.of(
        tx, seat, lambda: {place: _nobody(own.lots.index(who)) for place, own in drawn.items() if who in own.lots}
    )


def _lots_drawn(tx: Tx, round_: Round, cells: Sequence[Cell]) -> dict[tuple[UUID, str], _Drawn]:
    return _DRAWN.of(tx, (round_.id, round_.revealed), lambda: {cell.place: _drawn(cell) for cell in cells})


def _drawn(cell: Cell) -> _Drawn:
    lots = sorted(cell.first, key=lambda person_id: _lot(cell, person_id)[::-1])
    return _Drawn(lots, {_nobody(n): cell.first[person] for n, person in enumerate(lots)})


def _nameless(cell: Cell, drawn: _Drawn) -> Cell:
    after = {_nobody(n): cell.after[p] for n, p in enumerate(drawn.lots) if p in cell.after} if cell.after else {}
    return replace(cell, first=drawn.first, after=after)


@cache
def _nobody(number: int) -> UUID:
    return UUID(int=number)
