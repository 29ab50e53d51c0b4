"""Report, approval and archive: one act gives number, date, frozen figures, file and hash, or nothing at all."""

from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from uuid import UUID, uuid4

import pytest
from pypdfium2 import PdfDocument

from core import report_issue
from core.audit import audit_of_round
from core.codes import Cause, Role, Stage
from core.consensus import settle_cell
from core.discussion import confirm_result, meeting
from core.errors import Invalid, NotAllowed, NotFound, SomeoneWasFirst, StepNotReady
from core.office import change_setting
from core.outcomes import Interpretation, Report
from core.people import name_substitute
from core.report import canonical_json, draft_report_of, from_json
from core.report_texts import OPENING_TEXTS, SECTIONS
from core.rounds import go_back
from core.scoring import interpretations_beside
from core.signoff import (
    approve_report,
    archive_round,
    close_round,
    issued_pdf,
    issued_report,
    prepare_approval,
    register_of_interpretations,
    replace_interpretations,
    report_draft,
    save_report,
    submit_report,
)
from core.store import people_sql, roll_up_sql, signoff_sql
from tests.round_at import PASSWORD, START, Office, approve, round_at

FULL = {name: f"Isi {name}." for name in SECTIONS}


def _report(office: Office) -> Report:
    found = office.ask(issued_report, office.head, office.round_id)
    assert found
    return found


def _register(office: Office) -> list[Interpretation]:
    return office.ask(register_of_interpretations, office.assessor_1)


def test_the_draft_opens_with_the_offices_texts_and_keeps_what_is_written() -> None:
    office = round_at(Stage.HANDED_OVER)
    opening = office.ask(report_draft, office.supervisor, office.round_id)
    assert list(opening) == list(SECTIONS)
    assert opening["general"] == OPENING_TEXTS["general"]
    assert "PMK.01/2012" in opening["basis"]
    office.do(save_report, office.supervisor, office.round_id, {"findings": " Temuan. "}, office.version())
    assert office.stage() is Stage.DRAFTING_REPORT
    kept = office.ask(report_draft, office.head, office.round_id)
    assert (kept["findings"], kept["general"]) == ("Temuan.", "")


def test_personal_numbers_do_not_get_into_the_report() -> None:
    office = round_at(Stage.HANDED_OVER)
    told = {"findings": "NIK 3174051203900001 disebut.", "basis": "184/PMK.01/2010"}
    office.do(save_report, office.supervisor, office.round_id, told, office.version())
    kept = office.ask(report_draft, office.head, office.round_id)
    assert (kept["findings"], kept["basis"]) == ("NIK [NIK] disebut.", "184/PMK.01/2010")


def test_a_draft_with_an_empty_section_is_not_submitted() -> None:
    office = round_at(Stage.HANDED_OVER)
    with pytest.raises(Invalid, match="empty sections"):
        office.do(submit_report, office.supervisor, office.round_id)
    office.do(save_report, office.supervisor, office.round_id, {**FULL, "closing": "  "}, office.version())
    with pytest.raises(Invalid, match="empty sections"):
        office.do(submit_report, office.supervisor, office.round_id)
    office.do(save_report, office.supervisor, office.round_id, FULL, office.version())
    office.do(submit_report, office.supervisor, office.round_id)
    assert office.stage() is Stage.AWAITING_APPROVAL


def test_two_people_writing_the_same_draft_the_second_is_told_who_was_first() -> None:
    office = round_at(Stage.DRAFTING_REPORT)
    seen = office.version()
    office.do(save_report, office.supervisor, office.round_id, FULL, seen)
    with pytest.raises(SomeoneWasFirst, match=r"Laksmi Hartono, .*Write the draft report"):
        office.do(save_report, office.supervisor, office.round_id, {}, seen)
    assert office.ask(report_draft, office.head, office.round_id) == FULL


def test_what_the_head_has_not_seen_is_not_approved() -> None:
    """The version the head looked at is approved, not one that came in between."""
    office = round_at(Stage.AWAITING_APPROVAL)
    given = office.ask(prepare_approval, office.head, office.round_id, PASSWORD)
    with pytest.raises(SomeoneWasFirst, match="Submit the draft report"):
        office.do(approve_report, office.head, office.round_id, given, office.version() - 1)
    assert office.stage() is Stage.AWAITING_APPROVAL


def test_a_submitted_draft_is_no_longer_written() -> None:
    office = round_at(Stage.AWAITING_APPROVAL)
    with pytest.raises(StepNotReady):
        office.do(save_report, office.supervisor, office.round_id, FULL, office.version())


