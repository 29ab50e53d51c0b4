"""One form for one answer: value by click or key, comment, evidence; for blind scores and for agreed ones alike.

It knows: how a criterion is put before an assessor: definition, anchors and earlier interpretations beside the answer.
Shaped so because: the value is a row of buttons for mouse and touch, and the same buttons answer to keys (keys.js).
It must not know: whose sheet it is, whether it is locked, what the others answered.
"""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from core.answers import comment_required
from core.language import time_mark
from core.marks import read_time_mark
from core.model import Note
from core.outcomes import Interpretation
from core.scorecard import Answer, Criterion, Scorecard
from pages.parts.session import t

NA = "TB"


def criterion_note(
    page: str, card: Scorecard, criterion: Criterion, note: Note, interpretations: Sequence[Interpretation]
) -> Note:
    """A criterion with all its guidance, and the fields that answer it; returns what stands in the fields."""
    key = f"{page}.{criterion.code}"
    with st.container(border=True, key=f"score-{criterion.code}"):
        guidance, fields = st.columns([5, 6], gap="medium")
        with guidance:
            show_guidance(card, criterion, interpretations)
        with fields:
            answer = answer_field(f"{key}.value", card, criterion, note.answer)
            note = replace(note, answer=answer)
            owes = answer.is_given and comment_required(card, criterion, answer)
            return _evidence(key, card, note, owes)


def show_guidance(card: Scorecard, criterion: Criterion, interpretations: Sequence[Interpretation]) -> None:
    """Code, label, weight, definition, anchors, N/A rule, references and what earlier rounds agreed."""
    say = _say()
    fatal = f" :red-badge[:material/gpp_maybe: {card.fatal_label.say(say)}]" if criterion.fatal_values else ""
    weight = t("weight {weight}", weight=criterion.weight)
    st.markdown(f"**{criterion.code} · {criterion.label.say(say)}** :gray-badge[{weight}]{fatal}")
    st.markdown(criterion.definition.say(say))
    lines = [f"- **{value}** {words.say(say)}" for value, words in sorted(criterion.anchors.items(), reverse=True)]
    if criterion.na_rule:
        lines.append(f"- {criterion.na_rule.say(say)}")
    st.markdown("\n".join(lines))
    if criterion.references:
        st.caption(" · ".join(criterion.references))
    for entry in interpretations:
        st.markdown(
            f":blue-background[:material/gavel: {entry.text}] :small[:gray[{entry.report_number} · "
            f"{t.date(entry.effective_from)}]]"
        )


def answer_field(
    key: str, card: Scorecard, criterion: Criterion, answer: Answer, *, required: bool = False, waits: bool = False
) -> Answer:
    """The buttons of the scale, best first, N/A last where it is allowed; points as a number.

    `waits`: nothing happens until a button beside it is pressed.
    """
    on_change = "ignore" if waits else "rerun"
    if criterion.scale.is_points:
        return _points_field(key, card, criterion, answer, on_change)
    options = [str(value) for value in criterion.scale.values] + ([NA] if criterion.na_allowed else [])
    given = NA if answer.is_na else None if answer.value is None else str(answer.value)
    chosen = st.segmented_control(
        t("Score for {code}", code=criterion.code),
        options,
        default=given,
        format_func=lambda option: _option_label(card, criterion, option),
        key=key,
        width="stretch",
        wrap=True,
        required=required,
        on_change=on_change,
    )
    if chosen is None:
        return Answer()
    return Answer(is_na=True) if chosen == NA else Answer(int(chosen))


def _points_field(key: str, card: Scorecard, criterion: Criterion, answer: Answer, on_change: str) -> Answer:
    is_na = criterion.na_allowed and st.checkbox(card.na_label.say(_say()), answer.is_na, key=f"{key}.na")
    label = t("Score for {code}", code=criterion.code)
    value = st.number_input(
        label, 0, 100, answer.value, key=key, disabled=is_na, placeholder="0–100", on_change=on_change
    )
    return Answer(is_na=True) if is_na else Answer(value)


def _option_label(card: Scorecard, criterion: Criterion, option: str) -> str:
    if option == NA:
        return card.na_code
    label = next(level.label.say(_say()) for level in criterion.scale.levels if str(level.value) == option)
    return f"**{option}** {label}"


def _evidence(key: str, card: Scorecard, note: Note, owes_comment: bool) -> Note:
    comment = st.text_area(
        t("Comment (required)") if owes_comment else t("Comment"), note.comment, key=f"{key}.comment", height=68
    )
    note = replace(note, comment=comment)
    if card.is_text:
        quote = st.text_input(t("Quoted message"), note.quote, key=f"{key}.quote")
        return replace(note, quote=quote)
    return _mark_field(key, note)


def _mark_field(key: str, note: Note) -> Note:
    """The two buttons act in the browser (keys.js): mark the place heard now, play from the mark."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        shown = "" if note.mark_ms is None else time_mark(note.mark_ms)
        typed = st.text_input(t("Time mark"), shown, key=f"{key}-mark", placeholder="1:23", width=110)
        st.button(t("Mark"), key=f"{key}-here", icon=":material/flag:", help=t("Takes the player's place. Key: M"))
        st.button(t("Play from here"), key=f"{key}-play", icon=":material/play_arrow:")
    mark = read_time_mark(typed)
    if typed.strip() and mark is None:
        st.caption(f":red[{t('Write the time mark as minutes:seconds, for example 1:23.')}]")
    return replace(note, mark_ms=mark)


def _say() -> str:
    return str(t.code)
