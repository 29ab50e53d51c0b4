"""Queries of the roll-ups: what archived rounds add to the trends."""

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from core.codes import FollowUpKind
from core.report_freeze import canonical_json, read_part
from core.store import Row, Tx
from core.trend_result import CardRounds
from core.trend_series import (
    THE_EXPERT,
    THE_GROUP,
    ArchivedRound,
    Details,
    DifferenceSums,
    OwnCriterion,
    ScoreSums,
    Step,
)


def archived_without(tx: Tx) -> list[UUID]:
    """Archived rounds that have no roll-up yet."""
    rows = tx.all(
        "SELECT id FROM round WHERE archived IS NOT NULL AND id NOT IN (SELECT round_id FROM roll_up_round) ORDER BY id"
    )
    return [row[0] for row in rows]


def without_details(tx: Tx) -> list[UUID]:
    """Rounds rolled up by a version that kept no details."""
    return [row[0] for row in tx.all("SELECT round_id FROM roll_up_round WHERE details = '' ORDER BY round_id")]


def keep_round(tx: Tx, archived: ArchivedRound, approved: datetime) -> None:
    told = json.loads(canonical_json(archived))
    del told["details"]
    tx.run(
        "INSERT INTO roll_up_round (round_id, card_code, approved, is_on_time, told, details) "
        "VALUES ($1, $2, $3, $4, $5, $6)",
        archived.id,
        archived.card_code,
        approved,
        archived.is_on_time,
        canonical_json(told),
        canonical_json(archived.details),
    )


def keep_details(tx: Tx, round_id: UUID, details: Details) -> None:
    tx.run("UPDATE roll_up_round SET details = $2 WHERE round_id = $1", round_id, canonical_json(details))


def keep_scores(tx: Tx, round_id: UUID, sums: Sequence[ScoreSums]) -> None:
    tx.run(
        "INSERT INTO roll_up_score (round_id, assessor_id, criterion, n, total, squares, comparisons, deviation, gap) "
        "SELECT $1, unnest(CAST($2 AS UUID[])), unnest(CAST($3 AS TEXT[])), unnest(CAST($4 AS INTEGER[])), "
        "unnest(CAST($5 AS BIGINT[])), unnest(CAST($6 AS BIGINT[])), unnest(CAST($7 AS BIGINT[])), "
        "unnest(CAST($8 AS BIGINT[])), unnest(CAST($9 AS BIGINT[]))",
        round_id,
        [own.assessor_id for own in sums],
        [own.criterion for own in sums],
        [own.n for own in sums],
        [own.total for own in sums],
        [own.squares for own in sums],
        [own.comparisons for own in sums],
        [own.deviation for own in sums],
        [own.gap for own in sums],
    )


def keep_differences(tx: Tx, archived: ArchivedRound, sums: Sequence[DifferenceSums]) -> None:
    tx.run(
        "INSERT INTO roll_up_difference (round_id, card_code, one_id, other_id, n, telling, total, squares) "
        "SELECT $1, $2, unnest(CAST($3 AS UUID[])), unnest(CAST($4 AS UUID[])), unnest(CAST($5 AS INTEGER[])), "
        "unnest(CAST($6 AS INTEGER[])), unnest(CAST($7 AS BIGINT[])), unnest(CAST($8 AS BIGINT[]))",
        archived.id,
        archived.card_code,
        [apart.one_id for apart in sums],
        [apart.other_id for apart in sums],
        [apart.n for apart in sums],
        [apart.telling for apart in sums],
        [apart.total for apart in sums],
        [apart.squares for apart in sums],
    )


def cards(tx: Tx) -> list[CardRounds]:
    """Cards of archived rounds in the order of their first use."""
    rows = tx.all(
        "SELECT card_code, count(*), count(*) FILTER (WHERE is_on_time) FROM roll_up_round "
        "GROUP BY card_code ORDER BY min(approved), card_code"
    )
    return [CardRounds(*row) for row in rows]


def latest_rounds(tx: Tx, card: str, most: int) -> list[ArchivedRound]:
    """In order of approval; of one card, or of all when it is empty."""
    rows = tx.all(
        "SELECT told, details FROM roll_up_round WHERE (card_code = $1 OR $1 = '') AND details <> '' "
        "ORDER BY approved DESC, round_id DESC LIMIT $2",
        card,
        most,
    )
    return [read_part(ArchivedRound, {**json.loads(row[0]), "details": json.loads(row[1])}) for row in reversed(rows)]


