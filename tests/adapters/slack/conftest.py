"""Slack as a whole: our listeners over HTTP, the bot behind them, and a fake workspace that is called back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from adapters.slack.connection import connect_slack
from adapters.slack.connector.keys import SlackKeys
from adapters.slack.service import SlackService
from adapters.web.app import bare_app
from bot.answers.answerer import Answerer
from bot.answers.worker import AnswerWorker
from bot.delivery.composer import Composer
from bot.delivery.sender import Sender
from bot.inbound import Bot
from bot.links import Links
from lessons.database import Database
from schedules.ledger.pacing import set_pace
from schedules.people.roster import Learner, Workspace, learner_outside
from tests.adapters.slack.clients import OURS as OURS
from tests.adapters.slack.clients import SECRET as SECRET
from tests.fakes.slack_workspace import FakeWorkspace, SignedClient, member, press_body
from tests.stories.world import EPISODES, MONDAY, Moved, put_series


@dataclass
class Office:
    """One workspace with Ninety in it.

    Attributes:
        api: where the fake's Web API is.
    """

    api: str
    database: Database
    clock: Moved
    fake: FakeWorkspace
    slack: SlackService
    bot: Bot
    sender: Sender
    signed_client: SignedClient
    workspace: Workspace
    links: Links
    answer_worker: AnswerWorker

    async def settled(self) -> None:
        """Everything that came in is handled, and its answers are delivered."""
        await self.slack.handled()
        await self.answer_worker.answer_open()
        await self.sender.deliver_due()

    async def learner(self, outside_id: str) -> Learner:
        async with self.database.read() as db:
            found = await learner_outside(db, self.workspace.id, outside_id)
        assert found is not None, f"{outside_id} is not known"
        return found

    async def knows(self, outside_id: str) -> bool:
        async with self.database.read() as db:
            return await learner_outside(db, self.workspace.id, outside_id) is not None

    def words(self, user: str) -> list[str]:
        """What somebody was sent, as the line that notifications show."""
        return [str(shown["text"]) for shown in self.fake.shown[f"D-{user}"]]

    async def press(self, user: str, element: dict[str, Any], stamp: str = "1.1") -> aiohttp.ClientResponse:
        return await self.signed_client.interact(press_body(user, element, stamp))


async def healthy() -> tuple[int, dict[str, Any]]:
    return 200, {}


@pytest.fixture
def keys() -> SlackKeys:
    return SlackKeys(bot_token="xoxb-1", signing_secret=SECRET)


@pytest.fixture
def public_url() -> str:
    return "https://ninety.example.com"


@pytest.fixture
def approval_above() -> int:
    return 50


@pytest.fixture
def guests() -> bool:
    return False


@pytest.fixture
async def office(
    database: Database, keys: SlackKeys, public_url: str, approval_above: int, guests: bool
) -> AsyncIterator[Office]:
    fake = FakeWorkspace(users=[member("U1", "Ada"), member("U2", "Bo", "America/New_York")])
    fake.users.append(member("U9", "Mira", is_admin=True))
    clock = Moved(MONDAY)
    links = Links(OURS, public_url)
    async with TestServer(fake.app()) as api, aiohttp.ClientSession() as session:
        base = str(api.make_url("/api/"))
        connection = connect_slack(keys, database, clock, session, secret=OURS, public_url=public_url, base_url=base)
        sender = Sender(database, {"slack": connection.chat}, Composer(database, links), clock)
        answer_worker = AnswerWorker(database, clock, Answerer(database, links), wake=sender.wake)
        bot = Bot(database, links, clock, answer_worker, sender.wake)
        slack = SlackService(connection, bot, approval_above=approval_above, guests=guests)
        workspace = await slack.connect()
        assert workspace is not None
        async with database.write() as db:
            for method in ("send", "conversations.open", "users.list"):
                await set_pace(db, workspace.id, 0, 1, method)
            await put_series(db, workspace.id, EPISODES, clock.at)
        await slack.directory.read_all(workspace)
        async with TestServer(bare_app([slack.pages], healthy)) as ours, slack.receiving():
            signed_client = SignedClient(session, str(ours.make_url("/slack/events")), SECRET)
            yield Office(
                base, database, clock, fake, slack, bot, sender, signed_client, workspace, links, answer_worker
            )
