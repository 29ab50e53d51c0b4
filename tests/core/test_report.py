"""The report as values: complete, without an agent's name, the same before and after approval, readable for ever."""

import json
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256

import pytest

from core.answers import totals
from core.codes import CellState, Stage
from core.errors import NotAllowed, NotFound, StepNotReady
from core.language import Language
from core.model import Note
from core.report import canonical_json, data_hash, draft_report_of, from_json
from core.report_charts import answer_bars, deviations, totals_rows
from core.report_coefficients import coefficients_of
from core.report_freeze import read_part
from core.report_results import Figures
from core.report_words import criteria_heads, criteria_rows, index_sentences, summary_rows, untested_sentence
from core.round_report import RoundReport
from core.signoff import issued_report
from core.store import signoff_sql
from tests.report_rounds import large_round
from tests.round_at import Office, approve, round_at


@pytest.fixture(scope="module")
def two() -> Office:
    return round_at(Stage.AWAITING_APPROVAL)


@pytest.fixture(scope="module")
def many() -> Office:
    return large_round(assessors=5, recordings=5)


@pytest.fixture(scope="module")
def large(many: Office) -> RoundReport:
    return many.ask(draft_report_of, many.head, many.round_id)


def draft(office: Office) -> RoundReport:
    return office.ask(draft_report_of, office.head, office.round_id)


def test_there_is_no_report_before_the_reveal_for_anyone() -> None:
    office = round_at(Stage.SCORING)
    for person in (office.head, office.supervisor):
        with pytest.raises(StepNotReady):
            office.ask(draft_report_of, person, office.round_id)


def test_only_head_and_supervisor_read_the_draft(two: Office) -> None:
    assert draft(two).title == "Kalibrasi Februari"
    with pytest.raises(NotAllowed):
        two.ask(draft_report_of, two.assessor_1, two.round_id)
    with pytest.raises(NotFound):
        two.ask(draft_report_of, two.outsider, two.round_id)


def test_a_report_holds_no_agents_name_or_number(two: Office) -> None:
    frozen = canonical_json(draft(two))
    assert "Sari" not in frozen and "012345678" not in frozen
    assert draft(two).recordings[0].agent_alias


def test_canonical_json_reads_back_without_loss(two: Office, large: RoundReport) -> None:
    for report in (draft(two), large):
        assert from_json(canonical_json(report)) == report


def test_canonical_json_is_one_text_sorted_and_without_blanks(large: RoundReport) -> None:
    frozen = canonical_json(large)
    assert canonical_json(from_json(frozen)) == frozen
    assert frozen.startswith('{"agreed":[{') and '": ' not in frozen.split('"sections"')[0]
    assert data_hash(large) == sha256(frozen.encode()).hexdigest()


def test_one_part_of_a_frozen_report_can_be_read_by_itself(large: RoundReport) -> None:
    assert read_part(Figures, json.loads(canonical_json(large))["figures"]) == large.figures


def test_numbers_and_texts_are_the_same_before_and_after_approval() -> None:
    office = round_at(Stage.AWAITING_APPROVAL)
    before = data_hash(draft(office))
    approve(office)
    issued = office.ask(issued_report, office.head, office.round_id)
    kept = office.store.read(lambda tx: signoff_sql.report_of(tx, office.round_id))
    assert issued and kept
    assert kept.data_hash == before == sha256(kept.frozen.encode()).hexdigest()
    assert data_hash(draft(office)) == before


def test_a_fatal_keeps_the_total_before_it(two: Office) -> None:
    sheet = draft(two).total(1, 2)
    assert sheet and sheet.first.is_fatal and sheet.first.fatal_criteria == ("B1",)
    assert sheet.first.final == 0 and sheet.first.before_fatal == Fraction(339, 4)
    assert str(sheet.first.shown_before_fatal) == "84.75"


def test_what_was_agreed_counts_for_the_agreed_total(two: Office) -> None:
    agreed = draft(two).agreed[0]
    assert agreed.low == agreed.high and agreed.low and agreed.low.final == 100
    assert {i.criterion for i in draft(two).interpretations} == {"A1", "B1", "C2"}


def test_a_criterion_left_open_leaves_its_recording_without_an_agreed_total(large: RoundReport) -> None:
    opened = [cell for cell in large.cells if cell.state is CellState.OPEN]
    assert len(opened) == 1 and opened[0].agreed is None
    total = next(agreed for agreed in large.agreed if agreed.recording == opened[0].recording)
    assert total.low is None and total.high is None and total.not_agreed == (opened[0].criterion,)


