"""Approved reports: who has them, whether a file is one of them, and their scores as a table."""

import csv
from io import StringIO

import pytest

from core.codes import Stage
from core.csv_file import csv_file
from core.errors import NotAllowed, NotFound, StepNotReady
from core.issued import issued_as, issued_reports, scores_csv
from core.language import Language
from core.signoff import issued_pdf
from tests.round_at import Office, new_office, round_at


@pytest.fixture(scope="module")
def office() -> Office:
    return round_at(Stage.APPROVED)


def test_everyone_with_a_part_has_the_report_and_nobody_else(office: Office) -> None:
    for person in (office.head, office.supervisor, office.assessor_1):
        assert [report.number for report in office.ask(issued_reports, person)] == ["LAP-1/KLIP.4/2026"]
    assert office.ask(issued_reports, office.outsider) == []
    assert office.ask(issued_reports, office.administrator) == []


def test_the_issued_bytes_are_known_again_and_one_changed_byte_is_not(office: Office) -> None:
    content = office.do(issued_pdf, office.head, office.round_id)
    found = office.ask(issued_as, office.assessor_2, content)
    assert found and found.round_id == office.round_id
    assert office.ask(issued_as, office.assessor_2, content[:-1] + b"x") is None


def test_an_administrator_verifies_nothing(office: Office) -> None:
    with pytest.raises(NotAllowed):
        office.ask(issued_as, office.administrator, b"")


def test_the_scores_come_as_one_row_for_each_criterion_recording_and_assessor(office: Office) -> None:
    table = office.do(scores_csv, office.assessor_1, office.round_id).decode("utf-8-sig")
    rows = list(csv.reader(StringIO(table), delimiter=";"))
    assert len(rows) == 1 + 4 * 20 * 2
    assert {row[0] for row in rows[1:]} == {"R1", "R2", "R3", "R4"}
    assert "Sari" not in table and "012345678" not in table


def test_a_stranger_gets_no_scores(office: Office) -> None:
    for person in (office.outsider, office.administrator):
        with pytest.raises(NotFound):
            office.do(scores_csv, person, office.round_id)


def test_before_the_approval_there_is_nothing_to_take_along() -> None:
    scoring = round_at(Stage.SCORING, new_office())
    with pytest.raises(StepNotReady):
        scoring.do(scores_csv, scoring.head, scoring.round_id)


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    content = csv_file(Language("id"), ["a", "b"], [["=1+1", -1], ["@x", 0.5]])
    assert content.decode("utf-8-sig") == "a;b\r\n'=1+1;-1\r\n'@x;0,50\r\n"


def test_an_english_table_is_split_at_commas() -> None:
    assert csv_file(Language("en"), ["a", "b"], [["x", 0.5]]).decode("utf-8-sig") == "a,b\r\nx,0.50\r\n"
