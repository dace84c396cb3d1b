"""Where a line may end, and how good each place is."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from lessons.studio.fonts.clusters import clusters, pictographic

NO_START = frozenset(
    "!),.:;?]}¢°·ˇˉ―‖’”…‰′″›℃、。〃々〉》」』】〕〗〞︶︺︾﹀﹄﹚﹜﹞！＂％＇），．：；？］｀｜｝～%»،؛؟।॥"
    "ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶー・"
)
"""Never first in a line (JIS X 4051, GB/T 15834)."""

NO_END = frozenset("([{£¥‘“‹«〈《「『【〔〖〝﹙﹛﹝＄（．［｛￡￥$€")
"""Never last in a line."""

THAI_LEADING = frozenset("เแโใไ")
THAI_TRAILING = frozenset("ะาๅๆฯ")
THAI_PAIRS = frozenset(
    [a + b for a in "กขคตปผพส" for b in "รลว"] + ["ห" + b for b in "งญนมยรลว"] + ["อย"],
)
"""Two consonants that often begin a syllable together."""

THAI = (
    "อะไร ทำไม อย่างไร เมื่อไร เท่าไร เพราะ สามารถ ต้องการ ข้อมูล ปลอดภัย พนักงาน บริษัท ลูกค้า ปัญหา สำคัญ ทำงาน เรียนรู้ "
    "ตัวอย่าง คำถาม คำตอบ รหัสผ่าน อีเมล โทรศัพท์ ประชุม เวลา องค์กร กระบวนการ นโยบาย ตรวจสอบ ป้องกัน แก้ไข ขั้นตอน "
    "สวัสดี ขอบคุณ ประเทศ หนังสือ ออกจาก มากกว่า น้อยกว่า"
)
THAI_WORDS = THAI.split()
"""Frequent words of several syllables, kept whole where there is room."""

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
class Known:
    """What the whole text tells about each joint: clusters after which a known word goes on, and whether kana occur."""

    whole: frozenset[int]
    japanese: bool


@lru_cache(maxsize=512)
def pieces(text: str, worst: float) -> tuple[Piece, ...]:
    """The text in pieces.

    Args:
        worst: the highest cost of a joint that may end a line: FAIR for good line ends, POOR for all that leave words
            whole, BAD_HYPHEN to break long words too, with a hyphen where letters are joined so.
    """
    found: list[Piece] = []
    parts = clusters(text)
    known = Known(inside_thai_words(parts), any(kind(part) in {"kana", "katakana"} for part in parts))
    start = 0
    for at in range(len(parts)):
        if parts[at] == " ":
            start += start == at  # a space within a piece stays, one between pieces is the piece's `space`
            continue
        space = at + 1 == len(parts) or parts[at + 1] == " "
        joint = joint_after(parts, at, known)
        if joint.cost <= worst or at + 1 == len(parts):
            found.append(Piece("".join(parts[start : at + 1]).rstrip("\u00ad"), joint, space))
            start = at + 1
    return tuple(found)


def joint_after(parts: Sequence[str], at: int, known: Known) -> Joint:
    if at + 1 == len(parts) or parts[at + 1] == " ":
        return Joint(space_cost(parts[at], parts[at + 2] if at + 2 < len(parts) else "x"))
    here, after = parts[at], parts[at + 1]
    if here.endswith("\u00ad"):
        return Joint(GOOD, hyphen=True)
    if after[0] in NO_START or here[0] in NO_END or "\u00a0" in here + after:
        return FIXED
    cost = NEVER if at in known.whole else break_cost(parts, at, known.japanese)
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
    here, after = parts[at], parts[at + 1]
    if here in {"-", "–", "—", "/", "‐"}:
        return NEVER if after.isdigit() or not at or parts[at - 1] == " " else GOOD
    if ideographic(here[0]) or ideographic(after[0]):
        return east_asian_cost(here, after, japanese)
    if thai(here[0]) and thai(after[0]):
        return thai_cost(here, after, parts[at + 2] if at + 2 < len(parts) else "")
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


def thai(char: str) -> bool:
    return "\u0e01" <= char <= "\u0e4e"


def thai_cost(here: str, after: str, then: str) -> float:
    """Thai does not mark words: the likely start of a syllable is the best that can be had without a dictionary."""
    a, b = here[0], after[0]
    if a in THAI_LEADING or b in THAI_TRAILING:
        return NEVER
    if b in THAI_LEADING:
        return GOOD
    vowel_follows = len(after) > 1 or then[:1] in THAI_TRAILING
    return FAIR if vowel_follows and a + b not in THAI_PAIRS else POOR


def inside_thai_words(parts: Sequence[str]) -> frozenset[int]:
    """Indices of the clusters after which a frequent word goes on."""
    text = "".join(parts)
    if not any(thai(char) for char in text):
        return frozenset()
    spans = [(start, start + len(word)) for word in THAI_WORDS for start in every(text, word)]
    ends, at = [], 0
    for part in parts:
        at += len(part)
        ends.append(at)
    return frozenset(i for i, end in enumerate(ends) if any(first < end < last for first, last in spans))


def every(text: str, word: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(word, at)]


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
