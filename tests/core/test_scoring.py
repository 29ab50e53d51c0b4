"""Scoring alone: a draft may be half done, a lock is complete and final, and after the reveal nothing changes."""

from dataclasses import replace
from uuid import UUID

import pytest

from core.audit import audit_of_round
from core.codes import Phase, Stage
from core.discussion import change_after_value, meeting, reveal_scores
from core.errors import Invalid, NotFound, StepNotReady
from core.facts import progress_of
from core.model import Note, Score
from core.rounds import excuse_assessor
from core.samples import recordings_of, replace_recording
from core.scorecard import Answer
from core.scoring import (
    OwnSheet,
    flag_recording,
    lock_sheet,
    own_sheets,
    reopen_sheet,
    save_draft,
    unflag_recording,
)
from core.store import scoring_sql
from tests.round_at import START, Office, notes, round_at


def _first(office: Office) -> UUID:
    return office.ask(recordings_of, office.supervisor, office.round_id)[0].id


def _sheet(office: Office, who: str = "assessor_1") -> OwnSheet:
    return office.ask(own_sheets, office.people[who], office.round_id)[0]


def _lock(office: Office, who: str = "assessor_1", **changed: Note) -> None:
    office.do(lock_sheet, office.people[who], office.round_id, _first(office), notes(office.card(), changed))


def _scores(office: Office, who: str = "assessor_1") -> list[Score]:
    person = office.people[who]
    return office.store.read(lambda tx: scoring_sql.scores_seen_by(tx, person.id, office.round_id))


def test_a_draft_keeps_half_done_answers_and_drops_what_the_card_does_not_know() -> None:
    office = round_at(Stage.SCORING)
    given = {"C2": Note(Answer(4), "tunggu", 5_000), "A1": Note(comment="hanya catatan"), "Z9": Note(Answer(1))}
    office.do(save_draft, office.assessor_1, office.round_id, _first(office), given)
    sheet = _sheet(office)
    assert sheet.notes == {"C2": Note(Answer(4), "tunggu", 5_000), "A1": Note(comment="hanya catatan")}
    assert sheet.totals
    assert len(sheet.missing) == 19


def test_a_draft_changes_only_what_has_changed_so_that_two_tabs_lose_nothing() -> None:
    office = round_at(Stage.SCORING)
    for changed in ({"C2": Note(Answer(4)), "A1": Note(Answer(2))}, {"A2": Note(Answer(0))}, {"A1": Note()}):
        office.do(save_draft, office.assessor_1, office.round_id, _first(office), changed)
    assert _sheet(office).notes == {"C2": Note(Answer(4)), "A2": Note(Answer(0))}


def test_a_draft_takes_no_value_that_is_not_on_the_scale() -> None:
    office = round_at(Stage.SCORING)
    with pytest.raises(Invalid, match="99 is not on its scale"):
        office.do(save_draft, office.assessor_1, office.round_id, _first(office), {"C2": Note(Answer(99))})
    assert _sheet(office).notes == {}


def test_a_lock_is_refused_with_everything_that_is_missing() -> None:
    office = round_at(Stage.SCORING)
    card = office.card()
    with pytest.raises(StepNotReady) as refusal:
        office.do(lock_sheet, office.assessor_1, office.round_id, _first(office), {})
    assert len(refusal.value.reasons) == len(card.criteria)
    wrong = notes(card, {"B1": Note(Answer(0)), "C2": Note(Answer(1)), "A1": Note(Answer(7))})
    del wrong["D1"]
    with pytest.raises(StepNotReady) as refusal:
        office.do(lock_sheet, office.assessor_1, office.round_id, _first(office), wrong)
    said = " ".join(reason.english() for reason in refusal.value.reasons)
    for fault in (
        "A1: 7 is not on its scale",
        "B1: describe the evidence of the fatal error",
        "B1: set a time mark",
        "C2: a low score needs a comment",
        "D1 has no answer yet",
    ):
        assert fault in said
    assert _scores(office) == []


