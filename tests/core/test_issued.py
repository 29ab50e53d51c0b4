"""Approved reports: who has them, whether a file is one of them, and their scores as a table."""

import csv
from decimal import Decimal
from io import StringIO

import pytest

from core.certainty import REASONS, Reason
from core.codes import Stage
from core.csv_file import csv_file
from core.errors import NotAllowed, NotFound, StepNotReady
from core.issued import issued_as, issued_reports, scores_csv, statistics_csv
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


def test_the_statistics_come_as_one_row_for_each_criterion_and_coefficient_or_say_why_not(office: Office) -> None:
    table = office.do(statistics_csv, office.assessor_1, office.round_id).decode("utf-8-sig")
    head, *rows = csv.reader(StringIO(table), delimiter=";")
    assert len(rows) == 20 * 8 and len({row[4] for row in rows}) == 8 and len(head) == 7
    assert all(bool(row[5]) != bool(row[6]) for row in rows)
    told = {(row[0], row[4]): (row[5], row[6]) for row in rows}
    # One of four recordings differs: 3/4 observed; 2 · 7/8 · 1/8 by chance after Gwet, (7² + 1²)/64 after Fleiss.
    assert told["B1", "AC1 Gwet"] == ("0,6800", "")
    assert told["B1", "Kappa Fleiss"] == ("-0,1429", "")
    assert told["A2", "Kappa Cohen"] == ("", Language("id")(REASONS[Reason.NO_VARIANCE]))


def test_a_stranger_gets_no_scores(office: Office) -> None:
    for person in (office.outsider, office.administrator):
        for verb in (scores_csv, statistics_csv):
            with pytest.raises(NotFound):
                office.do(verb, person, office.round_id)


def test_before_the_approval_there_is_nothing_to_take_along() -> None:
    scoring = round_at(Stage.SCORING, new_office())
    with pytest.raises(StepNotReady):
        scoring.do(scores_csv, scoring.head, scoring.round_id)
    with pytest.raises(StepNotReady):
        scoring.do(statistics_csv, scoring.head, scoring.round_id)


def test_a_text_that_looks_like_a_formula_stays_a_text() -> None:
    content = csv_file(Language("id"), ["a", "b"], [["=1+1", -1], ["@x", 0.5], [Decimal("-0.1250"), None]])
    assert content.decode("utf-8-sig") == "a;b\r\n'=1+1;-1\r\n'@x;0,50\r\n-0,1250;\r\n"


def test_an_english_table_is_split_at_commas() -> None:
    assert csv_file(Language("en"), ["a", "b"], [["x", 0.5]]).decode("utf-8-sig") == "a,b\r\nx,0.50\r\n"
