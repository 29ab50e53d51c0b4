"""One calibration round from assignment to archive, told once: the nine steps of the SOP and who sees what."""

from datetime import date

import pytest

from core.audit import audit_of_round
from core.cards import cards_to_choose
from core.codes import Cause, CellState, Phase, Relation, Stage, Strength
from core.consensus import settle_cell
from core.discussion import change_after_value, confirm_result, mark_present, meeting, point_at, reveal_scores
from core.errors import NotAllowed, NotFound, StepNotReady
from core.facts import progress_of
from core.model import Note
from core.report_texts import SECTIONS
from core.rounds import (
    accept_assignment,
    assign_round,
    begin_sampling,
    begin_scoring,
    plan_round,
    rounds_for,
)
from core.samples import bring_recordings, recordings_of
from core.scorecard import Answer
from core.scoring import interpretations_beside, lock_sheet, own_sheets, save_draft
from core.signoff import (
    approve_report,
    archive_round,
    close_round,
    issued_pdf,
    issued_report,
    prepare_approval,
    register_of_interpretations,
    report_draft,
    save_report,
    submit_report,
)
from core.store.scoring_sql import scores_seen_by
from tests.round_at import PASSWORD, appointments, new_office, notes, round_at, sample


def test_a_calibration_round_walks_the_nine_steps_of_the_sop() -> None:
    office = new_office()
    head, supervisor = office.head, office.supervisor
    first, second = office.assessor_1, office.assessor_2

    # 1. The head briefs and assigns; the supervisor accepts, and five working days begin.
    round_id = office.do(
        assign_round, head, "Kalibrasi Februari", "Februari 2026", supervisor.id, "Samakan penggalian."
    )
    office.round_id = round_id
    assert office.ask(progress_of, supervisor, round_id).turn is Relation.SUPERVISOR
    office.do(accept_assignment, supervisor, round_id)
    assert [round_.id for round_ in office.ask(rounds_for, head)] == [round_id]
    assert office.ask(progress_of, head, round_id).clock.deadline == date(2026, 2, 9)

    # 2. The supervisor picks card and assessors and sets the dates.
    card = next(c for c in office.store.read(cards_to_choose) if c.code == "KP-TEL")
    plan = (round_id, card.id, [first.id, second.id], [], appointments(), office.version())
    office.do(plan_round, supervisor, *plan)
    office.do(begin_sampling, supervisor, round_id)

    # 3. Each assessor brings a recording; the other does not read why it was chosen.
    for assessor, name in ((first, "8000100011"), (second, "8000100021")):
        office.do(bring_recordings, assessor, round_id, [sample(name)])
    assert [r.form.choosing_reason for r in office.ask(recordings_of, first, round_id)] == ["Alasan 8000100011", ""]
    office.do(begin_scoring, supervisor, round_id)

    # 4. Each scores every recording alone; a draft is kept, a lock is final, nobody sees another's score.
    one, two = (recording.id for recording in office.ask(recordings_of, first, round_id))
    office.do(save_draft, first, round_id, one, {"C2": Note(Answer(4))})
    assert office.ask(own_sheets, first, round_id)[0].notes["C2"].answer == Answer(4)
    scorecard = office.card()
    strict = {"C2": Note(Answer(2), "Keterangan penentu tidak ditanyakan.", 30_000)}
    office.do(lock_sheet, first, round_id, one, notes(scorecard))
    office.do(lock_sheet, first, round_id, two, notes(scorecard))
    office.do(lock_sheet, second, round_id, one, notes(scorecard, strict))
    with pytest.raises(StepNotReady) as early:
        office.do(reveal_scores, supervisor, round_id)
    assert "Fajar Nugroho has locked 1 of 2 recordings." in [reason.english() for reason in early.value.reasons]
    for viewer in (head, supervisor, office.administrator, first):
        seen = office.store.read(lambda tx, who=viewer: scores_seen_by(tx, who.id, round_id))
        assert {score.assessor_id for score in seen} <= {viewer.id}
    assert [m.english() for m in office.ask(progress_of, first, round_id).missing] == ["3 of 4 sheets are locked."]
    office.do(lock_sheet, second, round_id, two, notes(scorecard))

    # 5. Revealed at once; the one difference is discussed, agreed and confirmed by all who were present.
    office.do(reveal_scores, supervisor, round_id)
    talk = office.ask(meeting, second, round_id)
    assert [cell.criterion.code for cell in talk.cells if cell.must_be_discussed] == ["C2"]
    assert {c.consensus.strength for c in talk.cells if c.consensus} == {Strength.UNANIMOUS}
    office.do(point_at, supervisor, round_id, one, "C2")
    office.do(change_after_value, first, round_id, one, "C2", Answer(3))
    office.do(mark_present, supervisor, round_id, {first.id, second.id})
    with pytest.raises(StepNotReady):
        office.do(confirm_result, first, round_id)
    said = (Answer(3), "Pertanyaan penentu baru diajukan setelah menjawab.", "Nilai 3 bila digali terlambat.")
    office.do(settle_cell, supervisor, round_id, one, "C2", *said, Cause.VAGUE_DEFINITION)
    office.do(confirm_result, first, round_id)
    assert office.stage() is Stage.DISCUSSING
    office.do(confirm_result, second, round_id)
    assert office.stage() is Stage.HANDED_OVER
    cell = office.ask(meeting, head, round_id).cell(one, "C2")
    assert cell.consensus.state is CellState.SETTLED
    assert cell.first[first.id].answer == Answer(5)
    assert cell.after[first.id].answer == Answer(3)

    # 6. The supervisor writes and submits the draft.
    texts = office.ask(report_draft, supervisor, round_id)
    written = {name: texts[name] or f"Isi {name}." for name in SECTIONS}
    office.do(save_report, supervisor, round_id, written, office.version())
    office.do(submit_report, supervisor, round_id)

    # 7. The head approves with the password again; number, date and hash are given.
    wrong, given = (office.ask(prepare_approval, head, round_id, word) for word in ("bukan sandinya", PASSWORD))
    with pytest.raises(NotAllowed):
        office.do(approve_report, head, round_id, wrong, office.version())
    assert office.do(approve_report, head, round_id, given, office.version()) == "LAP-1/KLIP.4/2026"
    assert office.do(issued_pdf, first, round_id).startswith(b"%PDF-")
    assert len(office.ask(issued_report, first, round_id).file_hash) == 64

    # 8 and 9. Archived and closed; the interpretation guides the next round.
    office.do(archive_round, supervisor, round_id)
    office.do(close_round, supervisor, round_id)
    assert office.stage() is Stage.DONE
    entry = office.ask(register_of_interpretations, second)[0]
    assert (entry.criterion, entry.text) == ("C2", "Nilai 3 bila digali terlambat.")
    assert [e.id for e in office.ask(interpretations_beside, first, round_id)] == [entry.id]

    # The trail tells it all, and a stranger sees none of it.
    trail = office.ask(audit_of_round, head, round_id, office.now.replace(year=2020), office.now.replace(year=2030))
    assert trail[0].became == Stage.DONE
    with pytest.raises(NotFound):
        office.ask(progress_of, office.outsider, round_id)


@pytest.mark.parametrize("stage", [Stage.SCORING, Stage.DISCUSSING, Stage.DONE])
def test_any_stage_can_be_reached_with_the_verbs(stage: Stage) -> None:
    assert round_at(stage).stage() is stage


def test_a_written_round_scores_texts() -> None:
    office = round_at(Stage.HANDED_OVER, card_code="KP-NTL")
    assert all(recording.file.body for recording in office.ask(recordings_of, office.head, office.round_id))
    assert Phase.FIRST in {
        s.phase for s in office.store.read(lambda tx: scores_seen_by(tx, office.head.id, office.round_id))
    }
