"""Where somebody's words and name stand beside their own rows: with whom they asked, and in what answers others."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers.experts import referrals_with
from bot.answers.questions import words_asked_by
from bot.answers.referring import reteach
from bot.privacy.names import INSTEAD, strip_words
from lessons.answers.index.indexing import forget_aliases
from schedules.people.roster import Learner

ERASED_QUESTION = "a question that was erased"


async def strip_traces(db: AsyncConnection, learner: Learner, now: datetime) -> int:
    """Take the words of their questions out of what colleagues were told, and of what answers others.

    What a colleague wrote in reply to them stays under another title, and what they wrote in reply to a colleague
    without their name: a curator let both answer everybody.

    Returns:
        How many rows held their words.
    """
    words = await words_asked_by(db, learner)
    count = await forget_aliases(db, learner.workspace_id, list(words.values()))
    # Before their rows go: what was taught is found by them.
    for referral in await referrals_with(db, learner):
        if referral.toward_id == learner.id:
            await reteach(db, referral, now, author=INSTEAD)
        elif referral.question_id in words:
            question = words[referral.question_id]
            count += await strip_words(db, learner.workspace_id, question, ERASED_QUESTION, [referral.toward_id])
            await reteach(db, referral, now, title=ERASED_QUESTION)
    return count
