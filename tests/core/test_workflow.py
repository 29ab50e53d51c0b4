"""The nine steps as one table: who works, who moves on, what is missing (with and without names), whose turn it is."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import pytest

from core.codes import AppointmentKind, MemberKind, Relation, Stage
from core.errors import StepNotReady
from core.facts import facts_of, progress_of
from core.model import Appointment, Member, Round
from core.report_texts import SECTIONS
from core.store import rounds_sql
from core.workflow import STEPS, RoundFacts, missing_in, require_done, step_of, waited_for_as, whose_turn
from tests.round_at import START, Office, round_at, scoring_office

S, R = Stage, Relation


def _office_round(office: Office) -> Round:
    found = office.store.read(lambda tx: rounds_sql.round_by_id(tx, office.round_id))
    assert found
    return found


@pytest.fixture(scope="module")
def some_round() -> Round:
    return _office_round(round_at(Stage.SCHEDULING))


def _member(n: int, **changed: object) -> Member:
    return replace(Member(UUID(int=n), f"Penilai {n}", MemberKind.ASSESSOR, n, None, "", None, None), **changed)


def _facts(round_: Round, stage: Stage, **changed: object) -> RoundFacts:
    """A round at `stage` in which nothing is done yet."""
    members, recordings = (_member(1), _member(2)), {UUID(int=11): UUID(int=1), UUID(int=12): UUID(int=2)}
    reason = {S.DECLINED: "Cuti.", S.RETURNED: "Lengkapi."}.get(stage, "")
    facts = RoundFacts(
        replace(round_, stage=stage, stage_reason=reason), members, (), recordings, 1, frozenset(), 0, 0, ()
    )
    return replace(facts, **changed)


def _said(facts: RoundFacts, knows_who: bool = True) -> list[str]:
    return [message.english() for message in missing_in(facts, knows_who=knows_who)]


def _dates() -> tuple[Appointment, ...]:
    return tuple(Appointment(kind, START, START + timedelta(hours=1), "R1") for kind in AppointmentKind)


def test_the_table_has_the_nine_steps_of_the_sop_in_order_and_every_stage_but_cancelled() -> None:
    assert [step.number for step in STEPS] == list(range(1, 10))
    stages = [stage for step in STEPS for stage in step.stages]
    assert len(stages) == len(set(stages))
    assert set(Stage) - set(stages) == {S.CANCELLED}
    assert step_of(S.CANCELLED) is None


def test_each_step_leads_into_the_next_and_back_to_an_earlier_one_only() -> None:
    for step, following in pairwise(STEPS):
        assert step.leads_to in following.stages
    for step in STEPS:
        back = step_of(step.back_to) if step.back_to else None
        assert back is None or back.number < step.number


def test_the_sop_says_who_does_a_step_and_who_ends_it() -> None:
    assert [(step.number, step.works, step.moves_on) for step in STEPS] == [
        (1, R.HEAD, R.SUPERVISOR),
        (2, R.SUPERVISOR, R.SUPERVISOR),
        (3, R.ASSESSOR, R.SUPERVISOR),
        (4, R.ASSESSOR, R.SUPERVISOR),
        (5, R.SUPERVISOR, R.ASSESSOR),
        (6, R.SUPERVISOR, R.SUPERVISOR),
        (7, R.HEAD, R.HEAD),
        (8, R.SUPERVISOR, R.SUPERVISOR),
        (9, R.SUPERVISOR, R.SUPERVISOR),
    ]


def test_a_plan_lacks_card_assessors_and_each_date_by_name(some_round: Round) -> None:
    facts = _facts(some_round, S.SCHEDULING, members=(_member(1),))
    assert _said(facts) == [
        "No scorecard is chosen yet.",
        "Fewer than two assessors are named.",
        "No date and place yet for: Sampling.",
        "No date and place yet for: Scoring.",
        "No date and place yet for: Joint discussion meeting.",
    ]
    done = replace(facts, round=replace(facts.round, card_id=UUID(int=9)), members=(_member(1), _member(2)))
    assert _said(replace(done, appointments=_dates())) == []


def test_samples_lack_those_who_have_not_brought_enough(some_round: Round) -> None:
    facts = _facts(some_round, S.SAMPLING, recordings_each=2)
    assert _said(facts) == [
        "Penilai 1 has brought 1 of at least 2 recordings.",
        "Penilai 2 has brought 1 of at least 2 recordings.",
    ]
    excused = (_member(1, excused=START), _member(2))
    assert _said(replace(facts, members=excused, recordings_each=1)) == []


def test_scoring_names_who_is_missing_to_some_and_counts_for_the_others(some_round: Round) -> None:
    locked = frozenset({(UUID(int=11), UUID(int=1)), (UUID(int=12), UUID(int=1)), (UUID(int=99), UUID(int=2))})
    facts = _facts(some_round, S.SCORING, locked=locked, flags=1)
    flagged = "1 recordings are reported as unusable and wait for the Supervisor."
    assert _said(facts) == [flagged, "Penilai 2 has locked 0 of 2 recordings."]
    assert _said(facts, knows_who=False) == [flagged, "2 of 4 sheets are locked."]


def test_a_sheet_of_a_recording_that_left_the_round_counts_for_nothing(some_round: Round) -> None:
    facts = _facts(some_round, S.SCORING, locked=frozenset({(UUID(int=99), UUID(int=1))}))
    assert (facts.sheets_locked(), facts.sheets_due()) == (0, 4)


def test_scoring_waits_for_nobody_who_is_excused_or_only_watches(some_round: Round) -> None:
    members = (_member(1), _member(2, excused=START), _member(3, kind=MemberKind.OBSERVER))
    locked = frozenset({(UUID(int=11), UUID(int=1)), (UUID(int=12), UUID(int=1))})
    assert _said(_facts(some_round, S.SCORING, members=members, locked=locked)) == []


def test_the_discussion_lacks_open_points_attendance_and_confirmations(some_round: Round) -> None:
    facts = _facts(some_round, S.DISCUSSING, open_cells=3)
    assert _said(facts) == [
        "3 differences out of tolerance are still open.",
        "The attendance is not recorded yet.",
    ]
    present = (_member(1, present=START, confirmed=START), _member(2, present=START))
    facts = replace(facts, members=present, open_cells=0)
    assert _said(facts) == ["Penilai 2 has not confirmed the result yet."]
    assert _said(facts, knows_who=False) == ["1 assessors have not confirmed the result yet."]


def test_the_report_lacks_its_empty_sections_by_title(some_round: Round) -> None:
    facts = _facts(some_round, S.DRAFTING_REPORT, empty_sections=(SECTIONS["findings"],))
    assert _said(facts) == ["The report section “C. Findings” is empty."]
    assert _said(replace(facts, empty_sections=())) == ["The draft report is not submitted yet."]
    assert _said(_facts(some_round, S.RETURNED)) == ["The report was returned: Lengkapi."]


@pytest.mark.parametrize(
    ("stage", "turn"),
    [
        (S.ASSIGNED, R.SUPERVISOR),
        (S.DECLINED, R.HEAD),
        (S.SCHEDULING, R.SUPERVISOR),
        (S.SAMPLING, R.SUPERVISOR),
        (S.SCORING, R.ASSESSOR),
        (S.DISCUSSING, R.SUPERVISOR),
        (S.HANDED_OVER, R.SUPERVISOR),
        (S.DRAFTING_REPORT, R.SUPERVISOR),
        (S.AWAITING_APPROVAL, R.HEAD),
        (S.RETURNED, R.SUPERVISOR),
        (S.APPROVED, R.SUPERVISOR),
        (S.ARCHIVED, R.SUPERVISOR),
        (S.DONE, None),
        (S.CANCELLED, None),
    ],
)
def test_whose_turn_it_is(some_round: Round, stage: Stage, turn: Relation | None) -> None:
    assert whose_turn(_facts(some_round, stage)) is turn


def test_samples_wait_for_the_assessors_until_all_have_brought_theirs(some_round: Round) -> None:
    assert whose_turn(_facts(some_round, S.SAMPLING, recordings={})) is R.ASSESSOR


def test_scoring_waits_for_the_supervisor_once_all_is_locked(some_round: Round) -> None:
    facts = _facts(some_round, S.SCORING)
    everything = frozenset((recording, m.person_id) for recording in facts.recordings for m in facts.members)
    assert whose_turn(replace(facts, locked=everything)) is R.SUPERVISOR


def test_a_step_that_is_not_done_is_refused_with_every_reason_and_its_title(some_round: Round) -> None:
    with pytest.raises(StepNotReady, match="The step “Scoring” is not done yet") as refusal:
        require_done(_facts(some_round, S.SCORING, flags=1))
    assert len(refusal.value.reasons) == 3
    with pytest.raises(StepNotReady, match="cancelled"):
        require_done(_facts(some_round, S.CANCELLED))


@pytest.mark.parametrize("stage", [S.SCHEDULING, S.SAMPLING, S.SCORING, S.DISCUSSING, S.DRAFTING_REPORT, S.DONE])
def test_the_tracker_reads_the_same_table_as_the_verbs(stage: Stage) -> None:
    """What people are shown as missing is what the verb would refuse with."""
    office = round_at(stage)
    shown = office.ask(progress_of, office.supervisor, office.round_id).missing
    facts = office.store.read(lambda tx: facts_of(tx, _office_round(office)))
    assert list(shown) == missing_in(facts, knows_who=True)


def test_an_assessor_is_waited_for_until_the_own_part_is_done_whatever_the_others_do(some_round: Round) -> None:
    locked = frozenset({(UUID(int=11), UUID(int=1)), (UUID(int=12), UUID(int=1))})
    facts = _facts(some_round, S.SCORING, locked=locked)
    assert whose_turn(facts) is R.ASSESSOR
    assert waited_for_as(facts, {R.ASSESSOR}, UUID(int=1)) is None
    assert waited_for_as(facts, {R.ASSESSOR}, UUID(int=2)) is R.ASSESSOR


def test_an_excused_assessor_and_an_observer_are_never_waited_for(some_round: Round) -> None:
    members = (_member(1, excused=START), _member(2), _member(3, kind=MemberKind.OBSERVER))
    facts = _facts(some_round, S.SCORING, members=members)
    assert [waited_for_as(facts, {R.ASSESSOR}, UUID(int=n)) for n in (1, 2, 3)] == [None, R.ASSESSOR, None]


def test_after_the_last_confirmation_the_attendance_is_the_supervisors_turn(some_round: Round) -> None:
    facts = _facts(some_round, S.DISCUSSING, members=(_member(1, present=START, confirmed=START), _member(2)))
    assert whose_turn(facts) is R.SUPERVISOR


def test_the_progress_of_a_viewer_says_whether_that_viewer_is_waited_for() -> None:
    office = scoring_office(locked_by=["assessor_1"])
    people = (office.assessor_1, office.assessor_2, office.supervisor, office.head)
    seen = [office.ask(progress_of, person, office.round_id) for person in people]
    assert [progress.own_turn for progress in seen] == [None, R.ASSESSOR, None, None]
    assert {progress.turn for progress in seen} == {R.ASSESSOR}
