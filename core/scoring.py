"""The verbs of step 4: draft, lock, report as unusable, reopen; every assessor alone.

It knows: a draft is the assessor's own and may be half done; a locked sheet is complete and final.
Shaped so because: drafts and scores live in different tables, so nothing half-meant can ever be read as a score.
It must not know: anybody else's scores; it never asks for them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from core.access import RoundPermit, require_in_round
from core.answers import Totals, fraction, is_usable, totals, what_is_missing
from core.audit import record
from core.cards import card_of
from core.codes import Action, Phase, RecordingState, Relation
from core.errors import Invalid, NotFound, StepNotReady, require_text
from core.language import N_, Message
from core.masking import mask
from core.model import Note, Person, Recording, Sheet
from core.outcomes import Interpretation
from core.samples import masked_text, recordings_of
from core.scorecard import UNANSWERED, Scorecard
from core.store import Tx, rounds_sql, samples_sql, scoring_sql, signoff_sql


@dataclass(frozen=True)
class OwnSheet:
    """One recording on the assessor's own desk, with what they have answered so far."""

    recording: Recording
    card: Scorecard
    notes: Mapping[str, Note]
    locked: datetime | None
    flag: str
    reopened_reason: str

    @property
    def totals(self) -> Totals | None:
        return totals_of(self.card, self.notes)

    @property
    def missing(self) -> list[Message]:
        return missing_in_sheet(self.card, self.notes)

    @property
    def is_usable(self) -> bool:
        return is_usable(self.card, {code: note.answer for code, note in self.notes.items()})


def totals_of(card: Scorecard, notes: Mapping[str, Note]) -> Totals | None:
    """What these notes add up to so far."""
    return totals(card, {code: note.answer for code, note in notes.items()})


def missing_in_sheet(card: Scorecard, notes: Mapping[str, Note]) -> list[Message]:
    """Everything that keeps these notes from being locked."""
    return what_is_missing(
        card,
        {code: note.answer for code, note in notes.items()},
        {code: note.comment for code, note in notes.items()},
        {code: note.mark_ms is not None or bool(note.quote.strip()) for code, note in notes.items()},
    )


