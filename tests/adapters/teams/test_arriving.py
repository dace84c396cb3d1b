"""What Teams was told that we have is handled, once, whatever becomes of the process that took it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.teams.inbound.app import PATH
from bot.event_queue import STALE, event_queue
from bot.events import Event, Joined
from bot.inbound import Bot
from bot.learners.saved_clips import keeps
from schedules.replies.replies import replies
from tests.adapters.teams.cards_seen import actions
from tests.adapters.teams.offices import Json, Office, a_service, served
from tests.stories.world import MONDAY


class Killed(Bot):
    """The bot of a process that dies as soon as it begins to handle what it acknowledged."""

    async def handle(self, event: Event) -> None:
        if not isinstance(event, Joined):
            raise RuntimeError("killed")
        await super().handle(event)


async def told_to_one_that_dies(office: Office, *activities: Json) -> list[int]:
    """What another process answers that writes events down and dies before it handles any."""
    world = office.world
    bot = Killed(world.database, world.bot.links, world.clock, world.answer_worker, world.sender.wake)
    service = a_service(office.connection, bot)
    async with served(service) as http:
        return [await told(http, office, one) for one in activities]


async def told(http: TestClient[Any, Any], office: Office, activity: Json) -> int:
    header = {"Authorization": office.teams.signed(activity)}
    return (await http.post(PATH, json=activity, headers=header)).status


async def left_behind(office: Office) -> int:
    async with office.world.database.read() as db:
        return await db.scalar(sa.select(sa.func.count()).select_from(event_queue)) or 0


async def taken_up(office: Office) -> int:
    """Another process finds what the dead one left."""
    found = await office.event_queue.handle_stale(office.world.clock.at + STALE + timedelta(seconds=1))
    await office.world.answer_worker.answer_open()
    await office.world.sender.deliver_due()
    return found


async def test_words_that_were_acknowledged_are_answered_though_the_process_died(office: Office) -> None:
    await office.install("Ada")
    activity = office.teams.activity("Ada", text="help")
    assert await told_to_one_that_dies(office, activity) == [200]
    assert not any("What you can write to me" in one for one in office.sees("Ada"))
    assert await taken_up(office) == 1
    assert await taken_up(office) == 0
    await office.tell(activity)  # and Teams tells it again
    assert sum("What you can write to me" in one for one in office.sees("Ada")) == 1


async def test_a_first_word_of_somebody_unknown_is_not_lost_either(office: Office) -> None:
    assert await told_to_one_that_dies(office, office.teams.activity("Bo", text="help")) == [200]
    assert await taken_up(office) == 1
    assert sum("What you can write to me" in one for one in office.sees("Bo")) == 1


async def test_a_press_by_message_and_a_heart_are_kept_though_the_process_died(office: Office) -> None:
    await office.install("Ada", localTimezone="Europe/Berlin")
    await office.world.start("Ada")
    await office.world.until(MONDAY + timedelta(hours=2))
    shown = office.messages("Ada")[-1]
    data = next(one["fallback"]["data"] for one in actions(shown["card"]) if one["title"] == "Report it")
    press = office.teams.activity("Ada", value=data, replyToId=shown["id"])
    heart = {"reactionsAdded": [{"type": "heart"}], "replyToId": shown["id"]}
    liked = office.teams.activity("Ada", "messageReaction", **heart)
    assert await told_to_one_that_dies(office, press, liked) == [200, 200]
    assert await taken_up(office) == 2
    assert any("✓ Right: you said “Report it”." in one for one in office.sees("Ada"))
    async with office.world.database.read() as db:
        counts = [await db.scalar(sa.select(sa.func.count()).select_from(one)) for one in (replies, keeps)]
    assert counts == [1, 1]
    assert await left_behind(office) == 0


async def test_a_process_that_stops_gives_what_comes_back_to_teams(office: Office) -> None:
    await office.install("Ada")
    activity = office.teams.activity("Ada", text="help")
    stopping = a_service(office.connection, office.world.bot)
    app = web.Application()
    stopping.pages(app)
    async with stopping.receiving():
        pass
    async with TestClient(TestServer(app)) as http:
        assert await told(http, office, activity) == 503
    await office.tell(activity)
    assert sum("What you can write to me" in one for one in office.sees("Ada")) == 1
