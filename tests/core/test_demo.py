"""The demo fills an empty store with rounds that real people could have made, and never touches a store of real people.

The store is filled once for all these tests, so they stay together in one worker.
"""

import json
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from core import demo, passwords
from core.agreement import difference
from core.answers import DifferenceKind
from core.audit import audit_of_round
from core.cells import cells_of
from core.clock import clock_of, office_calendar
from core.codes import Action, CellState, Role, Stage, Strength
from core.demo_people import PASSWORD
from core.desk import waiting_for
from core.discussion import meeting, reveal_scores
from core.follow_ups import follow_ups_of_reports
from core.model import Person, Round
from core.people import NewPerson, set_up
from core.report import from_json
from core.round_report import RoundReport
from core.samples import recording_to_play, recordings_of, sound_kept
from core.scoring import own_sheets
from core.signoff import issued_pdf, register_of_interpretations
from core.store import Store, discussion_sql, open_store, people_sql, rounds_sql, scoring_sql, signoff_sql
from core.trend_result import PooledDifference
from core.trends import cards_with_rounds, trends
from core.workdays import ClockFlag, is_working_day, local_day

pytestmark = [pytest.mark.xdist_group("demo"), pytest.mark.duckdb]
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
ZONE = "Asia/Jakarta"
FILE = "selaras.duckdb"


