"""What stands above every page of a round: the round chosen, its step, whose turn it is, what is missing."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from core.codes import Cause, Stage
from core.consensus import leave_cell_open
from core.discussion import confirm_result, mark_present, meeting
from core.rounds import cancel_round
from tests.pages.conftest import Desk
from tests.round_at import Office, round_at, scoring_office

SitDown = Callable[[Office], Desk]


def test_the_address_names_the_round(sit_down: SitDown) -> None:
    office = round_at(Stage.SCORING)
    older = office.round_id
    round_at(Stage.ASSIGNED, office)
    desk = sit_down(office)
    assert desk.open("head", office.head, round=str(older)).selectbox(key="head.round_picker").value == older


def test_without_an_address_the_newest_round_that_is_not_over_is_shown(sit_down: SitDown) -> None:
    office = round_at(Stage.SCORING)
    running = office.round_id
    round_at(Stage.DONE, office)
    assert sit_down(office).open("head", office.head).selectbox(key="head.round_picker").value == running


@pytest.mark.parametrize(
    ("page", "waits", "newer"),
    [
        ("head", Stage.AWAITING_APPROVAL, Stage.SCORING),
        ("head", Stage.DECLINED, Stage.APPROVED),
        ("supervisor", Stage.RETURNED, Stage.AWAITING_APPROVAL),
        ("supervisor", Stage.ASSIGNED, Stage.SCORING),
    ],
)
def test_without_an_address_a_round_that_waits_for_the_person_comes_before_a_newer_one(
    sit_down: SitDown, page: str, waits: Stage, newer: Stage
) -> None:
    office = round_at(waits)
    waiting = office.round_id
    round_at(newer, office)
    screen = sit_down(office).open(page, office.people[page])
    assert screen.selectbox(key=f"{page}.round_picker").value == waiting


def test_an_address_of_a_foreign_round_shows_another_and_says_so(sit_down: SitDown) -> None:
    office = round_at(Stage.SCORING)
    screen = sit_down(office).open("head", office.head, round="00000000-0000-0000-0000-000000000000")
    assert screen.selectbox(key="head.round_picker").value == office.round_id
    assert len(screen.warning) == 1


def test_a_nonsense_address_harms_nothing(sit_down: SitDown) -> None:
    office = round_at(Stage.SCORING)
    assert not sit_down(office).open("head", office.head, round="'; DROP TABLE round").exception


def test_the_tracker_marks_what_is_done_and_where_we_are(sit_down: SitDown) -> None:
    office = round_at(Stage.SCORING)
    screen = sit_down(office).open("supervisor", office.supervisor)
    steps = [m.value for m in screen.markdown if "material/check_circle" in m.value and ":small[" in m.value]
    here = [m.value for m in screen.markdown if "radio_button_checked" in m.value]
    assert len(steps) == 3
    assert len(here) == 1
    assert ":small[4]" in here[0]


def test_a_cancelled_round_says_why_and_shows_no_step(sit_down: SitDown) -> None:
    office = round_at(Stage.SCORING)
    office.do(cancel_round, office.head, office.round_id, "Antrean dipindahkan.")
    screen = sit_down(office).open("supervisor", office.supervisor, round=str(office.round_id))
    assert "Antrean dipindahkan." in screen.warning[0].value
    assert not [m for m in screen.markdown if "radio_button" in m.value]


@pytest.mark.parametrize(
    ("page", "who", "said"),
    [
        ("assessor", "assessor_1", "Menunggu: peserta lain yang menilai"),
        ("assessor", "assessor_2", "Giliran Anda"),
        ("supervisor", "supervisor", "Menunggu: peserta yang menilai"),
    ],
)
def test_the_header_says_whose_turn_it_is_down_to_the_single_assessor(
    sit_down: SitDown, page: str, who: str, said: str
) -> None:
    office = scoring_office(locked_by=["assessor_1"])
    screen = sit_down(office).open(page, office.people[who])
    assert any(said in badge for badge in badges(screen))


def test_whoever_has_confirmed_the_result_waits_for_the_others(sit_down: SitDown) -> None:
    office = round_at(Stage.DISCUSSING)
    for cell in office.ask(meeting, office.supervisor, office.round_id).cells:
        if cell.must_be_discussed:
            place = (office.round_id, cell.recording_id, cell.criterion.code)
            office.do(leave_cell_open, office.supervisor, *place, "Belum sepakat.", Cause.VAGUE_DEFINITION)
    office.do(mark_present, office.supervisor, office.round_id, {office.assessor_1.id, office.assessor_2.id})
    office.do(confirm_result, office.assessor_1, office.round_id)
    desk = sit_down(office)
    assert any("para Quality Assessor lain" in badge for badge in badges(desk.open("assessor", office.assessor_1)))
    assert any("para Quality Assessor lain" in badge for badge in badges(desk.open("home", office.assessor_1)))
    assert any("Giliran Anda" in badge for badge in badges(desk.open("assessor", office.assessor_2)))


def badges(screen: AppTest) -> list[str]:
    return [markdown.value for markdown in screen.markdown if "-badge[" in markdown.value]
