"""Puts an installation together: the one place that sees the bot and the adapters at once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from aiohttp import ClientSession

from adapters.dates import PlatformTimes, date_trace
from adapters.espeak import EspeakVoice
from adapters.media import FileMedia
from adapters.minilm.embedder import MiniLMEmbedder
from adapters.sessions import vendor_session
from adapters.voices import default_voice
from adapters.web.chat.chat import WebChat
from bot.answers.answerer import Answerer
from bot.answers.generated_clips import ClipGenerator
from bot.answers.wordings import FILE as SYNONYMS
from bot.answers.worker import AnswerWorker
from bot.clips.clipmaking import ClipMaker
from bot.clock import PLAYGROUND, TEST, Clock
from bot.delivery.composer import Composer
from bot.delivery.planning import Planning
from bot.delivery.sender import Sender
from bot.inbound import Bot
from bot.links import Links
from bot.platform_time import PlatformTime
from bot.platforms import (
    chats_of,
    slack_connection,
    slack_service,
    teams_connection,
    teams_service,
    time_urls,
)
from bot.playground import Playground
from bot.sent_films.receiving import FilmReceiver
from bot.settings import Settings
from bot.voices import VOICES, recogniser_of, voices_of
from lessons.answers.search.probing import ProbedEmbedder
from lessons.database import Database
from lessons.studio.pipeline.provenance import Provenance
from lessons.studio.pipeline.studio import Studio

if TYPE_CHECKING:
    import openai

    from lessons.ports import Embedder, Writer

from bot.wiring.installed import Installation

DRAFT_S = 120.0  # for an episode, which somebody waits for at a page that says how far it is
MODEL_S = 20.0  # for embedding documents; an answer waits for no vendor that long


@asynccontextmanager
async def installation(settings: Settings) -> AsyncIterator[Installation]:
    """An installation that is closed at the end of the block."""
    database = Database(settings.database_url)
    clock = Clock(PLAYGROUND if plays(settings) else TEST, PlatformTime(required=bool(time_urls(settings))))
    # Each answer of a platform tells its time, so that a wrong clock of ours shows.
    session = vendor_session(trace_configs=[date_trace(clock.platform_time.observe, clock.real_now)])
    studio, model = make_studio(settings), _model(settings)
    try:
        async with AsyncExitStack() as stack:
            yield _assembled(settings, database, clock, session, studio, model, stack)
    finally:
        await studio.close()
        if model:
            await model.close()
        await session.close()
        await database.close()


def _assembled(
    settings: Settings,
    database: Database,
    clock: Clock,
    session: ClientSession,
    studio: Studio,
    model: openai.AsyncOpenAI | None,
    stack: AsyncExitStack,
) -> Installation:
    """Every part, in the order in which one needs another."""
    links = Links(settings.secret_key, settings.public_url, lambda: clock.ahead, settings.old_secret_keys)
    chat, media = WebChat(database, clock), FileMedia(settings.data_dir / "media")
    composer = Composer(database, links)
    to_slack = slack_connection(settings, database, clock, session, media)
    to_teams = teams_connection(settings, database, session)
    chats = chats_of(chat, to_slack, to_teams)
    sender, planning = Sender(database, chats, composer, clock), Planning(database, chats)
    # Clips for questions go into the same store as those of episodes.
    generator = ClipGenerator(database, studio, media)
    writer, embedder = _models(settings, model)
    answerer = Answerer(database, links, generator, writer, embedder, settings.data_dir / SYNONYMS)
    answer_worker = AnswerWorker(database, clock, answerer, generator, sender.wake)

    # An event may owe a message or ask a question: both are looked for at once, not at the next beat.
    def wake() -> None:
        sender.wake()
        answer_worker.wake()

    bot = Bot(database, links, clock, answer_worker, wake)
    clips = ClipMaker(database, studio, media, EspeakVoice())
    stack.push_async_callback(clips.close)
    slack = slack_service(settings, to_slack, bot)
    teams = teams_service(settings, to_teams, bot, composer)
    fetchers = {service.chat.platform: service.films for service in (slack, teams) if service}
    films = FilmReceiver(database, media, links, fetchers, recogniser_of(settings))
    return Installation(
        settings=settings,
        database=database,
        clock=clock,
        links=links,
        chat=chat,
        media=media,
        studio=studio,
        clips=clips,
        sender=sender,
        bot=bot,
        answer_worker=answer_worker,
        embedder=embedder,
        films=films,
        planning=planning,
        platform_times=PlatformTimes(session, time_urls(settings)),
        playground=Playground(database, clock, links, sender, planning.plan) if plays(settings) else None,
        slack=slack,
        teams=teams,
    )


def plays(settings: Settings) -> bool:
    """Whether this process opens the playground: never beside a chat platform."""
    return settings.playground != "off" and not time_urls(settings)


def _model(settings: Settings) -> openai.AsyncOpenAI | None:
    """The vendor's client; it never tries twice, since there is an answer without it."""
    if not settings.openai_api_key:
        return None
    import openai  # half a second, which only those who set a key wait for

    base_url = settings.openai_base_url or None
    return openai.AsyncOpenAI(api_key=settings.openai_api_key, base_url=base_url, timeout=MODEL_S, max_retries=0)


def drafting_model(settings: Settings) -> Writer | None:
    """Who drafts series: the vendor's model with more patience than answers have, or nobody."""
    model = _model(settings)
    if model is None:
        return None
    from adapters.openai_ import OpenAIWriter  # see _model

    return OpenAIWriter(model.with_options(timeout=DRAFT_S))


def _models(settings: Settings, model: openai.AsyncOpenAI | None) -> tuple[Writer | None, Embedder]:
    """Who words answers and who gives vectors: the vendor's models, else nobody and the one that is installed."""
    if model is None:
        return None, MiniLMEmbedder()
    from adapters.openai_ import OpenAIEmbedder, OpenAIWriter, ServedEmbedder  # see _model

    if settings.embedding_model == "offline":
        return OpenAIWriter(model), MiniLMEmbedder()
    named = settings.embedding_model
    return OpenAIWriter(model), ProbedEmbedder(ServedEmbedder(model, named) if named else OpenAIEmbedder(model))


def make_studio(settings: Settings) -> Studio:
    """The studio with every voice that is installed; the one with word times is espeak, by which others are timed."""
    return Studio(
        settings.data_dir / "studio",
        default_voice(settings.data_dir / VOICES),
        voices=voices_of(settings),
        reference=EspeakVoice(),
        music=settings.music == "on",
        workers=settings.render_workers,
        cache_mb=settings.cache_mb,
        provenance=Provenance(settings.data_dir / "provenance", settings.timestamp_url),
    )
