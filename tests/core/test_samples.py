"""Bringing recordings: all or none, never the same sample twice, personal numbers masked, agents under an alias."""

from dataclasses import replace

import pytest

from core.codes import RecordingState, Stage
from core.discussion import reveal_scores
from core.errors import Invalid, NotFound, StepNotReady
from core.facts import progress_of
from core.model import Recording
from core.rounds import begin_scoring, go_back
from core.samples import (
    Sample,
    bring_recordings,
    masked_preview,
    record_play,
    recording_to_play,
    recordings_of,
    remove_recording,
    replace_recording,
    sound_kept,
)
from core.scoring import flag_recording, lock_sheet, own_sheets, save_draft, sheets_for_supervisor
from core.sounds_place import sounds
from core.store import samples_sql
from tests.round_at import Office, notes, round_at, sample


def _recordings(office: Office) -> list[Recording]:
    return office.ask(recordings_of, office.supervisor, office.round_id)


def _bring(office: Office, *samples: Sample, who: str = "assessor_1") -> list[str]:
    return [m.english() for m in office.do(bring_recordings, office.people[who], office.round_id, samples)]


def _of_agent(external_id: str, number: str) -> Sample:
    given = sample(external_id)
    return replace(given, form=replace(given.form, agent_number=number))


def test_an_import_is_all_or_none_and_names_every_fault() -> None:
    office = round_at(Stage.SAMPLING)
    _bring(office, sample("1001"))
    same_content = replace(sample("1004"), file=sample("1005").file)
    with pytest.raises(Invalid) as refusal:
        _bring(office, sample("1002"), sample("1002"), sample("1001"), same_content, sample("1005"))
    assert [problem.english() for problem in refusal.value.problems] == [
        "The id 1002 occurs 2 times.",
        "1002 has the same content as another file of this import.",
        "1002 has the same content as another file of this import.",
        "1004 has the same content as another file of this import.",
        "1005 has the same content as another file of this import.",
        "1001 is in this round already.",
    ]
    assert [r.form.external_id for r in _recordings(office)] == ["1001"]


@pytest.mark.parametrize("field", ["external_id", "choosing_reason"])
def test_a_sample_has_an_id_and_a_reason(field: str) -> None:
    office = round_at(Stage.SAMPLING)
    given = sample("1001")
    with pytest.raises(Invalid, match="Fill in"):
        _bring(office, replace(given, form=replace(given.form, **{field: "  "})))
    with pytest.raises(Invalid, match="at least one"):
        _bring(office)


def test_the_same_content_under_another_id_is_refused_in_the_round_and_warned_of_across_rounds() -> None:
    office = round_at(Stage.SAMPLING)
    _bring(office, sample("1001"))
    renamed = replace(sample("2002"), file=sample("1001").file)
    with pytest.raises(Invalid) as refusal:
        _bring(office, renamed, who="assessor_2")
    assert refusal.value.problems[0].english() == "2002 is in this round already."
    round_at(Stage.SAMPLING, office)
    assert _bring(office, sample("1001")) == ["1001 has been a sample in another round before."]


def test_a_round_of_sound_takes_no_text_and_a_round_of_texts_no_sound() -> None:
    office = round_at(Stage.SAMPLING)
    with pytest.raises(Invalid) as refusal:
        _bring(office, sample("1001", body="Agen: Selamat pagi."))
    assert refusal.value.problems[0].english() == "1001: this round scores sound. Choose a sound file."
    written = round_at(Stage.SAMPLING, card_code="KP-NTL")
    with pytest.raises(Invalid) as refusal:
        _bring(written, sample("1001"))
    assert refusal.value.problems[0].english() == "1001: this round scores written samples. Paste or choose a text."


def test_personal_numbers_are_masked_on_save_but_ids_and_staff_numbers_stay() -> None:
    office = round_at(Stage.SAMPLING, card_code="KP-NTL")
    given = sample("202602021405331234567890", body="WP: NIK saya 3174051203900001, telepon 0812-3456-7890.")
    told = "WP 3174051203900001 mengeluh; lihat rekaman 202602021405331234567890 agen 012345678"
    named = replace(given.file, file_name="0812-3456-7890.txt")
    _bring(office, replace(given, form=replace(given.form, choosing_reason=told), file=named))
    kept = _recordings(office)[0]
    assert kept.form.choosing_reason == "WP [NIK] mengeluh; lihat rekaman 202602021405331234567890 agen 012345678"
    assert kept.file.body == "WP: NIK saya [NIK], telepon [telepon]."
    assert kept.file.file_name == "[telepon].txt"
    preview = office.ask(masked_preview, office.assessor_1, office.round_id, "NIK 3174051203900001")
    assert preview.text == "NIK [NIK]"


