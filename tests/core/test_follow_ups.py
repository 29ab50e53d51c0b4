"""Follow-up: planned with the report by the supervisor, frozen with it, marked as done afterwards with a note."""

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from core.audit import audit_of_round
from core.codes import Action, FollowUpKind, Stage
from core.errors import Invalid, NotAllowed, NotFound, SomeoneWasFirst, StepNotReady
from core.follow_ups import (
    PlannedFor,
    add_follow_up,
    finish_follow_up,
    follow_ups_of_reports,
    follow_ups_to_do,
    owners_to_choose,
    planned_follow_ups,
    remove_follow_up,
)
from core.model import Person
from core.report import from_json
from core.signoff import archive_round, issued_report, submit_report
from core.trends import trends
from tests.round_at import Office, approve, round_at

DUE = date(2026, 3, 2)
TRAINING = FollowUpKind.TRAINING


def plan(office: Office, owner: UUID | str = "Tim Pelatihan", what: str = "Latih penggalian.", due: date = DUE) -> None:
    office.do(add_follow_up, office.supervisor, office.round_id, TRAINING, what, owner, due)


def approved(owner: str = "") -> Office:
    """An approved report with one follow-up; its owner is the person of that name, else nobody of the program."""
    office = round_at(Stage.DRAFTING_REPORT)
    plan(office, office.people[owner].id if owner else "Tim Pelatihan")
    office.do(submit_report, office.supervisor, office.round_id)
    approve(office)
    return office


def only(office: Office, person: Person) -> PlannedFor:
    (found,) = office.ask(follow_ups_of_reports, person)
    return found


def finish(office: Office, person: Person, note: str = "Dilatih 3 Maret.") -> None:
    office.do(finish_follow_up, person, office.round_id, only(office, office.head).follow_up.id, note)


def test_the_owner_is_a_person_of_the_round_or_anybody_by_name() -> None:
    office = round_at(Stage.DRAFTING_REPORT)
    names = office.ask(owners_to_choose, office.supervisor, office.round_id)
    assert set(names.values()) == {
        office.people[who].name for who in ("head", "supervisor", "assessor_1", "assessor_2")
    }
    plan(office, office.assessor_1.id, due=DUE)
    plan(office, "Tim Pelatihan", due=DUE + timedelta(days=1))
    kept = office.ask(planned_follow_ups, office.supervisor, office.round_id)
    assert [(one.owner, one.owner_id) for one in kept] == [
        (office.assessor_1.name, office.assessor_1.id),
        ("Tim Pelatihan", None),
    ]
    assert not any(one.note or one.finished for one in kept)


def test_a_follow_up_on_a_criterion_must_name_one_of_the_card_and_is_tested_by_later_rounds() -> None:
    office = round_at(Stage.DRAFTING_REPORT)
    given = (office.round_id, TRAINING, "Latih.", "Tim", DUE)
    with pytest.raises(Invalid, match="no such criterion"):
        office.do(add_follow_up, office.supervisor, *given, "Z9")
    office.do(add_follow_up, office.supervisor, *given, "C2")
    (kept,) = office.ask(planned_follow_ups, office.supervisor, office.round_id)
    assert kept.criterion == "C2"
    office.do(submit_report, office.supervisor, office.round_id)
    approve(office)
    office.do(archive_round, office.supervisor, office.round_id)
    (told,) = [one for one in office.ask(trends, office.head).effects if one.step.kind]
    assert (told.step.criterion, told.step.owner, told.step.day) == ("C2", "Tim", None)
    assert told.said.english() == "Not done yet."
    office.now += timedelta(days=7)
    finish(office, office.head)
    (told,) = [one for one in office.ask(trends, office.head).effects if one.step.kind]
    assert told.step.day and "no later round" in told.said.english()


def test_it_names_action_owner_and_a_day_to_come_and_hides_personal_numbers() -> None:
    office = round_at(Stage.DISCUSSING)
    with pytest.raises(Invalid, match="Fill in: Follow-up action"):
        plan(office, what=" ")
    for nobody in (" ", uuid4()):
        with pytest.raises(Invalid, match="Fill in: Owner"):
            plan(office, nobody)
    for day in (None, office.now.date() - timedelta(days=1)):
        with pytest.raises(Invalid, match="due date"):
            office.do(add_follow_up, office.supervisor, office.round_id, TRAINING, "Latih.", "Tim", day)
    plan(office, what="Hubungi 0812-3456-7890 untuk pelatihan.")
    (kept,) = office.ask(planned_follow_ups, office.supervisor, office.round_id)
    assert kept.text == "Hubungi [telepon] untuk pelatihan."


