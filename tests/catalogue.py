"""Which sentences the program speaks, and the catalogue that translates them.

It knows: where sentences stand (pyproject.toml, [tool.selaras.catalogue]) and the file of their translation.
Shaped so because: the test and `make messages` (`python -m tests.catalogue`) must find the very same sentences.
It must not know: what the sentences mean.
"""

import ast
import tomllib

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from tests.source import ROOT, called, sources

TRANSLATION = ROOT / "data" / "locale" / "id" / "LC_MESSAGES" / "selaras.po"
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["selaras"]["catalogue"]
FORMS = dict.fromkeys(SETTINGS["calls"], 1) | dict.fromkeys(SETTINGS["counted"], 2)


def spoken() -> Catalog:
    """Every sentence of the code, with the files it stands in."""
    catalogue = Catalog()
    for source in sources(*SETTINGS["sources"]):
        for call in source.calls:
            if sentence := _sentence(call):
                catalogue.add(sentence, locations=[(source.path, call.lineno)])
    return catalogue


def _sentence(call: ast.Call) -> str | tuple[str, ...] | None:
    """The literal of a call that speaks, or both of a counted one.

    Taken from the syntax tree: before Python 3.12 an f-string is one token, and Babel's extraction sees no call in it.
    """
    forms = FORMS.get(called(call), 0)
    texts = [arg.value for arg in call.args[:forms] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    if not forms or len(texts) < forms:
        return None
    return texts[0] if forms == 1 else tuple(texts)


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
