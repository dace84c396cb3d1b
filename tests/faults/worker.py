"""A worker process that can be killed: the product's postman, settling and planning, with short patience."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta

import aiohttp

from adapters.slack.chat import SlackChat
from bot.clock import Clock
from bot.links import Links
from bot.sending.composing import Composer
from bot.sending.outbound import Limits, Postman
from bot.sending.settling import settle
from lessons.database import Database
from schedules.plans.planner import plan_due
from schedules.ticker import Round, Ticker

TIMEOUT_S = 1.0
LOOK_AFTER = timedelta(seconds=0.5)
LIMITS = Limits(
    slots=16,
    ahead=16,
    lease=timedelta(seconds=3),
    timeout=timedelta(seconds=TIMEOUT_S),
    look_after=LOOK_AFTER,
    idle=timedelta(seconds=0.05),
)


def send(database_url: str, slack_url: str) -> None:
    """Send and settle until killed."""
    logging.disable(logging.CRITICAL)  # what is done to this process is expected; its ledger is what is looked at
    asyncio.run(_send(database_url, slack_url))


async def _send(database_url: str, slack_url: str) -> None:
    database, clock = Database(database_url), Clock()
    async with aiohttp.ClientSession() as session:
        chat = SlackChat(_token, session, inline_video=True, base_url=slack_url, timeout_s=TIMEOUT_S)
        chats = {chat.platform: chat}
        links = Links("a secret of more than thirty-two characters", "https://lessons.example.com")
        settling = Round("settle", 0.2, lambda now: settle(database, chats, now, LOOK_AFTER))
        Ticker(database, [settling], clock.now, lambda: datetime.now(UTC)).start()
        await Postman(database, chats, Composer(database, links), clock, LIMITS).run(asyncio.Event())


async def _token(workspace_id: str) -> str:
    return f"xoxb-{workspace_id}"


def plan(database_url: str, now: datetime) -> None:
    """Plan what is due, and end."""
    logging.disable(logging.CRITICAL)
    asyncio.run(_plan(database_url, now))


async def _plan(database_url: str, now: datetime) -> None:
    database = Database(database_url)
    await plan_due(database, now)
    await database.close()
