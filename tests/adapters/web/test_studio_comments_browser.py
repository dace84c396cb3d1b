"""Reviewing in a real browser: a comment at the second that the clip shows, by keyboard alone, in both looks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.operations.migrate import migrate
from lessons.database import Database
from tests.adapters.web.browsing import IN_BROWSER, LOOKS, chromium, page_with, violations, wider
from tests.adapters.web.studio_desk import StudioDesk, studio_desk
from tests.adapters.web.test_studio_browser import PAGE, SAVED_MS, opened

pytestmark = IN_BROWSER


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
async def test_a_comment_is_kept_at_its_second_beside_its_line_and_resolved(
    desk: StudioDesk, browser: Browser, look: tuple[str, int, int], tmp_path: Path
) -> None:
    page = await page_with(browser, look)
    await opened(desk, page, PAGE, "Noor")
    await page.get_by_text("The clip shows your line.").wait_for(timeout=SAVED_MS)
    await page.get_by_role("button", name="Show this line in the clip").nth(1).press("Enter")
    await expect(page.locator("#second")).not_to_have_text("0:00", timeout=SAVED_MS)
    await page.get_by_label("Comment at").fill("Whose name?")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.locator("#threads")).to_contain_text("Noor")
    await expect(page.locator("[data-line]").nth(1).locator(".remarks")).to_contain_text("Noor: Whose name?")
    await expect(page.locator("#strip .mark")).to_have_count(1)
    await expect(page.locator("#outcomes li")).to_have_count(9, timeout=SAVED_MS)
    assert await violations(page) == []
    assert await wider(page) <= 0
    await page.screenshot(path=tmp_path / f"review-{look[0]}.png", full_page=True)
    await page.get_by_role("button", name="Resolved: Whose name?").press("Enter")
    await expect(page.locator("#threads")).to_contain_text("no open comment")
    await expect(page.locator("#strip .mark")).to_have_count(0)
    await page.close()
