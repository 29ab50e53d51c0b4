"""What an assessor may look back at: own locked scores, and after the meeting what was agreed beside them.

It knows: first scores, the value agreed, and the report once it is approved.
Shaped so because: feedback is private; it names nobody else.
It must not know: other assessors' answers.
"""

import streamlit as st

from core.answers import Totals
from core.cells import Cell
from core.chart_values import answer_label
from core.codes import Stage
from core.discussion import Meeting, meeting
from core.model import Note, Person, Round
from core.scorecard import Scorecard
from core.scoring import OwnSheet, own_sheets
from pages.parts import own_over_rounds
from pages.parts.player import player
from pages.parts.session import language, read, t

BEFORE = (Stage.ASSIGNED, Stage.DECLINED, Stage.SCHEDULING)


def show(round_: Round, me: Person) -> None:
    """Every stage in which an assessor has nothing to do but to know."""
    if round_.stage in BEFORE:
        st.info(t("The Supervisor is preparing the schedule. You will bring recordings in the next step."))
        own_over_rounds.show()
        return
    if not round_.is_revealed or round_.stage is Stage.CANCELLED:
        nothing_to_do()
        return
    talk: Meeting = read(meeting, round_.id)
    st.subheader(t("Your scores and what was agreed"))
    if not talk.is_expert:
        st.caption(t("Only you see this comparison. The report names no single assessor's deviation."))
    rows = [_row(talk, cell, own) for cell in talk.agenda if (own := talk.own_note(cell))]
    if rows:
        st.dataframe(rows, hide_index=True, key="assessor.result")
    elif not talk.agenda:
        st.success(t("All assessors gave the same answers everywhere."))
    for sheet in read(own_sheets, round_.id):
        with st.expander(t("Your scores of {recording}", recording=sheet.recording.label)):
            show_locked(sheet)
    if not talk.is_expert:
        own_over_rounds.show()


def nothing_to_do() -> None:
    st.info(t("There is nothing for you to do in this round."))


def _row(talk: Meeting, cell: Cell, own: Note) -> dict[str, str]:
    expert = {t("Expert"): answer_label(cell.criterion, cell.expert.answer, language())} if cell.expert else {}
    return {
        t("Recording"): talk.recording(cell.recording_id).label,
        t("Criterion"): f"{cell.criterion.code} · {cell.criterion.label.say(t.code)}",
        t("Your first score"): answer_label(cell.criterion, own.answer, language()),
        **({} if talk.is_expert else expert),
        t("Agreed value"): _agreed(cell),
        t("Agreed interpretation"): cell.consensus.interpretation if cell.consensus else "",
    }


def _agreed(cell: Cell) -> str:
    if cell.consensus is None:
        return t("within tolerance")
    return t("not agreed") if cell.agreed is None else answer_label(cell.criterion, cell.agreed, language())


def show_total(card: Scorecard, totals: Totals | None) -> None:
    if totals is None:
        st.markdown(t("Total: **–**"))
        return
    band = totals.band.label.say(t.code)
    if totals.missing:
        st.markdown(t("Total so far: **{total}**", total=totals.shown))
    else:
        st.markdown(t("Total: **{total}** · {band}", total=totals.shown, band=band))
    if totals.is_fatal:
        codes = ", ".join(totals.fatal_criteria)
        st.markdown(f":red-badge[:material/gpp_maybe: {card.fatal_label.say(t.code)}: {codes}]")
        st.caption(t("before the fatal error {total}", total=totals.shown_before_fatal))


def show_locked(sheet: OwnSheet) -> None:
    st.success(t("Locked on {moment}. Your scores are final.", moment=sheet.locked), icon=":material/lock:")
    if not sheet.card.is_text:
        length = sheet.recording.file.duration_ms
        player(sheet.recording.id, key=f"{sheet.recording.id}.assessor.player", length_ms=length)
    show_total(sheet.card, sheet.totals)
    rows = [
        {
            t("Criterion"): f"{criterion.code} · {criterion.label.say(t.code)}",
            t("Score"): answer_text(sheet, criterion.code),
            t("Comment"): sheet.notes[criterion.code].comment,
        }
        for criterion in sheet.card.criteria
        if criterion.code in sheet.notes
    ]
    st.dataframe(rows, hide_index=True, key=f"assessor.locked.{sheet.recording.label}")


def answer_text(sheet: OwnSheet, code: str) -> str:
    answer = sheet.notes[code].answer
    return sheet.card.na_code if answer.is_na else str(answer.value)