def interpretations(tx: Tx, round_ids: Sequence[UUID]) -> list[Step]:
    """What these rounds have brought into the register."""
    rows = tx.all(
        "SELECT id, card_code, criterion, text, effective_from FROM interpretation WHERE round_id = ANY($1) "
        "ORDER BY effective_from DESC, criterion, id",
        list(round_ids),
    )
    return [Step(row[0], row[1], row[2], row[3], row[4], None, "", None) for row in rows]


def actions(tx: Tx, round_ids: Sequence[UUID]) -> list[tuple[Step, datetime | None]]:
    """Follow-ups of these rounds that are on a criterion, and when each was done."""
    rows = tx.all(
        "SELECT f.id, r.card_code, f.criterion, f.text, f.kind, f.owner, f.due, f.finished FROM follow_up f "
        "JOIN roll_up_round r ON r.round_id = f.round_id WHERE f.round_id = ANY($1) AND f.criterion <> '' "
        "ORDER BY f.due DESC, f.id",
        list(round_ids),
    )
    return [(Step(row[0], row[1], row[2], row[3], None, FollowUpKind(row[4]), row[5], row[6]), row[7]) for row in rows]


SUMS = (
    "one_id, other_id, CAST(sum(n) AS BIGINT) AS n, CAST(sum(telling) AS BIGINT), CAST(sum(total) AS BIGINT), "
    "CAST(sum(squares) AS BIGINT)"
)


NO_ASSESSORS = (THE_GROUP, THE_EXPERT)


def widest_pairs(tx: Tx, card: str, least: int, most: int) -> tuple[list[DifferenceSums], int]:
    """Those that lie furthest apart, and how many pairs there are; each scored at least so many recordings together."""
    rows = tx.all(
        f"SELECT {SUMS}, count(*) OVER () FROM roll_up_difference "
        "WHERE other_id <> ALL($1) AND (card_code = $2 OR $2 = '') GROUP BY one_id, other_id HAVING sum(n) >= $3 "
        "ORDER BY abs(CAST(sum(total) AS DOUBLE PRECISION) / sum(n)) DESC, one_id, other_id LIMIT $4",
        list(NO_ASSESSORS),
        card,
        least,
        most,
    )
    return [_sums(row) for row in rows], rows[0][6] if rows else 0


def from_standard(tx: Tx, standard: UUID, card: str) -> list[DifferenceSums]:
    """Each assessor against the group, or against the expert."""
    rows = tx.all(
        f"SELECT {SUMS} FROM roll_up_difference WHERE other_id = $1 AND (card_code = $2 OR $2 = '') "
        "GROUP BY one_id, other_id ORDER BY one_id",
        standard,
        card,
    )
    return [_sums(row) for row in rows]


def _sums(row: Row) -> DifferenceSums:
    return DifferenceSums(*row[:6])


def own_against(tx: Tx, standard: UUID, person: UUID) -> DifferenceSums | None:
    """Over all rounds in which this assessor and two more, or an expert, scored the same recordings."""
    row = tx.one(
        f"SELECT {SUMS} FROM roll_up_difference WHERE other_id = $1 AND one_id = $2 GROUP BY one_id, other_id",
        standard,
        person,
    )
    return _sums(row) if row else None


def own_against_one_other(tx: Tx, person: UUID) -> DifferenceSums | None:
    """Own minus other where only two scored, over all these others together."""
    row = tx.one(
        "SELECT CAST(sum(n) AS BIGINT), CAST(sum(CASE WHEN one_id = $1 THEN total ELSE -total END) AS BIGINT), "
        "CAST(sum(squares) AS BIGINT) FROM roll_up_difference "
        "WHERE other_id <> ALL($2) AND telling = 0 AND (one_id = $1 OR other_id = $1)",
        person,
        list(NO_ASSESSORS),
    )
    return DifferenceSums(person, person, row[0], 0, row[1], row[2]) if row and row[0] else None


def own_criteria(tx: Tx, person: UUID, least: int, most: int) -> list[OwnCriterion]:
    """On which this assessor lies furthest from the others, in percent of the criterion's scale."""
    rows = tx.all(
        "SELECT r.card_code, s.criterion, CAST(sum(s.n) AS BIGINT), "
        "CAST(sum(s.gap) AS DOUBLE PRECISION) / sum(s.comparisons) AS apart FROM roll_up_score s "
        "JOIN roll_up_round r ON r.round_id = s.round_id WHERE s.assessor_id = $1 "
        "GROUP BY r.card_code, s.criterion HAVING sum(s.n) >= $2 AND sum(s.comparisons) > 0 AND sum(s.gap) > 0 "
        "ORDER BY apart DESC, r.card_code, s.criterion LIMIT $3",
        person,
        least,
        most,
    )
    return [OwnCriterion(*row) for row in rows]
