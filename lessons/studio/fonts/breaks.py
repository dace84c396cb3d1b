"""Where a line may end, and how good each place is."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from lessons.studio.fonts.clusters import clusters, pictographic
from lessons.studio.fonts.thai import word_ends

NO_START = frozenset(
    "!),.:;?]}¢°·ˇˉ―‖’”…‰′″›℃、。〃々〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～%»،؛؟।॥"
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶー・"
)
"""Never first in a line (JIS X 4051, GB/T 15834)."""

NO_END = frozenset("([{£¥‘“‹«〈《「『【〔〖〝﹙﹛﹝＄（．［｛￡￥$€")
"""Never last in a line."""

VOWELS = frozenset("aeiouyаеёиоуыэюяіїєαεηιουω")
LATIN_ONSETS = "bl br ch cl cr dr fl fr gh gl gr kl kn kr ph pl pr qu sc sh sk sp st th tr wh"
ONSETS = frozenset(LATIN_ONSETS.split())
"""Two letters that begin a syllable together."""

CHINESE_PARTICLES = frozenset("的了是在把被和与與后後时時会會要")

SENTENCE, CLAUSE, GOOD, FAIR, ODD = -0.2, -0.08, 0.0, 0.15, 0.35
POOR = 1.2
HYPHEN, BAD_HYPHEN = 1.4, 1.9
"""Costs of ending a line. One more line costs 1, an empty line 1 more; so words are broken only where they must be."""

NEVER = float("inf")
FEWEST_LETTERS = 3
"""Letters of a broken word that stay together at least."""


@dataclass(frozen=True, slots=True)
class Joint:
    """The place between two clusters.

    Attributes:
        cost: of ending the line there; NEVER where it is not allowed.
        hyphen: a hyphen is written when the line ends there.
    """

    cost: float
    hyphen: bool = False


FIXED = Joint(NEVER)


@dataclass(frozen=True, slots=True)
class Piece:
    """What is never split, with the joint after it; `space` says that a space follows when the line goes on."""

    text: str
    joint: Joint
    space: bool


@dataclass(frozen=True, slots=True)
class TextFacts:
    """What the whole text tells about each joint: clusters after which a Thai word ends, and whether kana occur."""

    thai_ends: frozenset[int]
    japanese: bool


@lru_cache(maxsize=512)
def pieces(text: str, worst: float) -> tuple[Piece, ...]:
    """The text in pieces.

    Args:
        worst: the highest cost of a joint that may end a line: FAIR for good line ends, POOR for all that leave words
            whole, BAD_HYPHEN to break long words too, with a hyphen where letters are joined so.
    """
    result: list[Piece] = []
    parts = clusters(text)
    facts = TextFacts(thai_word_ends(parts), any(kind(part) in {"kana", "katakana"} for part in parts))
    start = 0
    for at in range(len(parts)):
        if parts[at] == " ":
            start += start == at  # a space within a piece stays, one between pieces is the piece's `space`
            continue
        space = at + 1 == len(parts) or parts[at + 1] == " "
        joint = joint_after(parts, at, facts)
        if joint.cost <= worst or at + 1 == len(parts):
            result.append(Piece("".join(parts[start : at + 1]).rstrip("\u00ad"), joint, space))
            start = at + 1
    return tuple(result)


def joint_after(parts: Sequence[str], at: int, known: TextFacts) -> Joint:
    if at + 1 == len(parts) or parts[at + 1] == " ":
        return Joint(space_cost(parts[at], parts[at + 2] if at + 2 < len(parts) else "x"))
    before, after = parts[at], parts[at + 1]
    if before.endswith("\u00ad"):
        return Joint(GOOD, hyphen=True)
    if after[0] in NO_START or before[0] in NO_END or "\u00a0" in before + after:
        return FIXED
    cost = GOOD if at in known.thai_ends else break_cost(parts, at, known.japanese)
    return Joint(cost) if cost < NEVER else broken_word(parts, at)


def space_cost(here: str, after: str) -> float:
    """A line best ends with a sentence; an emoji belongs to the words before it."""
    if pictographic(after[0]):
        return ODD
    return punctuation_cost(here)


def punctuation_cost(here: str) -> float:
    if here in {".", "?", "!", ":", "…", "。", "？", "！", "؟", "।", "："}:
        return SENTENCE
    return CLAUSE if here in {",", ";", "、", "，", "；", "،", "–", "—"} else GOOD


def break_cost(parts: Sequence[str], at: int, japanese: bool) -> float:
    """Cost of a line end after parts[at] where no space is."""
    before, after = parts[at], parts[at + 1]
    if before in {"-", "–", "—", "/", "‐"}:
        # A hyphen before a digit may be a minus or part of a range, and one after a space begins a word.
        return NEVER if after.isdigit() or not at or parts[at - 1] == " " else GOOD
    if ideographic(before[0]) or ideographic(after[0]):
        return east_asian_cost(before, after, japanese)
    return NEVER


def ideographic(char: str) -> bool:
    """Characters of Chinese and Japanese, which have no spaces; Korean breaks at spaces."""
    point = ord(char)
    spans = ((0x2E80, 0x312F), (0x31A0, 0x9FFF), (0xF900, 0xFAFF), (0xFF00, 0xFF9F), (0x20000, 0x3FFFF))
    return any(first <= point <= last for first, last in spans)


def east_asian_cost(here: str, after: str, japanese: bool) -> float:
    """Words are not marked, but Japanese phrases end in hiragana, and some Chinese particles end one."""
    if punctuation_cost(here) < GOOD:
        return punctuation_cost(here)
    if not japanese:
        return CLAUSE if here in CHINESE_PARTICLES else FAIR
    kinds = kind(here), kind(after)
    if kinds[0] == "katakana" == kinds[1]:
        return POOR
    if kinds[0] == kinds[1] or kinds[1] == "kana":
        return ODD
    return CLAUSE if kinds[0] == "kana" else FAIR


def kind(cluster: str) -> str:
    point = ord(cluster[0])
    if 0x3040 <= point <= 0x309F:
        return "kana"
    if 0x30A0 <= point <= 0x30FF:
        return "katakana"
    return "han" if ideographic(cluster[0]) else "other"


def thai_word_ends(parts: Sequence[str]) -> frozenset[int]:
    """Indices of the clusters after which a word of Thai ends."""
    ends = word_ends("".join(parts))
    if not ends:
        return frozenset()
    places = accumulate(map(len, parts))
    return frozenset(index for index, place in enumerate(places) if place in ends)


def broken_word(parts: Sequence[str], at: int) -> Joint:
    """A break within a word, best where a syllable starts; other writing is broken between any two clusters."""
    if not hyphenates(parts[at]) or not hyphenates(parts[at + 1]):
        return Joint(BAD_HYPHEN)
    before = parts[max(0, at - FEWEST_LETTERS + 1) : at + 1]
    after = parts[at + 1 : at + 1 + FEWEST_LETTERS]
    enough = len(before) == len(after) == FEWEST_LETTERS and all(map(hyphenates, (*before, *after)))
    if not enough:
        return FIXED
    return Joint(HYPHEN if starts_syllable(parts, at + 1) else BAD_HYPHEN, hyphen=True)


def starts_syllable(parts: Sequence[str], at: int) -> bool:
    before, first, second, third = (letter(part) for part in parts[at - 1 : at + 3])
    if first in VOWELS or before + first in ONSETS:
        return False
    return second in VOWELS or (first + second in ONSETS and third in VOWELS) or first + second + third == "sch"


def letter(cluster: str) -> str:
    """The small letter without its marks."""
    return unicodedata.normalize("NFD", cluster.lower())[0]


def hyphenates(cluster: str) -> bool:
    return cluster[0].isalpha() and unicodedata.name(cluster[0], "").startswith(("LATIN", "CYRILLIC", "GREEK"))
