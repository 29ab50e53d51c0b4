"""A YAML text from a stranger, and its keys read one by one.

It knows: how to load YAML without harm (size, depth, no aliases, no key twice) and how to say where a key is at fault.
Shaped so because: a `Part` writes every fault into one shared list and answers with a neutral value, so the reader of a
whole file goes on and its writer gets all faults at once; what was never asked for is an unknown key.
It must not know: what any key means.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

import yaml

from core.errors import Invalid
from core.language import N_, Message
from core.scorecard import Words

LARGEST_FILE = 256 * 1024
DEEPEST = 12
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,31}")


class _Loader(yaml.SafeLoader):
    """SafeLoader that stops at what could blow up in memory or silently lose a line."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise Invalid("The file uses YAML references (* and &). Write the text out in each place.")
        self.depth += 1
        if self.depth > DEEPEST:
            raise Invalid("The file is nested too deeply. Use the shipped scorecards as a pattern.")
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            if key.value in seen:
                line = key.start_mark.line + 1
                raise Invalid("Line {line}: the key {key} stands there twice. Keep one.", line=line, key=key.value)
            seen.add(key.value)
        return dict(super().construct_mapping(node, deep=deep))


def read_mapping(text: str | bytes) -> tuple[str, Mapping[object, object]]:
    """The text as read and its top-level mapping."""
    if len(text) > LARGEST_FILE:
        raise Invalid("The file is larger than {limit} KB. A scorecard is text only.", limit=LARGEST_FILE // 1024)
    try:
        source = text.decode("utf-8-sig") if isinstance(text, bytes) else text.removeprefix("\ufeff")
        content = yaml.load(source, Loader=_Loader)
    except UnicodeDecodeError as error:
        raise Invalid("The file is not UTF-8 text. Save it as UTF-8 and load it again.") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Invalid(
            "The file is not valid YAML at line {line}. Check indentation, colons and quotation marks.", line=line
        ) from error
    except (yaml.YAMLError, ValueError) as error:
        raise Invalid("The file is not valid YAML. It holds characters, dates or numbers that cannot be.") from error
    if not isinstance(content, dict):
        raise Invalid("The file holds no keys. Use the shipped scorecards as a pattern.")
    return source, content


def shown(value: object) -> str:
    """A stranger's key or code, short enough for a sentence; a number of thousands of digits cannot be written."""
    return "?" if isinstance(value, int) and value.bit_length() > 64 else str(value)[:40]


class Part:
    """One mapping of the file, with its place in words for people."""

    def __init__(
        self, data: Mapping[object, object], place: Message, problems: list[Message], language: str = "id"
    ) -> None:
        self.data, self.place, self.problems, self.language = data, place, problems, language
        self.asked: set[object] = set()

    def fault(self, text: str, **params: object) -> None:
        self.problems.append(Message(text, {"place": self.place, **params}))

    def has(self, key: str) -> bool:
        """Whether the key holds something; asking makes it a known key."""
        self.asked.add(key)
        return self.data.get(key) is not None

    def close(self) -> None:
        for key in self.data:
            if key not in self.asked:
                self.fault(N_("{place}: the key {key} is unknown. Remove or correct it."), key=shown(key))

    def _required(self, key: str) -> object:
        if not self.has(key):
            self.fault(N_("{place}: {key} is missing."), key=key)
        return self.data.get(key)

    def text(self, key: str, default: str | None = None) -> str:
        value = self._required(key) if default is None or self.has(key) else default
        if isinstance(value, str) and (value.strip() or default is not None):
            return value.strip()
        if value is not None:
            self.fault(N_("{place}: {key} must be a text. Put it in quotation marks."), key=key)
        return ""

    def code(self, key: str) -> str:
        value = self.text(key)
        if value and not CODE.fullmatch(value):
            self.fault(N_("{place}: {key} may have letters, digits, dot, dash and underscore, 32 at most."), key=key)
        return value

    def choice(self, key: str, options: Sequence[str]) -> str:
        """One of the options, or nothing when another was given."""
        value = self.text(key)
        if value and value not in options:
            self.fault(N_("{place}: {key} must be one of: {options}."), key=key, options=", ".join(options))
        return value if value in options else ""

    def whole(self, key: str, low: int, high: int) -> int:
        """A whole number in the range; −1 stands in for one that was not given or not right."""
        value = self._required(key)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        if value is not None and low == high:
            self.fault(N_("{place}: {key} must be {low}."), key=key, low=low)
        elif value is not None:
            self.fault(N_("{place}: {key} must be a whole number from {low} to {high}."), key=key, low=low, high=high)
        return -1

    def flag(self, key: str) -> bool:
        value = self._required(key)
        if value is not None and not isinstance(value, bool):
            self.fault(N_("{place}: {key} must be true or false."), key=key)
        return value is True

    def words(self, key: str) -> Words:
        """A text in both languages; the card's own language is required, the other may follow later."""
        pair = self.part(key, Message("{place}, {key}", {"place": self.place, "key": key}))
        words = {code: pair.text(code) if code == self.language else pair.text(code, "") for code in ("id", "en")}
        pair.close()
        return Words(**words)

    def part(self, key: str, place: Message) -> "Part":
        value = self._required(key)
        if isinstance(value, dict) and value:
            return Part(value, place, self.problems, self.language)
        if value is not None:
            self.fault(N_("{place}: {key} must have keys of its own below it."), key=key)
        # One fault is enough for a missing part: what is asked of it afterwards is not a fault of its own.
        return Part({}, place, [], self.language)

    def entries(self, key: str) -> list[object]:
        value = self._required(key)
        if isinstance(value, list) and value:
            return value
        if value is not None:
            self.fault(N_("{place}: {key} must be a list with at least one entry."), key=key)
        return []

    def texts(self, key: str) -> tuple[str, ...]:
        entries = self.entries(key)
        if not all(isinstance(entry, str) and entry.strip() for entry in entries):
            self.fault(N_("{place}: {key} must be a list of texts. Put them in quotation marks."), key=key)
        return tuple(entry.strip() for entry in entries if isinstance(entry, str))

    def parts(self, key: str, place: str) -> Iterator["Part"]:
        """The mappings of a list; `place` is a marked sentence with {code}, the entry's own code, value or number."""
        for number, entry in enumerate(self.entries(key), 1):
            if not isinstance(entry, dict):
                self.fault(N_("{place}: entry {number} of {key} must have keys of its own."), key=key, number=number)
                continue
            name = entry.get("code", entry.get("value", entry.get("min", number)))
            yield Part(entry, Message(place, {"outer": self.place, "code": shown(name)}), self.problems, self.language)
