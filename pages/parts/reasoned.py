"""Acts that have to be explained: a button that opens a small form, with what follows from it and a reason.

It knows: how such an act is offered, greyed with why, carried out and closed again.
Shaped so because: everything that takes something away from somebody looks and works alike, and none is one click away.
It must not know: which acts there are, or who may do them (core/access.py).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.access import IN_ROUND, allowed
from core.codes import Action, Stage
from core.facts import Progress
from core.labels import ACTION_LABELS, STAGE_LABELS, one_of
from pages.parts.session import do, recall, remember, say, t


@dataclass(frozen=True)
class Act:
    """`explain` says what follows, `done` what is said afterwards; both are source text for the catalogue."""

    action: Action
    verb: Callable[..., Any]
    icon: str
    explain: str
    done: str


def no_fields() -> tuple[Any, ...]:
    return ()


def offer_with_reason(
    act: Act,
    progress: Progress,
    key: str,
    *args: Any,
    fields: Callable[[], tuple[Any, ...]] = no_fields,
    why_not: str = "",
) -> None:
    """The verb gets `args`, what `fields` returns, and the reason; `why_not` greys the button for another reason."""
    label = t(ACTION_LABELS[act.action])
    refused = not_now(act.action, progress) or why_not
    # A new edition after each success closes the form and empties it; a refusal leaves what was typed.
    edition = recall(key, 0)
    with st.popover(label, icon=act.icon, disabled=bool(refused), help=refused or None, key=f"{key}.open.{edition}"):
        if refused:
            return
        st.markdown(f"**{label}**")
        st.caption(t(act.explain))
        with st.form(f"{key}.form.{edition}", border=False):
            chosen = fields()
            reason = st.text_area(t("Reason"), key=f"{key}.reason.{edition}", height=96)
            if st.form_submit_button(label, type="primary", key=f"{key}.do.{edition}"):
                with say(t(act.done)):
                    do(act.verb, *args, *chosen, reason)
                    remember(key, edition + 1)


def not_now(action: Action, progress: Progress) -> str:
    """Why the act is greyed, by the rights table; empty when it may be offered."""
    if allowed(action, progress.relations, progress.round.stage):
        return ""
    stages = [STAGE_LABELS[stage] for stage in Stage if stage in IN_ROUND[action][1]]
    return t("This is done at: {stages}.", stages=one_of(stages))
