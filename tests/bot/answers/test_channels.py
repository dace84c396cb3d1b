"""A channel that somebody names: what it pinned and its canvases answer, without anybody's name."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from aiohttp.test_utils import TestServer
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.install.manifest import CHANNEL_SCOPES, manifest
from adapters.slack.people.channel import ChannelKnowledge, channel_id
from bot.answers.documents import documents_of
from bot.answers.renewing.renewer import Renewal, Renewer
from bot.answers.renewing.sources import Source, SourceOptions, keep_source, sources_of
from lessons.answers.gathering.choosing import Choice
from lessons.answers.gathering.port import DocumentPlace
from lessons.database import Database
from tests.bot.asking import HOTEL, a_world, answer
from tests.fakes.slack_channels import FakeChannels
from tests.stories.world import World

DAY = timedelta(days=1)
LINK = "https://r.slack.com/archives/C0TRAVEL1"
TRAVEL = "A hotel in Germany may cost up to 120 euros a night, breakfast included."


@pytest.fixture
async def world(database: Database) -> AsyncIterator[World]:
    async with a_world(database) as made:
        await made.join("Ada")
        await made.sender.deliver_due()
        yield made


@pytest.fixture
async def slack() -> AsyncIterator[tuple[FakeChannels, str]]:
    fake = FakeChannels()
    async with TestServer(fake.app()) as server:
        yield fake, f"http://127.0.0.1:{server.port}/api/"


async def look(world: World, url: str, **options: object) -> Renewal:
    """Name the channel where nobody did, and look at it a day later than the last time."""
    world.clock.at += DAY
    async with world.database.write() as db:
        if not await sources_of(db, world.workspace.id) or options:
            chosen = SourceOptions(**options)  # type: ignore[arg-type]
            await keep_source(db, world.workspace.id, "slack channel", LINK, chosen, DAY, world.clock.at)

    async def client() -> AsyncWebClient:
        return AsyncWebClient("xoxb-1", url, retry_handlers=[])

    def opened(source: Source) -> DocumentPlace:
        choice = Choice(source.options.include, source.options.exclude)
        return ChannelKnowledge(client, channel_id(source.address), choice, bool(source.options.groups))

    (renewal,) = await Renewer(world.database, opened).renew_due(world.clock.at)
    return renewal


def counts(renewal: Renewal) -> tuple[int, int, int, int]:
    assert renewal.reason == ""
    return renewal.changed, renewal.same, renewal.left, len(renewal.failed)


async def test_what_is_pinned_answers_until_it_is_pinned_no_more(world: World, slack: tuple[FakeChannels, str]) -> None:
    fake, url = slack
    fake.pin("1.0", f"{TRAVEL} &amp; ask <@U9|mira> or <#C2|fleet>.")
    fake.pin("2.0", "Winter tyres are fitted in October.")
    assert counts(await look(world, url)) == (2, 0, 0, 0)
    shown = await answer(world, HOTEL)
    assert "120 euros" in shown.plain
    assert "#travel" in shown.plain
    assert "U9" not in shown.plain
    assert "mira" not in shown.plain
    fake.pin("1.0", TRAVEL.replace("120", "150"))
    assert counts(await look(world, url)) == (1, 1, 0, 0)
    fake.pins = [each for each in fake.pins if each["ts"] == "2.0"]
    assert counts(await look(world, url)) == (0, 1, 1, 0)
    assert "euros" not in (await answer(world, HOTEL)).plain


async def test_a_pinned_reply_stands_below_the_question_that_it_answers(
    world: World, slack: tuple[FakeChannels, str]
) -> None:
    fake, url = slack
    fake.threads["5.0"] = "Hi <@U3>, how much may a hotel in Germany cost a night?"
    fake.pin("5.1", "Up to 120 euros, breakfast included.", thread="5.0")
    assert counts(await look(world, url)) == (1, 0, 0, 0)
    assert "120 euros" in (await answer(world, HOTEL)).plain
    fake.granted -= {"channels:history"}
    renewal = await look(world, url)
    assert counts(renewal) == (0, 0, 0, 1)
    assert "lacks a permission" in renewal.failed[0][1]
    assert "120 euros" in (await answer(world, HOTEL)).plain, "what could not be read answers as it was last read"


async def test_canvases_of_the_channel_and_of_what_it_pinned_are_read(
    world: World, slack: tuple[FakeChannels, str]
) -> None:
    fake, url = slack
    fake.canvases = {"F1": f"# Travel rules\n\n{TRAVEL}", "F2": "# Cars\n\nThe fuel card stays in the glove box."}
    fake.channel["properties"] = {
        "canvas": {"file_id": "F1", "is_empty": False},
        "tabs": [{"type": "canvas", "data": {"file_id": "F1"}}, {"type": "files"}],
    }
    fake.pin("1.0", "Look at this", canvas="F2")
    fake.pin("2.0", "And this one, which is gone", canvas="F3")
    renewal = await look(world, url)
    assert counts(renewal) == (4, 0, 0, 1)
    assert renewal.failed == (("#travel, canvas", "the chat platform refuses: canvas_not_found"),)
    assert "Travel rules" in (await answer(world, HOTEL)).plain


async def test_a_private_channel_is_read_for_a_group_alone_and_one_shared_with_another_company_never(
    world: World, slack: tuple[FakeChannels, str]
) -> None:
    fake, url = slack
    fake.pin("1.0", TRAVEL)
    fake.channel["is_private"] = True
    assert "private" in (await look(world, url)).reason
    assert counts(await look(world, url, groups=("board",))) == (1, 0, 0, 0)
    assert "120 euros" not in (await answer(world, HOTEL)).plain
    fake.channel["is_ext_shared"] = True
    assert "another company" in (await look(world, url)).reason


async def test_a_channel_that_the_app_may_not_read_says_what_to_do_and_keeps_what_is_known(
    world: World, slack: tuple[FakeChannels, str]
) -> None:
    fake, url = slack
    fake.pin("1.0", TRAVEL)
    await look(world, url)
    fake.channel["is_member"] = False
    assert "/invite" in (await look(world, url)).reason
    fake.channel["is_member"] = True
    fake.granted.clear()
    assert "SLACK_CHANNELS=on" in (await look(world, url)).reason
    fake.errors["conversations.info"] = "token_revoked"
    assert (await look(world, url)).reason == "the chat platform refuses: token_revoked"
    async with world.database.read() as db:
        assert [document.title for document in await documents_of(db, world.workspace.id)] == ["#travel"]


async def test_slack_that_asks_to_wait_is_waited_for(world: World, slack: tuple[FakeChannels, str]) -> None:
    fake, url = slack
    fake.pin("1.0", TRAVEL)
    fake.busy = 2
    assert counts(await look(world, url)) == (1, 0, 0, 0)
    assert fake.busy == 0


@pytest.mark.parametrize("words", ["#travel", "https://r.slack.com/team/U0123ABCD", "D0123ABCD", ""])
def test_what_is_no_channel_is_refused_with_what_to_write(words: str) -> None:
    with pytest.raises(ValueError, match="copy its link in Slack"):
        channel_id(words)


def test_the_app_asks_for_channels_only_where_the_operator_says_so() -> None:
    plain = manifest("https://ninety.example.com", socket_mode=True)["oauth_config"]["scopes"]["bot"]
    reading = manifest("https://ninety.example.com", socket_mode=True, channels=True)["oauth_config"]["scopes"]["bot"]
    assert not set(plain) & {"pins:read", "channels:history", "groups:history", "canvases:read"}
    assert set(CHANNEL_SCOPES) <= set(reading)
