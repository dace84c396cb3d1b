"""The pages of an installation."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

from aiohttp import web

from adapters.scim.pages import scim_pages
from adapters.web.api.pages import api_pages
from adapters.web.app import Health, make_app
from adapters.web.films.queue import film_queue_pages
from adapters.web.films.sending import film_pages
from adapters.web.http.gone import Readers
from adapters.web.http.listening import Connections
from adapters.web.http.media import media_pages
from adapters.web.http.metrics import monitoring_pages
from adapters.web.learners.certificates import certificate_pages
from adapters.web.learners.home import own_pages
from adapters.web.learners.lesson_text import text_pages
from adapters.web.learners.offline import offline_pages
from adapters.web.managers.evidence_page import evidence_pages
from adapters.web.managers.pages import manager_pages
from adapters.web.pages.curating import curating_pages
from adapters.web.pages.document import document_pages
from adapters.web.pages.feed import feed_pages
from adapters.web.pages.gallery import gallery_pages
from adapters.web.pages.player import player_pages
from adapters.web.pages.report import report_pages
from adapters.web.privacy.own_data import own_data_pages
from adapters.web.privacy.receipts import receipt_pages
from adapters.web.privacy.verifying import verify_pages
from adapters.web.sign_in.doors import SignIn
from adapters.web.sign_in.forwarded import LinkGuard
from adapters.web.sign_in.provider import Client, Provider
from adapters.web.sign_in.sessions_page import SessionsPage
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
from bot.clips.live import LiveClips
from bot.platforms import gallery_files, platform_tabs
from bot.settings import Settings
from bot.studio.publishing import Publisher
from bot.voices import voices_of
from lessons.studio.pipeline.provenance import Provenance

if TYPE_CHECKING:
    pass
from bot.wiring.assembly import drafting_model
from bot.wiring.installed import Installation


def web_app(built: Installation, health: Health) -> web.Application:
    """The pages of an installation."""

    def pages(app: web.Application) -> None:
        live = LiveClips(built.database, built.studio, built.media.path, built.answer_worker.made)
        monitoring_pages(app, health, metrics=built.settings.metrics == "on")
        media_pages(app, built.media, built.database, built.links, built.clock, live, built.studio)
        player, actions = player_pages(app, built.database, built.links, built.clock, live, built.sender.wake)
        text_pages(app, player, actions, Readers(built.database, built.links))
        feed = feed_pages(app, built.database, built.links, built.clock)
        offline_pages(app, built.database, built.links, built.clock, feed)
        own_pages(app, built.bot)
        report_pages(app, built.database, built.links, built.clock)
        curating_pages(app, built.database, built.links, built.clock)
        above = built.settings.approval_above
        manager_pages(app, built.database, built.links, built.clock, above, built.sender.wake)
        sign_in(app, built)
        evidence_pages(app, built.database, built.links, built.clock, built.media)
        scim_pages(app, built.database, built.clock, built.settings.public_url)
        studio_rooms(app, built)
        film_pages(app, built.database, built.links, built.clock, built.media, built.films)
        folder = built.settings.data_dir
        verify_pages(app, built.database, folder / "media", Provenance(folder / "provenance"))
        own_data_pages(app, built.database, built.links, built.clock, built.media)
        receipt_pages(app, built.database, built.links, built.clock)
        certificate_pages(app, built.database, built.links, built.clock)
        api_pages(app, built.database, built.clock, built.settings.secret_key, built.settings.public_url)
        document_pages(app, built.database, built.links, built.clock)
        for service in (built.slack, built.teams):
            if service:
                service.pages(app)
        # The gallery shows invented people only, but it is for whoever tries Ninety, not for a company.
        if built.playground:
            gallery_pages(app, lambda: gallery_files(home="/"))

    return make_app(built.bot, chat=built.chat, playground=built.playground, pages=[pages], health=health)


def sign_in(app: web.Application, built: Installation) -> None:
    """The doors of the pages, with the company's own sign-in where one is set up."""
    settings = built.settings
    client = Client(
        settings.oidc_issuer,
        settings.oidc_client_id,
        settings.oidc_client_secret,
        trusts_email=settings.oidc_trust_email == "on",
    )
    provider = Provider(client) if settings.oidc_issuer else None
    SignIn(built.database, built.links, built.clock, provider, settings.oidc_workspace).routes(app)
    SessionsPage(built.database, built.links, built.clock).routes(app)
    LinkGuard(built.database, built.links, built.clock, built.sender.wake).routes(app)


def studio_rooms(app: web.Application, built: Installation) -> None:
    """The pages on which series are written and published."""
    publisher = Publisher(
        built.database,
        built.media.path,
        built.clips,
        built.studio,
        frozenset(voices_of(built.settings)),
        another_approves=built.settings.series_approval == "on",
    )
    writer = drafting_model(built.settings)
    pages = StudioPages(built.database, built.links, built.clock, built.media, publisher, writer)
    draft_pages(app, pages)
    studio_pages(app, pages)
    package_pages(app, pages)
    bank_pages(app, pages)
    editor_pages(app, pages, built.studio)
    reviewing_pages(app, pages, built.studio)
    film_queue_pages(app, pages)
    lineup_pages(app, pages)
    caption_pages(app, pages)
    variation_pages(app, pages)
    look_pages(app, pages, built.studio, platform_tabs())


def listening(app: web.Application, settings: Settings) -> AbstractAsyncContextManager[int]:
    """Takes requests for the pages as long as the block runs."""
    connections = Connections()
    connections.watch(app)
    return connections.serving(app, settings.host, settings.port)
