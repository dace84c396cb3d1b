"""The page of one's own data in a real browser: it fits a phone, and everybody can use it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.operations.migrate import migrate
from lessons.database import Database
from tests.adapters.web.browsing import IN_BROWSER, LOOKS, chromium, page_with, violations, wider
from tests.adapters.web.test_own_data import at_desk, live

pytestmark = IN_BROWSER


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look[0])
async def test_the_page_fits_and_can_be_used_by_everybody(tmp_path: Path, look: tuple[str, int, int]) -> None:
    database = Database(f"sqlite:///{tmp_path / 'ninety.db'}")
    await migrate(database)
    async with chromium() as browser, at_desk(database, tmp_path) as desk:
        await live(desk)
        page = await page_with(browser, look)
        await page.goto(str(desk.client.make_url(await desk.link())))
        assert await page.get_by_role("heading", name="Who sees what of you").count() == 1
        assert await violations(page) == []
        assert await wider(page) <= 0
        if folder := os.environ.get("SHOTS"):
            await page.screenshot(path=Path(folder) / f"own-data-{look[0]}.png", full_page=True)
    await database.close()
