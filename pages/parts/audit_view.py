"""The audit trail, searched and taken along: of one round, or (without one) of people, cards, calendar and settings.

It knows: which page shows it does not matter; who may read which rows is asked by the core each time.
Shaped so because: head, supervisor and administrator read different rows in the same way.
"""

from datetime import timedelta
from urllib.parse import urlencode
from uuid import UUID

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.column_types import ColumnConfig

from core.audit_search import MOST_ROWS, Sought, act_in_words, audit_found, audit_header, audit_table
from core.choices import today_at_office
from core.errors import SelarasError
from core.language import Language
from core.outcomes import AuditRow
from pages.parts.session import language, read, show_problem, t

FIRST_SIGHT = timedelta(days=90)
FEW_ROWS, TABLE_HEIGHT = 14, 520
WIDTHS = (180, 145, 175, 140, 150, 260, 200, 120)


def show(round_id: UUID | None = None) -> None:
    key = f"audit.{round_id or 'people'}"
    today = read(today_at_office)
    first, *narrowing, last = st.columns([5, 4, 4, 4], vertical_alignment="bottom")
    days = first.date_input(
        t("From and until"), (today - FIRST_SIGHT, today), format="DD/MM/YYYY", key=f"{key}.days", max_value=today
    )
    words = last.text_input(t("Search"), key=f"{key}.words", placeholder=t("Words in subject, name, value or reason"))
    if len(days) < 2:
        st.caption(t("Choose the last day too."))
        return
    period = Sought(*days)
    try:
        rows = read(audit_found, round_id, period)
    except SelarasError as problem:
        show_problem(problem)
        return
    person, action = _narrow(key, rows, *narrowing)
    sought = Sought(*days, person, action, words)
    _table(key, round_id, sought, read(audit_found, round_id, sought), len(rows) >= MOST_ROWS)


def _narrow(key: str, rows: list[AuditRow], left: DeltaGenerator, right: DeltaGenerator) -> tuple[str, str]:
    """By person and act, among those that occur."""
    names, acts = sorted({row.person_name for row in rows}), sorted({row.action for row in rows})
    person = left.selectbox(
        t("Person"), ["", *names], format_func=lambda name: name or t("Everyone"), key=f"{key}.person.{t.code}"
    )
    action = right.selectbox(
        t("Act"),
        ["", *acts],
        format_func=lambda code: act_in_words(code, language()) if code else t("Everything"),
        key=f"{key}.act.{t.code}",
    )
    return person or "", action or ""


def _table(key: str, round_id: UUID | None, sought: Sought, rows: list[AuditRow], is_cut: bool) -> None:
    if not rows:
        st.info(t("Nothing is on record for this. Choose another period or fewer words."), icon=":material/search_off:")
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(t.count("{n} row", "{n} rows", len(rows)), width="stretch")
        st.link_button(t("Take along as CSV"), _address(round_id, sought), icon=":material/download:", key=f"{key}.csv")
    if is_cut:
        st.caption(t("Only the newest {n} rows of this period are searched. Choose a shorter one.", n=MOST_ROWS))
    header, spoken = audit_header(language()), language()
    lines = [dict(zip(header, _said(line, spoken), strict=True)) for line in audit_table(rows, spoken)]
    st.dataframe(
        lines,
        hide_index=True,
        height=TABLE_HEIGHT if len(lines) > FEW_ROWS else "content",
        column_order=[name for name in header if any(line[name] for line in lines)],
        column_config=dict(zip(header, map(_wide, WIDTHS), strict=True)),
        key=f"{key}.rows",
    )


def _wide(pixels: int) -> ColumnConfig:
    return st.column_config.Column(width=pixels)


def _said(line: list[object], spoken: Language) -> list[object]:
    """The moment as people write it."""
    return [spoken.value(line[0]), *line[1:]]


def _address(round_id: UUID | None, sought: Sought) -> str:
    asked = {
        "since": sought.first_day.isoformat(),
        "until": sought.last_day.isoformat(),
        "person": sought.person,
        "act": sought.action,
        "words": sought.words,
    }
    return f"/audit/{round_id or 'people'}.csv?{urlencode(asked)}"
