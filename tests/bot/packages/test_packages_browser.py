"""Packages played by Chromium in a learning system: lessons, answers, going on where one stopped, and the score."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import Frame, Page

from bot.operations.migrate import migrate
from bot.packages.zipping import Format
from lessons.database import Database
from tests import node
from tests.adapters.web.browsing import IN_BROWSER, LOOKS, chromium, page_with, violations, wider
from tests.adapters.xapi.test_statements import faults_in
from tests.bot.packages.packing import packed, with_films
from tests.fakes.learning_system import LearningSystem

pytestmark = [*IN_BROWSER, pytest.mark.slow, node.needs(node.PACKAGES)]
SCORM_AGAIN = node.PACKAGES / "node_modules" / "scorm-again" / "dist" / "scorm12.min.js"
DESK = LOOKS[0]


@asynccontextmanager
async def system(folder: Path, packed_as: Format, percent: int = 0) -> AsyncIterator[tuple[LearningSystem, str]]:
    database = Database(f"sqlite:///{folder / 'ninety.db'}")
    await migrate(database)
    archive = await packed(*await with_films(database, folder / "media"), packed_as, percent)
    await database.close()
    used = LearningSystem(archive, SCORM_AGAIN, percent / 100 if percent else None)
    async with TestServer(used.app(), host="127.0.0.1") as server:
        yield used, str(server.make_url("")).rstrip("/")


async def lessons_in(page: Page) -> Frame:
    """The package's own page within the system's."""
    await page.wait_for_selector("iframe")
    frame = next(each for each in page.frames if "/package/" in each.url)
    await frame.wait_for_selector("#list button")
    return frame


async def until(frame: Frame | Page, expression: str) -> None:
    """Wait for something, where the page's policy lets no text become a script."""
    for _ in range(200):
        if await frame.evaluate(expression):
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"never true within ten seconds: {expression}")


async def answer(frame: Frame | Page, option: str) -> str:
    await frame.get_by_label(option).check()
    await frame.click("#send")
    await frame.wait_for_selector("#verdict:not([hidden])")
    return await frame.inner_text("#verdict")


async def closed(page: Page) -> None:
    """As people do: the window goes, and the page says goodbye while it does."""
    await page.goto("about:blank")
    await page.wait_for_timeout(300)
    await page.close()


async def test_scorm_keeps_the_score_and_goes_on_where_somebody_stopped(tmp_path: Path) -> None:
    async with chromium() as browser, system(tmp_path, Format.SCORM12, 80) as (lms, home):
        page = await page_with(browser, DESK)
        await page.goto(f"{home}/lms")
        frame = await lessons_in(page)
        assert await frame.inner_text("#episode") == "The Mail"
        assert "Right" in await answer(frame, "Report it")
        await frame.click("#next")
        await frame.evaluate("document.getElementById('film').currentTime = 1.5")
        await until(frame, "state.t >= 1")
        await closed(page)
        core = lms.cmi["cmi"]["core"] if lms.cmi else {}
        assert (core["lesson_status"], core["score"]["raw"], core["exit"]) == ("incomplete", "50", "suspend")

        page = await page_with(browser, DESK)
        await page.goto(f"{home}/lms")
        frame = await lessons_in(page)
        assert await frame.inner_text("#episode") == "The Call"
        await until(frame, "document.getElementById('film').currentTime >= 1")
        assert await frame.inner_text("#score") == "1 of 2 right"
        assert "Not quite" in await answer(frame, "The bank")
        await closed(page)
        core = lms.cmi["cmi"]["core"] if lms.cmi else {}
        assert (core["lesson_status"], core["score"]["raw"]) == ("failed", "50")
        interactions = (lms.cmi or {})["cmi"]["interactions"]
        results = [
            each["result"] for each in (interactions.values() if isinstance(interactions, dict) else interactions)
        ]
        assert [each for each in results if each] == ["correct", "wrong"]


async def test_without_a_mark_to_reach_answering_all_is_enough(tmp_path: Path) -> None:
    async with chromium() as browser, system(tmp_path, Format.SCORM12) as (lms, home):
        page = await page_with(browser, DESK)
        await page.goto(f"{home}/lms")
        frame = await lessons_in(page)
        await answer(frame, "Delete it")
        await frame.click("#next")
        await answer(frame, "A thief")
        assert "last lesson" in await frame.inner_text("#notice")
        await closed(page)
        core = lms.cmi["cmi"]["core"] if lms.cmi else {}
        assert (core["lesson_status"], core["score"]["raw"]) == ("completed", "50")


@node.needs(node.XAPI)
async def test_cmi5_says_what_its_rules_want_and_goes_on(tmp_path: Path) -> None:
    async with chromium() as browser, system(tmp_path, Format.CMI5, 80) as (lms, home):
        page = await page_with(browser, DESK)
        await page.goto(lms.launch(home))
        await page.wait_for_selector("#list button")
        await answer(page, "Report it")
        await page.click("#next")
        await page.wait_for_timeout(500)
        await closed(page)

        page = await page_with(browser, DESK)
        await page.goto(lms.launch(home))
        await until(page, "document.getElementById('episode').textContent === 'The Call'")
        await answer(page, "A thief")
        await page.wait_for_timeout(500)
        await closed(page)
        verbs = [each["verb"]["id"].rpartition("/")[2] for each in lms.statements]
        first, second = ["initialized", "answered", "terminated"], ["initialized", "answered", "completed", "passed"]
        assert verbs == [*first, *second, "terminated"]
        assert lms.faults == []
        assert faults_in(lms.statements, tmp_path) == []
        passed = next(each for each in lms.statements if each["verb"]["id"].endswith("passed"))
        assert (passed["result"]["score"], passed["result"]["success"]) == ({"scaled": 1}, True)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: str(look[0]))
async def test_axe_finds_nothing_and_it_fits_a_phone(look: tuple[str, int, int], tmp_path: Path) -> None:
    async with chromium() as browser, system(tmp_path, Format.SCORM12) as (_, home):
        page = await page_with(browser, look)
        await page.goto(f"{home}/package/index.html")
        await page.wait_for_selector("#list button")
        assert "No learning system" in await page.inner_text("#notice")
        for _step in range(2):
            assert await violations(page) == []
            assert await wider(page) <= 0
            if folder := os.environ.get("SHOTS"):
                await page.screenshot(path=Path(folder) / f"package-{_step}-{look[0]}.png", full_page=True)
            if not _step:
                await answer(page, "Delete it")
