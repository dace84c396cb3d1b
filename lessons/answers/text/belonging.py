"""What belongs to a line of a passage: what introduces it, what hangs on it, and what takes it back.

A list item belongs to the line that introduces it and the items above it; a row to the heads of its table; an answer to
its question; and each of them to the exceptions that follow.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from lessons.answers.text.lines import LineKind, PassageLine
from lessons.answers.text.polarity import (
    announces_following,
    has_exception,
    heads_prohibition,
    is_conditional,
    is_polar,
    note_sign,
    opens_exception,
    opens_exception_strictly,
)
from lessons.answers.text.sentences import spans

WHOLE_WORDS = 80  # a paragraph up to this long is quoted whole: about half a minute of reading aloud
LIMITING_WORDS = (
    40  # a later paragraph up to this long that negates may limit the earlier ones, and is quoted with them
)
MOST_ITEMS = 12  # of a list that is quoted for its introduction

Span: TypeAlias = tuple[int, int]


class Belonging:
    """Collects the spans that belong to those taken."""

    def __init__(self, body: str, lines: Sequence[PassageLine], whole_words: int = WHOLE_WORDS) -> None:
        self.body, self.lines, self.whole_words = body, lines, whole_words
        self.spans: set[Span] = set()
        self.whole = True
        self._seen: set[tuple[int, bool]] = set()

    def take(self, at: int, span: Span | None = None) -> None:
        """A line, or the part of a long one around a span, with what it hangs on and what limits it."""
        line = self.lines[at]
        self.spans |= self._within(line, span)
        if (at, True) in self._seen:
            return
        self._seen.add((at, True))
        self._introduced(at)
        self._followed(at)
        if line.kind is LineKind.TEXT and at and opens_exception(line.text):
            self.take(at - 1)  # "Unless …" says nothing without what it limits

    def surround(self, at: int) -> None:
        """What introduces a line, and the exceptions after it, without the line."""
        self._introduced(at)
        self._excepted(at)

    def _lead(self, at: int) -> None:
        """A line as an introduction: itself and its own introductions, without all that follows it."""
        if (at, False) in self._seen:
            return
        self._seen.add((at, False))
        line = self.lines[at]
        last = max((span for span in spans(self.body[line.start : line.end])), default=(0, line.end - line.start))
        self.spans |= self._within(line, (line.start + last[0], line.end))
        if line.kind is LineKind.TEXT and is_conditional(self.body[line.start + last[0] : line.end]):
            self._take_all(_children(self.lines, at))  # "may be lent when:" says too much with one condition of three
        self._introduced(at)

    def _introduced(self, at: int) -> None:
        line = self.lines[at]
        if line.kind is LineKind.ITEM:
            above = _parent(self.lines, at)
            if above is not None:
                self._lead(above)
        elif line.kind is LineKind.TEXT:
            self._below_a_colon(at)
            self._answering(at)
        else:
            self._headed(at)
        self._titled(at)

    def _answering(self, at: int) -> None:
        """The question right above an answer, and what is said above about all that follows."""
        for above in range(at):
            earlier = self.lines[above]
            asks = above == at - 1 and earlier.asks
            if earlier.kind is LineKind.TEXT and (
                asks or (has_exception(earlier.text) and announces_following(earlier.text))
            ):
                self.spans |= self._within(earlier, None)

    def _headed(self, at: int) -> None:
        """A row's table: its first row where that holds the heads, and the line that introduces it."""
        first = at
        while first and self.lines[first - 1].kind is self.lines[at].kind:
            first -= 1
        if self.lines[at].kind is LineKind.HEADLESS_ROW:
            self.spans.add((self.lines[first].start, self.lines[first].end))
        before = self.lines[first - 1] if first else None
        if (
            before
            and before.kind is not LineKind.ITEM
            and (before.announces or before.is_title or heads_prohibition(before.text))
        ):
            self._lead(first - 1)

    def _below_a_colon(self, at: int) -> None:
        """Lines without marks below an introduction are quoted from it on: where its list ends cannot be seen."""
        for above in range(at - 1, max(-1, at - 1 - MOST_ITEMS), -1):
            if self.lines[above].kind is not LineKind.TEXT:
                return
            if self.lines[above].announces:
                self._lead(above)
                self.spans |= {(line.start, line.end) for line in self.lines[above + 1 : at]}
                return

    def _titled(self, at: int) -> None:
        """The nearest line above that reads as a heading, where it turns what stands below it.

        A line that itself looks like a heading may be an item without a mark: then all above it that look so count,
        and it is quoted from the one on that turns it.
        """
        unsure = self.lines[at].is_title
        for above in range(at - 1, -1, -1):
            line = self.lines[above]
            if line.is_title and heads_prohibition(line.text):
                between = self.lines[above + 1 : at] if unsure else []
                self.spans |= {(part.start, part.end) for part in (line, *between)}
                return
            if line.is_title is not unsure:
                return  # a heading that turns nothing, or the end of the unmarked items

    def _followed(self, at: int) -> None:
        line = self.lines[at]
        children = _children(self.lines, at)
        if line.announces or sum(self.lines[child].words for child in children) <= WHOLE_WORDS:
            self._take_all(children)
        if line.asks and at + 1 < len(self.lines):
            self._take_all([at + 1, *_children(self.lines, at + 1)])
        self._excepted(at)

    def _excepted(self, at: int) -> None:
        """What comes later in the section and takes something back, and notes whose sign the line bears."""
        for below in range(at + 1, len(self.lines)):
            later = self.lines[below]
            if later.is_title and not note_sign(later.text) and not _excepts(later):
                return
            if self._takes_back(later) or self._notes(at, later):
                self.spans |= self._within(later, None)
                self._take_all(_children(self.lines, below) if later.announces else [])

    def _takes_back(self, later: PassageLine) -> bool:
        if later.kind is LineKind.ITEM:
            return opens_exception_strictly(later.unmarked)
        # What is said in a clip has no paragraphs: there only what openly excepts belongs to the words before it.
        negates = self.whole_words >= WHOLE_WORDS and later.words <= LIMITING_WORDS and is_polar(later.text)
        return later.kind is LineKind.TEXT and (opens_exception(later.text) or has_exception(later.text) or negates)

    def _notes(self, at: int, later: PassageLine) -> bool:
        """Whether a later line explains a sign in this line, or in its table."""
        sign = note_sign(later.text)
        return bool(sign) and sign in self.lines[at].unmarked

    def _within(self, line: PassageLine, span: Span | None) -> set[Span]:
        """A line whole, or of a long one the sentences around a span with those that limit them."""
        if line.kind in (LineKind.ROW, LineKind.HEADLESS_ROW) or line.words <= self.whole_words or span is None:
            return {(line.start, line.end)}
        places = [(line.start + a, line.start + b) for a, b in spans(self.body[line.start : line.end])]
        chosen = [at for at, (a, b) in enumerate(places) if a < span[1] and span[0] < b]
        wanted = {near for at in chosen for near in _limits(self.body, places, at)}
        return {places[at] for at in wanted}

    def _take_all(self, below: Sequence[int]) -> None:
        self.whole = self.whole and len(below) <= MOST_ITEMS
        for at in below[:MOST_ITEMS]:
            self.spans |= self._within(self.lines[at], None)


