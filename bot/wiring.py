"""Puts an installation together: the one place that sees the bot and the adapters at once."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import aiohttp
import openai
from aiohttp import web

from adapters.espeak import EspeakVoice
from adapters.media import FileMedia
from adapters.openai_ import OpenAIEmbedder, OpenAIWriter
from adapters.openai_voice import cloud_voices
from adapters.web.app import Health, make_app
from adapters.web.chat import WebChat
from adapters.web.curating import curating_pages
from adapters.web.dashboard import report_pages
from adapters.web.gallery import gallery_pages
from adapters.web.media import media_pages
from adapters.web.player import player_pages
from bot.answers.answering import Answerer
from bot.answers.documents import tidy
from bot.answers.library import Library
from bot.answers.madenow import MadeNow
from bot.chat import Chat
from bot.clips.clipmaking import ClipMaker
from bot.clips.live import LiveClips
from bot.clips.sweeping import sweep
from bot.clock import Clock
from bot.inbound import Bot
from bot.links import Links
from bot.platforms import chats_of, gallery_files, slack_service, teams_service
from bot.playground import Playground
from bot.sending.composing import Composer
from bot.sending.outbound import Postman
from bot.sending.settling import give_up, settle
from bot.settings import Settings
from lessons.answers.vectors import embed_missing
from lessons.database import Database
from lessons.ports import VendorBusy, VendorDown
from lessons.studio.provenance import Provenance
from lessons.studio.studio import Studio
from schedules.ledger import inbox
from schedules.people.reaching import doors_of, set_send_pace
from schedules.people.roster import all_workspaces
from schedules.plans.planner import plan_due
from schedules.plans.reasking import plan_reasks
from schedules.plans.reminding import plan_reminders
from schedules.ticker import Round

if TYPE_CHECKING:
    from adapters.slack.service import SlackService
    from adapters.teams.service import TeamsService

EVERY_S = {
    **{"clock": 5.0, "plan": 20.0, "remind": 30.0, "reask": 60.0, "settle": 2.0, "clips": 2.0, "clean": 3600.0},
    **{"tidy": 60.0, "embed": 10.0},
}
MODEL_S = 20.0  # for embedding documents; an answer waits for no vendor that long
CONNECTIONS = 100  # to chat platforms at once


@dataclass(frozen=True, slots=True)
class Installation:
    """Everything that runs, ready to be started in one process or several."""

    settings: Settings
    database: Database
    clock: Clock
    links: Links
    chat: WebChat
    media: FileMedia
    studio: Studio
    clips: ClipMaker
    postman: Postman
    bot: Bot
    library: Library
    embedder: OpenAIEmbedder | None
    playground: Playground | None
    slack: SlackService | None = None
    teams: TeamsService | None = None

    @property
    def chats(self) -> dict[str, Chat]:
        """Every platform that this installation speaks to."""
        return chats_of(self.chat, self.slack, self.teams)

    def rounds(self) -> list[Round]:
        """What a worker does again and again."""
        work: dict[str, Callable[[datetime], Awaitable[object]]] = {
            "clock": self._refresh,
            "plan": self._plan_episodes,
            "remind": lambda now: plan_reminders(self.database, now),
            "reask": lambda now: plan_reasks(self.database, now),
            "settle": lambda now: settle(self.database, self.chats, now),
            "clips": self._clips,
            "clean": self._clean,
            "tidy": lambda now: tidy(self.database, now),
            "embed": self._embed,
        }
        ours = [Round(kind, EVERY_S[kind], each) for kind, each in work.items()]
        theirs = {
            kind: each for service in (self.slack, self.teams) if service for kind, each in service.rounds().items()
        }
        return ours + [Round(kind, every, each) for kind, (every, each) in theirs.items()]

    @asynccontextmanager
    async def receiving(self) -> AsyncIterator[None]:
        """Take what the chat platforms send for as long as the block runs."""
        async with AsyncExitStack() as stack:
            for service in (self.slack, self.teams):
                if service:
                    await stack.enter_async_context(service.receiving())
            yield

    async def connect(self) -> None:
        """Open the workspaces of the tokens in the settings."""
        for service in (self.slack, self.teams):
            if service:
                await service.connect()

    async def plan(self, now: datetime) -> None:
        """One beat of everything that decides what is owed."""
        await self._plan_episodes(now)
        await plan_reminders(self.database, now)
        await plan_reasks(self.database, now)

    async def set_paces(self) -> None:
        """Give every workspace the rate that its platform allows."""
        async with self.database.write() as db:
            for workspace in await all_workspaces(db):
                for platform in await doors_of(db, workspace.id):
                    if chat := self.chats.get(platform):
                        await set_send_pace(db, workspace.id, platform, chat.pace.per_second, chat.pace.burst)

    async def _plan_episodes(self, now: datetime) -> None:
        """What was given up comes first: planned past it, the episode after it would come twice."""
        await give_up(self.database, self.chats, now)
        await plan_due(self.database, now)

    async def _refresh(self, now: datetime) -> None:
        await self.clock.refresh(self.database)

    async def _clips(self, now: datetime) -> None:
        if await self.clips.make_next(now):
            self.postman.wake()

    async def _embed(self, now: datetime) -> None:
        """Give vectors to what was learned since, as far as the vendor goes along; the rest waits."""
        if self.embedder is None:
            return
        async with self.database.read() as db:
            workspaces = await all_workspaces(db)
        with contextlib.suppress(VendorBusy, VendorDown):
            for workspace in workspaces:
                while await embed_missing(self.database, workspace.id, self.embedder):
                    pass

    async def _clean(self, now: datetime) -> None:
        async with self.database.write() as db:
            await inbox.forget_old(db, datetime.now(UTC))
        await sweep(self.database, self.media, datetime.now(UTC))


@asynccontextmanager
async def installation(settings: Settings) -> AsyncIterator[Installation]:
    """An installation that is closed at the end of the block."""
    database, clock = Database(settings.database_url), Clock()
    links = Links(settings.secret_key, settings.public_url)
    chat, media = WebChat(database, clock), FileMedia(settings.data_dir / "media")
    voice, studio = EspeakVoice(), make_studio(settings)
    session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=CONNECTIONS))
    slack = slack_service(settings, database, clock, session, media)
    composer = Composer(database, links)
    teams = teams_service(settings, database, clock, session, links, composer)
    postman = Postman(database, chats_of(chat, slack, teams), composer, clock)
    made = MadeNow(database, studio, media)
    model = _model(settings)
    embedder = OpenAIEmbedder(model) if model else None
    answerer = Answerer(database, links, made, OpenAIWriter(model) if model else None, embedder)
    library = Library(database, clock, answerer, made, postman.wake)

    def wake() -> None:
        postman.wake()
        library.wake()

    bot = Bot(database, links, clock, library, wake)
    for service in (slack, teams):
        if service:
            service.attend(bot)
    built = Installation(
        settings,
        database,
        clock,
        links,
        chat,
        media,
        studio,
        ClipMaker(database, studio, media, voice),
        postman,
        bot,
        library,
        embedder,
        None,
        slack,
        teams,
    )
    try:
        played = settings.playground == "on" or (settings.playground == "auto" and not (slack or teams))
        yield _with_playground(built) if played else built
    finally:
        await built.clips.close()
        await studio.close()
        if model:
            await model.close()
        await session.close()
        await database.close()


def _model(settings: Settings) -> openai.AsyncOpenAI | None:
    """The vendor's client; it never tries twice, since there is an answer without it."""
    if not settings.openai_api_key:
        return None
    base_url = settings.openai_base_url or None
    return openai.AsyncOpenAI(api_key=settings.openai_api_key, base_url=base_url, timeout=MODEL_S, max_retries=0)


