"""Every message is refused for a day and a half, in every way that platforms refuse: no episode is passed over."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest

from lessons.database import Database
from tests.faults.company import company
from tests.stories.world import MONDAY

DAY = timedelta(days=1)
# Of each kind of cases 31, 32 and 37 one or two, and what no document names; the tables have a test of their own.
REFUSALS = [
    *[("slack", 200, code) for code in ("account_inactive", "brand_new_code", "channel_not_found", "user_disabled")],
    *[
        ("slack", 200, "msg_too_long"),
        ("slack", 429, "ratelimited"),
        ("slack", 500, "internal_error"),
        ("slack", 0, ""),
    ],
    *[("teams", 401, "BotNotRegistered"), ("teams", 403, "BrandNewCode"), ("teams", 403, "BotNotInConversationRoster")],
    *[("teams", 404, "ConversationNotFound"), ("teams", 413, "MessageSizeTooBig")],
    *[("teams", 502, "ServiceError"), ("teams", 0, "")],
]


@pytest.mark.parametrize(("platform", "status", "code"), REFUSALS)
async def test_the_story_goes_on_with_its_first_episode_and_in_order(
    database: Database, platform: str, status: int, code: str
) -> None:
    async with company(platform, database) as day:
        await day.world.join("Ada")
        await day.world.beat()
        await day.world.start("Ada", silent_limit=9, reminders=(), spacing=False)
        logging.disable(logging.CRITICAL)
        day.platform.refuse(status, code)
        await day.world.until(MONDAY + DAY + timedelta(hours=6))
        logging.disable(logging.NOTSET)
        assert day.all_got()
        day.platform.mend_app()
        await day.world.write("Ada", "help")  # a sign of life, for what looked like a fault of theirs
        await day.world.until(MONDAY + 9 * DAY)
        assert day.all_got(1, 2, 3, 4, 5)
