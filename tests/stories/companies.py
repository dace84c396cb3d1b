"""A company that is in Slack and in Teams at once: both spoken to over HTTP, one ledger, one postman."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from bot.companies import linking
from bot.delivery.composer import Composer
from bot.delivery.reconciling import reconcile
from bot.delivery.sender import Sender
from lessons.database import Database
from schedules.ledger.companies import LinkResult
from schedules.ledger.pacing import SEND, SEND_ON, set_pace
from schedules.people import roster
from schedules.people.addresses import addresses
from schedules.people.roster import Learner, Workspace, learners
from schedules.plans.planner import plan_due
from schedules.plans.reminding import plan_reminders
from schedules.plans.upcoming import next_instant
from tests.adapters.slack.blockkit import lines, named_buttons
from tests.adapters.slack.clients import HTTP, SlackMouth, spoken_in_slack
from tests.adapters.teams.cards_seen import buttons, words
from tests.adapters.teams.clients import TeamsMouth, spoken_in_teams
from tests.fakes.slack_workspace import FakeWorkspace
from tests.fakes.teams import FakeTeams
from tests.stories.world import Card, World

BERLIN = "Europe/Berlin"


@dataclass
class Company:
    """Everybody's Slack ids are names such as "Ada"; their Teams ids are longer: "Ada@T"."""

    world: World
    elsewhere: World
    slack: SlackMouth
    teams: TeamsMouth
    sender: Sender
    events: int = 0

    @property
    def database(self) -> Database:
        return self.world.database

    @property
    def now(self) -> datetime:
        return self.world.clock.at

    @property
    def workspace(self) -> Workspace:
        return self.world.workspace

    def event(self) -> str:
        self.events += 1
        return f"both-{self.events}"

    async def join_platforms(self) -> LinkResult:
        async with self.database.write() as db:
            done = await linking.link(db, self.workspace, self.elsewhere.workspace, self.now)
            for platform in ("slack", "teams"):
                await set_pace(db, self.workspace.id, 0, 1, SEND_ON + platform)
        return done

    async def part_platforms(self) -> int:
        async with self.database.write() as db:
            return await linking.unlink(db, self.workspace, self.elsewhere.workspace, self.now)

    async def meet_in_slack(self, name: str) -> None:
        await self.slack.join(name, BERLIN, self.event())
        await self.deliver()

    async def meet_in_teams(self, name: str, email: str | None = None, **told: str) -> None:
        """The app comes to somebody in Teams, who is told to have the same address as in Slack."""
        account = {"email": f"{name}@Example.com" if email is None else email, **told}
        self.teams.fake.accounts[f"{name}@T"] = account
        await self.teams.join(f"{name}@T", BERLIN, self.event())
        await self.deliver()

    async def write_in_slack(self, name: str, said: str) -> None:
        await self.slack.write(name, said, self.event(), False)
        await self.deliver()

    async def write_in_teams(self, name: str, said: str) -> None:
        await self.teams.write(f"{name}@T", said, self.event(), False)
        await self.deliver()

    async def press_in_slack(self, name: str, label: str, about: str = "") -> None:
        cards = reversed(self.slack_cards(name))
        shown = next(one for one in cards if label in one.buttons and about in one.words)
        await self.slack.press(name, shown.buttons[label], self.event())
        await self.deliver()

    async def press_in_teams(self, name: str, label: str) -> None:
        shown = next(one for one in reversed(self.teams_cards(name)) if label in one.buttons)
        await self.teams.press(f"{name}@T", shown.buttons[label], self.event())
        await self.deliver()

    async def deliver(self) -> None:
        await self.world.answer_worker.answer_open()
        await self.sender.deliver_due()

    async def beat(self) -> None:
        await plan_due(self.database, self.now)
        await plan_reminders(self.database, self.now)
        await self.sender.deliver_due()
        chats = {"slack": self.world.chat, "teams": self.elsewhere.chat}
        await reconcile(self.database, chats, self.now, timedelta(0))

    async def pass_days(self, days: float) -> None:
        end = self.now + timedelta(days=days)
        while self.now < end:
            async with self.database.read() as db:
                due = await next_instant(db, self.now)
            steps = (self.now + timedelta(hours=6), end, *([due + timedelta(seconds=1)] if due else []))
            self.world.clock.at = self.elsewhere.clock.at = min(steps)
            await self.beat()

    def slack_cards(self, name: str) -> list[Card]:
        return [_slack_card(one["blocks"]) for one in self.slack.fake.shown[f"D-{name}"]]

    def teams_cards(self, name: str) -> list[Card]:
        shown = self.teams.fake.shown[f"D-{name}@T"]
        return [Card("\n".join(words(one["card"])), buttons(one["card"])) for one in shown]

    def lessons(self, name: str) -> tuple[int, int]:
        """How many episodes somebody sees, in Slack and in Teams."""
        cards = self.slack_cards(name), self.teams_cards(name)
        seen = [sum(", episode " in one.words for one in some) for some in cards]
        return seen[0], seen[1]

    async def learner(self, outside_id: str) -> Learner:
        async with self.database.read() as db:
            found = await roster.learner_outside(db, self.workspace.id, outside_id)
        assert found is not None, f"{outside_id} is not known"
        return found

    async def count(self) -> tuple[int, int]:
        """How many learners the company has, and how many addresses beside their current ones."""
        counts = []
        async with self.database.read() as db:
            for table in (learners, addresses):
                mine = table.c.workspace_id == self.workspace.id
                counts.append(await db.scalar(sa.select(sa.func.count()).select_from(table).where(mine)) or 0)
        return counts[0], counts[1]

    async def start(self, *outside_ids: str) -> None:
        """A campaign of Ada's; nobody else manages."""
        team = {one: await self.learner(one) for one in outside_ids}
        self.world.learners = team
        await self.world.start(*team)


def _slack_card(blocks: list[dict[str, Any]]) -> Card:
    return Card("\n".join(lines(blocks)), named_buttons(blocks))


async def _unseen(learner: Learner) -> list[Card]:
    return []


@asynccontextmanager
async def a_company(database: Database) -> AsyncIterator[Company]:
    """Both platforms, not linked; nobody waits for a pace."""
    slack, teams = FakeWorkspace(), FakeTeams()
    async with (
        spoken_in_slack(database, slack, _unseen, HTTP) as here,
        spoken_in_teams(database, teams, _unseen) as there,
    ):
        chats = {"slack": here.chat, "teams": there.chat}
        sender = Sender(database, chats, Composer(database, here.bot.links), here.clock)
        assert isinstance(here.mouth, SlackMouth)
        assert isinstance(there.mouth, TeamsMouth)
        async with database.write() as db:
            for workspace in (here.workspace, there.workspace):
                await set_pace(db, workspace.id, 0, 1, SEND)
        yield Company(here, there, here.mouth, there.mouth, sender)