def test_the_file_made_before_the_act_is_the_one_that_is_issued(monkeypatch: pytest.MonkeyPatch) -> None:
    office = round_at(Stage.AWAITING_APPROVAL)
    given = office.ask(prepare_approval, office.head, office.round_id, PASSWORD)
    monkeypatch.setattr(report_issue, "round_report", None)
    monkeypatch.setattr(report_issue, "report_pdf", None)
    office.do(approve_report, office.head, office.round_id, given, office.version())
    content = office.do(issued_pdf, office.head, office.round_id)
    assert _report(office).file_hash == sha256(content).hexdigest()


def test_what_moved_after_the_file_was_made_stands_in_the_file_that_is_issued() -> None:
    """Another report takes the number and the office its new address: the file says what is approved."""
    office = round_at(Stage.AWAITING_APPROVAL)
    early, round_id = office.ask(prepare_approval, office.head, office.round_id, PASSWORD), office.round_id
    round_at(Stage.APPROVED, office)
    office.round_id = round_id
    office.do(change_setting, office.administrator, "address", "Jalan Baru 7")
    number = office.do(approve_report, office.head, round_id, early, office.version())
    report, content = _report(office), office.do(issued_pdf, office.head, round_id)
    told = "\n".join(page.get_textpage().get_text_range() for page in PdfDocument(content))
    assert (number, report.number) == ("LAP-2/KLIP.4/2026",) * 2
    assert "LAP-2/KLIP.4/2026" in told and "Jalan Baru 7" in told and "Jalan Baru 7" in report.frozen
    assert report.file_hash == sha256(content).hexdigest()


def test_a_second_try_issues_what_is_true_by_then() -> None:
    office = round_at(Stage.AWAITING_APPROVAL)
    office.ask(prepare_approval, office.head, office.round_id, PASSWORD)
    office.do(change_setting, office.administrator, "address", "Jalan Baru 7")
    approve(office)
    assert "Jalan Baru 7" in _report(office).frozen


def test_a_wrong_password_approves_nothing() -> None:
    office = round_at(Stage.AWAITING_APPROVAL)
    for wrong in ("", "kalibrasi", PASSWORD.upper()):
        with pytest.raises(NotAllowed, match="password"):
            approve(office, password=wrong)
    assert office.stage() is Stage.AWAITING_APPROVAL
    assert office.store.read(lambda tx: tx.all("SELECT 1 FROM document")) == []


def test_approval_gives_number_date_frozen_figures_file_and_hash_in_one_act() -> None:
    office = round_at(Stage.AWAITING_APPROVAL)
    before = canonical_json(office.ask(draft_report_of, office.head, office.round_id))
    assert approve(office) == "LAP-1/KLIP.4/2026"
    report, pdf = _report(office), office.do(issued_pdf, office.assessor_1, office.round_id)
    assert (report.number, report.dated, report.approved_by) == (
        "LAP-1/KLIP.4/2026",
        date(2026, 2, 2),
        office.head.id,
    )
    assert report.file_hash == sha256(pdf).hexdigest()
    assert report.frozen == before, "numbers and texts are the same before and after"
    assert report.data_hash == sha256(report.frozen.encode()).hexdigest()
    assert canonical_json(from_json(report.frozen)) == report.frozen
    approval, download = office.ask(audit_of_round, office.head, office.round_id, START, START.replace(year=2027))[
        1::-1
    ]
    assert approval.subject == f"{report.number} data {report.data_hash} file {report.file_hash}"
    assert (download.person_name, download.action) == ("Anindya Putri", "see_report")


def test_numbers_run_on_within_a_year_of_the_offices_wall_and_begin_anew_in_the_next() -> None:
    office = round_at(Stage.APPROVED)
    round_at(Stage.AWAITING_APPROVAL, office)
    assert approve(office) == "LAP-2/KLIP.4/2026"
    round_at(Stage.AWAITING_APPROVAL, office)
    office.now = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)
    assert approve(office) == "LAP-1/KLIP.4/2027", "in Jakarta it is New Year already"


def test_the_second_of_two_who_approve_is_told_that_it_has_been_done() -> None:
    office = round_at(Stage.APPROVED)
    with pytest.raises(StepNotReady, match=r"at “Approved” \(Ningsih Wulandari, .*: Approve the report\)"):
        approve(office)


def test_a_substitute_approves_as_plh_and_the_report_says_so() -> None:
    office = round_at(Stage.AWAITING_APPROVAL)
    stand_in = office.hire("stand_in", "Bayu Pratama", Role.SUPERVISOR)
    day = office.now.date()
    office.do(name_substitute, office.head, office.head.id, stand_in.id, "Plh.", day, day)
    approve(office, by=stand_in)
    assert (_report(office).approved_by, _report(office).acting_as) == (stand_in.id, "Plh.")
    office.do(issued_pdf, stand_in, office.round_id)
    rows = office.ask(audit_of_round, office.head, office.round_id, START, START.replace(year=2027))
    assert [row.acting_as for row in rows[:2]] == ["Plh.", "Plh."]


