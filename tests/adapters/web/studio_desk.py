"""The studio as a curator has it open: a company, its managers, and a series of two episodes that they may change."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.espeak import EspeakVoice
from adapters.media import FileMedia
from adapters.web.app import bare_app
from adapters.web.films.queue import film_queue_pages
from adapters.web.films.sending import film_pages
from adapters.web.http.media import media_pages
from adapters.web.managers.pages import manager_pages
from adapters.web.studio.banks import bank_pages
from adapters.web.studio.captions import caption_pages
from adapters.web.studio.drafting import draft_pages
from adapters.web.studio.editor import editor_pages
from adapters.web.studio.lineup import lineup_pages
from adapters.web.studio.looks import look_pages
from adapters.web.studio.packaging import package_pages
from adapters.web.studio.pages import StudioPages, studio_pages
from adapters.web.studio.reviewing import reviewing_pages
from adapters.web.studio.variations import variation_pages
from adapters.web.studio.visiting import HOME
from bot.clips.clipmaking import ClipMaker
from bot.clips.live import LiveClips
from bot.platforms import platform_tabs
from bot.sent_films.receiving import FilmReceiver
from bot.studio.publishing import Publisher
from lessons.answers.reading.pages import Networks
from lessons.authoring import read_series
from lessons.database import Database
from lessons.studio.pipeline.studio import Studio
from tests.adapters.web.signing_in import COOKIE, session_cookie
from tests.bot.asking import a_world
from tests.stories.world import MONDAY, World

SERIES = "---\ntitle: The Mail\nlanguage: en\nslug: the-mail\ncharacters:\n  Nia:\n    role: security\n---\n"
VOICES = ("heart", "flint", "stone", "wren")
EPISODE = """---
title: Look first
---

## Hook

> Place: office

Nia (glad): Somebody wrote to me.

## Scene: The name

> Headline: Who wrote it?

Read the name before the words.

## Call to action

Look at the next mail like that.

## Check

What do you read first?

- [x] The name
- [ ] The words

## Why

The name says who wants something.

## Sources

- Mail rules
"""


@dataclass
class StudioDesk:
    """The pages as somebody has them open."""

    world: World
    client: TestClient[web.Request, web.Application]
    media: FileMedia

    async def session(self, name: str = "Mira") -> dict[str, str]:
        """The cookie of a browser in which somebody opened their link."""
        return {COOKIE: await session_cookie(self.world, self.world.learners[name])}

    async def get(self, path: str, name: str = "Mira") -> tuple[int, str]:
        reply = await self.client.get(f"{HOME}{path}", headers=await self.signed_in(name))
        return reply.status, await reply.text()

    async def post(self, path: str, name: str = "Mira", **form: str) -> tuple[int, str]:
        reply = await self.client.post(f"{HOME}{path}", data=form or {"": ""}, headers=await self.signed_in(name))
        return reply.status, await reply.text()

    async def send(self, path: str, body: dict[str, Any], name: str = "Mira") -> tuple[int, dict[str, Any]]:
        reply = await self.client.post(f"{HOME}{path}", json=body, headers=await self.signed_in(name))
        return reply.status, await reply.json()

    async def signed_in(self, name: str = "Mira") -> dict[str, str]:
        """The same as a header, as several people use the one client."""
        return {"Cookie": "; ".join(f"{key}={value}" for key, value in (await self.session(name)).items())}

    async def bring(self, content: bytes, file: str = "the-mail.zip") -> tuple[int, str]:
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("file", io.BytesIO(content), filename=file)
        reply = await self.client.post(f"{HOME}/bring", data=form, headers=await self.signed_in())
        return reply.status, await reply.text()


def _studio(folder: Path) -> Studio:
    voice = EspeakVoice()
    return Studio(folder, voice, workers=1, voices=dict.fromkeys(VOICES, voice))


def zipped(files: dict[str, str | bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


async def healthy() -> tuple[int, dict[str, Any]]:
    return 200, {}


@asynccontextmanager
async def studio_desk(
    database: Database, folder: Path, another_approves: bool = False, networks: Networks = ()
) -> AsyncIterator[StudioDesk]:
    """Mira and Noor manage, Ada learns; the series "the-mail" is imported."""
    media, studio = FileMedia(folder / "media"), _studio(folder / "studio")
    async with a_world(database) as world:
        await world.join("Ada")
        for name in ("Mira", "Noor"):
            await world.join(name, manages=True)
        await world.sender.deliver_due()
        clips = ClipMaker(database, studio, media, EspeakVoice())
        await import_mail(world, clips, folder)
        publisher = Publisher(database, media.path, clips, studio, frozenset(VOICES), another_approves)
        links, clock = world.bot.links, world.clock

        def rooms(app: web.Application) -> None:
            pages = StudioPages(database, links, clock, media, publisher)
            draft_pages(app, pages)
            studio_pages(app, pages)
            package_pages(app, pages)
            bank_pages(app, pages)
            editor_pages(app, pages, studio)
            reviewing_pages(app, pages, studio, networks)
            film_queue_pages(app, pages)
            lineup_pages(app, pages)
            caption_pages(app, pages)
            variation_pages(app, pages)
            look_pages(app, pages, studio, platform_tabs())
            film_pages(app, database, links, clock, media, FilmReceiver(database, media, links, {}))
            manager_pages(app, database, links, clock, 100, lambda: None)
            media_pages(app, media, database, links, clock, LiveClips(database, studio, media.path))

        try:
            async with TestClient(TestServer(bare_app([rooms], healthy), host="127.0.0.1")) as client:
                yield StudioDesk(world, client, media)
        finally:
            await clips.close()
            await studio.close()


async def import_mail(world: World, clips: ClipMaker, folder: Path, episode: str = EPISODE) -> None:
    source = folder / "the-mail"
    source.mkdir(exist_ok=True)
    (source / "series.md").write_text(SERIES)
    (source / "01-look-first.md").write_text(episode)
    await clips.bring_in(world.workspace, read_series(source, prove=False), MONDAY)
