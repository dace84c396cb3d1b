"""Questions that a lesson is made for: whoever asked one hears of it once, when learners get the lesson."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers import questions
from bot.messages.catalogue import speaking
from bot.messages.codec import to_json
from bot.messages.studio import promise_texts
from lessons.database import insert_or_ignore, metadata
from schedules.ledger import ledger
from schedules.ledger.ledger import DeliveryKind
from schedules.people import roster

USEFUL = timedelta(days=14)  # whoever asked longer ago than that and could not be written to needs no message any more

promised_lessons = sa.Table(
    "promised_lessons",
    metadata,
    sa.Column("workspace_id", sa.String(64), primary_key=True),
    sa.Column("question_id", sa.String(64), primary_key=True),
    sa.Column("lesson", sa.String(140), nullable=False),  # the slug of a series, or the id of an episode
    sa.Index(None, "workspace_id", "lesson"),
)


async def promise(db: AsyncConnection, workspace_id: str, question_ids: Sequence[str], lesson: str) -> None:
    """Remember that a lesson is being made for these questions."""
    for question_id in question_ids:
        row = {"workspace_id": workspace_id, "question_id": question_id, "lesson": lesson}
        await db.execute(insert_or_ignore(db, promised_lessons).values(row))


async def keep_promises(db: AsyncConnection, workspace_id: str, lesson: str, title: str, now: datetime) -> int:
    """Tell whoever asked that the lesson is there, once each; returns how many are told.

    Call it in the transaction that lets learners see the lesson: then nobody is told of what does not come.
    """
    these = (promised_lessons.c.workspace_id == workspace_id) & (promised_lessons.c.lesson == lesson)
    taken = await db.execute(sa.delete(promised_lessons).where(these).returning(promised_lessons.c.question_id))
    told_people = set[str]()
    for question_id in sorted(taken.scalars()):
        question = await questions.question_by_id(db, workspace_id, question_id)
        asker = await roster.learner_by_id(db, workspace_id, question.learner_id) if question else None
        # Of several questions of one person one message is enough; who left or was erased gets none.
        if question is None or asker is None or not asker.active or asker.id in told_people:
            continue
        told_people.add(asker.id)
        with speaking(asker.locale, asker.platform):
            body = to_json(promise_texts.lesson_there(question.words, title))
        about = {"slot": f"lesson:{question_id}", "body": body, "prompted": not asker.consents}
        await ledger.plan(db, [ledger.owed(workspace_id, asker.id, DeliveryKind.NOTICE, now, now + USEFUL, **about)])
    return len(told_people)
