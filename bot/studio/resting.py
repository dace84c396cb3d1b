"""What the sentences of a series rest on, as it stands today: quotations that their documents say no more.

Under Sources a page names a place and what stands there: "Travel policy › Meals: “Lunch is paid up to 20 euros.”"
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers.sources.agreed import agreements_of
from bot.studio.manuscripts import Manuscript
from lessons.answers.index.document_text import ReadDocument, document_of
from lessons.answers.index.indexing import known_documents
from lessons.answers.text.rules import PATH
from lessons.answers.text.sentences import spans
from lessons.answers.writing.quotes import find_quote
from lessons.authoring.lines import take_apart
from lessons.episodes import Source

_QUOTED = re.compile(r"^(?P<place>.+?): “(?P<words>.+)”\s*$")
_LINK = re.compile(r"^\[(?P<title>.+)\]\(\s*<?(?P<url>[^<>\s]*)>?\s*\)(?P<rest>.*)$")
_ESCAPED = re.compile(r"\\(?=[\\`*_\[\]<>&#+=~|-])")
SHORTEST_SHOWN = 12  # characters of a sentence that is looked for in a field
NEAR = 0.45  # a sentence less alike than this is another one, and no newer wording


class StaleKind(StrEnum):
    """Why a quotation is doubtful."""

    CHANGED = "changed"  # its document says it no more
    OVERDUE = "overdue"  # its document has run out


@dataclass(frozen=True, slots=True)
class StaleQuote:
    """A quotation that is doubtful today.

    Attributes:
        page: on which it stands, "" for that of a published series.
        old: what is quoted.
        new: the sentence that stands there now in its place, "" for none that is alike.
        until: the last day of a document that has run out.
    """

    kind: StaleKind
    page: str
    place: str
    old: str
    new: str = ""
    until: date | None = None


def quoted_sources(text: str) -> Iterator[Source]:
    """The sources of a page's section, as its author wrote them."""
    for row in text.split("\n"):
        written = row.strip().removeprefix("- ").strip()
        link = _LINK.match(written)
        plain = _ESCAPED.sub("", f"{link['title']}{link['rest']}" if link else written)
        if plain:
            yield Source(plain, link["url"] if link else "")


async def stale_in_manuscript(db: AsyncConnection, manuscript: Manuscript, today: date) -> list[StaleQuote]:
    """Every doubtful quotation of a series as it is being written."""
    documents = await _documents(db, manuscript.workspace_id, today)
    stale = list[StaleQuote]()
    for page in manuscript.episodes():
        sections = take_apart(page.words, ()).sections
        texts = [section.text for section in sections if section.heading.casefold().startswith("sources")]
        sources = [source for text in texts for source in quoted_sources(text)]
        stale += _stale(sources, documents, page.name)
    return stale


async def stale_in(db: AsyncConnection, workspace_id: str, sources: Sequence[Source], today: date) -> list[StaleQuote]:
    """Every doubtful quotation among the sources of a published series."""
    return _stale(sources, await _documents(db, workspace_id, today), "") if any(map(_parts, sources)) else []


@dataclass(frozen=True, slots=True)
class _Standing:
    document: ReadDocument
    overdue: date | None


async def _documents(db: AsyncConnection, workspace_id: str, today: date) -> Mapping[str, _Standing]:
    """Documents as they stand, by title and by address."""
    agreements = await agreements_of(db, workspace_id)
    standing: dict[str, _Standing] = {}
    for each in await known_documents(db, workspace_id):
        document = await document_of(db, workspace_id, each.document_id) if each.kind == "document" else None
        if document is not None:
            agreement = agreements.get(document.id)
            until = agreement.valid_until if agreement and agreement.overdue(today) else None
            standing |= {name: _Standing(document, until) for name in (document.title, document.source) if name}
    return standing


def _parts(source: Source) -> tuple[str, str] | None:
    match = _QUOTED.match(source.title)
    return (match["place"], match["words"]) if match else None


def _stale(sources: Sequence[Source], documents: Mapping[str, _Standing], page: str) -> list[StaleQuote]:
    stale = list[StaleQuote]()
    for source in sources:
        parts = _parts(source)
        standing = _standing_of(source, parts[0], documents) if parts else None
        if parts is None or standing is None:  # a document that was never read here is nobody's to compare with
            continue
        place, old = parts
        sentences = [old[a:b] for a, b in spans(old)]
        changed = [sentence for sentence in sentences if not _stands(standing.document, sentence)]
        stale += [
            StaleQuote(StaleKind.CHANGED, page, place, each, _instead(standing.document, each)) for each in changed
        ]
        if standing.overdue and not changed:
            stale.append(StaleQuote(StaleKind.OVERDUE, page, place, old, until=standing.overdue))
    return stale


def _standing_of(source: Source, place: str, documents: Mapping[str, _Standing]) -> _Standing | None:
    title = re.sub(r", (?:page|Seite) \d+$", "", place).split(PATH)[0]
    return documents.get(source.url) or documents.get(title)


def _stands(document: ReadDocument, words: str) -> bool:
    bodies = (" ".join(passage.body.split()) for passage in document.passages)
    # What is too short to be proved as a quotation is compared as it is.
    return any(words in body or find_quote("", body, words) is not None for body in bodies)


def _instead(document: ReadDocument, words: str) -> str:
    """The sentence of the document that is most like the words, "" where none is."""
    sentences = {passage.body[a:b] for passage in document.passages for a, b in spans(passage.body)}
    ranked = sorted(((_likeness(words, sentence), sentence) for sentence in sentences), reverse=True)
    return " ".join(ranked[0][1].split()) if ranked and ranked[0][0] >= NEAR else ""


def _likeness(words: str, sentence: str) -> float:
    return SequenceMatcher(None, words.casefold().split(), sentence.casefold().split()).ratio()


def rests_on(text: str, stale: Sequence[StaleQuote]) -> bool:
    """Whether a field shows or says a sentence that is doubtful, or a good part of one."""
    words = " ".join(_ESCAPED.sub("", text).split())
    sentences = (quote.old[a:b] for quote in stale for a, b in spans(quote.old))
    return any(len(sentence) >= SHORTEST_SHOWN and sentence in words for sentence in sentences)
