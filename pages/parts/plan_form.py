"""Steps 1 and 2 for the Supervisor: take the assignment or decline it, then plan card, people and dates.

It knows: what the plan asks for and what it begins with.
Shaped so because: the plan is one form and one act; only the preview of the card answers while one chooses.
It must not know: which plan is possible (core/plan_checks.py).
"""

from uuid import UUID

import streamlit as st

from core.cards import KeptCard, card_of, cards_to_choose
from core.choices import Candidates, candidates_for, names_to_choose, schedule_to_begin_with
from core.codes import Action, MemberKind
from core.facts import Progress
from core.labels import ACTION_LABELS
from core.language import N_
from core.rounds import accept_assignment, begin_sampling, decline_assignment, plan_round
from core.scorecard import Scorecard
from pages.parts.reasoned import Act, not_now, offer_with_reason
from pages.parts.schedule_view import ask_for_appointments, show_schedule
from pages.parts.session import act, do, read, recall, remember, say, t

DECLINE = Act(
    Action.DECLINE_ASSIGNMENT,
    decline_assignment,
    ":material/undo:",
    N_("The Head of Section reads your reason and may assign the round to somebody else."),
    N_("The assignment is declined."),
)


def assignment(progress: Progress) -> None:
    with st.container(border=True):
        st.caption(t("Briefing"))
        st.write(progress.round.briefing)
    st.caption(
        t("When you accept, the working days begin to count: today is day 0, and weekends and holidays are left out.")
    )
    with st.container(horizontal=True):
        accepted = act(t("The assignment is accepted."), accept_assignment, progress.round.id)
        st.button(
            t(ACTION_LABELS[Action.ACCEPT_ASSIGNMENT]),
            type="primary",
            icon=":material/check:",
            key="supervisor.accept",
            on_click=accepted,
        )
        offer_with_reason(DECLINE, progress, "supervisor.decline", progress.round.id)


def plan(progress: Progress) -> None:
    with st.expander(t("Briefing"), icon=":material/description:"):
        st.write(progress.round.briefing)
    st.subheader(t("Plan"))
    card_id = _card(progress)
    _form(progress, card_id)
    is_planned = bool(progress.appointments)
    if is_planned:
        st.subheader(t("Schedule"))
        show_schedule(progress)
    refused = not_now(Action.BEGIN_SAMPLING, progress) or "\n".join(f"- {t(missing)}" for missing in progress.missing)
    st.button(
        t(ACTION_LABELS[Action.BEGIN_SAMPLING]),
        type="primary" if is_planned else "secondary",
        icon=":material/arrow_forward:",
        key="supervisor.begin_sampling",
        disabled=bool(refused),
        help=refused or None,
        on_click=act(t("The assessors can bring recordings now."), begin_sampling, progress.round.id),
    )


def _card(progress: Progress) -> UUID | None:
    cards = {card.id: card for card in read(lambda tx, **_: cards_to_choose(tx))}
    planned = progress.round.card_id
    chosen: UUID | None = st.selectbox(
        t("Scorecard"),
        list(cards),
        _preferred(list(cards.values()), planned),
        lambda key: f"{cards[key].code} · {cards[key].title} ({cards[key].version})",
        key=f"{progress.round.id}.supervisor.card",
    )
    if chosen:
        with st.expander(t("Preview of the scorecard"), icon=":material/checklist:"):
            _preview(read(lambda tx, **_: card_of(tx, chosen)))
    return chosen


def _preferred(cards: list[KeptCard], planned: UUID | None) -> int:
    """The planned card, else the first for telephone calls."""
    ids, spoken = [card.id for card in cards], [n for n, card in enumerate(cards) if not card.is_text]
    return ids.index(planned) if planned in ids else (spoken or [0])[0]


def _preview(card: Scorecard) -> None:
    st.dataframe(
        [
            {
                t("Section"): section.title.say(t.code),
                t("Code"): criterion.code,
                t("Criterion"): criterion.label.say(t.code),
                t("Scale"): criterion.scale.label.say(t.code),
                t("Weight"): criterion.weight,
                t("Fatal"): t("Yes") if criterion.fatal_values else "",
                t("Definition"): criterion.definition.say(t.code),
            }
            for section in card.sections
            for criterion in section.criteria
        ],
        hide_index=True,
        key="supervisor.card_preview",
    )


def _form(progress: Progress, card_id: UUID | None) -> None:
    round_ = progress.round
    people: Candidates = read(candidates_for, round_.id)
    named = {kind: [m.person_id for m in progress.members if m.kind is kind] for kind in MemberKind}
    seen = recall(f"supervisor.plan.{round_.id}", round_.version)
    with st.form("supervisor.plan"):
        left, right = st.columns(2)
        assessors = left.multiselect(
            t("Quality Assessors, in their order"), people.assessors, named[MemberKind.ASSESSOR],
            names_to_choose(people.assessors).__getitem__, key=f"{round_.id}.supervisor.assessors",
            placeholder=t("Choose two to thirty"),
        )  # fmt: skip
        observers = right.multiselect(
            t("Observers (may be none)"), people.observers, named[MemberKind.OBSERVER],
            names_to_choose(people.observers).__getitem__, key=f"{round_.id}.supervisor.observers",
            placeholder=t("Choose people"),
        )  # fmt: skip
        experts = {"": t("No expert: compared with what the meeting agrees"), **names_to_choose(people.assessors)}
        planned = [place for place, key in enumerate(experts) if key in named[MemberKind.EXPERT]]
        expert = left.selectbox(
            t("Expert outside the panel"), list(experts), *(planned or [0]), experts.__getitem__,
            key=f"{round_.id}.supervisor.expert.{t.code}",
            help=t("Scores alone as well; the assessors' scores are then compared with the expert's."),
        )  # fmt: skip
        dates = ask_for_appointments(f"{round_.id}.supervisor.date", read(schedule_to_begin_with, round_.id))
        label = t(ACTION_LABELS[Action.PLAN_ROUND])
        style = "secondary" if progress.appointments else "primary"
        saved = st.form_submit_button(label, type=style, icon=":material/save:", key="supervisor.save_plan")
    remember(f"supervisor.plan.{round_.id}", round_.version)
    if saved:
        with say(t("The plan is saved.")):
            do(plan_round, round_.id, card_id, assessors, observers, dates, seen, expert or None)
