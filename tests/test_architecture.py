"""The rules of the house: who may import whom, what stands in one place only, how large a thing may grow.

It knows: the names of the layers, the budgets and their exceptions (each with its reason).
Shaped so because: a rule that nobody runs is a wish; an empty place passes, and is held from its first line.
It must not know: what the program does. Rights of verbs and pages stand in test_guards.py, sentences in
test_catalogue.py, words in test_docs.py.
"""

import ast
import io
import re
import statistics
import tokenize
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.source import ROOT, Source, called, documented, dotted, length, sources

CORE, PAGES, WEB, APP, TESTS, BENCH = "core", "pages", "web", "app.py", "tests", "bench"
SESSION = "pages/parts/session.py"
SETTINGS = "core/settings.py"
SOUNDS = "core/sounds_place.py"
CHARTS = ("core/charts", "core/report_pdf")
PROGRAM = (APP, PAGES, CORE, WEB)

CORE_LINES, PAGE_LINES, FUNCTION_LINES = 250, 150, 40
COMMENTS_PER_HUNDRED_LINES = 12
# path or path:function → (its own budget, why)
EXCEPTIONS: dict[str, tuple[int, str]] = {
    "pages/parts/session.py": (350, "the only file that may touch Streamlit's session, the sign-in library, the store"),
    "tests/test_one_round.py:test_a_calibration_round_walks_the_nine_steps_of_the_sop": (
        100,
        "one round told in one breath is the best documentation there is",
    ),
}
# The clock is a parameter of the core; only an entry point may read it.
CLOCK_READERS = {"core/demo.py": "an entry point: it is the person at the keyboard"}

FORBIDDEN_NAMES = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "service", "services", "misc"}
SQL = re.compile(
    r"\s*(?:(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|WITH|ATTACH|COPY|TRUNCATE)\s|"
    r"select\s.+\sfrom\s|insert\s+into\s|update\s+\w+\s+set\s|delete\s+from\s|create\s+table\s)",
    re.DOTALL,
)
# What only one of the two engines takes (docs/decisions).
OUTSIDE_THE_SUBSET = re.compile(
    r"\b(FOREIGN\s+KEY|REFERENCES|SAVEPOINT|QUALIFY|FOR\s+UPDATE|ROLLUP|(BIG|SMALL)?SERIAL|AUTOINCREMENT|CASCADE|"
    r"GENERATED|IDENTITY|NEXTVAL|CREATE\s+SEQUENCE)\b|^\s*\"?at\"?\s+TIMESTAMP",
    re.IGNORECASE | re.MULTILINE,
)
SQL_CLOCK = re.compile(r"\bNOW\s*\(|\bCURRENT_(TIMESTAMP|DATE|TIME)\b", re.IGNORECASE)


def test_core_and_web_never_import_streamlit_or_what_stands_above_them() -> None:
    above_core = ("streamlit", "streamlit_authenticator", "pages", "app", "web")
    breaches = [(s.path, found) for s in sources(CORE) if (found := s.imports_any(*above_core))]
    breaches += [
        (s.path, found) for s in sources(WEB) if (found := s.imports_any("streamlit_authenticator", "pages", "app"))
    ]
    assert not breaches


def test_pages_reach_the_store_only_through_the_core() -> None:
    lower = ("core.store", "duckdb", "psycopg")
    assert not [(s.path, found) for s in sources(PAGES) if s.path != SESSION and (found := s.imports_any(*lower))]
    queries = [
        (s.path, name)
        for s in sources(APP, WEB, SESSION)
        for name in s.imports
        if re.match(r"core\.store\.\w+_sql\b", name)
    ]
    assert not queries, "queries are run by the core"


def test_pages_do_no_arithmetic_on_scores() -> None:
    reckoning = ("core.agreement", "numpy", "scipy", "statistics", "fractions")
    assert not [(s.path, found) for s in sources(PAGES, APP) if (found := s.imports_any(*reckoning))]