def test_what_is_planned_can_be_removed_until_the_report_is_submitted() -> None:
    office = round_at(Stage.DRAFTING_REPORT)
    for what in ("Latih.", "Tulis ulang."):
        plan(office, what=what)
    first, second = office.ask(planned_follow_ups, office.supervisor, office.round_id)
    office.do(remove_follow_up, office.supervisor, office.round_id, first.id)
    assert office.ask(planned_follow_ups, office.supervisor, office.round_id) == [second]
    with pytest.raises(NotFound, match="no such follow-up"):
        office.do(remove_follow_up, office.supervisor, office.round_id, first.id)
    office.do(submit_report, office.supervisor, office.round_id)
    with pytest.raises(StepNotReady):
        office.do(remove_follow_up, office.supervisor, office.round_id, second.id)


def test_a_follow_up_of_another_round_is_not_found_here() -> None:
    office = approved()
    foreign = only(office, office.head).follow_up.id
    round_at(Stage.APPROVED, office)
    with pytest.raises(NotFound, match="no such follow-up"):
        office.do(finish_follow_up, office.head, office.round_id, foreign, "Selesai.")


@pytest.mark.parametrize("who", ["head", "supervisor"])
def test_head_and_supervisor_mark_it_as_done_once_with_a_note(who: str) -> None:
    office = approved()
    assert only(office, office.people[who]).may_finish
    with pytest.raises(Invalid, match="Fill in: What was done"):
        finish(office, office.people[who], " ")
    finish(office, office.people[who])
    done = only(office, office.assessor_1)
    assert (done.follow_up.note, done.follow_up.finished, done.may_finish) == ("Dilatih 3 Maret.", office.now, False)
    with pytest.raises(SomeoneWasFirst, match="already"):
        finish(office, office.supervisor)


def test_an_assessor_reads_it_and_does_not_mark_it() -> None:
    office = approved("assessor_1")
    assert not only(office, office.assessor_1).may_finish
    with pytest.raises(NotAllowed):
        finish(office, office.assessor_1)
    assert office.ask(follow_ups_of_reports, office.outsider) == []
    assert office.ask(follow_ups_of_reports, office.projector) == []


def test_before_the_approval_nobody_reads_it_among_the_reports() -> None:
    office = round_at(Stage.DRAFTING_REPORT)
    plan(office)
    assert office.ask(follow_ups_of_reports, office.head) == []


def test_the_approved_report_keeps_what_was_planned_whatever_becomes_of_it() -> None:
    office = approved()
    before = office.ask(issued_report, office.head, office.round_id)
    finish(office, office.head)
    assert office.ask(issued_report, office.head, office.round_id) == before
    (planned,) = from_json(before.frozen).follow_ups
    assert (planned.kind, planned.text, planned.owner, planned.due) == (
        "training",
        "Latih penggalian.",
        "Tim Pelatihan",
        DUE,
    )


def test_every_act_is_on_record() -> None:
    office = approved()
    finish(office, office.head)
    later = office.now + timedelta(seconds=1)
    rows = office.ask(audit_of_round, office.head, office.round_id, office.now - timedelta(days=9), later)
    told = {row.action: (row.subject, row.became, row.reason) for row in rows}
    assert told[Action.PLAN_FOLLOW_UP] == ("Latih penggalian.", "Tim Pelatihan", "")
    assert told[Action.FINISH_FOLLOW_UP] == ("Latih penggalian.", "", "Dilatih 3 Maret.")


def test_the_owner_finds_it_at_once_and_its_round_when_it_is_overdue() -> None:
    office = approved("assessor_1")
    people = ("head", "supervisor", "assessor_1", "assessor_2")

    def finds_it() -> list[str]:
        return [who for who in people if office.ask(follow_ups_to_do, office.people[who])]

    assert finds_it() == ["assessor_1"]
    office.now = office.now.replace(year=2026, month=3, day=2)
    assert not only(office, office.head).is_overdue
    office.now += timedelta(days=1)
    assert only(office, office.head).is_overdue
    assert finds_it() == ["head", "supervisor", "assessor_1"]
    finish(office, office.supervisor)
    assert finds_it() == []
    assert not only(office, office.head).is_overdue


def test_what_is_to_be_done_stands_before_what_is_done() -> None:
    office = approved()
    finish(office, office.head)
    round_at(Stage.DRAFTING_REPORT, office)
    plan(office, what="Tulis ulang.", due=DUE + timedelta(days=30))
    office.do(submit_report, office.supervisor, office.round_id)
    approve(office)
    told = [one.follow_up.text for one in office.ask(follow_ups_of_reports, office.head)]
    assert told == ["Tulis ulang.", "Latih penggalian."]
