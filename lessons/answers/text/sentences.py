"""Sentences of a passage, and the few of them that answer a question, word for word."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lessons.answers.text.analyser import terms, words

MOST_SENTENCES = 3  # three hold the answer in nine of ten passages that have it; a fourth adds reading, not answers
LONGEST_SENTENCE = 600  # characters; a longer run without an end is cut at a space

_ENDS = re.compile(r"(?<=[.!?…])[\"'”’»)\]]*\s+|(?<=[。！？])[」』”’）]*\s*|\s*\n\s*")
_ABBREVIATED = re.compile(
    r"(?:\b[A-Za-zА-Я]|\b(?:approx|bzw|ca|cf|dr|e\.g|etc|fig|i\.e|inc|jr|ltd|mr|mrs|ms|nr|prof|sr|st|usw|vs|z\.b))\.$",
    re.IGNORECASE,
)

_ROW_OR_NUMBER = re.compile(r"\s*(?:[|¦]|\(?\d{1,3}[.)]$)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A verbatim piece of a passage.

    Attributes:
        start, end: text is body[start:end] of the passage.
    """

    text: str
    passage_id: str
    start: int
    end: int


def spans(text: str) -> list[tuple[int, int]]:
    """Where each sentence starts and ends; line breaks end a sentence too, and a row of a table is one."""
    places, start = [], 0
    for gap in _ENDS.finditer(text):
        # The end may follow a closing quote, which belongs to the sentence.
        end = gap.end() - len(gap.group()) + len(gap.group().rstrip())
        if "\n" in gap.group() or not _goes_on(text[start:end], text[gap.end() : gap.end() + 1]):
            places.append((start, end))
            start = gap.end()
    places.append((start, len(text)))
    trimmed = (_trimmed(text, *span) for span in places)
    return [piece for span in trimmed if span[0] < span[1] for piece in _cut(text, *span)]


def _goes_on(sentence: str, following: str) -> bool:
    """Whether a full stop ends no sentence: an abbreviation, the number of a list's item, the cell of a table."""
    row_or_number = _ROW_OR_NUMBER.match(sentence) is not None
    return following.islower() or row_or_number or _ABBREVIATED.search(sentence[-8:]) is not None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    whole = text[start:end]
    return start + len(whole) - len(whole.lstrip()), end - len(whole) + len(whole.rstrip())


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    pieces = []
    while end - start > LONGEST_SENTENCE:
        space = text.rfind(" ", start + 1, start + LONGEST_SENTENCE)
        cut = space if space > 0 else start + LONGEST_SENTENCE
        pieces.append(_trimmed(text, start, cut))
        start = _trimmed(text, cut, end)[0]
    return [*pieces, (start, end)]


def best_sentences(
    passage_id: str,
    body: str,
    language: str,
    weights: Mapping[str, float],
    most: int = MOST_SENTENCES,
    avoid: Sequence[tuple[int, int]] = (),
) -> tuple[Sentence, ...]:
    """The sentences that together say most about the question, in the order of the passage.

    A sentence without a word of the question is left out; where all are, the first stands for the passage.

    Args:
        weights: the question's terms, each with its rarity (idf).
        avoid: parts of the body that are never chosen.
    """
    free = (span for span in spans(body) if not any(span[0] < end and start < span[1] for start, end in avoid))
    places = [span for span in free if words(body[span[0] : span[1]])]
    matching = [frozenset(terms(body[start:end], language)) & weights.keys() for start, end in places]
    picked = _most_covering(matching, weights, most)
    return tuple(Sentence(body[a:b], passage_id, a, b) for a, b in (places[at] for at in sorted(picked)))


def _most_covering(matching: Sequence[frozenset[str]], weights: Mapping[str, float], most: int) -> list[int]:
    """Greedy: each next sentence is the one that adds most rarity; what an earlier one said counts a third."""
    picked: list[int] = []
    covered: frozenset[str] = frozenset()
    while len(picked) < min(most, len(matching)):
        rest = [at for at in range(len(matching)) if at not in picked]
        best = max(rest, key=lambda at: (_worth(matching[at], covered, weights), -at))
        if picked and not matching[best]:
            break
        picked.append(best)
        covered |= matching[best]
    return picked


def _worth(matching: frozenset[str], covered: frozenset[str], weights: Mapping[str, float]) -> float:
    return sum(weights[term] * (1 / 3 if term in covered else 1.0) for term in sorted(matching))
