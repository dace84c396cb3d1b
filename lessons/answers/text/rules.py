"""Whole rules: a sentence with everything that turns it, so that no quotation says the opposite of its document.

A list item comes with the line that introduces it and the items above it; a row with its heads; a sentence with its
paragraph, or in a long one with the sentences that limit it; and all of them with the exceptions that follow and the
headings that forbid. Checked by bench/data/polarity.json.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from lessons.answers.text.belonging import WHOLE_WORDS, Belonging, Span
from lessons.answers.text.lines import lines_of
from lessons.answers.text.machine_orders import machine_orders
from lessons.answers.text.polarity import heads_exceptions, heads_prohibition
from lessons.answers.text.sentences import Sentence

PATH = " › "  # between the headings in a passage's title


@dataclass(frozen=True, slots=True)
class WholeRule:
    """What is quoted from one passage.

    Attributes:
        headings: those above it that forbid, except or limit, outermost first: part of what it says.
        sentences: verbatim, in order.
        whole: whether nothing that belongs to it was left out for its length.
    """

    passage_id: str
    headings: tuple[str, ...]
    sentences: tuple[Sentence, ...]
    whole: bool = True
    body: str = ""

    @property
    def text(self) -> str:
        """As it is shown: the headings, then line by line, with an ellipsis for what was left out between."""
        lines = [f"{heading.rstrip(': ')}:" for heading in self.headings]
        before: Sentence | None = None
        for sentence in self.sentences:
            between = self.body[before.end : sentence.start] if before else ""
            if before is not None and "\n" not in between:
                lines[-1] += f"{' … ' if between.strip() else between or ' '}{sentence.text}"
            else:
                indent = self.body[: sentence.start].rpartition("\n")[2]
                lines += ["…"] if between.strip() else []
                lines.append(f"{indent if not indent.strip() else ''}{sentence.text}")
            before = sentence
        return "\n".join(lines)


def governing(title: str) -> tuple[str, ...]:
    """The headings of a passage's title that forbid, except or limit what stands below them, or call it wrong."""
    return tuple(part for part in title.split(PATH) if heads_prohibition(part))


def rule(passage_id: str, title: str, body: str, chosen: Iterable[Span], whole_words: int = WHOLE_WORDS) -> WholeRule:
    """The chosen spans of a passage with all that belongs to them, less what gives orders to a machine.

    Args:
        whole_words: a paragraph up to this long is quoted whole.
    """
    lines = lines_of(body)
    reading = Belonging(body, lines, whole_words)
    for start, end in chosen:
        for at, line in enumerate(lines):
            if line.start < end and start < line.end:
                reading.take(at, (max(start, line.start), min(end, line.end)))
    people = _less(_merged(reading.spans, body), machine_orders(body))
    sentences = tuple(Sentence(body[a:b], passage_id, a, b) for a, b in people if body[a:b].strip())
    return WholeRule(passage_id, governing(title), sentences, reading.whole, body)


def _merged(found: Iterable[Span], body: str) -> list[Span]:
    """Spans in order, those that overlap or touch within a line as one."""
    merged: list[Span] = []
    for start, end in sorted(found):
        between = body[merged[-1][1] : start] if merged else "\n"
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif merged and not between.strip() and "\n" not in between:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


def _less(found: Iterable[Span], out: Sequence[Span]) -> list[Span]:
    """The spans without what lies in others."""
    rest = list(found)
    for start, end in out:
        rest = [part for a, b in rest for part in ((a, min(b, start)), (max(a, end), b)) if part[0] < part[1]]
    return rest


def excepting_tail(headings: Sequence[str], lines: Sequence[str]) -> list[str]:
    """The section of exceptions as lines that follow the section which it limits; none for any other section."""
    if not headings or not heads_exceptions(headings[-1]) or sum(len(line.split()) for line in lines) > WHOLE_WORDS:
        return []
    return [f"{headings[-1]}:", " ".join(lines)]


def with_surroundings(text: str, start: int, end: int) -> str:
    """A part of a section with the lines outside of it that introduce or limit its items and rows."""
    lines = lines_of(text)
    if len(lines) < 2 or (not text[:start].strip() and not text[end:].strip()):
        return text[start:end]
    reading = Belonging(text, lines)
    inside = [at for at, line in enumerate(lines) if line.start < end and start < line.end]
    for at in inside:
        reading.surround(at)
    outer = [span for span in reading.spans if span[1] <= start or end <= span[0]]
    before = [text[_indented(text, a) : b] for a, b in _merged((span for span in outer if span[1] <= start), text)]
    after = [text[_indented(text, a) : b] for a, b in _merged((span for span in outer if end <= span[0]), text)]
    return "\n".join((*before, text[_indented(text, start) : end], *after))


def _indented(text: str, start: int) -> int:
    """Where the line's indent begins, when only that stands before the start."""
    begin = text.rfind("\n", 0, start) + 1
    return begin if not text[begin:start].strip() else start
