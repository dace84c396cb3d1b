"""Browsers in which people are signed in."""

from __future__ import annotations

from datetime import datetime

from adapters.web.sign_in.browsers import COOKIE as COOKIE
from bot.links import SESSION_LIFE
from bot.sign_in.sessions import Way, begin_session
from schedules.people.roster import Learner
from tests.stories.world import World


async def session_cookie(world: World, learner: Learner, began: datetime | None = None) -> str:
    """The cookie that a browser gets when somebody opens their link in it."""
    at = began or world.clock.at
    async with world.database.write() as db:
        session = await begin_session(db, learner.workspace_id, learner.id, Way.LINK, "Firefox, Linux", at)
    return world.bot.links.session(learner.workspace_id, session.id, learner.id, session.cookie, at + SESSION_LIFE)
