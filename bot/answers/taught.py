"""Questions that people confirmed a passage for, and what a curator makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers import questions
from bot.answers.gaps import Gone
from bot.answers.questions import DECLINED, TAUGHT, Question
from bot.answers.sources.access import documents_cited, limited
from bot.answers.wordings import ProposedSynonym, proposed_synonyms
from bot.messages.pages import curate_faults_texts
from lessons.answers.index.document_text import ReadPassage, document_around
from lessons.answers.index.indexing import learn_alias
from schedules.ledger import audit
from schedules.people.roster import Learner


@dataclass(frozen=True, slots=True)
class Proposed:
    """A question with the passage that its asker says answers it."""

    question: Question
    passage: ReadPassage


async def proposals(db: AsyncConnection, workspace_id: str, most: int) -> list[Proposed]:
    """What waits for a curator; a question whose passage changed meanwhile is left out."""
    waiting = await questions.proposed(db, workspace_id, most)
    pairs = [(question, await _passage(db, question)) for question in waiting]
    return [Proposed(question, passage) for question, passage in pairs if passage is not None]


async def proposed_words(db: AsyncConnection, workspace_id: str, waiting: list[Proposed]) -> list[ProposedSynonym]:
    """Synonyms that the confirmed questions speak for."""
    # Synonyms are asked for everybody: a heading that only some may read must not become one.
    hidden = (await limited(db, workspace_id)).keys()
    open_ones = [each for each in waiting if not await documents_cited(db, workspace_id, [each.passage.id]) & hidden]
    pairs = [(each.question, each.passage.title) for each in open_ones]
    return await proposed_synonyms(db, workspace_id, pairs)


async def _passage(db: AsyncConnection, question: Question) -> ReadPassage | None:
    document = await document_around(db, question.workspace_id, question.cited[0]) if question.cited else None
    return (
        next((passage for passage in document.passages if passage.id == question.cited[0]), None) if document else None
    )


async def teach(db: AsyncConnection, curator: Learner, question_id: str, now: datetime) -> None:
    """From now on the passage answers this question.

    Raises:
        Gone: another curator decided before, or the passage changed meanwhile.
    """
    question = await questions.decide(db, curator.workspace_id, question_id, TAUGHT)
    if question is None or not await learn_alias(db, curator.workspace_id, question.cited[0], question.words, now):
        raise Gone(curate_faults_texts.passage_changed())
    await audit.note(db, curator.workspace_id, curator.id, "question taught", question_id, now)


async def decline(db: AsyncConnection, curator: Learner, question_id: str, now: datetime) -> None:
    """The passage does not answer this question.

    Raises:
        Gone: another curator decided before.
    """
    if await questions.decide(db, curator.workspace_id, question_id, DECLINED) is None:
        raise Gone(curate_faults_texts.question_decided())
    await audit.note(db, curator.workspace_id, curator.id, "question declined", question_id, now)
