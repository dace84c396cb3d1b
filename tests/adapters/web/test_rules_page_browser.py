"""The pages of rules, of several managers and of drafts in a real browser, on a desk and on a phone, clean for axe."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from bot.managers.automations.acting import act_by_rules
from lessons.database import Database, metadata
from schedules.people import roster
from schedules.people.person_fields import save_group
from tests.adapters.web.browsing import IN_BROWSER, LOOKS, chromium, page_with, violations, wider
from tests.adapters.web.managing import Office, office
from tests.stories.rules import put_refresher

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
        await opened.world.join("Max", manages=True)
        await put_refresher(opened.world)
        yield opened
    await database.close()


async def fine(page: Page, name: str) -> None:
    if PICTURES:
        await page.screenshot(path=f"{PICTURES}/{name}.png", full_page=True)
    assert await violations(page) == []
    assert await wider(page) == 0


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
async def test_a_manager_writes_a_rule_watches_it_and_switches_it_on(
    desk: Office, browser: Browser, look: tuple[str, int, int]
) -> None:
    world = desk.world
    async with world.database.write() as db:
        await roster.change_workspace(db, world.workspace.id, privacy=False)
        await save_group(db, world.workspace.id, "Berlin", "country is DE", world.clock.at)
    campaign = await world.start("Ada", "Bo", reminders=())
    await world.pass_days(1)
    page = await page_with(browser, look)
    await page.goto(str(desk.client.make_url(await desk.link())))
    await page.get_by_role("button", name="Open my campaigns").press("Enter")
    await page.get_by_role("link", name="The Leak").click()
    await page.get_by_label("Add a manager").select_option(label="Max")
    await page.get_by_role("button", name="Add", exact=True).click()
    await page.get_by_label("Follow a group").select_option("Berlin")
    await page.get_by_role("button", name="Follow it").click()
    await page.get_by_role("button", name="Take away: Max").wait_for()
    await fine(page, f"campaign-{look[0]}")
    await page.get_by_role("link", name="Rules").click()
    await fine(page, f"rules-none-{look[0]}")
    await page.get_by_role("button", name="Let it watch for a week").click()
    await page.get_by_role("status").wait_for()
    for name in ("Ada", "Bo"):
        await world.press(name, "Hide it", "The Printer")
    for days in (1, 7):
        world.clock.at += timedelta(days=days)
        await act_by_rules(world.database, world.bot.links, world.clock.at)
    await page.goto(str(desk.client.make_url(await desk.link())))
    await page.get_by_role("button", name="Open my campaigns").press("Enter")
    await page.goto(str(desk.client.make_url(f"/manage/campaigns/{campaign.id}/rules")))
    await fine(page, f"rules-watched-{look[0]}")
    await page.get_by_role("button", name="Switch it on").click()
    await page.get_by_text("The rule is on.").wait_for()
    await fine(page, f"rules-on-{look[0]}")


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}")
async def test_a_draft_is_saved_and_gone_on_with(desk: Office, browser: Browser, look: tuple[str, int, int]) -> None:
    page = await page_with(browser, look)
    await page.goto(str(desk.client.make_url(await desk.link())))
    await page.get_by_role("button", name="Open my campaigns").press("Enter")
    await page.get_by_role("link", name="New campaign").click()
    await page.get_by_label("Name, as your team sees it").fill("Half a plan")
    await page.get_by_label("First day").fill("")
    await page.get_by_role("button", name="Save as a draft").click()
    await page.get_by_text("Your draft is saved.").wait_for()
    await fine(page, f"drafts-{look[0]}")
    await page.get_by_role("link", name="Go on: Half a plan").click()
    assert await page.get_by_label("Name, as your team sees it").input_value() == "Half a plan"
    await fine(page, f"draft-{look[0]}")
