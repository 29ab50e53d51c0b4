"""A table of a chart's numbers, to read and to take home.

It knows: how a table becomes a file that a spreadsheet opens (core/csv_file.py writes it).
Shaped so because: one table serves the eye and the file, so both say the same.
It must not know: what the numbers mean.
"""

from collections.abc import Mapping, Sequence

import streamlit as st

from core.csv_file import csv_file
from pages.parts.session import language, t


def is_dark() -> bool:
    return st.context.theme.type == "dark"


def numbers(name: str, lines: Sequence[Mapping[str, object]], *, is_open: bool = False) -> None:
    """Folded in under a chart; open where the table is the picture."""
    if is_open:
        _table(name, lines)
    elif lines:
        with st.expander(t("Show as a table"), icon=":material/table:"):
            _table(name, lines)


def _table(name: str, lines: Sequence[Mapping[str, object]]) -> None:
    st.dataframe([_said(line) for line in lines], hide_index=True, key=f"trends.table.{name}")
    header = list(lines[0])
    st.download_button(
        t("Download this table (CSV)"),
        csv_file(language(), header, [list(line.values()) for line in lines]),
        f"{name}.csv",
        "text/csv",
        icon=":material/download:",
        key=f"trends.csv.{name}",
    )


def _said(line: Mapping[str, object]) -> dict[str, str]:
    return {name: _word(value) for name, value in line.items()}


def _word(value: object) -> str:
    if value is None:
        return "–"
    return t.number(value, 1) if isinstance(value, float) else str(t.value(value))
