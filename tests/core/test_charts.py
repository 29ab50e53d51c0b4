"""What the charts show and in which order, that names and verdicts appear only when given, and that nothing jumps.

It knows: a small card of every kind of scale; figures are read as the JSON that the browser gets.
"""

import json
import re
import timeit
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations, pairwise

import plotly.graph_objects as go
import pytest

from core import charts, charts_bars, charts_meeting, charts_round, charts_trends
from core.answers import DifferenceKind
from core.chart_scale import DESK, ROOM, Frame, Given
from core.chart_track import BESIDE, Track, lay_out
from core.chart_values import (
    AnswerBars,
    BarRow,
    DifferenceRow,
    Groups,
    HeatCell,
    OnTime,
    Side,
    TotalDot,
    TotalsRow,
    TrendPoint,
    answer_bar_rows,
    heat_cells,
    side_steps,
)
from core.language import Language
from core.palette import DARK, LIGHT, Palette, contrast, ink_on, level_colour, signed_colour
from core.scorecard import UNANSWERED, Answer, Band, Criterion, Level, Scale, Words

T = Language("en")
NA = Answer(is_na=True)
LONG = "Mengonfirmasi pemahaman serta menyampaikan langkah lanjut kepada Wajib Pajak secara lengkap dan berurutan"


def words(text: str) -> Words:
    return Words(text, text)


def scale(code: str, *labels: str) -> Scale:
    top = len(labels) - 1
    levels = [Level(top - n, round(100 * (top - n) / top), words(label)) for n, label in enumerate(labels)]
    return Scale(code, words(code), tuple(levels))


def criterion(code: str, on: Scale, weight: int, *, fatal: bool = False, na: bool = True) -> Criterion:
    fatal_values = frozenset({0} if fatal else ())
    return Criterion(code, words(f"{code} {LONG}"), on, weight, fatal_values, na, None, words(""), {}, ())


YES_NO = scale("ya_tidak", "Ya", "Tidak")
FIVE = scale("lima", "Sangat baik", "Baik", "Cukup", "Kurang", "Sangat kurang")
POINTS = Scale("points", words("Points"), (), is_points=True)
SAFE = criterion("B2", YES_NO, 8, fatal=True, na=False)
CLEAR = criterion("C5", FIVE, 4)
HELD = criterion("E1", YES_NO, 3)
WORTH = criterion("P1", POINTS, 10)
CARD = (SAFE, CLEAR, HELD, WORTH)


def everyone(*answers: Answer, names: bool = False) -> list[Given]:
    return [Given(answer, who=f"Assessor {n}" if names else None) for n, answer in enumerate(answers, 1)]


def layout(on: Criterion, given: list[Given], agreed: Answer = UNANSWERED, tolerance: int = 0) -> Track:
    return lay_out(on, given, agreed, tolerance, ROOM, T)


def seen(fig: go.Figure) -> str:
    return json.dumps(json.loads(fig.to_json()), ensure_ascii=False)


def test_columns_run_from_worst_to_best_with_not_applicable_aside() -> None:
    columns = layout(CLEAR, everyone(Answer(2), NA)).columns
    assert [column.answer for column in columns] == [*(Answer(value) for value in range(5)), NA]
    gaps = [right.x - left.x for left, right in pairwise(columns)]
    assert gaps[-1] > 1.2 * gaps[0]


def test_a_card_without_not_applicable_shows_no_column_for_it() -> None:
    assert [column.headline for column in layout(SAFE, everyone(Answer(1))).columns] == ["Tidak", "Ya"]
    assert [column.is_fatal for column in layout(SAFE, everyone(Answer(1))).columns] == [True, False]


def test_equal_answers_stack_and_are_counted() -> None:
    track = layout(CLEAR, everyone(Answer(3), Answer(3), Answer(1)))
    low, high, other = (track.dots[n] for n in range(3))
    assert low.x == high.x
    assert high.y > low.y == other.y
    assert sorted((tally.x, tally.count) for tally in track.tallies) == [(other.x, 1), (low.x, 2)]


@pytest.mark.parametrize("frame", [ROOM, DESK], ids=["room", "desk"])
@pytest.mark.parametrize("on", [SAFE, CLEAR], ids=["yes or no", "five levels"])
@pytest.mark.parametrize("names", [False, True], ids=["nameless", "named"])
@pytest.mark.parametrize("count", [2, 4, 12, 30])
def test_all_may_answer_the_same_and_still_no_dot_covers_another(
    count: int, names: bool, on: Criterion, frame: Frame
) -> None:
    track = lay_out(on, everyone(*[Answer(1)] * count, names=names), UNANSWERED, 0, frame, T)
    assert len(track.dots) == count
    for one, other in combinations(track.dots, 2):
        assert max(abs(one.x - other.x), abs(one.y - other.y)) >= one.size * 0.99
    assert max(dot.y + dot.size / 2 for dot in track.dots) + frame.value <= frame.height - frame.top
    home = next(column for column in track.columns if column.answer == Answer(1))
    assert all(abs(dot.x - home.x) <= home.width / 2 for dot in track.dots)


