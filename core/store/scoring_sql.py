"""Queries of sheets, drafts and scores. `scores_seen_by` is the ONE reader of scores: blindness is its WHERE clause."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from core.codes import Phase
from core.model import Note, Score, Sheet
from core.scorecard import Answer
from core.store import Row, Tx

SEEN = (
    "SELECT s.recording_id, s.assessor_id, s.criterion, s.phase, s.value, s.is_na, s.comment, s.mark_ms, s.quote "
    "FROM score s JOIN round rd ON rd.id = s.round_id JOIN recording r ON r.id = s.recording_id "
    "WHERE s.round_id = $2 AND r.state = 'in_round' AND (s.assessor_id = $1 OR rd.revealed IS NOT NULL) "
)


def scores_seen_by(
    tx: Tx,
    viewer_id: UUID,
    round_id: UUID,
    *,
    phase: Phase | None = None,
    recording_id: UUID | None = None,
    criterion: str | None = None,
) -> list[Score]:
    """Before the reveal the viewer's own scores and nobody else's, afterwards all on recordings in force."""
    narrower, asked = "", list[object]((viewer_id, round_id))
    wanted = {"s.phase": phase and str(phase), "s.recording_id": recording_id, "s.criterion": criterion}
    for column, value in wanted.items():
        if value is not None:
            asked.append(value)
            narrower += f"AND {column} = ${len(asked)} "
    rows = tx.all(SEEN + narrower + "ORDER BY r.number, s.assessor_id, s.criterion, s.phase", *asked)
    return [_score(row) for row in rows]


def _score(row: Row) -> Score:
    return Score(row[0], row[1], row[2], Phase(row[3]), Note(Answer(row[4], row[5]), *row[6:]))


def insert_scores(
    tx: Tx,
    round_id: UUID,
    recording_id: UUID,
    assessor_id: UUID,
    phase: Phase,
    notes: Mapping[str, Note],
    scored: datetime,
) -> None:
    """All answers of one sheet, scored alone, in one statement."""
    tx.run(
        "INSERT INTO score (recording_id, assessor_id, phase, round_id, scored, criterion, value, is_na, comment, "
        "mark_ms, quote) SELECT $1, $2, CAST($11 AS TEXT), $3, $4, unnest(CAST($5 AS TEXT[])), "
        "unnest(CAST($6 AS INTEGER[])), unnest(CAST($7 AS BOOLEAN[])), unnest(CAST($8 AS TEXT[])), "
        "unnest(CAST($9 AS BIGINT[])), unnest(CAST($10 AS TEXT[]))",
        recording_id,
        assessor_id,
        round_id,
        scored,
        list(notes),
        [note.answer.value for note in notes.values()],
        [note.answer.is_na for note in notes.values()],
        [note.comment for note in notes.values()],
        [note.mark_ms for note in notes.values()],
        [note.quote for note in notes.values()],
        str(phase),
    )


def keep_after_score(
    tx: Tx, round_id: UUID, recording_id: UUID, assessor_id: UUID, criterion: str, note: Note, scored: datetime
) -> None:
    """The value after the discussion, beside the first one."""
    tx.run(
        "INSERT INTO score (recording_id, assessor_id, criterion, phase, round_id, value, is_na, comment, mark_ms, "
        "quote, scored) VALUES ($1, $2, $3, 'after', $4, $5, $6, $7, $8, $9, $10) "
        "ON CONFLICT (recording_id, assessor_id, criterion, phase) DO UPDATE SET value = excluded.value, "
        "is_na = excluded.is_na, comment = excluded.comment, scored = excluded.scored",
        recording_id,
        assessor_id,
        criterion,
        round_id,
        note.answer.value,
        note.answer.is_na,
        note.comment,
        note.mark_ms,
        note.quote,
        scored,
    )


def delete_scores(tx: Tx, recording_id: UUID, assessor_id: UUID) -> None:
    """Only a reopened sheet loses its scores (they go back into its draft), and only before the reveal."""
    tx.run("DELETE FROM score WHERE recording_id = $1 AND assessor_id = $2", recording_id, assessor_id)


def sheets(tx: Tx, round_id: UUID) -> list[Sheet]:
    """Who has locked, flagged or had to reopen what; never a value."""
    return [
        Sheet(*row)
        for row in tx.all(
            "SELECT recording_id, assessor_id, locked, flag, reopened_reason FROM sheet WHERE round_id = $1 "
            "ORDER BY recording_id, assessor_id",
            round_id,
        )
    ]


def sheet_of(tx: Tx, recording_id: UUID, assessor_id: UUID) -> Sheet | None:
    row = tx.one(
        "SELECT recording_id, assessor_id, locked, flag, reopened_reason FROM sheet "
        "WHERE recording_id = $1 AND assessor_id = $2",
        recording_id,
        assessor_id,
    )
    return Sheet(*row) if row else None


def keep_sheet(tx: Tx, round_id: UUID, sheet: Sheet) -> None:
    tx.run(
        "INSERT INTO sheet (recording_id, assessor_id, round_id, locked, flag, reopened_reason) "
        "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (recording_id, assessor_id) DO UPDATE SET "
        "locked = excluded.locked, flag = excluded.flag, reopened_reason = excluded.reopened_reason",
        sheet.recording_id,
        sheet.assessor_id,
        round_id,
        sheet.locked,
        sheet.flag,
        sheet.reopened_reason,
    )


def draft_of(tx: Tx, recording_id: UUID, assessor_id: UUID) -> dict[str, Note]:
    row = tx.one("SELECT answers FROM draft WHERE recording_id = $1 AND assessor_id = $2", recording_id, assessor_id)
    return _notes(row[0]) if row else {}


def keep_draft(tx: Tx, recording_id: UUID, assessor_id: UUID, notes: Mapping[str, Note], saved: datetime) -> None:
    tx.run(
        "INSERT INTO draft VALUES ($1, $2, $3, $4) ON CONFLICT (recording_id, assessor_id) DO UPDATE SET "
        "answers = excluded.answers, saved = excluded.saved",
        recording_id,
        assessor_id,
        _as_json(notes),
        saved,
    )


def delete_draft(tx: Tx, recording_id: UUID, assessor_id: UUID) -> None:
    tx.run("DELETE FROM draft WHERE recording_id = $1 AND assessor_id = $2", recording_id, assessor_id)


def delete_sheets_of(tx: Tx, recording_id: UUID) -> None:
    """The recording is taken back: what was begun on it goes along."""
    tx.run("DELETE FROM draft WHERE recording_id = $1", recording_id)
    tx.run("DELETE FROM sheet WHERE recording_id = $1", recording_id)


def delete_drafts_of(tx: Tx, round_id: UUID) -> None:
    """Another card: what was begun on the old one says nothing any more."""
    tx.run("DELETE FROM draft WHERE recording_id IN (SELECT id FROM recording WHERE round_id = $1)", round_id)


def _as_json(notes: Mapping[str, Note]) -> str:
    return json.dumps(
        {
            code: [note.answer.value, note.answer.is_na, note.comment, note.mark_ms, note.quote]
            for code, note in notes.items()
        },
        ensure_ascii=False,
    )


def _notes(text: str) -> dict[str, Note]:
    return {code: Note(Answer(kept[0], kept[1]), *kept[2:]) for code, kept in json.loads(text).items()}
