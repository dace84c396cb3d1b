"""A company's own words: "PTO" for "paid time off". A question is asked in each of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from lessons.answers.text.analyser import LONGEST_QUESTION, stem, words

MOST_GROUPS, MOST_WORDS = 500, 12  # lines, and names in each
MOST_WAYS = 4  # other ways in which one question is asked: each is a search
_HYPHENATED = re.compile(r"\b([^\W\d_]{1,12})-([^\W\d_]{2,14})\b")


class BadSynonyms(ValueError):
    """A list of synonyms cannot be used; the text says which line to change, and how."""


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Groups of words and phrases that mean the same."""

    groups: tuple[tuple[str, ...], ...] = ()

    def ways(self, question: str, language: str) -> list[str]:
        """The question in other words, at most MOST_WAYS."""
        typed = words(question[:LONGEST_QUESTION])
        stems = [stem(word, language) for word in typed]
        ways: dict[str, None] = dict.fromkeys(joined(question))
        for group in self.groups:
            for at, length, phrase in _places(group, stems, language):
                others = [other for other in group if other != phrase]
                ways |= dict.fromkeys(" ".join((*typed[:at], other, *typed[at + length :])) for other in others)
        return list(ways)[:MOST_WAYS]

    def with_ways(self, question: str, language: str) -> str:
        """The question with its other ways behind it: what an embedder, which knows no company's words, is asked."""
        return " ".join((question, *self.ways(question, language)))


NO_SYNONYMS = Synonyms()


def joined(question: str) -> list[str]:
    """The question with "sign-up" written "signup", where it has such a word."""
    together = _HYPHENATED.sub(r"\1\2", question[:LONGEST_QUESTION])
    return [together] if together != question[:LONGEST_QUESTION] else []


def _places(group: Sequence[str], stems: Sequence[str], language: str) -> list[tuple[int, int, str]]:
    """Where the question says a phrase of the group: its place, its length in words, and the phrase."""
    places = []
    for phrase in group:
        wanted = [stem(word, language) for word in words(phrase)]
        at = next((at for at in range(len(stems)) if wanted and [*stems[at : at + len(wanted)]] == wanted), None)
        if at is not None:
            places.append((at, len(wanted), phrase))
    return places


@lru_cache(maxsize=64)
def read_synonyms(text: str) -> Synonyms:
    """The groups of a list: a line for each, such as "PTO = paid time off, vacation"; "#" begins a remark.

    Raises:
        BadSynonyms: a line is no such group, or there are too many.
    """
    groups = []
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        plain = line.partition("#")[0].strip()
        if plain:
            groups.append(_group(number, plain))
    if len(groups) > MOST_GROUPS:
        raise BadSynonyms(f"these are {len(groups)} lines of synonyms: keep the list to {MOST_GROUPS}")
    return Synonyms(tuple(groups))


def _group(number: int, line: str) -> tuple[str, ...]:
    name, equals, rest = line.partition("=")
    phrases = [phrase.strip() for phrase in (name, *rest.split(",")) if words(phrase)]
    if not equals or not words(name) or len(phrases) < 2:
        raise BadSynonyms(f'line {number} is no group of synonyms: write it as "PTO = paid time off, vacation"')
    if len(phrases) > MOST_WORDS:
        raise BadSynonyms(f"line {number} has {len(phrases)} words that mean the same: keep it to {MOST_WORDS}")
    return tuple(dict.fromkeys(phrases))
