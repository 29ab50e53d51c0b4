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
from core.workflow import STEPS, step_of
from pages.parts.session import read, recall, remember, show_problem, t

OVER = (Stage.DONE, Stage.CANCELLED)
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


def choose_round(page: str, relation: Relation) -> Round | None:
    """The round to work on: the address' (?round=…), else the one chosen before, else the newest that is not over."""
    rounds: list[Round] = read(rounds_for, relation)
    if not rounds:
        return None
    by_id = {round_.id: round_ for round_ in rounds}
    wanted = _asked_for(by_id)
    chosen = wanted or recall(f"{page}.round")
    if chosen not in by_id:
        chosen = next((r.id for r in rounds if r.stage not in OVER), rounds[0].id)
    picked: UUID = st.selectbox(
        t("Round"),
        list(by_id),
        index=list(by_id).index(chosen),
        format_func=lambda key: f"{by_id[key].title} · {t(STAGE_LABELS[by_id[key].stage])}",
        key=f"{page}.round_picker",
        on_change=lambda: st.query_params.clear(),
    )
    remember(f"{page}.round", picked)
    return by_id[picked]


def _asked_for(rounds: dict[UUID, Round]) -> UUID | None:
    asked = st.query_params.get("round", "")
    known = next((key for key in rounds if str(key) == asked), None)
    if asked and known is None:
        st.warning(t("The address names a round that is not among yours. Another one is shown."))
    return known


def show_round(round_: Round) -> Progress | None:
    """Title, tracker, clock and what is missing; None when the round has slipped away meanwhile."""
    try:
        progress: Progress = read(progress_of, round_.id)
    except SelarasError as problem:
        show_problem(problem)
        return None
    _tracker(progress.round.stage)
    if progress.round.stage is Stage.CANCELLED:
        st.warning(t("This round was cancelled: {reason}", reason=progress.round.stage_reason))
        return progress
    with st.container(horizontal=True, vertical_alignment="center"):
        _turn(progress)
        if progress.clock:
            show_clock(progress.clock)
    if progress.missing:
        with st.expander(t("What is still missing ({n})", n=len(progress.missing)), icon=":material/checklist:"):
            st.markdown("\n".join(f"- {t(message)}" for message in progress.missing))
    return progress


def _tracker(stage: Stage) -> None:
    here = step_of(stage)
    reached = here.number if here else 0
    for step, column in zip(STEPS, st.columns(len(STEPS), gap="small"), strict=True):
        done = step.number < reached or stage is Stage.DONE
        title = f"{step.number}. {t(step.title)}"
        if done:
            column.markdown(f":green[:material/check_circle:] :small[{title}]", help=t(step.done_when))
        elif step.number == reached:
            column.markdown(f":primary[:material/radio_button_checked:] **:small[{title}]**", help=t(step.done_when))
        else:
            column.markdown(f":gray[:material/radio_button_unchecked: :small[{title}]]", help=t(step.done_when))


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
