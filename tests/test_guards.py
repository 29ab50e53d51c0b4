"""Locks and labels that every verb and every page must carry.

It knows: how a guarded verb, a guarded page and a named widget look in source.
Shaped so because: what is forgotten here is a way past the sign-in, or a write without a right, that no test meets.
It must not know: who may do what; that is the golden matrix of core/access.py.
"""

import ast
import re

from tests.source import Function, Source, called, dotted, keyword, sources, statements, within

# Verbs that nobody can be asked a right for → why.
UNGUARDED = {
    "core.cards:bring_ready_cards": "runs at start, when nobody is there; keeps only the cards that come along",
    "core.demo:fill": "only on a store without people; every round in it is made with guarded verbs",
    "core.demo_people:hang_projector": "part of filling the demo; gives its people the printed password",
    "core.demo_people:move_in": "part of filling the demo; gives its people the printed password",
    "core.people:set_up": "makes the first administrator, and only of a store without people",
    "core.signins:hand_over": "whoever brings the ticket of a sign-in is given its token, once",
    "core.uploads:forget_uploads": "forgets only what the person has sent oneself",
    "core.uploads:forget_untaken": "housekeeping of the serving process; forgets what has waited too long",
    "core.signins:count_wrong_password": "makes the person wait who gave a wrong password; nobody else",
    "core.signins:forget_what_is_over": "housekeeping of the serving process; deletes what has lapsed",
    "core.signins:keep_alive": "whoever holds the token may keep it alive, and asks by `whose` first",
    "core.roll_up:add_lacking_roll_ups": "runs at start, when nobody is there; adds up what reports have frozen",
    "core.roll_up:roll_up": "the archiving verb calls it, and the start for rounds that were archived before",
    "core.retention:purge_audio": "housekeeping of the serving process; forgets only what the set time allows",
    "core.signins:sign_out": "whoever holds the token may end it",
}
PAGES, PARTS, APP, SESSION = "pages", "pages/parts", "app.py", "pages/parts/session.py"
WRITES = re.compile(r"\s*(?:WITH\s.*\s)?(INSERT|UPDATE|DELETE)\s", re.DOTALL)
WIDGETS = {
    *(
        "button",
        "download_button",
        "form",
        "form_submit_button",
        "text_input",
        "text_area",
        "number_input",
        "selectbox",
    ),
    *(
        "multiselect",
        "radio",
        "checkbox",
        "toggle",
        "slider",
        "select_slider",
        "segmented_control",
        "pills",
        "feedback",
    ),
    *("date_input", "time_input", "datetime_input", "file_uploader", "data_editor", "audio_input", "camera_input"),
    *("chat_input", "color_picker", "plotly_chart"),
}


def test_every_verb_that_writes_asks_first_whether_it_may() -> None:
    writers = _writers()
    verbs = {name: function for name, function in _functions().items() if name in writers and _is_verb(name, function)}
    assert not {name for name, function in verbs.items() if not _asks_first(function)} - set(UNGUARDED)


def test_unguarded_verbs_exist_and_say_why() -> None:
    assert not set(UNGUARDED) - set(_functions())
    assert all(len(why) > 15 for why in UNGUARDED.values())


def test_the_first_statement_of_every_page_is_its_guard() -> None:
    """Without it the pages folder is a way past the sign-in on a fresh process (docs/decisions)."""
    assert not [page.path for page in _pages() if not _is_guard(_first_statement(page))]


def test_every_widget_has_a_key_that_starts_with_its_page() -> None:
    unnamed = []
    for source in sources(APP, PAGES):
        widgets = [call for call in source.calls if called(call) in WIDGETS and _is_streamlit(source, call)]
        unnamed += [f"{source.place(call)} {called(call)}" for call in widgets if not _is_well_named(source, call)]
    assert not unnamed


def test_no_page_decides_by_role() -> None:
    pages = [s for s in sources(PAGES) if s.path != SESSION]
    choices = [(s, node) for s in pages for node in ast.walk(s.tree) if isinstance(node, ast.Compare)]
    assert not [s.place(node) for s, node in choices if any(_is_role(side) for side in (node.left, *node.comparators))]


def _pages() -> list[Source]:
    return [s for s in sources(PAGES) if not s.path.startswith(PARTS)]


def _first_statement(page: Source) -> ast.stmt | None:
    return next((s for s in statements(page.tree) if not isinstance(s, ast.Import | ast.ImportFrom)), None)


def _is_guard(statement: ast.stmt | None) -> bool:
    if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Call):
        return False
    return [dotted(target) for target in statement.targets] == ["me"] and dotted(statement.value.func) == "enter"


def _is_streamlit(source: Source, call: ast.Call) -> bool:
    """True for `st.button`, `left.button`, `st.sidebar.button`; false for `scoring.feedback` of an imported module."""
    if not isinstance(call.func, ast.Attribute):
        return source.names.get(called(call), "").startswith("streamlit")
    owner = dotted(call.func.value).split(".")[0]
    return source.names.get(owner, "streamlit").startswith("streamlit")


def _is_well_named(source: Source, call: ast.Call) -> bool:
    key = keyword(call, "key") or (call.args[0] if called(call) == "form" and call.args else None)
    first = key.values[0] if isinstance(key, ast.JoinedStr) and key.values else key
    if source.path.startswith(PARTS):
        return first is not None
    page = source.path.rsplit("/", 1)[-1].removesuffix(".py")
    return isinstance(first, ast.Constant) and str(first.value).startswith(f"{page}.")


def _is_role(side: ast.expr) -> bool:
    return any(re.fullmatch(r"(Role\..+|(.+\.)?roles?)", dotted(node)) for node in ast.walk(side))


def _is_verb(name: str, function: Function) -> bool:
    first = function.args.args[:1]
    return not name.startswith("core.store") and not function.name.startswith("_") and [a.arg for a in first] == ["tx"]


def _asks_first(function: Function) -> bool:
    """Begins with `require…(`, or takes the permit that a `require…` gave."""
    given = [ast.unparse(a.annotation) for a in (*function.args.args, *function.args.kwonlyargs) if a.annotation]
    body = statements(function)
    return "Permit" in " ".join(given) or any(called(call).startswith("require") for call in within(body[0]))


def _functions() -> dict[str, Function]:
    """The module-level functions of the core: "core.rounds:assign" → its tree."""
    files = sources("core")
    return {f"{s.module}:{n.name}": n for s in files for n in s.tree.body if isinstance(n, Function)}


def _writers() -> set[str]:
    """Every function that changes the store, itself or through what it calls."""
    functions, files = _functions(), {s.module: s for s in sources("core")}
    calls = {name: _callees(files[name.split(":")[0]], function) for name, function in functions.items()}
    writers = {name for name, function in functions.items() if name.startswith("core.store") and _writes(function)}
    while more := {name for name, used in calls.items() if used & writers} - writers:
        writers |= more
    return writers


def _writes(function: Function) -> bool:
    texts = (n.value for n in ast.walk(function) if isinstance(n, ast.Constant) and isinstance(n.value, str))
    return any(WRITES.match(text) for text in texts)


def _callees(source: Source, function: Function) -> set[str]:
    found = set()
    for call in within(function):
        head, _, rest = dotted(call.func).partition(".")
        whole = f"{source.names[head]}.{rest}".strip(".") if head in source.names else f"{source.module}.{head}"
        found.add(":".join(whole.rsplit(".", 1)))
    return found
