"""Before the reveal nobody learns a score but their own: from no reader, export, error, audit row or log."""

import inspect
import logging
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from core.audit import audit_of_people, audit_of_round
from core.audit_search import Sought, audit_csv
from core.cells import cells_of
from core.codes import Phase, Role, Stage
from core.discussion import meeting, reveal_scores
from core.errors import SelarasError, StepNotReady
from core.facts import facts_of, progress_of
from core.language import Language
from core.model import Note, Person, Recording, Score
from core.report import draft_report_of, round_report
from core.rounds import begin_scoring, excuse_assessor
from core.samples import Sample, bring_recordings, recordings_of, replace_recording
from core.scorecard import Answer
from core.scoring import flag_recording, lock_sheet, own_sheets, reopen_sheet, save_draft, sheets_for_supervisor
from core.signoff import draft_pdf, report_draft
from core.store import Tx, people_sql, rounds_sql, samples_sql, scoring_sql
from tests.engines import FAULTS
from tests.round_at import START, Office, new_office, notes, round_at, sample, with_expert
from tests.verbs import NOT_OF_A_ROUND, VERBS, Verb, queries_of_the_core, verbs_of_the_core

SECRET = "kalimat-rahasia"
MARK = 987_654
SCORERS = ("assessor_1", "assessor_2", "expert")
EVERYONE = (*SCORERS, "head", "supervisor", "observer", "projector", "administrator", "outsider")
LATER = START + timedelta(days=30)


def _secret(whose: str) -> Note:
    return Note(Answer(2), f"{SECRET} {whose}", MARK, f"{SECRET} kutipan {whose}")


def _scored() -> Office:
    """Scoring under way: assessors and expert have a locked sheet, a draft, a flag and a sheet that was reopened."""
    office = new_office()
    office.observers.append(office.hire("observer", "Pengamat Tamu", Role.ASSESSOR))
    office.hire("assessor_2", "Fajar Nugroho", Role.ASSESSOR, Role.ADMINISTRATOR)
    with_expert(office)
    round_at(Stage.SCORING, office)
    card = office.card()
    for who in SCORERS:
        person, own = office.people[who], {"C2": _secret(who), "A1": _secret(who)}
        first, second, third, _ = (r.id for r in office.ask(recordings_of, person, office.round_id))
        office.do(lock_sheet, person, office.round_id, first, notes(card, {**own, "A1": Note(Answer(1))}))
        office.do(lock_sheet, person, office.round_id, second, notes(card, {"C2": _secret(who)}))
        office.do(reopen_sheet, office.supervisor, office.round_id, second, person.id, "Salah ketik.")
        office.do(save_draft, person, office.round_id, third, own)
        office.do(flag_recording, person, office.round_id, third, "Suara terputus.")
    return office


def _answers(office: Office, verb: Verb, person: Person) -> Any:
    """What a function of the core gives this person, or the error it refuses with; nothing is kept."""
    known: dict[str, Any] = {
        "round_id": office.round_id,
        "by": person,
        "now": office.now,
        "since": START,
        "until": LATER,
        "sought": Sought(START.date(), LATER.date()),
        "t": Language("id"),
        "days": {},
        "person_id": office.assessor_1.id,
        "assessor_id": office.assessor_1.id,
    }
    names = inspect.signature(verb).parameters
    if "recording_id" in names:
        known["recording_id"] = office.ask(recordings_of, office.supervisor, office.round_id)[0].id
    arguments: tuple[Any, ...] = ()
    if verb in VERBS:
        arguments = (*(known[name] for name in names if name in ("round_id", "recording_id")),)[:1]
        arguments += VERBS[verb][1](office)
        known = {"by": person, "now": office.now}
    else:
        known = {name: known.get(name) for name, p in names.items() if name != "tx" and p.default is p.empty}
    try:
        return office.attempt(lambda tx, by, now: verb(tx, *arguments, **known), person)
    except SelarasError as refusal:
        return refusal


def _things_in(value: Any) -> Iterator[Any]:
    """The value and everything inside it."""
    yield value
    if is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _things_in(getattr(value, field.name))
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _things_in(key)
            yield from _things_in(inner)
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from _things_in(inner)
    elif isinstance(value, SelarasError):
        yield from _things_in([value.message, *getattr(value, "reasons", ()), *getattr(value, "problems", ())])


