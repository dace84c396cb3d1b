"""Sending a film in a real browser, on a line that breaks: it goes on by itself, and everybody can use the page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Route, expect

from bot.operations.migrate import migrate
from lessons.database import Database
from tests.adapters.web.browsing import IN_BROWSER, LOOKS, chromium, page_with, violations, wider
from tests.adapters.web.studio_desk import StudioDesk, studio_desk
from tests.adapters.web.test_sent_films import ABOUT, handed_in, page_of
from tests.adapters.web.test_studio_browser import opened
from tests.lessons.studio.clips import Clip

pytestmark = IN_BROWSER
LOOKED_MS = 30_000


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def desk(tmp_path: Path) -> AsyncIterator[StudioDesk]:
    database = Database(f"sqlite:///{tmp_path / 'ninety.db'}")
    await migrate(database)
    async with studio_desk(database, tmp_path) as made:
        yield made
    await database.close()


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look[0])
async def test_a_film_goes_up_over_a_line_that_breaks_and_is_handed_in(
    desk: StudioDesk, browser: Browser, look: tuple[str, int, int], tmp_path: Path
) -> None:
    film = Clip(seconds=2.5, width=640, height=360).write(tmp_path / "screen.mp4")
    page = await page_with(browser, look)
    broken: list[str] = []

    async def break_once(route: Route) -> None:
        if not broken:
            broken.append(route.request.url)
            await route.abort()
        else:
            await route.continue_()

    await page.route("**/piece?*", break_once)
    await page.goto(str(desk.client.make_url(await page_of(desk))))
    assert await violations(page) == []
    await page.get_by_label("Film").set_input_files(film)
    await page.get_by_role("button", name="Send it").press("Enter")
    await page.get_by_role("heading", name="What is it?").wait_for(timeout=LOOKED_MS)
    assert broken
    await expect(page.get_by_text("The picture is wide")).to_be_visible()
    assert await violations(page) == []
    assert await wider(page) <= 0
    await page.screenshot(path=tmp_path / f"film-{look[0]}.png", full_page=True)
    for field in ("title", "captions", "question", "right", "wrong", "why"):
        await page.locator(f"#{field}").fill(ABOUT[field])
    await page.get_by_label("Everybody who can be seen").check()
    await page.get_by_role("button", name="Hand it in").press("Enter")
    await page.get_by_text("It is handed in.").wait_for()
    await page.close()


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look[0])
async def test_curators_look_at_what_was_sent(
    desk: StudioDesk, browser: Browser, look: tuple[str, int, int], tmp_path: Path
) -> None:
    await handed_in(desk, Clip(seconds=2.5).write(tmp_path / "screen.mp4").read_bytes())
    page = await page_with(browser, look)
    await opened(desk, page, "/films")
    assert await violations(page) == []
    assert await wider(page) <= 0
    await page.screenshot(path=tmp_path / f"queue-{look[0]}.png", full_page=True)
    await page.get_by_role("button", name="Make an episode of it").press("Enter")
    await page.get_by_role("link", name="Lock the screen").first.wait_for()
    await page.close()
