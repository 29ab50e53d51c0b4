"""Who may do what: the golden matrix role × stage × action, and every verb held to its row of it.

A change of rights shows as a change of tests/data/access_matrix.txt. To write that file anew:
REWRITE_ACCESS_MATRIX=1 pytest tests/core/test_access.py
"""

import inspect
import os
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from core import audit, facts, rounds, schedule_file, signoff
from core.access import BY_ROLE, IN_ROUND, allowed, relations_to, require
from core.audit_search import Sought
from core.cards import import_scorecard, withdraw_scorecard
from core.codes import Action, Relation, Role, Stage
from core.errors import NotAllowed, NotFound, SelarasError, StepNotReady
from core.labels import ACTION_LABELS
from core.model import Person
from core.office import (
    add_calendar_day,
    calendar_days,
    calendar_in_force,
    change_setting,
    forget_calendar_day,
    lift_calendar_day,
    settings_in_force,
)
from core.people import add_person, end_substitute, name_substitute, tie_projector
from core.rounds import excuse_assessor
from core.store import people_sql, rounds_sql
from core.workdays import CalendarDay, DayKind
from tests.round_at import START, Office, new_office, round_at
from tests.verbs import (
    IN_THE_ROUND,
    KEEPS_VERBS,
    NOT_OF_A_ROUND,
    STRANGERS,
    VERBS,
    Verb,
    at,
    recording_of,
    try_verb,
    verbs_in,
    verbs_of_the_core,
)

MATRIX = Path(__file__).parent.parent / "data" / "access_matrix.txt"
LETTERS = {
    "head": "H",
    "substitute": "B",
    "supervisor": "S",
    "assessor_1": "A",
    "expert": "E",
    "observer": "O",
    "projector": "P",
    "administrator": "D",
    "outsider": "X",
    "former_substitute": "F",
}
LEGEND = """\
Who may do what, as the core allows it. Written by tests/core/test_access.py; a change here is a change of rights.
H head  B substitute of the head (Plh.) within the days  S supervisor  A assessor  E expert  O observer  P projector
D administrator and X outsider with every role but no part in the round, F substitute whose days are over: never.
"""


def _relations(office: Office, person: Person) -> frozenset[Relation]:
    round_ = office.store.read(lambda tx: rounds_sql.round_by_id(tx, office.round_id))
    assert round_
    return office.store.read(lambda tx: relations_to(tx, round_, person, office.now))


def _matrix() -> str:
    known = {
        stage: {who: _relations(at(stage), at(stage).people[who]) for who in LETTERS if who in at(stage).people}
        for stage in Stage
    }
    width = max(len(action) for action in Action) + 1
    head = " " * width + " ".join(f"{stage[:9]:9}" for stage in Stage)
    lines = [LEGEND, head.rstrip()]
    for action in IN_ROUND:
        cells = [
            "".join(LETTERS[who] for who, mine in known[stage].items() if allowed(action, mine, stage)) or "."
            for stage in Stage
        ]
        lines.append((f"{action:{width}}" + " ".join(f"{cell:9}" for cell in cells)).rstrip())
    lines += ["", " " * width + " ".join(f"{role:13}" for role in Role) + " substitute"]
    for action, roles in BY_ROLE.items():
        cells = ["yes" if role in roles else "." for role in Role] + [_for_substitutes(action)]
        lines.append((f"{action:{width}}" + " ".join(f"{cell:13}" for cell in cells)).rstrip())
    return "\n".join(lines) + "\n"


def _for_substitutes(action: Action) -> str:
    """What standing in for a head adds to a person whose only role opens nothing else."""
    office = at(Stage.SCHEDULING)
    bare = replace(office.substitute, roles=frozenset({Role.PROJECTOR}))

    def ask(tx: Any) -> bool:
        people_sql.keep_details(tx, bare)
        try:
            return require(tx, action, bare, office.now).acting_as == "Plh."
        except NotAllowed:
            return False

    return "yes" if office.attempt(lambda tx, by, now: ask(tx), bare) else "."


