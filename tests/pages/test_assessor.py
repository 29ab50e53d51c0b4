"""The assessor's page: bring, score alone, stand by an answer in the meeting, see no one else's before the reveal."""

from collections.abc import Callable
from uuid import UUID

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.codes import Stage
from core.discussion import meeting, point_at
from core.facts import progress_of
from core.model import Note
from core.samples import recordings_of
from core.scorecard import Answer
from core.scoring import own_sheets, reopen_sheet
from pages.parts import own_scoring
from tests.pages.conftest import Desk, named
from tests.round_at import Office, notes, round_at, scoring_office, with_expert

SitDown = Callable[[Office], Desk]


def all_text(screen: AppTest) -> str:
    return " ".join(str(element.value) for element in [*screen.markdown, *screen.caption, *screen.info, *screen.error])


def score(screen: AppTest, recording: str, code: str, option: str) -> AppTest:
    return named(screen.button_group, f"assessor.{recording}.{code}.value").set_value(option).run()


def test_without_a_round_the_page_says_so(desk: Desk) -> None:
    screen = desk.open("assessor", desk.office.assessor_1)
    assert not screen.exception
    assert screen.info


def test_who_is_no_assessor_is_turned_away(sit_down: SitDown) -> None:
    office = scoring_office()
    screen = sit_down(office).open("assessor", office.administrator)
    assert screen.error
    assert "80001000" not in all_text(screen)


def test_an_assessor_of_another_round_sees_nothing_of_this_one(sit_down: SitDown) -> None:
    office = scoring_office()
    screen = sit_down(office).open("assessor", office.outsider, round=str(office.round_id))
    assert "80001000" not in all_text(screen)


def test_answers_are_kept_as_they_are_given(sit_down: SitDown) -> None:
    office = scoring_office()
    screen = sit_down(office).open("assessor", office.assessor_1)
    score(screen, "R1", "C2", "4")
    named(screen.text_area, "assessor.R1.C2.comment").set_value("Kurang tuntas.").run()
    assert not screen.exception
    kept = office.ask(own_sheets, office.assessor_1, office.round_id)[0].notes
    assert kept == {"C2": Note(Answer(4), "Kurang tuntas.")}


