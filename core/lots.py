"""What is drawn by lot in the meeting: who speaks in which order, and keys for answers that shall name nobody.

It knows: a lot is a hash of cell and person, so it is the same for everyone who looks and another for each cell.
Shaped so because: a dot must stay where it is from one drawing to the next, and no order may betray a name.
It must not know: who may see names (core/discussion.py).
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from hashlib import sha256
from uuid import UUID

from core.cells import Cell
from core.codes import MemberKind
from core.kept import Kept
from core.model import Member, Round
from core.store import Tx

_DRAWN: Kept[dict[tuple[UUID, str], list[UUID]]] = Kept(8)
_NAMELESS: Kept[list[Cell]] = Kept(8)
_OWN_KEYS: Kept[dict[tuple[UUID, str], UUID]] = Kept(64)


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
        tx, seat, lambda: {place: _nobody(lots.index(who)) for place, lots in drawn.items() if who in lots}
    )


def _lots_drawn(tx: Tx, round_: Round, cells: Sequence[Cell]) -> dict[tuple[UUID, str], list[UUID]]:
    return _DRAWN.of(tx, (round_.id, round_.revealed), lambda: {cell.place: _drawn(cell) for cell in cells})


def _drawn(cell: Cell) -> list[UUID]:
    return sorted(cell.first, key=lambda person_id: _lot(cell, person_id)[::-1])


def _nameless(cell: Cell, drawn: Sequence[UUID]) -> Cell:
    keys = {person: _nobody(n) for n, person in enumerate(drawn)}
    return replace(
        cell,
        first={keys[person]: cell.first[person] for person in drawn},
        after={keys[person]: cell.after[person] for person in drawn if person in cell.after},
    )


@cache
def _nobody(number: int) -> UUID:
    return UUID(int=number)