def test_the_matrix_of_rights_is_the_golden_one() -> None:
    found = _matrix()
    if os.environ.get("REWRITE_ACCESS_MATRIX"):
        MATRIX.write_text(found, encoding="utf-8")
    how = "rights have changed; if that is meant: REWRITE_ACCESS_MATRIX=1 pytest tests/core/test_access.py"
    assert found == MATRIX.read_text(encoding="utf-8"), how


def test_every_action_stands_in_one_of_the_two_tables_and_has_a_label() -> None:
    assert set(IN_ROUND) | set(BY_ROLE) == set(Action)
    assert not set(IN_ROUND) & set(BY_ROLE)
    assert set(Action) <= set(ACTION_LABELS)


def _stage_for(action: Action) -> Stage:
    """A stage in which the action is allowed, with recordings in the round where there are any."""
    late_first = (Stage.SCORING, Stage.DISCUSSING, Stage.SAMPLING, *Stage)
    return next(stage for stage in late_first if stage in IN_ROUND[action][1])


BY_NAME = {verb.__name__: verb for verb in VERBS}


def test_every_verb_of_a_round_is_named_here_with_its_action() -> None:
    found = {verb for module in (*KEEPS_VERBS, schedule_file) for verb in verbs_in(module)}
    unnamed = sorted(f"{verb.__module__}.{verb.__name__}" for verb in found - set(VERBS))
    assert not unnamed, "give each its action and its arguments in VERBS"


def test_no_function_of_the_core_tells_a_stranger_anything_about_a_round() -> None:
    """Also those that stand in no list: the lock comes first, so what else they are called with does not matter."""
    office = at(Stage.DONE)
    open_doors = []
    for verb in {*verbs_of_the_core()} - NOT_OF_A_ROUND:
        given = inspect.signature(verb).parameters
        known = {"round_id": office.round_id, "recording_id": recording_of(office), "by": office.outsider}
        known |= {"now": office.now, "sought": Sought(START.date(), START.date())}
        asked = {name: p for name, p in given.items() if name != "tx"}
        arguments = {name: known.get(name) for name, p in asked.items() if p.default is p.empty or name in known}
        try:
            office.attempt(lambda tx, by, now, call=verb, rest=arguments: call(tx, **rest), office.outsider)
        except NotFound:
            continue
        open_doors.append(f"{verb.__module__}.{verb.__name__}")
    assert not open_doors


@pytest.mark.parametrize("name", BY_NAME)
def test_whoever_has_no_part_in_a_round_is_told_there_is_none(name: str) -> None:
    """An outsider may hold every role, an administrator may manage everything: a foreign round is not found."""
    verb = BY_NAME[name]
    office = at(_stage_for(VERBS[verb][0]))
    for who in STRANGERS:
        refusal = try_verb(verb, office, office.people[who])
        assert type(refusal) is NotFound, (who, refusal)
    unknown = replace(office.outsider, id=uuid4())
    assert type(try_verb(verb, office, unknown)) is NotFound


@pytest.mark.parametrize("name", BY_NAME)
def test_a_part_in_the_round_that_does_not_carry_the_right_is_refused(name: str) -> None:
    verb = BY_NAME[name]
    action = VERBS[verb][0]
    office = at(_stage_for(action))
    for who in IN_THE_ROUND:
        mine = _relations(office, office.people[who])
        if mine and not IN_ROUND[action][0] & mine:
            refusal = try_verb(verb, office, office.people[who])
            assert type(refusal) is NotAllowed, (who, refusal)
            assert ACTION_LABELS[action] in str(refusal)


@pytest.mark.parametrize("name", BY_NAME)
def test_in_another_stage_the_verb_says_where_the_round_is_and_who_moved_it_there(name: str) -> None:
    verb = BY_NAME[name]
    may, stages = IN_ROUND[VERBS[verb][0]]
    wrong = next((s for s in (Stage.SCORING, Stage.DONE, Stage.CANCELLED) if s not in stages), None)
    if wrong is None:
        assert stages == frozenset(Stage)
        return
    office = at(wrong)
    mover = {Stage.SCORING: "Laksmi Hartono", Stage.DONE: "Laksmi Hartono", Stage.CANCELLED: "Ningsih Wulandari"}
    for who in IN_THE_ROUND:
        if may & _relations(office, office.people[who]):
            refusal = try_verb(verb, office, office.people[who])
            assert type(refusal) is StepNotReady, (who, refusal)
            assert mover[wrong] in str(refusal)


