"""What every page of a round shows first: which round, where it stands, what is missing, whose turn, how many days.

It knows: the nine steps as core/workflow.py names them, and how to draw them on one line.
Shaped so because: whoever opens any page must see in two seconds whether something waits for them.
It must not know: what a page then offers.
"""

from uuid import UUID

import streamlit as st

from core.clock import Clock
from core.codes import Relation, Stage
from core.errors import SelarasError
from core.facts import Progress, progress_of
from core.labels import STAGE_LABELS
from core.language import N_
from core.model import Round
from core.rounds import rounds_for
from core.workdays import ClockFlag
from core.workflow import STEPS, Step, step_of
from pages.parts.live import live_part
from pages.parts.session import read, recall, remember, show_problem, t

OVER = (Stage.DONE, Stage.CANCELLED)
SENT_BACK = (Stage.DECLINED, Stage.RETURNED)
IN_SIGHT = 4
RELATION_LABELS = {
    Relation.HEAD: N_("Head of Section"),
    Relation.SUPERVISOR: N_("Supervisor"),
    Relation.ASSESSOR: N_("Quality Assessors"),
}
FLAG_BADGES = {
    ClockFlag.ON_TIME: (N_("On time"), "green", ":material/schedule:"),
    ClockFlag.NEAR: (N_("Near the deadline"), "orange", ":material/hourglass_bottom:"),
    ClockFlag.PAST: (N_("Past the deadline"), "red", ":material/warning:"),
}


def choose_round(page: str, relation: Relation, *, headed: bool = True) -> Round | None:
    """The round to work on: the address' (?round=…), else the one chosen before, else the newest that is not over.

    Its title heads the page unless `headed` is False; a single round leaves nothing to choose there.
    """
    rounds: list[Round] = read(rounds_for, relation)
    if not rounds:
        return None
    by_id = {round_.id: round_ for round_ in rounds}
    chosen = _asked_for(by_id) or recall(f"{page}.round")
    if chosen not in by_id:
        chosen = next((r.id for r in rounds if r.stage not in OVER), rounds[0].id)
    if not headed and len(rounds) == 1:
        return rounds[0]
    heading, picker = st.columns([3, 2], vertical_alignment="center")
    # A choice whose label changed (by a stage, say) would be lost, so the label is what never changes.
    picked: UUID = picker.selectbox(
        t("Round"),
        list(by_id),
        index=list(by_id).index(chosen),
        format_func=lambda key: f"{by_id[key].title} · {by_id[key].period}",
        key=f"{page}.round_picker",
        label_visibility="collapsed",
        on_change=lambda: st.query_params.clear(),
    )
    remember(f"{page}.round", picked)
    if headed:
        heading.header(by_id[picked].title, anchor=False)
    return by_id[picked]


def _asked_for(rounds: dict[UUID, Round]) -> UUID | None:
    asked = st.query_params.get("round", "")
    known = next((key for key in rounds if str(key) == asked), None)
    if asked and known is None:
        st.warning(t("The address names a round that is not among yours. Another one is shown."))
    return known


def show_round(round_: Round) -> Progress | None:
    """Tracker, clock and what is missing, kept up to date; None when the round has slipped away meanwhile."""
    try:
        progress: Progress = read(progress_of, round_.id)
    except SelarasError as problem:
        show_problem(problem)
        return None
    _header(round_.id, progress.round.stage)
    return progress


@live_part
def _header(round_id: UUID, drawn: Stage) -> None:
    """Follows the round; when it has moved to another stage, the whole page is drawn anew."""
    progress: Progress = read(progress_of, round_id)
    stage = progress.round.stage
    if stage is not drawn:
        st.rerun()
    if stage is Stage.CANCELLED:
        st.warning(t("This round was cancelled: {reason}", reason=progress.round.stage_reason), icon=":material/block:")
        return
    _tracker(stage)
    with st.container(horizontal=True, vertical_alignment="center"):
        _turn(progress)
        if progress.clock:
            show_clock(progress.clock)
    _missing(progress)


def _tracker(stage: Stage) -> None:
    here = step_of(stage)
    reached = here.number if here else 0
    with st.container(key="round.tracker"):
        for step, column in zip(STEPS, st.columns(len(STEPS), gap=None), strict=True):
            done = step.number < reached or stage is Stage.DONE
            column.markdown(_step(step, done, step.number == reached), text_alignment="center")


def _step(step: Step, is_done: bool, is_here: bool) -> str:
    title = t(step.title)
    if is_done:
        return f":green[:material/check_circle: :small[{step.number}]]  \n:small[{title}]"
    if is_here:
        return f":primary[:material/radio_button_checked: **:small[{step.number}]**]  \n**:small[{title}]**"
    return f":gray[:material/radio_button_unchecked: :small[{step.number}]]  \n:gray[:small[{title}]]"


def _missing(progress: Progress) -> None:
    """In sight when it is little, behind a line when it is much."""
    told = "\n".join(f"- {t(message)}" for message in progress.missing)
    if progress.missing and progress.round.stage in SENT_BACK:
        st.warning("\n\n".join(t(message) for message in progress.missing), icon=":material/undo:")
    elif len(progress.missing) > IN_SIGHT:
        with st.expander(t("What is still missing ({n})", n=len(progress.missing)), icon=":material/checklist:"):
            st.markdown(told)
    elif progress.missing:
        st.caption("\n".join([f":material/checklist: {t('Still missing:')}", "", told]))


def _turn(progress: Progress) -> None:
    st.badge(t(STAGE_LABELS[progress.round.stage]), icon=":material/flag:", color="blue")
    if progress.turn is None:
        return
    if progress.turn in progress.relations:
        st.badge(t("It is your turn"), icon=":material/notifications_active:", color="violet")
    else:
        st.badge(t("Waiting for: {who}", who=t(RELATION_LABELS[progress.turn])), color="gray")


def show_clock(clock: Clock) -> None:
    label, color, icon = FLAG_BADGES[clock.flag]
    st.badge(t(label), icon=icon, color=color)
    st.caption(_days(clock))
    if clock.warning:
        st.caption(f":orange[:material/event_busy:] {t(clock.warning)}")


def _days(clock: Clock) -> str:
    due = t.full_date(clock.deadline)
    if clock.flag is ClockFlag.PAST:
        return t.count("{n} working day late; due {due}", "{n} working days late; due {due}", -clock.days_left, due=due)
    return t.count("{n} working day left; due {due}", "{n} working days left; due {due}", clock.days_left, due=due)