def test_too_little_that_applies_is_for_the_supervisor_not_for_a_score() -> None:
    office = round_at(Stage.SCORING)
    card = office.card()
    nothing = {c.code: Note(Answer(is_na=True), "Tidak terjadi.") for c in card.criteria if c.na_allowed}
    weight = sum(c.weight for c in card.criteria if not c.na_allowed)
    assert weight < card.min_applicable_weight, "the card allows so much N/A that this can happen"
    with pytest.raises(Invalid, match="Less than 60 points of the card apply"):
        office.do(lock_sheet, office.assessor_1, office.round_id, _first(office), notes(card, nothing))


def test_a_lock_keeps_all_answers_at_once_masks_the_comments_and_ends_the_draft() -> None:
    office = round_at(Stage.SCORING)
    office.do(save_draft, office.assessor_1, office.round_id, _first(office), {"C2": Note(Answer(3))})
    _lock(office, C2=Note(Answer(2), " NIK 3174051203900001 disebut. ", 1_000))
    assert len(_scores(office)) == len(office.card().criteria)
    assert _sheet(office).notes["C2"] == Note(Answer(2), "NIK [NIK] disebut.", 1_000)
    assert office.store.read(lambda tx: tx.all("SELECT * FROM draft")) == []


def test_a_lock_is_final_for_the_assessor() -> None:
    office = round_at(Stage.SCORING)
    _lock(office)
    for attempt in (
        lambda: _lock(office, C2=Note(Answer(4))),
        lambda: office.do(save_draft, office.assessor_1, office.round_id, _first(office), {"C2": Note(Answer(4))}),
        lambda: office.do(flag_recording, office.assessor_1, office.round_id, _first(office), "Ragu."),
    ):
        with pytest.raises(Invalid, match="Only the Supervisor can reopen it"):
            attempt()
    assert _sheet(office).notes["C2"].answer == Answer(5)


def test_a_reopened_sheet_is_the_old_draft_again_and_locks_anew() -> None:
    office = round_at(Stage.SCORING)
    _lock(office, C2=Note(Answer(2), "Terlambat.", 3_000))
    place = (office.round_id, _first(office), office.assessor_1.id)
    with pytest.raises(Invalid, match="Fill in: Reason"):
        office.do(reopen_sheet, office.supervisor, *place, "")
    office.do(reopen_sheet, office.supervisor, *place, "Salah ketik.")
    sheet = _sheet(office)
    assert (sheet.locked, sheet.reopened_reason, _scores(office)) == (None, "Salah ketik.", [])
    assert sheet.notes["C2"] == Note(Answer(2), "Terlambat.", 3_000)
    assert office.ask(progress_of, office.supervisor, office.round_id).locked == 0
    office.do(lock_sheet, office.assessor_1, *place[:2], {**sheet.notes, "C2": Note(Answer(3))})
    assert _sheet(office).notes["C2"].answer == Answer(3)
    row = office.ask(audit_of_round, office.supervisor, office.round_id, START, START.replace(year=2027))[1]
    assert (row.subject, row.was, row.became, row.reason) == ("R1, Anindya Putri", "", "", "Salah ketik.")


def test_only_a_locked_sheet_of_this_round_can_be_reopened() -> None:
    office = round_at(Stage.SCORING)
    place = (office.round_id, _first(office), office.assessor_1.id)
    with pytest.raises(NotFound):
        office.do(reopen_sheet, office.supervisor, *place, "Belum dikunci.")
    _lock(office)
    office.do(replace_recording, office.supervisor, _first(office), None, "Pendek.")
    with pytest.raises(NotFound):
        office.do(reopen_sheet, office.supervisor, *place, "Sudah diganti.")


