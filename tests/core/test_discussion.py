"""The meeting: revealed at once, closed cell by cell with reason and cause, confirmed by whoever was present."""

from dataclasses import replace
from uuid import UUID

import pytest

from core.answers import fraction
from core.audit import audit_of_round
from core.cells import Cell, in_order_of_discussion
from core.codes import Cause, CellState, MemberKind, Relation, Role, Stage, Strength
from core.consensus import leave_cell_open, record_dissent, reopen_cell, rule_cell, settle_cell
from core.discussion import (
    Meeting,
    change_after_value,
    confirm_result,
    mark_present,
    meeting,
    point_at,
    reveal_scores,
    show_names,
)
from core.errors import Invalid, NotAllowed, NotFound, StepNotReady
from core.facts import progress_of
from core.lots import speaking_order
from core.model import Member, Note
from core.outcomes import Consensus
from core.rounds import excuse_assessor
from core.samples import recordings_of
from core.scorecard import Answer
from core.scoring import lock_sheet
from core.store import discussion_sql
from tests.round_at import START, Office, new_office, notes, round_at

WHY = ("Bukti didengar bersama.", "Nilai penuh bila digali.", Cause.MISSED_EVIDENCE)


def _talk(office: Office, who: str = "supervisor") -> Meeting:
    return office.ask(meeting, office.people[who], office.round_id)


def _first(office: Office) -> UUID:
    return _talk(office).recordings[0].id


def _cell(office: Office, code: str = "C2") -> Cell:
    found = _talk(office).cell(_first(office), code)
    assert found
    return found


def _agreed(office: Office, code: str = "C2") -> Consensus | None:
    return _cell(office, code).consensus


def _settle(office: Office, code: str = "C2", value: int = 4, **changed: object) -> None:
    given = {"answer": Answer(value), "reason": WHY[0], "interpretation": WHY[1], "cause": WHY[2], **changed}
    office.do(settle_cell, office.supervisor, office.round_id, _first(office), code, *given.values())


def _close_all(office: Office) -> None:
    for cell in _talk(office).cells:
        if cell.must_be_discussed and not cell.is_closed:
            best = Answer(cell.criterion.scale.values[0])
            place = (office.round_id, cell.recording_id, cell.criterion.code)
            office.do(settle_cell, office.supervisor, *place, best, *WHY)


def _gather(office: Office) -> None:
    office.do(mark_present, office.supervisor, office.round_id, {office.assessor_1.id, office.assessor_2.id})


# The reveal


def test_the_reveal_settles_equal_answers_and_points_at_the_gravest_difference() -> None:
    office = round_at(Stage.DISCUSSING)
    talk = _talk(office)
    settled = [cell for cell in talk.cells if cell.consensus]
    assert {(c.consensus.state, c.consensus.strength) for c in settled if c.consensus} == {
        (CellState.SETTLED, Strength.UNANIMOUS)
    }
    assert all(cell.common_answer == cell.agreed for cell in settled)
    assert [cell.criterion.code for cell in talk.agenda] == ["B1", "C2", "A1"]
    assert {cell.criterion.code for cell in talk.cells if not cell.is_closed} == {"B1", "C2", "A1"}
    assert talk.pointed
    assert talk.pointed.criterion.code == "B1"


def test_the_second_of_two_who_reveal_is_told_that_it_has_been_done() -> None:
    office = round_at(Stage.DISCUSSING)
    with pytest.raises(StepNotReady, match=r"at “Joint discussion” \(Laksmi Hartono, .*: Reveal the scores\)"):
        office.do(reveal_scores, office.supervisor, office.round_id)


def test_a_round_in_which_all_agree_needs_nothing_but_confirmation() -> None:
    office = round_at(Stage.SCORING)
    for assessor in (office.assessor_1, office.assessor_2):
        for recording in office.ask(recordings_of, assessor, office.round_id):
            office.do(lock_sheet, assessor, office.round_id, recording.id, notes(office.card()))
    office.do(reveal_scores, office.supervisor, office.round_id)
    assert _talk(office).pointed is None
    _gather(office)
    for assessor in (office.assessor_1, office.assessor_2):
        office.do(confirm_result, assessor, office.round_id)
    assert office.stage() is Stage.HANDED_OVER


def test_with_an_excused_assessor_the_rest_is_revealed() -> None:
    office = round_at(Stage.SCORING)
    office.do(excuse_assessor, office.supervisor, office.round_id, office.assessor_2.id, "Sakit.")
    for recording in office.ask(recordings_of, office.assessor_1, office.round_id):
        office.do(lock_sheet, office.assessor_1, office.round_id, recording.id, notes(office.card()))
    office.do(reveal_scores, office.supervisor, office.round_id)
    assert all(set(cell.first) == {office.assessor_1.id} for cell in _talk(office).cells)


