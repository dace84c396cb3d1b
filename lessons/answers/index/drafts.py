"""Documents and clips that were analysed and wait to be learned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from lessons.answers.index import tables
from lessons.answers.index.document_ids import translation_id
from lessons.answers.index.passages import Cue, Passage, passages_of_clip, storable
from lessons.answers.index.tables import Entry


@dataclass(frozen=True, slots=True)
class DocumentSource:
    """Where a document comes from.

    Attributes:
        uri: its path or URL; reading the same one again replaces the document.
        language: a code such as "de".
        owner: who looks after it, as it says itself; "" where it does not say.
        valid_until: the last day on which it holds, as it says itself.
    """

    uri: str
    title: str
    language: str = "en"
    owner: str = ""
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A document or clip that was analysed and waits to be learned."""

    document_id: str
    kind: str
    source: str
    title: str
    language: str
    entries: Mapping[str, Entry]
    clip_id: str | None = None
    cues: tuple[Cue, ...] | None = None


def document_id(uri: str) -> str:
    """The id of the document at a path or URL."""
    # By where it comes from, not by what it says: reading a changed file again then replaces the old one.
    return sha256(uri.encode()).hexdigest()[:32]


def draft_document(source: DocumentSource, passages_in_order: Sequence[Passage]) -> Draft:
    """The document ready to be learned. Slow (about a millisecond a passage): keep it off the event loop."""
    key = document_id(source.uri)
    entries = tables.analyse(key, passages_in_order, source.language)
    return Draft(key, "document", storable(source.uri), storable(source.title), source.language, entries)


def draft_episode(
    episode_id: str, clip_id: str, title: str, cues: Sequence[Cue], language: str, aliases: Sequence[str] = ()
) -> Draft:
    """The transcript of an episode's clip in one language ready to be learned.

    Args:
        aliases: questions the clip is known to answer, in people's own words.
    """
    key = translation_id(episode_id, language)
    spoken = tuple((start, end, storable(words)) for start, end, words in cues)
    entries = tables.analyse(key, passages_of_clip(title, spoken, aliases), language)
    return Draft(key, "clip", "", storable(title), language, entries, clip_id, spoken)
