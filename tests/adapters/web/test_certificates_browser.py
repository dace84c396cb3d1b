"""The pages of certificates in a real browser, on a desk and on a phone, clean for axe."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from lessons.database import Database, metadata
from tests.adapters.web.browsing import IN_BROWSER, LOOKS, chromium, page_with, violations, wider
from tests.adapters.web.test_certificates import School, a_school

pytestmark = IN_BROWSER
PICTURES = os.environ.get("PICTURES")  # a folder, for whoever wants to look


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def school(tmp_path: Path) -> AsyncIterator[School]:
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/ninety.db")
    async with database.write() as db:
        await db.run_sync(metadata.create_all)
    async with a_school(database) as opened:
        yield opened
    await database.close()


async def fine(page: Page, name: str) -> None:
    if PICTURES:
        await page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)
    assert await violations(page) == []
    assert await wider(page) == 0


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
async def test_a_certificate_is_shown_checked_and_set_up(
    school: School, browser: Browser, look: tuple[str, int, int]
) -> None:
    path = await school.finish()
    check = await school.check_path(path)
    page = await page_with(browser, look)
    await page.goto(str(school.client.make_url(path)))
    await fine(page, f"certificate-own-{look[0]}")
    await page.goto(str(school.client.make_url(check)))
    await page.get_by_label("Name on the certificate").fill("ada")
    await page.keyboard.press("Enter")
    await page.get_by_role("status").wait_for()
    await fine(page, f"certificate-check-{look[0]}")
    await page.goto(str(school.client.make_url(await school.link())))
    await page.get_by_role("button", name="Open my campaigns").press("Enter")
    await page.goto(str(school.client.make_url(f"/manage/campaigns/{school.campaign.id}")))
    await page.get_by_role("button", name="Save", exact=True).press("Enter")
    await page.get_by_role("status").wait_for()
    await fine(page, f"certificate-campaign-{look[0]}")
    world = school.world
    home = world.bot.links.own_page(world.workspace.id, world.learners["Ada"].id, world.clock.at)
    await page.goto(str(school.client.make_url(home.removeprefix(world.bot.links.public_url))))
    await fine(page, f"certificate-home-{look[0]}")
