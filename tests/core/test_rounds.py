"""Setting a round up and keeping it going: assign, plan, go back, excuse, reassign; and the clock meanwhile."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from core.cards import READY_CARDS, import_scorecard, withdraw_scorecard
from core.clock import Clock, clock_of
from core.codes import AppointmentKind, Cause, MemberKind, Relation, Role, Stage
from core.consensus import leave_cell_open
from core.discussion import confirm_result, mark_present, meeting
from core.errors import Invalid, NotAllowed, NotFound, SomeoneWasFirst, StepNotReady
from core.facts import progress_of
from core.model import Appointment, Note, Round
from core.office import add_calendar_day, change_setting
from core.people import name_substitute
from core.rounds import (
    accept_assignment,
    assign_round,
    begin_sampling,
    begin_scoring,
    cancel_round,
    decline_assignment,
    excuse_assessor,
    go_back,
    plan_round,
    reassign_round,
    reschedule,
    rounds_for,
)
from core.samples import recordings_of
from core.scorecard import Answer
from core.scoring import lock_sheet, own_sheets, reopen_sheet, save_draft
from core.signoff import return_report, save_report, submit_report
from core.store import Tx, cards_sql, people_sql, rounds_sql
from core.workdays import CalendarDay, ClockFlag, DayKind
from tests.round_at import START, Office, appointments, new_office, notes, round_at


def _round(office: Office) -> Round:
    found = office.store.read(lambda tx: rounds_sql.round_by_id(tx, office.round_id))
    assert found
    return found


def _members(office: Office) -> list[tuple[str, str, bool]]:
    found = office.store.read(lambda tx: rounds_sql.members(tx, office.round_id))
    return [(member.name.split()[0], str(member.kind), member.excused is not None) for member in found]


def _card(office: Office, code: str = "KP-TEL") -> UUID:
    return next(card.id for card in office.store.read(cards_sql.cards) if card.code == code)


def _plan(office: Office, **changed: object) -> None:
    given = {
        "card": _card(office),
        "assessors": [office.assessor_1.id, office.assessor_2.id],
        "observers": [],
        "dates": appointments(),
        "version": office.version(),
        **changed,
    }
    office.do(plan_round, office.supervisor, office.round_id, *given.values())


def _back_to_scheduling() -> Office:
    """Samples are brought and nothing is locked; the Supervisor went back twice."""
    office = round_at(Stage.SCORING)
    for _ in range(2):
        office.do(go_back, office.supervisor, office.round_id, "Jadwal diubah.")
    return office


# Assigning


@pytest.mark.parametrize("empty", [("", "P", "B"), ("T", "  ", "B"), ("T", "P", "\n")])
def test_a_round_needs_title_period_and_briefing(empty: tuple[str, str, str]) -> None:
    office = new_office()
    title, period, briefing = empty
    with pytest.raises(Invalid, match="Fill in"):
        office.do(assign_round, office.head, title, period, office.supervisor.id, briefing)
    assert office.ask(rounds_for, office.head) == []


def test_a_round_is_assigned_to_an_active_supervisor_only() -> None:
    office = new_office()
    gone = office.hire("gone", "Sudah Pindah", Role.SUPERVISOR)
    office.store.write(lambda tx: people_sql.keep_details(tx, replace(gone, is_active=False)))
    for person_id in (office.assessor_1.id, gone.id, uuid4()):
        with pytest.raises(Invalid, match="not available"):
            office.do(assign_round, office.head, "T", "P", person_id, "B")


def test_a_substitute_assigns_in_the_name_of_the_head_and_only_within_the_days() -> None:
    office = new_office()
    substitute = office.hire("substitute", "Bayu Pratama", Role.SUPERVISOR)
    office.do(name_substitute, office.head, office.head.id, substitute.id, "Plh.", date(2026, 2, 3), date(2026, 2, 4))
    form = ("Kalibrasi", "Februari", office.supervisor.id, "Samakan.")
    with pytest.raises(NotAllowed):
        office.do(assign_round, substitute, *form)
    office.now = START + timedelta(days=1)
    office.round_id = office.do(assign_round, substitute, *form)
    assert _round(office).head_id == office.head.id
    row = office.store.read(lambda tx: tx.one("SELECT person_name, acting_as FROM audit WHERE action = 'assign_round'"))
    assert row == ("Bayu Pratama", "Plh.")
    office.now = START + timedelta(days=3)
    with pytest.raises(NotAllowed):
        office.do(assign_round, substitute, *form)
    assert office.ask(rounds_for, substitute) == []


def test_declining_needs_a_reason_and_gives_the_round_back_to_the_head() -> None:
    office = round_at(Stage.ASSIGNED)
    with pytest.raises(Invalid, match="Fill in: Reason"):
        office.do(decline_assignment, office.supervisor, office.round_id, " ")
    office.do(decline_assignment, office.supervisor, office.round_id, "Sedang cuti.")
    progress = office.ask(progress_of, office.head, office.round_id)
    assert progress.turn is Relation.HEAD
    assert [m.english() for m in progress.missing] == ["The assignment was declined: Sedang cuti."]


def test_a_declined_round_goes_to_another_supervisor_who_has_to_accept() -> None:
    office = round_at(Stage.DECLINED)
    other = office.hire("other", "Rina Astuti", Role.SUPERVISOR)
    office.do(reassign_round, office.head, office.round_id, other.id, "Mengganti.")
    assert office.stage() is Stage.ASSIGNED
    with pytest.raises(NotFound):
        office.do(accept_assignment, office.supervisor, office.round_id)
    office.do(accept_assignment, other, office.round_id)
    assert office.stage() is Stage.SCHEDULING


def test_reassigning_later_keeps_stage_clock_and_reason_of_the_stage() -> None:
    office = round_at(Stage.RETURNED)
    other = office.hire("other", "Rina Astuti", Role.SUPERVISOR)
    before = _round(office)
    office.do(reassign_round, office.head, office.round_id, other.id, "Mutasi.")
    after = _round(office)
    assert (after.stage, after.deadline, after.stage_reason) == (Stage.RETURNED, before.deadline, "Alasan uji.")
    assert office.ask(rounds_for, office.supervisor) == []
    assert [round_.id for round_ in office.ask(rounds_for, other, Relation.SUPERVISOR)] == [office.round_id]


def test_an_assessor_of_the_round_never_becomes_its_supervisor_not_even_excused() -> None:
    office = new_office()
    both = office.hire("both", "Sri Rahayu", Role.SUPERVISOR, Role.ASSESSOR)
    office.people["assessor_2"] = both
    round_at(Stage.SCORING, office)
    office.do(excuse_assessor, office.supervisor, office.round_id, both.id, "Sakit.")
    with pytest.raises(Invalid, match="Sri Rahayu scores"):
        office.do(reassign_round, office.head, office.round_id, both.id, "Mutasi.")


def test_cancelling_needs_a_reason_and_ends_every_turn() -> None:
    office = round_at(Stage.SCORING)
    with pytest.raises(Invalid):
        office.do(cancel_round, office.head, office.round_id, "")
    office.do(cancel_round, office.head, office.round_id, "Rekaman tidak layak.")
    progress = office.ask(progress_of, office.supervisor, office.round_id)
    assert (progress.turn, progress.missing, progress.round.stage_reason) == (None, (), "Rekaman tidak layak.")


# Planning


def test_two_people_planning_the_same_round_the_second_is_told_who_was_first() -> None:
    office = round_at(Stage.SCHEDULING)
    seen = office.version()
    _plan(office, version=seen)
    with pytest.raises(SomeoneWasFirst, match=r"Laksmi Hartono, 2 February 2026 .*: Save the plan"):
        _plan(office, version=seen, assessors=[office.assessor_2.id, office.assessor_1.id])
    assert _members(office)[0][0] == "Anindya"


def test_the_second_of_two_who_move_a_round_is_told_who_moved_it_and_where_it_is() -> None:
    office = round_at(Stage.ASSIGNED)
    office.do(decline_assignment, office.supervisor, office.round_id, "Cuti.")
    told = r"Accept the assignment. The round is at “Declined” \(Laksmi Hartono, 2 February 2026 08:02 WIB: Decline"
    with pytest.raises(StepNotReady, match=told):
        office.do(accept_assignment, office.supervisor, office.round_id)


def test_a_plan_names_two_to_thirty_different_people_who_may_score() -> None:
    office = round_at(Stage.SCHEDULING)
    one, two = office.assessor_1.id, office.assessor_2.id
    with pytest.raises(Invalid, match="at least two"):
        _plan(office, assessors=[one, one])
    with pytest.raises(Invalid, match="at most 30"):
        _plan(office, assessors=[uuid4() for _ in range(31)])
    with pytest.raises(Invalid, match="either assessor or observer"):
        _plan(office, observers=[two])
    for stranger in (office.administrator.id, uuid4()):
        with pytest.raises(Invalid, match="not available"):
            _plan(office, assessors=[one, stranger])
    for stranger in (office.projector.id, uuid4()):
        with pytest.raises(Invalid, match="cannot observe"):
            _plan(office, observers=[stranger])
    assert _members(office) == []


def test_head_and_supervisor_never_score_in_their_own_round() -> None:
    office = new_office()
    for who in ("head", "supervisor"):
        leader = office.hire(who, f"Pemimpin {who}", Role.HEAD, Role.SUPERVISOR, Role.ASSESSOR)
        assert leader.id == office.people[who].id
    round_at(Stage.SCHEDULING, office)
    for who in ("head", "supervisor"):
        with pytest.raises(Invalid, match=f"Pemimpin {who} leads this round"):
            _plan(office, assessors=[office.assessor_1.id, office.people[who].id])


def test_a_plan_can_be_saved_again_with_other_people_in_other_parts() -> None:
    office = round_at(Stage.SCHEDULING)
    third = office.hire("third", "Citra Dewi", Role.ASSESSOR)
    one, two = office.assessor_1.id, office.assessor_2.id
    _plan(office, observers=[third.id])
    _plan(office)
    _plan(office, assessors=[third.id, one, third.id], observers=[two])
    assert _members(office) == [
        ("Citra", "assessor", False),
        ("Anindya", "assessor", False),
        ("Fajar", "observer", False),
    ]


def test_dates_come_in_the_order_of_the_work_and_have_a_place() -> None:
    office = round_at(Stage.SCHEDULING)
    sampling, scoring, discussion = appointments()
    with pytest.raises(Invalid, match="Sampling comes before scoring"):
        _plan(office, dates=[sampling, scoring, replace(discussion, starts=START, ends=START + timedelta(hours=1))])
    with pytest.raises(Invalid, match="ends after it starts"):
        _plan(office, dates=[replace(sampling, ends=sampling.starts)])
    with pytest.raises(Invalid, match="Fill in: Place"):
        _plan(office, dates=[replace(sampling, place=" ")])


def test_rescheduling_one_date_is_checked_against_those_that_stay() -> None:
    office = round_at(Stage.SCORING)
    early = Appointment(AppointmentKind.DISCUSSION, START, START + timedelta(hours=1), "R2")
    with pytest.raises(Invalid, match="Sampling comes before scoring"):
        office.do(reschedule, office.supervisor, office.round_id, [early])
    late = replace(early, starts=START + timedelta(days=4), ends=START + timedelta(days=4, hours=1))
    office.do(reschedule, office.supervisor, office.round_id, [late])
    assert office.ask(progress_of, office.assessor_1, office.round_id).appointments[2] == late


def test_a_card_that_is_unknown_or_withdrawn_cannot_be_chosen_but_stays_where_it_was() -> None:
    office = round_at(Stage.SCHEDULING)
    _plan(office)
    office.do(withdraw_scorecard, office.administrator, _card(office, "KP-NTL"), True)
    with pytest.raises(Invalid, match="not offered"):
        _plan(office, card=uuid4())
    with pytest.raises(Invalid, match="not offered"):
        _plan(office, card=_card(office, "KP-NTL"))
    office.do(withdraw_scorecard, office.administrator, _card(office), True)
    _plan(office)
    assert office.card().code == "KP-TEL"


def test_the_card_stays_once_a_sheet_is_locked() -> None:
    office = _locked_once()
    with pytest.raises(Invalid, match="locked on the present scorecard"):
        _plan(office, card=_card(office, "KP-NTL"))


def test_recordings_and_card_stay_of_one_kind() -> None:
    office = _back_to_scheduling()
    with pytest.raises(Invalid, match="do not fit this scorecard"):
        _plan(office, card=_card(office, "KP-NTL"))


def test_whoever_brought_or_locked_something_stays_in_the_plan() -> None:
    office = _back_to_scheduling()
    third = office.hire("third", "Citra Dewi", Role.ASSESSOR)
    with pytest.raises(Invalid, match="Fajar Nugroho has brought recordings"):
        _plan(office, assessors=[office.assessor_1.id, third.id])
    _plan(office, assessors=[office.assessor_1.id, office.assessor_2.id, third.id])
    assert len(_members(office)) == 3


def _locked_once() -> Office:
    """One sheet is locked, and the Supervisor went back to the schedule."""
    office = round_at(Stage.SCORING)
    first = office.ask(recordings_of, office.assessor_1, office.round_id)[0]
    office.do(lock_sheet, office.assessor_1, office.round_id, first.id, notes(office.card()))
    for _ in range(2):
        office.do(go_back, office.supervisor, office.round_id, "Jadwal diubah.")
    return office


# Going back, moving on


def test_going_back_needs_a_reason_and_keeps_what_was_locked() -> None:
    office = _locked_once()
    with pytest.raises(StepNotReady):
        office.do(go_back, office.supervisor, office.round_id, "Tidak ada lagi di belakang.")
    _plan(office)
    office.do(begin_sampling, office.supervisor, office.round_id)
    with pytest.raises(Invalid, match="Fill in: Reason"):
        office.do(go_back, office.supervisor, office.round_id, "")
    office.do(begin_scoring, office.supervisor, office.round_id)
    assert office.ask(progress_of, office.supervisor, office.round_id).locked == 1
    assert [bool(sheet.locked) for sheet in office.ask(own_sheets, office.assessor_1, office.round_id)][:2] == [
        True,
        False,
    ]


def test_going_back_from_the_report_takes_back_the_hand_over_and_every_confirmation() -> None:
    for stage in (Stage.HANDED_OVER, Stage.DRAFTING_REPORT, Stage.RETURNED):
        office = round_at(stage)
        office.do(go_back, office.supervisor, office.round_id, "Satu butir keliru dicatat.")
        assert office.stage() is Stage.DISCUSSING
        assert _round(office).handed_over is None
        missing = office.ask(progress_of, office.supervisor, office.round_id).missing
        assert [m.english() for m in missing] == [
            "Anindya Putri has not confirmed the result yet.",
            "Fajar Nugroho has not confirmed the result yet.",
        ]
        for assessor in (office.assessor_1, office.assessor_2):
            office.do(confirm_result, assessor, office.round_id)
        assert office.stage() is Stage.HANDED_OVER


@pytest.mark.parametrize("stage", [Stage.DISCUSSING, Stage.AWAITING_APPROVAL, Stage.APPROVED, Stage.DONE])
def test_after_the_reveal_no_way_leads_back_before_it(stage: Stage) -> None:
    office = round_at(stage)
    with pytest.raises(StepNotReady):
        office.do(go_back, office.supervisor, office.round_id, "Ulang.")


def test_a_return_by_the_head_keeps_the_deadline_and_lets_the_report_be_submitted_again() -> None:
    office = round_at(Stage.AWAITING_APPROVAL)
    due = _round(office).deadline
    with pytest.raises(Invalid, match="Fill in: Reason"):
        office.do(return_report, office.head, office.round_id, "  ")
    office.do(return_report, office.head, office.round_id, "Lengkapi simpulan.")
    progress = office.ask(progress_of, office.supervisor, office.round_id)
    assert [m.english() for m in progress.missing] == ["The report was returned: Lengkapi simpulan."]
    assert (progress.turn, progress.round.deadline) == (Relation.SUPERVISOR, due)
    seen = office.version()
    office.do(save_report, office.supervisor, office.round_id, {"findings": "x"}, seen)
    with pytest.raises(SomeoneWasFirst, match=r"Laksmi Hartono.*Write the draft report"):
        office.do(save_report, office.supervisor, office.round_id, {"findings": "y"}, seen)
    with pytest.raises(Invalid, match="empty sections"):
        office.do(submit_report, office.supervisor, office.round_id)


# Excusing


def test_an_excused_assessor_no_longer_holds_up_the_round() -> None:
    office = round_at(Stage.SCORING)
    with pytest.raises(Invalid, match="Fill in: Reason"):
        office.do(excuse_assessor, office.supervisor, office.round_id, office.assessor_2.id, "")
    office.do(excuse_assessor, office.supervisor, office.round_id, office.assessor_2.id, "Sakit.")
    assert office.ask(progress_of, office.supervisor, office.round_id).due == 4
    with pytest.raises(NotFound):
        office.do(excuse_assessor, office.supervisor, office.round_id, office.assessor_2.id, "Lagi.")
    with pytest.raises(Invalid, match="You are excused"):
        first = office.ask(recordings_of, office.assessor_2, office.round_id)[0]
        office.do(save_draft, office.assessor_2, office.round_id, first.id, {"C2": Note(Answer(4))})


def test_the_last_assessor_cannot_be_excused() -> None:
    office = round_at(Stage.SCORING)
    office.do(excuse_assessor, office.supervisor, office.round_id, office.assessor_2.id, "Sakit.")
    with pytest.raises(Invalid, match="Anindya Putri is the last assessor"):
        office.do(excuse_assessor, office.supervisor, office.round_id, office.assessor_1.id, "Sakit.")


def test_an_excuse_is_taken_back_by_naming_the_assessor_in_a_new_plan() -> None:
    office = round_at(Stage.SCORING)
    office.do(excuse_assessor, office.supervisor, office.round_id, office.assessor_2.id, "Sakit.")
    for _ in range(2):
        office.do(go_back, office.supervisor, office.round_id, "Ia kembali.")
    assert ("Fajar", "assessor", True) in _members(office)
    _plan(office)
    assert ("Fajar", "assessor", False) in _members(office)


def test_excusing_the_only_one_who_has_not_confirmed_hands_the_result_over() -> None:
    office = _all_but_one_confirmed()
    office.do(excuse_assessor, office.supervisor, office.round_id, office.assessor_2.id, "Pulang lebih dulu.")
    assert office.stage() is Stage.HANDED_OVER


def test_one_of_two_is_too_few_to_hand_over_so_the_list_cannot_be_shortened_to_that() -> None:
    office = _all_but_one_confirmed()
    office.do(mark_present, office.supervisor, office.round_id, {office.assessor_1.id})
    assert office.stage() is Stage.DISCUSSING


def _all_but_one_confirmed() -> Office:
    office = round_at(Stage.DISCUSSING)
    for cell in office.ask(meeting, office.supervisor, office.round_id).cells:
        if cell.must_be_discussed:
            place = (office.round_id, cell.recording_id, cell.criterion.code)
            office.do(leave_cell_open, office.supervisor, *place, "Belum sepakat.", Cause.VAGUE_DEFINITION)
    present = {office.assessor_1.id, office.assessor_2.id}
    office.do(mark_present, office.supervisor, office.round_id, present)
    office.do(confirm_result, office.assessor_1, office.round_id)
    return office


# Who has a round


def test_everyone_has_the_rounds_they_are_in_and_no_others() -> None:
    office = round_at(Stage.SCORING)
    everyone = ("head", "supervisor", "assessor_1", "assessor_2", "projector", "administrator", "outsider")
    counts = {who: len(office.ask(rounds_for, office.people[who])) for who in everyone}
    assert counts == {**dict.fromkeys(everyone[:5], 1), "administrator": 0, "outsider": 0}
    assert office.ask(rounds_for, office.head, Relation.ASSESSOR) == []


def test_a_deactivated_person_has_no_rounds_whatever_their_page_still_remembers() -> None:
    office = round_at(Stage.SCORING)
    office.store.write(lambda tx: people_sql.keep_details(tx, replace(office.assessor_1, is_active=False)))
    assert office.assessor_1.is_active
    assert office.ask(rounds_for, office.assessor_1) == []


# The clock


def _clock(office: Office, moment: datetime) -> Clock:
    found = office.store.read(lambda tx: clock_of(tx, _round_in(tx, office), moment))
    assert found
    return found


def _round_in(tx: Tx, office: Office) -> Round:
    found = rounds_sql.round_by_id(tx, office.round_id)
    assert found
    return found


def test_before_acceptance_there_is_no_clock() -> None:
    office = round_at(Stage.ASSIGNED)
    assert office.ask(progress_of, office.head, office.round_id).clock is None


def test_the_day_of_acceptance_counts_by_the_offices_wall_not_by_utc() -> None:
    """Monday 18.30 UTC is Tuesday 01.30 in Jakarta: five working days end one day later."""
    office = round_at(Stage.ASSIGNED)
    office.now = datetime(2026, 2, 2, 18, 30, tzinfo=UTC)
    office.do(accept_assignment, office.supervisor, office.round_id)
    assert _round(office).deadline == date(2026, 2, 10)


def test_the_deadline_stays_as_frozen_when_the_calendar_or_the_setting_changes_later() -> None:
    office = round_at(Stage.SCHEDULING)
    frozen = _round(office)
    day = CalendarDay(date(2026, 2, 5), "Libur lokal", DayKind.EXTRA, "KEP-1/2026")
    office.do(add_calendar_day, office.administrator, day)
    office.do(change_setting, office.administrator, "working_days", 10)
    after = _round(office)
    assert (after.deadline, after.calendar_version) == (date(2026, 2, 9), frozen.calendar_version)
    later = round_at(Stage.SCHEDULING, office)
    assert _round(later).deadline == date(2026, 2, 19)
    assert _round(later).calendar_version != frozen.calendar_version


def test_the_clock_warns_when_one_day_is_left_and_says_when_it_is_past() -> None:
    office = round_at(Stage.SCHEDULING)
    flags = {}
    for day in range(2, 12):
        clock = _clock(office, datetime(2026, 2, day, 5, tzinfo=UTC))
        flags[day] = (clock.flag, clock.days_left)
    assert flags[5] == (ClockFlag.ON_TIME, 2)
    assert flags[6] == flags[8] == (ClockFlag.NEAR, 1)
    assert flags[9] == (ClockFlag.NEAR, 0)
    assert flags[10] == (ClockFlag.PAST, -1)


def test_the_deadline_day_ends_at_midnight_on_the_offices_wall() -> None:
    office = round_at(Stage.SCHEDULING)
    assert _clock(office, datetime(2026, 2, 9, 16, 59, 59, tzinfo=UTC)).flag is ClockFlag.NEAR
    assert _clock(office, datetime(2026, 2, 9, 17, 0, 0, tzinfo=UTC)).flag is ClockFlag.PAST


def test_the_clock_stops_at_approval_and_not_before() -> None:
    office = round_at(Stage.AWAITING_APPROVAL)
    long_after = datetime(2026, 3, 2, tzinfo=UTC)
    assert _clock(office, long_after).flag is ClockFlag.PAST
    approved = round_at(Stage.APPROVED)
    assert (_clock(approved, long_after).flag, _clock(approved, long_after).days_left) == (ClockFlag.ON_TIME, 5)


def test_numbers_of_members_start_anew_for_each_kind() -> None:
    office = round_at(Stage.SCHEDULING)
    third = office.hire("third", "Citra Dewi", Role.ASSESSOR)
    _plan(office, observers=[third.id])
    members = office.store.read(lambda tx: rounds_sql.members(tx, office.round_id))
    assert [(m.kind, m.number) for m in members] == [
        (MemberKind.ASSESSOR, 1),
        (MemberKind.ASSESSOR, 2),
        (MemberKind.OBSERVER, 1),
    ]


def test_a_change_of_card_empties_the_drafts_begun_on_the_old_one() -> None:
    office = _back_to_scheduling()
    _plan(office)
    office.do(begin_sampling, office.supervisor, office.round_id)
    office.do(begin_scoring, office.supervisor, office.round_id)
    first = office.ask(recordings_of, office.assessor_1, office.round_id)[0]
    office.do(save_draft, office.assessor_1, office.round_id, first.id, {"C2": Note(Answer(4))})
    for _ in range(2):
        office.do(go_back, office.supervisor, office.round_id, "Kartu lain.")
    _plan(office)
    assert office.ask(own_sheets, office.assessor_1, office.round_id)[0].notes, "the same card keeps the drafts"
    _plan(office, card=_another_version(office))
    assert not office.ask(own_sheets, office.assessor_1, office.round_id)[0].notes


def _another_version(office: Office) -> UUID:
    source = (READY_CARDS / "kp-tel.yaml").read_text(encoding="utf-8")
    changed = source.replace(f'version: "{office.card().version}"', 'version: "9.9"')
    return office.do(import_scorecard, office.administrator, changed)


def test_a_sheet_of_another_round_is_out_of_reach() -> None:
    """A foreign recording with the own round's id must not open, let alone empty, the other round's scores."""
    revealed = round_at(Stage.DONE)
    foreign = revealed.ask(recordings_of, revealed.supervisor, revealed.round_id)[0].id
    office = round_at(Stage.SCORING, revealed)
    with pytest.raises(NotFound):
        office.do(reopen_sheet, office.supervisor, office.round_id, foreign, office.assessor_1.id, "Keliru.")
    counted = office.store.read(lambda tx: tx.one("SELECT count(*) FROM score WHERE recording_id = $1", foreign))
    assert counted == (40,)
