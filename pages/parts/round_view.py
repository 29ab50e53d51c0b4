"""What every page of a round shows first: which round it is, and where it stands, kept up to date.

It knows: how a round is asked for by the address, by what was chosen before, or by waiting for whoever looks.
Shaped so because: whoever opens any page must see in two seconds whether something waits for them.
It must not know: what a page then offers.
"""

from uuid import UUID

import streamlit as st

from core.codes import Relation, Stage
from core.errors import SelarasError
from core.facts import Progress, progress_of
from core.labels import distinct
from core.model import Round
from core.rounds import rounds_for
from pages.parts.live import live_part
from pages.parts.round_state import show_state, show_tracker
from pages.parts.session import read, recall, remember, show_problem, t

OVER = (Stage.DONE, Stage.CANCELLED)
WAITING_FOR = {
    Relation.HEAD: (Stage.DECLINED, Stage.AWAITING_APPROVAL),
    Relation.SUPERVISOR: (
        Stage.ASSIGNED,
        Stage.SCHEDULING,
        Stage.DISCUSSING,
        Stage.HANDED_OVER,
        Stage.DRAFTING_REPORT,
        Stage.RETURNED,
        Stage.APPROVED,
        Stage.ARCHIVED,
    ),
}


def choose_round(page: str, *relations: Relation, headed: bool = True) -> Round | None:
    """The round to work on: the address' (?round=…), else the one chosen before, else the most urgent by its stage.

    Its title heads the page unless `headed` is False; a single round leaves nothing to choose there.
    """
    rounds: list[Round] = read(rounds_for, *relations)
    if not rounds:
        return None
    by_id = {round_.id: round_ for round_ in rounds}
    chosen = _asked_for(by_id) or recall(f"{page}.round")
    if chosen not in by_id:
        chosen = _most_urgent(rounds, relations[0]).id
    if not headed and len(rounds) == 1:
        return rounds[0]
    names = distinct({r.id: _name(r) for r in rounds}, {r.id: t.moment(r.assigned) for r in rounds})
    heading, picker = st.columns([3, 2], vertical_alignment="center")
    # A choice whose label changed (by a stage, say) would be lost, so the label is what never changes.
    picked: UUID = picker.selectbox(
        t("Round"),
        list(by_id),
        index=list(by_id).index(chosen),
        format_func=names.__getitem__,
        key=f"{page}.round_picker",
        label_visibility="collapsed",
        on_change=lambda: st.query_params.clear(),
    )
    remember(f"{page}.round", picked)
    if headed:
        heading.subheader(by_id[picked].title, anchor=False)
    return by_id[picked]


def _most_urgent(rounds: list[Round], relation: Relation) -> Round:
    """The newest that waits for this relation, else the newest that is not over, else the newest."""
    waiting = (r for r in rounds if r.stage in WAITING_FOR.get(relation, ()))
    running = (r for r in rounds if r.stage not in OVER)
    return next(waiting, None) or next(running, rounds[0])


def _name(round_: Round) -> str:
    return round_.title if round_.period in round_.title else f"{round_.title} · {round_.period}"


def _asked_for(rounds: dict[UUID, Round]) -> UUID | None:
    asked = st.query_params.get("round", "")
    known = next((key for key in rounds if str(key) == asked), None)
    with st.empty():
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
    show_tracker(stage)
    show_state(progress)
