"""What of a passage may be quoted about a question: whole rules, chosen by words and by the nearest sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lessons.answers.index.document_ids import episode_of
from lessons.answers.text.analyser import words
from lessons.answers.text.belonging import WHOLE_WORDS
from lessons.answers.text.machine_orders import machine_orders
from lessons.answers.text.rules import WholeRule, rule
from lessons.answers.text.sentences import MOST_SENTENCES, best_sentences, spans

CLIP_WORDS = 25  # of a transcript that is quoted whole


@dataclass(frozen=True, slots=True)
class Quotable:
    """A passage that may be quoted, and where it stands.

    Attributes:
        passage_id: names this version of the passage: it changes with the text.
        kind: clip or document.
        document_id: for a clip, names episode and language: see episode_id.
        clip_id: None for documents.
        title: document and headings, or the clip's title.
        source: path or URL; empty for clips.
        body: the passage's text, verbatim.
        start_s: second of the clip to play from; None for documents.
        page: counted from 1, where the document has pages.
    """

    passage_id: str
    kind: str
    document_id: str
    clip_id: str | None
    title: str
    source: str
    language: str
    body: str
    start_s: float | None
    page: int | None

    @property
    def episode_id(self) -> str | None:
        """The episode whose clip this is; None for documents."""
        return episode_of(self.document_id) if self.kind == "clip" else None


def rules_of(place: Quotable, rarities: Mapping[str, float], near: int | None = None) -> tuple[WholeRule, ...]:
    """What a passage says about a question: whole rules, and the shorter one of its best sentence alone.

    With vectors the best sentence is the nearest, and it is quoted in any case: "if I quit" is answered by "if you
    leave". On a handbook of 100 pages that nothing was set on, four of 15 answers stood in the right passage, beside
    the lines that were shown.

    Args:
        near: the nearest sentence in meaning, as spans() counts them.
    """
    avoid, nearest = machine_orders(place.body), _near_span(place, near)
    # What is said in a clip has no lists; two or three sentences are enough beside the clip itself.
    is_clip = place.kind == "clip"
    best = best_sentences(place.passage_id, place.body, place.language, rarities, MOST_SENTENCES, avoid)
    single = best_sentences(place.passage_id, place.body, place.language, rarities, 1, avoid)
    whole, alone = ({(sentence.start, sentence.end) for sentence in some} for some in (best, single))
    if nearest and best:
        whole, alone = whole if is_clip else whole | {nearest}, {nearest}
    longest = CLIP_WORDS if is_clip else WHOLE_WORDS
    rules = (rule(place.passage_id, place.title, place.body, sorted(chosen), longest) for chosen in (whole, alone))
    return tuple(dict.fromkeys(quoted for quoted in rules if quoted.sentences))


def _near_span(place: Quotable, near: int | None) -> tuple[int, int] | None:
    """Where the nearest sentence stands; None without one, and where it is addressed to a machine."""
    places = spans(place.body)
    if near is None or near >= len(places):
        return None
    start, end = places[near]
    barred = any(start < until and begin < end for begin, until in machine_orders(place.body))
    return None if barred or not words(place.body[start:end]) else (start, end)
