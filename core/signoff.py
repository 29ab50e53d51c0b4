"""The verbs of steps 6 to 9: write, submit, return, approve, archive, close.

It knows: number and date are given, figures frozen and the PDF hashed in the approving transaction; archiving brings
the agreed interpretations into the register; a later interpretation replaces an earlier one, never overwrites it.
Shaped so because: an approval is one act: either number, frozen figures and file are all there, or none. What takes its
time is done before, while reading (`prepare_approval`), so that the store's one writer is free meanwhile.
It must not know: how figures are computed (core/report.py) or drawn (core/report_pdf.py).
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from hashlib import sha256
from uuid import UUID, uuid4

from core.access import RoundPermit, require, require_in_round
from core.audit import record
from core.cards import card_of
from core.codes import Action, Stage
from core.errors import Invalid, NotFound, SomeoneWasFirst, require_text
from core.language import N_, RECORD_LANGUAGE
from core.model import Person
from core.outcomes import Interpretation, Report
from core.report import round_report
from core.report_issue import issue_of, make_ahead
from core.report_pdf import report_pdf
from core.report_texts import OPENING_TEXTS, SECTIONS
from core.roll_up import roll_up
from core.round_report import Approval
from core.rounds import move_round
from core.samples import masked_text
from core.settings import language_of, text
from core.signins import PasswordGiven, password_given, require_password
from core.store import Tx, discussion_sql, rounds_sql, signoff_sql
from core.workdays import local_day


def report_draft(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> dict[str, str]:
    """The written sections: what is saved, else the opening texts."""
    require_in_round(tx, Action.SEE_DRAFT_REPORT, by, now, round_id)
    report = signoff_sql.report_of(tx, round_id)
    saved = report.sections if report else {"basis": text(tx, "legal_basis"), **OPENING_TEXTS}
    return {name: saved.get(name, "") for name in SECTIONS}


def save_report(
    tx: Tx, round_id: UUID, sections: Mapping[str, str], version: int, *, by: Person, now: datetime
) -> None:
    """Step 6: keep the draft's texts; the first save opens the draft."""
    permit = require_in_round(tx, Action.WRITE_REPORT, by, now, round_id, version=version)
    written = {name: masked_text(tx, round_id, sections.get(name, "").strip()) for name in SECTIONS}
    signoff_sql.keep_sections(tx, round_id, written, now)
    if permit.round.stage is Stage.HANDED_OVER:
        move_round(tx, permit, Stage.DRAFTING_REPORT)
    else:
        record(tx, permit)


