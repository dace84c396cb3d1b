"""What a draft is made from: documents in passages, and where each of them stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages.studio import drafting_texts
from lessons.answers.index.document_text import ReadDocument
from lessons.answers.reading.files import ReadContent
from lessons.answers.text.analyser import base_language
from lessons.answers.text.question_language import language_of
from lessons.answers.text.rules import PATH

MOST_DOCUMENTS = 3
LANGUAGES = ("en", "de")
"""Languages that the sentences around the quotations are written in."""

READ_FOR_LANGUAGE = 12  # passages whose words tell the language of a document
LONGEST_PLACE = 110  # characters of a place below a quotation: three lines on a phone
_WEB = re.compile(r"https?://")


class NotDrafted(ValueError):
    """No draft can be made; the text says why and what to do, in the words of the page."""


@dataclass(frozen=True, slots=True)
class DraftPassage:
    """A piece of a document.

    Attributes:
        title: document and headings.
        page: counted from 1; None where the document has no pages.
    """

    id: str
    title: str
    body: str
    page: int | None = None

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(self.title.split(PATH)[1:])


@dataclass(frozen=True, slots=True)
class DraftDocument:
    """A document that a series is drafted from.

    Attributes:
        url: "" for what has no address.
        number: its place among those of one draft, from 0.
    """

    title: str
    language: str
    passages: tuple[DraftPassage, ...]
    url: str = ""
    number: int = 0


def uploaded(content: ReadContent, number: int) -> DraftDocument:
    """A document as it was just read."""
    source = content.source
    passages = tuple(
        DraftPassage(f"{number}.{at}", passage.title, passage.body, passage.page)
        for at, passage in enumerate(content.passages)
        if not passage.alias
    )
    return _document(source.title, source.language, passages, source.uri, number)


def indexed(document: ReadDocument, number: int) -> DraftDocument:
    """A document that answers are made from."""
    passages = tuple(DraftPassage(each.id, each.title, each.body, each.page) for each in document.passages)
    return _document(document.title, document.language, passages, document.source, number)


def _document(title: str, expected: str, passages: tuple[DraftPassage, ...], source: str, number: int) -> DraftDocument:
    language = spoken_language(passages, base_language(expected))
    return DraftDocument(title, language, passages, source if _WEB.match(source) else "", number)


def spoken_language(passages: Sequence[DraftPassage], expected: str) -> str:
    """The language that most passages are in: many files do not name theirs, or name a wrong one."""
    read = [language_of(passage.body, expected) for passage in passages[:READ_FOR_LANGUAGE]]
    return max(dict.fromkeys(read), key=read.count, default=expected)


def common_language(documents: Sequence[DraftDocument]) -> str:
    """The one language of all documents.

    Raises:
        NotDrafted: they are in several, or in one that no template is written in.
    """
    languages = list(dict.fromkeys(document.language for document in documents))
    if len(languages) > 1:
        raise NotDrafted(drafting_texts.several_languages(languages))
    if not languages or languages[0] not in LANGUAGES:
        raise NotDrafted(drafting_texts.other_language(languages[0] if languages else ""))
    return languages[0]


def place_of(document: DraftDocument, passage: DraftPassage) -> str:
    """Where a passage stands, for people: "Travel policy › Meals, page 3"."""
    innermost = passage.headings[-1:] if len(passage.title) <= LONGEST_PLACE else ()
    headings = passage.headings if len(passage.title) <= LONGEST_PLACE else innermost
    path = PATH.join(dict.fromkeys((document.title, *headings)))
    return path if passage.page is None else drafting_texts.on_page(path, passage.page)
