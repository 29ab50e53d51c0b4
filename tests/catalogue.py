"""Which sentences the program speaks, and the catalogue that translates them.

It knows: where sentences stand (pyproject.toml, [tool.selaras.catalogue]) and the file of their translation.
Shaped so because: the test and `make messages` (`python -m tests.catalogue`) must find the very same sentences.
It must not know: what the sentences mean.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
TRANSLATION = ROOT / "data" / "locale" / "id" / "LC_MESSAGES" / "selaras.po"
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["selaras"]["catalogue"]
KEYWORDS = dict.fromkeys(SETTINGS["calls"]) | dict.fromkeys(SETTINGS["counted"], (1, 2))


def source_files() -> Iterator[Path]:
    for name in SETTINGS["sources"]:
        place = ROOT / name
        yield from sorted(place.rglob("*.py")) if place.is_dir() else [place] if place.exists() else []


def spoken() -> Catalog:
    """Every sentence of the code, with the files it stands in."""
    catalogue = Catalog()
    for file in source_files():
        for line, sentence, comments, _context in extract_from_file("python", file, keywords=KEYWORDS):
            catalogue.add(sentence, locations=[(file.relative_to(ROOT).as_posix(), line)], auto_comments=comments)
    return catalogue


def translated() -> Catalog:
    with TRANSLATION.open("rb") as file:
        return read_po(file, locale="id", domain="selaras")


def update() -> None:
    """Adds new sentences untranslated and drops those that nobody speaks any more."""
    catalogue = translated()
    catalogue.update(spoken(), no_fuzzy_matching=True, update_creation_date=False, update_header_comment=False)
    catalogue.obsolete.clear()
    with TRANSLATION.open("wb") as file:
        write_po(file, catalogue, width=110, sort_output=True, ignore_obsolete=True, include_lineno=False)


if __name__ == "__main__":
    update()
    print(f"{TRANSLATION.relative_to(ROOT)}: {sum(not m.string for m in translated() if m.id)} sentences to translate")