@pytest.mark.parametrize("frame", [ROOM, DESK], ids=["room", "desk"])
@pytest.mark.parametrize("on", [SAFE, CLEAR, HELD], ids=["fatal", "five levels", "yes or no"])
def test_named_dots_stand_on_their_tick_and_no_name_reaches_what_is_beside_it(on: Criterion, frame: Frame) -> None:
    given = everyone(Answer(0), Answer(1), Answer(1), NA if on.na_allowed else Answer(0), names=True)
    track = lay_out(on, given, UNANSWERED, 0, frame, T)
    homes = {column.answer: column for column in track.columns}
    assert [dot.x for dot in track.dots] == [homes[dot.answer].x for dot in track.dots]
    assert all(dot.who and dot.name_room >= 3 * frame.text * 0.5 for dot in track.dots)
    for dot in track.dots:
        home, end = homes[dot.answer], dot.x + BESIDE * dot.size + dot.name_room
        closed = home.is_fatal or home.answer.is_na
        nearest = [c.x - dot.size / 2 for c in track.columns if c.x > home.x] or [frame.width]
        assert end <= (home.right if closed else nearest[0]) + 1e-6


def test_counts_of_named_stacks_are_level_so_that_none_covers_a_name() -> None:
    track = layout(CLEAR, everyone(Answer(3), Answer(3), Answer(1), names=True))
    assert len({tally.y for tally in track.tallies}) == 1


def test_thirty_on_one_answer_are_dots_without_names_because_names_could_not_be_read() -> None:
    for frame in (ROOM, DESK):
        dots = lay_out(CLEAR, everyone(*[Answer(1)] * 30, names=True), UNANSWERED, 0, frame, T).dots
        assert {dot.who for dot in dots} == {None}
        assert dots[0].size >= 0.4 * frame.dot


def test_points_that_nearly_touch_move_up_but_keep_their_place() -> None:
    track = layout(WORTH, everyone(Answer(80), Answer(81), Answer(40)))
    assert track.dots[1].y > track.dots[0].y == track.dots[2].y
    assert track.dots[1].x > track.dots[0].x
    assert [tally.headline for tally in track.tallies] == ["40", "80–81"]


def test_a_changed_value_moves_and_leaves_its_first_place_visible() -> None:
    track = layout(CLEAR, [Given(Answer(1), Answer(3)), Given(Answer(3))])
    assert [(dot.answer.value, dot.is_past) for dot in track.dots] == [(3, False), (3, False), (1, True)]
    assert [tally.count for tally in track.tallies] == [2]


def test_who_has_not_answered_has_no_dot() -> None:
    assert layout(CLEAR, everyone(UNANSWERED, UNANSWERED)).dots == ()


def test_nothing_jumps_when_an_answer_changes() -> None:
    before, after = (
        layout(CLEAR, everyone(Answer(1), Answer(4))),
        layout(CLEAR, [Given(Answer(1), NA), Given(Answer(4))]),
    )
    assert before.columns == after.columns
    assert before.dots[1] == after.dots[1]
    pictures = [
        charts_meeting.dot_track(CLEAR, g, T, False) for g in (everyone(Answer(1), Answer(4)), everyone(NA, NA))
    ]
    assert len({seen(go.Figure(layout={"xaxis": p.layout.xaxis, "yaxis": p.layout.yaxis})) for p in pictures}) == 1
    assert len({p.layout.height for p in pictures}) == 1


def test_the_same_answers_give_the_same_bytes() -> None:
    one, other = (charts_meeting.dot_track(CLEAR, everyone(Answer(1), NA), T, False).to_json() for _ in range(2))
    assert one == other


def test_the_band_and_the_diamond_wait_until_the_cell_is_settled() -> None:
    open_cell, settled = (layout(CLEAR, everyone(Answer(3)), a, tolerance=1) for a in (UNANSWERED, Answer(4)))
    assert (open_cell.agreed_x, open_cell.band) == (None, None)
    assert settled.agreed_x == settled.columns[4].x
    assert settled.band
    assert settled.columns[2].x < settled.band[0] < settled.columns[3].x
    assert "diamond" not in seen(charts_meeting.dot_track(CLEAR, everyone(Answer(3)), T, False, tolerance=1))


