"""The verbs that close a cell: settle, leave open, rule, take back; and the dissent beside it.

It knows: every cell out of tolerance closes with a reason and a cause, and nothing is ever settled by averaging.
Shaped so because: closing a cell undoes all confirmations, since what was confirmed has changed.
It must not know: how the meeting is shown (core/discussion.py) or what the report makes of it.
"""

from datetime import datetime
from uuid import UUID

from core.access import RoundPermit, require_in_round
from core.answers import said
from core.audit import record
from core.cells import Cell, cell_in, require_possible
from core.codes import Action, Cause, CellState, Strength
from core.errors import Invalid, require_text
from core.language import N_
from core.model import Person
from core.outcomes import Consensus, Dissent, Ruling
from core.samples import masked_text
from core.scorecard import Answer
from core.store import Tx, discussion_sql, rounds_sql

STRENGTHS = {CellState.SETTLED: Strength.AFTER_DISCUSSION, CellState.RULED: Strength.RULED}


def settle_cell(
    tx: Tx,
    round_id: UUID,
    recording_id: UUID,
    criterion: str,
    answer: Answer,
    reason: str,
    interpretation: str,
    cause: Cause | None,
    *,
    by: Person,
    now: datetime,
) -> None:
    """Close a cell with the value agreed, why, and how the criterion is read from now on."""
    permit = require_in_round(tx, Action.RECORD_CONSENSUS, by, now, round_id)
    cell = cell_in(tx, permit.round, recording_id, criterion)
    require_possible(cell, answer)
    interpretation = interpretation.strip()
    if cause is not Cause.SLIP:
        interpretation = require_text(N_("Agreed interpretation"), interpretation)
    reason = require_text(N_("Reason"), reason)
    _close(tx, permit, cell, CellState.SETTLED, answer, (reason, interpretation), cause)


def leave_cell_open(
    tx: Tx,
    round_id: UUID,
    recording_id: UUID,
    criterion: str,
    reason: str,
    cause: Cause | None,
    *,
    by: Person,
    now: datetime,
) -> None:
    """No agreement: both values stay and the point goes into the report as not agreed."""
    permit = require_in_round(tx, Action.RECORD_CONSENSUS, by, now, round_id)
    cell = cell_in(tx, permit.round, recording_id, criterion)
    reason = require_text(N_("Reason"), reason)
    _require_difference(cell)
    _close(tx, permit, cell, CellState.OPEN, Answer(), (reason, ""), cause)


def rule_cell(
    tx: Tx,
    round_id: UUID,
    recording_id: UUID,
    criterion: str,
    answer: Answer,
    reason: str,
    interpretation: str,
    cause: Cause | None,
    *,
    by: Person,
    now: datetime,
) -> None:
    """Only in a deadlock: the Supervisor decides with a reason, and the head will see it."""
    permit = require_in_round(tx, Action.RECORD_CONSENSUS, by, now, round_id)
    cell = cell_in(tx, permit.round, recording_id, criterion)
    require_possible(cell, answer)
    reason = require_text(N_("Reason"), reason)
    _require_difference(cell)
    _close(tx, permit, cell, CellState.RULED, answer, (reason, interpretation.strip()), cause)


def reopen_cell(tx: Tx, round_id: UUID, recording_id: UUID, criterion: str, *, by: Person, now: datetime) -> None:
    """Take back what was recorded on a cell; whoever had confirmed confirms anew."""
    permit = require_in_round(tx, Action.RECORD_CONSENSUS, by, now, round_id)
    cell = cell_in(tx, permit.round, recording_id, criterion)
    was = cell.consensus.state if cell.consensus else ""
    discussion_sql.delete_consensus(tx, recording_id, criterion)
    discussion_sql.delete_ruling(tx, recording_id, criterion)
    rounds_sql.forget_confirmations(tx, round_id)
    record(tx, permit, subject=criterion, was=was)


def record_dissent(
    tx: Tx, round_id: UUID, recording_id: UUID, criterion: str, text: str, *, by: Person, now: datetime
) -> None:
    """An assessor's own view beside what was agreed, in the report if there is one."""
    permit = require_in_round(tx, Action.RECORD_DISSENT, by, now, round_id)
    cell_in(tx, permit.round, recording_id, criterion)
    kept = masked_text(tx, round_id, require_text(N_("Dissent"), text))
    discussion_sql.keep_dissent(tx, round_id, Dissent(recording_id, criterion, permit.by.id, kept))
    record(tx, permit, subject=criterion)


def _require_difference(cell: Cell) -> None:
    if cell.common_answer is not None:
        raise Invalid("All assessors stand by the same value on criterion {code}. Settle it.", code=cell.criterion.code)


def _close(
    tx: Tx,
    permit: RoundPermit,
    cell: Cell,
    state: CellState,
    answer: Answer,
    texts: tuple[str, str],
    cause: Cause | None,
) -> None:
    if cause is None:
        raise Invalid("Choose the cause of the difference.")
    reason, interpretation = (masked_text(tx, permit.round.id, text) for text in texts)
    place, strength = (cell.recording_id, cell.criterion.code), STRENGTHS.get(state)
    agreed = Consensus(*place, state, answer, reason, interpretation, cause, strength)
    discussion_sql.keep_consensus(tx, permit.round.id, agreed, permit.now)
    if state is CellState.RULED:
        discussion_sql.keep_ruling(tx, permit.round.id, Ruling(*place, answer, reason), permit.by.id, permit.now)
    else:
        discussion_sql.delete_ruling(tx, *place)
    rounds_sql.forget_confirmations(tx, permit.round.id)
    was = cell.consensus.state if cell.consensus else ""
    became = f"{state} {said(answer)}".strip()
    record(tx, permit, subject=cell.criterion.code, was=was, became=became, reason=reason)
