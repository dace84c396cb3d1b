"""What happened in a workspace since, read from the ledger: nothing is told that is not a row there already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.outbox.endpoints import OutboxEvent
from lessons.catalog.versions import LessonVersion, lesson_versions
from schedules.ledger.figures.watching import COMPLETE
from schedules.lists.changes import replied_since, sent_since, watched_since
from schedules.replies.watching import HALF


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened.

    Attributes:
        facts: of the event alone, such as "correct" of a reply.
    """

    event: OutboxEvent
    delivery_id: str
    learner_id: str
    campaign_id: str
    lesson: LessonVersion
    at: datetime
    facts: Mapping[str, Any]

    @property
    def source(self) -> str:
        """Names it: reading the ledger again finds the same."""
        return f"{self.event}:{self.delivery_id}:{self.learner_id}"


async def happened_since(db: AsyncConnection, workspace_id: str, since: datetime) -> list[Happening]:
    """Everything, of lessons that are in the catalogue."""
    sent = await sent_since(db, workspace_id, since)
    replied = await replied_since(db, workspace_id, since)
    watched = await watched_since(db, workspace_id, since)
    lessons = await lesson_versions(db, workspace_id, {row.episode_id for row in (*sent, *replied, *watched)})
    happenings = [
        *(_sent(row, lessons[row.episode_id]) for row in sent if row.episode_id in lessons),
        *(_replied(row, lessons[row.episode_id]) for row in replied if row.episode_id in lessons),
    ]
    for row in watched:
        if row.episode_id in lessons:
            happenings += _watched(row, lessons[row.episode_id])
    return happenings


def _sent(row: Any, lesson: LessonVersion) -> Happening:
    return Happening(OutboxEvent.SENT, row.id, row.learner_id, row.campaign_id, lesson, row.sent_at, {})


def _replied(row: Any, lesson: LessonVersion) -> Happening:
    option = lesson.options[row.choice] if row.choice < len(lesson.options) else ""
    facts = {"choice": row.choice, "answer": option, "correct": row.correct, "first_try": row.first_try}
    who = (row.delivery_id, row.learner_id, row.campaign_id)
    return Happening(OutboxEvent.REPLIED, *who, lesson, row.replied_at, facts | {"seconds": row.seconds})


def _watched(row: Any, lesson: LessonVersion) -> list[Happening]:
    """That it was played, once; and that it was completed, once it was."""
    watched = row.watched_low | row.watched_high << HALF
    seconds = watched.bit_count()
    who = (row.delivery_id, row.viewer_id, row.campaign_id)
    facts = {"played_seconds": seconds, "length": lesson.seconds}
    played = Happening(OutboxEvent.PLAYED, *who, lesson, row.first_at, {"length": lesson.seconds})
    # Completed as the reports count it: a second near the end was played.
    if lesson.seconds and watched >> int(COMPLETE * lesson.seconds):
        return [played, Happening(OutboxEvent.COMPLETED, *who, lesson, row.last_at, facts)]
    return [played] if seconds else []