def test_agreed_not_applicable_has_a_diamond_but_no_band() -> None:
    track = layout(SAFE, everyone(Answer(1)), NA, tolerance=1)
    assert (track.agreed_x, track.band) == (track.columns[-1].x, None)


def test_names_are_drawn_only_when_given_and_never_as_markup() -> None:
    assert "Assessor" not in seen(charts_meeting.dot_track(CLEAR, everyone(Answer(1), NA), T, False))
    named = [Given(Answer(1), who="<b>Ani</b>")]
    picture = seen(charts_meeting.dot_track(CLEAR, named, T, False))
    assert "Ani" in picture
    assert "<b>Ani" not in picture


def test_the_room_reads_values_of_40_pixels_and_no_text_under_24() -> None:
    assert ROOM.value >= 40
    for fig in (
        charts_meeting.dot_track(CLEAR, everyone(Answer(1), NA, names=True), T, False, agreed=Answer(2), tolerance=1),
        charts_bars.answer_bars(bars_of(CARD, {"C5": [[Answer(1), Answer(2)]]}), T, False),
    ):
        assert min(note.font.size for note in fig.layout.annotations if note.text) >= 24
        assert fig.layout.font.size >= 24


def bars_of(card: Sequence[Criterion], answers: Mapping[str, Groups], **points: float) -> AnswerBars:
    return answer_bar_rows(card, answers, points, T)


def test_bars_put_fatal_then_applicability_then_points_first() -> None:
    answers = {
        "C5": [[Answer(4), Answer(2)]],
        "E1": [[Answer(1), NA]],
        "P1": [[Answer(90), Answer(60)]],
        "B2": [[Answer(1), Answer(0)]],
    }
    bars = bars_of(CARD, answers, P1=3, C5=2, E1=5)
    assert [row.code for row in bars.rows] == ["B2", "E1", "P1", "C5"]
    assert [row.points for row in bars.rows[2:]] == [3, 2]
    assert bars.rows[0].kind is DifferenceKind.FATAL


def test_unanimous_criteria_fold_into_one_line_and_unscored_ones_stay_out() -> None:
    bars = bars_of(CARD, {"C5": [[Answer(4)] * 3], "E1": [[NA, NA]], "P1": [[UNANSWERED] * 3]})
    assert (bars.rows, bars.unanimous) == ((), ("C5", "E1"))
    assert "2 criteria: all agree" in seen(
        charts_bars.answer_bars(bars_of(CARD, {c: [[Answer(1)] * 2] for c in ("C5", "E1")}), T, False)
    )


def test_segments_run_from_best_to_worst_then_not_applicable_and_fill_the_bar() -> None:
    row: BarRow = bars_of((CLEAR,), {"C5": [[Answer(1), NA, Answer(4), Answer(1)]]}).rows[0]
    assert [(s.label, s.count, s.start, s.share) for s in row.segments] == [
        ("4", 1, 0, 0.25),
        ("1", 2, 0.25, 0.5),
        ("N/A", 1, 0.75, 0.25),
    ]


def segment_words(fig: go.Figure) -> list[str]:
    return [re.sub(r"<br>", " ", re.sub(r"</?b>", "", text)) for text in fig.data[1].text]


@pytest.mark.parametrize("large", [True, False], ids=["room", "desk"])
def test_every_part_of_a_bar_bears_a_word_or_a_number(large: bool) -> None:
    three = criterion("A1", scale("tiga", "Terpenuhi", "Terpenuhi sebagian", "Tidak terpenuhi"), 5)
    answers = {"A1": [[Answer(n % 3) for n in range(12)]], "C5": [[Answer(4)] + [Answer(0)] * 11]}
    fig = charts_bars.answer_bars(bars_of((three, CLEAR, HELD, SAFE), answers), T, False, large=large)
    assert all(words and "…" not in words for words in segment_words(fig))


def test_one_bar_shows_words_or_numbers_never_both() -> None:
    three = criterion("A1", scale("tiga", "Terpenuhi", "Terpenuhi sebagian", "Tidak terpenuhi"), 5)
    card = (three, *(criterion(f"C{n}", FIVE, 4) for n in range(9)))
    apart = {c.code: [[Answer(0), Answer(1)]] for c in card[1:]}
    halves, narrow = (
        segment_words(charts_bars.answer_bars(bars_of(card, apart | {"A1": [some]}), T, False))
        for some in ([Answer(2), Answer(0)], [Answer(2)] * 9 + [Answer(0)])
    )
    assert {"Terpenuhi ×1", "Tidak terpenuhi ×1"} <= set(halves)
    assert {"2 ×9", "0 ×1"} <= set(narrow)


