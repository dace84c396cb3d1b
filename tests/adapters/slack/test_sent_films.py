"""A film that somebody sends to the app in Slack: fetched with the app's token, looked at, and answered there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.media import FileMedia
from bot.sent_films.films import FilmState, films_in
from bot.sent_films.receiving import FilmReceiver
from lessons.ports import Heard, HeardWord
from lessons.studio.timing.word_marks import without_word_marks
from tests.adapters.slack.conftest import Office
from tests.fakes.slack_workspace import dm_event
from tests.lessons.studio.clips import Clip


class Ears:
    """Hears the same three words in every film."""

    def hear(self, pcm: object, language: str = "") -> Heard:
        return Heard(
            "en", 0.9, tuple(HeardWord(f" {word}", at, at + 0.4) for at, word in enumerate(["Lock", "it", "up."]))
        )


def filmed(url: object, **file: Any) -> dict[str, Any]:
    film = {"mimetype": "video/mp4", "name": "IMG_1.MP4", "size": 1000, "url_private_download": str(url), **file}
    return {**dm_event("U1", ""), "subtype": "file_share", "files": [film]}


class Files:
    """Slack's files, which want the app's token."""

    def __init__(self, content: bytes, status: int = 200) -> None:
        self.content, self.status = content, status
        self.tokens: list[str] = []

    async def serve(self, request: web.Request) -> web.Response:
        self.tokens.append(request.headers.get("Authorization", ""))
        kind = "video/mp4" if self.status == 200 else "text/html"
        return web.Response(body=self.content, status=self.status, content_type=kind)

    def app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/{rest:.*}", self.serve)
        return app


def receiver(office: Office, folder: Path) -> FilmReceiver:
    media = FileMedia(folder / "media")
    return FilmReceiver(office.database, media, office.links, {"slack": office.slack.films}, Ears())


@pytest.fixture(scope="module")
def phone(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return Clip(seconds=2.5, width=640, height=360).write(tmp_path_factory.mktemp("phone") / "a.mp4").read_bytes()


async def test_it_is_fetched_heard_and_its_sender_asked_once(office: Office, tmp_path: Path, phone: bytes) -> None:
    files = Files(phone)
    async with TestServer(files.app()) as server:
        await office.signed_client.event(filmed(server.make_url("/IMG_1.MP4")))
        await office.settled()
        assert any("IMG_1.MP4 is here" in words for words in office.words("U1"))
        assert await receiver(office, tmp_path).receive_due(office.clock.at) == 1
        await office.sender.deliver_due()
    assert files.tokens == ["Bearer xoxb-1"]
    assert "IMG_1.MP4 can become a lesson" in office.words("U1")[-1]
    shown = str(office.fake.shown["D-U1"][-1])
    assert "The picture is wide" in shown
    assert "/film/" in shown
    async with office.database.read() as db:
        (film,) = await films_in(db, office.workspace.id, FilmState.ASKING)
    assert "Lock it up." in without_word_marks(film.captions)
    assert film.place == "", "where Slack keeps it is needed no more"


async def test_without_the_right_to_read_files_its_sender_is_shown_another_way(office: Office, tmp_path: Path) -> None:
    async with TestServer(Files(b"<html>", 302).app()) as server:
        await office.signed_client.event(filmed(server.make_url("/IMG_1.MP4")))
        await office.settled()
        await receiver(office, tmp_path).receive_due(office.clock.at)
        await office.sender.deliver_due()
    assert "send a film" in office.words("U1")[-1]


async def test_the_token_goes_nowhere_but_to_slack(office: Office, tmp_path: Path) -> None:
    files = Files(b"")
    async with TestServer(files.app(), host="127.0.0.1") as server:
        await office.signed_client.event(filmed(f"http://localhost:{server.port}/IMG_1.MP4"))
        await office.settled()
        await receiver(office, tmp_path).receive_due(office.clock.at)
    assert files.tokens == []


async def test_a_film_that_is_too_large_is_refused_before_it_is_fetched(office: Office, tmp_path: Path) -> None:
    await office.signed_client.event(filmed("https://files.slack.com/a.mp4", size=300 << 20))
    await office.settled()
    assert any("too large" in words for words in office.words("U1"))
    assert await receiver(office, tmp_path).receive_due(office.clock.at) == 0