def test_answers_left_within_tolerance_make_the_agreed_total_a_span(large: RoundReport) -> None:
    """Its ends are the sheets in which every such answer is the lowest, and the highest, that stands."""
    agreed = next(agreed for agreed in large.agreed if agreed.is_span)
    assert agreed.low and agreed.high and agreed.low.shown < agreed.high.shown
    ends = {"low": {}, "high": {}}
    for cell in large.cells_of(agreed.recording):
        scale = large.card.criterion(cell.criterion).scale
        standing = {n.assessor: n.note.answer for n in (*cell.first, *cell.after)}
        answers = [cell.agreed] if cell.agreed else sorted(standing.values(), key=lambda a: scale.percent(a.value or 0))
        ends["low"][cell.criterion], ends["high"][cell.criterion] = answers[0], answers[-1]
    for side, end in (("low", agreed.low), ("high", agreed.high)):
        counted = totals(large.card, ends[side])
        assert counted and counted.shown == end.shown


def test_a_dissent_and_a_ruling_stand_beside_what_was_agreed(large: RoundReport) -> None:
    ruled = [cell for cell in large.cells if cell.ruling]
    assert len(ruled) == 1 and ruled[0].state is CellState.RULED and ruled[0].ruling
    assert ruled[0].ruling.answer == ruled[0].agreed
    assert [dissent.text[:12] for cell in large.cells for dissent in cell.dissents] == ["Menurut saya"]


def test_criteria_come_by_points_in_dispute_which_add_up_to_the_rounds(large: RoundReport) -> None:
    disputes = [criterion.dispute for criterion in large.figures.criteria]
    assert disputes == sorted(disputes, reverse=True)
    assert large.figures.agreement.value == pytest.approx(1 - sum(disputes) / 100, abs=1e-4)
    for criterion in large.figures.criteria:
        assert sum(criterion.by_recording) == pytest.approx(criterion.dispute, abs=1e-4)


def test_of_two_assessors_only_their_difference_is_told(two: Office, large: RoundReport) -> None:
    figures = draft(two).figures
    assert figures.difference and figures.difference.value == pytest.approx(15.25 / 4)
    assert large.figures.difference is None
    pair = deviations(draft(two))
    assert pair.is_pair and not deviations(large).is_pair
    assert {pair.criteria[cell.row].code: cell.points for cell in pair.cells}["C2"] == pytest.approx(5.25 / 4)
    assert len(pair.cells) == len(pair.criteria)


def test_charts_take_the_reports_own_values(large: RoundReport) -> None:
    rows = totals_rows(large)
    assert [row.label for row in rows] == [recording.label for recording in large.recordings]
    sheet = large.total(1, 3)
    assert sheet and rows[0].totals[2].shown == float(sheet.first.shown)
    bars = answer_bars(large, Language("id"))
    assert all(sum(segment.count for segment in row.segments) == 25 for row in bars.rows)
    assert {row.code for row in bars.rows} | set(bars.unanimous) == {c.code for c in large.card.criteria}


def test_two_reports_that_differ_in_one_comment_have_different_hashes(large: RoundReport) -> None:
    cell = large.cells[0]
    touched = replace(cell.first[0], note=Note(cell.first[0].note.answer, "lain"))
    other = replace(large, cells=(replace(cell, first=(touched, *cell.first[1:])), *large.cells[1:]))
    assert data_hash(other) != data_hash(large)


@pytest.fixture(scope="module")
def ten() -> RoundReport:
    office = large_round(assessors=3, recordings=10)
    return office.ask(draft_report_of, office.head, office.round_id)


def test_of_every_criterion_it_is_counted_on_how_many_recordings_all_agree(large: RoundReport) -> None:
    for own in large.figures.criteria:
        cells = [cell for cell in large.cells if cell.criterion == own.code]
        given = [[a.note.answer.value for a in cell.first if a.note.answer.value is not None] for cell in cells]
        compared = [values for values in given if len(values) > 1]
        assert (own.compared, own.agreeing) == (len(compared), sum(len(set(values)) == 1 for values in compared))


def test_beyond_chance_stands_only_where_both_ends_of_the_scale_were_used_twice(large: RoundReport) -> None:
    told = {own.code: own.beyond_chance for own in large.figures.criteria}
    for criterion in large.card.criteria:
        values = [a.note.answer.value for c in large.cells if c.criterion == criterion.code for a in c.first]
        best, worst = criterion.scale.values[0], criterion.scale.values[-1]
        assert (told[criterion.code] is not None) == (min(values.count(best), values.count(worst)) >= 2)
    assert any(told.values()) and not all(told.values())


