"""An expert outside the panel: scores alone, locks before the reveal, and is never mixed with the assessors."""

import csv
import subprocess
from dataclasses import replace
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest

from core.cards import cards_to_choose
from core.cells import cells_of
from core.codes import Cause, Role, Stage, Strength
from core.consensus import rule_cell, settle_cell
from core.desk import waiting_for
from core.discussion import change_after_value, confirm_result, mark_present, meeting, reveal_scores
from core.errors import Invalid, NotAllowed, NotFound, StepNotReady
from core.facts import progress_of
from core.issued import scores_csv
from core.language import Language
from core.model import Note
from core.report import canonical_json, draft_report_of, from_json
from core.report_words import expert_sentences, summary_rows
from core.round_report import RoundReport
from core.rounds import excuse_assessor, go_back, plan_round, reassign_round
from core.samples import bring_recordings, recordings_of
from core.scorecard import Answer
from core.scoring import lock_sheet, own_sheets
from core.signoff import draft_pdf
from core.spreadsheet import scores_seen_csv
from core.store import rounds_sql, scoring_sql
from tests.round_at import Office, appointments, notes, round_at, sample, scoring_office, with_expert


def _lock_all(office: Office, *names: str, **heard: Note) -> None:
    """Everything with the best answers; what is `heard` otherwise only on the first recording."""
    for name in names:
        for n, recording in enumerate(office.ask(recordings_of, office.people[name], office.round_id)):
            given = notes(office.card(), {} if n else heard)
            office.do(lock_sheet, office.people[name], office.round_id, recording.id, given)


def _plan(office: Office, expert: UUID | None, *, observers: tuple[UUID, ...] = ()) -> None:
    card = next(c for c in office.store.read(cards_to_choose) if c.code == "KP-TEL")
    panel = [office.assessor_1.id, office.assessor_2.id]
    plan = (office.round_id, card.id, panel, list(observers), appointments(), office.version(), expert)
    office.do(plan_round, office.supervisor, *plan)


def test_the_expert_stands_outside_the_panel_and_leads_nothing() -> None:
    office = round_at(Stage.SCHEDULING, crew=with_expert)
    both = office.hire("both", "Sri Rahayu", Role.SUPERVISOR, Role.ASSESSOR)
    with pytest.raises(Invalid, match="outside the panel"):
        _plan(office, office.assessor_1.id)
    with pytest.raises(Invalid, match="outside the panel"):
        _plan(office, office.expert.id, observers=(office.expert.id,))
    with pytest.raises(Invalid, match="not available"):
        _plan(office, office.head.id)
    office.do(reassign_round, office.head, office.round_id, both.id, "Cuti.")
    office.people["supervisor"] = both
    with pytest.raises(Invalid, match="Sri Rahayu leads this round"):
        _plan(office, both.id)


def test_whoever_scores_as_expert_never_becomes_the_rounds_supervisor() -> None:
    office = round_at(Stage.SCHEDULING)
    both = office.hire("both", "Sri Rahayu", Role.SUPERVISOR, Role.ASSESSOR)
    _plan(office, both.id)
    with pytest.raises(Invalid, match="Sri Rahayu scores in this round"):
        office.do(reassign_round, office.head, office.round_id, both.id, "Cuti.")


def test_the_reveal_waits_for_the_expert_as_for_everybody_else() -> None:
    office = round_at(Stage.SCORING, crew=with_expert)
    _lock_all(office, "assessor_1", "assessor_2")
    with pytest.raises(StepNotReady) as refusal:
        office.do(reveal_scores, office.supervisor, office.round_id)
    assert [reason.english() for reason in refusal.value.reasons] == ["Ratih Kusuma has locked 0 of 4 recordings."]
    waits = office.ask(waiting_for, office.expert).waiting
    assert [entry.round.id for entry in waits] == [office.round_id]
    assert not office.ask(waiting_for, office.assessor_1).waiting
    _lock_all(office, "expert")
    office.do(reveal_scores, office.supervisor, office.round_id)
    assert office.stage() is Stage.DISCUSSING


def test_without_the_expert_who_drops_out_the_round_goes_on() -> None:
    office = round_at(Stage.SCORING, crew=with_expert)
    _lock_all(office, "assessor_1", "assessor_2")
    office.do(excuse_assessor, office.supervisor, office.round_id, office.expert.id, "Sakit.")
    office.do(reveal_scores, office.supervisor, office.round_id)
    assert all(cell.expert is None for cell in office.ask(meeting, office.supervisor, office.round_id).cells)


