"""Approved reports: which ones a person has, whether a file is one of them, their scores and coefficients as tables.

It knows: the bytes issued at approval are found again by their SHA-256; a table is made from the frozen figures, so it
says what the report says, whatever has changed since.
Shaped so because: reading the archive must not need the figures of every report, only of the one asked for.
It must not know: how a report is written or approved (core/signoff.py), pages.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from core.access import FINAL_STAGES, RoundPermit, require, require_in_round
from core.audit import record
from core.certainty import REASONS, Reason
from core.codes import Action
from core.csv_file import csv_file
from core.errors import NotFound
from core.labels import CAUSE_LABELS, CELL_STATE_LABELS, STRENGTH_LABELS
from core.language import Language, time_mark
from core.model import Note, Person
from core.report_coefficients import COEFFICIENT_LABELS, coefficients_of
from core.report_freeze import from_json
from core.report_results import AssessorNote, ReportCell
from core.round_report import RoundReport
from core.rounds import rounds_for
from core.scorecard import Answer, Scorecard
from core.settings import language_of
from core.store import Tx, issued_sql, signoff_sql
from core.store.issued_sql import IssuedReport

__all__ = ["IssuedReport", "issued_as", "issued_reports", "scores_csv", "statistics_csv"]


def issued_reports(tx: Tx, *, by: Person, now: datetime) -> list[IssuedReport]:
    """The approved reports of the rounds this person has a part in, newest first."""
    mine = [round_.id for round_ in rounds_for(tx, by=by, now=now) if round_.stage in FINAL_STAGES]
    return issued_sql.issued_of(tx, mine)


def issued_as(tx: Tx, content: bytes, *, by: Person, now: datetime) -> IssuedReport | None:
    """The report that was issued as exactly these bytes; None when no report was."""
    require(tx, Action.SEE_REGISTER, by, now)
    return issued_sql.issued_with_file(tx, sha256(content).hexdigest())


def scores_csv(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> bytes:
    """One row for each criterion, recording and assessor, as frozen at approval; the export is recorded."""
    permit = require_in_round(tx, Action.SEE_REPORT, by, now, round_id)
    report, t = _taken_along(tx, permit), language_of(tx, by.language)
    return csv_file(t, _header(t), _rows(report, t))


def _taken_along(tx: Tx, permit: RoundPermit) -> RoundReport:
    kept = signoff_sql.report_of(tx, permit.round.id)
    if kept is None or not kept.frozen or not json.loads(kept.frozen):
        raise NotFound("There is no approved report for this round.")
    record(tx, permit, subject="CSV", wakes=False)
    return from_json(kept.frozen)


def statistics_csv(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> bytes:
    """One row for each criterion and coefficient, as frozen at approval; where it has no value, the reason in words."""
    permit = require_in_round(tx, Action.SEE_REPORT, by, now, round_id)
    report, t = _taken_along(tx, permit), language_of(tx, by.language)
    header = [t("Criterion"), t("Criterion in words"), t("Assessors"), t("Recordings compared")]
    header += [t("Coefficient"), t("Value"), t("Why it has no value")]
    return csv_file(t, header, _statistics(report, t))


def _statistics(report: RoundReport, t: Language) -> Iterator[list[object]]:
    """Of a report that was frozen without them they are worked out of its frozen scores."""
    for own in report.coefficients or coefficients_of(report.card, report.cells):
        yield [
            own.criterion,
            report.card.criterion(own.criterion).label.say(t.code),
            report.figures.assessors,
            own.compared,
            t(COEFFICIENT_LABELS[own.kind]),
            None if own.value is None else Decimal(f"{own.value:.4f}"),
            t(REASONS[Reason(own.why)]) if own.why else "",
        ]


def _header(t: Language) -> list[str]:
    return [
        t("Recording"),
        t("Agent"),
        t("Criterion"),
        t("Criterion in words"),
        t("Weight"),
        t("Quality Assessor"),
        t("Name"),
        t("First score"),
        t("Comment"),
        t("Time mark"),
        t("Score after discussion"),
        t("Expert's score"),
        t("Expert's comment"),
        t("Expert's time mark"),
        t("Difference in points"),
        t("Within tolerance"),
        t("Result"),
        t("Agreed score"),
        t("Reason"),
        t("Interpretation"),
        t("Cause"),
        t("Strength"),
    ]


def _rows(report: RoundReport, t: Language) -> Iterator[list[object]]:
    names = {assessor.number: assessor.name for assessor in report.assessors}
    aliases = {recording.number: recording.agent_alias for recording in report.recordings}
    for cell in report.cells:
        after = {entry.assessor: entry.note for entry in cell.after}
        for first in cell.first:
            yield [
                f"R{cell.recording}",
                aliases.get(cell.recording, ""),
                *_criterion(report.card, cell, t),
                first.assessor,
                names.get(first.assessor, ""),
                *_scored(report.card, first, after.get(first.assessor), t),
                *_alone(report.card, cell.expert, t),
                *_outcome(report.card, cell, t),
            ]


def _criterion(card: Scorecard, cell: ReportCell, t: Language) -> list[object]:
    criterion = card.criterion(cell.criterion)
    return [criterion.code, criterion.label.say(t.code), criterion.weight]


def _scored(card: Scorecard, first: AssessorNote, after: Note | None, t: Language) -> list[object]:
    return [*_alone(card, first.note, t), _answer(card, after.answer if after else first.note.answer, t)]


def _alone(card: Scorecard, note: Note | None, t: Language) -> list[object]:
    """What somebody scored alone: the answer, the comment, and the place or message that shows it."""
    if note is None:
        return ["", "", ""]
    place = note.quote or ("" if note.mark_ms is None else time_mark(note.mark_ms))
    return [_answer(card, note.answer, t), note.comment, place]


def _outcome(card: Scorecard, cell: ReportCell, t: Language) -> list[object]:
    return [
        cell.points,
        cell.is_in_tolerance,
        t(CELL_STATE_LABELS[cell.state]) if cell.state else "",
        _answer(card, cell.agreed, t),
        cell.reason,
        cell.interpretation,
        t(CAUSE_LABELS[cell.cause]) if cell.cause else "",
        t(STRENGTH_LABELS[cell.strength]) if cell.strength else "",
    ]


def _answer(card: Scorecard, answer: Answer | None, t: Language) -> object:
    if answer is None or not answer.is_given:
        return ""
    return card.na_label.say(t.code) if answer.is_na else answer.value