def own_sheets(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> list[OwnSheet]:
    """The assessor's own sheets of every recording in the round, in order."""
    permit = require_in_round(tx, Action.SEE_ROUND, by, now, round_id)
    if permit.round.card_id is None:
        return []
    card = card_of(tx, permit.round.card_id)
    sheets = {s.recording_id: s for s in scoring_sql.sheets(tx, round_id) if s.assessor_id == permit.by.id}
    return [
        _own_sheet(tx, permit, card, recording, sheets.get(recording.id))
        for recording in recordings_of(tx, round_id, by=by, now=now)
        if recording.is_in_round
    ]


def interpretations_beside(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> list[Interpretation]:
    """What earlier rounds agreed on the criteria of this round's card, to stand beside them."""
    permit = require_in_round(tx, Action.SEE_ROUND, by, now, round_id)
    if permit.round.card_id is None:
        return []
    return signoff_sql.interpretations_in_force(tx, card_of(tx, permit.round.card_id).code)


def save_draft(
    tx: Tx, round_id: UUID, recording_id: UUID, changed: Mapping[str, Note], *, by: Person, now: datetime
) -> None:
    """Keep what has changed in the form over what is kept by now; an empty note takes its criterion back.

    Complete or not; wakes nobody and leaves no audit row.
    """
    permit = require_in_round(tx, Action.SAVE_DRAFT, by, now, round_id)
    sheet = _open_sheet(tx, permit, recording_id)
    card = card_of(tx, permit.round.card_id)
    known = {criterion.code: criterion for criterion in card.criteria}
    notes = {**scoring_sql.draft_of(tx, recording_id, sheet.assessor_id), **changed}
    kept = {code: note for code, note in notes.items() if code in known and note != Note(UNANSWERED)}
    for code, note in kept.items():
        fraction(known[code], note.answer)
    scoring_sql.keep_draft(tx, recording_id, sheet.assessor_id, kept, now)


def lock_sheet(
    tx: Tx, round_id: UUID, recording_id: UUID, notes: Mapping[str, Note], *, by: Person, now: datetime
) -> None:
    """The assessor's scores of one recording become final; refused with everything that is still missing."""
    permit = require_in_round(tx, Action.LOCK_SHEET, by, now, round_id)
    sheet = _open_sheet(tx, permit, recording_id)
    card = card_of(tx, permit.round.card_id)
    missing = missing_in_sheet(card, notes)
    if missing:
        raise StepNotReady("This recording cannot be locked yet:", missing)
    answers = {code: note.answer for code, note in notes.items()}
    if not is_usable(card, answers):
        raise Invalid(
            "Less than {least} points of the card apply to this recording. Report it as unusable; the Supervisor "
            "replaces it.",
            least=card.min_applicable_weight,
        )
    keep = samples_sql.staff_and_ids(tx, round_id)
    kept = {c.code: _masked(notes[c.code], keep) for c in card.criteria}
    scoring_sql.insert_scores(tx, round_id, recording_id, permit.by.id, _phase(permit), kept, now)
    scoring_sql.delete_draft(tx, recording_id, permit.by.id)
    scoring_sql.keep_sheet(tx, round_id, replace(sheet, locked=now, flag=""))
    record(tx, permit, subject=_label(tx, recording_id))


def flag_recording(tx: Tx, round_id: UUID, recording_id: UUID, reason: str, *, by: Person, now: datetime) -> None:
    """The assessor says why a recording cannot be used; the Supervisor replaces or drops it."""
    permit = require_in_round(tx, Action.FLAG_RECORDING, by, now, round_id)
    reason = masked_text(tx, round_id, require_text(N_("Reason"), reason))
    sheet = _open_sheet(tx, permit, recording_id)
    scoring_sql.keep_sheet(tx, round_id, replace(sheet, flag=reason))
    record(tx, permit, subject=_label(tx, recording_id), reason=reason)


def unflag_recording(tx: Tx, round_id: UUID, recording_id: UUID, *, by: Person, now: datetime) -> None:
    permit = require_in_round(tx, Action.FLAG_RECORDING, by, now, round_id)
    sheet = _open_sheet(tx, permit, recording_id)
    scoring_sql.keep_sheet(tx, round_id, replace(sheet, flag=""))
    record(tx, permit, subject=_label(tx, recording_id))


def reopen_sheet(
    tx: Tx, round_id: UUID, recording_id: UUID, assessor_id: UUID, reason: str, *, by: Person, now: datetime
) -> None:
    """The Supervisor lets an assessor correct a locked sheet before the reveal; the scores become a draft again."""
    permit = require_in_round(tx, Action.REOPEN_SHEET, by, now, round_id)
    reason = masked_text(tx, round_id, require_text(N_("Reason"), reason))
    member, sheet = rounds_sql.member_of(tx, round_id, assessor_id), scoring_sql.sheet_of(tx, recording_id, assessor_id)
    if sheet is None or sheet.locked is None or recording_id not in samples_sql.brought_by(tx, round_id):
        raise NotFound("There is no such locked sheet in this round.")
    if member is None or not member.must_score:
        raise Invalid("This person is excused, so what was locked stays.")
    scores = scoring_sql.scores_seen_by(tx, assessor_id, round_id)
    notes = {s.criterion: s.note for s in scores if (s.recording_id, s.assessor_id) == (recording_id, assessor_id)}
    scoring_sql.delete_scores(tx, recording_id, assessor_id)
    scoring_sql.keep_draft(tx, recording_id, assessor_id, notes, now)
    scoring_sql.keep_sheet(tx, round_id, replace(sheet, locked=None, reopened_reason=reason))
    record(tx, permit, subject=f"{_label(tx, recording_id)}, {member.name}", reason=reason)


def sheets_for_supervisor(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> list[Sheet]:
    """Who has locked, reported or reopened which recording; never a value."""
    require_in_round(tx, Action.SEE_WHO_IS_MISSING, by, now, round_id)
    return scoring_sql.sheets(tx, round_id)


def _own_sheet(tx: Tx, permit: RoundPermit, card: Scorecard, recording: Recording, sheet: Sheet | None) -> OwnSheet:
    if sheet and sheet.locked:
        scores = scoring_sql.scores_seen_by(tx, permit.by.id, permit.round.id)
        mine = (recording.id, permit.by.id, _phase(permit))
        notes = {s.criterion: s.note for s in scores if (s.recording_id, s.assessor_id, s.phase) == mine}
    else:
        notes = scoring_sql.draft_of(tx, recording.id, permit.by.id)
    said = (sheet.locked, sheet.flag, sheet.reopened_reason) if sheet else (None, "", "")
    return OwnSheet(recording, card, notes, *said)


def _open_sheet(tx: Tx, permit: RoundPermit, recording_id: UUID) -> Sheet:
    """The caller's own sheet, not locked yet, of a recording in this round."""
    found = {r.id: r for r in recordings_of(tx, permit.round.id, by=permit.by, now=permit.now)}
    if recording_id not in found:
        raise NotFound("There is no such recording in this round.")
    if found[recording_id].state is not RecordingState.IN_ROUND:
        raise Invalid("This recording has been replaced. Score the one in its place.")
    member = rounds_sql.member_of(tx, permit.round.id, permit.by.id)
    if member is None or not member.must_score:
        raise Invalid("You are excused from this round, so there is nothing to score.")
    sheet = scoring_sql.sheet_of(tx, recording_id, permit.by.id)
    if sheet and sheet.locked:
        raise Invalid("This recording is locked. Only the Supervisor can reopen it, with a reason.")
    return sheet or Sheet(recording_id, permit.by.id, None, "", "")


def _phase(permit: RoundPermit) -> Phase:
    """The expert's scores stand apart from those of the panel from the first moment."""
    return Phase.EXPERT if Relation.EXPERT in permit.relations else Phase.FIRST


def _masked(note: Note, keep: Collection[str]) -> Note:
    return replace(note, comment=mask(note.comment.strip(), keep).text, quote=mask(note.quote, keep).text)


def _label(tx: Tx, recording_id: UUID) -> str:
    return f"R{samples_sql.number_of(tx, recording_id)}"