class Demo:
    """A filled demo store and questions to it, asked by its people."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.people = {person.username: person for person in store.read(people_sql.people)}
        self.rounds = store.read(lambda tx: rounds_sql.rounds_in_stages(tx, Stage))

    def in_stage(self, *stages: Stage) -> list[Round]:
        return [round_ for round_ in self.rounds if round_.stage in stages]

    def called(self, title: str) -> Round:
        return next(round_ for round_ in self.rounds if round_.title.startswith(title))

    def ask(self, query: Any, by: str | Person, *args: Any) -> Any:
        person = self.people[by] if isinstance(by, str) else by
        return self.store.read(lambda tx: query(tx, *args, by=person, now=NOW))

    def supervisor(self, round_: Round) -> Person:
        return next(person for person in self.people.values() if person.id == round_.supervisor_id)

    def trail(self, round_: Round) -> Any:
        return self.ask(audit_of_round, "ningsih", round_.id, NOW - timedelta(days=999), NOW + timedelta(days=1))

    def reports(self) -> list[RoundReport]:
        """Of the archived rounds, oldest first."""
        rounds = sorted(self.in_stage(Stage.DONE), key=lambda round_: str(round_.approved))
        kept = [self.store.read(lambda tx, r=r: signoff_sql.report_of(tx, r.id)) for r in rounds]
        return [from_json(report.frozen) for report in kept if report]

    def figures(self) -> list[dict[str, Any]]:
        """The frozen reports of the telephone rounds, oldest first."""
        kept = [self.store.read(lambda tx, r=r: signoff_sql.report_of(tx, r.id)) for r in self.in_stage(Stage.DONE)]
        frozen = [json.loads(report.frozen) for report in kept if report]
        return [report for report in frozen if report["card"]["code"] == "KP-TEL"]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("demo")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("SELARAS_DATA", str(folder))
        demo.demo_people(f"duckdb:///{folder / FILE}", NOW)
    return folder


@pytest.fixture
def filled(data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Demo]:
    monkeypatch.setenv("SELARAS_DATA", str(data))
    store = open_store(f"duckdb:///{data / FILE}")
    yield Demo(store)
    store.close()


def test_a_fresh_store_gets_eight_archived_rounds_and_one_of_each_kind_under_way(filled: Demo) -> None:
    assert Counter(round_.stage for round_ in filled.rounds) == {
        Stage.DONE: 8,
        Stage.AWAITING_APPROVAL: 1,
        Stage.SCORING: 2,
        Stage.ASSIGNED: 1,
    }


def test_each_role_finds_something_to_do(filled: Demo) -> None:
    waits = {
        name: {entry.next_act for entry in filled.ask(waiting_for, name).waiting}
        for name in ("ningsih", "laksmi", "teguh", "anindya", "maharani")
    }
    assert waits == {
        "ningsih": {Action.APPROVE_REPORT},
        "laksmi": {Action.REVEAL_SCORES},
        "teguh": {Action.ACCEPT_ASSIGNMENT, Action.REVEAL_SCORES},
        "anindya": {Action.LOCK_SHEET},
        "maharani": {Action.LOCK_SHEET},
    }


def test_everybody_signs_in_with_the_printed_password_and_need_not_change_it(filled: Demo) -> None:
    assert {role for person in filled.people.values() for role in person.roles} == set(Role)
    assert not [person.username for person in filled.people.values() if person.must_change_password]
    kept = {filled.store.read(lambda tx, p=p: people_sql.password_of(tx, p.id)) for p in filled.people.values()}
    assert len(kept) == 1
    assert passwords.fits(PASSWORD, kept.pop())


def test_everything_happened_in_office_hours_of_working_days_in_the_past(filled: Demo) -> None:
    calendar = filled.store.read(office_calendar)
    moments = [row.happened for round_ in filled.rounds for row in filled.trail(round_) if row.person_name != "Selaras"]
    assert max(moments) < NOW
    assert all(is_working_day(calendar, local_day(moment, ZONE)) for moment in moments)
    assert {moment.astimezone(ZoneInfo(ZONE)).hour for moment in moments} <= set(range(8, 17))


def test_one_archived_round_was_late_and_the_others_on_time(filled: Demo) -> None:
    flags = [filled.store.read(lambda tx, r=r: clock_of(tx, r, NOW)).flag for r in filled.in_stage(Stage.DONE)]
    assert Counter(flags) == {ClockFlag.PAST: 1, ClockFlag.ON_TIME: 7}


def test_what_may_happen_in_a_round_has_happened_somewhere(filled: Demo) -> None:
    actions = Counter(row.action for round_ in filled.in_stage(Stage.DONE) for row in filled.trail(round_))
    assert actions[Action.RETURN_REPORT] == actions[Action.EXCUSE_ASSESSOR] == actions[Action.RECORD_DISSENT] == 1
    agreed = [
        consensus
        for round_ in filled.in_stage(Stage.DONE)
        for consensus in filled.store.read(lambda tx, r=round_: discussion_sql.consensus_of_round(tx, r.id))
    ]
    states = Counter(consensus.state for consensus in agreed)
    assert (states[CellState.OPEN], states[CellState.RULED]) == (1, 1)
    assert {Strength.UNANIMOUS, Strength.AFTER_DISCUSSION, Strength.RULED} <= {c.strength for c in agreed}
    reports = [filled.store.read(lambda tx, r=r: signoff_sql.report_of(tx, r.id)) for r in filled.in_stage(Stage.DONE)]
    assert Counter(report.acting_as for report in reports) == {"": 7, "Plh.": 1}


def test_every_archived_round_has_its_numbered_report(filled: Demo) -> None:
    reports = [filled.store.read(lambda tx, r=r: signoff_sql.report_of(tx, r.id)) for r in filled.in_stage(Stage.DONE)]
    assert [report.number for report in reports] == [f"LAP-{n}/KLIP.4/2026" for n in range(1, 9)]
    newest = filled.in_stage(Stage.DONE)[-1]
    assert filled.store.write(lambda tx: issued_pdf(tx, newest.id, by=filled.people["ningsih"], now=NOW)).startswith(
        b"%PDF-"
    )


def test_follow_ups_of_earlier_rounds_are_done_and_one_is_still_to_do(filled: Demo) -> None:
    told = filled.ask(follow_ups_of_reports, "ningsih")
    assert [one.follow_up.finished is None for one in told] == [True, False, False]
    assert all(one.follow_up.note for one in told if one.follow_up.finished)


def test_agreement_grows_over_the_rounds(filled: Demo) -> None:
    agreement = [report["figures"]["agreement"]["value"] for report in filled.figures()]
    assert agreement[0] < 0.85
    assert agreement[-1] > 0.92
    assert np.polyfit(range(len(agreement)), agreement, 1)[0] > 0.01


def test_the_severe_assessor_and_the_ambiguous_criterion_can_be_found_again(filled: Demo) -> None:
    below: dict[str, list[float]] = {}
    disputed: Counter[str] = Counter()
    for report in filled.figures():
        names = {a["number"]: a["name"] for a in report["assessors"]}
        for number in {sheet["recording"] for sheet in report["sheets"]}:
            totals = {
                names[s["assessor"]]: float(s["first"]["shown_before_fatal"])
                for s in report["sheets"]
                if s["recording"] == number
            }
            mean = sum(totals.values()) / len(totals)
            for name, total in totals.items():
                below.setdefault(name, []).append(mean - total)
        for criterion in report["figures"]["criteria"]:
            disputed[criterion["code"]] += 1 - (criterion["agreement"] or 1)
    severity = {name: sum(gaps) / len(gaps) for name, gaps in below.items()}
    severe = filled.people["yudha"].name
    assert max(severity, key=lambda name: severity[name]) == severe
    assert len(below[severe]) >= 20
    assert severity[severe] > 2.5
    assert disputed.most_common(1)[0][0] == "C4"


def test_the_register_holds_each_sentence_in_force_once(filled: Demo) -> None:
    entries = filled.ask(register_of_interpretations, "laksmi")
    in_force = [(e.card_code, e.criterion, e.text) for e in entries if e.replaced_by is None]
    assert len(in_force) == len(set(in_force)) < len(entries)


def test_an_interpretation_and_an_action_on_a_criterion_are_tested_by_later_rounds(filled: Demo) -> None:
    assert all(planned.follow_up.criterion for planned in filled.ask(follow_ups_of_reports, "ningsih"))
    tested = [effect.step.kind for effect in filled.ask(trends, "ningsih").effects if effect.word]
    assert None in tested and any(tested)


def test_low_values_are_explained_and_marked_inside_their_recording(filled: Demo) -> None:
    for round_ in filled.in_stage(Stage.DONE):
        lengths = {r.id: r.file.duration_ms for r in filled.ask(recordings_of, filled.supervisor(round_), round_.id)}
        scores = filled.store.read(lambda tx, r=round_: scoring_sql.scores_seen_by(tx, r.head_id, r.id))
        marked = [score for score in scores if score.note.mark_ms is not None]
        assert all(0 < score.note.mark_ms < lengths[score.recording_id] for score in marked)
        assert all(score.note.comment for score in marked)


def test_audio_is_kept_for_the_newest_archived_round_and_those_under_way_only(filled: Demo) -> None:
    spoken = [r for r in filled.rounds if r.stage is not Stage.ASSIGNED]
    assert [r.title for r in spoken if r.audio_purged] == [r.title for r in filled.in_stage(Stage.DONE)[:-1]]
    for round_ in spoken:
        if not round_.audio_purged:
            for recording in filled.ask(recordings_of, filled.supervisor(round_), round_.id):
                assert sound_kept(filled.ask(recording_to_play, filled.supervisor(round_), recording.id)).size


def test_the_round_in_scoring_is_half_done(filled: Demo) -> None:
    round_ = filled.called("Kalibrasi prosedur tunda")
    locked = {
        name: sum(sheet.locked is not None for sheet in filled.ask(own_sheets, name, round_.id))
        for name in ("fajar", "anindya", "maharani")
    }
    assert locked == {"fajar": 4, "anindya": 2, "maharani": 0}
    third, fourth = filled.ask(own_sheets, "anindya", round_.id)[2:]
    assert 0 < len(third.notes) < len(third.card.criteria)
    assert fourth.flag


def test_the_meeting_will_be_worth_having(data: Path, filled: Demo, tmp_path: Path) -> None:
    filled.store.close()
    shutil.copy(data / FILE, tmp_path / FILE)
    store = open_store(f"duckdb:///{tmp_path / FILE}")
    copy = Demo(store)
    round_, laksmi = copy.called("Kalibrasi kerahasiaan data"), copy.people["laksmi"]
    assert copy.people["proyektor"].shows_round == round_.id
    assert not store.read(lambda tx: cells_of(tx, round_))
    store.write(lambda tx: reveal_scores(tx, round_.id, by=laksmi, now=NOW))
    agenda = [cell for cell in copy.ask(meeting, "laksmi", round_.id).cells if cell.must_be_discussed]
    kinds = Counter(cell.kind for cell in agenda)
    store.close()
    assert agenda[0].kind is DifferenceKind.FATAL
    assert kinds[DifferenceKind.FATAL] == 1
    assert kinds[DifferenceKind.APPLICABILITY] >= 1
    assert 3 <= kinds[DifferenceKind.VALUE] <= 12


def test_a_second_run_changes_nothing_and_names_the_people_again(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"duckdb:///{data / FILE}"
    monkeypatch.setenv("SELARAS_DATA", str(data))
    monkeypatch.setenv("STORE_URL", url)
    before = _everything(url)
    assert demo.main(["http://127.0.0.1:8601"]) == 0
    assert _everything(url) == before
    said = capsys.readouterr().out
    assert all(word in said for word in ("ningsih", "proyektor", PASSWORD, "http://127.0.0.1:8601"))


def _everything(url: str) -> list[tuple[object, ...]]:
    store = open_store(url)
    rows = store.read(lambda tx: [*people_sql.people(tx), *rounds_sql.rounds_in_stages(tx, Stage)])
    store.close()
    return [(row.id, getattr(row, "version", 0)) for row in rows]


def test_a_store_with_real_people_is_refused_and_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    url = f"duckdb:///{tmp_path / FILE}"
    monkeypatch.setenv("STORE_URL", url)
    store = open_store(url)
    real = NewPerson("kepala", "Kepala Kantor", frozenset({Role.HEAD}))
    store.write(lambda tx: set_up(tx, real, "sandi-kantor-kami", NOW))
    store.close()
    before = _everything(url)
    assert demo.main([]) == 2
    assert _everything(url) == before
    told = capsys.readouterr()
    assert not told.out
    assert "STORE_URL" in told.err


def test_the_trends_of_the_eight_rounds_are_what_their_frozen_reports_say(filled: Demo) -> None:
    """Rolled up and added up again, every figure is the one that comes of the reports themselves."""
    reports = filled.reports()
    seen = filled.ask(trends, "ningsih")
    assert [point.value for point in seen.points] == [points_in_dispute_of(report) for report in reports]
    assert seen.rounds_on_time == 7 and [card.rounds for card in filled.ask(cards_with_rounds, "ningsih")] == [7, 1]
    for criterion in seen.criteria:
        for report, dispute in zip(reports, criterion.disputes, strict=True):
            is_its_card = report.card.code == criterion.card_code and report.figures.shows_index
            own = {c.code: c.agreement for c in report.figures.criteria}.get(criterion.code) if is_its_card else None
            assert dispute == (None if own is None else pytest.approx(100 * (1 - own), abs=1e-4))
    assert differences(seen.pairs) == pytest.approx(differences_between(reports), abs=1e-4)


def points_in_dispute_of(report: RoundReport) -> float | None:
    agreed = report.figures.agreement.value
    return 100 * (1 - agreed) if report.figures.shows_index and agreed is not None else None


def differences(pairs: Iterable[PooledDifference]) -> dict[tuple[str, int], float]:
    """By place, since nobody is named: the widest pair first."""
    told = [(len(pair.values), abs(pair.mean or 0), (pair.high or 0) - (pair.low or 0)) for pair in pairs]
    return {(f"pair {n}", place): value for n, row in enumerate(sorted(told)) for place, value in enumerate(row)}


def differences_between(reports: Iterable[RoundReport]) -> dict[tuple[str, int], float]:
    """The same from the sheets of the reports, as one table of totals [recording, person]."""
    rows: dict[tuple[UUID, int], dict[UUID, float]] = {}
    for report in reports:
        who = {assessor.number: assessor.id for assessor in report.assessors}
        for sheet in report.sheets:
            row = rows.setdefault((report.round_id, sheet.recording), {})
            row[who[sheet.assessor]] = float(sheet.first.before_fatal)
    people = sorted({person for row in rows.values() for person in row})
    totals = np.array([[row.get(person, np.nan) for person in people] for row in rows.values()])
    told = []
    for one, other in combinations(range(len(people)), 2):
        apart = totals[:, one] - totals[:, other]
        values = tuple(apart[np.isfinite(apart)])
        if len(values) >= 3:
            sure = difference(totals[:, (one, other)])
            told.append(PooledDifference("", "", values, sure.value, sure.low, sure.high))
    return differences(told)
