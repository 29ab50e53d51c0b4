"""Tables to take along: what stands in them, what never does, and the trace they leave."""

import csv
from datetime import timedelta
from io import StringIO

import pytest

from core.audit import audit_of_round
from core.codes import Action, Stage
from core.errors import NotAllowed, NotFound
from core.samples import recordings_of
from core.scoring import lock_sheet
from core.spreadsheet import register_csv, scores_seen_csv
from tests.round_at import Office, notes, round_at


@pytest.fixture(scope="module")
def archived() -> Office:
    return round_at(Stage.ARCHIVED)


def read(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_before_the_reveal_a_table_holds_ones_own_scores_and_nobody_elses() -> None:
    office = round_at(Stage.SCORING)
    first = office.ask(recordings_of, office.assessor_1, office.round_id)[0]
    office.do(lock_sheet, office.assessor_1, office.round_id, first.id, notes(office.card()))
    own = read(office.do(scores_seen_csv, office.assessor_1, office.round_id))
    assert {row[2] for row in own[1:]} == {"Anindya Putri"}
    for person in (office.assessor_2, office.supervisor, office.head):
        assert len(read(office.do(scores_seen_csv, person, office.round_id))) == 1


def test_after_the_reveal_everyone_in_the_round_has_all_scores(archived: Office) -> None:
    rows = read(archived.do(scores_seen_csv, archived.assessor_1, archived.round_id))
    assert {row[2] for row in rows[1:]} == {"Anindya Putri", "Fajar Nugroho"}
    assert len(rows) == 1 + 2 * 4 * 20


def test_a_stranger_gets_nothing_and_the_projector_takes_nothing_along(archived: Office) -> None:
    with pytest.raises(NotFound):
        archived.do(scores_seen_csv, archived.outsider, archived.round_id)
    with pytest.raises(NotAllowed):
        archived.do(scores_seen_csv, archived.projector, archived.round_id)


def test_no_table_names_an_agent(archived: Office) -> None:
    content = archived.do(scores_seen_csv, archived.supervisor, archived.round_id).decode("utf-8-sig")
    assert "Sari" not in content and "012345678" not in content


def test_taking_scores_along_is_on_record(archived: Office) -> None:
    archived.do(scores_seen_csv, archived.head, archived.round_id)
    around = archived.now - timedelta(minutes=1), archived.now + timedelta(minutes=1)
    trail = archived.ask(audit_of_round, archived.head, archived.round_id, *around)
    assert (trail[0].action, trail[0].subject) == (Action.SEE_ROUND, "CSV")


def test_the_register_goes_out_with_its_source(archived: Office) -> None:
    rows = read(archived.do(register_csv, archived.assessor_2))
    assert {row[1] for row in rows[1:]} == {"A1", "B1", "C2"}
    assert rows[1][2:5] == ["Bila ragu, nilai penuh.", "Kalibrasi Februari", "LAP-1/KLIP.4/2026"]
    with pytest.raises(NotAllowed):
        archived.do(register_csv, archived.administrator)