def test_after_the_reveal_there_is_nothing_to_excuse_the_expert_from() -> None:
    office = round_at(Stage.DISCUSSING, crew=with_expert)
    with pytest.raises(NotFound, match="does not score in this round"):
        office.do(excuse_assessor, office.supervisor, office.round_id, office.expert.id, "Sakit.")


def test_an_expert_who_has_locked_something_stays_the_expert() -> None:
    office = round_at(Stage.SCORING, crew=with_expert)
    first = office.ask(recordings_of, office.expert, office.round_id)[0]
    office.do(lock_sheet, office.expert, office.round_id, first.id, notes(office.card()))
    for _ in range(2):
        office.do(go_back, office.supervisor, office.round_id, "Jadwal diubah.")
    with pytest.raises(Invalid, match="Ratih Kusuma has brought recordings or locked"):
        _plan(office, None)
    _plan(office, office.expert.id)


def test_the_expert_brings_no_recording_changes_no_value_and_confirms_nothing() -> None:
    office = round_at(Stage.SAMPLING, crew=with_expert)
    with pytest.raises(NotAllowed):
        office.do(bring_recordings, office.expert, office.round_id, [sample("990001")])
    office = round_at(Stage.DISCUSSING, crew=with_expert)
    first = office.ask(recordings_of, office.expert, office.round_id)[0]
    with pytest.raises(NotAllowed):
        office.do(change_after_value, office.expert, office.round_id, first.id, "C2", Answer(3))
    with pytest.raises(NotAllowed):
        office.do(confirm_result, office.expert, office.round_id)


def test_the_result_is_handed_over_without_the_experts_confirmation() -> None:
    office = round_at(Stage.HANDED_OVER, crew=with_expert)
    members = office.ask(progress_of, office.supervisor, office.round_id).members
    assert [member.confirmed is not None for member in members] == [True, True, False]


def test_the_experts_scores_are_no_first_scores_of_the_panel() -> None:
    """The same round with and without an expert gives the assessors the same cells, kinds and points at stake."""
    with_one, without = round_at(Stage.DISCUSSING, crew=with_expert), round_at(Stage.DISCUSSING)
    told = []
    for office in (with_one, without):
        round_ = office.store.read(lambda tx, o=office: rounds_sql.round_by_id(tx, o.round_id))
        cells = office.store.read(lambda tx, r=round_: cells_of(tx, r))
        told.append([(c.criterion.code, len(c.first), c.kind, c.is_in_tolerance, c.at_stake) for c in cells])
    assert told[0] == told[1]
    mine = with_one.ask(own_sheets, with_one.expert, with_one.round_id)
    assert [sheet.notes["C2"].answer.value for sheet in mine] == [4, 5, 5, 5]


def test_where_all_agree_and_the_expert_differs_the_point_is_discussed_after_the_panels_own() -> None:
    office = round_at(Stage.DISCUSSING, crew=with_expert)
    talk = office.ask(meeting, office.supervisor, office.round_id)
    assert [cell.criterion.code for cell in talk.agenda] == ["B1", "C2", "A1", "A2"]
    last = talk.agenda[-1]
    assert (last.is_for_expert, last.must_be_discussed, last.consensus, last.at_stake) == (True, True, None, 0.0)
    equal = next(cell for cell in talk.cells if cell.expert_kind == "none")
    assert equal.consensus
    assert equal.consensus.strength is Strength.UNANIMOUS


@pytest.fixture(scope="module")
def of_one_mind() -> Office:
    """Revealed: the panel gave the best answers everywhere, and the expert others on four points of one recording."""
    office = round_at(Stage.SCORING, crew=with_expert)
    _lock_all(office, "assessor_1", "assessor_2")
    unproven, not_applicable = Note(Answer(0), "Data dibuka.", 12_000), Note(Answer(is_na=True), "Tidak ada.")
    _lock_all(office, "expert", A2=Note(Answer(1)), B1=unproven, C2=Note(Answer(4)), C4=not_applicable)
    office.do(reveal_scores, office.supervisor, office.round_id)
    return office


def test_points_of_the_expert_come_as_the_panels_fatal_then_applicability_then_points(of_one_mind: Office) -> None:
    agenda = of_one_mind.ask(meeting, of_one_mind.supervisor, of_one_mind.round_id).agenda
    assert [cell.criterion.code for cell in agenda] == ["B1", "C4", "A2", "C2"]