def test_each_agent_has_one_alias_in_a_round_and_no_two_share_one() -> None:
    office = round_at(Stage.SAMPLING)
    _bring(office, _of_agent("1", "000000001"), _of_agent("2", "000000002"), _of_agent("3", "000000001"))
    assert [r.agent_alias for r in _recordings(office)] == ["Agen 1", "Agen 2", "Agen 1"]
    for recording in (_recordings(office)[0], _recordings(office)[2]):
        office.do(remove_recording, office.assessor_1, recording.id)
    _bring(office, _of_agent("4", "000000003"), _of_agent("5", ""), who="assessor_2")
    assert {r.form.agent_number: r.agent_alias for r in _recordings(office)} == {
        "000000002": "Agen 2",
        "000000003": "Agen 3",
        "": "Agen",
    }


def test_only_who_brought_a_recording_takes_it_back() -> None:
    office = round_at(Stage.SAMPLING)
    _bring(office, sample("1001"))
    with pytest.raises(NotFound):
        office.do(remove_recording, office.assessor_2, _recordings(office)[0].id)
    office.do(remove_recording, office.assessor_1, _recordings(office)[0].id)
    assert _recordings(office) == []
    assert _bring(office, sample("1001")) == []


def test_what_was_locked_or_taken_out_cannot_be_taken_back() -> None:
    office = round_at(Stage.SCORING)
    first, second, *_ = _recordings(office)
    office.do(lock_sheet, office.assessor_2, office.round_id, first.id, notes(office.card()))
    office.do(go_back, office.supervisor, office.round_id, "Sampel kurang.")
    with pytest.raises(Invalid, match="Scores of R1 are locked already"):
        office.do(remove_recording, office.assessor_1, first.id)
    office.do(replace_recording, office.supervisor, second.id, None, "Terlalu pendek.")
    with pytest.raises(NotFound):
        office.do(remove_recording, office.assessor_1, second.id)


def test_what_was_begun_on_a_recording_goes_when_it_is_taken_back() -> None:
    office = round_at(Stage.SCORING)
    first = _recordings(office)[0]
    office.do(save_draft, office.assessor_2, office.round_id, first.id, {"C2": notes(office.card())["C2"]})
    office.do(flag_recording, office.assessor_2, office.round_id, first.id, "Suara terputus.")
    office.do(go_back, office.supervisor, office.round_id, "Sampel kurang.")
    office.do(remove_recording, office.assessor_1, first.id)
    assert office.ask(sheets_for_supervisor, office.supervisor, office.round_id) == []
    left = office.store.read(lambda tx: tx.one("SELECT count(*) FROM draft"))
    assert left == (0,)


def test_replacing_reopens_only_the_sheets_of_that_recording() -> None:
    office = round_at(Stage.SCORING)
    card = office.card()
    for assessor in (office.assessor_1, office.assessor_2):
        for recording in _recordings(office)[:2]:
            office.do(lock_sheet, assessor, office.round_id, recording.id, notes(card))
    old = _recordings(office)[0]
    with pytest.raises(Invalid, match="Fill in: Reason"):
        office.do(replace_recording, office.supervisor, old.id, sample("9001"), " ")
    office.do(replace_recording, office.supervisor, old.id, sample("9001"), "Suara terputus.")
    now = {r.label: (r.state, r.brought_by == old.brought_by) for r in _recordings(office)}
    assert now["R1"] == (RecordingState.REPLACED, True)
    assert now["R5"] == (RecordingState.IN_ROUND, True)
    progress = office.ask(progress_of, office.supervisor, office.round_id)
    assert (progress.recordings, progress.locked, progress.due) == (4, 2, 8)
    mine = office.ask(own_sheets, office.assessor_1, office.round_id)
    assert [(s.recording.label, s.locked is not None) for s in mine] == [
        ("R2", True),
        ("R3", False),
        ("R4", False),
        ("R5", False),
    ]
    with pytest.raises(NotFound, match="taken out of the round already"):
        office.do(replace_recording, office.supervisor, old.id, None, "Lagi.")
    with pytest.raises(Invalid, match="has been replaced"):
        office.do(lock_sheet, office.assessor_1, office.round_id, old.id, notes(card))


