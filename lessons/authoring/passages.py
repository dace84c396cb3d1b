"""The sections that are said: words, and the card shown meanwhile."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from lessons.authoring.boxes import read_box
from lessons.authoring.dialogue import Cast, SpokenLine, Stage, lines_of, person, talk
from lessons.authoring.page.errors import SourceFile, counted
from lessons.authoring.page.files import SeriesFiles
from lessons.authoring.page.footage import words_in
from lessons.authoring.page.markdown import Block, Box, Items, Words, plain
from lessons.authoring.page.outline import Part
from lessons.episodes import count_words, reading_seconds
from lessons.script import HINT, MAX_SECONDS, WORDS_PER_MINUTE, Card, Footage, Headline, Place, Role, Scene
from lessons.sentence_ends import sentences
from lessons.studio.fonts.breaks import POOR, pieces

NOBODY: Cast = {}


@dataclass(frozen=True, slots=True)
class ScriptPassage:
    """A scene, and the line where the author began it."""

    line: int
    scene: Scene


def read_passages(
    page: SourceFile, files: SeriesFiles, part: Part, role: Role, last: Card | None = None, cast: Cast = NOBODY
) -> list[ScriptPassage]:
    """The scenes of one section: each box begins the next, and so does each line that somebody of the cast says.

    Args:
        last: the card of words without a box, in place of a headline of the section's title.
    """
    reader = _PassageReader(page, files, part, role, last, cast)
    for block in part.blocks:
        reader.read(block)
    reader.end()
    if not part.blocks:
        page.fault(part.line, f"## {part.heading} is empty", "Write what is said below it, or take it out.")
    return reader.passages


@dataclass(slots=True)
class _PassageReader:
    """Attributes:
    box: the one that was read last, until its words are a scene; words are the narrator's below it.
    stage: where people speak, until another place is named; `set_here` once this section named one.
    """

    page: SourceFile
    files: SeriesFiles
    part: Part
    role: Role
    last: Card | None
    cast: Cast
    passages: list[ScriptPassage] = field(default_factory=list)
    box: Box | None = None
    words: list[Words] = field(default_factory=list)
    stage: Stage = field(default_factory=Stage)
    set_here: bool = False

    def read(self, block: Block) -> None:
        if isinstance(block, Items):
            instead = 'Begin its lines with "> " to have it shown, or write sentences.'
            self.page.fault(block.line, "a list stands outside a box", instead)
        elif isinstance(block, Box):
            self.end()
            self.box = block
        else:
            for line in lines_of(self.page, block, self.cast):
                self.take(line)

    def take(self, line: SpokenLine) -> None:
        """A speaker's line is a scene of its own; the narrator's lines below one box are one scene."""
        if line.speaker is None:
            self.words.append(line.words)
            return
        if self.words:
            self.end()
        say, box = said(self.page, line.words), self.take_box()
        if box is None:
            self.passages.append(ScriptPassage(line.line, talk(line, say, self.role, self.stage)))
            return
        card, audio = read_box(self.page, self.files, box, self.part.title or _opening(shown(say), self.page.language))
        scene = Scene(self.role, say, card, audio, line.speaker.voice, 0.0, person(line.speaker), line.mood)
        self.passages.append(ScriptPassage(box.line, scene))

    def take_box(self) -> Box | None:
        """The box that waits for its words; a place is set and taken away."""
        box, self.box = self.box, None
        if box is None or not self.is_place(box):
            return box
        card, _ = read_box(self.page, self.files, box, "")
        if isinstance(card, Place):
            self.stage, self.set_here = Stage(card.place, card.note), True
        return None

    def is_place(self, box: Box) -> bool:
        return bool(box.rows) and box.rows[0].text.casefold().startswith("place:")

    def is_clip(self, box: Box) -> bool:
        return bool(box.rows) and box.rows[0].text.casefold().startswith("clip:")

    def end(self) -> None:
        """The narrator's words since the last box or line, as a scene."""
        box, words = self.box, self.words
        if words:
            self.passages.append(self.narrated(self.take_box(), words))
        elif box is not None and self.is_clip(box):  # a film speaks for itself
            self.passages.append(self.narrated(box, ()))
        elif box is not None and not box.runs_on and not (self.cast and self.is_place(box)):
            self.page.fault(box.line, "nothing is said while this box is shown", "Write a sentence below it.")
        elif box is not None:
            self.take_box()
        self.box, self.words = None, []

    def narrated(self, box: Box | None, words: Sequence[Words]) -> ScriptPassage:
        say = " ".join(said(self.page, block) for block in words)
        fallback = self.part.title or _opening(shown(say), self.page.language)
        if box is not None:
            card, audio = read_box(self.page, self.files, box, fallback)
            if isinstance(card, Footage) and not say:
                say = words_in(self.page, box.line, self.files, card)
            return ScriptPassage(box.line, Scene(self.role, say, card, audio))
        line = words[0].line
        if self.set_here:
            return ScriptPassage(line, Scene(self.role, say, Place(self.stage.place, self.stage.note)))
        return ScriptPassage(line, Scene(self.role, say, self.last or Headline(fallback)))


def said(page: SourceFile, block: Words) -> str:
    """A paragraph as it is said, on one line, with its pronunciation hints."""
    text = plain(page, block.line, "\n".join(row.text for row in block.rows))
    if re.search(r"[{}]", HINT.sub("", text)):
        page.fault(block.line, "a brace is no pronunciation hint", "Write {shown|spoken}, such as {SQL|sequel}.")
    _refuse_unspeakable(page, block, text)
    return text


def _refuse_unspeakable(page: SourceFile, block: Words, text: str) -> None:
    """Note what a voice would be silent about, or read as bars."""
    if block.rows and all(row.text.strip().startswith("|") for row in block.rows):
        instead = "Write sentences, or show it in a box: > List, > Chart, or Before and After."
        page.fault(block.line, "a table cannot be read aloud", instead)
    elif text and not any(char.isalnum() for char in text):
        page.fault(block.line, f"nothing can be said of {text!r}", "Write words; signs and emoji are passed over.")


def shown(say: str) -> str:
    """What captions show of what is said."""
    return HINT.sub(lambda hint: hint[1], say)


def refuse_length(page: SourceFile, parts: Sequence[Part]) -> None:
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


def _words_in(page: SourceFile, part: Part) -> int:
    texts = [said(page, block) for block in part.blocks if isinstance(block, Words)]
    return sum(count_words(HINT.sub(lambda hint: hint[2], text)) for text in texts)


OPENING_WORDS, OPENING_LETTERS = 6, 40
"""So much of what is said stands on a card whose author wrote nothing for it."""


def _opening(say: str, language: str) -> str:
    """The first sentence where it is short, else its beginning, which ends with a word."""
    sentence = next(sentences(say, language), say)
    start = " ".join(sentence.split()[:OPENING_WORDS])
    if len(start) > OPENING_LETTERS:
        start = _fitting(start)
    start = start.rstrip(",;: ")
    return sentence if sentence == start else f"{start} …"


def _fitting(text: str) -> str:
    """So many words of a text as fit; Thai, Chinese and Japanese words end without a space."""
    words = [piece.text + " " * piece.space for piece in pieces(text, POOR)]
    sizes = [*accumulate(map(len, words))]
    count = max(1, sum(size <= OPENING_LETTERS + 1 for size in sizes))
    return "".join(words[:count]).rstrip()