def test_an_expert_within_tolerance_takes_nothing_from_what_all_assessors_agree_on(of_one_mind: Office) -> None:
    near = of_one_mind.ask(meeting, of_one_mind.supervisor, of_one_mind.round_id).agenda[-1]
    assert (near.must_be_discussed, near.agreed) == (False, Answer(5))
    assert near.consensus
    assert near.consensus.strength is Strength.UNANIMOUS


def test_a_point_on_which_only_the_expert_differs_is_settled_and_not_ruled() -> None:
    office = round_at(Stage.DISCUSSING, crew=with_expert)
    cell = office.ask(meeting, office.supervisor, office.round_id).agenda[-1]
    place = (office.round_id, cell.recording_id, cell.criterion.code)
    agreed = (Answer(1), "Nama baru ditanyakan di akhir.", "Nama ditanyakan di awal.", Cause.MISSED_EVIDENCE)
    with pytest.raises(Invalid, match="stand by the same value"):
        office.do(rule_cell, office.supervisor, *place, *agreed)
    office.do(settle_cell, office.supervisor, *place, *agreed)
    closed = office.ask(meeting, office.supervisor, office.round_id).cell(*place[1:])
    assert closed
    assert closed.agreed == Answer(1)


def test_the_confirmation_waits_for_the_points_of_the_expert() -> None:
    office = round_at(Stage.DISCUSSING, crew=with_expert)
    talk = office.ask(meeting, office.supervisor, office.round_id)
    office.do(mark_present, office.supervisor, office.round_id, {office.assessor_1.id, office.assessor_2.id})
    for cell in talk.agenda[:-1]:
        place = (office.round_id, cell.recording_id, cell.criterion.code)
        best = Answer(cell.criterion.scale.values[0])
        office.do(settle_cell, office.supervisor, *place, best, "Bukti.", "Penafsiran.", Cause.SLIP)
    with pytest.raises(StepNotReady) as refusal:
        office.do(confirm_result, office.assessor_1, office.round_id)
    assert "1 differences out of tolerance" in refusal.value.reasons[0].english()


def test_a_round_without_an_expert_knows_none() -> None:
    office = scoring_office(locked_by=("assessor_1", "assessor_2"))
    office.do(reveal_scores, office.supervisor, office.round_id)
    assert office.ask(meeting, office.supervisor, office.round_id).expert is None
    assert not office.store.read(
        lambda tx: [s for s in scoring_sql.scores_seen_by(tx, office.head.id, office.round_id) if s.phase == "expert"]
    )


def test_in_the_table_of_scores_only_assessors_have_a_number() -> None:
    office = round_at(Stage.DISCUSSING, crew=with_expert)
    table = office.do(scores_seen_csv, office.supervisor, office.round_id).decode("utf-8-sig").splitlines()
    told = {tuple(line.split(";")[1:3]) for line in table[1:]}
    panel = {("1", office.assessor_1.name), ("2", office.assessor_2.name)}
    assert told == panel | {("", "Ratih Kusuma")}


# The report


@pytest.fixture(scope="module")
def report() -> RoundReport:
    office = round_at(Stage.AWAITING_APPROVAL, crew=with_expert)
    return office.ask(draft_report_of, office.head, office.round_id)


def test_the_report_compares_the_assessors_with_the_expert_and_counts_the_expert_nowhere(report: RoundReport) -> None:
    """On the first recording C2 (weight 8) was 5, 2 and expert 4 of 1 to 5; A2 (3) met, met and expert partly met."""
    without = round_at(Stage.AWAITING_APPROVAL)
    plain = without.ask(draft_report_of, without.head, without.round_id).figures
    assert replace(report.figures, expert=None, from_agreed=None) == replace(plain, expert=None, from_agreed=None)
    found, weights = report.figures.expert, {c.code: c.weight for c in report.card.criteria}
    assert found
    apart = {"C2": weights["C2"] * (0.25 + 0.5), "A2": weights["A2"] * 2 * 0.5, "A1": weights["A1"] * 0.5}
    apart["B1"] = weights["B1"] * 1.0
    points = {code: 100 * gap / (2 * 4 * 100) for code, gap in apart.items()}
    assert {code: dispute for code, dispute in found.disputes.items() if dispute} == pytest.approx(points)
    assert next(iter(found.disputes)) == max(points, key=lambda code: points[code])
    assert found.agreement.value == pytest.approx(1 - sum(points.values()) / 100)
    assert (found.recordings, found.against, found.cells) == (4, 2, 4 * len(weights))
    assert (found.fatal_conflicts, found.applicability_conflicts) == (1, 0)


