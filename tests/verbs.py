"""Every verb of a round: its action, and what it is called with; and an office at any stage to try them on.

It knows: the verbs of the core, found by what they are told: a round or a recording, and who asks.
Shaped so because: rights and blindness are tested on the same verbs, and a verb forgotten here is told by a test.
It must not know: who may do what.
"""

import inspect
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any
from uuid import UUID, uuid4

import core
from core import (
    audit,
    consensus,
    discussion,
    facts,
    follow_ups,
    report,
    rounds,
    samples,
    schedule_file,
    scoring,
    signoff,
)
from core.access import require_in_round
from core.codes import Action, Cause, FollowUpKind, Role, Stage
from core.errors import SelarasError
from core.language import Language
from core.model import Person
from core.people import add_projector_account, name_substitute, tie_projector
from core.rounds import go_back
from core.samples import recordings_of
from core.scorecard import Answer
from core.signins import PasswordGiven
from tests.round_at import OPEN, START, Office, appointments, round_at, sample, with_expert

IN_THE_ROUND = ("head", "substitute", "supervisor", "assessor_1", "expert", "observer", "projector")
STRANGERS = ("administrator", "outsider", "former_substitute")


@cache
def at(stage: Stage) -> Office:
    """An office whose round stands at `stage`, with everybody in it. Tests only try verbs on it and keep nothing."""
    if stage is Stage.SAMPLING:
        office = round_at(Stage.SCORING, crew=everybody)
        office.do(go_back, office.supervisor, office.round_id, "Sampel kurang.")
    else:
        office = round_at(stage, crew=everybody)
    office.now += timedelta(days=1)
    OPEN.remove(office.store)
    return office


def everybody(office: Office) -> None:
    """A substitute within the days, one whose days are over, an expert, an observer."""
    with_expert(office)
    substitute = office.hire("substitute", "Bayu Pratama", Role.SUPERVISOR)
    former = office.hire("former_substitute", "Dian Lestari", Role.SUPERVISOR)
    office.observers.append(office.hire("observer", "Pengamat Tamu", Role.ASSESSOR))
    first = START.date()
    for person, until in ((substitute, first + timedelta(days=9)), (former, first)):
        office.do(name_substitute, office.head, office.head.id, person.id, "Plh.", first, until)


Verb = Callable[..., Any]
Arguments = Callable[[Office], tuple[Any, ...]]


def _cell(office: Office) -> tuple[UUID, str]:
    return recording_of(office), "C2"


def recording_of(office: Office) -> UUID:
    found = office.ask(recordings_of, office.supervisor, office.round_id)
    return found[0].id if found else uuid4()


def _plan(office: Office) -> tuple[Any, ...]:
    return uuid4(), [office.assessor_1.id, office.assessor_2.id], [], appointments(), office.version()


