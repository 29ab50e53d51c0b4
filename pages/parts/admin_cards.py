"""Scorecards: which versions there are, what stands on them, bringing an own one."""

import streamlit as st

from core.cards import cards_on_shelf, import_scorecard, withdraw_scorecard
from core.errors import SelarasError
from core.scorecard import Criterion, Scorecard
from core.scorecard_file import read_scorecard
from pages.parts.session import act, do, language, read, recall, remember, say, show_problem, t


def show() -> None:
    with st.popover(t("Import a scorecard"), icon=":material/upload_file:"):
        _import()
    shelf = {card.id: (card, rounds) for card, rounds in read(cards_on_shelf)}
    rows = [
        {
            t("Code"): card.code,
            t("Version"): card.version,
            t("Title"): card.title,
            t("Samples"): t("Written") if card.is_text else t("Sound"),
            t("Used by rounds"): rounds,
            t("State"): t("Withdrawn") if card.is_withdrawn else t("Offered"),
        }
        for card, rounds in shelf.values()
    ]
    st.dataframe(rows, hide_index=True, key="admin.cards")
    st.caption(t("A version that a round uses never changes. A changed card comes as a new version."))
    chosen = st.selectbox(
        t("Scorecard"),
        list(shelf),
        format_func=lambda key: f"{shelf[key][0].code} {shelf[key][0].version} · {shelf[key][0].title}",
        key="admin.card",
    )
    if chosen in shelf:
        card, _rounds = shelf[chosen]
        with st.container(horizontal=True):
            name = f"{card.code}-{card.version}.yaml"
            st.download_button(
                t("Download"), card.source, name, "application/yaml", key="admin.card_file", on_click="ignore",
                icon=":material/download:",
            )  # fmt: skip
            label = t("Offer again") if card.is_withdrawn else t("Withdraw")
            turned = act(t("Done."), withdraw_scorecard, card.id, not card.is_withdrawn)
            st.button(label, key=f"admin.withdraw.{card.id}", on_click=turned, help=t("For new rounds only."))
        card_view(read_scorecard(card.source))


def card_view(card: Scorecard) -> None:
    """The card as assessors read it: sections, criteria, definitions, anchors."""
    code = language().code
    st.markdown(f"#### {card.title.say(code)}")
    if card.purpose:
        st.caption(card.purpose.say(code))
    bands = " · ".join(f"{band.label.say(code)} ≥ {band.min}" for band in card.bands)
    st.markdown(f"{t('Bands')}: {bands}  \n{t('Tolerance of the total')}: {card.tolerance.total_points}")
    for section in card.sections:
        weight = t.count("{n} point", "{n} points", section.weight)
        with st.expander(f"**{section.code}. {section.title.say(code)}** · {weight}"):
            for criterion in section.criteria:
                _criterion(criterion, code)


def _criterion(criterion: Criterion, code: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{criterion.code} {criterion.label.say(code)}**", width="content")
        st.badge(t.count("{n} point", "{n} points", criterion.weight), color="gray")
        if criterion.fatal_values:
            st.badge(t("Can be fatal"), icon=":material/warning:", color="red")
        if criterion.na_allowed:
            st.badge(t("May be not applicable"), color="blue")
    st.markdown(criterion.definition.say(code))
    labels = {level.value: level.label.say(code) for level in criterion.scale.levels}
    anchors = [
        f"- **{value} {labels.get(value, '')}**: {words.say(code)}" for value, words in criterion.anchors.items()
    ]
    if criterion.na_rule:
        anchors.append(f"- **{t('Not applicable')}**: {criterion.na_rule.say(code)}")
    st.markdown("\n".join(anchors))


def _import() -> None:
    edition = recall("admin.card_imported", 0)
    st.caption(t("A YAML file. Download a ready card, change it, give it another version, and bring it here."))
    given = st.file_uploader(t("Scorecard file"), type=["yaml", "yml"], key=f"admin.card_given.{edition}")
    if given is None:
        return
    try:
        card = read_scorecard(given.getvalue())
    except SelarasError as problem:
        show_problem(problem)
        return
    criteria = t.count("{n} criterion", "{n} criteria", len(card.criteria))
    st.success(f"**{card.code} {card.version}** · {card.title.say(language().code)} · {criteria}")
    if st.button(t("Keep this scorecard"), type="primary", key="admin.card_keep"):
        with say(t("The scorecard is kept.")):
            do(import_scorecard, card.source)
            remember("admin.card_imported", edition + 1)
    if st.toggle(t("Preview"), key="admin.card_preview"):
        card_view(card)
