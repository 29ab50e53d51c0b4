"""Follow-up on the pages: planned beside the report's texts, marked as done in the archive, found on the home page."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from core.codes import FollowUpKind, Stage
from core.follow_ups import add_follow_up, follow_ups_of_reports, planned_follow_ups
from core.language import Language
from core.model import Person
from core.signoff import submit_report
from tests.pages.conftest import Desk
from tests.round_at import Office, approve, round_at

SitDown = Callable[[Office], Desk]
t = Language("id")


def told(screen: AppTest) -> str:
    assert not screen.exception, screen.exception
    found = [*screen.subheader, *screen.markdown, *screen.caption, *screen.error, *screen.info]
    return "\n".join(str(element.value) for element in found)


def writing(desk: Desk) -> AppTest:
    return desk.open("supervisor", desk.office.supervisor, round=str(desk.office.round_id))


def click(screen: AppTest, key: str) -> AppTest:
    screen.button(key=key).click().run()
    assert not screen.exception, screen.exception
    return screen


def approved(owner: UUID | str = "Tim Pelatihan", office: Office | None = None) -> Office:
    office = office or round_at(Stage.DRAFTING_REPORT)
    due = (office.now + timedelta(days=10)).date()
    training = (FollowUpKind.TRAINING, "Latih penggalian.", owner, due)
    office.do(add_follow_up, office.supervisor, office.round_id, *training)
    office.do(submit_report, office.supervisor, office.round_id)
    approve(office)
    return office


def archive(desk: Desk, person: Person) -> AppTest:
    return desk.open("archive", person, show="follow-up")


@pytest.mark.parametrize("owner", ["somebody of the round", "somebody else"])
def test_a_follow_up_is_added_listed_and_removed(sit_down: SitDown, owner: str) -> None:
    desk = sit_down(round_at(Stage.DRAFTING_REPORT))
    office, place = desk.office, f"supervisor.follow_up.{desk.office.round_id}"
    screen = writing(desk)
    assert t("Nothing is planned yet. A report needs no follow-up; what is added here stands in it.") in told(screen)
    screen.text_area(key=f"{place}.what.0").input("Latih penggalian.")
    people = screen.selectbox(key=f"{place}.owner.0")
    people.options.append("Tim Pelatihan")
    people.set_value(office.assessor_1.id if owner == "somebody of the round" else "Tim Pelatihan")
    screen.date_input(key=f"{place}.due.0").set_value((office.now + timedelta(days=10)).date())
    click(screen, f"{place}.add.0")
    (kept,) = office.ask(planned_follow_ups, office.supervisor, office.round_id)
    assert kept.owner == (office.assessor_1.name if kept.owner_id else "Tim Pelatihan")
    assert bool(kept.owner_id) is (owner == "somebody of the round")
    assert f"Latih penggalian.  \n:small[Rumusan butir · {kept.owner}" in told(screen)
    assert screen.text_area(key=f"{place}.what.1").value == ""
    click(screen, f"supervisor.follow_up.remove.{kept.id}")
    assert office.ask(planned_follow_ups, office.supervisor, office.round_id) == []


def test_what_is_missing_is_told_and_what_was_typed_stays(sit_down: SitDown) -> None:
    desk = sit_down(round_at(Stage.DRAFTING_REPORT))
    screen, place = writing(desk), f"supervisor.follow_up.{desk.office.round_id}"
    screen.text_area(key=f"{place}.what.0").input("Latih penggalian.")
    click(screen, f"{place}.add.0")
    assert t("Fill in: {field}.", field=t("Owner")) in told(screen)
    assert screen.text_area(key=f"{place}.what.0").value == "Latih penggalian."
    assert desk.office.ask(planned_follow_ups, desk.office.supervisor, desk.office.round_id) == []


def test_a_follow_up_in_between_does_not_make_the_screen_of_the_report_stale(sit_down: SitDown) -> None:
    desk = sit_down(round_at(Stage.DRAFTING_REPORT))
    office, screen = desk.office, writing(desk)
    place, text = f"supervisor.follow_up.{office.round_id}", f"supervisor.report.{office.round_id}.findings.0"
    screen.text_area(key=f"{place}.what.0").input("Latih penggalian.")
    screen.selectbox(key=f"{place}.owner.0").set_value(office.assessor_1.id)
    screen.date_input(key=f"{place}.due.0").set_value((office.now + timedelta(days=10)).date())
    click(screen, f"{place}.add.0")
    screen.text_area(key=text).input("Yang saya ketik.")
    click(screen, "supervisor.save")
    assert not screen.error
    assert screen.text_area(key=text).value == "Yang saya ketik."


def test_the_archive_says_so_while_nothing_is_planned(sit_down: SitDown) -> None:
    office = round_at(Stage.APPROVED)
    said = told(archive(sit_down(office), office.head))
    assert t("No approved report of a round of yours plans a follow-up.") in said


def test_head_or_supervisor_mark_it_as_done_with_a_note(sit_down: SitDown) -> None:
    office = approved()
    desk = sit_down(office)
    screen = archive(desk, office.supervisor)
    assert "Latih penggalian." in told(screen) and t("To be done") in told(screen)
    place = f"archive.finish.{office.ask(follow_ups_of_reports, office.head)[0].follow_up.id}"
    click(screen, f"{place}.do")
    assert t("Fill in: {field}.", field=t("What was done")) in told(screen)
    screen.text_area(key=f"{place}.note").input("Dilatih 3 Maret.")
    office.now += timedelta(minutes=1)
    click(screen, f"{place}.do")
    assert "Dilatih 3 Maret." in told(screen) and not screen.text_area
    assert "Dilatih 3 Maret." in told(archive(desk, office.assessor_1))


def test_an_assessor_reads_it_without_a_form_and_a_stranger_nothing(sit_down: SitDown) -> None:
    office = approved()
    desk = sit_down(office)
    screen = archive(desk, office.assessor_2)
    assert "Latih penggalian." in told(screen) and not screen.text_area
    assert "Latih penggalian." not in told(archive(desk, office.outsider))


def test_what_is_late_is_flagged_in_the_archive_and_at_home(sit_down: SitDown) -> None:
    office = approved()
    desk = sit_down(office)
    assert "Latih penggalian." not in told(desk.open("home", office.head))
    office.now += timedelta(days=11)
    for screen in (archive(desk, office.head), desk.open("home", office.head)):
        assert "Latih penggalian." in told(screen) and t("Overdue") in told(screen)


def test_the_owner_finds_it_on_the_home_page_and_nobody_else(sit_down: SitDown) -> None:
    office = round_at(Stage.DRAFTING_REPORT)
    approved(office.assessor_1.id, office)
    desk = sit_down(office)
    assert "Latih penggalian." in told(desk.open("home", office.assessor_1))
    for other in (office.assessor_2, office.head, office.administrator):
        assert "Latih penggalian." not in told(desk.open("home", other))