def test_an_answer_whose_run_was_cut_short_is_saved_by_the_next(
    sit_down: SitDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when somebody answers faster than the page is drawn."""
    office = scoring_office()
    screen = sit_down(office).open("assessor", office.assessor_1)
    save, cuts = own_scoring.do, iter([True])

    def cut_short(*act: object) -> object:
        if next(cuts, False):
            st.rerun()
        return save(*act)

    monkeypatch.setattr(own_scoring, "do", cut_short)
    score(screen, "R1", "C2", "4")
    assert not screen.exception
    assert office.ask(own_sheets, office.assessor_1, office.round_id)[0].notes["C2"].answer == Answer(4)


def test_the_draft_is_there_again_in_a_new_visit(sit_down: SitDown) -> None:
    office = scoring_office()
    desk = sit_down(office)
    score(desk.open("assessor", office.assessor_1), "R1", "C2", "4")
    again = desk.open("assessor", office.assessor_1)
    assert named(again.button_group, "assessor.R1.C2.value").value == "4"


def test_coming_back_to_a_recording_shows_its_latest_draft(sit_down: SitDown) -> None:
    office = scoring_office()
    screen = score(sit_down(office).open("assessor", office.assessor_1), "R1", "C2", "4")
    first, second = (recording.id for recording in office.ask(recordings_of, office.assessor_1, office.round_id)[:2])
    screen.button_group(key="assessor.recording").set_value(second).run()
    score(screen, "R2", "C2", "3")
    screen.button_group(key="assessor.recording").set_value(first).run()
    assert named(screen.button_group, "assessor.R1.C2.value").value == "4"
    sheets = office.ask(own_sheets, office.assessor_1, office.round_id)
    assert [sheet.notes["C2"].answer for sheet in sheets[:2]] == [Answer(4), Answer(3)]


def test_the_lock_waits_for_everything_that_is_missing(sit_down: SitDown) -> None:
    office = scoring_office()
    screen = sit_down(office).open("assessor", office.assessor_1)
    assert screen.button(key="assessor.lock.R1").disabled
    for code, note in notes(office.card(), {"C2": Note(Answer(2))}).items():
        named(screen.button_group, f"assessor.R1.{code}.value").set_value(str(note.answer.value))
    screen.run()
    assert screen.button(key="assessor.lock.R1").disabled
    named(screen.text_area, "assessor.R1.C2.comment").set_value("Tidak menggali.").run()
    screen.button(key="assessor.lock.R1").click().run()
    assert not screen.exception
    assert office.ask(progress_of, office.supervisor, office.round_id).locked == 1


def test_a_reopened_recording_shows_why_and_can_be_locked_again(sit_down: SitDown) -> None:
    office = scoring_office(locked_by=("assessor_1",))
    recording = office.ask(recordings_of, office.assessor_1, office.round_id)[0]
    opened = (office.round_id, recording.id, office.assessor_1.id, "Salah ketik pada C2.")
    office.do(reopen_sheet, office.supervisor, *opened)
    screen = sit_down(office).open("assessor", office.assessor_1)
    assert any("Salah ketik pada C2." in warning.value for warning in screen.warning)
    assert named(screen.button_group, "assessor.R1.C2.value").value == "5"
    screen.button(key="assessor.lock.R1").click().run()
    assert office.ask(progress_of, office.supervisor, office.round_id).locked == 4


def test_a_wrong_time_mark_is_said_and_not_kept(sit_down: SitDown) -> None:
    office = scoring_office()
    screen = sit_down(office).open("assessor", office.assessor_1)
    named(screen.text_input, "assessor.R1.C2-mark").set_value("satu menit").run()
    assert not screen.exception
    assert "C2" not in office.ask(own_sheets, office.assessor_1, office.round_id)[0].notes


def test_nothing_of_the_other_assessor_reaches_the_page_before_the_reveal(sit_down: SitDown) -> None:
    office = scoring_office(locked_by=("assessor_2",), changed={"C2": Note(Answer(2), "Rahasia penilai dua.")})
    screen = sit_down(office).open("assessor", office.assessor_1)
    assert "Rahasia penilai dua." not in all_text(screen)
    assert office.assessor_2.name not in all_text(screen)
    assert named(screen.button_group, "assessor.R1.C2.value").value is None


def test_an_unusable_recording_is_reported(sit_down: SitDown) -> None:
    office = scoring_office()
    screen = sit_down(office).open("assessor", office.assessor_1)
    screen.text_area(key="assessor.flag_reason").set_value("Suara terputus sejak awal.").run()
    screen.button(key="assessor.flag").click().run()
    assert office.ask(own_sheets, office.assessor_1, office.round_id)[0].flag == "Suara terputus sejak awal."


def test_in_the_meeting_the_assessor_changes_the_value_after_discussion_only(sit_down: SitDown) -> None:
    office = round_at(Stage.DISCUSSING)
    screen = sit_down(office).open("assessor", office.assessor_1)
    assert not screen.exception
    assert screen.get("plotly_chart")
    named(screen.button_group, "assessor.after.R1.B1").set_value("0").run()
    assert not screen.exception
    cell = office.ask(meeting, office.head, office.round_id).pointed
    mine = office.assessor_1.id
    assert (cell.criterion.code, cell.first[mine].answer, cell.after[mine].answer) == ("B1", Answer(1), Answer(0))


@pytest.mark.parametrize("stage", [Stage.SCHEDULING, Stage.HANDED_OVER, Stage.DONE])
def test_stages_without_work_say_what_there_is_to_know(sit_down: SitDown, stage: Stage) -> None:
    office = round_at(stage)
    screen = sit_down(office).open("assessor", office.assessor_1, round=str(office.round_id))
    assert not screen.exception


def test_a_written_round_is_scored_on_its_text(sit_down: SitDown) -> None:
    office = scoring_office(card_code="KP-NTL")
    screen = sit_down(office).open("assessor", office.assessor_1)
    assert not screen.exception
    assert any("Selamat pagi" in text.value for text in screen.text)
    assert named(screen.text_input, "assessor.R1.C2.quote")


def test_a_pasted_text_is_brought_with_its_numbers_masked(sit_down: SitDown) -> None:
    office = round_at(Stage.SAMPLING, card_code="KP-NTL")
    screen = sit_down(office).open("assessor", office.assessor_1)
    screen.text_area(key="assessor.text").set_value("WP: NPWP saya 00.000.000.0-000.000.").run()
    screen.text_input(key="assessor.id").set_value("CHAT-1").run()
    screen.text_area(key="assessor.reason").set_value("Verifikasi lewat kanal terbuka.").run()
    screen.button(key="assessor.bring").click().run()
    assert not screen.exception
    kept = office.ask(recordings_of, office.assessor_1, office.round_id)
    assert [recording.form.external_id for recording in kept] == ["CHAT-1"]
    assert "000.000" not in kept[0].file.body


def test_afterwards_each_sees_the_own_first_score_beside_what_was_agreed(sit_down: SitDown) -> None:
    office = round_at(Stage.DONE)
    desk = sit_down(office)
    for who in (office.assessor_1, office.assessor_2):
        own = {cell.criterion.code for cell in office.ask(meeting, office.supervisor, office.round_id).agenda}
        screen = desk.open("assessor", who, round=str(office.round_id))
        assert not screen.exception
        shown = next(table.value for table in screen.dataframe if "Nilai awal Anda" in table.value.columns)
        assert {name.split(" · ")[0] for name in shown["Kriteria"]} == own and all(shown["Nilai awal Anda"])
        assert not any("nilai yang sama" in str(told.value) for told in screen.success)


def test_the_expert_scores_like_an_assessor_and_changes_nothing_in_the_meeting(sit_down: SitDown) -> None:
    office = round_at(Stage.SCORING, crew=with_expert)
    screen = sit_down(office).open("assessor", office.expert)
    assert "Anda pakar putaran ini" in str(screen.info[0].value)
    score(screen, "R1", "C2", "4")
    assert office.ask(own_sheets, office.expert, office.round_id)[0].notes == {"C2": Note(Answer(4))}
    office = round_at(Stage.DISCUSSING, crew=with_expert)
    office.do(point_at, office.supervisor, office.round_id, *place_of(office, "C2"))
    screen = sit_down(office).open("assessor", office.expert)
    assert not screen.exception
    assert not [group for group in screen.button_group if group.key.startswith("assessor")]
    assert "Nilai Anda: **4" in all_text(screen)
    screen = sit_down(round_at(Stage.DONE, crew=with_expert)).open("assessor", office.expert)
    assert not screen.exception


def test_an_assessor_sees_the_experts_value_beside_the_own_one(sit_down: SitDown) -> None:
    office = round_at(Stage.DONE, crew=with_expert)
    screen = sit_down(office).open("assessor", office.assessor_1, round=str(office.round_id))
    assert not screen.exception
    shown = next(table.value for table in screen.dataframe if "Pakar" in table.value.columns)
    assert dict(zip(shown["Kriteria"], shown["Pakar"], strict=True))["C2 · Menggali kebutuhan"] == "4"


def place_of(office: Office, code: str) -> tuple[UUID, str]:
    agenda = office.ask(meeting, office.head, office.round_id).agenda
    return next(cell.place for cell in agenda if cell.criterion.code == code)


def test_what_is_typed_in_one_round_never_stands_in_another(sit_down: SitDown) -> None:
    """Both rounds have a recording R1 with a criterion C2; the picker leads from one to the other and back."""
    office = scoring_office()
    first = office.round_id
    round_at(Stage.SCORING, office)
    screen = sit_down(office).open("assessor", office.assessor_1, round=str(first))
    score(screen, "R1", "C2", "4")
    for round_id, value in ((office.round_id, None), (first, "4")):
        screen.selectbox(key="assessor.round_picker").set_value(round_id).run()
        assert not screen.exception
        assert named(screen.button_group, "assessor.R1.C2.value").value == value
    drafts = [office.ask(own_sheets, office.assessor_1, round_id)[0].notes for round_id in (first, office.round_id)]
    assert drafts == [{"C2": Note(Answer(4))}, {}]
