"""A script's words with a pronunciation hint behind whatever is not read as it is written.

Every voice gets plain words of its language, so that engines differ in sound and not in what they make of "3.5 GB".
Captions come from the words in front of the hints, so they show what the author wrote.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

from lessons.script import HINT
from lessons.studio.wording import english, german, others
from lessons.studio.wording.rules import ReadingRule

LANGUAGES: Mapping[str, Callable[[str], Sequence[ReadingRule]]] = {"en": english.rules, "de": german.rules}


@lru_cache(1024)  # a clip asks for each line several times: its sound, its captions, its length
def readable(say: str, language: str) -> str:
    """The words with hints, in the form {written|spoken}; hints that the author wrote stay as they are."""
    tag = language.lower()
    for rule in LANGUAGES.get(tag.split("-")[0], others.rules)(tag):
        say = _hinted(say, rule)
    return say


def _hinted(say: str, rule: ReadingRule) -> str:
    """The rule applied to everything outside of hints."""
    pieces, last = [], 0
    for hint in HINT.finditer(say):
        pieces += [_applied(say[last : hint.start()], rule), hint[0]]
        last = hint.end()
    return "".join([*pieces, _applied(say[last:], rule)])


def _applied(text: str, rule: ReadingRule) -> str:
    return rule.pattern.sub(lambda match: _hint(match, rule), text)


def _hint(match: re.Match[str], rule: ReadingRule) -> str:
    written, spoken = match[0], rule.spoken(match)
    if not spoken or spoken == written or re.search(r"[{}|]", written + spoken):
        return written
    return f"{{{written}|{spoken}}}"
