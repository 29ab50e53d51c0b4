"""Steps 8 and 9 for the Supervisor: archive the signed result, say which interpretations it replaces, close the round.

It knows: the interpretations of this round beside earlier ones of the same criterion.
Shaped so because: the register holds one reading of a criterion at a time; only people know which replaces which.
It must not know: how the register is kept (core/signoff.py).
"""

import streamlit as st

from core.codes import Action
from core.facts import Progress
from core.labels import ACTION_LABELS, distinct
from core.outcomes import Interpretation
from core.signoff import archive_round, close_round, register_of_interpretations, replace_interpretations
from pages.parts.report_view import show_issued
from pages.parts.session import act, do, read, recall, remember, say, t


def archive(progress: Progress) -> None:
    show_issued(progress.round.id)
    st.caption(t("Archiving brings the agreed interpretations into the register, where they guide daily assessment."))
    st.button(
        t(ACTION_LABELS[Action.ARCHIVE_ROUND]),
        type="primary",
        icon=":material/inventory_2:",
        key="supervisor.archive",
        on_click=act(t("The round is archived."), archive_round, progress.round.id),
    )


def close(progress: Progress) -> None:
    show_issued(progress.round.id)
    _register(progress)
    st.button(
        t(ACTION_LABELS[Action.CLOSE_ROUND]),
        type="primary",
        icon=":material/task_alt:",
        key="supervisor.close",
        on_click=act(t("The round is done."), close_round, progress.round.id),
    )


def done(progress: Progress) -> None:
    show_issued(progress.round.id)
    st.caption(t("This round is done. Its interpretations stand beside their criteria in later rounds."))


def _register(progress: Progress) -> None:
    """New entries, each with the earlier ones of its criterion that still hold."""
    register: list[Interpretation] = read(register_of_interpretations)
    new = [entry for entry in register if entry.round_id == progress.round.id]
    st.subheader(t("Agreed interpretations of this round"))
    if not new:
        st.caption(t("This round agreed on no new interpretation."))
    for entry in new:
        earlier = [old for old in register if _could_replace(entry, old)]
        with st.container(border=True):
            st.markdown(f"**{entry.criterion}** · {entry.text}")
            if earlier and entry.replaced_by is None:
                _replace(progress, entry, earlier)


def _could_replace(entry: Interpretation, old: Interpretation) -> bool:
    same = (old.card_code, old.criterion) == (entry.card_code, entry.criterion)
    return same and old.id != entry.id and old.replaced_by is None


def _replace(progress: Progress, entry: Interpretation, earlier: list[Interpretation]) -> None:
    edition = recall(f"supervisor.replaced.{entry.id}", 0)
    texts = distinct({old.id: old.text for old in earlier}, {old.id: t.date(old.effective_from) for old in earlier})
    with st.form(f"supervisor.replaces.{entry.id}.{edition}", border=False):
        chosen = st.multiselect(
            t("Takes the place of"),
            list(texts),
            format_func=lambda key: texts[key],
            key=f"supervisor.older.{entry.id}.{edition}",
            placeholder=t("Earlier interpretations of this criterion"),
        )
        if st.form_submit_button(t("Replace"), key=f"supervisor.replace.{entry.id}.{edition}"):
            with say(t("The register is up to date.")):
                do(replace_interpretations, progress.round.id, entry.id, chosen)
                remember(f"supervisor.replaced.{entry.id}", edition + 1)
