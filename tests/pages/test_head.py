"""The head's page: assigning, waiting, deciding; what it refuses, and what a substitute finds there."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from core.choices import own_substitutes
from core.codes import Relation, Stage
from core.own_account import change_own_language
from core.people import name_substitute
from core.rounds import cancel_round, decline_assignment, rounds_for
from core.signoff import issued_report
from tests.pages.conftest import Desk
from tests.round_at import ORDER, PASSWORD, Office, round_at

SitDown = Callable[[Office], Desk]


def opened(desk: Desk) -> AppTest:
    screen = desk.open("head", desk.office.head, round=str(desk.office.round_id))
    assert not screen.exception
    return screen


def click(screen: AppTest, key: str) -> AppTest:
    screen.button(key=key).click().run()
    assert not screen.exception
    return screen


def all_text(screen: AppTest) -> str:
    elements = [*screen.markdown, *screen.caption, *screen.error, *screen.warning, *screen.info]
    return "\n".join(str(element.value) for element in elements)


def test_a_head_without_rounds_assigns_the_first_one(desk: Desk) -> None:
    office = desk.office
    screen = desk.open("head", office.head)
    assert not screen.exception
    assert screen.text_input(key="head.period.0").value == "Februari 2026"
    assert "LIP30-0006" in screen.text_area(key="head.briefing.0").value
    screen.selectbox(key="head.supervisor.0").select(office.supervisor.name)
    click(screen, "head.assign_button")
    assert [r.title for r in office.ask(rounds_for, office.supervisor)] == ["Kalibrasi Penilaian Agen Februari 2026"]
    assert screen.selectbox(key="head.round_picker").value


def test_a_round_without_title_or_supervisor_is_refused_and_keeps_what_was_typed(desk: Desk) -> None:
    screen = desk.open("head", desk.office.head)
    screen.text_input(key="head.title.0").input(" ")
    screen.text_area(key="head.briefing.0").input("Samakan penggalian.")
    click(screen, "head.assign_button")
    assert len(screen.error) == 1
    assert screen.text_area(key="head.briefing.0").value == "Samakan penggalian."
    assert desk.office.ask(rounds_for, desk.office.head) == []


def test_who_is_no_head_sees_nothing_of_the_page(sit_down: SitDown) -> None:
    desk = sit_down(round_at(Stage.AWAITING_APPROVAL))
    for stranger in (None, desk.office.assessor_1, desk.office.supervisor):
        screen = desk.open("head", stranger, round=str(desk.office.round_id))
        assert "head.approve_button" not in [button.key for button in screen.button]
        assert "head.assign_button" not in [button.key for button in screen.button]


def test_a_head_does_not_find_another_heads_round(sit_down: SitDown) -> None:
    desk = sit_down(round_at(Stage.AWAITING_APPROVAL))
    screen = desk.open("head", desk.office.outsider, round=str(desk.office.round_id))
    assert not screen.exception
    assert "head.approve_button" not in [button.key for button in screen.button]


def test_every_stage_can_be_drawn(sit_down: SitDown) -> None:
    office = round_at(Stage.ASSIGNED)
    for stage in ORDER[1:]:
        round_at(stage, office)
    desk = sit_down(office)
    for round_ in office.ask(rounds_for, office.head):
        assert not desk.open("head", office.head, round=str(round_.id)).exception


def test_a_declined_round_is_given_to_somebody_else(sit_down: SitDown) -> None:
    office = round_at(Stage.ASSIGNED)
    office.do(decline_assignment, office.supervisor, office.round_id, "Sedang cuti.")
    screen = opened(sit_down(office))
    assert "Sedang cuti." in all_text(screen)
    screen.selectbox(key="head.new_supervisor").select(office.outsider.name)
    screen.text_area(key="head.reassign.reason.0").input("Supervisor cuti.")
    click(screen, "head.reassign.do.0")
    assert office.stage() is Stage.ASSIGNED
    assert len(office.ask(rounds_for, office.outsider, Relation.SUPERVISOR)) == 1


def test_cancelling_needs_a_reason(sit_down: SitDown) -> None:
    desk = sit_down(round_at(Stage.SCORING))
    screen = click(opened(desk), "head.cancel.do.0")
    assert len(screen.error) == 1
    assert desk.office.stage() is Stage.SCORING
    desk.office.now += timedelta(minutes=1)
    screen.text_area(key="head.cancel.reason.0").input("Antrean dipindahkan.")
    click(screen, "head.cancel.do.0")
    assert desk.office.stage() is Stage.CANCELLED


def test_a_cancelled_round_offers_no_way_on(sit_down: SitDown) -> None:
    office = round_at(Stage.SCORING)
    office.do(cancel_round, office.head, office.round_id, "Antrean dipindahkan.")
    screen = opened(sit_down(office))
    assert "Antrean dipindahkan." in all_text(screen)
    assert "head.cancel.do.0" not in [button.key for button in screen.button]


def test_the_draft_is_read_beside_its_figures(sit_down: SitDown) -> None:
    desk = sit_down(round_at(Stage.AWAITING_APPROVAL))
    screen = opened(desk)
    assert [metric.value for metric in screen.metric] == ["4", "2", "3", "3"]
    pictures = [m.value for m in screen.markdown if f"/report/{desk.office.round_id}/page/" in m.value]
    assert len(pictures) >= 2
    assert "Bila ragu, nilai penuh." in all_text(screen)
    assert "Dua penilai sepakat atas" in all_text(screen)
    tables = " ".join(table.value.to_string() for table in screen.table)
    assert "Rata-rata selisih" in tables and "rekaman sesuai; hampir semua menjawab" in tables


def test_approving_asks_for_the_password_again(sit_down: SitDown) -> None:
    desk = sit_down(round_at(Stage.AWAITING_APPROVAL))
    office = desk.office
    screen = opened(desk)
    screen.text_input(key="head.password").input("bukan sandinya")
    click(screen, "head.approve_button")
    assert len(screen.error) == 1
    assert office.stage() is Stage.AWAITING_APPROVAL
    office.now += timedelta(minutes=1)
    screen.text_input(key="head.password").input(PASSWORD)
    click(screen, "head.approve_button")
    assert office.stage() is Stage.APPROVED
    report = office.ask(issued_report, office.head, office.round_id)
    assert next(metric.value for metric in screen.metric) == report.number == "LAP-1/KLIP.4/2026"
    assert report.file_hash in all_text(screen)


def test_returning_needs_a_reason(sit_down: SitDown) -> None:
    desk = sit_down(round_at(Stage.AWAITING_APPROVAL))
    screen = click(opened(desk), "head.return.do.0")
    assert len(screen.error) == 1
    desk.office.now += timedelta(minutes=1)
    screen.text_area(key="head.return.reason.0").input("Simpulan kurang.")
    click(screen, "head.return.do.0")
    assert desk.office.stage() is Stage.RETURNED


def test_a_substitute_is_named_acts_and_is_ended(sit_down: SitDown) -> None:
    desk = sit_down(round_at(Stage.AWAITING_APPROVAL))
    office = desk.office
    screen = opened(desk)
    screen.selectbox(key="head.person.0").select(office.outsider.name)
    click(screen, "head.substitute_button")
    named = office.ask(own_substitutes, office.head)
    assert [(one.name, one.substitute.kind) for one in named] == [(office.outsider.name, "Plh.")]
    theirs = desk.open("head", office.outsider, round=str(office.round_id))
    assert "head.approve_button" in [button.key for button in theirs.button]
    click(opened(desk), f"head.end.{named[0].substitute.id}")
    assert office.ask(own_substitutes, office.head) == []


def test_a_substitute_names_no_further_substitute(sit_down: SitDown) -> None:
    office = round_at(Stage.AWAITING_APPROVAL)
    today = office.now.date()
    office.do(name_substitute, office.head, office.head.id, office.supervisor.id, "Plt.", today, today)
    screen = sit_down(office).open("head", office.supervisor, round=str(office.round_id))
    assert not screen.exception
    assert "head.substitute_button" not in [button.key for button in screen.button]


RECORD = "What goes on record (briefing, report) is written in Indonesian, whatever language you work in."


@pytest.mark.parametrize(("language", "is_told"), [("en", True), ("id", False)])
def test_beside_what_goes_on_record_an_english_reader_learns_its_language(
    sit_down: SitDown, language: str, is_told: bool
) -> None:
    office = round_at(Stage.DRAFTING_REPORT)
    desk = sit_down(office)
    for page, person in (("head", office.head), ("supervisor", office.supervisor)):
        office.do(change_own_language, person, language)
        screen = desk.open(page, person, round=str(office.round_id))
        assert not screen.exception
        assert (RECORD in [caption.value for caption in screen.caption]) is is_told