def test_what_is_approved_is_never_opened_again() -> None:
    office = round_at(Stage.APPROVED)
    with pytest.raises(StepNotReady):
        office.do(go_back, office.supervisor, office.round_id, "Ada yang terlupa.")
    frozen = _report(office)
    office.store.write(lambda tx: people_sql.keep_details(tx, replace(office.head, name="Nama Baru")))
    assert _report(office) == frozen


def test_archiving_brings_the_interpretations_into_the_register_and_beside_the_next_round() -> None:
    office = round_at(Stage.APPROVED)
    assert _register(office) == []
    office.do(archive_round, office.supervisor, office.round_id)
    found = _register(office)
    assert {entry.criterion for entry in found} == {"A1", "B1", "C2"}
    assert {(entry.text, entry.report_number, entry.effective_from) for entry in found} == {
        ("Bila ragu, nilai penuh.", "LAP-1/KLIP.4/2026", date(2026, 2, 2))
    }
    round_at(Stage.SCORING, office)
    assert len(office.ask(interpretations_beside, office.assessor_1, office.round_id)) == 3
    other_card = round_at(Stage.SCORING, office, "KP-NTL")
    assert other_card.ask(interpretations_beside, office.assessor_1, office.round_id) == []


def _second_archived() -> tuple[Office, UUID, UUID]:
    """Two archived rounds, the second agreed otherwise on C2: (office, old entry, new entry)."""
    office = round_at(Stage.DONE)
    old = next(entry for entry in _register(office) if entry.criterion == "C2")
    round_at(Stage.HANDED_OVER, office)
    office.do(go_back, office.supervisor, office.round_id, "Penafsiran dipertajam.")
    place = (office.round_id, office.ask(meeting, office.supervisor, office.round_id).recordings[0].id, "C2")
    agreed = ("Didengar lagi.", "Nilai 4 bila digali.", Cause.VAGUE_DEFINITION)
    cell = office.ask(meeting, office.supervisor, office.round_id).cell(*place[1:])
    assert cell
    office.do(settle_cell, office.supervisor, *place, cell.first[office.assessor_1.id].answer, *agreed)
    for assessor in (office.assessor_1, office.assessor_2):
        office.do(confirm_result, assessor, office.round_id)
    office.do(save_report, office.supervisor, office.round_id, FULL, office.version())
    office.do(submit_report, office.supervisor, office.round_id)
    approve(office)
    office.do(archive_round, office.supervisor, office.round_id)
    new = next(entry for entry in _register(office) if entry.text == "Nilai 4 bila digali.")
    return office, old.id, new.id


def test_a_later_interpretation_replaces_an_earlier_one_and_both_stay_in_the_register() -> None:
    office, old, new = _second_archived()
    office.do(replace_interpretations, office.supervisor, office.round_id, new, [old])
    by_id = {entry.id: entry for entry in _register(office)}
    assert (by_id[old].replaced_by, by_id[old].replaced_on) == (new, date(2026, 2, 2))
    beside = {entry.id for entry in office.ask(interpretations_beside, office.assessor_1, office.round_id)}
    assert new in beside
    assert old not in beside
    with pytest.raises(SomeoneWasFirst, match="has been replaced already"):
        office.do(replace_interpretations, office.supervisor, office.round_id, new, [old])


def test_only_an_earlier_entry_of_the_same_criterion_is_replaced() -> None:
    office, old, new = _second_archived()
    other = next(entry.id for entry in _register(office) if entry.criterion == "A1")
    for wrong in (other, new, uuid4()):
        with pytest.raises(Invalid, match="Only an earlier interpretation of the same criterion"):
            office.do(replace_interpretations, office.supervisor, office.round_id, new, [wrong])
    with pytest.raises(NotFound):
        office.do(replace_interpretations, office.supervisor, office.round_id, old, [new])


def test_the_archive_is_closed_by_the_supervisor_and_nothing_moves_after_that() -> None:
    office = round_at(Stage.ARCHIVED)
    office.do(close_round, office.supervisor, office.round_id)
    with pytest.raises(StepNotReady):
        office.do(close_round, office.supervisor, office.round_id)
    assert office.stage() is Stage.DONE


def test_trends_get_the_frozen_figures_of_every_archived_round_and_of_no_other() -> None:
    office = round_at(Stage.DONE)
    archived = office.round_id
    round_at(Stage.APPROVED, office)
    (added,) = office.store.read(lambda tx: roll_up_sql.latest_rounds(tx, "", 2))
    report = office.store.read(lambda tx: signoff_sql.report_of(tx, archived))
    assert report and (added.id, added.figures) == (archived, from_json(report.frozen).figures)
