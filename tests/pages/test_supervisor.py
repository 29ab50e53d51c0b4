"""The supervisor's page at every stage: what stands there, what it does, and what it refuses."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from core.cards import cards_to_choose
from core.codes import MemberKind, RecordingState, Role, Stage
from core.facts import progress_of
from core.report_texts import SECTIONS
from core.rounds import cancel_round, decline_assignment, excuse_assessor
from core.samples import bring_recordings, recordings_of
from core.scoring import flag_recording, lock_sheet, sheets_for_supervisor
from core.signoff import archive_round, register_of_interpretations, return_report, save_report
from tests.pages.conftest import Desk, named
from tests.round_at import ORDER, Office, notes, round_at, sample

SitDown = Callable[[Office], Desk]


def opened(desk: Desk) -> AppTest:
    screen = desk.open("supervisor", desk.office.supervisor, round=str(desk.office.round_id))
    assert not screen.exception
    return screen


def click(screen: AppTest, key: str) -> AppTest:
    screen.button(key=key).click().run()
    assert not screen.exception
    return screen


def all_text(screen: AppTest) -> str:
    elements = [*screen.markdown, *screen.caption, *screen.error, *screen.warning, *screen.info]
    return "\n".join(str(element.value) for element in elements)


def test_a_supervisor_without_a_round_is_told_so(desk: Desk) -> None:
    screen = desk.open("supervisor", desk.office.supervisor)
    assert not screen.exception
    assert not screen.selectbox
    assert len(screen.caption) >= 1


def test_who_is_no_supervisor_sees_nothing_of_the_page(sit_down: SitDown) -> None:
    desk = sit_down(round_at(Stage.SCORING))
    for stranger in (None, desk.office.assessor_1, desk.office.head):
        screen = desk.open("supervisor", stranger, round=str(desk.office.round_id))
        assert "supervisor.round_picker" not in [box.key for box in screen.selectbox]


def test_a_supervisor_of_other_rounds_does_not_find_this_one(sit_down: SitDown) -> None:
    desk = sit_down(round_at(Stage.SCORING))
    screen = desk.open("supervisor", desk.office.outsider, round=str(desk.office.round_id))
    assert not screen.exception
    assert not screen.selectbox


@pytest.mark.parametrize("stage", ORDER)
def test_every_stage_can_be_drawn(stage: Stage, sit_down: SitDown) -> None:
    opened(sit_down(round_at(stage)))


def test_accepting_starts_the_clock(sit_down: SitDown) -> None:
    desk = sit_down(round_at(Stage.ASSIGNED))
    screen = opened(desk)
    assert "Samakan penggalian." in all_text(screen)
    click(screen, "supervisor.accept")
    assert desk.office.stage() is Stage.SCHEDULING


def test_declining_needs_a_reason(sit_down: SitDown) -> None:
    desk = sit_down(round_at(Stage.ASSIGNED))
    screen = click(opened(desk), "supervisor.decline.do.0")
    assert len(screen.error) == 1
    assert desk.office.stage() is Stage.ASSIGNED
    desk.office.now += timedelta(minutes=1)
    screen.text_area(key="supervisor.decline.reason.0").input("Sedang cuti.")
    click(screen, "supervisor.decline.do.0")
    assert desk.office.stage() is Stage.DECLINED


def test_a_declined_and_a_cancelled_round_offer_nothing(sit_down: SitDown) -> None:
    office = round_at(Stage.ASSIGNED)
    office.do(decline_assignment, office.supervisor, office.round_id, "Sedang cuti.")
    assert "supervisor.accept" not in [b.key for b in opened(sit_down(office)).button]
    other = round_at(Stage.SCORING)
    other.do(cancel_round, other.head, other.round_id, "Antrean dipindahkan.")
    assert "Antrean dipindahkan." in all_text(opened(sit_down(other)))


def test_the_plan_is_one_form_and_opens_the_samples(sit_down: SitDown) -> None:
    desk = sit_down(round_at(Stage.SCHEDULING))
    office = desk.office
    expert = office.hire("expert", "Ratih Kusuma", Role.ASSESSOR)
    screen = opened(desk)
    assert screen.button(key="supervisor.begin_sampling").disabled
    telephone = next(c.id for c in office.store.read(cards_to_choose) if c.code == "KP-TEL")
    assert named(screen.selectbox, "supervisor.card").value == telephone
    days = [
        named(screen.date_input, f"supervisor.date.{kind}.day").value for kind in ("sampling", "scoring", "discussion")
    ]
    assert [day.day for day in days] == [3, 4, 6]
    named(screen.multiselect, "supervisor.assessors").set_value([office.assessor_1.id, office.assessor_2.id])
    for chosen, outside in ((expert.id, [("Ratih Kusuma", "expert")]), ("", [])):
        named(screen.selectbox, "supervisor.expert.id").set_value(chosen)
        click(screen, "supervisor.save_plan")
        assert not screen.error
        members = office.ask(progress_of, office.supervisor, office.round_id).members
        assert [(m.name, m.kind) for m in members if m.kind is not MemberKind.ASSESSOR] == outside
    assert not screen.button(key="supervisor.begin_sampling").disabled
    click(screen, "supervisor.begin_sampling")
    assert office.stage() is Stage.SAMPLING


def test_a_plan_with_one_assessor_or_a_day_after_the_deadline_is_told(sit_down: SitDown) -> None:
    desk = sit_down(round_at(Stage.SCHEDULING))
    screen = opened(desk)
    named(screen.multiselect, "supervisor.assessors").set_value([desk.office.assessor_1.id])
    click(screen, "supervisor.save_plan")
    assert len(screen.error) == 1
    named(screen.multiselect, "supervisor.assessors").set_value([desk.office.assessor_1.id, desk.office.assessor_2.id])
    late = named(screen.date_input, "supervisor.date.discussion.day")
    late.set_value(late.value + timedelta(days=9))
    desk.office.now += timedelta(minutes=1)
    click(screen, "supervisor.save_plan")
    assert not screen.error
    assert len(screen.warning) == 1


def test_a_plan_from_a_stale_screen_is_refused(sit_down: SitDown) -> None:
    desk = sit_down(round_at(Stage.SCHEDULING))
    office = desk.office
    first, second = opened(desk), opened(desk)
    for screen in (first, second):
        named(screen.multiselect, "supervisor.assessors").set_value([office.assessor_1.id, office.assessor_2.id])
    click(first, "supervisor.save_plan")
    office.now += timedelta(minutes=1)
    click(second, "supervisor.save_plan")
    assert len(second.error) == 1
    assert office.supervisor.name in second.error[0].value


def test_samples_show_agent_and_reason_and_open_the_scoring_when_complete(sit_down: SitDown) -> None:
    office = round_at(Stage.SAMPLING)
    desk = sit_down(office)
    assert opened(desk).button(key="supervisor.begin_scoring").disabled
    for who, name in ((office.assessor_1, "80001"), (office.assessor_2, "80002")):
        office.do(bring_recordings, who, office.round_id, [sample(name, is_heard=True)])
    screen = opened(desk)
    table = screen.dataframe[0].value.astype(str).to_string()
    assert "Sari" in table
    assert "Alasan 80001" in table
    click(screen, "supervisor.begin_scoring")
    assert office.stage() is Stage.SCORING


def partly_scored() -> Office:
    office = round_at(Stage.SCORING)
    recordings = office.ask(recordings_of, office.supervisor, office.round_id)
    office.do(lock_sheet, office.assessor_1, office.round_id, recordings[0].id, notes(office.card()))
    office.do(flag_recording, office.assessor_2, office.round_id, recordings[1].id, "Suara tidak terdengar.")
    return office


def test_scoring_shows_who_has_locked_and_never_a_value(sit_down: SitDown) -> None:
    desk = sit_down(partly_scored())
    screen = opened(desk)
    lines = screen.dataframe[0].value.set_index(screen.dataframe[0].value.columns[0])
    assert list(lines.loc["Anindya Putri"])[1:] == ["✓", "○", "○", "○"]
    assert list(lines.loc["Fajar Nugroho"])[1:] == ["○", "!", "○", "○"]
    assert "Suara tidak terdengar." in all_text(screen)
    assert screen.button(key="supervisor.reveal").disabled


def test_a_locked_sheet_is_reopened_with_a_reason(sit_down: SitDown) -> None:
    desk = sit_down(partly_scored())
    office = desk.office
    screen = opened(desk)
    box = screen.selectbox(key="supervisor.reopened")
    box.select(box.options[0])
    screen.text_area(key="supervisor.reopen.reason.0").input("Salah rekaman.")
    click(screen, "supervisor.reopen.do.0")
    sheets = office.ask(sheets_for_supervisor, office.supervisor, office.round_id)
    assert [sheet.reopened_reason for sheet in sheets if sheet.reopened_reason] == ["Salah rekaman."]


def test_a_recording_is_dropped_with_a_reason_and_not_without(sit_down: SitDown) -> None:
    desk = sit_down(partly_scored())
    office = desk.office
    screen = opened(desk)
    screen.selectbox(key="supervisor.replace.0.which").select("R2").run()
    click(screen, "supervisor.replace.0.do")
    assert len(screen.error) == 1
    office.now += timedelta(minutes=1)
    screen.text_area(key="supervisor.replace.0.reason").input("Suara tidak terdengar.")
    click(screen, "supervisor.replace.0.do")
    states = [r.state for r in office.ask(recordings_of, office.supervisor, office.round_id)]
    assert states.count(RecordingState.DROPPED) == 1


def test_an_assessor_is_excused_and_the_round_goes_back(sit_down: SitDown) -> None:
    desk = sit_down(partly_scored())
    office = desk.office
    screen = opened(desk)
    screen.selectbox(key="supervisor.excused").select_index(1)
    screen.text_area(key="supervisor.excuse.reason.0").input("Sakit.")
    click(screen, "supervisor.excuse.do.0")
    assert not screen.error
    screen.text_area(key="supervisor.back.reason.0").input("Rekaman kurang.")
    click(screen, "supervisor.back.do.0")
    assert office.stage() is Stage.SAMPLING


def test_the_reveal_is_offered_when_all_have_locked(sit_down: SitDown) -> None:
    office = round_at(Stage.SCORING)
    card = office.card()
    for recording in office.ask(recordings_of, office.supervisor, office.round_id):
        office.do(lock_sheet, office.assessor_1, office.round_id, recording.id, notes(card))
    office.do(excuse_assessor, office.supervisor, office.round_id, office.assessor_2.id, "Sakit.")
    desk = sit_down(office)
    click(opened(desk), "supervisor.reveal")
    assert office.stage() is Stage.DISCUSSING


def test_the_report_is_written_saved_and_submitted(sit_down: SitDown) -> None:
    desk = sit_down(round_at(Stage.HANDED_OVER))
    office = desk.office
    screen = opened(desk)
    assert screen.button(key="supervisor.submit").disabled
    place = f"supervisor.report.{office.round_id}"
    assert screen.text_area(key=f"{place}.general.0").value.startswith("Kalibrasi merupakan")
    for name in ("findings", "conclusions"):
        screen.text_area(key=f"{place}.{name}.0").input(f"Isi {name}.")
    click(screen, "supervisor.save")
    assert office.stage() is Stage.DRAFTING_REPORT
    click(screen, "supervisor.submit")
    assert office.stage() is Stage.AWAITING_APPROVAL


def test_a_refused_save_loses_no_text(sit_down: SitDown) -> None:
    desk = sit_down(round_at(Stage.DRAFTING_REPORT))
    office = desk.office
    screen = opened(desk)
    other = {name: f"Dari layar lain: {name}." for name in SECTIONS}
    office.do(save_report, office.supervisor, office.round_id, other, office.version())
    field = f"supervisor.report.{office.round_id}.findings.0"
    screen.text_area(key=field).input("Yang saya ketik.")
    click(screen, "supervisor.save")
    assert len(screen.error) == 1
    assert screen.text_area(key=field).value == "Yang saya ketik."
    click(screen, "supervisor.discard")
    assert screen.text_area(key=field.removesuffix("0") + "1").value == "Dari layar lain: findings."


def test_a_returned_report_says_why(sit_down: SitDown) -> None:
    office = round_at(Stage.AWAITING_APPROVAL)
    office.do(return_report, office.head, office.round_id, "Simpulan kurang.")
    assert "Simpulan kurang." in all_text(opened(sit_down(office)))


def test_archive_and_close(sit_down: SitDown) -> None:
    desk = sit_down(round_at(Stage.APPROVED))
    screen = click(opened(desk), "supervisor.archive")
    assert desk.office.stage() is Stage.ARCHIVED
    assert "Bila ragu, nilai penuh." in all_text(screen)
    click(screen, "supervisor.close")
    assert desk.office.stage() is Stage.DONE


def test_an_earlier_interpretation_of_the_same_criterion_is_replaced(sit_down: SitDown) -> None:
    office = round_at(Stage.DONE)
    old = {entry.id for entry in office.ask(register_of_interpretations, office.supervisor)}
    round_at(Stage.APPROVED, office)
    office.do(archive_round, office.supervisor, office.round_id)
    new = [e for e in office.ask(register_of_interpretations, office.supervisor) if e.id not in old]
    screen = opened(sit_down(office))
    older = screen.multiselect(key=f"supervisor.older.{new[0].id}.0")
    older.set_value(older.options)
    click(screen, f"supervisor.replace.{new[0].id}.0")
    replaced = [e for e in office.ask(register_of_interpretations, office.supervisor) if e.replaced_by]
    assert [e.criterion for e in replaced] == [new[0].criterion]
