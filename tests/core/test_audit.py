"""The trail: one row for every act, in its own transaction, append-only, read by those whose round it is."""

import inspect
from datetime import timedelta
from uuid import uuid4

import pytest

from core.access import require_in_round
from core.audit import audit_of_people, audit_of_round, record
from core.cards import READY_CARDS, import_scorecard
from core.codes import Action, Stage
from core.errors import NotAllowed, NotFound, SelarasError
from core.labels import ACTION_LABELS
from core.office import change_setting
from core.outcomes import AuditRow
from core.rounds import decline_assignment, reassign_round
from core.signoff import issued_pdf
from core.store import Tx, audit_sql
from tests.round_at import START, Office, new_office, round_at

LATER = START + timedelta(days=365)


def _trail(office: Office) -> list[AuditRow]:
    """Oldest first."""
    return office.ask(audit_of_round, office.head, office.round_id, START, LATER)[::-1]


def test_a_whole_round_is_told_step_by_step_by_name_with_from_and_to() -> None:
    told = [(row.person_name.split()[0], row.was, row.became) for row in _trail(round_at(Stage.DONE)) if row.became]
    moves = [row for row in told if row[2] in set(Stage)]
    assert moves == [
        ("Ningsih", "", "assigned"),
        ("Laksmi", "assigned", "scheduling"),
        ("Laksmi", "scheduling", "sampling"),
        ("Laksmi", "sampling", "scoring"),
        ("Laksmi", "scoring", "discussing"),
        ("Fajar", "discussing", "handed_over"),
        ("Laksmi", "handed_over", "drafting_report"),
        ("Laksmi", "drafting_report", "awaiting_approval"),
        ("Ningsih", "awaiting_approval", "approved"),
        ("Laksmi", "approved", "archived"),
        ("Laksmi", "archived", "done"),
    ]


def test_every_act_of_a_round_left_its_row_and_every_row_has_a_label() -> None:
    actions = [row.action for row in _trail(round_at(Stage.DONE))]
    assert actions.count("lock_sheet") == 8
    assert actions.count("bring_recording") == 2
    assert actions.count("confirm_result") == 2
    assert set(actions) <= set(ACTION_LABELS)


def test_why_stands_in_the_row() -> None:
    office = round_at(Stage.ASSIGNED)
    office.do(decline_assignment, office.supervisor, office.round_id, "Sedang cuti.")
    office.do(reassign_round, office.head, office.round_id, office.supervisor.id, "Cuti dibatalkan.")
    assert [row.reason for row in _trail(office)] == ["", "Sedang cuti.", "Cuti dibatalkan."]


def test_the_version_counts_what_others_may_see() -> None:
    office = round_at(Stage.DONE)
    assert office.version() == 1 + len(_trail(office))


def test_a_row_may_leave_open_pages_asleep() -> None:
    office = round_at(Stage.SCHEDULING)
    before = office.version(), len(_trail(office))

    def listen(tx: Tx) -> None:
        permit = require_in_round(tx, Action.HEAR_RECORDING, office.head, office.now, office.round_id)
        record(tx, permit, subject="R1", wakes=False)

    office.store.write(listen, once=uuid4())
    assert (office.version(), len(_trail(office))) == (before[0], before[1] + 1)


def test_rows_are_added_and_read_and_nothing_else_can_be_done_to_them() -> None:
    names = {name for name, function in inspect.getmembers(audit_sql, inspect.isfunction) if name[0] != "_"}
    assert {name for name in names if name.startswith(("update", "delete", "forget", "keep", "purge"))} == set()
    source = inspect.getsource(audit_sql)
    assert "UPDATE" not in source
    assert "DELETE" not in source


def test_a_refused_act_leaves_no_row() -> None:
    office = round_at(Stage.SCHEDULING)
    before = len(_trail(office))
    for person in (office.outsider, office.assessor_1, office.supervisor):
        with pytest.raises(SelarasError):
            office.do(decline_assignment, person, office.round_id, "Alasan.")
    assert len(_trail(office)) == before


def test_the_trail_can_be_read_by_period_newest_first_and_no_longer_than_asked() -> None:
    office = round_at(Stage.DONE)
    rows = office.ask(audit_of_round, office.supervisor, office.round_id, START, LATER)
    assert [row.happened for row in rows] == sorted((row.happened for row in rows), reverse=True)
    since, until = rows[5].happened, rows[2].happened
    some = office.ask(audit_of_round, office.supervisor, office.round_id, since, until)
    assert [row.id for row in some] == [row.id for row in rows[3:6]], "the first moment counts, the last does not"
    assert len(office.ask(audit_of_round, office.supervisor, office.round_id, START, LATER, 3)) == 3


def test_the_trail_of_a_round_is_its_heads_and_supervisors() -> None:
    office = round_at(Stage.DONE)
    for who in ("assessor_1", "projector"):
        with pytest.raises(NotAllowed):
            office.ask(audit_of_round, office.people[who], office.round_id, START, LATER)
    for who in ("administrator", "outsider"):
        with pytest.raises(NotFound):
            office.ask(audit_of_round, office.people[who], office.round_id, START, LATER)


def test_the_trail_of_people_cards_and_settings_is_the_administrators_and_holds_no_round() -> None:
    office = round_at(Stage.DONE)
    office.do(change_setting, office.administrator, "pass_mark", 75)
    card = (READY_CARDS / "kp-tel.yaml").read_text(encoding="utf-8").replace('version: "2026.1"', 'version: "2027.1"')
    office.do(import_scorecard, office.administrator, card)
    rows = office.ask(audit_of_people, office.administrator, START, LATER)
    assert [(row.action, row.subject) for row in rows] == [
        ("manage_scorecards", "KP-TEL 2027.1"),
        ("manage_settings", "pass_mark"),
    ]
    for who in ("head", "supervisor", "assessor_1"):
        with pytest.raises(NotAllowed):
            office.ask(audit_of_people, office.people[who], START, LATER)


def test_what_changed_last_is_told_without_what_was_only_read() -> None:
    office = new_office()
    round_at(Stage.APPROVED, office)

    def last(tx: Tx) -> str:
        row = audit_sql.last_change(tx, office.round_id)
        return row.action if row else ""

    office.do(issued_pdf, office.head, office.round_id)
    assert office.store.read(last) == "approve_report"
