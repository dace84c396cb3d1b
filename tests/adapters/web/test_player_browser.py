"""The player page in a real browser: what it shows, what the keyboard does, and what it tells about watching."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import BaseTestServer, TestServer
from playwright.async_api import Browser, ConsoleMessage, Page

from adapters.espeak import EspeakVoice
from adapters.media import FileMedia
from adapters.web.app import bare_app
from adapters.web.http.gone import Readers
from adapters.web.http.media import media_pages
from adapters.web.learners.lesson_text import text_pages
from adapters.web.learners.offline import offline_pages
from adapters.web.pages.feed import feed_pages
from adapters.web.pages.player import player_pages
from bot.clock import Clock
from bot.links import Links
from lessons import catalog
from lessons.studio.pipeline.studio import Studio as RealStudio
from schedules.replies.watching import View, bits, view_of
from tests.adapters.web.browsing import IN_BROWSER, LOOKS, chromium, page_with, violations, wider
from tests.adapters.web.moving import hls, mp4, poster
from tests.bot.world import CUES, MEDIA, World, small_world

SECRET = "a secret of more than thirty-two characters"
SECONDS = 6
VTT = b"WEBVTT\n\n00:00.000 --> 00:03.000\nNina opens the mail.\n\n00:03.000 --> 00:06.000\nReport it first.\n"

pytestmark = IN_BROWSER


class Growing:
    """A clip in the making, whose pieces are there when they are asked for."""

    digest = "feed" * 8
    seconds = float(SECONDS)
    cues = CUES[:4]

    def __init__(self, pieces: dict[str, bytes]) -> None:
        self.pieces = pieces
        self.asked: list[int] = []

    async def playlist(self) -> str:
        return self.pieces["clip.m3u8"].decode()

    async def init(self) -> bytes:
        return self.pieces["init.mp4"]

    async def segment(self, n: int) -> bytes:
        self.asked.append(n)
        return self.pieces[f"{n}.m4s"]

    async def still(self, n: int) -> bytes:
        raise IndexError(n)  # nothing asks a player's page for one

    async def captions(self) -> str:
        return VTT.decode()


class Studio:
    """Has one clip in the making, or none."""

    def __init__(self) -> None:
        self.growing: Growing | None = None

    async def get(self, workspace_id: str, clip_id: str) -> Any:
        return self.growing

    async def find(self, digest: str) -> Any:
        return self.growing


@dataclass
class Cinema:
    """A world with Ann in it, and a browser in front of her player page.

    Attributes:
        faults: what the page's scripts complained about.
    """

    world: World
    server: BaseTestServer
    browser: Browser
    links: Links
    studio: Studio
    store: FileMedia
    delivery_id: str
    faults: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        ann = self.world.team["Ann"]
        path = self.links.player(self.world.workspace.id, self.delivery_id, ann.id, Clock().now())
        return str(self.server.make_url("")).rstrip("/") + path

    async def open(self, after: str = "", **how: Any) -> Page:
        # A reader who wants little motion starts the clip with a press; the others are in test_lesson_browser.py.
        page = await self.browser.new_page(**{"reduced_motion": "reduce", **how})
        page.on("pageerror", lambda fault: self.faults.append(str(fault)))
        page.on("console", self._note)
        await page.goto(self.address + after)
        return page

    def _note(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.faults.append(said.text)

    async def view(self) -> View | None:
        ann = self.world.team["Ann"]
        async with self.world.database.read() as db:
            return await view_of(db, self.world.workspace.id, self.delivery_id, ann.id)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def cinema(tmp_path: Path, browser: Browser) -> AsyncIterator[Cinema]:
    store, links, studio = FileMedia(tmp_path / "media"), Links(SECRET, ""), Studio()
    async with small_world(tmp_path, ready=False) as world:
        await world.join("Ann")
        delivery_id = await world.deliver("Ann")

        labels = RealStudio(tmp_path / "labels", EspeakVoice())

        def pages(app: web.Application) -> None:
            text_pages(app, *player_pages(app, world.database, links, Clock(), studio), Readers(world.database, links))
            feed = feed_pages(app, world.database, links, Clock())
            offline_pages(app, world.database, links, Clock(), feed)
            media_pages(app, store, world.database, links, Clock(), studio, labels)

        async with TestServer(bare_app([pages], _healthy), host="127.0.0.1") as server:
            yield Cinema(world, server, browser, links, studio, store, delivery_id)


async def _healthy() -> tuple[int, dict[str, object]]:
    return 200, {}


async def _finish(cinema: Cinema, folder: Path) -> None:
    """The clip is made: its files are stored and the catalogue says so."""
    await cinema.store.put(f"{MEDIA[0]}/clip.mp4", mp4(folder / "made.mp4", SECONDS))
    await cinema.store.put(f"{MEDIA[0]}/clip.vtt", VTT)
    await cinema.store.put(f"{MEDIA[0]}/poster.jpg", poster())
    world = cinema.world
    async with world.database.write() as db:
        clip = world.clips[0]
        await catalog.clip_ready(db, world.workspace.id, clip.id, float(SECONDS), MEDIA[0], CUES[:4], Clock().now())


async def _until(page: Page, holds: str) -> None:
    """Wait until something holds of the video. (Playwright's own waiting needs eval, which the page forbids.)"""
    for _ in range(300):
        if await page.evaluate(f"(video => {holds})(document.querySelector('video'))"):
            return
        await page.wait_for_timeout(50)
    told = await page.evaluate(
        "(video => [video.currentTime, video.duration, video.error?.message])(document.querySelector('video'))"
    )
    raise AssertionError(f"not yet: {holds}; {told}")


async def _ended(page: Page) -> None:
    await _until(page, "video.ended")


async def _seen(cinema: Cinema, page: Page, seconds: int) -> View:
    """The view, once that many seconds of it have landed."""
    for _ in range(100):
        view = await cinema.view()
        if view and view.seconds >= seconds:
            return view
        await page.wait_for_timeout(100)
    raise AssertionError(f"only {view} landed")


async def test_a_clip_is_played_to_the_end_by_keyboard_and_every_second_lands(cinema: Cinema, tmp_path: Path) -> None:
    await _finish(cinema, tmp_path)
    page = await cinema.open()
    assert await cinema.view() is None
    await page.get_by_role("button", name="Speed").click(click_count=3)
    await page.locator(".stage").focus()
    await page.keyboard.press("Space")
    await page.get_by_role("button", name="Pause").wait_for()
    await _ended(page)
    view = await _seen(cinema, page, SECONDS)
    assert (view.watched, view.plays, view.captions_on) == (bits(range(SECONDS)), 1, False)
    assert cinema.faults == []


async def test_a_start_second_captions_and_the_transcript_work_and_jumps_do_not_count(
    cinema: Cinema, tmp_path: Path
) -> None:
    await _finish(cinema, tmp_path)
    page = await cinema.open("#t=4")
    video = page.locator("video")
    await _until(page, "video.currentTime === 4")
    await page.keyboard.press("c")
    assert await page.get_by_role("button", name="Captions").get_attribute("aria-pressed") == "true"
    assert await video.evaluate("video => video.textTracks[0].mode") == "showing"
    await page.keyboard.press("k")
    await _ended(page)
    view = await _seen(cinema, page, 2)
    assert (view.watched, view.captions_on) == (bits([4, 5]), True)
    await page.get_by_text("Transcript").click()
    await page.get_by_role("button", name="It looks like any other mail").click()
    await _until(page, "video.currentTime > 1.5")
    current = page.locator(".line[aria-current=true]")
    assert "It looks like" in (await current.inner_text())
    await page.keyboard.press("m")
    assert await video.evaluate("video => video.muted")
    assert cinema.faults == []


async def test_a_page_that_waits_goes_on_by_itself_when_the_clip_is_made(cinema: Cinema, tmp_path: Path) -> None:
    page = await cinema.open()
    assert await page.get_by_text("being made").is_visible()
    await _finish(cinema, tmp_path)
    await page.locator("video").wait_for(timeout=10_000)


@pytest.mark.parametrize("own", [True, False], ids=["by the browser's own HLS", "by media source extensions"])
async def test_a_clip_in_the_making_plays_and_counts(cinema: Cinema, tmp_path: Path, own: bool) -> None:
    (tmp_path / "pieces").mkdir()
    cinema.studio.growing = growing = Growing(hls(tmp_path / "pieces", SECONDS))
    page = await cinema.browser.new_page(reduced_motion="reduce")
    if not own:
        await page.add_init_script("HTMLMediaElement.prototype.canPlayType = () => ''")
    await page.goto(cinema.address)
    await _until(page, f"Math.abs(video.duration - {SECONDS}) < 0.2")
    await page.get_by_role("button", name="Speed").click(click_count=3)
    await page.get_by_role("button", name="Play").click()
    await _ended(page)
    view = await _seen(cinema, page, SECONDS)
    assert view.watched == bits(range(SECONDS))
    assert sorted(set(growing.asked)) == [0, 1, 2]


async def test_in_a_frame_nothing_scrolls_and_nothing_covers_the_picture(cinema: Cinema, tmp_path: Path) -> None:
    await _finish(cinema, tmp_path)
    for width, height in ((420, 720), (640, 360), (320, 480)):
        page = await cinema.browser.new_page(viewport={"width": width, "height": height})
        await page.route(
            "**/around", lambda route: route.fulfill(content_type="text/html", body=_around(cinema.address))
        )
        await page.goto(str(cinema.server.make_url("/around")))
        (frame,) = [frame for frame in page.frames if "/watch/" in frame.url]
        await frame.wait_for_selector("html.framed")
        await frame.get_by_text("Transcript").click()
        found = await frame.evaluate(MEASURE)
        assert found["scrolls"] is False, (width, height)
        assert found["covered"] == [], (width, height)
        assert found["tall"] > 0.4 * height, (width, height)
        await page.close()


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
async def test_axe_finds_nothing_while_waiting_while_playing_or_when_the_link_is_dead(
    cinema: Cinema, tmp_path: Path, look: tuple[str, int, int]
) -> None:
    page = await page_with(cinema.browser, look)
    await page.goto(cinema.address)
    assert await violations(page) == []
    await _finish(cinema, tmp_path)
    await page.goto(f"{cinema.address}#t=2")
    await page.get_by_text("Transcript").click()
    await page.get_by_text("Keyboard").click()
    assert await violations(page) == []
    assert await wider(page) == 0
    await page.goto(f"{cinema.address}x")
    assert await violations(page) == []
    await page.close()


MEASURE = """() => {
  const box = document.querySelector("video").getBoundingClientRect();
  const root = document.scrollingElement;
  const covered = [];
  for (const x of [.1, .5, .9]) for (const y of [.1, .5, .9]) {
    const top = document.elementFromPoint(box.left + x * box.width, box.top + y * box.height);
    if (top?.tagName !== "VIDEO") covered.push(top?.outerHTML.slice(0, 80) ?? "outside");
  }
  return { scrolls: root.scrollHeight > innerHeight || root.scrollWidth > innerWidth, covered, tall: box.height };
}"""


def _around(address: str) -> str:
    style = "position:fixed;inset:0;width:100%;height:100%;border:0"
    return f'<!doctype html><body style="margin:0"><iframe src="{address}" style="{style}"></iframe>'
