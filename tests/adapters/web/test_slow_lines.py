"""Clips for slow lines: a small picture, or the sound alone; made when asked for, and kept."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import av
import pytest
import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.espeak import EspeakVoice
from adapters.media import FileMedia
from adapters.web.app import bare_app
from adapters.web.http.media import media_pages
from bot.clips.renditions import Renditions
from bot.clock import Clock
from bot.links import Links
from lessons.catalog.tables import clips
from lessons.database import Database
from lessons.studio.pipeline.studio import Studio
from tests.bot.world import furnished
from tests.lessons.studio.clips import Clip

NOW = datetime.now(UTC)
LINKS = Links("a secret of more than thirty-two characters", "")
MEDIA = "ab" * 20


@dataclass
class Cinema:
    client: TestClient[web.Request, web.Application]
    store: FileMedia
    database: Database

    async def get(self, name: str, media: str = MEDIA, **headers: str) -> tuple[int, str, bytes]:
        reply = await self.client.get(f"/media/{LINKS.files('w', media, NOW)}/{name}", headers=headers)
        return reply.status, reply.content_type, await reply.read()


@pytest.fixture
async def cinema(database: Database, tmp_path: Path) -> AsyncIterator[Cinema]:
    store = FileMedia(tmp_path / "media")
    film = Clip(seconds=3, width=720, height=1280).write(tmp_path / "film.mp4")
    await store.put(f"{MEDIA}/clip.mp4", film.read_bytes())

    async def healthy() -> tuple[int, dict[str, Any]]:
        return 200, {}

    studio = Studio(tmp_path / "studio", EspeakVoice())
    app = bare_app([lambda app: media_pages(app, store, database, LINKS, Clock(), labels=studio)], healthy)
    async with TestClient(TestServer(app, host="127.0.0.1")) as client:
        yield Cinema(client, store, database)
    await studio.close()


def seconds_of(content: bytes) -> float:
    with av.open(io.BytesIO(content)) as film:
        return float(film.streams[0].duration or 0) * float(film.streams[0].time_base or 0)


@pytest.mark.parametrize(("name", "size"), [("small.mp4", (360, 640)), ("medium.mp4", (720, 1280))])
async def test_the_smaller_pictures_have_their_lines_and_last_as_long(
    cinema: Cinema, name: str, size: tuple[int, int]
) -> None:
    status, kind, content = await cinema.get(name)
    assert (status, kind) == (200, "video/mp4")
    with av.open(io.BytesIO(content)) as film:
        assert (film.streams.video[0].width, film.streams.video[0].height) == size
        assert film.streams.audio
    whole = (await cinema.get("clip.mp4"))[2]
    assert seconds_of(content) == pytest.approx(seconds_of(whole), abs=0.2)
    assert len(content) < len(whole)


async def test_the_sound_alone_has_no_picture_and_lasts_as_long(cinema: Cinema) -> None:
    status, kind, content = await cinema.get("sound.m4a")
    assert (status, kind) == (200, "audio/mp4")
    with av.open(io.BytesIO(content)) as film:
        assert not film.streams.video
    # A minute of it is below 450 kB; its box takes the same few kB however long it is.
    assert len(content) < 450_000 / 60 * 3 + 8_000
    assert seconds_of(content) == pytest.approx(3, abs=0.2)


async def test_before_the_sound_alone_a_voice_says_in_its_language_that_it_was_made_with_ai(cinema: Cinema) -> None:
    await furnished(cinema.database)
    heard = {}
    for language in ("en", "de"):
        media = f"{language}{MEDIA[2:]}"
        await cinema.store.put(
            f"{media}/clip.mp4", await asyncio.to_thread(cinema.store.path(f"{MEDIA}/clip.mp4").read_bytes)
        )
        async with cinema.database.write() as db:
            await db.execute(sa.update(clips).values(media=media, language=language))
        status, kind, content = await cinema.get("label.m4a", media)
        assert (status, kind) == (200, "audio/mp4")
        assert 1.0 < seconds_of(content) < 4.0
        heard[language] = content
    assert heard["en"] != heard["de"]
    # Made anew, it is the same to the byte.
    cinema.store.path(f"{media}/label.m4a").unlink()
    assert (await cinema.get("label.m4a", media))[2] == heard["de"]


async def test_players_ask_for_parts_of_it(cinema: Cinema) -> None:
    whole = (await cinema.get("small.mp4"))[2]
    status, _, part = await cinema.get("small.mp4", Range="bytes=100-199")
    assert (status, part) == (206, whole[100:200])


async def test_it_is_made_once_and_kept(cinema: Cinema) -> None:
    await cinema.get("small.mp4")
    file = cinema.store.path(f"{MEDIA}/small.mp4")
    made = file.stat().st_mtime_ns
    await cinema.get("small.mp4")
    assert file.stat().st_mtime_ns == made


async def test_where_there_is_no_clip_there_is_no_small_one(cinema: Cinema) -> None:
    assert (await cinema.get("small.mp4", "cd" * 20))[0] == 404


async def test_a_file_that_is_no_film_gives_none_and_leaves_nothing_behind(
    cinema: Cinema, caplog: pytest.LogCaptureFixture
) -> None:
    await cinema.store.put(f"{MEDIA}/clip.mp4", b"no film")
    assert (await cinema.get("small.mp4"))[0] == 404
    assert "was not made" in caplog.text
    assert not cinema.store.path(f"{MEDIA}/small.mp4").exists()


async def test_the_worker_makes_them_before_anybody_asks(cinema: Cinema) -> None:
    await furnished(cinema.database)
    async with cinema.database.write() as db:
        await db.execute(sa.update(clips).values(media=MEDIA))
    await Renditions(cinema.database, cinema.store).make_missing(NOW)
    assert cinema.store.path(f"{MEDIA}/small.mp4").is_file()
    assert cinema.store.path(f"{MEDIA}/sound.m4a").is_file()
    assert cinema.store.path(f"{MEDIA}/medium.mp4").is_file()


async def test_a_picture_of_any_second_is_there_and_is_made_once(cinema: Cinema) -> None:
    status, kind, picture = await cinema.get("still-1.jpg")
    assert (status, kind) == (200, "image/jpeg")
    assert picture[:2] == b"\xff\xd8"
    first = cinema.store.path(f"{MEDIA}/still-1.jpg").stat().st_mtime_ns
    assert (await cinema.get("still-1.jpg"))[2] == picture
    assert cinema.store.path(f"{MEDIA}/still-1.jpg").stat().st_mtime_ns == first
    assert (await cinema.get("still-999.jpg"))[0] == 200, "behind the end stands the last picture"
    assert (await cinema.get("still-1.jpg", media="cd" * 20))[0] == 404


async def test_whoever_asks_whether_it_is_made_lets_nothing_be_made(cinema: Cinema) -> None:
    assert (await cinema.get("medium.mp4?made"))[0] == 204
    assert not cinema.store.path(f"{MEDIA}/medium.mp4").exists()
    assert (await cinema.get("small.mp4"))[0] == 200
    assert (await cinema.get("small.mp4?made"))[0] == 200
