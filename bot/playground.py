"""The playground: a small team to try Ninety with, and a time that can be moved without waiting for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from datetime import time as wall_time
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.delivery.sender import Sender
from bot.events import Joined, Person
from bot.learners.joining import join
from bot.links import Links
from bot.messages import manager_texts
from bot.messages.pages import playground_texts
from bot.messages.reply import say
from lessons import catalog
from lessons.database import Database
from lessons.series import Series
from schedules.ledger.figures import campaign_counts, history
from schedules.people import roster
from schedules.people.enrolments import campaigns_of
from schedules.people.roster import Learner, Workspace
from schedules.plans import campaigns
from schedules.plans.upcoming import next_instant
from schedules.rules.campaigns import Proposal

PLATFORM = "web"
NAME = "playground"
PEOPLE = (
    ("ada", "Ada Lind", "Europe/Berlin", False),
    ("bo", "Bo Chen", "Europe/London", False),
    ("mira", "Mira Okafor", "Europe/London", True),
)
FURTHEST_LESSON = timedelta(days=14)
SMALLEST_MOVE = timedelta(seconds=1)
RETRY = timedelta(seconds=30)  # what comes again that soon waits for something that is being made
CLIP_PATIENCE_S = 60.0  # a clip takes ten seconds, or thirty on a busy machine; longer, and something is wrong with it


class TimeStep(StrEnum):
    """How far playground time can be moved at once."""

    NEXT_LESSON = "next lesson"
    DAY = "+1 day"
    WEEK = "+1 week"


STEPS = {TimeStep.NEXT_LESSON: FURTHEST_LESSON, TimeStep.DAY: timedelta(days=1), TimeStep.WEEK: timedelta(days=7)}


class Playground:
    """A workspace on the local chat page, whose time moves as its visitors wish.

    Args:
        rounds: what a worker does at each beat, at a given instant.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        links: Links,
        sender: Sender,
        rounds: Callable[[datetime], Awaitable[None]],
    ) -> None:
        self._database = database
        self._clock = clock
        self._links = links
        self._sender = sender
        self._rounds = rounds
        self._moving = asyncio.Lock()
        self.progress = ""

    async def workspace(self) -> Workspace:
        """The playground's workspace, made on first sight."""
        async with self._database.read() as db:
            if workspace := await roster.workspace_outside(db, PLATFORM, NAME):
                return workspace
        async with self._database.write() as db:
            return await roster.open_workspace(
                db, PLATFORM, NAME, "Riverbank Studio", self._clock.now(), quiet_starts="20:00", quiet_ends="07:00"
            )

    async def people(self) -> list[Learner]:
        """Who can be played, in the order shown."""
        workspace = await self.workspace()
        async with self._database.read() as db:
            everybody = await roster.learners_of(db, workspace.id)
        order = [outside_id for outside_id, *_ in PEOPLE]
        return sorted(
            everybody,
            key=lambda learner: order.index(learner.outside_id) if learner.outside_id in order else len(order),
        )

    async def fill(self, series: Series) -> bool:
        """Let the team come in and start a campaign with the series; False when they are there already."""
        workspace = await self.workspace()
        async with self._database.write() as db:
            if await campaigns_of(db, workspace.id):
                return False
            learners = [await self._enter(db, *person) for person in PEOPLE]
            manager = next(learner for learner in learners if learner.manages)
            now = self._clock.now()
            today = now.astimezone(ZoneInfo(manager.zone)).date()
            proposal = Proposal(series.title, series.slug, frozenset(range(5)), wall_time(9), wall_time(10), today)
            campaign = await campaigns.draft(db, workspace, manager, proposal, now)
            team = [learner for learner in learners if not learner.manages]
            await campaigns.start(db, campaign, team, manager.id, now)
            url = self._links.report(workspace.id, campaign.id, manager.id, now)
            await say(
                db,
                manager,
                manager_texts.campaign_started(campaign.name, [learner.name for learner in team], url),
                "report",
                now,
            )
        return True

    async def _enter(self, db: AsyncConnection, outside_id: str, name: str, zone: str, manages: bool) -> Learner:
        workspace = await roster.workspace_outside(db, PLATFORM, NAME)
        if workspace is None:
            raise LookupError("the playground's workspace was removed while it was being filled")
        now = self._clock.now()
        who = Person(PLATFORM, NAME, outside_id)
        await join(db, Joined(who, f"join:{outside_id}", name, now, zone=zone, place=outside_id), self._links, now)
        learner = await roster.learner_outside(db, workspace.id, outside_id)
        if learner is None:
            raise LookupError(f"{name} was removed while entering")
        await roster.change_learner(db, workspace.id, learner.id, manages=manages)
        return await roster.enter_learner(db, workspace.id, outside_id, name, now)

    async def advance(self, step: TimeStep) -> None:
        """Move playground time beat by beat, delivering on the way, until the step is done."""
        async with self._moving:
            try:
                await self._advance(step)
            finally:
                self.progress = ""

    async def _advance(self, step: TimeStep) -> None:
        target = self._clock.now() + STEPS[step]
        waiting = await self._episodes_left() if step is TimeStep.NEXT_LESSON else {}
        while True:
            await self._beat()
            if step is TimeStep.NEXT_LESSON and await self._everybody_served(waiting):
                return
            now = self._clock.now()
            following = await self._following(now)
            if following is None or following >= target:
                if step is not TimeStep.NEXT_LESSON:
                    await self._move_to(target)
                    await self._beat()
                return
            if following - now <= RETRY:
                await self._wait_for_a_clip()
            await self._move_to(following)

    async def _wait_for_a_clip(self) -> None:
        """Stand still until one more clip is made, and say so: a lesson that waits for its clip is tried again within
        seconds, and moving time ahead so often would pass its hour before the clip is there."""
        missing = await self._clips_missing()
        until = time.monotonic() + CLIP_PATIENCE_S
        while (left := await self._clips_missing()) and left == missing and time.monotonic() < until:
            self.progress = playground_texts.making(left)
            await asyncio.sleep(0.3)

    async def _clips_missing(self) -> int:
        workspace = await self.workspace()
        async with self._database.read() as db:
            return await catalog.count_wanted(db, workspace.id)

    async def _beat(self) -> None:
        await self._rounds(self._clock.now())
        await self._sender.deliver_due()
        while await self._under_way():  # noqa: ASYNC110  # another process may have them: only the ledger can tell
            await asyncio.sleep(0.05)

    async def _move_to(self, instant: datetime) -> None:
        by = max(instant - self._clock.now(), timedelta(0)) + SMALLEST_MOVE
        await self._clock.move(self._database, by)
        self.progress = playground_texts.reached(self._clock.now())

    async def _under_way(self) -> bool:
        async with self._database.read() as db:
            return (await history.backlog(db, self._clock.now()))["sending"] > 0

    async def _following(self, now: datetime) -> datetime | None:
        async with self._database.read() as db:
            return await next_instant(db, now)

    async def _episodes_left(self) -> dict[str, int]:
        """How many episodes each learner of a running campaign got, for those who still wait for one."""
        workspace = await self.workspace()
        async with self._database.read() as db:
            return await campaign_counts.episodes_of_waiting(db, workspace.id)

    async def _everybody_served(self, before: dict[str, int]) -> bool:
        now = await self._episodes_left()
        return all(now.get(learner_id, count + 1) > count for learner_id, count in before.items())
