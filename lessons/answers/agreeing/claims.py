"""What a sentence rules: what it is about, what it demands or forbids, and its quantities; English and German."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from lessons.answers.agreeing.quantities import Quantity, names, quantities, without
from lessons.answers.agreeing.same_words import CONDITIONS, DOCUMENT_WORDS, EMPTY, GROUPS, PLACES, SAME
from lessons.answers.agreeing.units import PERIOD_NAMES
from lessons.answers.text.analyser import is_stop_word, stem, words
from lessons.answers.text.rules import PATH


class Force(StrEnum):
    """What a sentence does with its matter."""

    ALLOWS = "allows"
    FORBIDS = "forbids"
    DEMANDS = "demands"
    LEAVES_OPEN = "leaves open"
    STATES = "states"
    DENIES = "denies"


CONTRARY = {
    frozenset((Force.ALLOWS, Force.FORBIDS)),
    frozenset((Force.ALLOWS, Force.DENIES)),
    frozenset((Force.DEMANDS, Force.LEAVES_OPEN)),
    frozenset((Force.DEMANDS, Force.FORBIDS)),
    frozenset((Force.DEMANDS, Force.DENIES)),
    frozenset((Force.STATES, Force.DENIES)),
    frozenset((Force.STATES, Force.FORBIDS)),
}
# Tried in the order of _FORCES: "need not" before "not", "must not" before "must".
_LEAVES_OPEN = re.compile(
    r"\bneed(?:s)?(?: not|n[’']t)\b|\b(?:do|does) ?(?:not|n[’']t) (?:have|need) to\b|"
    r"\bnot (?:required|necessary|mandatory|needed|compulsory)\b|"
    r"\b(?:optional|voluntary|freiwillig\w*)\b|\bmuss(?:t|en)?\b.*\b(?:nicht|kein\w*)\b|\bmüssen\b.*\b(?:nicht|kein\w*)\b|"
    r"\b(?:nicht|keine?) (?:erforderlich|nötig|notwendig|verpflichtend|pflicht)\b|\bbrauch\w*\b.*\b(?:nicht|kein\w*)\b",
)
_FORBIDS = re.compile(
    r"\b(?:may|must|can|shall|should) ?(?:not|never)\b|\b(?:can|mustn|shouldn)(?:no|[’'])t\b|"
    r"\bnot (?:allowed|permitted|welcome|possible)\b|"
    r"\b(?:prohibited|forbidden|banned|off limits)\b|^\W*(?:do not|don[’']t|never)\b|"
    r"\bno \w+ (?:may|is allowed|are allowed)\b|"
    r"\b(?:darf|dürfen|kann|können|soll|sollen)\b.*\b(?:nicht|nie|niemals|kein\w*)\b|\bkein\w*\b.*\b(?:darf|dürfen)\b|"
    r"\bnicht (?:erlaubt|gestattet|zulässig|möglich)\b|\b(?:verboten|untersagt|unzulässig)\b",
)
_ALLOWS = re.compile(
    r"\b(?:may|can)\b|\b(?:allowed|permitted|welcome|acceptable)\b|\b(?:darf|dürfen|kann|können)\b|\b(?:erlaubt|gestattet|zulässig|möglich)\b"
)
_DEMANDS = re.compile(
    r"\b(?:must|shall|ha(?:s|ve) to|needs? to|required|mandatory|compulsory|obligatory|necessary)\b|"
    r"\b(?:muss|müssen|erforderlich|verpflichtend|pflicht|nötig|notwendig|vorgeschrieben)\b|"
    r"\bist\b.*\bzu \w+en\b|\bsind\b.*\bzu \w+en\b"
)
_DENIES = re.compile(r"\b(?:not|never|no|nicht|nie|niemals|kein\w*|nobody|niemand)\b|n[’']t\b")
_FORCE_WORDS_TEXT = """
    allowed permitted prohibited forbidden banned mandatory optional voluntary compulsory obligatory required
    necessary welcome acceptable cannot dont never not shall must may can need darf dürfen kann können muss müssen
    erlaubt gestattet zulässig unzulässig verboten untersagt pflicht freiwillig erforderlich nötig notwendig
    verpflichtend vorgeschrieben niemals limit möglich grenze obergrenze"""
_FORCE_WORDS = frozenset(_FORCE_WORDS_TEXT.split())
_FOLDED_EMPTY = frozenset(word for each in (*EMPTY, *_FORCE_WORDS) for word in words(each))
_FOLDED_CONDITIONS = frozenset(word for each in CONDITIONS for word in words(each))
# "einzureichen" and "eingereicht" are forms of "einreichen", which a stemmer of endings cannot see.
_DEPARTED = re.compile(
    r"^(?P<front>ein|aus|an|ab|auf|bei|mit|nach|vor|weiter|fest|zuruck|weg|um)(?:zu|ge)(?P<rest>\w{4,})$"
)
# What begins with one of these speaks of somebody or something that was named before.
_POINTS_BACK = re.compile(
    r"\W*(?:they|it|this|that|these|those|he|she|there|here|then|otherwise|also|er|es|dies\w*|jene\w*|dort|hier|dann|sonst|"
    r"in (?:this|that|diesem) (?:case|fall))\b",
    re.IGNORECASE,
)


_REMARK = re.compile(r",\s+([^,;\d]+?)[.!]?\s*$")
LONGEST_REMARK = 4  # words
_HOLDS = "for in on at of to but not never fur im am an auf aber nicht nie kein"
_PREPOSITIONS = frozenset(_HOLDS.split())


@dataclass(frozen=True, slots=True)
class Ruling:
    """One sentence as it is compared.

    Attributes:
        heading: its document's title and the headings above it.
        about: stems of what it is about, without quantities, force and empty words.
        title: stems of the heading.
        parts: the same for each heading.
        scope: stems of these that name more than a kind of document.
        periods: "per month" and the like.
        conditions: words that limit it.
        points_back: its first word speaks of something named before it.
    """

    text: str
    heading: str
    about: frozenset[str]
    title: frozenset[str]
    parts: tuple[frozenset[str], ...]
    scope: frozenset[str]
    periods: frozenset[str]
    conditions: frozenset[str]
    force: Force
    quantities: tuple[Quantity, ...]
    points_back: bool
    is_item: bool


@lru_cache(maxsize=512)
def claim(sentence: str, title: str, language: str) -> Ruling:
    """What a sentence rules, below its title and headings."""
    main = main_part(sentence)
    measured = quantities(main, language)
    rest = without(main, measured)
    typed = words(rest)
    return Ruling(
        sentence,
        title,
        frozenset((*meanings(_content(typed, language), language), *names(main, measured))),
        frozenset(meanings(words(title), language)),
        tuple(frozenset(meanings(words(part), language)) for part in title.split(PATH)),
        _scope(title, language),
        frozenset(PERIOD_NAMES[word] for word in typed if word in PERIOD_NAMES) - {each.unit for each in measured},
        _FOLDED_CONDITIONS.intersection(typed),
        force_of(main),
        measured,
        _POINTS_BACK.match(sentence) is not None,
        re.match(r"\s*(?:[-*•‣|]|\d+[.)]\s)", sentence) is not None,
    )


def main_part(sentence: str) -> str:
    """The sentence without a short remark at its end, such as ", breakfast included"; one that limits it stays."""
    remark = _REMARK.search(sentence)
    typed = words(remark[1]) if remark else []
    limits = _FOLDED_CONDITIONS | _FOLDED_GROUPS | _PLACES | _PREPOSITIONS
    if remark is None or len(typed) > LONGEST_REMARK or limits.intersection(typed):
        return sentence
    return sentence[: remark.start()]


def force_of(sentence: str) -> Force:
    """What a sentence does with its matter, by its words."""
    text = " ".join(sentence.casefold().split())
    for force, pattern in _FORCES:
        if pattern.search(text):
            return force
    return Force.STATES


_FORCES = (
    (Force.LEAVES_OPEN, _LEAVES_OPEN),
    (Force.FORBIDS, _FORBIDS),
    (Force.ALLOWS, _ALLOWS),
    (Force.DEMANDS, _DEMANDS),
    (Force.DENIES, _DENIES),
)


def _content(typed: Iterable[str], language: str) -> list[str]:
    """The words that say what it is about; periods and conditions are compared by themselves."""
    empty = _FOLDED_EMPTY | PERIOD_NAMES.keys() | _FOLDED_CONDITIONS
    return [word for word in typed if word not in empty and not is_stop_word(word, language)]


def meanings(typed: Iterable[str], language: str) -> list[str]:
    """Stems of words, one for all that mean the same at work."""
    same = _SAME["de" if language == "de" else "en"]
    return [same.get(base, base) for base in (base_of(word, language) for word in typed)]


@lru_cache(maxsize=16_384)
def base_of(word: str, language: str) -> str:
    """The stem; of German verbs the same for "einzureichen", "eingereicht" and "einreichen"."""
    if language != "de":
        return stem(word, language)
    if parted := _DEPARTED.match(word):
        word = f"{parted['front']}{parted['rest']}"
    elif word.startswith("ge") and word.endswith(("t", "en")) and len(word) > 5:
        word = word.removeprefix("ge")
    base = stem(word, language)
    return base.removesuffix("t") if len(base) > 4 else base


def _same(language: str) -> dict[str, str]:
    """The first word's stem of each line of SAME, for every word of it."""
    lines = [words(line) for line in SAME[language].splitlines() if line.strip()]
    return {base_of(word, language): base_of(line[0], language) for line in reversed(lines) for word in line}


_SAME = {language: _same(language) for language in ("de", "en")}
_FOLDED_GROUPS = frozenset(word for each in GROUPS for word in words(each))
_FOLDED_DOCUMENT_WORDS = frozenset(word for each in DOCUMENT_WORDS for word in words(each))


def _scope(title: str, language: str) -> frozenset[str]:
    """What of a title is more than the kind of document; years and versions are not."""
    own = [
        word for word in words(title.replace(PATH, " ")) if word not in _FOLDED_DOCUMENT_WORDS and not word.isdigit()
    ]
    return frozenset(meanings(own, language))


def groups(typed: Iterable[str]) -> frozenset[str]:
    """The groups of people that are named."""
    return frozenset(typed) & _FOLDED_GROUPS


def places(typed: Iterable[str]) -> frozenset[str]:
    """The countries and cities that are named; one without any holds everywhere."""
    return frozenset(typed) & _PLACES


_PLACES = frozenset(word for each in PLACES for word in words(each))