def test_the_report_says_who_the_expert_is_and_where_the_assessors_lay_furthest_away(report: RoundReport) -> None:
    t = Language("en")
    said = expert_sentences(report, t)
    assert said[0].startswith("Ratih Kusuma scored as an expert outside the panel")
    assert "4 of 4 recordings" in said[0]
    assert said[1].startswith("Furthest from the expert, in points of 100 of the card: ")
    rows = dict(tuple(row) for row in summary_rows(report, t))
    assert rows["Criteria on which what was agreed is not the expert's value"] == "2 of 80"
    assert "Points in dispute with the expert (of 100)" in rows


def test_the_experts_scores_stand_in_the_frozen_report_and_come_back_from_it(report: RoundReport) -> None:
    assert from_json(canonical_json(report)) == report
    assert [own.recording for own in report.expert_totals] == [1, 2, 3, 4]
    point = next(cell for cell in report.cells if (cell.recording, cell.criterion) == (1, "A2"))
    assert (point.differs, point.expert and point.expert.answer) == (False, Answer(1))


def test_what_only_the_expert_would_zero_or_take_out_is_counted(of_one_mind: Office) -> None:
    found = of_one_mind.ask(draft_report_of, of_one_mind.head, of_one_mind.round_id)
    told = dict(tuple(row) for row in summary_rows(found, Language("en")))
    assert told["Recordings that an assessor would zero and the expert would not, or the other way round"] == "1 of 4"
    assert told["Differences in applicability from the expert"] == "1"
    assert told["Recordings that one of us would zero and another would not"] == "0 of 4"


def test_what_an_expert_locked_before_dropping_out_is_discussed_and_compared() -> None:
    office = round_at(Stage.SCORING, crew=with_expert)
    _lock_all(office, "assessor_1", "assessor_2")
    first = office.ask(recordings_of, office.expert, office.round_id)[0]
    heard = notes(office.card(), {"A2": Note(Answer(1))})
    office.do(lock_sheet, office.expert, office.round_id, first.id, heard)
    office.do(excuse_assessor, office.supervisor, office.round_id, office.expert.id, "Sakit.")
    office.do(reveal_scores, office.supervisor, office.round_id)
    agenda = office.ask(meeting, office.supervisor, office.round_id).agenda
    assert [(cell.recording_id, cell.criterion.code) for cell in agenda] == [(first.id, "A2")]
    found = office.ask(draft_report_of, office.head, office.round_id)
    assert "1 of 4 recordings" in expert_sentences(found, Language("en"))[0]


def test_an_expert_who_dropped_out_is_named_and_nothing_is_compared() -> None:
    office = round_at(Stage.SCORING, crew=with_expert)
    _lock_all(office, "assessor_1", "assessor_2")
    office.do(excuse_assessor, office.supervisor, office.round_id, office.expert.id, "Sakit.")
    office.do(reveal_scores, office.supervisor, office.round_id)
    found = office.ask(draft_report_of, office.head, office.round_id)
    assert found.figures.expert is None
    assert found.expert
    assert found.expert.excused_reason == "Sakit."
    assert expert_sentences(found, Language("en"))[0].endswith("so nothing is compared.")


def test_the_pdf_shows_the_expert_among_participants_answers_and_totals(tmp_path: Path) -> None:
    office = round_at(Stage.AWAITING_APPROVAL, crew=with_expert)
    file = tmp_path / "report.pdf"
    file.write_bytes(office.ask(draft_pdf, office.head, office.round_id))
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
    assert "Ratih Kusuma menilai sebagai pakar" in " ".join(text.split())
    assert "Pakar: 4" in text
    assert text.count("Pakar") >= 4
    assert text.count("(pakar berbeda)") == 1


def test_the_table_of_an_approved_report_carries_what_the_expert_wrote() -> None:
    office = round_at(Stage.APPROVED, crew=with_expert)
    table = office.do(scores_csv, office.head, office.round_id).decode("utf-8-sig")
    rows = list(csv.DictReader(StringIO(table), delimiter=";"))
    told = {
        (row["Nilai pakar"], row["Catatan pakar"], row["Penanda waktu pakar"])
        for row in rows
        if row["Kriteria"] == "C2"
    }
    assert told == {("4", "Keterangan kedua tidak ditanyakan.", "0:40"), ("5", "", "")}
