"""The audit trail is found by day, person, act and words, and taking it along leaves a row."""

from dataclasses import replace
from datetime import date

import pytest

from core.audit_search import Sought, audit_csv, audit_found
from core.codes import Action, Role, Stage
from core.errors import Invalid, NotAllowed, NotFound
from core.people import NewPerson, add_person
from tests.round_at import Office, round_at

ALL = Sought(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def office() -> Office:
    found = round_at(Stage.SCHEDULING)
    found.do(add_person, found.administrator, NewPerson("baru", "Orang Baru", frozenset({Role.ASSESSOR})))
    return found


def test_the_trail_of_people_is_the_administrators_and_holds_no_round(office: Office) -> None:
    rows = office.ask(audit_found, office.administrator, None, ALL)
    assert [row.subject for row in rows] == ["baru"]
    with pytest.raises(NotAllowed):
        office.ask(audit_found, office.head, None, ALL)


def test_the_trail_of_a_round_is_its_heads_and_supervisors(office: Office) -> None:
    for person in (office.head, office.supervisor):
        assert len(office.ask(audit_found, person, office.round_id, ALL)) == 2
    for person in (office.administrator, office.outsider):
        with pytest.raises(NotFound):
            office.ask(audit_found, person, office.round_id, ALL)


def test_rows_are_found_by_day_person_act_and_words(office: Office) -> None:
    def found(**by: object) -> int:
        return len(office.ask(audit_found, office.head, office.round_id, replace(ALL, **by)))

    assert found(person=office.supervisor.name) == 1
    assert found(action="assign_round") == 1
    assert found(words="FEBRUARI") == 1
    assert found(words="tidak ada") == 0
    assert found(first_day=date(2026, 2, 3)) == 0
    assert found(first_day=date(2026, 2, 2), last_day=date(2026, 2, 2)) == 2


def test_a_period_that_ends_before_it_begins_is_refused(office: Office) -> None:
    with pytest.raises(Invalid):
        office.ask(audit_found, office.administrator, None, Sought(date(2026, 2, 2), date(2026, 2, 1)))


def test_the_file_names_codes_in_words_and_leaves_a_row(office: Office) -> None:
    table = office.do(audit_csv, office.head, office.round_id, ALL).decode("utf-8-sig")
    assert len(table.splitlines()) == 3 and "assign_round" not in table
    newest = office.ask(audit_found, office.head, office.round_id, ALL)[0]
    assert (newest.action, newest.subject) == (Action.READ_ROUND_AUDIT, "CSV")


def test_taking_the_trail_along_wakes_nobody(office: Office) -> None:
    before = office.version()
    office.do(audit_csv, office.head, office.round_id, ALL)
    assert office.version() == before
