"""Which places this installation can look at for documents, by the kind of a source."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_network
from pathlib import Path

from adapters.confluence.space import ConfluenceSpace, Credentials
from bot.answers.renewing.renewer import place_opener
from bot.answers.renewing.sources import Source
from bot.settings import Settings
from lessons.answers.gathering.choosing import Choice
from lessons.answers.gathering.folder import Folder
from lessons.answers.gathering.port import DocumentPlace, Unreachable
from lessons.answers.gathering.website import Website
from lessons.answers.reading.pages import Networks


def places(settings: Settings) -> Callable[[Source], DocumentPlace]:
    """Opens the place of a source.

    Raises, when called: Unreachable for a kind that this installation is not set up for.
    """

    def confluence(source: Source) -> DocumentPlace:
        if not settings.confluence_token:
            raise Unreachable("CONFLUENCE_TOKEN is not set: without it the wiki lets nobody in")
        credentials = Credentials(settings.confluence_user, settings.confluence_token)
        return ConfluenceSpace(source.address, source.options.only, credentials, _choice(source), _networks(source))

    def website(source: Source) -> DocumentPlace:
        return Website(source.address, _choice(source), source.options.depth, _networks(source))

    def folder(source: Source) -> DocumentPlace:
        return Folder(Path(source.address), _choice(source))

    return place_opener({"folder": folder, "web": website, "confluence": confluence})


def _choice(source: Source) -> Choice:
    return Choice(source.options.include, source.options.exclude)


def _networks(source: Source) -> Networks:
    return [ip_network(network) for network in source.options.networks]