def test_few_differences_make_taller_bars_in_a_picture_of_the_same_height() -> None:
    card = tuple(criterion(f"C{n}", FIVE, 4) for n in range(12))
    few, many = (
        charts_bars.answer_bars(bars_of(card, {c.code: [[Answer(0), Answer(c in some)]] for c in card}), T, False)
        for some in (card[:2], card)
    )
    assert few.layout.height == many.layout.height
    assert few.layout.yaxis.range[0] < many.layout.yaxis.range[0] / 2


def test_a_bar_counts_the_answers_of_all_recordings() -> None:
    row = bars_of((CLEAR,), {"C5": [[Answer(4), Answer(0)], [Answer(3), Answer(3)]]}).rows[0]
    assert sum(s.count for s in row.segments) == 4


def test_a_heat_cell_tells_side_points_and_arrow() -> None:
    answers = {"C5": [[Answer(1), Answer(3), Answer(2), NA, UNANSWERED]], "E1": [[Answer(1)] * 5]}
    cells = heat_cells((CLEAR, HELD), answers, {"C5": [Answer(2)]})
    sides = [Side.STRICTER, Side.LENIENT, Side.EQUAL, Side.APPLICABILITY, Side.UNKNOWN]
    assert [cell.side for cell in cells] == [*sides, *[Side.UNKNOWN] * 5]
    assert [cell.text(T) for cell in cells[:5]] == ["▼1.0", "▲1.0", "=", "N/A", "–"]


def test_a_heat_cell_over_several_recordings_is_the_mean_of_what_can_be_compared() -> None:
    cells = heat_cells((CLEAR,), {"C5": [[Answer(1)], [Answer(2)], [NA]]}, {"C5": [Answer(2), Answer(2), Answer(2)]})
    assert cells == (HeatCell(0, 0, Side.STRICTER, -0.5),)


def test_near_totals_step_aside_by_turns() -> None:
    assert side_steps([80, 80.5, 79.5, 20], apart=2) == [0, 1, -1, 0]


def test_one_or_two_rounds_are_dots_and_three_make_a_line() -> None:
    points = [TrendPoint(f"R{n}", 12.0 + n, 8, 20) for n in range(3)]
    for few, drawn in ((1, 0), (2, 0), (3, 1)):
        fig = charts_trends.trend_line(points[:few], (10, 20), T, False)
        assert sum(trace.mode == "lines" for trace in fig.data) == drawn


def test_a_round_without_a_figure_stays_an_empty_place() -> None:
    points = [TrendPoint("R1", 12), TrendPoint("R2", None), TrendPoint("R3", 10)]
    fig = charts_trends.trend_line(points, (10, 20), T, False)
    assert "lines" not in {trace.mode for trace in fig.data}
    assert any("R2<br>–" in note.text for note in fig.layout.annotations)


def test_a_long_period_is_broken_not_cut_and_its_figures_stay_on_one_line() -> None:
    periods = ["Mei 2026", "September 2026", "Oktober 2026", "November 2026", "Desember 2026", "Januari 2027"] * 2
    line = charts_trends.trend_line([TrendPoint(period, 12) for period in periods], (10, 20), T, False)
    heads = charts_trends.criterion_trend(["C5"], periods[:4], [[1.0] * 4], T, False)
    named = [note.text for note in line.layout.annotations if "202" in note.text]
    assert len({text.count("<br>") for text in named}) == 1
    assert any(text.startswith("Sep<br>2026") for text in named)
    assert "September<br>2026" in [note.text for note in heads.layout.annotations]
    assert not any("…" in text for text in named)


def test_the_numbers_of_an_axis_are_written_as_the_reader_writes_them() -> None:
    for t, marks in ((Language("id"), ",."), (Language("en"), ".,")):
        assert charts_trends.trend_line([TrendPoint("R1", 12)], (10, 20), t, False).layout.separators == marks


def test_of_many_rounds_the_last_of_a_month_has_its_label_and_the_latest_round_always() -> None:
    points = [TrendPoint(f"{'ABCDEFGHIJKLMN'[n // 4]}", 12) for n in range(54)]
    fig = charts_trends.trend_line(points, (10, 20), T, False)
    named = {note.x: note.text for note in fig.layout.annotations if note.text in list("ABCDEFGHIJKLMN")}
    assert named == {53: "N", 47: "L", 39: "J", 31: "H", 23: "F", 15: "D", 7: "B"}


