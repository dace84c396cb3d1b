"""The sections that are said: words, and the card shown meanwhile."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from lessons.authoring.boxes import read_box
from lessons.authoring.errors import Page, counted
from lessons.authoring.files import Shelf
from lessons.authoring.markdown import Box, Items, Words, plain
from lessons.authoring.outline import Part
from lessons.episodes import count_words, reading_seconds
from lessons.studio.script import HINT, MAX_SECONDS, WORDS_PER_MINUTE, Card, Headline, Role, Scene


@dataclass(frozen=True, slots=True)
class Passage:
    """A scene, and the line where the author began it."""

    line: int
    scene: Scene


def read_passages(page: Page, shelf: Shelf, part: Part, role: Role, last: Card | None = None) -> list[Passage]:
    """The scenes of one section: each box begins the next.

    Args:
        last: the card of words without a box, in place of a headline of the section's title.
    """
    found: list[Passage] = []
    box: Box | None = None
    words: list[Words] = []
    for block in (*part.blocks, None):
        if isinstance(block, Words):
            words.append(block)
        elif isinstance(block, Items):
            instead = 'Begin its lines with "> " to have it shown, or write sentences.'
            page.fault(block.line, "a list stands outside a box", instead)
        else:
            if words:
                found.append(_passage(page, shelf, part, role, box, words, last))
            elif box is not None and not box.runs_on:
                page.fault(box.line, "nothing is said while this box is shown", "Write a sentence below it.")
            box, words = block, []
    if not part.blocks:
        page.fault(part.line, f"## {part.heading} is empty", "Write what is said below it, or take it out.")
    return found


def said(page: Page, block: Words) -> str:
    """A paragraph as it is said, on one line, with its pronunciation hints."""
    text = plain(page, block.line, "\n".join(row.text for row in block.rows))
    if re.search(r"[{}]", HINT.sub("", text)):
        page.fault(block.line, "a brace is no pronunciation hint", "Write {shown|spoken}, such as {SQL|sequel}.")
    return text


def shown(say: str) -> str:
    """What captions show of what is said."""
    return HINT.sub(lambda hint: hint[1], say)


def refuse_length(page: Page, parts: Sequence[Part]) -> None:
    """Note a clip that takes longer to say than a clip can be, and where there is most to cut."""
    counts = [(_words_in(page, part), part) for part in parts]
    total = sum(words for words, _ in counts)
    seconds = reading_seconds(total)
    if seconds <= MAX_SECONDS:
        return
    surplus = total - int(MAX_SECONDS * WORDS_PER_MINUTE / 60)
    words, longest = max(counts, key=lambda count: count[0])
    what = f"{total} words take about {seconds:.0f} seconds to say, and a clip has {MAX_SECONDS:.0f}"
    page.fault(longest.line, what, f"Cut {counted(surplus, 'word')}; ## {longest.heading} has most, {words}.")


def _words_in(page: Page, part: Part) -> int:
    texts = [said(page, block) for block in part.blocks if isinstance(block, Words)]
    return sum(count_words(HINT.sub(lambda hint: hint[2], text)) for text in texts)


def _passage(
    page: Page, shelf: Shelf, part: Part, role: Role, box: Box | None, words: Sequence[Words], last: Card | None
) -> Passage:
    say = " ".join(said(page, block) for block in words)
    fallback = part.title or _opening(shown(say))
    if box is None:
        return Passage(words[0].line, Scene(role, say, last or Headline(fallback)))
    card, audio = read_box(page, shelf, box, fallback)
    return Passage(box.line, Scene(role, say, card, audio))


OPENING_WORDS, OPENING_LETTERS = 6, 40
"""So much of what is said stands on a card whose author wrote nothing for it."""


def _opening(say: str) -> str:
    """The first sentence where it is short, else its beginning."""
    sentence = re.split(r"(?<=[.!?])\s|(?<=[。！？])", say, maxsplit=1)[0]
    start = " ".join(sentence.split()[:OPENING_WORDS])[:OPENING_LETTERS].rstrip(",;: ")
    return sentence if sentence == start else f"{start} …"