def test_fatal_differences_come_first_then_applicability_then_points() -> None:
    office = round_at(Stage.SCORING)
    changed = {
        "A1": Note(Answer(1)),
        "C2": Note(Answer(1), "Terlambat."),
        "B1": Note(Answer(0), "Dibuka.", 1_000),
        "D1": Note(Answer(is_na=True), "Tidak terjadi."),
    }
    changed = {code: note for code, note in changed.items() if office.card().criterion(code)}
    for assessor, differing in ((office.assessor_1, {}), (office.assessor_2, changed)):
        for n, recording in enumerate(office.ask(recordings_of, assessor, office.round_id)):
            given = notes(office.card(), differing if n == 0 else None)
            office.do(lock_sheet, assessor, office.round_id, recording.id, given)
    office.do(reveal_scores, office.supervisor, office.round_id)
    agenda = _talk(office).agenda
    assert [cell.criterion.code for cell in agenda] == ["B1", "D1", "C2", "A1"]
    assert in_order_of_discussion(reversed(agenda)) == list(agenda)


def test_where_both_zeroed_the_call_nothing_is_at_stake_however_far_apart_they_are() -> None:
    office = round_at(Stage.SCORING)
    zeroed = {"B1": Note(Answer(0), "Dibuka.", 1_000)}
    near, far = {"A1": Note(Answer(1))}, {"C2": Note(Answer(1), "Terlambat.")}
    for assessor, first, second in ((office.assessor_1, {}, {}), (office.assessor_2, near, far)):
        differing = (first, zeroed | second, {}, {})
        for recording, changed in zip(office.ask(recordings_of, assessor, office.round_id), differing, strict=True):
            office.do(lock_sheet, assessor, office.round_id, recording.id, notes(office.card(), changed))
    office.do(reveal_scores, office.supervisor, office.round_id)
    criteria = office.card().criteria
    share = 1 - float(fraction(office.card().criterion("A1"), Answer(1)) or 0)
    weight = 100 * office.card().criterion("A1").weight / sum(criterion.weight for criterion in criteria)
    assert [(cell.criterion.code, round(cell.at_stake, 6)) for cell in _talk(office).agenda] == [
        ("A1", round(weight * share, 6)),
        ("C2", 0),
    ]


def test_whoever_looks_sees_the_same_points_at_stake_with_names_or_without() -> None:
    office = round_at(Stage.DISCUSSING)
    for who in ("supervisor", "projector", "assessor_1"):
        assert [(c.place, c.turn, c.at_stake) for c in _talk(office, who).agenda] == [
            (c.place, c.turn, c.at_stake) for c in _talk(office).agenda
        ]


# The pointer, names, who speaks


def test_the_pointer_names_its_cell_so_a_stale_click_cannot_hit_another() -> None:
    office = round_at(Stage.DISCUSSING)
    office.do(point_at, office.supervisor, office.round_id, _first(office), "A1")
    for who in ("projector", "assessor_1", "head"):
        pointed = _talk(office, who).pointed
        assert pointed
        assert pointed.criterion.code == "A1"
    for place in ((_first(office), "Z9"), (UUID(int=5), "A1"), (_first(office), None)):
        with pytest.raises(NotFound):
            office.do(point_at, office.supervisor, office.round_id, *place)
    office.do(point_at, office.supervisor, office.round_id, None, None)
    assert _talk(office, "projector").pointed is None


def test_names_are_hidden_until_the_supervisor_shows_them() -> None:
    office = round_at(Stage.DISCUSSING)
    both = {office.assessor_1.id, office.assessor_2.id}
    for shown in (False, True, False):
        office.do(show_names, office.supervisor, office.round_id, shown)
        seen = {who: set(_talk(office, who).cells[0].first) & both for who in ("projector", "assessor_1", "supervisor")}
        assert seen["supervisor"] == both
        assert seen["projector"] == (both if shown else set())
        assert seen["assessor_1"] == (both if shown else set())


def test_while_names_are_hidden_everybody_knows_their_own_answer_and_no_other() -> None:
    office = round_at(Stage.DISCUSSING)
    named = {cell.place: cell for cell in _talk(office, "supervisor").cells}
    for who in (office.assessor_1, office.assessor_2):
        talk = _talk(office, who.username)
        for cell in talk.cells:
            assert cell.first[talk.own_key(cell)] == named[cell.place].first[who.id]
            assert {talk.name_in(cell, key) for key in cell.first} == {who.name, None}
    room = _talk(office, "projector")
    assert {room.name_in(cell, key) for cell in room.cells for key in cell.first} == {None}