def _leaks(answer: Any, person: str) -> list[str]:
    """Words of others that stand in an answer, whatever they are wrapped in."""
    others = [f"{SECRET} {who}" for who in EVERYONE if who != person]
    others += [f"{SECRET} kutipan {who}" for who in EVERYONE if who != person]
    text = repr(list(_things_in(answer)))
    found = [words for words in others if words in text]
    if person not in SCORERS:
        found += [str(MARK)] if str(MARK) in text else []
        found += [repr(thing) for thing in _things_in(answer) if isinstance(thing, Score | Note)]
    return found


def test_before_the_reveal_no_function_of_the_core_tells_anyone_what_another_scored() -> None:
    office = _scored()
    leaks = {}
    for verb in {*verbs_of_the_core(), *queries_of_the_core()} - NOT_OF_A_ROUND:
        for who in EVERYONE:
            if found := _leaks(_answers(office, verb, office.people[who]), who):
                leaks[f"{verb.__module__}.{verb.__name__} to {who}"] = found
    assert not leaks


def test_the_one_reader_of_scores_gives_everybody_their_own_and_nobody_elses() -> None:
    office = _scored()
    for who in EVERYONE:
        person = office.people[who]
        seen = office.store.read(lambda tx, p=person: scoring_sql.scores_seen_by(tx, p.id, office.round_id))
        assert {score.assessor_id for score in seen} <= {person.id}
        assert bool(seen) is (who in SCORERS)


def test_the_trail_before_the_reveal_holds_no_value_no_comment_and_no_draft() -> None:
    office = _scored()
    rows = office.store.read(lambda tx: tx.all("SELECT action, subject, was, became, reason FROM audit"))
    assert SECRET not in repr(rows)
    assert str(MARK) not in repr(rows)
    known = {"", *map(str, Stage)}
    assert {value for row in rows if row[0] not in ("name_substitute",) for value in row[2:4]} <= known
    assert not [row for row in rows if row[0] == "save_draft"]


def test_reading_the_trail_follows_the_rights_to_scores() -> None:
    office = _scored()
    for who in ("assessor_1", "assessor_2", "observer", "projector", "administrator", "outsider"):
        with pytest.raises(SelarasError):
            office.ask(audit_of_round, office.people[who], office.round_id, START, LATER)
    outside = office.ask(audit_of_people, office.administrator, START, LATER)
    assert not [row for row in outside if row.round_id]
    sought = Sought(START.date(), LATER.date())
    exported = office.do(audit_csv, office.head, office.round_id, sought)
    assert SECRET.encode() not in exported


def test_nothing_of_a_score_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        _scored()
    assert SECRET not in caplog.text


def test_an_error_on_the_way_to_the_store_carries_no_score() -> None:
    """Even a fault of the program: the parameters of a statement never stand in what is raised."""
    office = _scored()
    recording = office.ask(recordings_of, office.assessor_1, office.round_id)[0].id

    def lock_twice(tx: Tx) -> None:
        scoring_sql.insert_scores(
            tx, office.round_id, recording, office.assessor_1.id, Phase.FIRST, {"C2": _secret("x")}, office.now
        )

    with pytest.raises(FAULTS) as fault:
        office.store.write(lock_twice)
    assert SECRET not in str(fault.value)


@pytest.mark.parametrize("reader", [meeting, draft_report_of, draft_pdf, report_draft], ids=lambda r: r.__name__)
def test_meeting_and_report_refuse_before_the_reveal_whoever_asks(reader: Verb) -> None:
    office = _scored()
    for who in ("head", "supervisor"):
        with pytest.raises(StepNotReady, match="Independent scoring"):
            office.ask(reader, office.people[who], office.round_id)


def test_what_computes_on_scores_has_nothing_to_compute_before_the_reveal() -> None:
    office = _scored()

    def look(tx: Tx) -> tuple[int, int]:
        round_ = rounds_sql.round_by_id(tx, office.round_id)
        assert round_
        return len(cells_of(tx, round_)), facts_of(tx, round_).open_cells

    assert office.store.read(look) == (0, 0)
    with pytest.raises(StepNotReady, match="not revealed"):
        office.store.read(lambda tx: round_report(tx, rounds_sql.round_by_id(tx, office.round_id)))