def test_a_replaced_sample_may_come_back_under_its_id() -> None:
    office = round_at(Stage.SCORING)
    old = _recordings(office)[0]
    office.do(replace_recording, office.supervisor, old.id, sample(old.form.external_id), "Unggah ulang.")
    assert [r.form.external_id for r in _recordings(office)].count(old.form.external_id) == 2


def test_a_refused_replacement_leaves_the_old_recording_in_the_round() -> None:
    office = round_at(Stage.SCORING)
    first, second, *_ = _recordings(office)
    with pytest.raises(Invalid):
        office.do(replace_recording, office.supervisor, first.id, sample(second.form.external_id), "Ganti.")
    assert _recordings(office)[0].is_in_round


def test_dropping_lets_the_round_go_on_with_the_rest() -> None:
    office = round_at(Stage.SCORING)
    dropped = _recordings(office)[0]
    office.do(flag_recording, office.assessor_1, office.round_id, dropped.id, "Suara terputus, NIK 3174051203900001.")
    assert office.ask(sheets_for_supervisor, office.supervisor, office.round_id)[0].flag.endswith("NIK [NIK].")
    for assessor in (office.assessor_1, office.assessor_2):
        for recording in _recordings(office)[1:]:
            office.do(lock_sheet, assessor, office.round_id, recording.id, notes(office.card()))
    with pytest.raises(StepNotReady) as refusal:
        office.do(reveal_scores, office.supervisor, office.round_id)
    assert "1 recordings are reported as unusable and wait for the Supervisor." in [
        reason.english() for reason in refusal.value.reasons
    ]
    office.do(replace_recording, office.supervisor, dropped.id, None, "Suara terputus.")
    office.do(reveal_scores, office.supervisor, office.round_id)
    assert office.stage() is Stage.DISCUSSING


def test_a_round_without_any_recording_left_is_not_revealed() -> None:
    office = round_at(Stage.SCORING)
    for recording in _recordings(office):
        office.do(replace_recording, office.supervisor, recording.id, None, "Batal.")
    with pytest.raises(StepNotReady) as refusal:
        office.do(reveal_scores, office.supervisor, office.round_id)
    assert [reason.english() for reason in refusal.value.reasons] == ["No recording is left in this round."]


def test_scoring_opens_when_each_assessor_has_brought_enough() -> None:
    office = round_at(Stage.SAMPLING)
    _bring(office, sample("1001"))
    with pytest.raises(StepNotReady) as refusal:
        office.do(begin_scoring, office.supervisor, office.round_id)
    assert [r.english() for r in refusal.value.reasons] == ["Fajar Nugroho has brought 0 of at least 1 recordings."]


@pytest.mark.usefixtures("each_place")
def test_each_play_is_one_row_in_the_trail_and_wakes_no_page() -> None:
    office = round_at(Stage.SCORING)
    first, version = _recordings(office)[0], office.version()
    name = office.ask(recording_to_play, office.assessor_2, first.id)
    assert sound_kept(name).size == len(first.form.external_id)
    office.do(record_play, office.assessor_2, first.id)
    rows = office.store.read(lambda tx: tx.all("SELECT person_name, subject FROM audit WHERE action='hear_recording'"))
    assert (rows, office.version()) == ([("Fajar Nugroho", "R1")], version)
    sounds().delete([name])
    with pytest.raises(NotFound, match="no longer kept"):
        sound_kept(name)


def test_numbers_of_recordings_are_not_given_twice_while_one_is_in_the_trail() -> None:
    office = round_at(Stage.SCORING)
    office.do(replace_recording, office.supervisor, _recordings(office)[3].id, sample("9001"), "Ganti.")
    assert [r.number for r in _recordings(office)] == [1, 2, 3, 4, 5]
    known = office.store.read(lambda tx: samples_sql.brought_by(tx, office.round_id))
    assert len(known) == 4