def test_the_speaking_order_is_the_same_for_all_complete_and_another_for_each_cell() -> None:
    office = round_at(Stage.DISCUSSING)
    people = [Member(UUID(int=n), f"P{n}", MemberKind.ASSESSOR, n, None, "", None, None) for n in range(1, 13)]
    cells = [replace(cell, first={m.person_id: Note(Answer(5)) for m in people}) for cell in _talk(office).cells]
    orders = [tuple(m.number for m in speaking_order(cell, people)) for cell in cells]
    assert all(sorted(order) == list(range(1, 13)) for order in orders)
    assert orders == [tuple(m.number for m in speaking_order(cell, people[::-1])) for cell in cells]
    assert len(set(orders)) > len(orders) * 0.9
    firsts = [order[0] for order in orders]
    assert len(set(firsts)) >= 8, "nobody always speaks first"
    assert _talk(office, "projector").speakers == _talk(office, "assessor_2").speakers


def test_only_who_scored_a_cell_speaks_on_it() -> None:
    office = round_at(Stage.DISCUSSING)
    observer = Member(UUID(int=1), "Pengamat", MemberKind.OBSERVER, 1, None, "", None, None)
    newcomer = Member(UUID(int=2), "Baru", MemberKind.ASSESSOR, 3, None, "", None, None)
    order = speaking_order(_cell(office), [*_talk(office).members, observer, newcomer])
    assert {member.person_id for member in order} == {office.assessor_1.id, office.assessor_2.id}


# Values after the discussion


def test_a_changed_value_stands_beside_the_first_one_and_its_way_is_in_the_trail() -> None:
    office = round_at(Stage.DISCUSSING)
    place = (office.round_id, _first(office), "C2")
    for value in (3, 4):
        office.do(change_after_value, office.assessor_2, *place, Answer(value))
    cell = _cell(office)
    assert cell.first[office.assessor_2.id].answer == Answer(2)
    assert cell.now[office.assessor_2.id].answer == Answer(4)
    assert cell.kind is _cell(office).kind, "statistics go by first scores"
    rows = office.ask(audit_of_round, office.head, office.round_id, START, START.replace(year=2027))[:2]
    assert [(row.was, row.became) for row in rows] == [("3", "4"), ("2", "3")]


@pytest.mark.parametrize(
    ("answer", "fault"),
    [(Answer(9), "not on its scale"), (Answer(), "Choose a value"), (Answer(is_na=True), "always applies")],
)
def test_a_value_must_be_possible_on_its_criterion(answer: Answer, fault: str) -> None:
    office = round_at(Stage.DISCUSSING)
    fixed = next(c.code for c in office.card().criteria if not c.na_allowed)
    code = fixed if answer.is_na else "C2"
    with pytest.raises(Invalid, match=fault):
        office.do(change_after_value, office.assessor_1, office.round_id, _first(office), code, answer)
    with pytest.raises(Invalid, match=fault):
        _settle(office, code, answer=answer)


def test_not_applicable_can_be_agreed_where_the_card_allows_it() -> None:
    office = round_at(Stage.DISCUSSING)
    code = next(c.code for c in office.card().criteria if c.na_allowed)
    _settle(office, code, answer=Answer(is_na=True))
    assert _cell(office, code).agreed == Answer(is_na=True)


# Closing a cell


def test_a_settled_cell_has_value_reason_interpretation_and_cause() -> None:
    office = round_at(Stage.DISCUSSING)
    for missing in ({"reason": " "}, {"interpretation": ""}):
        with pytest.raises(Invalid, match="Fill in"):
            _settle(office, **missing)
    assert _agreed(office) is None
    _settle(office, reason="NPWP 09.254.294.3-407.000 disebut.")
    agreed = _agreed(office)
    assert agreed
    assert (agreed.state, agreed.answer, agreed.strength) == (CellState.SETTLED, Answer(4), Strength.AFTER_DISCUSSION)
    assert (agreed.reason, agreed.interpretation) == ("NPWP [NPWP] disebut.", WHY[1])


def test_a_slip_of_the_hand_teaches_nothing_and_needs_no_interpretation() -> None:
    office = round_at(Stage.DISCUSSING)
    _settle(office, interpretation="", cause=Cause.SLIP)
    agreed = _agreed(office)
    assert agreed
    assert agreed.cause is Cause.SLIP


