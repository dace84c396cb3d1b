"""A gap becomes an episode: drafted from the documents that come nearest to what people asked."""

from __future__ import annotations

import asyncio
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers import questions
from bot.answers.gaps import DRAFTED, NotReady, gap_of
from bot.answers.sources.access import limited
from bot.messages.studio import drafting_texts
from bot.studio.beginnings import LONGEST_TITLE, free_slug
from bot.studio.drafting.keeping import keep
from bot.studio.drafting.material import MOST_DOCUMENTS, DraftDocument, NotDrafted, indexed
from bot.studio.drafting.rules import RuleDraft, rules_of
from bot.studio.drafting.writing import DraftedSeries, draft_series
from bot.studio.manuscripts import DraftedBy
from bot.studio.promises import promise
from lessons.answers.gaps import Gap
from lessons.answers.index.document_text import document_around
from lessons.answers.search.search import search
from lessons.database import Database
from schedules.ledger import audit
from schedules.people.roster import Learner

NEAREST = 5  # passages whose rules an episode may be about


async def episode_of_gap(database: Database, question_id: str, curator: Learner, now: datetime) -> DraftedSeries:
    """Draft an episode for a gap; its questions leave the list, and whoever asked is told when it is published.

    Raises:
        Gone: the gap is on the list no more.
        NotReady: nothing in the documents comes near enough; says what to do.
    """
    workspace_id = curator.workspace_id
    async with database.read() as db:
        gap = await gap_of(db, workspace_id, question_id)
        documents, passages = await _nearest(db, workspace_id, gap)
        title = " ".join(gap.title.split())[:LONGEST_TITLE]
        slug = await free_slug(db, workspace_id, title)
    drafted = await asyncio.to_thread(_drafted, documents, passages, title, slug)
    drafted = await keep(database, workspace_id, drafted, documents, DraftedBy.TEMPLATE, curator.id, now)
    async with database.write() as db:
        ids = [question.id for question in gap.questions]
        await promise(db, workspace_id, ids, drafted.slug)
        await questions.handle(db, workspace_id, ids, DRAFTED)
        await audit.note(db, workspace_id, curator.id, "gap drafted", drafted.slug, now, questions=len(ids))
    return drafted


async def _nearest(db: AsyncConnection, workspace_id: str, gap: Gap) -> tuple[list[DraftDocument], set[str]]:
    """The documents nearest to a gap, and the ids of the passages in them."""
    # What is only for some must not become a lesson for everybody.
    hidden = await limited(db, workspace_id)
    language = gap.questions[0].language.split("-")[0]
    finding = await search(db, workspace_id, gap.title, language=language, hidden=hidden)
    near = [place.passage_id for place in finding.evidence if place.kind == "document"][:NEAREST]
    read = [document for each in near if (document := await document_around(db, workspace_id, each))]
    unique = list({document.id: document for document in read}.values())[:MOST_DOCUMENTS]
    return [indexed(document, at) for at, document in enumerate(unique)], set(near)


def _drafted(documents: list[DraftDocument], passages: set[str], title: str, slug: str) -> DraftedSeries:
    rules = [rule for document in documents for rule in rules_of(document)]
    near = [rule for rule in rules if _stands_in(rule, documents, passages)]
    try:
        if not near:
            raise NotDrafted(drafting_texts.no_rules())
        *_, drafted = draft_series(documents, title, slug, 1, near)
    except NotDrafted as fault:
        raise NotReady(drafting_texts.nothing_near()) from fault
    if not isinstance(drafted, DraftedSeries):
        raise NotReady(drafting_texts.nothing_near())
    return drafted


def _stands_in(rule: RuleDraft, documents: list[DraftDocument], passages: set[str]) -> bool:
    """Whether a rule stands in one of the passages: it is kept with the first of several that repeat it."""
    bodies = (each.body for document in documents for each in document.passages if each.id in passages)
    return any(all(text in " ".join(body.split()) for text in rule.verbatim) for body in bodies)
