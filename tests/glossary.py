"""The glossary as people read it, made from the one table of words.

It knows: docs/glossary.csv (group, English, Indonesian on screen, the SOP's word, identifier in the code, note).
Shaped so because: translators edit a table, readers want a page, and a test keeps the two alike
(`python -m tests.glossary` writes the page again).
It must not know: the catalogue; a term is a word, not a sentence.
"""

import csv
from itertools import groupby
from operator import itemgetter

from tests.source import ROOT

TABLE, PAGE = ROOT / "docs" / "glossary.csv", ROOT / "docs" / "glossary.md"
OPENING = """# Glossary

One word per thing: in the code, on the screen and in the SOP. The SOP is LIP30-0006, revision 1, of 24 November 2014;
"—" marks what it does not name. An identifier is the class, code or function that carries the word in `core/`.
The page is made from `docs/glossary.csv` by `python -m tests.glossary`.
"""


def terms() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def page() -> str:
    parts = [OPENING]
    for group, rows in groupby(terms(), itemgetter("grup")):
        parts.append(f"\n## {group}\n\n| English | On screen | SOP | Identifier | Note |\n|---|---|---|---|---|\n")
        parts += [_line(row) for row in rows]
    return "".join(parts)


def _line(row: dict[str, str]) -> str:
    identifier = f"`{row['identifier']}`" if row["identifier"] else ""
    cells = (row["en"], row["id_ui"], row["sop"], identifier, row["catatan"])
    return f"| {' | '.join(cells)} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
