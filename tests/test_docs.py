"""The documents agree with the code: what they name exists, and what exists is named.

It knows: Markdown's links and `code`, the Makefile's targets, the table of words.
Shaped so because: a document that lies once is not read again.
It must not know: whether the text is good; people read for that.
"""

import re
from pathlib import Path

import pytest

from tests import glossary
from tests.source import ROOT, sources

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
TERMS = 96
TOP_LEVEL = r"(?:app\.py|Makefile|pyproject\.toml|constraints\.txt|requirements[\w-]*\.txt|CHANGELOG\.md|README\.md)"
A_FILE = re.compile(rf"`((?:\.ci|\.streamlit|pages|core|web|tests|bench|deploy|docs|data)/[\w./*-]+|{TOP_LEVEL})`")
A_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
# Made by the program while it runs, so not in git.
MADE_LATER = ("data/backups", "data/demo-store", "data/recordings", "data/secret.key", "data/selaras.duckdb")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(document: Path) -> None:
    links = [link for link in A_LINK.findall(document.read_text(encoding="utf-8")) if not link.startswith("http")]
    assert not [link for link in links if not _leads_somewhere(document, link)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_every_file_a_document_names_exists(document: Path) -> None:
    named = [name for name in A_FILE.findall(document.read_text(encoding="utf-8")) if not name.startswith(MADE_LATER)]
    assert not [name for name in named if not list(ROOT.glob(name.rstrip("/")))]


def test_every_make_target_a_document_names_exists() -> None:
    named = {
        target for file in DOCUMENTS for target in re.findall(r"(?:`|^ {4})make ([a-z]+)", _text(file), re.MULTILINE)
    }
    assert not named - _targets()


def test_operations_explain_every_make_target() -> None:
    explained = set(re.findall(r"`make ([a-z]+)`", _text(ROOT / "docs/operations.md")))
    assert not _targets() - explained - {"browser", "postgres"}


def test_the_readme_names_every_page_and_no_other() -> None:
    rows = re.findall(r"^\| (\w+) \| .+ \| .+\? \|$", _text(ROOT / "README.md"), re.MULTILINE)
    pages = {file.stem for file in (ROOT / "pages").glob("*.py")}
    assert not pages - set(rows)
    assert not pages or not set(rows) - pages


def test_the_operations_page_names_every_variable_the_program_reads() -> None:
    settings = ROOT / "core/settings.py"
    read = set(re.findall(r"\"([A-Z]+_[A-Z_]+)\"", _text(settings))) if settings.exists() else set()
    assert not [name for name in read if f"`{name}`" not in _text(ROOT / "docs/operations.md")]


def test_the_glossary_page_is_its_table() -> None:
    assert len(glossary.terms()) >= TERMS
    assert glossary.PAGE.read_text(encoding="utf-8") == glossary.page(), "run `python -m tests.glossary`"


def test_every_identifier_of_the_glossary_stands_in_the_code() -> None:
    code = "\n".join(source.text for source in sources("core"))
    named = {piece for row in glossary.terms() for piece in row["identifier"].split(".") if piece}
    assert not [name for name in sorted(named) if not re.search(rf"\b{name}\b", code)]


def test_every_decision_is_listed() -> None:
    folder = ROOT / "docs/decisions"
    listed = _text(folder / "README.md")
    assert not [
        file.name for file in folder.glob("*.md") if file.name != "README.md" and f"({file.name})" not in listed
    ]


def test_the_changelog_opens_with_a_version_and_what_it_brings() -> None:
    assert re.search(r"^## \d+\.\d+.*\n\n- \w", _text(ROOT / "CHANGELOG.md"), re.MULTILINE)


def test_every_pinned_package_says_why_it_is_there() -> None:
    files = [ROOT / "requirements.txt", ROOT / "requirements-dev.txt", ROOT / "bench/requirements.txt"]
    pins = [line for file in files for line in _text(file).splitlines() if line and not line.startswith(("#", "-"))]
    assert not [line for line in pins if not re.fullmatch(r"[\w.-]+==[\w.]+  # .{10,}", line)]
    exact = {line.lower() for line in _text(ROOT / "constraints.txt").splitlines()}
    assert not [line for line in pins if line.split()[0].lower() not in exact]


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):(?!=)", _text(ROOT / "Makefile"), re.MULTILINE))


def _leads_somewhere(document: Path, link: str) -> bool:
    name, _, heading = link.partition("#")
    target = (document.parent / name).resolve() if name else document
    return target.exists() and (not heading or heading in _headings(target))


def _headings(document: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", _text(document), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}
