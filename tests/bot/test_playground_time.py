"""Moving the playground's time right after the first start: lessons wait for their clips, and the page says so."""

from __future__ import annotations

import asyncio

from adapters.web.chat.chat import WebChat
from bot.clock import PLAYGROUND, Clock
from bot.delivery.composer import Composer
from bot.delivery.planning import Planning
from bot.delivery.sender import Sender
from bot.links import Links
from bot.playground import Playground, TimeStep
from lessons import catalog
from lessons.database import Database
from lessons.episodes import Cue
from lessons.series import Series
from schedules.ledger.figures import campaign_counts
from schedules.ledger.pacing import set_pace
from tests.stories.world import EPISODES, episode

SECRET = "a secret of more than thirty-two characters"


async def test_time_waits_for_clips_and_says_so(database: Database) -> None:
    """“+1 week” stood still without a word while clips were made, and passed the hours of lessons meanwhile."""
    clock = Clock(PLAYGROUND)
    links = Links(SECRET, "http://127.0.0.1:3000")
    chat = WebChat(database, clock)
    sender = Sender(database, {"web": chat}, Composer(database, links), clock)
    planning = Planning(database, {"web": chat})
    playground = Playground(database, clock, links, sender, planning.plan)
    series = Series("leak", "The Leak", "en", tuple(episode(number, title) for number, title in enumerate(EPISODES, 1)))
    workspace = await playground.workspace()
    async with database.write() as db:
        await set_pace(db, workspace.id, 0, 1)
        await catalog.import_series(db, workspace.id, series, clock.now())
    await playground.fill(series)
    said: list[str] = []

    async def make_clips() -> None:
        """One clip each time that the page says that it is waited for."""
        while not moving.done():
            if "a lesson waits for its clip" in playground.progress:
                said.append(playground.progress)
                async with database.write() as db:
                    (clip,) = await catalog.clips_wanted(db, workspace.id, 1)
                    await catalog.clip_ready(
                        db, workspace.id, clip.id, 30.0, "c0ffee", [Cue(0.0, 3.0, "So.")], clock.now()
                    )
            await asyncio.sleep(0.1)

    moving = asyncio.create_task(playground.advance(TimeStep.WEEK))
    await asyncio.gather(moving, make_clips())
    assert len(said) >= 5
    assert said[0].startswith("a lesson waits for its clip; 6 clips are still being made")
    assert playground.progress == ""
    async with database.read() as db:
        got = await campaign_counts.episodes_of_waiting(db, workspace.id)
    assert all(count >= 4 for count in got.values()) or got == {}