@pytest.mark.parametrize("name", BY_NAME)
def test_whoever_has_the_right_passes_the_lock(name: str) -> None:
    verb = BY_NAME[name]
    action = VERBS[verb][0]
    office = at(_stage_for(action))
    for who in IN_THE_ROUND:
        if IN_ROUND[action][0] & _relations(office, office.people[who]):
            answer = try_verb(verb, office, office.people[who])
            assert type(answer) is not NotAllowed, who
            assert "There is no such round" not in str(answer)
            assert "Not possible now" not in str(answer)


DAY = date(2026, 5, 4)
OFFICE_VERBS: dict[Verb, tuple[Any, ...]] = {
    change_setting: ("pass_mark", 75),
    settings_in_force: (),
    add_calendar_day: (CalendarDay(DAY, "Libur", DayKind.EXTRA, "KEP-1"),),
    lift_calendar_day: (DAY, "KEP-1"),
    forget_calendar_day: (DAY,),
    calendar_days: (),
    calendar_in_force: (),
    import_scorecard: ("card: {}",),
    withdraw_scorecard: (uuid4(), True),
    audit.audit_of_people: (START, START),
}


@pytest.mark.parametrize("verb", OFFICE_VERBS, ids=lambda verb: verb.__name__)
def test_what_belongs_to_no_round_is_for_its_role_and_never_for_an_assessor_or_the_projector(verb: Verb) -> None:
    office = at(Stage.SCHEDULING)
    for who in ("assessor_1", "projector", "head"):
        with pytest.raises(NotAllowed):
            office.attempt(verb, office.people[who], *OFFICE_VERBS[verb])
    try:
        office.attempt(verb, office.administrator, *OFFICE_VERBS[verb])
    except SelarasError as answer:
        assert not isinstance(answer, NotAllowed)


# Who is what


def test_an_administrator_who_is_also_an_assessor_scores_and_sees_what_an_assessor_sees() -> None:
    office = new_office()
    office.hire("assessor_2", "Fajar Nugroho", Role.ASSESSOR, Role.ADMINISTRATOR)
    round_at(Stage.SCORING, office)
    assert _relations(office, office.assessor_2) == {Relation.ASSESSOR}
    with pytest.raises(NotAllowed):
        office.ask(audit.audit_of_round, office.assessor_2, office.round_id, START, START)


def test_an_assessor_who_stands_in_for_the_head_never_judges_their_own_round() -> None:
    office = round_at(Stage.AWAITING_APPROVAL)
    day = office.now.date()
    office.do(name_substitute, office.head, office.head.id, office.assessor_1.id, "Plt.", day, day)
    assert _relations(office, office.assessor_1) == {Relation.ASSESSOR}
    with pytest.raises(NotAllowed):
        office.do(signoff.return_report, office.assessor_1, office.round_id, "Alasan.")
    excused = round_at(Stage.SCORING, office)
    excused.do(excuse_assessor, office.supervisor, office.round_id, office.assessor_1.id, "Sakit.")
    assert Relation.HEAD not in _relations(excused, office.assessor_1)


def test_a_substitute_acts_for_the_head_within_the_days_and_the_trail_says_so() -> None:
    office = round_at(Stage.AWAITING_APPROVAL)
    stand_in = office.hire("stand_in", "Bayu Pratama", Role.SUPERVISOR)
    day = office.now.date() + timedelta(days=1)
    office.do(name_substitute, office.head, office.head.id, stand_in.id, "Plh.", day, day)
    with pytest.raises(NotFound):
        office.do(signoff.return_report, stand_in, office.round_id, "Terlalu awal.")
    office.now += timedelta(days=1)
    office.do(signoff.return_report, stand_in, office.round_id, "Lengkapi.")
    row = office.ask(audit.audit_of_round, office.head, office.round_id, START, START + timedelta(days=30))[0]
    assert (row.person_name, row.acting_as, row.reason) == ("Bayu Pratama", "Plh.", "Lengkapi.")
    office.now += timedelta(days=1)
    with pytest.raises(NotFound):
        office.do(rounds.cancel_round, stand_in, office.round_id, "Terlambat.")


