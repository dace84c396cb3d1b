"""What stands in a message around a question: the point told another way, and the verdict or how sure one is."""

from __future__ import annotations

from datetime import datetime

from bot.chat import Clip, Passage
from bot.learners.certainty import how_sure_buttons
from bot.links import Links
from bot.messages.lesson_texts import Answered
from bot.messages.surveys.certainty_texts import HeldBack
from bot.retelling.telling import another_telling
from lessons.checks import Check, grade
from lessons.database import Database
from schedules.ledger.candidates import Claimed
from schedules.ledger.ledger import delivery_by_id
from schedules.people.roster import learner_by_id
from schedules.replies.replies import Reply


def answered(links: Links, check: Check, reply: Reply, now: datetime) -> Answered | HeldBack:
    choice = check.options[reply.choice].text
    if reply.waits(now):
        return HeldBack(choice, how_sure_buttons(links, reply, now))
    return Answered(choice, reply.correct, grade(check, reply.choice).why, check.document)


async def retold_in(
    database: Database, links: Links, claimed: Claimed, delivery_id: str, now: datetime
) -> Clip | Passage | None:
    """The point of a re-ask told another way, as its message shows it."""
    async with database.read() as db:
        delivery = await delivery_by_id(db, claimed.workspace_id, delivery_id)
        learner = await learner_by_id(db, claimed.workspace_id, claimed.learner_id)
        telling = await another_telling(db, links, learner, delivery, now) if delivery and learner else None
    if telling is None or telling.clip is None or telling.episode is None:
        return telling.passage if telling else None
    whose = (claimed.workspace_id, delivery_id, claimed.learner_id)
    return Clip(
        telling.episode.title,
        links.player(*whose, now, telling.start_s),
        links.poster(claimed.workspace_id, telling.clip.media, now),
        telling.clip.seconds or 0.0,
        telling.start_s,
    )
