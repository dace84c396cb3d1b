"""From what a voice says about its words to the words that captions show.

Captions show "SQL" where the voice was told to say "sequel", a token such as "19.99" is several words to a voice, and
Chinese has no spaces: times are carried from characters to characters, not from word to word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from lessons.ports import SpokenWord
from lessons.script import HINT, Word
from lessons.studio.fonts.thai import thai, word_ends

UNSPACED = {"zh": 3, "ja": 4, "th": 4, "lo": 8, "km": 8, "my": 8}
"""Languages written without spaces, and how many characters light up together in a caption; in Thai, whole words."""

CJK = ("CJK", "HIRAGANA", "KATAKANA", "BOPOMOFO")
JOINED = {"Mn", "Mc", "Me", "Cf"}  # belong to the character before them


def timed(say: str, language: str, spoken: Sequence[SpokenWord], length_s: float) -> tuple[Word, ...]:
    """The shown words with their times in the speech, in order and without overlap.

    Args:
        say: as in Scene, with hints.
        spoken: words of the spoken text.
        length_s: of the speech.
    """
    text, place = _with_places(say)
    spans = units(text, language)
    starts = _starts([(place[at], place[to]) for at, to in spans], spoken, length_s)
    ends = [*starts[1:], _last_end(spoken, length_s)]
    return tuple(
        Word(text[at:to], start, max(start, _until(spoken, start, end)))
        for (at, to), start, end in zip(spans, starts, ends, strict=True)
    )


def evenly(text: str, length_s: float) -> tuple[SpokenWord, ...]:
    """A guess where nothing is known: every word gets time by its letters."""
    spans = [match.span() for match in re.finditer(r"\S+", text)]
    total = sum(to - at + 1 for at, to in spans)
    words, gone = [], 0
    for at, to in spans:
        size = to - at + 1
        words.append(SpokenWord(gone / total * length_s, (gone + size) / total * length_s, at, to))
        gone += size
    return tuple(words)


def units(text: str, language: str) -> list[tuple[int, int]]:
    """Spans text[at:to] of the words that captions light up one by one."""
    size = UNSPACED.get(language.lower().split("-")[0])
    spans = [match.span() for match in re.finditer(r"\S+", text)]
    if size is None:
        return spans
    return [part for span in spans for part in _cut(text, *span, size)]


def _cut(text: str, at: int, to: int, size: int) -> Iterator[tuple[int, int]]:
    """Pieces of about `size` characters that end at punctuation and never inside a letter or a Latin word."""
    start, letters = at, 0
    for i in range(at, to):
        letters += unicodedata.category(text[i]) not in JOINED
        if i + 1 == to or (_may_end(text, i) and (letters >= size or _closes(text[i]))):
            yield start, i + 1
            start, letters = i + 1, 0


def _may_end(text: str, i: int) -> bool:
    """Whether a piece may end behind character i."""
    before, after = text[i], text[i + 1]
    if thai(before) and thai(after):
        return i + 1 in word_ends(text)
    if unicodedata.category(after) in JOINED or _closes(after) or unicodedata.category(before) in ("Ps", "Pi"):
        return False
    return _ideographic(before) or _ideographic(after) or not (before.isascii() and after.isascii())


def _ideographic(character: str) -> bool:
    return unicodedata.name(character, "").startswith(CJK)


def _closes(character: str) -> bool:
    return unicodedata.category(character) in ("Po", "Pe", "Pf")


def _with_places(say: str) -> tuple[str, list[int]]:
    """The shown text, and for each place in it the place in the spoken text; one more than it has characters."""
    text, places, spoken, last = "", list[int](), 0, 0
    for hint in HINT.finditer(say):
        plain = say[last : hint.start()]
        places += range(spoken, spoken + len(plain))
        spoken += len(plain)
        places += [spoken + len(hint[2]) * i // len(hint[1]) for i in range(len(hint[1]))]
        text, spoken, last = text + plain + hint[1], spoken + len(hint[2]), hint.end()
    places += range(spoken, spoken + len(say) - last + 1)
    return text + say[last:], places


def _starts(spans: Sequence[tuple[int, int]], spoken: Sequence[SpokenWord], length_s: float) -> list[float]:
    """When each span of the spoken text begins; spans in which no word begins share the time around them."""
    starts: list[float | None] = [
        next((word.start_s for word in spoken if at <= word.at < max(to, at + 1)), None) for at, to in spans
    ]
    if starts and starts[0] is None:
        starts[0] = spoken[0].start_s if spoken and spoken[0].at < spans[0][1] else 0.0
    anchors = [i for i, start in enumerate(starts) if start is not None]
    filled = [0.0] * len(starts)
    for a, b in pairwise([*anchors, len(starts)]):
        begin = starts[a] or 0.0
        end = starts[b] if b < len(starts) else length_s
        for i in range(a, b):
            filled[i] = begin + (max(begin, end or 0.0) - begin) * (i - a) / (b - a)
    return [max(filled[: i + 1]) for i in range(len(filled))]


def _last_end(spoken: Sequence[SpokenWord], length_s: float) -> float:
    return max((word.end_s for word in spoken), default=length_s)


def _until(spoken: Sequence[SpokenWord], start: float, end: float) -> float:
    """Where the sound of a word that begins at start ends: before a pause, if one comes before the next word."""
    within = [word.end_s for word in spoken if start <= word.start_s < end]
    return min(end, max(within)) if within else end