def test_no_module_imports_itself_through_others() -> None:
    """The store counts as one module, so a noun it uses cannot use the store: verbs → store → nouns."""
    modules = {s.module for s in sources(*PROGRAM)}
    graph = {}
    for source in sources(*PROGRAM):
        used = {_module(name, modules) for name in source.imports} - {""}
        node = _node(source.module)
        graph[node] = graph.get(node, set()) | {_node(name) for name in used} - {node}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as cycle:
        pytest.fail(f"imports run in a circle: {' → '.join(reversed(cycle.args[1]))}")


def test_session_state_and_the_sign_in_library_stand_in_one_file() -> None:
    states = [
        s.place(n)
        for s in _besides(SESSION)
        for n in ast.walk(s.tree)
        if isinstance(n, ast.Attribute) and n.attr == "session_state"
    ]
    assert not states
    assert not [
        s.path for s in _besides(SESSION) if s.imports_any("streamlit_authenticator", "streamlit.session_state")
    ]


def test_the_environment_is_read_in_one_file() -> None:
    reads = ("os.environ", "os.getenv", "os.environb")
    found = [s.place(n) for s in _besides(SETTINGS) for n in ast.walk(s.tree) if dotted(n) in reads]
    found += [s.path for s in _besides(SETTINGS) if s.imports_any(*reads)]
    assert not found


def test_where_recordings_lie_is_known_in_one_file() -> None:
    knowing = ("obstore", "core.settings.recordings_address", "core.settings.bucket_access")
    assert not [(s.path, found) for s in _besides(SOUNDS) if (found := s.imports_any(*knowing))]


def test_sql_stands_beside_the_function_that_runs_it() -> None:
    elsewhere = [s for s in sources(*PROGRAM) if not _holds_sql(s)]
    assert not [s.place(text) for s in elsewhere for text in s.literals if SQL.match(text.value)]


def test_sql_is_put_together_from_constants_only() -> None:
    """A column list may be named once; a value is always a parameter."""
    pieces = [(s, node) for s in sources(*PROGRAM) for node in ast.walk(s.tree) if isinstance(node, ast.JoinedStr)]
    assert not [s.place(node) for s, node in pieces if _is_sql(node) and not _names_constants_only(node)]


def test_sql_keeps_to_what_both_engines_take() -> None:
    texts = {s.place(text): text.value for s in sources(CORE) if _holds_sql(s) for text in s.literals}
    migrations = sorted((ROOT / "core/store/migrations").glob("*.sql"))
    texts |= {file.name: re.sub(r"--.*", "", file.read_text(encoding="utf-8")) for file in migrations}
    assert not {place: found[0] for place, text in texts.items() if (found := OUTSIDE_THE_SUBSET.search(text))}
    assert not [s.place(call) for s in sources(*PROGRAM) for call in s.calls if called(call) == "executemany"]


def test_queries_have_no_clock_of_their_own() -> None:
    queries = [s for s in sources(CORE) if s.path.endswith("_sql.py")]
    assert not [s.place(text) for s in queries for text in s.literals if SQL_CLOCK.search(text.value)]


def test_migrations_are_numbered_without_gaps() -> None:
    """What only PostgreSQL gets stands beside the step for both engines, under its name."""
    files = {file.name for file in (ROOT / "core/store/migrations").glob("*")}
    steps = sorted(name for name in files if re.fullmatch(r"\d{4}_[a-z0-9_]+\.sql", name))
    assert [name[:5] for name in steps] == [f"{n:04}_" for n in range(1, len(steps) + 1)]
    assert files - set(steps) <= {name.replace(".sql", ".postgres.sql") for name in steps}


def test_the_core_has_no_clock_of_its_own() -> None:
    clocks = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"}
    found = [(s, call) for s in sources(CORE) if s.path not in CLOCK_READERS for call in s.calls]
    assert not [s.place(call) for s, call in found if ".".join(dotted(call.func).split(".")[-2:]) in clocks]


def test_pages_paste_no_html() -> None:
    unsafe = {"unsafe_allow_html", "unsafe_allow_javascript"}
    found = [s.place(c) for s in sources(*PROGRAM) for c in s.calls if unsafe & {word.arg for word in c.keywords}]
    found += [s.place(call) for s in sources(APP, PAGES) for call in s.calls if dotted(call.func) == "st.html"]
    assert not found


