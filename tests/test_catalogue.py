"""Every sentence people read goes through the catalogue and stands in it, in Indonesian.

It knows: the calls that carry sentences (pyproject.toml) and the Streamlit calls that show text.
Shaped so because: a forgotten translation or a wrong gap shows only on the one page that needs it, in one language.
It must not know: what a sentence means.
"""

import ast
import re
from collections.abc import Iterator
from string import Formatter

from babel.messages.catalog import Message

from tests.catalogue import SETTINGS, TRANSLATION, spoken, translated
from tests.source import called, sources

PROGRAM = tuple(SETTINGS["sources"])
SENTENCES = set(SETTINGS["calls"])
SHOWN = {
    *("title", "header", "subheader", "write", "markdown", "caption", "text", "info", "error", "success", "warning"),
    *(
        "toast",
        "badge",
        "metric",
        "tabs",
        "expander",
        "popover",
        "status",
        "spinner",
        "progress",
        "button",
        "link_button",
    ),
    *("download_button", "form_submit_button", "page_link", "text_input", "text_area", "number_input", "selectbox"),
    *("multiselect", "radio", "checkbox", "toggle", "slider", "select_slider", "segmented_control", "pills"),
    *("date_input", "time_input", "datetime_input", "file_uploader", "audio_input", "chat_input", "Page", "Column"),
    *("TextColumn", "NumberColumn", "DateColumn", "DatetimeColumn", "CheckboxColumn", "SelectboxColumn", "LinkColumn"),
    *("ProgressColumn", "ListColumn", "set_page_config"),
}
SHOWN_KEYWORDS = {"label", "body", "help", "placeholder", "title", "page_title", "caption", "captions", "text"}
# Names and addresses: the same in every language.
NOT_TRANSLATED = {"Selaras"}
# Arguments of our errors that are not gaps of the sentence.
NOT_GAPS = {"problems", "reasons"}
ICON_OR_COLOUR = re.compile(r":material/\w+:|:[a-z-]+\[|&\w+;")
ADDRESS = re.compile(r"[\w/.-]+\.py")


def test_every_sentence_of_the_code_is_in_the_catalogue() -> None:
    known = {message.id for message in translated()}
    assert not [m.id for m in spoken() if m.id and m.id not in known], "run `make messages`, then translate"


def test_every_sentence_is_translated() -> None:
    assert not [m.id for m in translated() if m.id and (m.fuzzy or not all(_forms(m)))]


def test_the_catalogue_holds_nothing_that_is_no_longer_spoken() -> None:
    said = {message.id for message in spoken()}
    assert not [m.id for m in translated() if m.id and m.id not in said] + list(translated().obsolete)


def test_a_translation_has_the_gaps_of_its_sentence() -> None:
    pairs = [(_source_text(m), form) for m in translated() if m.id for form in _forms(m) if form]
    assert not [(source, form) for source, form in pairs if _gaps(source) != _gaps(form)]


def test_every_sentence_is_given_what_its_gaps_ask_for() -> None:
    wrong = []
    for source in sources(*PROGRAM):
        filled = [(call, given) for call in source.calls if (given := _given(call)) is not None]
        wrong += [source.place(call) for call, given in filled if given != _gaps(call.args[0].value)]
    assert not wrong


def test_a_sentence_is_one_literal_so_that_the_catalogue_can_find_it() -> None:
    makers = [(s, call) for s in sources(*PROGRAM) for call in s.calls if called(call) in SENTENCES and call.args]
    assert not [s.place(call) for s, call in makers if isinstance(call.args[0], ast.JoinedStr | ast.BinOp)]


def test_no_text_is_hard_coded_where_it_is_shown() -> None:
    bare = []
    for source in sources("app.py", "pages"):
        shown = [call for call in source.calls if called(call) in SHOWN and isinstance(call.func, ast.Attribute)]
        bare += [f"{source.place(call)} {text}" for call in shown for text in _bare_texts(call)]
    assert not bare


def test_the_catalogue_opens_with_its_language() -> None:
    assert "Language: id" in TRANSLATION.read_text(encoding="utf-8")
    assert translated().num_plurals == 1


def _forms(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


def _source_text(message: Message) -> str:
    return message.id[-1] if isinstance(message.id, tuple) else message.id


def _gaps(text: str) -> set[str]:
    return {name for _before, name, _format, _conversion in Formatter().parse(text) if name is not None}


def _given(call: ast.Call) -> set[str] | None:
    """The names a call fills in, where source alone can tell: {"name"} of `t("Locked by {name}", name=…)`."""
    is_literal = bool(call.args) and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    if called(call) not in SENTENCES - {"N_"} or not is_literal:
        return None
    if called(call) == "Message":
        values = call.args[1] if len(call.args) > 1 else ast.Dict([], [])
        known = isinstance(values, ast.Dict) and all(isinstance(key, ast.Constant) for key in values.keys)
        return {key.value for key in values.keys} if known else None
    names = {word.arg for word in call.keywords}
    return None if None in names else {str(name) for name in names} - NOT_GAPS


def _bare_texts(call: ast.Call) -> Iterator[str]:
    told = [*call.args[:1], *(word.value for word in call.keywords if word.arg in SHOWN_KEYWORDS)]
    for text in (text for node in told for text in _literals(node)):
        plain = ICON_OR_COLOUR.sub("", text)
        if any(letter.isalpha() for letter in plain) and text not in NOT_TRANSLATED and not ADDRESS.fullmatch(text):
            yield text


def _literals(node: ast.AST) -> Iterator[str]:
    """The strings that would be shown as they are: not those inside a call, such as t(…)."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    inner: list[ast.AST] = []
    match node:
        case ast.JoinedStr():
            inner = [piece.value if isinstance(piece, ast.FormattedValue) else piece for piece in node.values]
        case ast.BinOp():
            inner = [node.left, node.right]
        case ast.IfExp():
            inner = [node.body, node.orelse]
        case ast.List() | ast.Tuple():
            inner = list(node.elts)
    for part in inner:
        yield from _literals(part)
