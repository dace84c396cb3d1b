"""Whatever happens, in whatever order: episodes come in their order, none twice and none left out."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass, replace
from datetime import time, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from bot.operations.migrate import migrate
from bot.reports.report import campaign_report
from lessons.database import Database
from schedules.ledger.ledger import deliveries
from schedules.people.enrolments import campaign_by_id
from schedules.plans import campaigns
from schedules.rules.calendar import Quiet
from schedules.rules.campaigns import Campaign, CampaignState, proposal_of
from tests.fakes.chat import FakeChat
from tests.stories.world import EPISODES, MONDAY, Moved, World, make_world

PEOPLE = ("Ada", "Bo")
# In the suite a few sequences are enough to keep the rule; NINETY_LONG=1 looks at many.
EXAMPLES = 400 if os.environ.get("NINETY_LONG") else 2

_person = st.sampled_from(PEOPLE)
_step = st.one_of(
    st.tuples(st.just("wait"), st.integers(1, 48)),
    st.tuples(st.just("app"), st.booleans()),
    st.tuples(st.just("block"), _person),
    st.tuples(st.just("unblock"), _person),
    st.tuples(st.just("move"), _person),
    st.tuples(st.just("refuse"), st.booleans()),
    st.tuples(st.just("lose"), st.integers(1, 3)),
    st.tuples(st.just("pause"), st.none()),
    st.tuples(st.just("resume"), st.none()),
    st.tuples(st.just("edit"), st.integers(8, 16)),
    st.tuples(st.just("press"), _person),
    st.tuples(st.just("next"), _person),
    st.tuples(st.just("again"), st.none()),
)


@dataclass
class Play:
    """A world, its campaign, and what can happen in it."""

    world: World
    chat: FakeChat
    campaign: Campaign

    async def step(self, kind: str, value: Any) -> None:
        match kind:
            case "wait":
                await self.world.until(self.world.clock.at + timedelta(hours=value))
            case "app":
                self.chat.app_fault = "the token was revoked" if value else ""
            case "block":
                self.chat.gone[value] = "this person blocked the app"
            case "unblock":
                self.chat.gone.pop(value, None)
                await self.world.write(value, "help")
            case "move":
                self.chat.places[value] = f"D-{value}-{self.world.event()}"
            case "refuse":
                self.chat.refuses = "the message is too long" if value else ""
            case "lose":
                self.chat.lose = value
            case "press":
                await self._press(value)
            case "next":
                await self.world.write(value, "next")
            case _:
                await self._manage(kind, value)
        await self.world.beat()

    async def _press(self, name: str) -> None:
        cards = await self.world.screen(self.world.learners[name])
        tokens = [card.buttons["Report it"] for card in cards if "Report it" in card.buttons]
        if tokens:
            await self.world.press_token(name, tokens[-1])

    async def _manage(self, kind: str, value: Any) -> None:
        world, now = self.world, self.world.clock.at
        async with world.database.write() as db:
            campaign = await campaign_by_id(db, world.workspace.id, self.campaign.id, to_change=True)
            assert campaign is not None
            running = campaign.state is CampaignState.RUNNING
            if kind == "pause" and running:
                await campaigns.pause(db, campaign, "m", now)
            elif kind == "resume" and not running:
                await campaigns.resume(db, campaign, "m", now)
            elif kind == "edit":
                proposal = replace(proposal_of(campaign), opens=time(value), closes=time(value + 1))
                await campaigns.edit(db, campaign, proposal, Quiet(time(20), time(7)), now.date(), "m", now)
        if kind == "again":
            await world.start(*PEOPLE, silent_limit=99, start=(now + timedelta(days=1)).date())

    async def mend(self) -> None:
        """Everything works again, and everybody writes."""
        self.chat.app_fault, self.chat.refuses, self.chat.lose = "", "", 0
        for name in PEOPLE:
            await self.step("unblock", name)
        await self.step("resume", None)
        await self.world.pass_days(10)

    async def rows(self, kind: str) -> dict[str, Any]:
        """The deliveries of a kind, by id."""
        async with self.world.database.read() as db:
            query = sa.select(deliveries).where(deliveries.c.kind == kind)
            return {row.id: row for row in await db.execute(query)}

    async def check(self) -> None:
        """What every learner saw, message by message, is what the rules promise and what the report says."""
        episodes, reminders = await self.rows("episode"), await self.rows("reminder")
        arrived: dict[str, list[int]] = {}
        for name in PEOPLE:
            shown = [each.delivery_id for each in self.chat.shown[self.world.learners[name].id]]
            arrived[name] = [episodes[each].position for each in shown if each in episodes]
            note(f"{name}: {arrived[name]}")
            assert arrived[name] == list(range(1, len(EPISODES) + 1))
            newest = 0
            for each in shown:
                newest = max(newest, episodes[each].position if each in episodes else 0)
                assert each not in reminders or reminders[each].position == newest, "reminded of what is past"
            chains = Counter(reminders[each].position for each in shown if each in reminders)
            assert all(count <= 2 for count in chains.values()), chains
        await self._recount(arrived)

    async def _recount(self, arrived: dict[str, list[int]]) -> None:
        async with self.world.database.read() as db:
            report = await campaign_report(db, self.world.workspace.id, self.campaign.id, self.world.clock.at)
        figures = {figure.name: figure.count for figure in (*report.audience, *report.delivering)}
        shown = sum(len(messages) for messages in self.chat.shown.values())
        assert figures["Reached"] == sum(bool(numbers) for numbers in arrived.values())
        assert figures["Finished"] == sum(len(numbers) == len(EPISODES) for numbers in arrived.values())
        assert figures["Cannot be reached"] == 0
        assert figures["Uncertain"] == 0
        assert figures["Planned"] == await self._still_to_come(), "questions that come back within two hours, perhaps"
        assert figures["Sent"] is not None
        assert figures["Sent"] <= shown

    async def _still_to_come(self) -> int:
        """How many messages of the campaign wait for an instant that is not there yet."""
        ours = deliveries.c.campaign_id == self.campaign.id
        waiting = deliveries.c.state.in_(["planned", "waiting", "sending"]) & (
            deliveries.c.due_at > self.world.clock.at
        )
        async with self.world.database.read() as db:
            counted = sa.select(sa.func.count()).select_from(deliveries).where(ours, waiting)
            return await db.scalar(counted) or 0


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, of which every sequence gets a copy."""
    file = tmp_path_factory.mktemp("any-order") / "ninety.db"

    async def make() -> None:
        database = Database(f"sqlite:///{file}")
        await migrate(database)
        await database.close()

    asyncio.run(make())
    return file


@pytest.mark.timeout(6000 if EXAMPLES > 2 else 600)
@settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)
@given(steps=st.lists(_step, min_size=4, max_size=10))
def test_each_learner_sees_every_episode_once_and_in_order_whatever_happens(
    migrated: Path, steps: list[tuple[str, Any]]
) -> None:
    logging.disable(logging.CRITICAL)
    try:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(_play(Path(shutil.copy(migrated, folder)), steps))
    finally:
        logging.disable(logging.NOTSET)


async def _play(file: Path, steps: list[tuple[str, Any]]) -> None:
    database, chat = Database(f"sqlite:///{file}"), FakeChat()
    try:
        world = await make_world(database, chat, Moved(MONDAY), chat.screen)
        await world.join("Ada", "Europe/Berlin", manages=True)
        await world.join("Bo", "America/New_York")
        await world.beat()
        play = Play(world, chat, await world.start(*PEOPLE, silent_limit=99))
        for kind, value in steps:
            await play.step(kind, value)
        await play.mend()
        await play.check()
    finally:
        await database.close()
