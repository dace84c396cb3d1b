"""A learner's own page, gathered: today's lesson with its verdict, how it goes, what they saved, their settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat import Button, SettingsForm
from bot.feed.lesson import AnsweredCheck, answered_check
from bot.learners.certainty import how_sure_buttons
from bot.learners.home import MOST_SAVED, Home, gather
from bot.learners.preferences import form_of
from bot.learners.saved_clips import saved_by
from bot.links import Links
from lessons import catalog
from lessons.checks import Check
from schedules.ledger.figures import history
from schedules.ledger.ledger import DeliveryKind
from schedules.people.roster import Learner, Workspace
from schedules.replies.replies import Reply, reply_to


@dataclass(frozen=True, slots=True)
class OwnPage:
    """Everything on the page.

    Attributes:
        check: the question of today's lesson, None where it asks nothing.
        verdict: on the learner's answer to it; None while it is open.
        how_sure: buttons that say how sure they were, while the verdict waits for that; none otherwise.
        saved: id and title of the episodes that they saved, newest first.
        form: their settings as they hold now.
    """

    home: Home
    check: Check | None
    verdict: AnsweredCheck | None
    how_sure: Sequence[Button]
    saved: Sequence[tuple[str, str]]
    form: SettingsForm


async def own_page(db: AsyncConnection, workspace: Workspace, learner: Learner, links: Links, now: datetime) -> OwnPage:
    """One learner's page as it is now."""
    home = await gather(db, workspace, learner, links, now)
    check, reply = await _answered(db, learner)
    verdict = answered_check(check, reply, now) if check and reply else None
    how_sure = how_sure_buttons(links, reply, now) if reply and reply.waits(now) else ()
    return OwnPage(home, check, verdict, how_sure, await _saved(db, learner), await form_of(db, learner, now))


async def _answered(db: AsyncConnection, learner: Learner) -> tuple[Check | None, Reply | None]:
    """The question of the newest lesson, and the reply to it."""
    last = await history.latest(db, learner.workspace_id, learner.id, DeliveryKind.EPISODE)
    episode = await catalog.episode_by_id(db, learner.workspace_id, last.episode_id) if last else None
    check = episode.in_language(learner.locale).check if episode else None
    if last is None or check is None:
        return None, None
    return check, await reply_to(db, learner.workspace_id, last.id, learner.id)


async def _saved(db: AsyncConnection, learner: Learner) -> list[tuple[str, str]]:
    ids = [episode_id for episode_id, _ in await saved_by(db, learner, MOST_SAVED)]
    episodes = [await catalog.episode_by_id(db, learner.workspace_id, episode_id) for episode_id in ids]
    return [(episode.id, episode.in_language(learner.locale).title) for episode in episodes if episode]
