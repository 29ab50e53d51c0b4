"""What archived rounds show together: points in dispute, criteria, differences between assessors, time.

It knows: the frozen figures of every archived report, and from when on a person may be named.
Shaped so because: an archived figure never changes, so a trend is read, not recomputed; few rounds are said to be few.
It must not know: drawing (core/charts_trends.py), scores of rounds that are not archived.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime
from itertools import combinations
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from core.access import require
from core.agreement import difference
from core.certainty import Array, Gates, Undefined
from core.clock import office_calendar
from core.codes import Action, Stage
from core.language import Message
from core.model import Person
from core.report_freeze import read_part
from core.report_results import Figures, SheetTotals
from core.round_report import Participant, RoundClock
from core.scorecard import Scorecard
from core.settings import text
from core.store import Tx, rounds_sql, signoff_sql
from core.trend_series import ArchivedRound, CriterionTrend, PooledDifference, Trends
from core.workdays import WorkCalendar, local_day, working_days_left

FEW = 3
LEAST = 3


def trends(tx: Tx, card: str = "", *, by: Person, now: datetime) -> Trends:
    """Every archived round (or those scored on one card), for heads and supervisors."""
    require(tx, Action.SEE_TRENDS, by, now)
    rounds = tuple(round_ for round_ in _archived(tx) if card in ("", round_.card.code))
    people, totals = _pooled_totals(rounds)
    telling = np.isfinite(totals).sum(axis=1) >= Gates().severity_from_assessors if people else np.zeros(0, bool)
    from_group = _from_group(people, totals[telling]) if people else ()
    return Trends(
        rounds=rounds,
        criteria=_criteria(rounds),
        pairs=_pairs(people, totals, telling),
        from_group=from_group,
        notes=tuple(_notes(rounds, bool(from_group), _most(totals[telling]) if people else 0)),
    )


def _archived(tx: Tx) -> tuple[ArchivedRound, ...]:
    zone, calendar = text(tx, "office_zone"), office_calendar(tx)
    approved = {
        round_.id: local_day(round_.approved, zone)
        for round_ in rounds_sql.rounds_in_stages(tx, (Stage.ARCHIVED, Stage.DONE))
        if round_.approved
    }
    frozen = ((round_id, json.loads(kept or "{}")) for round_id, kept in signoff_sql.frozen_reports(tx))
    return tuple(
        _read(round_id, plain, approved[round_id], calendar)
        for round_id, plain in frozen
        if plain and round_id in approved
    )


def _read(round_id: UUID, plain: dict[str, object], approved: date, calendar: WorkCalendar) -> ArchivedRound:
    clock = read_part(RoundClock, plain["clock"])
    left = working_days_left(approved, clock.deadline, calendar) if clock.deadline else 0
    return ArchivedRound(
        id=round_id,
        title=str(plain["title"]),
        period=str(plain["period"]),
        approved=approved,
        card=read_part(Scorecard, plain["card"]),
        figures=read_part(Figures, plain["figures"]),
        assessors=tuple(read_part(Participant, entry) for entry in _list(plain["assessors"])),
        sheets=tuple(read_part(SheetTotals, entry) for entry in _list(plain["sheets"])),
        days_used=clock.working_days - left,
        limit=clock.working_days,
    )


def _list(plain: object) -> list[object]:
    return plain if isinstance(plain, list) else []


def _criteria(rounds: Sequence[ArchivedRound]) -> tuple[CriterionTrend, ...]:
    labels = {(r.card.code, c.code): c.label for r in rounds for c in r.card.criteria}
    found = [
        CriterionTrend(card, code, label, tuple(_dispute(round_, card, code) for round_ in rounds))
        for (card, code), label in labels.items()
    ]
    return tuple(sorted(found, key=lambda criterion: -criterion.mean))


def _dispute(round_: ArchivedRound, card: str, code: str) -> float | None:
    if round_.card.code != card or not round_.figures.shows_index:
        return None
    own = next((figures.agreement for figures in round_.figures.criteria if figures.code == code), None)
    return None if own is None else 100 * (1 - own)


def _pooled_totals(rounds: Sequence[ArchivedRound]) -> tuple[dict[UUID, str], Array]:
    """Everyone who scored, with the name last used, and totals before the fatal [recording of any round, person]."""
    people: dict[UUID, str] = {}
    cells: dict[tuple[UUID, int], dict[UUID, float]] = {}
    for round_ in rounds:
        who = {assessor.number: assessor for assessor in round_.assessors}
        for sheet in round_.sheets:
            person = who[sheet.assessor]
            people[person.id] = person.name
            cells.setdefault((round_.id, sheet.recording), {})[person.id] = float(sheet.first.before_fatal)
    return people, np.array([[row.get(person, np.nan) for person in people] for row in cells.values()], dtype=float)


def _pairs(people: dict[UUID, str], totals: Array, telling: NDArray[np.bool_]) -> tuple[PooledDifference, ...]:
    """Widest first; only pairs that scored three recordings together, and named only behind the gate."""
    names, scored, found = list(people.values()), np.isfinite(totals), []
    for i, j in combinations(range(len(names)), 2):
        is_open = (scored[:, i] & scored[:, j] & telling).sum() >= Gates().severity_from_recordings
        one, other = (names[i], names[j]) if is_open else ("", "")
        found.append(_pooled(one, other, totals[:, i], totals[:, j]))
    kept = [pooled for pooled in found if len(pooled.values) >= LEAST]
    return tuple(sorted(kept, key=lambda pooled: -abs(pooled.mean or 0.0)))


def _from_group(people: dict[UUID, str], telling: Array) -> tuple[PooledDifference, ...]:
    """Against everybody's mean, over recordings that three or more scored: of two nobody can tell who is strict."""
    group = np.array([row[np.isfinite(row)].mean() for row in telling])
    found = [_pooled(name, "", telling[:, n], group) for n, name in enumerate(people.values())]
    return tuple(pooled for pooled in found if len(pooled.values) >= Gates().severity_from_recordings)


