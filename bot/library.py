"""`/learn <question>`: the moment of an approved clip, words of a document, or an honest nothing."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import learn, wording
from bot.chat import Clip, Message, Passage
from bot.codec import to_json
from bot.links import Links
from bot.people import ANSWER_LIFE
from lessons import catalog
from lessons.answers.decide import Outcome
from lessons.answers.search import Finding, Hit, search
from lessons.database import Instant, Json, metadata, new_id
from lessons.episodes import ClipState
from schedules import ledger
from schedules.ledger import Kind
from schedules.roster import Learner, Workspace

LONGEST_SHOWN = 200
MOST_SUGGESTED = 3
MOST_NAMED = 2

questions = sa.Table(
    "questions",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("learner_id", sa.String(32), nullable=False),
    sa.Column("words", sa.String(1000), nullable=False),
    sa.Column("outcome", sa.String(10), nullable=False),
    sa.Column("cited", Json, nullable=False),
    sa.Column("took_ms", sa.Integer, nullable=False),
    sa.Column("helpful", sa.Boolean),
    sa.Column("asked_at", Instant, nullable=False),
)
sa.Index("ix_questions_outcome", questions.c.workspace_id, questions.c.outcome, questions.c.asked_at)


class Library:
    """Answers from what the workspace's approved clips and documents say, word for word."""

    def __init__(self, links: Links) -> None:
        self._links = links

    async def answer(
        self, db: AsyncConnection, workspace: Workspace, learner: Learner, question: str, cause: str, now: datetime
    ) -> None:
        """Owe the learner an answer; without a question, their current lesson."""
        if not question:
            return await learn.current_lesson(db, learner, cause, now)
        began = time.monotonic()
        found = await search(db, workspace.id, question, language=learner.locale.split("-")[0])
        row = ledger.owed(workspace.id, learner.id, Kind.ANSWER, now, now + ANSWER_LIFE, slot=cause, prompted=True)
        message, episode_id = await self._message(db, learner, question[:LONGEST_SHOWN], found, str(row["id"]), now)
        await ledger.plan(db, [{**row, "episode_id": episode_id, "body": to_json(message)}])
        took_ms = int((time.monotonic() - began) * 1000)
        await db.execute(sa.insert(questions).values(_question(learner, question, found, took_ms, now)))

    async def _message(
        self, db: AsyncConnection, learner: Learner, question: str, found: Finding, delivery_id: str, now: datetime
    ) -> tuple[Message, str]:
        """What to say, and the episode whose clip it plays."""
        corrected = " ".join(f"{typed} → {read}" for typed, read in found.corrected)
        if found.outcome is Outcome.NONE or not found.hits:
            return wording.nothing_found(question, [hit.title for hit in found.hits[:MOST_NAMED]]), ""
        best = found.hits[0]
        clip = await self._clip(db, learner, best, delivery_id, now)
        if found.outcome is Outcome.SUGGEST:
            titles = [hit.title for hit in found.hits[:MOST_SUGGESTED]]
            return wording.maybe(question, [clip] if clip else [], titles, corrected), best.episode_id or ""
        passages = [Passage(sentence.text, best.title, best.source) for sentence in found.sentences]
        if clip is None:
            return wording.found_document(question, passages, corrected), ""
        said = Passage(" ".join(passage.words for passage in passages), best.title)
        return wording.found_clip(question, clip, said, corrected), best.episode_id or ""

    async def _clip(
        self, db: AsyncConnection, learner: Learner, hit: Hit, delivery_id: str, now: datetime
    ) -> Clip | None:
        stored = await catalog.clip_by_id(db, learner.workspace_id, hit.clip_id) if hit.clip_id else None
        if stored is None or stored.state is not ClipState.READY:
            return None
        start_s = hit.start_s or 0.0
        url = self._links.player(learner.workspace_id, delivery_id, learner.id, now, start_s)
        return Clip(hit.title, url, self._links.poster(stored.media), stored.seconds or 0.0, start_s)


def _question(learner: Learner, words: str, found: Finding, took_ms: int, now: datetime) -> dict[str, object]:
    cited: Sequence[str] = [sentence.passage_id for sentence in found.sentences]
    return {
        "workspace_id": learner.workspace_id,
        "id": new_id(),
        "learner_id": learner.id,
        "words": words[:1000],
        "outcome": found.outcome.value,
        "cited": list(cited),
        "took_ms": took_ms,
        "asked_at": now,
    }