def test_a_draft_is_its_assessors_alone() -> None:
    office = _scored()
    mine = office.ask(own_sheets, office.assessor_1, office.round_id)
    assert {note.comment for sheet in mine for note in sheet.notes.values()} == {"", f"{SECRET} assessor_1"}
    for who in EVERYONE:
        if who != "assessor_1" and not isinstance(_answers(office, own_sheets, office.people[who]), SelarasError):
            sheets = office.ask(own_sheets, office.people[who], office.round_id)
            assert f"{SECRET} assessor_1" not in repr(sheets)
            assert who in SCORERS or not any(sheet.notes for sheet in sheets)


def test_a_sheet_that_was_reopened_goes_back_to_its_assessor_and_to_nobody_else() -> None:
    office = _scored()
    second = office.ask(own_sheets, office.assessor_1, office.round_id)[1]
    assert second.notes["C2"] == _secret("assessor_1")
    assert (second.locked, second.reopened_reason) == (None, "Salah ketik.")
    assert SECRET not in repr(office.ask(sheets_for_supervisor, office.supervisor, office.round_id))


def test_assessors_and_the_projector_read_counts_head_and_supervisor_names() -> None:
    office = _scored()
    for who in (*SCORERS, "observer", "projector"):
        progress = office.ask(progress_of, office.people[who], office.round_id)
        said = " ".join(message.english() for message in progress.missing)
        assert "3 of 12 sheets are locked" in said
        assert "Anindya" not in said
        assert "Fajar" not in said
        assert progress.scorers == ()
    for who in ("head", "supervisor"):
        progress = office.ask(progress_of, office.people[who], office.round_id)
        said = " ".join(message.english() for message in progress.missing)
        assert "Anindya Putri has locked 1 of 4 recordings." in said
        assert [row.locked for row in progress.scorers] == [1, 1, 1]


def test_a_refused_reveal_says_who_is_missing_and_never_what() -> None:
    office = _scored()
    with pytest.raises(StepNotReady) as refusal:
        office.do(reveal_scores, office.supervisor, office.round_id)
    said = repr(list(_things_in(refusal.value)))
    assert "has locked {n} of {due}" in said
    assert SECRET not in said


def test_deactivated_and_excused_assessors_see_no_more_than_before() -> None:
    office = _scored()
    office.do(excuse_assessor, office.supervisor, office.round_id, office.assessor_2.id, "Sakit.")
    assert not _leaks(_answers(office, own_sheets, office.assessor_2), "assessor_2")
    office.store.write(lambda tx: people_sql.keep_details(tx, replace(office.assessor_1, is_active=False)))
    assert isinstance(_answers(office, own_sheets, office.assessor_1), SelarasError)


def test_a_score_on_a_replaced_recording_is_read_by_nobody_after_the_reveal() -> None:
    office = round_at(Stage.SCORING)
    old = office.ask(recordings_of, office.supervisor, office.round_id)[0].id
    office.do(lock_sheet, office.assessor_1, office.round_id, old, notes(office.card(), {"C2": _secret("assessor_1")}))
    office.do(replace_recording, office.supervisor, old, None, "Terlalu pendek.")
    for assessor in (office.assessor_1, office.assessor_2):
        for recording in office.ask(recordings_of, assessor, office.round_id)[1:]:
            office.do(lock_sheet, assessor, office.round_id, recording.id, notes(office.card()))
    office.do(reveal_scores, office.supervisor, office.round_id)
    for who in ("head", "supervisor", "assessor_1", "assessor_2", "projector"):
        assert SECRET not in repr(office.ask(meeting, office.people[who], office.round_id))
        seen = office.store.read(lambda tx, w=who: scoring_sql.scores_seen_by(tx, office.people[w].id, office.round_id))
        assert old not in {score.recording_id for score in seen}


def test_at_the_reveal_all_see_all_at_once() -> None:
    office = round_at(Stage.DISCUSSING)
    both = {office.assessor_1.id, office.assessor_2.id}
    for who in ("head", "supervisor", "assessor_1", "assessor_2"):
        seen = office.store.read(lambda tx, w=who: scoring_sql.scores_seen_by(tx, office.people[w].id, office.round_id))
        assert {score.assessor_id for score in seen if score.phase is Phase.FIRST} == both