def test_the_substitutes_days_are_those_on_the_offices_wall() -> None:
    office = round_at(Stage.AWAITING_APPROVAL)
    stand_in = office.hire("stand_in", "Bayu Pratama", Role.SUPERVISOR)
    office.do(name_substitute, office.head, office.head.id, stand_in.id, "Plh.", START.date(), START.date())
    last_moment = START.replace(hour=16, minute=59, second=59)
    for moment, may in ((last_moment, True), (last_moment + timedelta(seconds=1), False)):
        office.now = moment
        assert bool(_relations(office, stand_in)) is may


def test_a_substitution_that_was_ended_gives_no_right_any_more() -> None:
    office = round_at(Stage.AWAITING_APPROVAL)
    stand_in = office.hire("stand_in", "Bayu Pratama", Role.SUPERVISOR)
    day = office.now.date()
    named = office.do(name_substitute, office.head, office.head.id, stand_in.id, "Plh.", day, day)
    assert _relations(office, stand_in) == {Relation.HEAD}
    office.do(end_substitute, office.head, named)
    assert not _relations(office, stand_in)


def test_a_substitute_cannot_name_a_further_substitute() -> None:
    office = at(Stage.SCHEDULING)
    day = office.now.date()
    with pytest.raises(NotAllowed):
        office.ask(name_substitute, office.substitute, office.head.id, office.outsider.id, "Plh.", day, day)


def test_a_projector_account_shows_its_own_round_and_no_other() -> None:
    office = round_at(Stage.SCORING)
    first = office.round_id
    round_at(Stage.SCHEDULING, office)
    assert office.ask(facts.progress_of, office.projector, first).assessors == ()
    with pytest.raises(NotFound):
        office.ask(facts.progress_of, office.projector, office.round_id)
    office.do(tie_projector, office.administrator, office.projector.id, office.round_id)
    with pytest.raises(NotFound):
        office.ask(facts.progress_of, replace(office.projector, shows_round=first), first)


def test_a_deactivated_person_may_nothing_at_once_whatever_their_page_remembers() -> None:
    office = round_at(Stage.SCORING)
    for person in (office.head, office.supervisor, office.assessor_1, office.projector):
        office.store.write(lambda tx, who=person: people_sql.keep_details(tx, replace(who, is_active=False)))
        with pytest.raises(NotFound):
            office.ask(facts.progress_of, person, office.round_id)
    with pytest.raises(NotAllowed):
        office.do(rounds.assign_round, office.head, "T", "P", office.supervisor.id, "B")


def test_a_role_taken_away_acts_at_once_too() -> None:
    office = new_office()
    stale = office.administrator
    office.store.write(lambda tx: people_sql.keep_details(tx, replace(stale, roles=frozenset({Role.ASSESSOR}))))
    with pytest.raises(NotAllowed):
        office.do(change_setting, stale, "pass_mark", 75)
    with pytest.raises(NotAllowed):
        office.do(add_person, replace(office.assessor_1, roles=frozenset(Role)), None)


def test_a_global_role_opens_no_round() -> None:
    """Membership carries the right: the head of another section sees nothing of this one's rounds."""
    office = at(Stage.DISCUSSING)
    assert office.outsider.roles >= {Role.HEAD, Role.SUPERVISOR, Role.ASSESSOR}
    assert not _relations(office, office.outsider)


def test_the_supervisor_before_a_reassignment_has_no_part_any_more() -> None:
    office = round_at(Stage.SCORING)
    other = office.hire("other", "Rina Astuti", Role.SUPERVISOR)
    office.do(rounds.reassign_round, office.head, office.round_id, other.id, "Mutasi.")
    assert not _relations(office, office.supervisor)
    assert _relations(office, other) == {Relation.SUPERVISOR}
