"""A bot of a few lines on a real database, and people to play: enough for the pages to be themselves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp.test_utils import TestClient, TestServer

from adapters.web.app import Setup, make_app
from adapters.web.chat import messages
from adapters.web.chat.chat import WebChat
from bot.chat import Address, Button, Choices, Clip, Message, Share, Split, Text, Tone
from bot.clock import Clock, clocks, test_workspaces
from bot.events import Asked, Chose, Event
from bot.links import Links
from bot.playground import TimeStep
from lessons.database import Database, metadata
from schedules.people import addresses, roster
from schedules.people.roster import Learner, Workspace

SECRET = "a secret of more than thirty-two characters"
QUESTION = "A stranger asks for your badge. What do you do?"
RIGHT, OTHER = "Call the front desk", "Lend it for a minute"
CLIP = Clip("The Data Leak", "/watch/token", "/media/abc/poster.jpg", 48.0)
TABLES = [
    *(roster.workspaces, roster.learners, addresses.addresses, addresses.workspace_links),
    *(clocks, test_workspaces, *messages.TABLES),
]
MOVES = {TimeStep.NEXT_LESSON: timedelta(hours=9), TimeStep.DAY: timedelta(days=1), TimeStep.WEEK: timedelta(days=7)}


def lesson(number: int) -> Message:
    """An episode with a question; the token tells the tiny bot what was pressed."""
    heading = f"The Leak, episode {number} of 5: The Data Leak"
    buttons = (Button(RIGHT, f"right {number}"), Button(OTHER, f"other {number}"))
    return Message(heading, (Text(heading, Tone.TITLE), CLIP, Text(QUESTION), Choices(buttons)))


def verdict(number: int, right: bool) -> Message:
    """What a lesson becomes once it is answered."""
    said = RIGHT if right else OTHER
    words = (
        Text(f"Right: you said “{said}”.", Tone.RIGHT) if right else Text(f"Not quite: you said “{said}”.", Tone.WRONG)
    )
    votes = Split((Share(RIGHT, 3, "right, you" if right else "right"), Share(OTHER, 1, "" if right else "you")), 4)
    return Message("Answered", (Text(lesson(number).summary, Tone.TITLE), CLIP, Text(QUESTION), words, votes))


class TinyBot:
    """Repeats what it is told, and gives verdicts; keeps every event."""

    def __init__(self, database: Database, links: Links, clock: Clock, chat: WebChat) -> None:
        self.database, self.links, self.clock = database, links, clock
        self.events: list[Event] = []
        self.lessons: dict[tuple[str, int], str] = {}
        self._chat = chat
        self.fault: Exception | None = None

    async def handle(self, event: Event) -> None:
        if self.fault is not None:
            raise self.fault
        self.events.append(event)
        match event:
            case Asked():
                words = f"You asked me: {event.words}" if event.command else f"You said: {event.words}"
                await self._chat.send(await self._home(event), Message(words, (Text(words),)), f"to {event.event_id}")
            case Chose():
                picked, _, number = event.token.partition(" ")
                if not number:
                    return
                to = await self._home(event)
                ref = self.lessons[to.learner_id, int(number)]
                await self._chat.update(to, ref, verdict(int(number), picked == "right"))

    async def teach(self, learner: Learner, number: int) -> None:
        """Send a lesson, as a worker would."""
        to = address(learner)
        sent = await self._chat.send(to, lesson(number), f"lesson {number} for {learner.id}")
        self.lessons[learner.id, number] = sent

    async def _home(self, event: Asked | Chose) -> Address:
        async with self.database.read() as db:
            workspace = await roster.workspace_outside(db, event.who.platform, event.who.workspace)
            assert workspace is not None
            learner = await roster.learner_outside(db, workspace.id, event.who.learner)
        assert learner is not None
        return address(learner)


@dataclass
class TinyPlayground:
    """Time that moves at once; each move brings everybody the next lesson."""

    bot: TinyBot
    workspace: Workspace
    progress: str = ""
    pace_s: float = 0.0
    given: int = 0

    async def people(self) -> list[Learner]:
        async with self.bot.database.read() as db:
            return await roster.learners_of(db, self.workspace.id)

    async def advance(self, step: TimeStep) -> None:
        self.progress = f"on the way to {step}"
        await asyncio.sleep(self.pace_s)
        await self.bot.clock.move(self.bot.database, MOVES[step])
        self.given += 1
        for learner in await self.people():
            if not learner.manages:
                await self.bot.teach(learner, self.given)
        self.progress = ""


def address(learner: Learner) -> Address:
    return Address("web", learner.workspace_id, learner.id, learner.place)


@dataclass
class Scene:
    """A running web server and what stands behind it."""

    client: TestClient[Any, Any]
    bot: TinyBot
    chat: WebChat
    playground: TinyPlayground
    people: dict[str, Learner] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return str(self.client.make_url("")).rstrip("/")


async def fine() -> tuple[int, dict[str, Any]]:
    return 200, {"ok": True}


@asynccontextmanager
async def scene(
    folder: Path, *, played: bool = True, pages: tuple[Setup, ...] = (), url: str = "http://127.0.0.1:3000"
) -> AsyncIterator[Scene]:
    """A playground with two learners and their manager, over real HTTP."""
    database = Database(f"sqlite:///{folder / 'tiny.db'}")
    async with database.write() as db:
        await db.run_sync(metadata.create_all, tables=TABLES)
    clock = Clock()
    chat = WebChat(database, clock)
    bot = TinyBot(database, Links(SECRET, url), clock, chat)
    playground = TinyPlayground(bot, await _enter_everybody(database))
    app = make_app(bot, chat=chat, playground=playground if played else None, pages=pages, health=fine)
    async with TestClient(TestServer(app)) as client:
        people = {learner.name.split()[0]: learner for learner in await playground.people()}
        yield Scene(client, bot, chat, playground, people)
    await database.close()


async def _enter_everybody(database: Database) -> Workspace:
    now = datetime.now(UTC)
    async with database.write() as db:
        workspace = await roster.open_workspace(db, "web", "playground", "Riverbank Studio", now, asks_how_sure=False)
        for name, zone, manages in (
            ("Ada Lind", "Europe/Berlin", False),
            ("Bo Chen", "America/New_York", False),
            ("Mira Okafor", "Europe/London", True),
        ):
            outside_id = name.split()[0].lower()
            await roster.enter_learner(db, workspace.id, outside_id, name, now, zone=zone, manages=manages)
    return workspace