def test_a_point_without_agreement_stays_on_record_with_both_values() -> None:
    office = round_at(Stage.DISCUSSING)
    place = (office.round_id, _first(office), "C2")
    with pytest.raises(Invalid, match="Fill in: Reason"):
        office.do(leave_cell_open, office.supervisor, *place, "", Cause.VAGUE_DEFINITION)
    office.do(leave_cell_open, office.supervisor, *place, "Definisi kabur.", Cause.VAGUE_DEFINITION)
    cell = _cell(office)
    assert cell.consensus
    assert (cell.consensus.state, cell.agreed, cell.is_closed) == (CellState.OPEN, None, True)
    assert {note.answer for note in cell.now.values()} == {Answer(5), Answer(2)}


def test_in_a_deadlock_the_supervisor_rules_with_a_reason_and_the_head_sees_it() -> None:
    office = round_at(Stage.DISCUSSING)
    place = (office.round_id, _first(office), "C2")
    office.do(leave_cell_open, office.supervisor, *place, "Definisi kabur.", Cause.VAGUE_DEFINITION)
    with pytest.raises(Invalid, match="Fill in: Reason"):
        office.do(rule_cell, office.supervisor, *place, Answer(3), " ", "", Cause.VAGUE_DEFINITION)
    office.do(rule_cell, office.supervisor, *place, Answer(3), "Demi acuan bersama.", "", Cause.VAGUE_DEFINITION)
    cell = _talk(office, "head").cell(*place[1:])
    assert cell
    assert cell.consensus
    assert (cell.consensus.state, cell.consensus.strength, cell.agreed) == (
        CellState.RULED,
        Strength.RULED,
        Answer(3),
    )
    rulings = office.store.read(lambda tx: discussion_sql.rulings(tx, office.round_id))
    assert [(ruling.criterion, ruling.answer) for ruling in rulings] == [("C2", Answer(3))]


@pytest.mark.parametrize("way_out", ["settle", "open", "reopen"])
def test_a_ruling_is_gone_once_the_cell_is_closed_otherwise(way_out: str) -> None:
    office = round_at(Stage.DISCUSSING)
    place = (office.round_id, _first(office), "C2")
    office.do(rule_cell, office.supervisor, *place, Answer(3), "Demi acuan.", "", Cause.VAGUE_DEFINITION)
    if way_out == "settle":
        _settle(office)
    elif way_out == "open":
        office.do(leave_cell_open, office.supervisor, *place, "Kabur.", Cause.VAGUE_DEFINITION)
    else:
        office.do(reopen_cell, office.supervisor, *place)
    assert office.store.read(lambda tx: discussion_sql.rulings(tx, office.round_id)) == []


def test_where_all_stand_by_one_value_there_is_nothing_to_rule_or_leave_open() -> None:
    office = round_at(Stage.DISCUSSING)
    place = (office.round_id, _first(office), "C2")
    office.do(change_after_value, office.assessor_2, *place, Answer(5))
    with pytest.raises(Invalid, match="same value on criterion C2"):
        office.do(rule_cell, office.supervisor, *place, Answer(3), "Saya putuskan.", "", Cause.SLIP)
    with pytest.raises(Invalid, match="same value on criterion C2"):
        office.do(leave_cell_open, office.supervisor, *place, "Buntu.", Cause.SLIP)


def test_assessors_neither_settle_nor_rule_and_the_supervisor_never_answers_for_them() -> None:
    office = round_at(Stage.DISCUSSING)
    place = (office.round_id, _first(office), "C2")
    with pytest.raises(NotAllowed):
        office.do(settle_cell, office.assessor_1, *place, Answer(4), *WHY)
    with pytest.raises(NotAllowed):
        office.do(change_after_value, office.supervisor, *place, Answer(4))


def test_a_dissent_stands_beside_what_was_agreed() -> None:
    office = round_at(Stage.DISCUSSING)
    _settle(office)
    place = (office.round_id, _first(office), "C2")
    with pytest.raises(Invalid, match="Fill in: Dissent"):
        office.do(record_dissent, office.assessor_2, *place, " ")
    for text in ("Menurut saya 2.", "Menurut saya tetap 2."):
        office.do(record_dissent, office.assessor_2, *place, text)
    assert [dissent.text for dissent in _talk(office, "head").dissents] == ["Menurut saya tetap 2."]


# Confirming


