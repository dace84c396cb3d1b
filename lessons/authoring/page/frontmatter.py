"""The front matter of a file: YAML between two lines of ---, every value with the line it stands on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import yaml

from lessons.authoring.page.errors import SourceFile, listed, nearest

FENCE = "---"
DEEPEST = 3  # characters: Nia: hair: bun; everything else stops at two, which its reader says
MOST_BRACKETS = 50  # no key takes a list in brackets, and the YAML reader needs minutes for thousands of them


@dataclass(frozen=True, slots=True)
class Value:
    """A text, or a mapping of texts, as written: never turned into a date, a number or a yes.

    Attributes:
        wrong: it is something else, which was noted.
    """

    line: int
    text: str = ""
    parts: Mapping[str, Value] | None = None
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Front:
    """The front matter of a page.

    Attributes:
        keys: those that may stand in it.
        ends: how many lines it takes, its two fences included.
        broken: it could not be read, so nobody can say what is missing.
    """

    page: SourceFile
    keys: Sequence[str]
    values: Mapping[str, Value] = field(default_factory=dict)
    ends: int = 0
    broken: bool = False

    def line_of(self, key: str) -> int:
        return self.values[key].line if key in self.values else 1

    def text(self, key: str, longest: int = 300) -> str:
        """The text under a key, "" when there is none."""
        value = self.values.get(key)
        return "" if value is None else one_text(self.page, key, value, longest)

    def needed(self, key: str, example: str, longest: int = 300) -> str:
        """The text under a key that must be there."""
        meant = any(nearest(name, self.keys) == key for name in self.values if name not in self.keys)
        if key not in self.values and not meant and not self.broken:
            self.page.fault(1, f"the front matter has no {key}", f"Write, between the lines of ---: {key}: {example}")
        return self.text(key, longest)

    def texts(self, key: str, example: str) -> Mapping[str, Value]:
        """The mapping of texts under a key, empty when there is none."""
        value = self.values.get(key)
        if value is None:
            return {}
        if value.parts is None and not value.wrong:
            self.page.fault(value.line, f"{key} is not a list of names with what belongs to them", f"Write {example}")
        return value.parts or {}


def one_text(page: SourceFile, key: str, value: Value, longest: int = 300) -> str:
    """The value as one line of text; notes what it is when it is none, is empty, or is too long."""
    text = " ".join(value.text.split())
    if value.wrong:
        return ""
    if value.parts is not None:
        page.fault(value.line, f"{key} has more than one value", f"Write one text: {key}: …")
    elif not text:
        page.fault(value.line, f"{key} is empty", f"Write something after {key}: or take the line out.")
    elif len(text) > longest:
        page.fault(
            value.line,
            f"{key} has {len(text)} characters and can have {longest}",
            f"Write it shorter by {len(text) - longest}.",
        )
    return text


def read_front(page: SourceFile, lines: Sequence[str], known: Sequence[str], hints: Mapping[str, str]) -> Front:
    """The front matter at the head of the lines; what is wrong with it is noted.

    Args:
        hints: what to do instead of a key that authors often write but that has its place elsewhere.
    """
    if not lines or lines[0].rstrip() != FENCE:
        page.fault(1, "there is no front matter", "Begin the file with three lines: --- and title: … and ---")
        return Front(page, known, broken=True)
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if end is None:
        page.fault(1, "the front matter never ends", "Write a line of --- below its last key.")
        return Front(page, known, ends=len(lines), broken=True)
    read = _values(page, "\n".join(lines[1:end]))
    values = read or {}
    for key, value in values.items():
        _refuse_unknown(page, key, value.line, known, hints)
    return Front(page, known, values, end + 1, read is None)


def refuse_unknown(page: SourceFile, keys: Mapping[str, Value], known: Sequence[str]) -> None:
    """Note every key that is not known."""
    for key, value in keys.items():
        _refuse_unknown(page, key, value.line, known, {})


def _refuse_unknown(page: SourceFile, key: str, line: int, known: Sequence[str], hints: Mapping[str, str]) -> None:
    if key in known:
        return
    meant = nearest(key, known)
    instead = hints.get(key) or (f"Write {meant}." if meant else f"The keys are {listed(known)}.")
    page.fault(line, f"there is no key {key!r}", instead)


def _values(page: SourceFile, text: str) -> Mapping[str, Value] | None:
    """The keys, or None when the text is not YAML, which is then noted."""
    if text.count("[") + text.count("{") > MOST_BRACKETS:
        page.fault(2, f"the front matter has more than {MOST_BRACKETS} brackets", "Take them out.")
        return None
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, yaml.SafeLoader)):
            page.fault(2, "the front matter has an alias (*name)", "Write the value out, or put it in quotes.")
            return None
        node = yaml.compose(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        _fault_of_yaml(page, text, error)
        return None
    except (yaml.YAMLError, RecursionError):
        page.fault(2, "the front matter is not YAML", 'Write one "key: value" a line.')
        return None
    if node is not None and not isinstance(node, yaml.MappingNode):
        page.fault(2, "the front matter has no keys", 'Write one "key: value" a line, such as title: The Data Leak')
        return None
    return {} if node is None else _mapping(page, node, depth=1)


def _mapping(page: SourceFile, node: yaml.MappingNode, depth: int) -> Mapping[str, Value]:
    mapping: dict[str, Value] = {}
    for name, content in node.value:
        key, line = str(name.value), name.start_mark.line + 2
        if key in mapping:
            page.fault(
                line, f"{key} stands here for the second time", f"Keep one; the other is on line {mapping[key].line}."
            )
        mapping[key] = _value(page, key, content, depth)
    return mapping


def _value(page: SourceFile, key: str, node: yaml.Node, depth: int) -> Value:
    line = node.start_mark.line + 2
    if isinstance(node, yaml.ScalarNode):
        return Value(line, "" if node.tag.endswith(":null") else str(node.value))
    if isinstance(node, yaml.MappingNode) and depth < DEEPEST:
        return Value(line, parts=_mapping(page, node, depth + 1))
    page.fault(
        line, f"{key} is a list, or keys within keys", f"Write {key} as one text, or as lines of name: text below it."
    )
    return Value(line, wrong=True)


def _fault_of_yaml(page: SourceFile, text: str, error: yaml.MarkedYAMLError) -> None:
    mark = error.problem_mark or error.context_mark
    at = mark.line if mark else 0
    lines = text.split("\n")
    row = lines[min(at, len(lines) - 1)]
    page.fault(at + 2, f"the front matter is not YAML here: {error.problem}", _mend(row, error.problem or ""))


def _mend(row: str, problem: str) -> str:
    key, _, value = row.partition(":")
    if "\t" in row:
        return "Indent with spaces, not with tabs."
    if "mapping values" in problem and ":" in value:
        return f"Put quotes around a value with a colon: {key.strip()}: {_quoted(value)}"
    if value.strip() and value.strip()[0] in "*&!%@`[]{}|>\"'":
        return f"Put quotes around the whole value: {key.strip()}: {_quoted(value)}"
    return 'Write one "key: value" a line, and put quotes around a value that has a colon or a quotation mark in it.'


def _quoted(value: str) -> str:
    return "'" + value.strip().strip("\"'").replace("'", "''") + "'"
