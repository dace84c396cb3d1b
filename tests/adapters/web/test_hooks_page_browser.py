"""The page of two hooks in a real browser, on a desk and on a phone, clean for axe."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from lessons.database import Database, metadata
from lessons.episodes import MAIN, SECOND_HOOK
from tests.adapters.web.browsing import IN_BROWSER, LOOKS, chromium, page_with, violations, wider
from tests.adapters.web.managing import Office, office
from tests.adapters.web.test_hooks_page import a_comparison

pytestmark = IN_BROWSER
PICTURES = os.environ.get("PICTURES")  # a folder, for whoever wants to look


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def desk(tmp_path: Path) -> AsyncIterator[Office]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/ninety.db")
    async with database.write() as db:
        await db.run_sync(metadata.create_all)
    async with office(database) as opened:
        yield opened
    await database.close()


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
async def test_a_manager_reads_which_hook_is_better_and_stops_the_other(
    desk: Office, browser: Browser, look: tuple[str, int, int]
) -> None:
    campaign = await a_comparison(desk, 120, {MAIN: 0.2, SECOND_HOOK: 0.8})
    page = await page_with(browser, look)
    await page.goto(str(desk.client.make_url(await desk.link())))
    await page.get_by_role("button", name="Open my campaigns").press("Enter")
    await page.goto(str(desk.client.make_url(f"/manage/campaigns/{campaign.id}/results")))
    await page.get_by_role("link", name="Two hooks").click()
    assert await violations(page) == []
    assert await wider(page) == 0
    if PICTURES:
        await page.screenshot(path=f"{PICTURES}/hooks-{look[0]}-{look[1]}.png", full_page=True)
    await page.get_by_role("button", name="Stop the first hook").press("Enter")
    await page.get_by_role("status").wait_for()
    assert "everybody gets the second hook" in await page.inner_text("main")
    assert await violations(page) == []
