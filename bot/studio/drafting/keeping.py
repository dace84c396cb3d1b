"""Documents in, a series that is being written out: what the page and the command do alike."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers.documents import documents_of
from bot.answers.sources.access import limited
from bot.messages.catalogue import speaking, voice
from bot.messages.pages import studio_texts
from bot.messages.studio import drafting_texts
from bot.studio.beginnings import LONGEST_TITLE, MOST_PARAGRAPHS, free_slug
from bot.studio.drafting.material import MOST_DOCUMENTS, DraftDocument, NotDrafted, indexed
from bot.studio.drafting.rules import rules_of
from bot.studio.drafting.writing import DraftedSeries, DraftProgress, draft_series
from bot.studio.manuscripts import DraftedBy, Material, begin, put_page
from lessons.answers.index.document_text import document_of
from lessons.answers.index.indexing import KnownDocument
from lessons.database import Database
from schedules.ledger import audit

_END = object()


async def open_documents(db: AsyncConnection, workspace_id: str) -> list[KnownDocument]:
    """The documents that a lesson for everybody may be made from: none that is only for some."""
    hidden = await limited(db, workspace_id)
    return [document for document in await documents_of(db, workspace_id) if document.document_id not in hidden]


async def chosen_documents(
    db: AsyncConnection, workspace_id: str, ids: Sequence[str], first: int = 0
) -> list[DraftDocument]:
    """The documents of these ids; those that are gone or only for some are left out.

    Args:
        first: the number of the first of them in the draft.
    """
    allowed = {document.document_id for document in await open_documents(db, workspace_id)}
    read = [await document_of(db, workspace_id, each) for each in dict.fromkeys(ids) if each in allowed]
    return [indexed(document, first + at) for at, document in enumerate(filter(None, read))]


async def draft_from(
    database: Database,
    workspace_id: str,
    documents: Sequence[DraftDocument],
    title: str,
    count: int,
    by: str,
    now: datetime,
    language: str = "",
) -> AsyncIterator[DraftProgress | DraftedSeries]:
    """Draft a series without a model; it is written down as a whole, or not at all.

    Args:
        language: of all documents, where somebody says it; else it is recognised.

    Raises:
        NotDrafted: nothing came of it; the text says why.
    """
    title = _title(title, documents)
    if not 0 < len(documents) <= MOST_DOCUMENTS:
        raise NotDrafted(drafting_texts.how_many_documents(MOST_DOCUMENTS))
    async with database.read() as db:
        slug = await free_slug(db, workspace_id, title)
    if language:
        documents = [replace(document, language=language) for document in documents]
    steps = draft_series(documents, title, slug, count)
    while (step := await asyncio.to_thread(next, steps, _END)) is not _END:
        if isinstance(step, DraftedSeries):
            step = await keep(database, workspace_id, step, documents, DraftedBy.TEMPLATE, by, now)
        if isinstance(step, DraftProgress | DraftedSeries):
            yield step


def _title(title: str, documents: Sequence[DraftDocument]) -> str:
    title = " ".join(title.split()) or (documents[0].title[:LONGEST_TITLE] if documents else "")
    if len(title) > LONGEST_TITLE:
        raise NotDrafted(studio_texts.needs_title(LONGEST_TITLE))
    return title


async def keep(
    database: Database,
    workspace_id: str,
    drafted: DraftedSeries,
    documents: Sequence[DraftDocument],
    drafted_by: DraftedBy,
    by: str,
    now: datetime,
) -> DraftedSeries:
    """Write a draft down under a name that is free at this moment."""
    material = await asyncio.to_thread(_material, documents, voice().language)
    async with database.write() as db:
        # Somebody may have begun a series of this name while this one was written.
        while not await begin(db, workspace_id, drafted.slug, {}, now, material, drafted_by):
            drafted = _renamed(drafted, await free_slug(db, workspace_id, drafted.title))
        for name, words in drafted.pages.items():
            await put_page(db, workspace_id, drafted.slug, name, words, by, now)
        sources = [document.title for document in documents]
        await audit.note(db, workspace_id, by, "series drafted", drafted.slug, now, by=str(drafted_by), sources=sources)
    return drafted


def _renamed(drafted: DraftedSeries, slug: str) -> DraftedSeries:
    """Somebody began a series of the same name meanwhile."""
    pages = {name: words.replace(f"slug: '{drafted.slug}'", f"slug: '{slug}'") for name, words in drafted.pages.items()}
    return replace(drafted, slug=slug, pages=pages)


def _material(documents: Sequence[DraftDocument], language: str) -> tuple[Material, ...]:
    """Whole rules to take further lines from, each with its place."""
    with speaking(language):
        rules = [rule for document in documents for rule in rules_of(document)]
    return tuple(Material(rule.place, rule.text) for rule in rules[:MOST_PARAGRAPHS])
