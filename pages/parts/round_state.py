"""Where a round stands: the nine steps on one line, whose turn it is, how many days are left, what is missing.

It knows: the nine steps as core/workflow.py names them, and how little room a laptop leaves for them.
Shaped so because: whoever opens any page must see in two seconds whether something waits for them.
It must not know: which round it is, or what the page then offers.
"""

from collections.abc import Collection

import streamlit as st

from core.access import SCORERS
from core.clock import Clock
from core.codes import MemberKind, Relation, Stage
from core.facts import Progress
from core.labels import MEMBER_LABELS, STAGE_LABELS
from core.language import N_
from core.model import Member
from core.workdays import ClockFlag
from core.workflow import STEPS, Step, step_of
from pages.parts.session import t

SENT_BACK = (Stage.DECLINED, Stage.RETURNED)
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


def show_tracker(stage: Stage) -> None:
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


def show_state(progress: Progress) -> None:
    """One line: stage, whose turn, days left, what is missing; a report sent back says why below."""
    with st.container(horizontal=True, vertical_alignment="center"):
        _turn(progress)
        if progress.clock:
            show_clock(progress.clock)
        _missing(progress)
    if progress.missing and progress.round.stage in SENT_BACK:
        st.warning("\n\n".join(t(message) for message in progress.missing), icon=":material/undo:")


def _missing(progress: Progress) -> None:
    """A single thing in words, several behind one click."""
    if progress.round.stage in SENT_BACK or not progress.missing:
        return
    if len(progress.missing) == 1:
        st.caption(f":material/checklist: {t(progress.missing[0])}")
        return
    with st.popover(t("What is still missing ({n})", n=len(progress.missing)), icon=":material/checklist:"):
        st.markdown("\n".join(f"- {t(message)}" for message in progress.missing))


def _turn(progress: Progress) -> None:
    st.badge(t(STAGE_LABELS[progress.round.stage]), icon=":material/flag:", color="blue")
    if progress.turn is None:
        return
    if progress.own_turn:
        st.badge(t("It is your turn"), icon=":material/notifications_active:", color="violet")
    else:
        waits_for(progress.turn, progress.relations, progress.round.stage)


def waits_for(turn: Relation, relations: Collection[Relation], stage: Stage) -> None:
    """Who is waited for, said to somebody who is not: to whoever scores those are the others.

    Where all score, an expert may be among them: the words are the same with one and without.
    """
    who = N_("the other Quality Assessors") if turn in relations else RELATION_LABELS[turn]
    if turn is Relation.ASSESSOR and stage is Stage.SCORING:
        who = N_("the others who score") if SCORERS & set(relations) else N_("those who score")
    st.badge(t("Waiting for: {who}", who=t(who)), color="gray")


def member_name(member: Member) -> str:
    """Name, and for whoever is no assessor as what they take part."""
    is_assessor = member.kind is MemberKind.ASSESSOR
    return member.name if is_assessor else f"{member.name} ({t(MEMBER_LABELS[member.kind])})"


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
