"""The program's own source, parsed: files, functions, imports, calls and literals.

It knows: Python's syntax trees and where the program's files are.
Shaped so because: the tests of the house's rules read it and stay lists of rules.
It must not know: any rule.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parent.parent
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One file, e.g. path "core/rounds.py", module "core.rounds"."""

    path: str

    @cached_property
    def text(self) -> str:
        return (ROOT / self.path).read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @cached_property
    def functions(self) -> list[Function]:
        return [node for node in ast.walk(self.tree) if isinstance(node, Function)]

    @cached_property
    def calls(self) -> list[ast.Call]:
        return [node for node in ast.walk(self.tree) if isinstance(node, ast.Call)]

    @cached_property
    def names(self) -> dict[str, str]:
        """What each imported name stands for: {"sql": "core.store.rounds_sql", "require": "core.access.require"}."""
        known = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                known |= {
                    a.asname or a.name.split(".")[0]: a.name if a.asname else a.name.split(".")[0] for a in node.names
                }
            elif isinstance(node, ast.ImportFrom):
                known |= {a.asname or a.name: f"{self._origin(node)}.{a.name}" for a in node.names}
        return known

    @cached_property
    def imports(self) -> set[str]:
        """Every module and name imported anywhere in the file, dotted."""
        plain = {a.name for node in ast.walk(self.tree) if isinstance(node, ast.Import) for a in node.names}
        return plain | set(self.names.values())

    @cached_property
    def docstrings(self) -> set[int]:
        """The ids of the string nodes that are docstrings."""
        holders = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
        return {
            id(node.body[0].value) for node in ast.walk(self.tree) if isinstance(node, holders) and documented(node)
        }

    @cached_property
    def literals(self) -> list[ast.Constant]:
        """Every string that is not a docstring; the pieces of f-strings too."""
        strings = (n for n in ast.walk(self.tree) if isinstance(n, ast.Constant) and isinstance(n.value, str))
        return [node for node in strings if id(node) not in self.docstrings]

    def place(self, node: ast.AST) -> str:
        return f"{self.path}:{getattr(node, 'lineno', 1)}"

    def imports_any(self, *modules: str) -> list[str]:
        return [name for name in sorted(self.imports) if any(f"{name}.".startswith(f"{m}.") for m in modules)]

    def _origin(self, node: ast.ImportFrom) -> str:
        package = self.module.split(".") if self.path.endswith("/__init__.py") else self.module.split(".")[:-1]
        above = package[: len(package) - node.level + 1] if node.level else []
        return ".".join([*above, node.module or ""]).strip(".")


@cache
def sources(*places: str) -> tuple[Source, ...]:
    """The Python files under these files and folders; absent ones hold none."""
    found = []
    for place in map(ROOT.joinpath, places):
        found += sorted(place.rglob("*.py")) if place.is_dir() else [place] if place.exists() else []
    return tuple(Source(file.relative_to(ROOT).as_posix()) for file in found)


def documented(node: ast.Module | ast.ClassDef | Function) -> bool:
    return bool(node.body) and ast.get_docstring(node, clean=False) is not None


def statements(node: ast.Module | Function) -> list[ast.stmt]:
    """The body without its docstring."""
    return node.body[1:] if documented(node) else node.body


def length(function: Function) -> int:
    """Lines of a function without its docstring: explanations cost nothing."""
    doc = function.body[0] if documented(function) else None
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    return lines - ((doc.end_lineno or doc.lineno) - doc.lineno + 1 if doc else 0)


def called(call: ast.Call) -> str:
    """The last name of what is called: `st.column_config.TextColumn(…)` → "TextColumn"."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def dotted(node: ast.AST) -> str:
    """`st.session_state` → "st.session_state"; anything that is not plain names → ""."""
    if isinstance(node, ast.Attribute):
        before = dotted(node.value)
        return f"{before}.{node.attr}" if before else ""
    return node.id if isinstance(node, ast.Name) else ""


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    return next((word.value for word in call.keywords if word.arg == name), None)


def within(node: ast.AST) -> Iterator[ast.Call]:
    return (inner for inner in ast.walk(node) if isinstance(inner, ast.Call))


def page_names() -> list[str]:
    """The pages by their addresses; app.py itself is never imported by a test: that would open the real store."""
    return sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
