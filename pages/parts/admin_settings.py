"""Settings: one form built from the table of core/settings.py, so that a new setting needs nothing here.

It knows: which widget fits which kind of setting; confirmed years stand beside the calendar instead.
"""

import streamlit as st

from core.office import change_settings, settings_in_force
from core.settings import SETTINGS, Setting
from pages.parts.session import do, read, say, t

LONG = 60


def show() -> None:
    in_force = read(settings_in_force)
    rules = [rule for rule in SETTINGS.values() if not rule.are_years]
    st.caption(t("Every change is on record. A deadline that is running keeps the rules it began with."))
    with st.form("admin.settings", border=False):
        short = [rule for rule in rules if not _is_long(rule)]
        half = -(-len(short) // 2)
        columns = st.columns(2, gap="large")
        given = {}
        for column, some in zip(columns, (short[:half], short[half:]), strict=True):
            with column:
                given |= {rule.name: _field(rule, in_force[rule.name]) for rule in some}
        given |= {rule.name: _field(rule, in_force[rule.name]) for rule in rules if _is_long(rule)}
        if st.form_submit_button(t("Save settings"), type="primary", key="admin.settings_save"):
            with say(t("The settings are saved.")):
                do(change_settings, given)


def _is_long(rule: Setting) -> bool:
    return isinstance(rule.default, str) and ("\n" in rule.default or len(rule.default) > LONG)


def _field(rule: Setting, value: int | bool | str) -> int | bool | str:
    key, label = f"admin.setting.{rule.name}", t(rule.label)
    if rule.choices:
        return st.selectbox(label, rule.choices, rule.choices.index(str(value)), key=key)
    if isinstance(rule.default, bool):
        return st.toggle(label, bool(value), key=key)
    if isinstance(rule.default, int):
        return st.number_input(label, rule.low, rule.high, int(value), key=key)
    if _is_long(rule):
        return st.text_area(label, str(value), height=130, key=key)
    return st.text_input(label, str(value), key=key)
