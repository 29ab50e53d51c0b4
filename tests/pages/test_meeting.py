"""The meeting's screens: the facilitator leads and records, the projector shows answers without names."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from core.answers import DifferenceKind
from core.codes import CellState, Stage
from core.discussion import confirm_result, meeting, point_at, show_names
from core.errors import StepNotReady
from tests.pages.conftest import Desk, named
from tests.round_at import Office, round_at, scoring_office

SitDown = Callable[[Office], Desk]


def figure(screen: AppTest) -> str:
    return str(screen.get("plotly_chart")[0].proto.spec)


def first_name(office: Office) -> str:
    """A figure may break a name over two lines."""
    return office.assessor_2.name.split()[0]


def lead(desk: Desk) -> AppTest:
    screen = desk.open("supervisor", desk.office.supervisor, round=str(desk.office.round_id))
    assert not screen.exception
    return screen


def test_the_agenda_begins_with_the_difference_on_a_fatal_error() -> None:
    office = round_at(Stage.DISCUSSING)
    agenda = office.ask(meeting, office.supervisor, office.round_id).agenda
    assert [cell.kind for cell in agenda] == [DifferenceKind.FATAL, DifferenceKind.VALUE, DifferenceKind.VALUE]
    assert office.ask(meeting, office.supervisor, office.round_id).pointed == agenda[0]


def test_next_moves_the_one_pointer(sit_down: SitDown) -> None:
    office = round_at(Stage.DISCUSSING)
    lead(sit_down(office)).button(key="supervisor.next").click().run()
    assert office.ask(meeting, office.assessor_1, office.round_id).pointed.criterion.code == "C2"


def test_an_agreement_needs_a_reason_and_says_so(sit_down: SitDown) -> None:
    office = round_at(Stage.DISCUSSING)
    screen = lead(sit_down(office))
    named(screen.button_group, "supervisor.R1.B1.agreed").set_value("0").run()
    named(screen.text_area, "supervisor.R1.B1.interpretation").set_value("Bila unsur dilewati, nilai 0.").run()
    named(screen.button, "supervisor.R1.B1.settle").click().run()
    assert not screen.exception
    assert screen.error
    assert office.ask(meeting, office.head, office.round_id).pointed.consensus is None


def test_an_agreement_needs_a_cause_that_somebody_chose(sit_down: SitDown) -> None:
    office = round_at(Stage.DISCUSSING)
    screen = lead(sit_down(office))
    named(screen.button_group, "supervisor.R1.B1.agreed").set_value("0").run()
    named(screen.text_area, "supervisor.R1.B1.reason").set_value("Nama ibu kandung tidak ditanyakan.").run()
    named(screen.text_area, "supervisor.R1.B1.interpretation").set_value("Bila unsur dilewati, nilai 0.").run()
    named(screen.button, "supervisor.R1.B1.settle").click().run()
    assert screen.error
    assert office.ask(meeting, office.head, office.round_id).pointed.consensus is None


def test_an_agreement_is_recorded_with_all_its_words(sit_down: SitDown) -> None:
    office = round_at(Stage.DISCUSSING)
    screen = lead(sit_down(office))
    named(screen.button_group, "supervisor.R1.B1.agreed").set_value("0").run()
    named(screen.text_area, "supervisor.R1.B1.reason").set_value("Nama ibu kandung tidak ditanyakan.").run()
    named(screen.selectbox, "supervisor.R1.B1.cause").select_index(1).run()
    named(screen.text_area, "supervisor.R1.B1.interpretation").set_value("Bila unsur dilewati, nilai 0.").run()
    named(screen.button, "supervisor.R1.B1.settle").click().run()
    assert not screen.exception
    kept = office.ask(meeting, office.head, office.round_id).pointed.consensus
    assert (kept.state, kept.answer.value, kept.interpretation) == (
        CellState.SETTLED,
        0,
        "Bila unsur dilewati, nilai 0.",
    )


def test_attendance_is_recorded_and_lets_the_assessors_confirm(sit_down: SitDown) -> None:
    office = round_at(Stage.DISCUSSING)
    screen = lead(sit_down(office))
    screen.checkbox(key="supervisor.here.assessor1").check()
    screen.button(key="supervisor.mark_present").click().run()
    here = [m.name for m in office.ask(meeting, office.head, office.round_id).members if m.present]
    assert here == [office.assessor_1.name]


def test_the_projector_shows_answers_without_names_until_the_facilitator_shows_them(sit_down: SitDown) -> None:
    office = round_at(Stage.DISCUSSING)
    desk = sit_down(office)
    screen = desk.open("projector", office.projector)
    assert not screen.exception
    assert first_name(office) not in figure(screen)
    office.do(show_names, office.supervisor, office.round_id, True)
    assert first_name(office) in figure(desk.open("projector", office.projector))


def test_the_facilitator_opening_the_projector_shows_the_room_no_names(sit_down: SitDown) -> None:
    office = round_at(Stage.DISCUSSING)
    screen = sit_down(office).open("projector", office.supervisor, round=str(office.round_id))
    assert first_name(office) not in figure(screen)


def test_a_figure_with_names_drawn_for_the_supervisor_never_reaches_an_assessor(sit_down: SitDown) -> None:
    office = round_at(Stage.DISCUSSING)
    desk = sit_down(office)
    assert first_name(office) in figure(lead(desk))
    assert first_name(office) not in figure(desk.open("assessor", office.assessor_1))


def test_the_overview_is_shown_when_nothing_is_pointed_at(sit_down: SitDown) -> None:
    office = round_at(Stage.DISCUSSING)
    office.do(point_at, office.supervisor, office.round_id, None, None)
    screen = sit_down(office).open("projector", office.projector)
    assert not screen.exception
    assert "C2" in figure(screen)


def test_before_the_reveal_the_projector_shows_counts_only(sit_down: SitDown) -> None:
    office = scoring_office(locked_by=("assessor_1",))
    screen = sit_down(office).open("projector", office.projector)
    assert not screen.exception
    assert not screen.get("plotly_chart")
    assert office.assessor_1.name not in str(screen.main)


def test_a_projector_without_a_round_says_so(desk: Desk) -> None:
    screen = desk.open("projector", desk.office.projector)
    assert not screen.exception
    assert screen.info


@pytest.mark.parametrize("who", ["assessor_1", "administrator"])
def test_the_projector_page_is_for_the_room_and_its_facilitator(sit_down: SitDown, who: str) -> None:
    office = round_at(Stage.DISCUSSING)
    screen = sit_down(office).open("projector", office.people[who])
    assert screen.error
    assert not screen.get("plotly_chart")


def test_the_last_confirmation_hands_over_and_the_page_moves_on(sit_down: SitDown) -> None:
    office = round_at(Stage.HANDED_OVER)
    screen = lead(sit_down(office))
    assert office.stage() is Stage.HANDED_OVER
    assert not screen.get("plotly_chart")
    with pytest.raises(StepNotReady):
        office.do(confirm_result, office.assessor_1, office.round_id)