def test_nobody_confirms_while_a_difference_is_open_or_without_having_been_there() -> None:
    office = round_at(Stage.DISCUSSING)
    with pytest.raises(Invalid, match="attendance list"):
        office.do(confirm_result, office.assessor_1, office.round_id)
    _gather(office)
    with pytest.raises(StepNotReady) as refusal:
        office.do(confirm_result, office.assessor_1, office.round_id)
    assert "3 differences out of tolerance are still open." in [r.english() for r in refusal.value.reasons]
    _close_all(office)
    office.do(confirm_result, office.assessor_1, office.round_id)
    assert office.stage() is Stage.DISCUSSING
    with pytest.raises(NotAllowed):
        office.do(confirm_result, office.supervisor, office.round_id)


def test_the_last_confirmation_hands_the_result_over() -> None:
    office = round_at(Stage.HANDED_OVER)
    round_ = office.ask(progress_of, office.head, office.round_id).round
    assert round_.handed_over == office.now
    row = office.ask(audit_of_round, office.head, office.round_id, START, START.replace(year=2027))[0]
    assert (row.person_name, row.became) == ("Fajar Nugroho", Stage.HANDED_OVER)


def _one_confirmed() -> Office:
    office = round_at(Stage.DISCUSSING)
    _close_all(office)
    _gather(office)
    office.do(confirm_result, office.assessor_1, office.round_id)
    return office


def _confirmed(office: Office) -> list[str]:
    return [m.name for m in office.ask(progress_of, office.head, office.round_id).members if m.confirmed]


@pytest.mark.parametrize("change", ["settle", "open", "rule", "reopen", "after value"])
def test_every_change_of_the_result_takes_the_confirmations_back(change: str) -> None:
    office = _one_confirmed()
    assert _confirmed(office) == ["Anindya Putri"]
    place = (office.round_id, _first(office), "C2")
    if change == "settle":
        _settle(office, value=3)
    elif change == "open":
        office.do(leave_cell_open, office.supervisor, *place, "Kabur.", Cause.VAGUE_DEFINITION)
    elif change == "rule":
        office.do(rule_cell, office.supervisor, *place, Answer(3), "Acuan.", "", Cause.VAGUE_DEFINITION)
    elif change == "reopen":
        office.do(reopen_cell, office.supervisor, *place)
    else:
        office.do(change_after_value, office.assessor_2, *place, Answer(4))
    assert _confirmed(office) == []


def test_what_leaves_the_result_as_it_is_leaves_the_confirmations_too() -> None:
    office = _one_confirmed()
    office.do(point_at, office.supervisor, office.round_id, None, None)
    office.do(show_names, office.supervisor, office.round_id, True)
    office.do(record_dissent, office.assessor_2, office.round_id, _first(office), "C2", "Tetap 2.")
    assert _confirmed(office) == ["Anindya Putri"]


def test_whose_turn_it_is_in_the_meeting() -> None:
    office = round_at(Stage.DISCUSSING)

    def turn() -> Relation | None:
        return office.ask(progress_of, office.head, office.round_id).turn

    assert turn() is Relation.SUPERVISOR
    _close_all(office)
    assert turn() is Relation.SUPERVISOR, "the attendance is missing"
    _gather(office)
    assert turn() is Relation.ASSESSOR


def test_an_observer_may_be_on_the_list_but_neither_confirms_nor_is_waited_for() -> None:
    office = new_office()
    observer = office.hire("observer", "Pengamat Tamu", Role.ASSESSOR)
    office.observers.append(observer)
    round_at(Stage.DISCUSSING, office)
    _close_all(office)
    office.do(
        mark_present, office.supervisor, office.round_id, {office.assessor_1.id, office.assessor_2.id, observer.id}
    )
    with pytest.raises(NotAllowed):
        office.do(confirm_result, observer, office.round_id)
    for assessor in (office.assessor_1, office.assessor_2):
        office.do(confirm_result, assessor, office.round_id)
    assert office.stage() is Stage.HANDED_OVER


def test_cells_within_tolerance_may_stay_as_they_are() -> None:
    office = round_at(Stage.SCORING)
    for assessor, value in ((office.assessor_1, 5), (office.assessor_2, 4)):
        for recording in office.ask(recordings_of, assessor, office.round_id):
            given = notes(office.card(), {"C2": Note(Answer(value))})
            office.do(lock_sheet, assessor, office.round_id, recording.id, given)
    office.do(reveal_scores, office.supervisor, office.round_id)
    assert len(_talk(office).agenda) == 4
    _gather(office)
    for assessor in (office.assessor_1, office.assessor_2):
        office.do(confirm_result, assessor, office.round_id)
    assert office.stage() is Stage.HANDED_OVER
    assert _cell(office).agreed is None
