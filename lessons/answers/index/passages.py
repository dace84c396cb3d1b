"""Passages: pieces of a document or of a clip's transcript, small enough to be an answer."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import TypeAlias

from lessons.answers.text.analyser import UNSPACED
from lessons.answers.text.rules import PATH, excepting_tail, with_surroundings
from lessons.answers.text.sentences import spans

PASSAGE_WORDS = 160  # with one sentence of overlap and the heading in the title: the best of 40 to 400 measured
SHORT_CLIP_S = 100.0  # a clip up to this long is one passage
WINDOW_S, STEP_S = 60.0, 30.0  # a longer one is heard in overlapping windows

Cue: TypeAlias = tuple[float, float, str]
"""Start and end in seconds from the clip's start, and the words spoken."""

_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A run of text as a reader of documents finds it.

    Attributes:
        headings: the headings above it, outermost first.
        page: counted from 1; None where the format has no pages.
    """

    text: str
    headings: tuple[str, ...] = ()
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of text that can answer a question.

    Attributes:
        title: document and headings, or the clip's title.
        body: verbatim text; what is quoted is found in it again.
        page: counted from 1; None where the source has no pages.
        start_s, end_s: seconds in the clip; None for documents.
        alias: the body is a question this clip answers, findable but never shown or quoted.
    """

    title: str
    body: str
    page: int | None = None
    start_s: float | None = None
    end_s: float | None = None
    alias: bool = False

    def fingerprint(self, document_id: str, language: str) -> str:
        """32 hexadecimal digits that change when the passage's text or place in its source changes."""
        parts = (document_id, language, self.title, self.body, self.page, self.start_s, self.end_s, self.alias)
        return sha256(repr(parts).encode()).hexdigest()[:32]


def storable(text: str) -> str:
    """The text without what no database keeps: NUL, other control characters, halves of surrogate pairs."""
    return _UNSTORABLE.sub("", text)


def passages_of_document(title: str, blocks: Iterable[TextBlock]) -> list[Passage]:
    """The document in pieces of whole sentences, in order; a piece never crosses a heading or a page."""
    sections = [
        (headings, page, [storable(block.text).strip("\n").rstrip() for block in run])
        for (headings, page), run in groupby(blocks, key=lambda block: (block.headings, block.page))
    ]
    result = []
    for at, (headings, page, texts) in enumerate(sections):
        # What a section of exceptions takes back is said with the section before it too.
        following = sections[at + 1] if at + 1 < len(sections) else None
        tail = excepting_tail(following[0], following[2]) if following else []
        path = storable(_title_path(title, headings))
        result += [Passage(path, body, page) for body in pieces("\n".join((*texts, *tail)))]
    return result


def _title_path(title: str, headings: Sequence[str]) -> str:
    return PATH.join(dict.fromkeys(part for part in (title.strip(), *map(str.strip, headings)) if part))


def pieces(text: str) -> Iterator[str]:
    """Runs of whole sentences of about PASSAGE_WORDS or fewer; each begins with the last sentence of the one before.

    A run of list items or rows has the lines that introduce them, and the exceptions that follow, in every piece.
    """
    places = spans(text)
    lengths = [_length(text[start:end]) for start, end in places]
    total = sum(lengths)
    if not total:
        return
    enough = total / math.ceil(total / PASSAGE_WORDS)
    first, collected = 0, 0.0  # words since the last cut: what is said again does not count
    for at, length in enumerate(lengths):
        collected += length
        if collected >= enough - 1e-9 or at == len(lengths) - 1:
            yield with_surroundings(text, places[first][0], places[at][1])
            # The last sentence is said again, unless it alone fills a good part of a passage.
            first, collected = (at if length <= PASSAGE_WORDS / 3 else at + 1), 0.0


def _length(text: str) -> float:
    unspaced = len(UNSPACED.findall(text))
    return len(text.split()) + unspaced / 2


def passages_of_clip(title: str, cues: Sequence[Cue], aliases: Sequence[str] = ()) -> list[Passage]:
    """A short clip whole, a longer one in windows; then one passage for each question the clip is known to answer."""
    heard = [_spoken(title, window) for window in _windows(cues)]
    aliased = [Passage(storable(title), storable(alias).strip(), alias=True) for alias in aliases if alias.strip()]
    return [*(heard or [Passage(storable(title), "", start_s=0.0)]), *aliased]


def _spoken(title: str, cues: Sequence[Cue]) -> Passage:
    lines = [storable(words).strip() for _, _, words in cues]
    body = (" " if _punctuated(lines) else "\n").join(lines)
    return Passage(storable(title), body, start_s=cues[0][0], end_s=max(end for _, end, _ in cues))


def _punctuated(lines: Sequence[str]) -> bool:
    """Whether sentences can be told apart; automatic captions often have none, and their lines must do instead."""
    return sum(line.count(end) for line in lines for end in ".!?。") * 40 >= sum(map(_length, lines))


def _windows(cues: Sequence[Cue]) -> Iterator[Sequence[Cue]]:
    if not cues:
        return
    begin, end = cues[0][0], max(cue[1] for cue in cues)
    if end - begin <= SHORT_CLIP_S:
        yield cues
        return
    while begin < end:
        window = [cue for cue in cues if begin - 1e-6 <= cue[0] < begin + WINDOW_S]
        if window:
            yield window
        if begin + WINDOW_S >= end:
            return
        begin += STEP_S
