"""The pages of campaigns in a real browser: from the link in chat to a changed campaign, by keyboard, clean for axe."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FilePayload, Page

from lessons.database import Database, metadata
from tests.adapters.web.browsing import IN_BROWSER, LOOKS, chromium, page_with, violations, wider
from tests.adapters.web.managing import Office, office, opt_out
from tests.adapters.web.test_metric_page import campaign_with
from tests.adapters.web.test_results_page import a_week

pytestmark = IN_BROWSER
NARROW = ("light", 320, 640)


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


async def fine(page: Page) -> None:
    assert await violations(page) == []
    assert await wider(page) == 0


@pytest.mark.parametrize("look", [*LOOKS, NARROW], ids=lambda look: f"{look[0]}-{look[1]}")
async def test_a_manager_starts_and_changes_a_campaign_by_keyboard(
    desk: Office, browser: Browser, look: tuple[str, int, int]
) -> None:
    await desk.world.join("Cem")
    await opt_out(desk.world, "Cem")
    page = await page_with(browser, look)
    await page.goto(str(desk.client.make_url(await desk.link())))
    await fine(page)
    await page.get_by_role("button", name="Open my campaigns").press("Enter")
    await fine(page)
    await page.get_by_role("link", name="New campaign").press("Enter")
    await fine(page)
    await page.get_by_label("A group, or everybody").select_option("*")
    await page.get_by_label("From").fill("21:00")
    await page.get_by_role("button", name="Dry run").press("Enter")
    await page.get_by_role("alert").wait_for()
    await fine(page)
    await page.get_by_label("From").fill("09:00")
    await page.get_by_role("button", name="Dry run").press("Enter")
    await page.get_by_role("heading", name="The first two weeks").wait_for()
    await fine(page)
    await page.get_by_role("button", name="Start for 2 people").press("Enter")
    await page.get_by_text("It has started").wait_for()
    await fine(page)
    await page.get_by_role("link", name="Leak").first.press("Enter")
    await page.get_by_label("Monday").uncheck()
    await page.get_by_role("button", name="Show what will change").press("Enter")
    await page.get_by_text("2 people get the next episode 1 day later.").wait_for()
    await fine(page)
    await page.get_by_role("button", name="Make this change").press("Enter")
    await page.get_by_text("Changed.").wait_for()
    await page.close()


@pytest.mark.parametrize("look", [*LOOKS, NARROW], ids=lambda look: f"{look[0]}-{look[1]}")
async def test_a_manager_reads_the_results_and_reminds_the_silent_by_keyboard(
    desk: Office, browser: Browser, look: tuple[str, int, int]
) -> None:
    await a_week(desk)
    await desk.world.write("Mira", "results")
    door = (await desk.world.last("Mira")).words.partition("/manage/open/")[2].split()[0]
    page = await page_with(browser, look)
    await page.goto(str(desk.client.make_url(f"/manage/open/{door}")))
    await page.get_by_role("button", name="Open my campaigns").press("Enter")
    await page.get_by_role("heading", name="From owed to known").wait_for()
    await fine(page)
    await page.get_by_role("button", name="Remind who is silent").press("Enter")
    await page.get_by_text("6 people get a reminder now.").wait_for()
    await fine(page)
    await page.get_by_role("link", name="The campaign").press("Enter")
    await page.get_by_role("link", name="Results").press("Enter")
    await page.get_by_role("heading", name="Gaps by team and topic").wait_for()
    await page.close()


@pytest.mark.parametrize("look", [*LOOKS, NARROW], ids=lambda look: f"{look[0]}-{look[1]}")
async def test_a_manager_compares_a_number_of_the_business(
    desk: Office, browser: Browser, look: tuple[str, int, int]
) -> None:
    here = await campaign_with(desk, 6, "0")
    page = await page_with(browser, look)
    await page.goto(str(desk.client.make_url(await desk.link())))
    await page.get_by_role("button", name="Open my campaigns").press("Enter")
    await page.goto(str(desk.client.make_url(here)))
    await page.get_by_role("link", name="Did it help?").press("Enter")
    await fine(page)
    sheet = "email,before,after\n" + "\n".join(f"p{n}@riverbank.example,10,{11 + n}" for n in range(6))
    sent: FilePayload = {"name": "numbers.csv", "mimeType": "text/csv", "buffer": sheet.encode()}
    await page.get_by_label("CSV file").set_input_files(sent)
    await page.get_by_role("button", name="Compare").press("Enter")
    await page.get_by_text("this is not a comparison").wait_for()
    await fine(page)
    await page.close()
