"""The audit trail is found by day, person, act and words, and taking it along leaves a row."""

from dataclasses import replace
from datetime import date

import pytest

from core.audit_search import Sought, audit_csv, audit_found, audit_table
from core.codes import Action, Role, Stage
from core.discussion import show_names
from core.errors import Invalid, NotAllowed, NotFound
from core.language import Language
from core.office import change_setting
from core.people import NewPerson, add_person, deactivate_person, reset_password
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


def test_an_indonesian_reader_meets_no_english_code(office: Office) -> None:
    office.do(deactivate_person, office.administrator, office.assessor_2.id)
    office.do(reset_password, office.administrator, office.assessor_1.id)
    office.do(change_setting, office.administrator, "idle_minutes", 20)
    rows = office.ask(audit_found, office.administrator, None, ALL)
    told = [tuple(line[3:6]) for line in audit_table(rows, Language("id"))]
    assert ("assessor_2", "Aktif", "Nonaktif") in told
    assert ("assessor_1", "", "Kata sandi sementara") in told
    assert ("Menit tanpa aktivitas sampai keluar otomatis", "15", "20") in told
    assert len(office.ask(audit_found, office.administrator, None, replace(ALL, words="nonaktif"))) == 1


def test_what_happened_in_a_discussion_is_told_in_words() -> None:
    office = round_at(Stage.HANDED_OVER)
    values = [value for line in _of_round(office) for value in line[4:6]]
    assert not {"settled", "open", "ruled", "discussing"} & {str(value).split(" ")[0] for value in values}
    assert any(str(value).startswith("Disepakati") for value in values)


def test_showing_names_is_told_in_words() -> None:
    office = round_at(Stage.DISCUSSING)
    office.do(show_names, office.supervisor, office.round_id, True)
    assert _of_round(office)[0][3:6] == ["Nama pada proyektor", "", "Ditampilkan"]


def _of_round(office: Office) -> list[list[object]]:
    return list(audit_table(office.ask(audit_found, office.supervisor, office.round_id, ALL), Language("id")))


def test_taking_the_trail_along_wakes_nobody(office: Office) -> None:
    before = office.version()
    office.do(audit_csv, office.head, office.round_id, ALL)
    assert office.version() == before
