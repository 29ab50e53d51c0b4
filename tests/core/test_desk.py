"""What waits for a person: their own part of a step, no one else's, and never a score."""

from uuid import uuid4

import pytest

from core.codes import Action, Relation, Stage
from core.desk import Desk, DeskRound, waiting_for
from core.model import Note, Person
from core.samples import recordings_of
from core.scorecard import Answer
from core.scoring import flag_recording, lock_sheet
from core.store import rounds_sql
from tests.round_at import Office, new_office, notes, round_at


def desk_of(office: Office, person: Person) -> Desk:
    return office.ask(waiting_for, person)


def only(entries: tuple[DeskRound, ...]) -> DeskRound:
    assert len(entries) == 1
    return entries[0]


def test_nothing_waits_where_there_is_no_round() -> None:
    office = new_office()
    assert desk_of(office, office.head) == Desk((), (), ())


def test_a_stranger_sees_no_round_of_others() -> None:
    office = round_at(Stage.SCORING)
    assert desk_of(office, office.outsider) == Desk((), (), ())


@pytest.mark.parametrize("stage", [Stage.ASSIGNED, Stage.SCHEDULING, Stage.SAMPLING, Stage.AWAITING_APPROVAL])
def test_an_open_round_waits_for_somebody(stage: Stage) -> None:
    office = round_at(stage)
    people = (office.head, office.supervisor, office.assessor_1, office.assessor_2)
    assert any(desk_of(office, person).waiting for person in people)


def test_an_assessor_who_has_locked_everything_is_not_waited_for() -> None:
    office = round_at(Stage.SCORING)
    card = office.card()
    assert only(desk_of(office, office.assessor_1).waiting).next_act is Action.LOCK_SHEET
    for recording in office.ask(recordings_of, office.assessor_1, office.round_id):
        office.do(lock_sheet, office.assessor_1, office.round_id, recording.id, notes(card))
    assert desk_of(office, office.assessor_1).waiting == ()
    assert only(desk_of(office, office.assessor_1).running).turn is Relation.ASSESSOR
    assert only(desk_of(office, office.assessor_2).waiting).next_act is Action.LOCK_SHEET


def test_the_supervisor_is_waited_for_once_all_have_locked() -> None:
    office = round_at(Stage.SCORING)
    card = office.card()
    assert desk_of(office, office.supervisor).waiting == ()
    for assessor in (office.assessor_1, office.assessor_2):
        for recording in office.ask(recordings_of, assessor, office.round_id):
            office.do(lock_sheet, assessor, office.round_id, recording.id, notes(card))
    assert only(desk_of(office, office.supervisor).waiting).next_act is Action.REVEAL_SCORES


def test_a_reported_recording_waits_for_the_supervisor() -> None:
    office = round_at(Stage.SCORING)
    recording = office.ask(recordings_of, office.assessor_1, office.round_id)[0]
    office.do(flag_recording, office.assessor_1, office.round_id, recording.id, "Suara agen tidak terdengar.")
    assert only(desk_of(office, office.supervisor).waiting).opens_as is Relation.SUPERVISOR


def test_an_assessor_reads_of_the_own_part_and_not_who_else_is_missing() -> None:
    office = round_at(Stage.SCORING)
    entry = only(desk_of(office, office.assessor_1).waiting)
    said = " ".join(message.english() for message in entry.missing)
    assert said == "You have locked 0 of 4 recordings."
    assert office.assessor_2.name not in said


def test_no_desk_carries_a_value_before_the_reveal() -> None:
    office = round_at(Stage.SCORING)
    card, mark = office.card(), f"rahasia {uuid4()}"
    recording = office.ask(recordings_of, office.assessor_1, office.round_id)[0]
    secret = {card.criteria[0].code: Note(Answer(card.criteria[0].scale.values[-1]), mark)}
    office.do(lock_sheet, office.assessor_1, office.round_id, recording.id, notes(card, secret))
    for person in (office.head, office.supervisor, office.assessor_2):
        assert mark not in repr(desk_of(office, person))


def test_the_more_urgent_round_comes_first() -> None:
    office = round_at(Stage.SCHEDULING)
    first = office.round_id
    round_at(Stage.ASSIGNED, office)
    assert [entry.round.id for entry in desk_of(office, office.supervisor).waiting] == [first, office.round_id]


def test_a_done_round_is_only_named() -> None:
    office = round_at(Stage.SCHEDULING)
    office.store.write(lambda tx: rounds_sql.move(tx, office.round_id, Stage.DONE))
    desk = desk_of(office, office.head)
    assert (desk.waiting, desk.running) == ((), ())
    assert [round_.id for round_ in desk.over] == [office.round_id]