def make_studio(settings: Settings) -> Studio:
    """The studio with the offline voice, and a vendor's where its key is set: scripts name it "openai/marin"."""
    voice = EspeakVoice()
    voices = cloud_voices(settings.openai_api_key, settings.openai_base_url or None) if settings.openai_api_key else {}
    return Studio(
        settings.data_dir / "studio",
        voice,
        voices=voices,
        reference=voice,
        workers=settings.render_workers,
        cache_mb=settings.cache_mb,
        provenance=Provenance(settings.data_dir / "provenance"),
    )


def web_app(built: Installation, health: Health) -> web.Application:
    """The pages of an installation."""

    def pages(app: web.Application) -> None:
        live = LiveClips(built.database, built.studio, built.media.path, built.library.made)
        media_pages(app, built.media, live)
        player_pages(app, built.database, built.links, built.clock, live)
        report_pages(app, built.database, built.links, built.clock)
        curating_pages(app, built.database, built.links, built.clock)
        for service in (built.slack, built.teams):
            if service:
                service.pages(app)
        if built.playground:
            gallery_pages(app, lambda: gallery_files(home="/"))

    return make_app(built.bot, chat=built.chat, playground=built.playground, pages=[pages], health=health)


def _with_playground(built: Installation) -> Installation:
    playground = Playground(built.database, built.clock, built.links, built.postman, built.plan)
    return replace(built, playground=playground)
