"""The studio in a real browser: a line is changed and published, also by keyboard alone, and everybody can use it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, Route, expect

from adapters.web.studio.visiting import HOME
from bot.operations.migrate import migrate
from lessons import catalog
from lessons.database import Database
from schedules.people import roster
from tests.adapters.web.browsing import IN_BROWSER, LOOKS, chromium, page_with, violations, wider
from tests.adapters.web.studio_desk import StudioDesk, studio_desk

pytestmark = IN_BROWSER
PAGE = "/the-mail/page/01-look-first.md"
SAVED_MS = 20_000


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def desk(tmp_path: Path) -> AsyncIterator[StudioDesk]:
    url = f"sqlite:///{tmp_path / 'ninety.db'}"
    database = Database(url)
    await migrate(database)
    async with studio_desk(database, tmp_path) as made:
        yield made
    await database.close()


async def opened(
    desk: StudioDesk, page: Page, path: str, name: str = "Mira", until: Literal["load", "commit"] = "load"
) -> None:
    url = str(desk.client.make_url(f"{HOME}{path}"))
    home = str(desk.client.make_url("/"))
    cookies = [{"name": key, "value": value, "url": home} for key, value in (await desk.session(name)).items()]
    await page.context.add_cookies(cookies)  # type: ignore[arg-type]
    await page.goto(url, wait_until=until)


async def saved(page: Page, words: str = "Saved.") -> None:
    await page.wait_for_function(
        "words => document.querySelector('#saved').textContent === words", arg=words, timeout=SAVED_MS
    )


async def said(desk: StudioDesk) -> str:
    async with desk.world.database.read() as db:
        series = await catalog.current_series(db, desk.world.workspace.id, "the-mail")
    assert series is not None
    return series.episodes[0].script.scenes[0].say


async def test_from_the_list_to_the_published_line(desk: StudioDesk, browser: Browser) -> None:
    page = await page_with(browser, LOOKS[0])
    await opened(desk, page, "")
    await page.get_by_role("link", name="The Mail").click()
    await page.get_by_role("link", name="Look first").click()
    await page.get_by_label("What is said").first.fill("Somebody wrote to us.")
    await saved(page)
    await page.get_by_role("link", name="The Mail", exact=True).click()
    await page.get_by_role("button", name="Publish", exact=True).click()
    await page.get_by_text("Learners get it").wait_for()
    assert await said(desk) == "Somebody wrote to us."
    await page.close()


async def test_what_is_typed_before_the_scripts_have_come_is_saved_too(desk: StudioDesk, browser: Browser) -> None:
    page = await page_with(browser, LOOKS[0])
    slow_line = asyncio.Event()

    async def hold_back(route: Route) -> None:
        await slow_line.wait()
        await route.continue_()

    await page.route("**/studio.js", hold_back)
    await opened(desk, page, PAGE, until="commit")
    await page.get_by_label("What is said").first.fill("Typed early.")
    slow_line.set()
    await saved(page)
    await page.reload()
    await expect(page.get_by_label("What is said").first).to_have_value("Typed early.")
    await page.close()


async def test_the_keyboard_alone_changes_and_publishes(desk: StudioDesk, browser: Browser) -> None:
    page = await page_with(browser, LOOKS[0])
    await opened(desk, page, PAGE)
    await page.get_by_label("What is said").first.focus()
    await page.keyboard.press("Control+a")
    await page.keyboard.type("Typed.")
    await page.keyboard.press("Control+s")
    await saved(page)
    await page.get_by_role("link", name="The Mail", exact=True).focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Publish", exact=True).focus()
    await page.keyboard.press("Enter")
    await page.get_by_text("Learners get it").wait_for()
    assert await said(desk) == "Typed."
    await page.close()


async def test_a_fault_stands_at_its_field_until_it_is_mended(desk: StudioDesk, browser: Browser) -> None:
    page = await page_with(browser, LOOKS[0])
    await opened(desk, page, PAGE)
    shown = page.get_by_label("What is shown").nth(1)
    await shown.fill("Hedline: Who?")
    await page.get_by_text("Write > Headline: …").first.wait_for(timeout=SAVED_MS)
    assert await shown.get_attribute("aria-invalid") == "true"
    assert await violations(page) == []
    await shown.fill("Headline: Who?")
    await expect(shown).not_to_have_attribute("aria-invalid", "true", timeout=SAVED_MS)
    await expect(page.locator("#faults")).to_contain_text("Nothing is wrong.", timeout=SAVED_MS)
    await page.close()


async def test_undo_brings_the_words_back(desk: StudioDesk, browser: Browser) -> None:
    page = await page_with(browser, LOOKS[0])
    await opened(desk, page, PAGE)
    await page.get_by_label("What is said").first.fill("Wrong.")
    await saved(page)
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_label("What is said").first).to_have_value("Somebody wrote to me.")
    await page.get_by_role("button", name="Redo").click()
    await expect(page.get_by_label("What is said").first).to_have_value("Wrong.")
    await page.close()


async def test_two_people_at_once_are_warned(desk: StudioDesk, browser: Browser) -> None:
    mira, noor = await page_with(browser, LOOKS[0]), await page_with(browser, LOOKS[1])
    await opened(desk, mira, PAGE)
    await opened(desk, noor, PAGE, "Noor")
    await mira.get_by_label("What is said").first.fill("By Mira.")
    await saved(mira)
    await noor.get_by_label("What is said").first.fill("By Noor.")
    await noor.get_by_text("Mira changed this page").wait_for(timeout=SAVED_MS)
    assert await violations(noor) == []
    await noor.get_by_role("button", name="Keep mine").click()
    await saved(noor)
    for page in (mira, noor):
        await page.close()


async def test_a_paragraph_becomes_a_line_with_its_source(desk: StudioDesk, browser: Browser) -> None:
    page = await page_with(browser, LOOKS[0])
    await opened(desk, page, "")
    await page.get_by_label("Title").fill("Travel")
    await page.get_by_label("Text of a document").fill("Receipts come in within 30 days.\n\nSecond class.")
    await page.get_by_label("Where that text stands").fill("Travel policy")
    await page.get_by_role("button", name="Begin").click()
    await page.get_by_role("link", name="Travel", exact=True).click()
    await page.get_by_role("button", name="Take this line: Travel policy, paragraph 1").click()
    await saved(page)
    assert await page.get_by_label("What is said").first.input_value() == "Receipts come in within 30 days."
    assert await page.get_by_label("Text", exact=True).last.input_value() == "- Travel policy, paragraph 1"
    await page.close()


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look[0])
@pytest.mark.parametrize("path", ["", "/the-mail/", PAGE, "/the-mail/page/series.md"])
async def test_every_page_fits_and_can_be_used_by_everybody(
    desk: StudioDesk, browser: Browser, look: tuple[str, int, int], path: str
) -> None:
    page = await page_with(browser, look)
    faults: list[str] = []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    await opened(desk, page, path)
    assert await violations(page) == []
    assert await wider(page) <= 0
    assert faults == []
    await page.close()


async def test_a_german_curator_reads_german(desk: StudioDesk, browser: Browser) -> None:
    async with desk.world.database.write() as db:
        mira = desk.world.learners["Mira"].id
        await roster.change_learner(db, desk.world.workspace.id, mira, locale="de-DE")
    page = await page_with(browser, LOOKS[0])
    await opened(desk, page, PAGE)
    assert await page.locator("html").get_attribute("lang") == "de"
    await page.get_by_label("Was gesagt wird").first.fill("Anders.")
    await saved(page, "Gespeichert.")
    await page.close()