def test_a_criterion_with_nearly_one_answer_is_told_in_counts_not_in_a_coefficient(large: RoundReport) -> None:
    rows = {row[0]: row for row in criteria_rows(large, Language("en"))}
    assert [float(row[1]) for row in rows.values()] == sorted((float(row[1]) for row in rows.values()), reverse=True)
    for own in large.figures.criteria:
        if own.code in rows and own.beyond_chance is None:
            assert rows[own.code][2].startswith(f"{own.agreeing} of {own.compared} recordings agree")
    assert any("nearly everyone answered" in row[2] for row in rows.values())


def test_under_three_recordings_a_criterion_is_told_in_counts_alone(large: RoundReport) -> None:
    criteria = tuple(replace(c, compared=2, agreeing=1, beyond_chance=None) for c in large.figures.criteria)
    few = replace(large, figures=replace(large.figures, criteria=criteria))
    assert {row[2] for row in criteria_rows(few, Language("en"))} == {"1 of 2 recordings agree"}


def test_criteria_on_which_all_answered_alike_are_agreed_but_not_tested(two: Office) -> None:
    sentence = untested_sentence(draft(two), Language("en"))
    assert sentence.startswith("The same answer on all 4 recordings: full agreement, but these criteria are not tested")
    codes = sentence.rstrip(".").split(": ")[-1].split(", ")
    assert "A2" in codes and not {"A1", "B1", "C2"} & set(codes)


def test_first_totals_are_told_by_their_distance_from_what_was_agreed(two: Office) -> None:
    report = draft(two)
    agreed = [float(a.low.before_fatal) for a in report.agreed if a.low]
    firsts = [[float(s.first.before_fatal) for s in report.sheets if s.recording == a.recording] for a in report.agreed]
    mean = sum(abs(v - right) for own, right in zip(firsts, agreed, strict=True) for v in own) / (2 * len(agreed))
    found = report.figures.from_agreed
    assert found and found.value == pytest.approx(mean, abs=1e-6) and report.figures.agreed_recordings == 4


def test_a_total_left_open_or_as_a_span_has_no_distance(large: RoundReport) -> None:
    single = [a for a in large.agreed if a.low and not a.is_span]
    assert large.figures.agreed_recordings == len(single) < len(large.recordings)


def test_the_reliability_of_totals_is_told_from_ten_recordings_on(large: RoundReport, ten: RoundReport) -> None:
    assert large.figures.reliability is None and large.figures.error is None
    assert ten.figures.reliability and ten.figures.reliability.value is not None
    assert ten.figures.error is not None and ten.figures.error > 0
    assert any(told.startswith("± ") for _, told in summary_rows(ten, Language("en")))


def test_no_word_of_the_summary_must_have_been_studied(ten: RoundReport) -> None:
    t = Language("en")
    told = " ".join(part for row in [*summary_rows(ten, t), *criteria_rows(ten, t), criteria_heads(t)] for part in row)
    told += " ".join(index_sentences(ten, t))
    for word in ("AC1", "AC2", "kappa", "alpha", "κ", "α", "ICC", "SEM", "coefficient", "p ="):
        assert word not in told


def test_coefficients_are_kept_for_the_export_and_cohens_of_two_assessors_only(two: Office, large: RoundReport) -> None:
    kinds = {own.kind for own in large.coefficients}
    assert {own.kind for own in draft(two).coefficients} - kinds == {"cohen", "cohen_linear"}
    assert len(large.coefficients) == len(kinds) * len(large.card.criteria)
    assert all((own.value is None) == bool(own.why) for own in large.coefficients)
    ac2 = {own.criterion: own.value for own in large.coefficients if own.kind == "ac2"}
    shown = {own.code: own.beyond_chance.value for own in large.figures.criteria if own.beyond_chance}
    assert shown and all(ac2[code] == value for code, value in shown.items())


def test_a_report_frozen_before_these_figures_still_opens(large: RoundReport) -> None:
    plain = json.loads(canonical_json(large)) | {"format": 1}
    for new in ("reliability", "error", "from_agreed", "agreed_recordings"):
        del plain["figures"][new]
    for own in plain["figures"]["criteria"]:
        for new in ("compared", "agreeing", "beyond_chance"):
            del own[new]
    del plain["coefficients"]
    old = from_json(json.dumps(plain))
    assert old.coefficients == () and coefficients_of(old.card, old.cells) == large.coefficients
    assert (old.format, old.cells, old.figures.agreement) == (1, large.cells, large.figures.agreement)
    assert {row[2] for row in criteria_rows(old, Language("en"))} == {"–"}
    assert summary_rows(old, Language("en"))