def test_the_axis_of_differences_reaches_as_far_as_they_do_and_not_further() -> None:
    for values, reach in (((-4.0, 2.0), 5), ((-26.0, 4.0), 30)):
        fig = charts_round.pairwise_difference([DifferenceRow("A − B", values, -1.0, -3.0, 1.0)], T, False)
        assert fig.layout.xaxis.range[1] == pytest.approx(reach * 1.04) and 0 in fig.layout.xaxis.tickvals


def test_a_late_round_says_so_in_words_and_hatching() -> None:
    fig = charts_trends.on_time_bar([OnTime("R1", 5, 5), OnTime("R2", 6, 5)], T, False)
    assert [note.text for note in fig.layout.annotations if "time" in note.text or "late" in note.text] == [
        "<b>✓ 5</b> on time",
        "<b>✕ 6</b> late",
    ]
    assert list(fig.data[0].marker.pattern.shape) == ["", "/"]


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_words_and_marks_reach_aa_on_their_ground(colours: Palette) -> None:
    for words_in in (colours.ink, colours.muted, colours.fatal, colours.agreed):
        assert contrast(words_in, colours.surface) >= 4.5
    for mark in (colours.mark, colours.not_applicable, colours.fatal, colours.agreed):
        assert contrast(mark, colours.surface) >= 3
    for share in (-1, -0.6, -0.2, 0, 0.3, 0.7, 1):
        tone = signed_colour(colours, share)
        assert contrast(ink_on(tone), tone) >= 4.5
        level = level_colour(colours, abs(share))
        assert contrast(ink_on(level), level) >= 4.5


def pictures(assessors: int, dark: bool) -> list[go.Figure]:
    """One of each, with so many assessors and long labels, in Indonesian."""
    t, some = Language("id"), [Answer(n % 2) for n in range(assessors)]
    answers = {c.code: [some] for c in CARD}
    names = [f"Penilai Bernama Panjang {n}" for n in range(assessors)]
    totals = TotalsRow("R1", tuple(TotalDot(80.0 + n % 3, 80.0 + n % 3) for n in range(assessors)), 81.0)
    zeroed = replace(totals.totals[0], shown=0.0, is_fatal=True)
    bands = (Band(80, words("Baik")), Band(0, words("Perlu Pembinaan")))
    return [
        *(charts_meeting.dot_track(c, everyone(*some), t, dark, large=large) for c in CARD for large in (True, False)),
        charts_meeting.dot_track(CLEAR, everyone(*some, names=True), t, dark, agreed=Answer(1), tolerance=1),
        charts_bars.answer_bars(answer_bar_rows(CARD, answers, {}, t), t, dark, large=False),
        charts_round.heat_map(CARD, names, answers, {"C5": [Answer(2)]}, t, dark),
        charts_round.spread_of_totals([totals, replace(totals, totals=(zeroed,))], bands, 80, 5, t, dark),
        charts_round.pairwise_difference([DifferenceRow(LONG, (4.0, -99.0), 1.0, -40.0, 40.0)], t, dark),
        charts_trends.trend_line([TrendPoint(LONG, 0.0, 0.0, 1.0)], (10, 20), t, dark, large=True),
        charts_trends.criterion_trend([LONG], ["1", "2"], [[12.0, None]], t, dark),
        charts_trends.on_time_bar([OnTime(LONG, 40, 5)], t, dark),
    ]


@pytest.mark.parametrize("assessors", [2, 30])
def test_plotly_finds_nothing_wrong_with_any_picture(assessors: int) -> None:
    for fig in pictures(assessors, dark=False):
        assert len(go.Figure(fig.to_plotly_json()).data) == len(fig.data)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("assessors", [2, 4, 12, 30])
def test_every_picture_is_still_transparent_and_of_fixed_size(assessors: int, dark: bool) -> None:
    for fig in pictures(assessors, dark):
        plan = fig.layout
        assert plan.height
        assert plan.paper_bgcolor == plan.plot_bgcolor == "rgba(0,0,0,0)"
        assert plan.transition.duration is None
        assert plan.xaxis.range and plan.yaxis.range
        assert plan.xaxis.fixedrange and plan.yaxis.fixedrange
        assert plan.hovermode is False
    assert charts.CHART_CONFIG["displayModeBar"] is False


def test_a_picture_of_thirty_is_drawn_in_an_instant() -> None:
    given = everyone(*[Answer(n % 5) for n in range(30)], names=True)
    best = min(timeit.repeat(lambda: charts_meeting.dot_track(CLEAR, given, T, False).to_json(), number=1, repeat=5))
    assert best < 0.25
