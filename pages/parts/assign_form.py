"""The head's forms of step 1: assign a round, give it to another supervisor, cancel it; and who acts for the head.

It knows: what the forms ask for and what they begin with.
Shaped so because: the page stays a list of blocks; each form calls one verb.
It must not know: who may be chosen (core/choices.py) or what the verb then checks (core/rounds.py).
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import streamlit as st

from core.choices import (
    names_to_choose,
    own_substitutes,
    round_to_begin_with,
    substitutes_to_choose,
    supervisors_to_choose,
    today_at_office,
)
from core.codes import Action
from core.facts import Progress
from core.language import N_
from core.model import Person
from core.people import SUBSTITUTE_KINDS, end_substitute, name_substitute
from core.rounds import assign_round, cancel_round, reassign_round
from pages.parts.reasoned import Act, offer_with_reason
from pages.parts.report_view import say_record_language
from pages.parts.session import act, do, read, recall, remember, say, t

REASSIGN = Act(
    Action.REASSIGN_ROUND,
    reassign_round,
    ":material/swap_horiz:",
    N_("Another Supervisor takes over. Once the assignment has been accepted, the deadline stays."),
    N_("The round is reassigned."),
)
CANCEL = Act(
    Action.CANCEL_ROUND,
    cancel_round,
    ":material/block:",
    N_("The round ends here and cannot be taken up again. Everything recorded stays on record."),
    N_("The round is cancelled."),
)
KIND_LABELS = {"Plh.": N_("Plh. (for a few days)"), "Plt.": N_("Plt. (while the post is vacant)")}


def assign() -> None:
    people = read(supervisors_to_choose)
    if not people:
        st.caption(t("Nobody has the role of Supervisor yet. Ask the administrator to assign it."))
        return
    start, edition = read(round_to_begin_with), recall("head.assign", 0)
    with st.form(f"head.assign.{edition}", border=False):
        left, middle, right = st.columns([3, 2, 2])
        title = left.text_input(t("Title"), start.title, key=f"head.title.{edition}")
        period = middle.text_input(t("Period"), start.period, key=f"head.period.{edition}")
        supervisor = _supervisor(right, people, f"head.supervisor.{edition}")
        briefing = st.text_area(t("Briefing"), start.briefing, height=144, key=f"head.briefing.{edition}")
        say_record_language()
        st.caption(t("The working days are counted from the day on which the Supervisor accepts."))
        if st.form_submit_button(t("Assign the round"), type="primary", key="head.assign_button"):
            with say(t("The round is assigned.")):
                remember("head.round", do(assign_round, title, period, supervisor, briefing))
                remember("head.assign", edition + 1)


def other_acts(progress: Progress) -> None:
    """Reassign and cancel, side by side."""
    people = {key: who for key, who in read(supervisors_to_choose).items() if key != progress.round.supervisor_id}
    nobody = "" if people else t("Nobody else has the role of Supervisor.")

    def whom() -> tuple[Any, ...]:
        return (_supervisor(st, people, "head.new_supervisor"),)

    with st.container(horizontal=True):
        offer_with_reason(REASSIGN, progress, "head.reassign", progress.round.id, fields=whom, why_not=nobody)
        offer_with_reason(CANCEL, progress, "head.cancel", progress.round.id)


def substitutes(me: Person) -> None:
    """Plh. or Plt.: who acts for this head over a period."""
    for named in read(own_substitutes):
        period = {"first": named.substitute.first_day, "last": named.substitute.last_day}
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{named.substitute.kind} {named.name}**", width="content")
            st.caption(t("{first} to {last}", **period), width="stretch")
            ended = act(t("The substitution is ended."), end_substitute, named.substitute.id)
            st.button(t("End"), key=f"head.end.{named.substitute.id}", on_click=ended, icon=":material/event_busy:")
    people = read(substitutes_to_choose)
    today, edition = read(today_at_office), recall("head.substitute", 0)
    with st.form(f"head.substitute.{edition}", border=False):
        left, middle, right = st.columns([3, 2, 3])
        person = left.selectbox(
            t("Substitute"), people, None, names_to_choose(people).__getitem__, key=f"head.person.{edition}",
            placeholder=t("Choose a person"),
        )  # fmt: skip
        kind = middle.selectbox(
            t("Acts as"),
            SUBSTITUTE_KINDS,
            format_func=lambda code: t(KIND_LABELS[code]),
            key=f"head.kind.{edition}.{t.code}",
        )
        days = right.date_input(
            t("From and until"), (today, today + timedelta(days=1)), format="DD/MM/YYYY", key=f"head.days.{edition}"
        )
        if st.form_submit_button(t("Name the substitute"), type="primary", key="head.substitute_button"):
            with say(t("The substitute is named.")):
                first, last = (days[0], days[-1]) if days else (today, today)
                do(name_substitute, me.id, person, kind, first, last)
                remember("head.substitute", edition + 1)


def _supervisor(place: Any, people: dict[UUID, Person], key: str) -> UUID | None:
    chosen: UUID | None = place.selectbox(
        t("Supervisor"),
        people,
        0 if len(people) == 1 else None,
        names_to_choose(people).__getitem__,
        key=key,
        placeholder=t("Choose a Supervisor"),
    )
    return chosen
