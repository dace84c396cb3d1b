"""Who belongs to a group, as a sentence over people's fields: "country is DE and role contains support"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

HELP = (
    "write conditions such as: country is DE and role contains support. Between a field and its value stands is, "
    "is not, contains, does not contain, or is one of (values with commas); join conditions with and, or, ( and )"
)
_WORD = re.compile(r'\s*(?:"([^"]*)"|([()])|([^\s()"]+))')
_CONTAINS, _IS, _ONE_OF = "contains", "is", "is one of"


class BadRule(ValueError):
    """The rule cannot be read; the text says where, and what to write."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One comparison. negated: "is not", "does not contain"."""

    field: str
    kind: str
    values: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Both:
    left: Rule
    right: Rule


@dataclass(frozen=True, slots=True)
class Either:
    left: Rule
    right: Rule


Rule = Condition | Both | Either


def why(rule: Rule, fields: Mapping[str, str]) -> str | None:
    """Why somebody with these fields belongs to the group, in words, or None when they do not.

    Args:
        fields: name in small letters -> value; a field that is absent counts as empty.
    """
    match rule:
        case Condition():
            return _reason(rule, fields.get(rule.field, ""))
        case Both(left, right):
            reasons = why(left, fields), why(right, fields)
            return None if None in reasons else " and ".join(map(str, reasons))
        case Either(left, right):
            reason = why(left, fields)
            return why(right, fields) if reason is None else reason


def _reason(condition: Condition, value: str) -> str | None:
    if _holds(condition, value.casefold().strip()) is condition.negated:
        return None
    return f"{condition.field} is {value}" if value else f"{condition.field} is empty"


def _holds(condition: Condition, value: str) -> bool:
    if condition.kind == _CONTAINS:
        return condition.values[0] in value
    return value in condition.values


def fields_of(rule: Rule) -> set[str]:
    """The fields that a rule asks for."""
    return {rule.field} if isinstance(rule, Condition) else fields_of(rule.left) | fields_of(rule.right)


def parsed(text: str) -> Rule:
    """The rule that a text says; "and" binds before "or".

    Raises:
        BadRule: with the place and what to write.
    """
    reader = _RuleReader(_words(text))
    rule = reader.either()
    if reader.word is not None:
        raise BadRule(f"“{reader.word}” is not understood after “{reader.before}”: {HELP}")
    return rule


def _words(text: str) -> list[tuple[str, bool]]:
    """The words of a rule, each with whether it stood in quotes."""
    if text.count('"') % 2:
        raise BadRule(f"a quotation mark is not closed: {HELP}")
    return [
        (match.group(1) if match.group(1) is not None else match.group(2) or match.group(3), match.group(1) is not None)
        for match in _WORD.finditer(text.rstrip())
    ]


class _RuleReader:
    """Reads words from left to right."""

    def __init__(self, words: list[tuple[str, bool]]) -> None:
        self._words, self._at = words, 0

    @property
    def word(self) -> str | None:
        """The next word in small letters; a quoted one is never a keyword and comes with its quotes."""
        if self._at == len(self._words):
            return None
        text, quoted = self._words[self._at]
        return f'"{text}"' if quoted else text.casefold()

    @property
    def before(self) -> str:
        return self._words[self._at - 1][0] if self._at else "the beginning"

    def _take(self, *words: str) -> bool:
        """Whether the next words are these; they are passed over then."""
        upcoming = [text.casefold() for text, quoted in self._words[self._at : self._at + len(words)] if not quoted]
        fits = upcoming == list(words)
        self._at += len(words) if fits else 0
        return fits

    def either(self) -> Rule:
        rule = self._both()
        while self._take("or"):
            rule = Either(rule, self._both())
        return rule

    def _both(self) -> Rule:
        rule = self._single()
        while self._take("and"):
            rule = Both(rule, self._single())
        return rule

    def _single(self) -> Rule:
        if not self._take("("):
            return self._condition()
        rule = self.either()
        if not self._take(")"):
            raise BadRule(f"a bracket is not closed after “{self.before}”: {HELP}")
        return rule

    def _condition(self) -> Condition:
        field = self._value_words(("is", "contains", "does"))
        if not field:
            raise BadRule(f"a field is missing after “{self.before}”: {HELP}")
        kind, negated = self._comparison(field)
        value = self._value_words(("and", "or", ")"))
        if not value:
            raise BadRule(f"a value is missing after “{self.before}”: {HELP}")
        values = value.split(",") if kind == _ONE_OF else [value]
        return Condition(field.casefold(), kind, tuple(each.strip().casefold() for each in values), negated)

    def _comparison(self, field: str) -> tuple[str, bool]:
        for words, kind, negated in _COMPARISONS:
            if self._take(*words):
                return kind, negated
        raise BadRule(f"“{field}” needs is or contains behind it: {HELP}")

    def _value_words(self, ends: tuple[str, ...]) -> str:
        """Words up to a keyword: names of several words need no quotes."""
        words = []
        while self.word is not None and self.word not in (*ends, "("):
            words.append(self._words[self._at][0])
            self._at += 1
        return " ".join(words)


_COMPARISONS = (
    (("is", "one", "of"), _ONE_OF, False),
    (("is", "not", "one", "of"), _ONE_OF, True),
    (("is", "not"), _IS, True),
    (("is",), _IS, False),
    (("contains",), _CONTAINS, False),
    (("does", "not", "contain"), _CONTAINS, True),
)