def _most(telling: Array) -> int:
    """The recordings of the assessor who has most of those that can tell."""
    return int(np.isfinite(telling).sum(axis=0).max(initial=0))


def _pooled(one: str, other: str, first: Array, second: Array) -> PooledDifference:
    apart = first - second
    values = tuple(round(float(value), 6) for value in apart[np.isfinite(apart)])
    try:
        sure = difference(np.column_stack([first, second]))
    except Undefined:
        return PooledDifference(one, other, values, sum(values) / len(values) if values else None, None, None)
    return PooledDifference(one, other, values, sure.value, sure.low, sure.high)


def _notes(rounds: Sequence[ArchivedRound], someone_is_named: bool, most: int) -> list[Message]:
    """What a reader must know before reading anything into the pictures."""
    if not rounds:
        return [Message("No round is archived yet. Trends begin with the first one.")]
    notes = []
    if len(rounds) < FEW:
        notes.append(
            Message("{n} of at least {few} archived rounds: too few for a trend.", {"n": len(rounds), "few": FEW})
        )
    if small := sum(not round_.figures.shows_index for round_ in rounds):
        notes.append(Message("Rounds with fewer than three recordings, without an index: {n}.", {"n": small}))
    cards = dict.fromkeys(f"{round_.card.code} {round_.card.version}" for round_ in rounds)
    if len(cards) > 1:
        told = {"cards": ", ".join(cards)}
        notes.append(Message("Several cards were used ({cards}): compare only rounds with the same card.", told))
    gates = Gates()
    if not someone_is_named:
        notes.append(
            Message(
                "Nobody is named: that takes {least} recordings of a person, each scored by {some} or more assessors. "
                "The most so far: {most}.",
                {"least": gates.severity_from_recordings, "some": gates.severity_from_assessors, "most": most},
            )
        )
    return notes