def _excepts(title: PassageLine) -> bool:
    """Whether a line without a full stop is no heading but an exception: "Except on Sundays"."""
    return title.words > 1 and (opens_exception_strictly(title.text) or has_exception(title.text))


def _parent(lines: Sequence[PassageLine], at: int) -> int | None:
    """The line that an item hangs on: the item above it that is less deep, or the paragraph before the list."""
    for above in range(at - 1, -1, -1):
        line = lines[above]
        if line.kind is LineKind.TEXT or (line.kind is LineKind.ITEM and line.depth < lines[at].depth):
            return above
        if line.kind is not LineKind.ITEM:
            return None
    return None


def _children(lines: Sequence[PassageLine], at: int) -> list[int]:
    """The lines that belong to one that introduces them."""
    line, below = lines[at], list[int]()
    for later in range(at + 1, len(lines)):
        follower = lines[later]
        deeper = follower.kind is LineKind.ITEM and (line.kind is LineKind.TEXT or follower.depth > line.depth)
        row = follower.kind in (LineKind.ROW, LineKind.HEADLESS_ROW) and line.kind is LineKind.TEXT and line.announces
        plain = follower.kind is LineKind.TEXT and line.kind is LineKind.TEXT and line.announces and not below
        if not (deeper or row or plain):
            break
        below.append(later)
        if plain:
            break
    return below


def _limits(body: str, places: Sequence[Span], at: int) -> set[int]:
    """A sentence of a long paragraph with its neighbours that negate and with every one that excepts."""
    texts = [body[a:b] for a, b in places]
    near = {other for other in (at - 1, at + 1) if 0 <= other < len(texts) and is_polar(texts[other])}
    if at and opens_exception(texts[at]):
        near.add(at - 1)
    return {at, *near, *(other for other, text in enumerate(texts) if has_exception(text) or _turns(texts, other, at))}


def _turns(texts: Sequence[str], other: int, at: int) -> bool:
    return other > at and opens_exception(texts[other])
