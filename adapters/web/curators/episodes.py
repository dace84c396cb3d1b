"""What the curators' page does about lessons for questions that found no answer."""

from __future__ import annotations

from adapters.web.curators.visiting import Visit
from bot.answers import gaps
from bot.studio.drafting.gap_episodes import episode_of_gap
from bot.studio.promises import keep_promises, promise
from lessons.database import Database


async def draft_by_hand(database: Database, visit: Visit, question_id: str, words: str, source: str) -> None:
    """An episode of the curator's own words.

    Raises:
        NotReady, Gone: see gaps.draft.
    """
    async with database.write() as db:
        gap = await gaps.gap_of(db, visit.workspace_id, question_id)
        episode = await gaps.draft(db, gap, words, source, visit.curator, visit.now)
        await promise(db, visit.workspace_id, [question.id for question in gap.questions], episode.id)


async def approve_by_hand(database: Database, visit: Visit, episode_id: str) -> None:
    """Let learners see it, and tell whoever asked.

    Raises:
        Gone: see gaps.approve_draft.
    """
    async with database.write() as db:
        episode = await gaps.approve_draft(db, visit.curator, episode_id, visit.now)
        await keep_promises(db, visit.workspace_id, episode.id, episode.title, visit.now)


async def draft_from_documents(database: Database, visit: Visit, question_id: str) -> None:
    """An episode from the documents nearest to the question; it waits in the studio.

    Raises:
        NotReady, Gone: see episode_of_gap.
    """
    await episode_of_gap(database, question_id, visit.curator, visit.now)
