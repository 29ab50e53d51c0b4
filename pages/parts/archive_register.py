"""The register of interpretations: what was agreed for a criterion, since when, and whether it still holds.

It knows: how the register is searched.
Shaped so because: an assessor in doubt looks here first, so the sentence stands out and the rest is small.
"""

from uuid import UUID

import streamlit as st

from core.cards import criterion_names
from core.language import Message
from core.outcomes import Interpretation
from core.scorecard import Words
from core.signoff import register_of_interpretations
from core.trends import effects_of_interpretations
from pages.parts.session import read, t

MOST = 100


def show() -> None:
    register: list[Interpretation] = read(register_of_interpretations)
    if not register:
        st.info(
            t("The register is empty. Interpretations enter it when a round is archived."), icon=":material/menu_book:"
        )
        return
    words, card, criterion, only_valid = _search(register)
    found = [
        entry
        for entry in register
        if _has(entry, words)
        and card in ("", entry.card_code)
        and criterion in ("", entry.criterion)
        and not (only_valid and entry.replaced_on)
    ]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(t.count("{n} interpretation", "{n} interpretations", len(found)), width="stretch")
        st.link_button(
            t("Download the register as CSV"), "/register.csv", icon=":material/table:", key="archive.register_csv"
        )
    if not found:
        st.info(t("No interpretation is found. Use fewer words, or look among the replaced ones."))
    names: dict[tuple[str, str], Words] = read(criterion_names)
    later = {entry.id: entry for entry in register}
    became: dict[UUID, Message] = read(effects_of_interpretations)
    for entry in found[:MOST]:
        _entry(
            entry,
            names.get((entry.card_code, entry.criterion)),
            later.get(entry.replaced_by) if entry.replaced_by else None,
            became.get(entry.id),
        )
    if len(found) > MOST:
        st.caption(t("The newest {n} are shown. Search for the others.", n=MOST))


def _search(register: list[Interpretation]) -> tuple[str, str, str, bool]:
    everything = t("All")
    columns = st.columns([4, 2, 2, 2], vertical_alignment="bottom")
    words = columns[0].text_input(t("Search"), key="archive.words", placeholder=t("Words of the interpretation"))
    cards = sorted({entry.card_code for entry in register})
    card = columns[1].selectbox(
        t("Scorecard"), ["", *cards], format_func=lambda code: code or everything, key=f"archive.card.{t.code}"
    )
    criteria = sorted({entry.criterion for entry in register if card in ("", entry.card_code)})
    criterion = columns[2].selectbox(
        t("Criterion"), ["", *criteria], format_func=lambda code: code or everything, key=f"archive.criterion.{t.code}"
    )
    only_valid = columns[3].toggle(t("Only those in force"), True, key="archive.valid")
    return words, card or "", criterion or "", only_valid


def _has(entry: Interpretation, words: str) -> bool:
    text = f"{entry.text} {entry.round_title} {entry.report_number}".lower()
    return all(word in text for word in words.lower().split())


def _entry(entry: Interpretation, name: Words | None, later: Interpretation | None, became: Message | None) -> None:
    with st.container(border=True):
        words = name.say(t.code) if name else ""
        st.markdown(f":small[**{entry.card_code} · {entry.criterion}** {words}]  \n{entry.text}")
        with st.container(horizontal=True, vertical_alignment="center"):
            if entry.replaced_on:
                st.badge(t("Replaced on {day}", day=entry.replaced_on), icon=":material/history:", color="gray")
            else:
                st.badge(t("In force since {day}", day=entry.effective_from), icon=":material/check:", color="green")
            st.caption(f"{entry.report_number} · {entry.round_title}")
        if became:
            st.caption(
                f":material/query_stats: {t('Dispute on this criterion since this was first agreed')}: {t(became)}"
            )
        if later:
            st.caption(t("Now reads: {sentence}", sentence=later.text))
