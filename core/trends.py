"""What archived rounds show together: points in dispute, criteria, differences between assessors, time.

It knows: what the roll-ups of archived rounds add up to, and from when on a person may be named.
Shaped so because: an archived figure never changes, so a trend is added up, never computed anew from scores; pictures
show the latest rounds, differences between people all of them; few rounds are said to be few.
It must not know: drawing (core/charts_trends.py), scores, rounds that are not archived.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from core import trend_changes, trend_lines, trend_people
from core.access import allowed_by_role, require
from core.bands import house_gates
from core.certainty import Estimate, Gates, Trend, share_of_recordings
from core.codes import Action
from core.labels import distinct
from core.language import Message
from core.model import Person
from core.settings import text
from core.store import Tx, people_sql, roll_up_sql
from core.trend_expert import expert_trend
from core.trend_result import CardRounds, Choices, CriterionTrend, ExpertTrend, PooledDifference, Trends
from core.trend_series import MILLION, THE_EXPERT, THE_GROUP, ArchivedRound, DifferenceSums, Effect, Scope, Step
from core.workdays import local_day

FEW = 3
LEAST = 3
MOST_ROUNDS = 60
MOST_PAIRS = 30
MOST_TESTED, MOST_EFFECTS = 120, 40
MOST_IN_REGISTER = 100
EVERYTHING = Scope()
RowsOf = Mapping[UUID, Sequence[Mapping[UUID, int]]]


def cards_with_rounds(tx: Tx, *, by: Person, now: datetime) -> list[CardRounds]:
    """Every card with archived rounds, in the order of their first use."""
    require(tx, Action.SEE_TRENDS, by, now)
    return roll_up_sql.cards(tx)


def trends(tx: Tx, scope: Scope = EVERYTHING, *, by: Person, now: datetime) -> Trends:
    """Every archived round, or those in scope, for heads and supervisors; people over all rounds on the card."""
    require(tx, Action.SEE_TRENDS, by, now)
    archived = sum(entry.rounds for entry in roll_up_sql.cards(tx) if scope.card in ("", entry.code))
    latest = roll_up_sql.latest_rounds(tx, scope.card, MOST_ROUNDS)
    rounds = trend_lines.chosen(latest, scope)
    pairs, all_pairs = roll_up_sql.widest_pairs(tx, scope.card, LEAST, MOST_PAIRS)
    compared = roll_up_sql.from_standard(tx, THE_GROUP, scope.card)
    known, most = [sums for sums in compared if _is_open(sums)], max((sums.telling for sums in compared), default=0)
    scored = {person for round_ in latest for row in round_.totals.values() for person in row}
    named = {person for sums in (*known, *filter(_is_open, pairs)) for person in (sums.one_id, sums.other_id)}
    names = people_sql.names_of(tx, list(named | scored))
    rows_of = _rows_of(row for round_ in rounds for row in round_.totals.values())
    own = sorted(((sums, _pooled(sums, names, rows_of)) for sums in known), key=lambda pair: pair[1].mean or 0.0)
    steps, recent = _steps(tx, latest, scope), trend_lines.lately(rounds, scope)
    return Trends(
        archived=archived,
        rounds=rounds,
        criteria=_criteria(rounds, scope),
        pairs=tuple(_pair(sums, names, rows_of) for sums in pairs),
        all_pairs=all_pairs,
        people=trend_people.judged(own),
        notes=tuple(_notes(rounds, archived)),
        points=tuple(trend_lines.point(round_, scope) for round_ in rounds),
        bounds=house_gates(tx).bounds,
        line=trend_lines.smoothed(rounds, scope),
        direction=trend_lines.direction(rounds, scope),
        quarter=trend_changes.quarters(rounds, scope, now.date()),
        standings=trend_lines.standings(rounds, scope),
        lately=trend_lines.standings(recent, scope),
        lately_rounds=len(recent),
        marks=trend_changes.marks(rounds, steps),
        effects=_effects(steps, latest),
        flips=_flips(rounds),
        drifts=trend_people.drifts(rounds, {sums.one_id: names.get(sums.one_id, "") for sums in known}),
        unnamed=None if known else _unnamed(most),
        most_of_a_person=most,
        expert=_from_expert(tx, rounds, scope),
        choices=_choices(latest, {person: names.get(person, "") for person in scored}),
    )


def effects_of_interpretations(tx: Tx, *, by: Person, now: datetime) -> dict[UUID, Message]:
    """For the register: what the latest rounds say of each that came from them; nothing for who sees no trends."""
    if not allowed_by_role(Action.SEE_TRENDS, require(tx, Action.SEE_REGISTER, by, now).by):
        return {}
    latest = roll_up_sql.latest_rounds(tx, "", MOST_ROUNDS)
    agreed = roll_up_sql.interpretations(tx, [round_.id for round_ in latest])
    first = {_sentence(step): step.day for step in agreed}
    found = (replace(step, day=first[_sentence(step)]) for step in agreed[:MOST_IN_REGISTER])
    return {step.id: trend_changes.effect(step, latest).said for step in found}


def _sentence(step: Step) -> tuple[str, str, str]:
    """What makes two interpretations the same: agreed again later, it holds since it was first."""
    return step.card_code, step.criterion, step.text


def _steps(tx: Tx, rounds: Sequence[ArchivedRound], scope: Scope) -> list[Step]:
    """One line for a sentence agreed on several recordings, or again later: since it was first; the latest first."""
    ids, zone = [round_.id for round_ in rounds], text(tx, "office_zone")
    agreed = {_sentence(one): one for one in roll_up_sql.interpretations(tx, ids)}
    done = [replace(step, day=local_day(end, zone) if end else None) for step, end in roll_up_sql.actions(tx, ids)]
    wanted = [step for step in (*done, *agreed.values()) if scope.criterion in ("", step.criterion)]
    return sorted(wanted, key=lambda step: step.day or date.max, reverse=True)


def _effects(steps: Sequence[Step], rounds: Sequence[ArchivedRound]) -> tuple[Effect, ...]:
    """What has helped or not, then what is not certain, then what waits; in each actions first, the latest first."""
    found, order = [trend_changes.effect(step, rounds) for step in steps[:MOST_TESTED]], [*Trend, None]
    found.sort(key=lambda one: (order.index(one.word), not one.stands_out, one.step.kind is None))
    return tuple(found[:MOST_EFFECTS])


def _from_expert(tx: Tx, rounds: Sequence[ArchivedRound], scope: Scope) -> ExpertTrend | None:
    """None while one channel or criterion is looked at: these figures are of the whole card and all channels."""
    if scope.channel or scope.criterion:
        return None
    known = [sums for sums in roll_up_sql.from_standard(tx, THE_EXPERT, scope.card) if _is_open(sums)]
    names = people_sql.names_of(tx, [sums.one_id for sums in known])
    rows_of = _rows_of(
        {**row, THE_EXPERT: round_.expert[recording]}
        for round_ in rounds
        for recording, row in round_.totals.items()
        if recording in round_.expert
    )
    return expert_trend(rounds, trend_people.judged([(sums, _pooled(sums, names, rows_of)) for sums in known]))


def _flips(rounds: Sequence[ArchivedRound]) -> Estimate | None:
    recordings = sum(round_.figures.recordings for round_ in rounds)
    return share_of_recordings(sum(r.figures.decision_flips for r in rounds), recordings) if recordings else None


def _choices(rounds: Sequence[ArchivedRound], people: Mapping[UUID, str]) -> Choices:
    return Choices(
        years=tuple(sorted({round_.approved.year for round_ in rounds}, reverse=True)),
        channels=tuple(sorted({channel for round_ in rounds for channel in round_.details.channels if channel})),
        assessors=dict(sorted(distinct(people).items(), key=lambda entry: entry[1])),
        criteria=dict(sorted({code: label for r in rounds for code, label in r.labels.items()}.items())),
    )


def _is_open(sums: DifferenceSums) -> bool:
    """Whether those compared may be named."""
    return sums.telling >= Gates().severity_from_recordings


def _criteria(rounds: Sequence[ArchivedRound], scope: Scope) -> tuple[CriterionTrend, ...]:
    """Of 100 points of each criterion; none on another card, without comparisons, or under three recordings."""
    labels = {(r.card_code, code): label for r in rounds for code, label in r.labels.items()}
    found = [
        CriterionTrend(card, code, label, tuple(_dispute(r, card, replace(scope, criterion=code)) for r in rounds))
        for (card, code), label in labels.items()
        if scope.criterion in ("", code)
    ]
    return tuple(sorted(found, key=lambda criterion: -criterion.mean))


def _dispute(round_: ArchivedRound, card: str, scope: Scope) -> float | None:
    if round_.card_code != card or not round_.figures.shows_index:
        return None
    return trend_lines.dispute(round_, scope)


def _rows_of(rows: Iterable[Mapping[UUID, int]]) -> RowsOf:
    """Each assessor's recordings with everybody's totals."""
    found: dict[UUID, list[Mapping[UUID, int]]] = defaultdict(list)
    for row in rows:
        for person in row:
            found[person].append(row)
    return found


def _pooled(sums: DifferenceSums, names: Mapping[UUID, str], rows_of: RowsOf) -> PooledDifference:
    """The mean over all rounds; a value for each recording of the rounds that are shown."""
    told = (names.get(sums.one_id, ""), names.get(sums.other_id, ""))
    values = tuple(apart / MILLION for apart in _apart(sums, rows_of))
    if found := trend_people.sure(sums):
        return PooledDifference(*told, values, found.value, found.low, found.high, sums.n)
    return PooledDifference(*told, values, sums.total / MILLION / sums.n, None, None, sums.n)


def _pair(sums: DifferenceSums, names: Mapping[UUID, str], rows_of: RowsOf) -> PooledDifference:
    return trend_people.stricter_first(_pooled(sums, names if _is_open(sums) else {}, rows_of))


def _apart(sums: DifferenceSums, rows_of: RowsOf) -> list[float]:
    rows = rows_of.get(sums.one_id, [])
    if sums.other_id == THE_GROUP:
        telling = [row for row in rows if len(row) >= Gates().severity_from_assessors]
        return [row[sums.one_id] - sum(row.values()) / len(row) for row in telling]
    return [row[sums.one_id] - row[sums.other_id] for row in rows if sums.other_id in row]


def _unnamed(most: int) -> Message:
    gates = Gates()
    return Message(
        "Cannot be said yet: that takes {least} recordings of a person, each scored by {some} or more assessors. "
        "The most so far: {most}.",
        {"least": gates.severity_from_recordings, "some": gates.severity_from_assessors, "most": most},
    )


def _notes(rounds: Sequence[ArchivedRound], archived: int) -> list[Message]:
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
        notes.append(Message("The pictures show {n} of {all} rounds; means of people are over all.", shown))
    if small := sum(not round_.figures.shows_index for round_ in rounds):
        notes.append(Message("Rounds with fewer than three recordings, without an index: {n}.", {"n": small}))
    cards = dict.fromkeys(f"{round_.card_code} {round_.card_version}" for round_ in rounds)
    if len(cards) > 1:
        told = {"cards": ", ".join(cards)}
        notes.append(Message("Several cards were used ({cards}): compare only rounds with the same card.", told))
    return notes
