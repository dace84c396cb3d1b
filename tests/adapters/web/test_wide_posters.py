"""Landscape posters: made when somebody first asks, with the title large, and kept."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from PIL import Image

from adapters.media import FileMedia
from adapters.web.app import bare_app
from adapters.web.http.media import media_pages
from bot.links import Links
from lessons.database import Database
from lessons.studio.cards.landscape import SIZE, landscape_poster
from schedules.people.roster import Workspace, open_workspace
from tests.stories.world import EPISODES, MONDAY, Moved, put_series

Client = TestClient[web.Request, web.Application]
LINKS = Links("a secret of more than thirty-two characters", "https://ninety.example.com")
MEDIA = "c0ffee"  # where the stories' clips stand


def portrait(colour: tuple[int, int, int] = (15, 42, 38)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (270, 480), colour).save(out, "JPEG")
    return out.getvalue()


def pixels(jpeg: bytes) -> Image.Image:
    return Image.open(io.BytesIO(jpeg)).convert("L")


def bright(jpeg: bytes, box: tuple[int, int, int, int]) -> float:
    """Share of bright pixels within a part of a picture."""
    histogram = pixels(jpeg).crop(box).histogram()
    return sum(histogram[180:]) / sum(histogram)


async def healthy() -> tuple[int, dict[str, Any]]:
    return 200, {}


@pytest.fixture
async def workspace(database: Database) -> Workspace:
    async with database.write() as db:
        workspace = await open_workspace(db, "slack", "T1", "Riverbank", MONDAY)
        await put_series(db, workspace.id, EPISODES, MONDAY)
    return workspace


@pytest.fixture
async def client(database: Database, workspace: Workspace, tmp_path: Path) -> AsyncIterator[Client]:
    store = FileMedia(tmp_path)
    await store.put(f"{MEDIA}/poster.jpg", portrait())
    pages = [lambda app: media_pages(app, store, database, LINKS, Moved(MONDAY))]
    async with TestClient(TestServer(bare_app(pages, healthy))) as client:
        yield client


def address(workspace: Workspace, media: str = MEDIA) -> str:
    return LINKS.poster(workspace.id, media, MONDAY).removeprefix(LINKS.public_url).replace("poster.jpg", "wide.jpg")


async def test_a_poster_for_wide_frames_is_made_once_and_kept(
    client: Client, workspace: Workspace, tmp_path: Path
) -> None:
    reply = await client.get(address(workspace))
    assert (reply.status, reply.headers["Content-Type"]) == (200, "image/jpeg")
    made = await reply.read()
    assert pixels(made).size == SIZE
    assert bright(made, (0, 0, 800, 720)) > 0.02, "the title stands beside the poster"
    kept = (tmp_path / MEDIA / "wide.jpg").stat().st_mtime_ns
    assert await (await client.get(address(workspace))).read() == made
    assert (tmp_path / MEDIA / "wide.jpg").stat().st_mtime_ns == kept


async def test_a_poster_that_is_no_picture_is_given_as_it_is(
    client: Client, workspace: Workspace, tmp_path: Path
) -> None:
    (tmp_path / MEDIA / "poster.jpg").write_bytes(b"\xff\xd8 no picture")
    reply = await client.get(address(workspace))
    assert (reply.status, await reply.read()) == (200, b"\xff\xd8 no picture")


async def test_without_a_clip_there_is_no_poster(client: Client, workspace: Workspace) -> None:
    assert (await client.get(address(workspace, "beef"))).status == 404
    assert (await client.get("/media/aaaaaaaaaaaaaaaaaaaaaaaa/wide.jpg")).status == 404


@pytest.mark.parametrize(
    ("title", "language", "free"),
    [
        ("The Printer Knows", "en", (0, 0, 800, 720)),
        ("ماذا تفعل عندما تجد مستنداً سرياً في الطابعة؟", "ar", (480, 0, 1280, 720)),
        ("打印机旁有一份机密文件", "zh", (0, 0, 800, 720)),
        ("What is written here is longer than any title should ever be. " * 12, "en", (0, 0, 800, 720)),
    ],
)
def test_every_title_is_drawn_large_on_the_side_where_lines_start(
    title: str, language: str, free: tuple[int, int, int, int]
) -> None:
    assert bright(landscape_poster(portrait(), title, language), free) > 0.02


@pytest.mark.parametrize("title", ["", "   ", "\U000e0041"])
def test_without_a_title_the_poster_stands_in_the_middle(title: str) -> None:
    drawn = pixels(landscape_poster(portrait((200, 200, 200)), title, "en"))
    middle, side = (sum(drawn.crop(box).tobytes()) for box in ((630, 350, 650, 370), (30, 350, 50, 370)))
    assert middle > side