def test_what_an_excused_assessor_locked_stays_and_counts() -> None:
    office = round_at(Stage.SCORING)
    _lock(office, "assessor_2", C2=Note(Answer(2), "Terlambat.", 3_000))
    office.do(excuse_assessor, office.supervisor, office.round_id, office.assessor_2.id, "Sakit.")
    with pytest.raises(Invalid, match="excused"):
        place = (office.round_id, _first(office), office.assessor_2.id)
        office.do(reopen_sheet, office.supervisor, *place, "Koreksi.")
    for recording in office.ask(recordings_of, office.assessor_1, office.round_id):
        office.do(lock_sheet, office.assessor_1, office.round_id, recording.id, notes(office.card()))
    office.do(reveal_scores, office.supervisor, office.round_id)
    cell = office.ask(meeting, office.supervisor, office.round_id).cell(_first(office), "C2")
    assert cell
    assert set(cell.first) == {office.assessor_1.id, office.assessor_2.id}


def test_a_flag_holds_up_the_reveal_until_it_is_taken_back_or_the_assessor_is_excused() -> None:
    office = round_at(Stage.SCORING)

    def waiting() -> bool:
        found = office.ask(progress_of, office.assessor_1, office.round_id).missing
        return any("reported as unusable" in message.english() for message in found)

    for who in ("assessor_1", "assessor_2"):
        office.do(flag_recording, office.people[who], office.round_id, _first(office), "Suara terputus.")
    assert waiting()
    office.do(unflag_recording, office.assessor_1, office.round_id, _first(office))
    assert waiting()
    office.do(excuse_assessor, office.supervisor, office.round_id, office.assessor_2.id, "Sakit.")
    assert not waiting()


def test_locking_takes_ones_own_flag_back() -> None:
    office = round_at(Stage.SCORING)
    office.do(flag_recording, office.assessor_1, office.round_id, _first(office), "Suara terputus.")
    _lock(office)
    assert _sheet(office).flag == ""


def test_first_scores_never_change_after_the_reveal() -> None:
    office = round_at(Stage.DISCUSSING)
    before = [score for score in _scores(office) if score.phase is Phase.FIRST]
    office.do(change_after_value, office.assessor_1, office.round_id, _first(office), "C2", Answer(3))
    for verb, arguments in (
        (lock_sheet, (office.assessor_1, notes(office.card()))),
        (save_draft, (office.assessor_1, {})),
        (reopen_sheet, (office.supervisor, office.assessor_1.id, "Alasan.")),
        (replace_recording, (office.supervisor, None, "Alasan.")),
    ):
        by, *rest = arguments
        place = () if verb is replace_recording else (office.round_id,)
        with pytest.raises(StepNotReady):
            office.do(verb, by, *place, _first(office), *rest)
    assert [score for score in _scores(office) if score.phase is Phase.FIRST] == before
    assert [(s.criterion, s.note.answer) for s in _scores(office) if s.phase is Phase.AFTER] == [("C2", Answer(3))]


def test_an_assessor_scores_only_recordings_of_the_own_round() -> None:
    office = round_at(Stage.SCORING)
    foreign = _first(office)
    round_at(Stage.SCORING, office)
    for attempt in (
        lambda: office.do(save_draft, office.assessor_1, office.round_id, foreign, {}),
        lambda: office.do(lock_sheet, office.assessor_1, office.round_id, foreign, notes(office.card())),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_a_written_round_asks_for_a_quotation_instead_of_a_time_mark() -> None:
    office = round_at(Stage.SCORING, card_code="KP-NTL")
    fatal = next(c for c in office.card().criteria if c.fatal_values)
    given = Note(Answer(min(fatal.fatal_values)), "Data dibuka.")
    with pytest.raises(StepNotReady, match="cannot be locked yet") as refusal:
        _lock(office, **{fatal.code: given})
    assert [r.english() for r in refusal.value.reasons] == [
        f"Criterion {fatal.code}: quote the message that shows the fatal error."
    ]
    _lock(office, **{fatal.code: replace(given, quote="Agen: NPWP Bapak …")})
    assert _sheet(office).locked
