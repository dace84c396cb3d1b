"""What stands in a message in place of its options: the verdict, or first how sure the learner is."""

from __future__ import annotations

from datetime import datetime

from bot.learners.certainty import how_sure_buttons
from bot.links import Links
from bot.messages.lesson_texts import Answered
from bot.messages.surveys.certainty_texts import HeldBack
from lessons.checks import Check, grade
from schedules.replies.replies import Reply


def answered(links: Links, check: Check, reply: Reply, now: datetime) -> Answered | HeldBack:
    choice = check.options[reply.choice].text
    if reply.waits(now):
        return HeldBack(choice, how_sure_buttons(links, reply, now))
    return Answered(choice, reply.correct, grade(check, reply.choice).why)
