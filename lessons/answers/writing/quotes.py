"""Quotes: proof that words stand in a passage as they are said to. Nothing that is merely similar passes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from lessons.answers.text.analyser import UNSPACED
from lessons.answers.text.sentences import spans

FEWEST_CHARACTERS, FEWEST_WORDS = 15, 3  # one of the two: shorter quotes are found by accident
_SAME = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″＂", '"'),
        **dict.fromkeys("‘’‚‛′`´", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
    }
)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")  # soft hyphens, joiners, marks of direction


@dataclass(frozen=True, slots=True)
class FoundQuote:
    """Words proved to stand in a passage.

    Attributes:
        text: as the passage writes them: body[start:end].
    """

    passage_id: str
    text: str
    start: int
    end: int


def find_quote(passage_id: str, body: str, claimed: str) -> FoundQuote | None:
    """The claimed words in the passage; None when they do not stand there.

    Quotation marks, dashes, spaces, capitals and compatible characters may differ; words, digits and signs may not. The
    match begins and ends at the borders of words.
    """
    wanted = _folded(claimed)[0].strip()
    if len(wanted) + len(UNSPACED.findall(wanted)) < FEWEST_CHARACTERS and len(wanted.split()) < FEWEST_WORDS:
        return None
    text, places = _folded(body)
    # Scripts without spaces have no border of words to hold a quote to.
    before = "" if UNSPACED.match(wanted[0]) else r"(?<![\w.,])"
    after = "" if UNSPACED.match(wanted[-1]) else r"(?!\w|[.,]\d)"
    match = re.search(before + re.escape(wanted) + after, text)
    if match is None:
        return None
    start, end = places[match.start()][0], places[match.end() - 1][1]
    return FoundQuote(passage_id, body[start:end], start, end)


def whole_sentences(quote: FoundQuote, body: str) -> FoundQuote:
    """The quote widened to the sentences it stands in, so that nothing is cut out of a "do not ..."."""
    touched = [span for span in spans(body) if span[0] < quote.end and span[1] > quote.start]
    start, end = min(touched)[0], max(touched)[1]
    return FoundQuote(quote.passage_id, body[start:end], start, end)


@lru_cache(maxsize=32)
def _folded(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text as it is compared, and for each of its characters where it stands in the text."""
    folded: list[str] = []
    places: list[tuple[int, int]] = []
    for at, width in _clusters(text):
        for character in _fold(text[at : at + width]):
            if character == " " and folded and folded[-1] == " ":
                continue  # a run of spaces counts as one
            folded.append(character)
            places.append((at, at + width))
    return "".join(folded), places


def _clusters(text: str) -> list[tuple[int, int]]:
    """Start and width of each character with the combining marks that follow it."""
    starts = [at for at, character in enumerate(text) if not at or not unicodedata.combining(character)]
    return [(at, after - at) for at, after in pairwise([*starts, len(text)])]


@lru_cache(maxsize=4_096)
def _fold(cluster: str) -> str:
    plain = unicodedata.normalize("NFKC", _UNSEEN.sub("", cluster)).casefold().translate(_SAME)
    return re.sub(r"\s", " ", plain)
