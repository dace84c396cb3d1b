"""From a document to a draft in a real browser: chosen, followed while it is worked on, published and approved."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from bot.operations.migrate import migrate
from lessons import catalog
from lessons.database import Database
from tests.adapters.web.browsing import IN_BROWSER, LOOKS, chromium, page_with, violations, wider
from tests.adapters.web.studio_desk import StudioDesk, studio_desk
from tests.adapters.web.test_studio_browser import opened
from tests.bot.drafting.test_drafts import HANDBOOK

pytestmark = IN_BROWSER
DRAFTED_MS = 60_000


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


async def test_a_document_becomes_an_approved_series_by_keyboard_alone(desk: StudioDesk, browser: Browser) -> None:
    page = await page_with(browser, LOOKS[0])
    await opened(desk, page, "/draft")
    await page.get_by_label("Documents from your disk").set_input_files(
        {"name": "rules.md", "mimeType": "text/markdown", "buffer": HANDBOOK.encode()}
    )
    await page.get_by_label("Title of the series").fill("Our rules")
    await page.get_by_label("Episodes").focus()
    await page.keyboard.press("1")
    await page.get_by_role("button", name="Draft it").focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/studio/our-rules/?done=drafted", timeout=DRAFTED_MS)
    await expect(page.get_by_text("Drafted by a program")).to_be_visible()
    for name in ("Publish", "Approve for learners"):
        await page.get_by_role("button", name=name).focus()
        await page.keyboard.press("Enter")
        await page.wait_for_load_state()
    await expect(page.get_by_text("Approved.")).to_be_visible(timeout=DRAFTED_MS)
    async with desk.world.database.read() as db:
        series = await catalog.current_series(db, desk.world.workspace.id, "our-rules")
    assert series is not None
    await page.close()


async def test_what_cannot_be_drafted_is_said_on_the_page(desk: StudioDesk, browser: Browser) -> None:
    page = await page_with(browser, LOOKS[1])
    await opened(desk, page, "/draft")
    await page.get_by_role("button", name="Draft it").click()
    await expect(page.get_by_role("alert")).to_contain_text("Choose one to 3 documents")
    await page.close()


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
async def test_everybody_can_use_the_page(desk: StudioDesk, browser: Browser, look: tuple[str, int, int]) -> None:
    page = await page_with(browser, look)
    await opened(desk, page, "/draft")
    assert await violations(page) == []
    assert await wider(page) <= 0
    await page.close()
