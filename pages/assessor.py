"""For the Quality Assessor: what do I bring, what do I score, what do I answer for in the meeting? Steps 3, 4 and 5."""

import streamlit as st

from core.codes import Relation, Stage
from pages.parts import bring, own_meeting, own_result, own_scoring
from pages.parts.round_view import choose_round, show_round
from pages.parts.session import enter, t

me = enter("assessor")

round_ = choose_round("assessor", Relation.ASSESSOR, Relation.EXPERT)
if round_ is None:
    st.info(t("You are not an assessor of any round yet. A Supervisor names the assessors of a round."))
    st.stop()
progress = show_round(round_)
if progress is None:
    st.stop()

VIEWS = {
    Stage.SAMPLING: bring.show,
    Stage.SCORING: own_scoring.show,
    Stage.DISCUSSING: own_meeting.show,
}
stage, is_expert = progress.round.stage, Relation.EXPERT in progress.relations
excused = any(member.excused for member in progress.members if member.person_id == me.id)
comes = not progress.round.is_revealed and stage is not Stage.CANCELLED
if comes and excused and (is_expert or stage is Stage.SCORING):
    own_result.nothing_to_do()
    st.stop()
if comes and is_expert:
    st.info(
        t(
            "You are the expert of this round: you score every recording alone and outside the panel. Your scores are "
            "shown with the reveal, and those of the assessors are compared with them."
        )
    )
    if stage is not Stage.SCORING:
        st.stop()
VIEWS.get(stage, own_result.show)(progress.round, me)
