"""Lessons without a line, in a real browser: kept by a press, played, answered, and the answer sent once."""

# ruff: noqa: F811  # the fixtures are arguments everywhere
from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from bot.clock import Clock
from schedules.ledger.ledger import deliveries
from schedules.replies.replies import replies
from tests.adapters.web.browsing import IN_BROWSER, violations
from tests.adapters.web.test_lesson_browser import PHONE, ready, to_the_end
from tests.adapters.web.test_player_browser import Cinema, browser, cinema  # noqa: F401  # fixtures

pytestmark = IN_BROWSER


async def reply_count(cinema: Cinema) -> int:
    async with cinema.world.database.read() as db:
        return int(await db.scalar(sa.select(sa.func.count()).select_from(replies)) or 0)


async def test_kept_lessons_play_without_a_line_and_their_answer_is_sent_once(cinema: Cinema, tmp_path: Path) -> None:
    await ready(cinema, tmp_path)
    page = await cinema.open(**PHONE)
    await page.get_by_role("link", name="For you").click()
    await page.get_by_role("button", name="Keep this week's lessons").click()
    await page.get_by_text("play without a line now: 1").wait_for(timeout=60_000)
    await page.goto(str(cinema.server.make_url("/kept")))
    await page.get_by_role("link", name="The Mail").wait_for()
    assert await violations(page) == []

    await page.context.set_offline(True)
    await page.reload()
    await page.get_by_role("link", name="The Mail").click()
    await page.get_by_role("heading", name="The Mail").wait_for()
    await to_the_end(page)
    await page.get_by_role("button", name="Report it").click()
    await page.get_by_text("Your answer is kept here").wait_for()
    assert await reply_count(cinema) == 0

    await page.context.set_offline(False)
    await page.goto(str(cinema.server.make_url("/kept")))
    for _ in range(100):
        if await reply_count(cinema):
            break
        await page.wait_for_timeout(100)
    await page.reload()
    assert await reply_count(cinema) == 1


async def test_what_was_withdrawn_leaves_the_browser_and_all_can_be_removed(cinema: Cinema, tmp_path: Path) -> None:
    await ready(cinema, tmp_path)
    page = await cinema.open(**PHONE)
    await page.get_by_role("link", name="For you").click()
    keep = page.get_by_role("button", name="Keep this week's lessons")
    await keep.click()
    await page.get_by_text("play without a line now: 1").wait_for(timeout=60_000)
    await page.get_by_role("link", name="See what is kept").click()
    await page.get_by_role("button", name="Remove all").click()
    await page.get_by_text("Nothing is kept in this browser.").wait_for()

    await page.go_back()
    await keep.click()
    await page.get_by_text("play without a line now: 1").wait_for(timeout=60_000)
    async with cinema.world.database.write() as db:
        await db.execute(sa.update(deliveries).values(learner_id="gone", sent_at=Clock().now() - timedelta(days=40)))
    await page.get_by_role("link", name="See what is kept").click()
    await page.get_by_text("Nothing is kept in this browser.").wait_for()
