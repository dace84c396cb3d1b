"""The playground: a small team to try Ninety with, and a time that can be moved without waiting for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.events import Joined, Person
from bot.learners.joining import join
from bot.links import Links
from bot.people.people import say
from bot.sending.outbound import Postman
from bot.words import managerwords
from lessons.database import Database
from lessons.series import Series
from schedules.ledger.ledger import SENDING, Kind, State, deliveries
from schedules.people import roster
from schedules.people.enrolments import campaigns_of, enrolments
from schedules.people.roster import Learner, Workspace
from schedules.plans import desk
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


class Step(StrEnum):
    """How far playground time can be moved at once."""

    NEXT_LESSON = "next lesson"
    DAY = "+1 day"
    WEEK = "+1 week"


STEPS = {Step.NEXT_LESSON: FURTHEST_LESSON, Step.DAY: timedelta(days=1), Step.WEEK: timedelta(days=7)}


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
        postman: Postman,
        rounds: Callable[[datetime], Awaitable[None]],
    ) -> None:
        self._database = database
        self._clock = clock
        self._links = links
        self._postman = postman
        self._rounds = rounds
        self._moving = asyncio.Lock()
        self.progress = ""

    async def workspace(self) -> Workspace:
        """The playground's workspace, made on first sight."""
        async with self._database.read() as db:
            if known := await roster.workspace_outside(db, PLATFORM, NAME):
                return known
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
        return sorted(everybody, key=lambda one: order.index(one.outside_id) if one.outside_id in order else len(order))

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
            proposal = Proposal(series.title, series.slug, frozenset(range(5)), time(9), time(10), today)
            campaign = await desk.draft(db, workspace, manager, proposal, now)
            team = [learner for learner in learners if not learner.manages]
            await desk.start(db, campaign, team, manager.id, now)
            url = self._links.report(workspace.id, campaign.id, manager.id, now)
            await say(
                db,
                manager,
                managerwords.campaign_started(campaign.name, [one.name for one in team], url),
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

    async def advance(self, step: Step) -> None:
        """Move playground time beat by beat, delivering on the way, until the step is done."""
        async with self._moving:
            try:
                await self._advance(step)
            finally:
                self.progress = ""

    async def _advance(self, step: Step) -> None:
        target = self._clock.now() + STEPS[step]
        waiting = await self._episodes_left() if step is Step.NEXT_LESSON else {}
        while True:
            await self._beat()
            if step is Step.NEXT_LESSON and await self._everybody_served(waiting):
                return
            now = self._clock.now()
            following = await self._following(now)
            if following is None or following >= target:
                if step is not Step.NEXT_LESSON:
                    await self._move_to(target)
                    await self._beat()
                return
            await self._move_to(following)

    async def _beat(self) -> None:
        await self._rounds(self._clock.now())
        await self._postman.deliver_due()
        while await self._under_way():  # noqa: ASYNC110  # another process may have them: only the ledger can tell
            await asyncio.sleep(0.05)

    async def _move_to(self, instant: datetime) -> None:
        by = max(instant - self._clock.now(), timedelta(0)) + SMALLEST_MOVE
        await self._clock.move(self._database, by)
        self.progress = f"{self._clock.now():%A %d %B, %H:%M} UTC"

    async def _under_way(self) -> bool:
        async with self._database.read() as db:
            return bool(await db.scalar(sa.select(sa.func.count()).select_from(deliveries).where(sa.text(SENDING))))

    async def _following(self, now: datetime) -> datetime | None:
        async with self._database.read() as db:
            return await next_instant(db, now)

    async def _episodes_left(self) -> dict[str, int]:
        """How many episodes each learner of a running campaign got, for those who still wait for one."""
        sent = (
            sa.select(deliveries.c.learner_id, sa.func.count())
            .where(deliveries.c.kind == Kind.EPISODE, deliveries.c.state == State.SENT)
            .group_by(deliveries.c.learner_id)
        )
        active = sa.select(enrolments.c.learner_id).where(enrolments.c.state == "active").distinct()
        async with self._database.read() as db:
            counts: dict[str, int] = dict((await db.execute(sent)).all())
            waiting = (await db.execute(active)).scalars().all()
        return {learner_id: counts.get(learner_id, 0) for learner_id in waiting}

    async def _everybody_served(self, before: dict[str, int]) -> bool:
        now = await self._episodes_left()
        return all(now.get(learner_id, count + 1) > count for learner_id, count in before.items())
