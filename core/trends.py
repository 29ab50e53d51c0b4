"""What archived rounds show together: points in dispute, criteria, differences between assessors, time.

It knows: what the roll-ups of archived rounds add up to, and from when on a person may be named.
Shaped so because: an archived figure never changes, so a trend is added up, never computed anew from scores; pictures
show the latest rounds, differences between people all of them; few rounds are said to be few.
It must not know: drawing (core/charts_trends.py), scores, rounds that are not archived.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from core.access import require
from core.agreement import difference_of_sums
from core.certainty import Gates, Undefined
from core.codes import Action
from core.language import Message
from core.model import Person
from core.store import Tx, people_sql, roll_up_sql
from core.trend_series import (
    MILLION,
    THE_GROUP,
    ArchivedRound,
    CriterionTrend,
    DifferenceSums,
    PooledDifference,
    Trends,
)

FEW = 3
LEAST = 3
MOST_ROUNDS = 24
MOST_PAIRS = 30


def trends(tx: Tx, card: str = "", *, by: Person, now: datetime) -> Trends:
    """Every archived round (or those scored on one card), for heads and supervisors."""
    require(tx, Action.SEE_TRENDS, by, now)
    cards = tuple(roll_up_sql.cards(tx))
    chosen = [entry for entry in cards if card in ("", entry.code)]
    archived = sum(entry.rounds for entry in chosen)
    rounds = roll_up_sql.latest_rounds(tx, card, MOST_ROUNDS)
    pairs, all_pairs = roll_up_sql.widest_pairs(tx, card, LEAST, MOST_PAIRS)
    compared = roll_up_sql.from_group(tx, card)
    known = [sums for sums in compared if _is_open(sums)]
    named = {person for sums in (*known, *filter(_is_open, pairs)) for person in (sums.one_id, sums.other_id)}
    names = people_sql.names_of(tx, list(named))
    return Trends(
        cards=cards,
        archived=archived,
        rounds_on_time=sum(entry.on_time for entry in chosen),
        rounds=tuple(rounds),
        criteria=_criteria(tx, rounds),
        pairs=tuple(_pooled(sums, names if _is_open(sums) else {}, rounds) for sums in pairs),
        all_pairs=all_pairs,
        from_group=tuple(sorted((_pooled(sums, names, rounds) for sums in known), key=lambda own: own.one)),
        notes=tuple(_notes(rounds, archived, bool(known), max((sums.telling for sums in compared), default=0))),
    )


def _is_open(sums: DifferenceSums) -> bool:
    """Whether those compared may be named."""
    return sums.telling >= Gates().severity_from_recordings


def _criteria(tx: Tx, rounds: Sequence[ArchivedRound]) -> tuple[CriterionTrend, ...]:
    gaps = {(g.round_id, g.criterion): g for g in roll_up_sql.criterion_gaps(tx, [round_.id for round_ in rounds])}
    disputes = {place: gap.gap / gap.comparisons for place, gap in gaps.items() if gap.comparisons}
    labels = {(r.card_code, code): label for r in rounds for code, label in r.labels.items()}
    found = [
        CriterionTrend(card, code, label, tuple(_dispute(round_, card, code, disputes) for round_ in rounds))
        for (card, code), label in labels.items()
    ]
    return tuple(sorted(found, key=lambda criterion: -criterion.mean))


def _dispute(round_: ArchivedRound, card: str, code: str, disputes: Mapping[tuple[UUID, str], float]) -> float | None:
    """Of 100 points of the criterion; none on another card, without comparisons, or under three recordings."""
    shows = round_.card_code == card and round_.figures.shows_index
    return disputes.get((round_.id, code)) if shows else None


def _pooled(sums: DifferenceSums, names: Mapping[UUID, str], rounds: Sequence[ArchivedRound]) -> PooledDifference:
    """The mean over all rounds; a value for each recording of the rounds that are shown."""
    told = (names.get(sums.one_id, ""), names.get(sums.other_id, ""))
    values = tuple(apart / MILLION for apart in _apart(sums, rounds))
    try:
        sure = difference_of_sums(sums.n, sums.total / MILLION, sums.squares / MILLION)
    except Undefined:
        return PooledDifference(*told, values, sums.total / MILLION / sums.n, None, None)
    return PooledDifference(*told, values, sure.value, sure.low, sure.high)


def _apart(sums: DifferenceSums, rounds: Sequence[ArchivedRound]) -> list[float]:
    rows = [row for round_ in rounds for row in round_.totals.values() if sums.one_id in row]
    if sums.other_id == THE_GROUP:
        telling = [row for row in rows if len(row) >= Gates().severity_from_assessors]
        return [row[sums.one_id] - sum(row.values()) / len(row) for row in telling]
    return [row[sums.one_id] - row[sums.other_id] for row in rows if sums.other_id in row]


def _notes(rounds: Sequence[ArchivedRound], archived: int, someone_is_named: bool, most: int) -> list[Message]:
    """What a reader must know before reading anything into the pictures."""
    if not rounds:
        return [Message("No round is archived yet. Trends begin with the first one.")]
    notes = []
    if len(rounds) < FEW:
        notes.append(
            Message("{n} of at least {few} archived rounds: too few for a trend.", {"n": len(rounds), "few": FEW})
        )
    if archived > len(rounds):
        shown = {"n": len(rounds), "all": archived}
        notes.append(Message("The pictures show the latest {n} of {all} rounds; means of people are over all.", shown))
    if small := sum(not round_.figures.shows_index for round_ in rounds):
        notes.append(Message("Rounds with fewer than three recordings, without an index: {n}.", {"n": small}))
    cards = dict.fromkeys(f"{round_.card_code} {round_.card_version}" for round_ in rounds)
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