def test_whoever_leads_another_round_sees_nothing_more_of_this_one() -> None:
    """An assessor here who is head there, and the other way round: each round has its own rights."""
    office = new_office()
    office.hire("assessor_2", "Fajar Nugroho", Role.ASSESSOR, Role.HEAD, Role.SUPERVISOR)
    round_at(Stage.SCORING, office)
    here, first = office.round_id, office.ask(recordings_of, office.assessor_1, office.round_id)[0].id
    office.do(lock_sheet, office.assessor_1, here, first, notes(office.card(), {"C2": _secret("assessor_1")}))
    there = replace(office, people={**office.people, "head": office.assessor_2, "assessor_2": office.assessor_1})
    there.people["assessor_1"] = there.hire("third", "Citra Dewi", Role.ASSESSOR)
    round_at(Stage.DISCUSSING, there)
    assert there.ask(meeting, there.head, there.round_id).cells
    for verb in (own_sheets, progress_of, recordings_of):
        assert SECRET not in repr(office.ask(verb, office.assessor_2, here))
    seen = office.store.read(lambda tx: scoring_sql.scores_seen_by(tx, office.assessor_2.id, here))
    assert seen == []


# Recordings: the reason of the choice, the file's name, the agent


def _brought(body: str = "") -> Office:
    office = round_at(Stage.SAMPLING, card_code="KP-NTL" if body else "KP-TEL")
    for n, who in enumerate(("assessor_1", "assessor_2"), start=1):
        given = sample(f"80001000{n}", body and f"{body} {n}")
        form = replace(
            given.form, choosing_reason=f"dipilih {who}", agent_name="Sari Rahasia", agent_number="012345678"
        )
        named = Sample(form, replace(given.file, file_name=f"berkas {who}.wav"))
        office.do(bring_recordings, office.people[who], office.round_id, [named])
    office.do(begin_scoring, office.supervisor, office.round_id)
    return office


def _known_to(office: Office, who: str, brought_by: str) -> Recording:
    found = office.ask(recordings_of, office.people[who], office.round_id)
    return next(r for r in found if r.brought_by == office.people[brought_by].id)


def test_the_reason_of_the_choice_and_the_files_name_wait_for_ones_own_lock() -> None:
    office = _brought()
    for who, brought_by, knows in (
        ("assessor_1", "assessor_1", True),
        ("assessor_1", "assessor_2", False),
        ("assessor_2", "assessor_1", False),
        ("projector", "assessor_1", False),
        ("head", "assessor_1", True),
        ("supervisor", "assessor_2", True),
    ):
        seen = _known_to(office, who, brought_by)
        assert (bool(seen.form.choosing_reason), bool(seen.file.file_name)) == (knows, knows), (who, brought_by)
    other = _known_to(office, "assessor_1", "assessor_2")
    office.do(lock_sheet, office.assessor_1, office.round_id, other.id, notes(office.card()))
    assert _known_to(office, "assessor_1", "assessor_2").form.choosing_reason == "dipilih assessor_2"
    assert _known_to(office, "assessor_2", "assessor_1").form.choosing_reason == ""


def test_the_agent_is_known_to_the_supervisor_alone_before_and_after_the_reveal() -> None:
    for office in (_brought(), round_at(Stage.DONE)):
        for who in ("head", "assessor_1", "assessor_2", "projector"):
            found = office.ask(recordings_of, office.people[who], office.round_id)
            assert {(r.form.agent_name, r.form.agent_number) for r in found} == {("", "")}
            assert {r.agent_alias for r in found} == {"Agen 1"}
        known = office.ask(recordings_of, office.supervisor, office.round_id)
        assert {r.form.agent_number for r in known} == {"012345678"}


def test_a_written_sample_is_for_those_who_might_hear_a_spoken_one() -> None:
    office = _brought("Agen: Selamat pagi.")
    for who, reads in (("head", True), ("supervisor", True), ("assessor_2", True), ("projector", False)):
        assert bool(_known_to(office, who, "assessor_1").file.body) is reads


def test_the_query_itself_leaves_out_what_the_viewer_may_not_know() -> None:
    """The masked columns never leave the store, so that no page can show them by mistake."""
    office = _brought()

    def bare(tx: Tx, viewer: UUID) -> list[Recording]:
        return samples_sql.recordings_seen_by(
            tx, viewer, office.round_id, knows_reasons=False, knows_agents=False, knows_content=False
        )

    seen = repr(office.store.read(lambda tx: bare(tx, office.projector.id)))
    assert "dipilih" not in seen
    assert "berkas" not in seen
    assert "Sari Rahasia" not in seen
