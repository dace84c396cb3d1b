"""A worker process that can be killed: the product's sender, settling and planning, with short patience."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path

import aiohttp

from adapters.posting import HttpPoster
from adapters.sessions import vendor_session
from adapters.slack.outbound.chat import SlackChat
from adapters.teams.connector.credentials import AppToken
from adapters.teams.connector.transport import BotBuilderTransport
from adapters.teams.connector.verify import Inspector, Keys
from adapters.teams.outbound.chat import TeamsChat
from bot.chat import Chat
from bot.clock import Clock
from bot.delivery.composer import Composer
from bot.delivery.jumps import JumpWatch
from bot.delivery.reconciling import reconcile
from bot.delivery.sender import Limits, Sender
from bot.links import Links
from bot.outbox.harvesting import harvest
from bot.outbox.sending import AT_ONCE, Credentials, send_due
from lessons.database import Database
from schedules.plans.planner import plan_due
from schedules.ticker import Round, Ticker
from tests.adapters.teams.speaking import never
from tests.fakes.teams import APP, PASSWORD, TENANT, FakeTeams

SLACK, TEAMS = "slack", "teams"
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


def send(database_url: str, platform: str, url: str, clock_file: str = "") -> None:
    """Send and settle until killed.

    Args:
        url: where the fake platform answers.
        clock_file: sets this process's clock meanwhile, see FileClock.
    """
    logging.disable(logging.CRITICAL)  # what is done to this process is expected; its ledger is what is looked at
    asyncio.run(_send(database_url, platform, url, FileClock(clock_file) if clock_file else Clock()))


async def _send(database_url: str, platform: str, url: str, clock: Clock) -> None:
    database = Database(database_url)
    watch = JumpWatch(clock.now)
    async with vendor_session() as session:
        chat: Chat = _slack(session, url) if platform == SLACK else _teams(session, url)
        chats = {chat.platform: chat}
        links = Links("a secret of more than thirty-two characters", "https://lessons.example.com")
        settling = Round("settle", 0.2, lambda now: reconcile(database, chats, now, LOOK_AFTER, watch, LIMITS.lease))
        Ticker(database, [settling], clock.now, lambda: datetime.now(UTC)).start()
        await Sender(database, chats, Composer(database, links), clock, LIMITS).run(asyncio.Event())


def _slack(session: aiohttp.ClientSession, url: str) -> SlackChat:
    return SlackChat(_token, session, inline_video=True, base_url=f"{url}/api/", timeout_s=TIMEOUT_S)


def _teams(session: aiohttp.ClientSession, url: str) -> TeamsChat:
    cloud = FakeTeams().cloud(url)
    inspector = Inspector(Keys(session, cloud.keys_url), cloud, APP)
    token = AppToken(session, cloud, TENANT, APP, PASSWORD)
    transport = BotBuilderTransport(session, inspector, token, APP, timeout_s=TIMEOUT_S)
    return TeamsChat(transport, cloud.service_url, never)


async def _token(workspace_id: str) -> str:
    return f"xoxb-{workspace_id}"


class FileClock(Clock):
    """A host clock that whoever writes a number of seconds into a file sets, for every process that reads it."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self._file = Path(file)

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(self._file.read_text() or 0))


def plan(database_url: str, now: datetime) -> None:
    """Plan what is due, and end."""
    logging.disable(logging.CRITICAL)
    asyncio.run(_plan(database_url, now))


async def _plan(database_url: str, now: datetime) -> None:
    database = Database(database_url)
    await plan_due(database, now)
    await database.close()


KEY, UNDER_WAY = "a secret of more than thirty-two characters", AT_ONCE


def tell(database_url: str) -> None:
    """Tell other systems until killed; a claim is over after two seconds here, so that no test waits for a minute."""
    logging.disable(logging.CRITICAL)
    asyncio.run(_tell(database_url))


async def _tell(database_url: str) -> None:
    database, poster = Database(database_url), HttpPoster((ip_network("127.0.0.0/8"),))
    while True:
        now = datetime.now(UTC) + timedelta(days=365)  # the worlds of tests are in another year
        await harvest(database, "https://lessons.example.com", now)
        await send_due(database, poster, Credentials((KEY,), ("user", "secret")), now, timedelta(seconds=2))
        await asyncio.sleep(0.05)