AGREED = (Answer(5), "Alasan.", "Penafsiran.", Cause.SLIP)
A = Action
VERBS: dict[Verb, tuple[Action, Arguments]] = {
    rounds.reassign_round: (A.REASSIGN_ROUND, lambda o: (o.supervisor.id, "Alasan.")),
    rounds.accept_assignment: (A.ACCEPT_ASSIGNMENT, lambda o: ()),
    rounds.decline_assignment: (A.DECLINE_ASSIGNMENT, lambda o: ("Alasan.",)),
    rounds.cancel_round: (A.CANCEL_ROUND, lambda o: ("Alasan.",)),
    rounds.plan_round: (A.PLAN_ROUND, _plan),
    rounds.reschedule: (A.RESCHEDULE, lambda o: (appointments(),)),
    rounds.begin_sampling: (A.BEGIN_SAMPLING, lambda o: ()),
    rounds.begin_scoring: (A.BEGIN_SCORING, lambda o: ()),
    rounds.go_back: (A.GO_BACK, lambda o: ("Alasan.",)),
    rounds.excuse_assessor: (A.EXCUSE_ASSESSOR, lambda o: (o.assessor_2.id, "Alasan.")),
    samples.recordings_of: (A.SEE_ROUND, lambda o: ()),
    samples.recording_in: (A.SEE_ROUND, lambda o: ()),
    samples.mapping_profiles: (A.SEE_ROUND, lambda o: ()),
    samples.save_mapping_profile: (A.BRING_RECORDING, lambda o: ("Unit lain", {})),
    samples.masked_preview: (A.SEE_ROUND, lambda o: ("Teks.",)),
    samples.bring_recordings: (A.BRING_RECORDING, lambda o: ([sample("990000")],)),
    samples.remove_recording: (A.REMOVE_RECORDING, lambda o: ()),
    samples.replace_recording: (A.REPLACE_RECORDING, lambda o: (None, "Alasan.")),
    samples.recording_to_play: (A.HEAR_RECORDING, lambda o: ()),
    samples.record_play: (A.HEAR_RECORDING, lambda o: ()),
    scoring.own_sheets: (A.SEE_ROUND, lambda o: ()),
    scoring.interpretations_beside: (A.SEE_ROUND, lambda o: ()),
    scoring.save_draft: (A.SAVE_DRAFT, lambda o: (recording_of(o), {})),
    scoring.lock_sheet: (A.LOCK_SHEET, lambda o: (recording_of(o), {})),
    scoring.flag_recording: (A.FLAG_RECORDING, lambda o: (recording_of(o), "Alasan.")),
    scoring.unflag_recording: (A.FLAG_RECORDING, lambda o: (recording_of(o),)),
    scoring.reopen_sheet: (A.REOPEN_SHEET, lambda o: (recording_of(o), o.assessor_1.id, "Alasan.")),
    scoring.sheets_for_supervisor: (A.SEE_WHO_IS_MISSING, lambda o: ()),
    discussion.meeting: (A.SEE_MEETING, lambda o: ()),
    discussion.reveal_scores: (A.REVEAL_SCORES, lambda o: ()),
    discussion.point_at: (A.LEAD_DISCUSSION, _cell),
    discussion.show_names: (A.LEAD_DISCUSSION, lambda o: (True,)),
    discussion.mark_present: (A.LEAD_DISCUSSION, lambda o: (set(),)),
    discussion.change_after_value: (A.CHANGE_AFTER_VALUE, lambda o: (*_cell(o), Answer(4))),
    discussion.confirm_result: (A.CONFIRM_RESULT, lambda o: ()),
    consensus.settle_cell: (A.RECORD_CONSENSUS, lambda o: (*_cell(o), *AGREED)),
    consensus.leave_cell_open: (A.RECORD_CONSENSUS, lambda o: (*_cell(o), "Alasan.", Cause.SLIP)),
    consensus.rule_cell: (A.RECORD_CONSENSUS, lambda o: (*_cell(o), *AGREED)),
    consensus.reopen_cell: (A.RECORD_CONSENSUS, _cell),
    consensus.record_dissent: (A.RECORD_DISSENT, lambda o: (*_cell(o), "Pendapat lain.")),
    follow_ups.add_follow_up: (A.PLAN_FOLLOW_UP, lambda o: (FollowUpKind.TRAINING, "Latih.", "Tim", o.now.date())),
    follow_ups.remove_follow_up: (A.PLAN_FOLLOW_UP, lambda o: (uuid4(),)),
    follow_ups.finish_follow_up: (A.FINISH_FOLLOW_UP, lambda o: (uuid4(), "Selesai.")),
    follow_ups.owners_to_choose: (A.SEE_DRAFT_REPORT, lambda o: ()),
    follow_ups.planned_follow_ups: (A.SEE_DRAFT_REPORT, lambda o: ()),
    signoff.report_draft: (A.SEE_DRAFT_REPORT, lambda o: ()),
    signoff.draft_pdf: (A.SEE_DRAFT_REPORT, lambda o: ()),
    report.draft_report_of: (A.SEE_DRAFT_REPORT, lambda o: ()),
    signoff.save_report: (A.WRITE_REPORT, lambda o: ({}, o.version())),
    signoff.submit_report: (A.SUBMIT_REPORT, lambda o: ()),
    signoff.return_report: (A.RETURN_REPORT, lambda o: ("Alasan.",)),
    signoff.prepare_approval: (A.APPROVE_REPORT, lambda o: ("bukan sandinya",)),
    signoff.approve_report: (A.APPROVE_REPORT, lambda o: (PasswordGiven(o.head.id, False, None), o.version())),
    signoff.issued_pdf: (A.SEE_REPORT, lambda o: ()),
    signoff.issued_report: (A.SEE_REPORT, lambda o: ()),
    signoff.archive_round: (A.ARCHIVE_ROUND, lambda o: ()),
    signoff.close_round: (A.CLOSE_ROUND, lambda o: ()),
    signoff.replace_interpretations: (A.CLOSE_ROUND, lambda o: (uuid4(), [])),
    facts.progress_of: (A.SEE_ROUND, lambda o: ()),
    facts.round_now: (A.SEE_ROUND, lambda o: ()),
    audit.audit_of_round: (A.READ_ROUND_AUDIT, lambda o: (START, START)),
    schedule_file.schedule_ics: (A.SEE_ROUND, lambda o: (Language("id"),)),
}


KEEPS_VERBS = (rounds, samples, scoring, discussion, consensus, follow_ups, signoff, facts, report, audit)
NOT_OF_A_ROUND = {add_projector_account, tie_projector, require_in_round}
"""What an administrator does about a round without any part in it (which account shows it), and the lock itself."""


def verbs_of_the_core() -> Iterator[Verb]:
    for module in _modules():
        yield from verbs_in(module)


def queries_of_the_core() -> Iterator[Verb]:
    """What anybody may ask without naming a round: own rounds, what waits, trends, exports."""
    for module in _modules():
        for function in _public(module):
            needed = [p.name for p in inspect.signature(function).parameters.values() if p.default is p.empty]
            if needed == ["tx", "by", "now"]:
                yield function


def _modules() -> Iterator[ModuleType]:
    for found in iter_modules(core.__path__):
        yield import_module(f"core.{found.name}")


def _public(module: ModuleType) -> Iterator[Verb]:
    for function in vars(module).values():
        if inspect.isfunction(function) and function.__module__ == module.__name__ and function.__name__[0] != "_":
            yield function


def verbs_in(module: ModuleType) -> Iterator[Verb]:
    """The public functions of a module that name a round or a recording and are told who asks."""
    for function in _public(module):
        names = inspect.signature(function).parameters
        if "by" in names and {"round_id", "recording_id"} & set(names):
            yield function


def try_verb(verb: Verb, office: Office, person: Person) -> SelarasError | None:
    """What the verb answers this person; nothing it does is kept."""
    names = inspect.signature(verb).parameters
    subject = office.round_id if "round_id" in names else recording_of(office)
    try:
        office.attempt(verb, person, subject, *VERBS[verb][1](office))
    except SelarasError as refusal:
        return refusal
    return None