def test_plotly_figures_and_their_palette_come_from_the_core() -> None:
    assert not [s.path for s in sources(*PROGRAM) if not s.path.startswith(CHARTS) and s.imports_any("plotly")]


def test_errors_are_never_swallowed_whole() -> None:
    handlers = [
        (s, n) for s in sources(*PROGRAM, TESTS, BENCH) for n in ast.walk(s.tree) if isinstance(n, ast.ExceptHandler)
    ]
    assert not [
        s.place(handler) for s, handler in handlers if handler.type is None or dotted(handler.type) == "Exception"
    ]


def test_no_file_is_named_after_nothing() -> None:
    files = [s.path for s in sources(*PROGRAM, TESTS, BENCH)]
    assert not [path for path in files if FORBIDDEN_NAMES & set(re.split(r"[/_.]", path))]


def test_every_file_says_what_it_knows_and_must_not_know() -> None:
    filled = [s for s in sources(*PROGRAM) if s.tree.body]
    assert not [s.path for s in filled if not documented(s.tree)]
    beats = re.compile(r"must not know|never knows|does not know", re.IGNORECASE)
    cores = [s for s in filled if s.path.startswith((CORE, WEB)) and not s.path.endswith("_sql.py")]
    assert not [s.path for s in cores if not beats.search(ast.get_docstring(s.tree) or "")]


def test_files_keep_their_budget() -> None:
    budgets = {
        s.path: (s.lines, PAGE_LINES if s.path.startswith((PAGES, APP)) else CORE_LINES) for s in sources(*PROGRAM)
    }
    over = {path: lines for path, (lines, budget) in budgets.items() if lines > EXCEPTIONS.get(path, (budget, ""))[0]}
    assert not over


def test_functions_keep_their_budget() -> None:
    sizes = {f"{s.path}:{f.name}": length(f) for s in sources(*PROGRAM, TESTS, BENCH) for f in s.functions}
    assert not {name: size for name, size in sizes.items() if size > EXCEPTIONS.get(name, (FUNCTION_LINES, ""))[0]}


def test_the_usual_function_is_short() -> None:
    sizes = sorted(length(f) for s in sources(*PROGRAM) for f in s.functions)
    assert not sizes or (statistics.median(sizes) <= 10 and sizes[len(sizes) * 9 // 10] <= 32), statistics.median(sizes)


def test_exceptions_name_what_exists_and_say_why() -> None:
    known = {s.path for s in sources(*PROGRAM, TESTS, BENCH)}
    known |= {f"{s.path}:{f.name}" for s in sources(*PROGRAM, TESTS, BENCH) for f in s.functions}
    assert not set(EXCEPTIONS) - known
    assert all(len(why) > 15 for _budget, why in EXCEPTIONS.values())


def test_comments_are_few() -> None:
    shares = {s.path: 100 * _comments(s) / s.lines for s in sources(*PROGRAM) if s.lines > 40}
    assert not {path: round(share) for path, share in shares.items() if share > COMMENTS_PER_HUNDRED_LINES}


def _besides(place: str) -> list[Source]:
    return [s for s in sources(*PROGRAM) if s.path != place]


def _holds_sql(source: Source) -> bool:
    return source.path.startswith("core/store/")


def _is_sql(text: ast.JoinedStr) -> bool:
    return bool(text.values) and isinstance(text.values[0], ast.Constant) and bool(SQL.match(str(text.values[0].value)))


def _names_constants_only(text: ast.JoinedStr) -> bool:
    values = [piece.value for piece in text.values if isinstance(piece, ast.FormattedValue)]
    return all(isinstance(value, ast.Name) and value.id.isupper() for value in values)


def _module(name: str, modules: set[str]) -> str:
    """The module of ours that an imported name stands in, if any: "core.rounds.assign" → "core.rounds"."""
    pieces = name.split(".")
    return next((m for n in range(len(pieces), 0, -1) if (m := ".".join(pieces[:n])) in modules), "")


def _node(module: str) -> str:
    return "core.store" if module.startswith("core.store") else module


def _comments(source: Source) -> int:
    tokens = tokenize.generate_tokens(io.StringIO(source.text).readline)
    return sum(t.type == tokenize.COMMENT and "noqa" not in t.string and "type:" not in t.string for t in tokens)
