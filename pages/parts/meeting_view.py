"""What the meeting's three screens have in common: the cell, its dot track, the overview, what was agreed.

It knows: how a cell of core/discussion.py becomes a figure and a few sentences.
Shaped so because: facilitator, projector and assessors must see one picture, large or small, with names or without.
It must not know: who may see names; a cell without names carries none.
"""

from functools import lru_cache

import streamlit as st

from core.answers import DifferenceKind
from core.cells import Cell, mean_stakes
from core.chart_scale import Given
from core.chart_values import answer_bar_rows, answer_label
from core.charts import CHART_CONFIG
from core.charts_bars import answer_bars
from core.charts_meeting import dot_track
from core.codes import CellState
from core.discussion import Meeting
from core.labels import CAUSE_LABELS, CELL_STATE_LABELS, STRENGTH_LABELS
from core.language import N_, Language
from core.scorecard import UNANSWERED, Answer
from core.scorecard_file import read_scorecard
from pages.parts.session import language, t

KIND_LABELS = {
    DifferenceKind.FATAL: N_("Difference on a fatal error"),
    DifferenceKind.APPLICABILITY: N_("Difference in applicability"),
    DifferenceKind.VALUE: N_("Difference in value"),
    DifferenceKind.NONE: N_("All agree"),
}
STATE_MARKS = {CellState.SETTLED: "✓", CellState.OPEN: "≠", CellState.RULED: "§"}
STATE_ICONS = {
    CellState.SETTLED: ":material/check_circle:",
    CellState.OPEN: ":material/help:",
    CellState.RULED: ":material/gavel:",
}


def track(talk: Meeting, cell: Cell, key: str, *, large: bool) -> None:
    """The dot track of one cell; with names where the viewer may see them."""
    given = tuple(
        Given(note.answer, cell.after[who].answer if who in cell.after else UNANSWERED, talk.name_in(cell, who))
        for who, note in cell.first.items()
    )
    agreed, expert = cell.agreed or UNANSWERED, cell.expert.answer if cell.expert else UNANSWERED
    figure = _track(talk.card.source, cell.criterion.code, given, agreed, expert, large, is_dark(), language())
    st.plotly_chart(figure, key=key, config=CHART_CONFIG, theme=None)


def overview(talk: Meeting, key: str, *, large: bool) -> None:
    """The whole card on one page, the gravest difference on top."""
    answers: dict[str, list[tuple[Answer, ...]]] = {criterion.code: [] for criterion in talk.card.criteria}
    for cell in talk.cells:
        answers[cell.criterion.code].append(tuple(note.answer for note in cell.first.values()))
    values = tuple((code, tuple(groups)) for code, groups in answers.items())
    at_stake = tuple(mean_stakes(talk.cells).items())
    figure = _overview(talk.card.source, values, at_stake, large, is_dark(), language())
    st.plotly_chart(figure, key=key, config=CHART_CONFIG, theme=None)


# A figure is kept by the values it shows and nothing else, so one viewer's names can never turn up in another's figure.
@lru_cache(maxsize=256)
def _track(
    source: str,
    code: str,
    given: tuple[Given, ...],
    agreed: Answer,
    expert: Answer,
    large: bool,
    dark: bool,
    spoken: Language,
) -> object:
    card = read_scorecard(source)
    criterion = card.criterion(code)
    tolerance = card.tolerance.by_scale[criterion.scale.code]
    return dot_track(criterion, given, spoken, dark, agreed=agreed, expert=expert, tolerance=tolerance, large=large)


@lru_cache(maxsize=64)
def _overview(
    source: str,
    answers: tuple[tuple[str, tuple[tuple[Answer, ...], ...]], ...],
    at_stake: tuple[tuple[str, float], ...],
    large: bool,
    dark: bool,
    spoken: Language,
) -> object:
    bars = answer_bar_rows(read_scorecard(source).criteria, dict(answers), dict(at_stake), spoken)
    return answer_bars(bars, spoken, dark, large=large)


def is_dark() -> bool:
    return st.context.theme.type == "dark"


def cell_name(talk: Meeting, cell: Cell) -> str:
    """R1 · C2 Menggali kebutuhan."""
    return f"{talk.recording(cell.recording_id).label} · {cell.criterion.code} {cell.criterion.label.say(t.code)}"


def agenda_line(talk: Meeting, cell: Cell) -> str:
    """One line of the agenda: state, place, kind of difference, points at stake."""
    mark = STATE_MARKS[cell.consensus.state] if cell.consensus else "○"
    return f"{mark} {cell_name(talk, cell)} — {stake(cell)}"


def stakes(cell: Cell) -> list[str]:
    """Kind of difference unless it is one of value only, whether it is the expert who differs, and points at stake."""
    told = [] if cell.kind is DifferenceKind.VALUE and cell.at_stake else [t(KIND_LABELS[cell.kind])]
    told += [t("the expert differs")] if cell.is_for_expert or _expert_makes_compulsory(cell) else []
    points = [t("{points} points at stake", points=t.number(cell.at_stake, 2))] if cell.at_stake else []
    return told + points


def _expert_makes_compulsory(cell: Cell) -> bool:
    return cell.is_in_tolerance and not cell.is_near_expert


def stake(cell: Cell) -> str:
    return ", ".join(stakes(cell))


def outcome(talk: Meeting, cell: Cell) -> None:
    """What was recorded on the cell, in sentences; nothing while it is open."""
    agreed = cell.consensus
    if agreed is None:
        return
    value = "" if cell.agreed is None else f" **{answer_label(cell.criterion, cell.agreed, language())}**"
    st.markdown(f"{STATE_ICONS[agreed.state]} **{t(CELL_STATE_LABELS[agreed.state])}**{value}")
    expert = answer_label(cell.criterion, cell.expert.answer, language()) if cell.expert else ""
    lines = [
        (t("Expert"), expert),
        (t("Reason"), agreed.reason),
        (t("Agreed interpretation"), agreed.interpretation),
        (t("Cause"), t(CAUSE_LABELS[agreed.cause]) if agreed.cause else ""),
        (t("Strength"), t(STRENGTH_LABELS[agreed.strength]) if agreed.strength else ""),
    ]
    place = (cell.recording_id, cell.criterion.code)
    lines += [
        (t("Dissent"), f"{talk.name_of(d.assessor_id) or ''} {d.text}".strip())
        for d in talk.dissents
        if (d.recording_id, d.criterion) == place
    ]
    st.markdown("\n".join(f"- {label}: {text}" for label, text in lines if text))
