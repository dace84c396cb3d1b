"""A film that somebody sends to the bot in Teams: fetched from where Teams put it, and answered in the conversation."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.media import FileMedia
from adapters.teams.inbound.films import TeamsFilms
from bot.sent_films.films import FilmState, films_in
from bot.sent_films.receiving import FilmReceiver
from tests.adapters.teams.offices import Office
from tests.lessons.studio.clips import Clip

LOOPBACK = [ip_network("127.0.0.0/8")]


def attached(url: object, name: str = "pump.mp4") -> list[dict[str, Any]]:
    content = {"downloadUrl": str(url), "uniqueId": "1", "fileType": name.rpartition(".")[2]}
    kind = "application/vnd.microsoft.teams.file.download.info"
    return [
        {"contentType": "text/html", "content": "<div></div>"},
        {"contentType": kind, "contentUrl": "https://x.sharepoint.com/a.mp4", "content": content, "name": name},
    ]


def receiver(office: Office, folder: Path, films: TeamsFilms) -> FilmReceiver:
    world = office.world
    return FilmReceiver(world.database, FileMedia(folder / "media"), world.bot.links, {"teams": films})


@pytest.fixture(scope="module")
def phone(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return Clip(seconds=2.5).write(tmp_path_factory.mktemp("phone") / "a.mp4").read_bytes()


async def test_it_is_fetched_without_a_token_and_its_sender_asked(office: Office, tmp_path: Path, phone: bytes) -> None:
    async def serve(request: web.Request) -> web.Response:
        assert "Authorization" not in request.headers
        return web.Response(body=phone, content_type="video/mp4")

    await office.install("Ada")
    app = web.Application()
    app.router.add_get("/pump.mp4", serve)
    server = TestServer(app, host="127.0.0.1")
    async with server:
        await office.write("Ada", "", attachments=attached(server.make_url("/pump.mp4")))
        await receiver(office, tmp_path, TeamsFilms(LOOPBACK)).receive_due(office.world.clock.at)
        await office.world.sender.deliver_due()
    assert "pump.mp4 can become a lesson" in (await office.world.last("Ada")).words
    async with office.world.database.read() as db:
        assert len(await films_in(db, office.world.workspace.id, FilmState.ASKING)) == 1


async def test_an_address_inside_our_network_is_not_fetched(office: Office, tmp_path: Path) -> None:
    await office.install("Ada")
    await office.write("Ada", "", attachments=attached("http://169.254.169.254/latest/meta-data/pump.mp4"))
    await receiver(office, tmp_path, office.service.films).receive_due(office.world.clock.at)
    await office.world.sender.deliver_due()
    assert "could not fetch pump.mp4" in (await office.world.last("Ada")).words


async def test_another_file_is_no_film(office: Office) -> None:
    await office.install("Ada")
    await office.write("Ada", "", attachments=attached("https://x.sharepoint.com/a.xlsx", "a.xlsx"))
    async with office.world.database.read() as db:
        assert not await films_in(db, office.world.workspace.id, FilmState.COMING)