def submit_report(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> None:
    """The draft goes to the Head of Section; every section must have text."""
    permit = require_in_round(tx, Action.SUBMIT_REPORT, by, now, round_id)
    report = signoff_sql.report_of(tx, round_id)
    empty = [title for name, title in SECTIONS.items() if not (report and report.sections.get(name))]
    if empty:
        raise Invalid("The draft report has empty sections. Write and save them first.")
    move_round(tx, permit, Stage.AWAITING_APPROVAL)


def return_report(tx: Tx, round_id: UUID, reason: str, *, by: Person, now: datetime) -> None:
    """Beyond the SOP: the head sends the draft back with a reason; the deadline stays."""
    permit = require_in_round(tx, Action.RETURN_REPORT, by, now, round_id)
    move_round(tx, permit, Stage.RETURNED, require_text(N_("Reason"), reason))


def prepare_approval(tx: Tx, round_id: UUID, password: str, *, by: Person, now: datetime) -> PasswordGiven:
    """What takes its time, done while reading: the password is compared, the file made as it will be issued."""
    permit = require_in_round(tx, Action.APPROVE_REPORT, by, now, round_id)
    given = password_given(tx, password, by=permit.by, now=now)
    if given.fits:
        make_ahead(tx, permit.round, _approval(tx, permit)[0])
    return given


def approve_report(tx: Tx, round_id: UUID, given: PasswordGiven, version: int, *, by: Person, now: datetime) -> str:
    """Step 7: password again; number, date, frozen figures, PDF and its hash, all at once. Returns the number."""
    permit = require_in_round(tx, Action.APPROVE_REPORT, by, now, round_id, version=version)
    require_password(tx, given, by=permit.by, now=now)
    report = signoff_sql.report_of(tx, round_id)
    if report is None:
        raise NotFound("There is no draft report for this round yet.")
    approval, sequence = _approval(tx, permit)
    issue = issue_of(tx, permit.round, approval)
    hashes = sha256(issue.frozen.encode()).hexdigest(), sha256(issue.pdf).hexdigest()
    number, dated, acting_as = approval.number, approval.dated, approval.acting_as
    kept = Report(round_id, report.sections, number, dated, permit.by.id, acting_as, *hashes, issue.frozen, now)
    rounds_sql.keep_approved(tx, round_id, now)
    signoff_sql.keep_approval(tx, kept, sequence)
    signoff_sql.keep_document(tx, round_id, issue.pdf)
    rounds_sql.move(tx, round_id, Stage.APPROVED)
    record(
        tx,
        permit,
        subject=f"{number} data {hashes[0]} file {hashes[1]}",
        was=permit.round.stage,
        became=Stage.APPROVED,
    )
    return number


def _approval(tx: Tx, permit: RoundPermit) -> tuple[Approval, int]:
    """What this person's approval gives the report now: the next number of the year (also as a bare one), the day."""
    by, dated = permit.by, local_day(permit.now, text(tx, "office_zone"))
    sequence = signoff_sql.last_sequence(tx, dated.year) + 1
    number = f"LAP-{sequence}/{text(tx, 'unit_code')}/{dated.year}"
    return Approval(number, dated, by.name, by.job_title, by.staff_number, permit.acting_as), sequence


def draft_pdf(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> bytes:
    """The report as it stands, marked KONSEP, without number."""
    permit = require_in_round(tx, Action.SEE_DRAFT_REPORT, by, now, round_id)
    return report_pdf(round_report(tx, permit.round), language_of(tx, RECORD_LANGUAGE), None)


def issued_pdf(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> bytes:
    """The approved report's bytes, exactly as hashed; the download is recorded."""
    permit = require_in_round(tx, Action.SEE_REPORT, by, now, round_id)
    content = signoff_sql.document_of(tx, round_id)
    if content is None:
        raise NotFound("There is no approved report for this round.")
    record(tx, permit, subject="PDF", wakes=False)
    return content


def issued_report(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> Report | None:
    """Number, date and hashes of the approved report; None while it is not approved."""
    require_in_round(tx, Action.SEE_REPORT, by, now, round_id)
    return signoff_sql.report_of(tx, round_id)


def archive_round(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> None:
    """Step 8: the result is archived, its interpretations enter the register, and the trends get what it adds."""
    permit = require_in_round(tx, Action.ARCHIVE_ROUND, by, now, round_id)
    report = signoff_sql.report_of(tx, round_id)
    if report is None or report.dated is None:
        raise NotFound("There is no approved report for this round.")
    card_code = card_of(tx, permit.round.card_id).code
    entered = set()
    for agreed in discussion_sql.consensus_of_round(tx, round_id):
        said = (agreed.criterion, agreed.interpretation)
        if agreed.interpretation and said not in entered:
            entered.add(said)
            made = (card_code, *said, round_id, permit.round.title, report.number)
            entry = Interpretation(uuid4(), *made, local_day(now, text(tx, "office_zone")), None, None)
            signoff_sql.insert_interpretation(tx, entry, agreed.recording_id)
    rounds_sql.keep_archived(tx, round_id, now)
    roll_up(tx, permit.round)
    move_round(tx, permit, Stage.ARCHIVED)


def close_round(tx: Tx, round_id: UUID, *, by: Person, now: datetime) -> None:
    """Step 9: the process is finished."""
    permit = require_in_round(tx, Action.CLOSE_ROUND, by, now, round_id)
    move_round(tx, permit, Stage.DONE)


def register_of_interpretations(tx: Tx, *, by: Person, now: datetime) -> list[Interpretation]:
    """The whole register, newest first, replaced entries too."""
    require(tx, Action.SEE_REGISTER, by, now)
    return signoff_sql.interpretations(tx)


def replace_interpretations(
    tx: Tx, round_id: UUID, kept_id: UUID, replaced_ids: Collection[UUID], *, by: Person, now: datetime
) -> None:
    """While archiving, the Supervisor says which earlier interpretations a new one takes the place of."""
    permit = require_in_round(tx, Action.CLOSE_ROUND, by, now, round_id)
    known = {entry.id: entry for entry in signoff_sql.interpretations(tx)}
    kept = known.get(kept_id)
    if kept is None or kept.round_id != round_id:
        raise NotFound("There is no such interpretation from this round.")
    for old_id in replaced_ids:
        old = known.get(old_id)
        if old is None or (old.card_code, old.criterion) != (kept.card_code, kept.criterion) or old_id == kept_id:
            raise Invalid("Only an earlier interpretation of the same criterion can be replaced.")
        if old.replaced_by:
            raise SomeoneWasFirst("The interpretation “{sentence}” has been replaced already.", sentence=old.text)
        signoff_sql.replace_interpretation(tx, old_id, kept_id, local_day(now, text(tx, "office_zone")))
    record(tx, permit, subject=kept.criterion, became=kept.text)
