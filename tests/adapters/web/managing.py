"""A company whose manager has the pages of campaigns open."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.media import FileMedia
from adapters.web.app import bare_app
from adapters.web.managers.evidence_page import evidence_pages
from adapters.web.managers.pages import manager_pages
from lessons.database import Database
from schedules.people import roster
from tests.bot.asking import a_world
from tests.stories.world import World

FORM = {
    "series": "leak",
    "name": "Spring",
    "group": "*",
    "people": "",
    "days": ["0", "2", "4"],
    "opens": "09:00",
    "closes": "10:00",
    "start": "2026-03-02",
    "reminders": ["24"],
    "holdout": "0",
    "holidays": "yes",
}


async def healthy() -> tuple[int, dict[str, Any]]:
    return 200, {}


@dataclass
class Office:
    """The pages as Mira, who manages, has them open."""

    world: World
    client: TestClient[web.Request, web.Application]

    async def link(self, name: str = "Mira") -> str:
        """The address that the bot answers “campaign page” with."""
        await self.world.write(name, "campaign page")
        message = (await self.world.last(name)).words
        return "/manage/open/" + message.partition("/manage/open/")[2].split()[0]

    async def sign_in(self, name: str = "Mira") -> int:
        return (await self.client.post(await self.link(name))).status

    async def page(self, path: str = "/manage/") -> tuple[int, str]:
        reply = await self.client.get(path)
        return reply.status, await reply.text()

    async def post(self, path: str, **form: Any) -> tuple[int, str]:
        pairs = [(name, value) for name, values in form.items() for value in _each(values)]
        reply = await self.client.post(path, data=pairs)
        return reply.status, await reply.text()

    async def look(self, **changes: Any) -> tuple[int, str]:
        return await self.post("/manage/new", do="look", **{**FORM, **changes})


def _each(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


@asynccontextmanager
async def office(database: Database, media: Path | None = None, approval_above: int = 100) -> AsyncIterator[Office]:
    async with a_world(database, media) as world:
        await world.join("Mira", manages=True)
        await world.join("Ada", zone="Europe/Berlin")
        await world.join("Bo", zone="America/New_York")
        await world.sender.deliver_due()

        def pages(app: web.Application) -> None:
            manager_pages(app, world.database, world.bot.links, world.clock, approval_above, lambda: None)
            store = FileMedia(media / "media" if media else Path("nowhere"))
            evidence_pages(app, world.database, world.bot.links, world.clock, store)

        async with TestClient(TestServer(bare_app([pages], healthy))) as client:
            yield Office(world, client)


async def opt_out(world: World, name: str) -> None:
    async with world.database.write() as db:
        await roster.change_learner(db, world.workspace.id, world.learners[name].id, consents=False)
