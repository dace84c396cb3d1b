"""A learner's own page in a real browser: from the clip to the verdict to the next one, without touching the chat."""

# ruff: noqa: F811  # the fixtures are arguments everywhere
from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from playwright.async_api import Page

from bot.clock import Clock
from schedules.ledger.ledger import deliveries
from schedules.people.enrolments import enrolments
from schedules.replies.replies import replies
from tests.adapters.web.browsing import IN_BROWSER, LOOKS, page_with, violations, wider
from tests.adapters.web.test_player_browser import Cinema, _finish, browser, cinema  # noqa: F401  # fixtures

pytestmark = IN_BROWSER
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}


async def ready(cinema: Cinema, folder: Path, position: int = 2) -> None:
    """Both clips are made, and Ann may go on with the second episode."""
    await _finish(cinema, folder)
    async with cinema.world.database.write() as db:
        await db.execute(sa.update(enrolments).values(position=position, state="active"))
        # The world's Monday lies ahead of the clock that pages go by here.
        await db.execute(sa.update(deliveries).values(sent_at=Clock().now() - timedelta(hours=1)))


async def to_the_end(page: Page) -> None:
    """Play the clip's last second; its question comes up."""
    await page.evaluate("document.querySelector('video').currentTime = 5.2")
    await page.evaluate("document.querySelector('video').play()")
    await page.get_by_role("heading", name="What first?").wait_for(timeout=20_000)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("look", ["light", "dark"])
async def test_from_the_clip_to_the_verdict_and_on_without_the_chat(
    cinema: Cinema, tmp_path: Path, size: dict[str, Any], look: str
) -> None:
    await ready(cinema, tmp_path)
    page = await cinema.open(**size, color_scheme=look)
    assert await page.get_by_role("button", name="Answer the question").is_visible()
    await to_the_end(page)
    assert await violations(page) == []
    await page.get_by_role("button", name="Delete it").click()
    verdict = page.get_by_role("heading", name="Not quite")
    await verdict.wait_for()
    assert await page.get_by_text("Because it is so.").is_visible()
    assert await violations(page) == []
    assert await wider(page) <= 0
    await page.get_by_role("button", name="Next").click()
    await page.get_by_role("heading", name="The Call").wait_for()
    assert cinema.faults == []


async def test_a_number_answers_the_arrow_goes_on_and_the_back_button_back(cinema: Cinema, tmp_path: Path) -> None:
    await ready(cinema, tmp_path)
    page = await cinema.open(**DESK)
    await page.keyboard.press("ArrowDown")
    await page.get_by_role("heading", name="What first?").wait_for()
    await page.keyboard.press("2")
    await page.get_by_role("heading", name="Right", exact=True).wait_for()
    await page.wait_for_timeout(1000)
    await page.keyboard.press("ArrowDown")
    await page.get_by_role("heading", name="The Call").wait_for()
    await page.go_back()
    await page.get_by_role("heading", name="The Mail").wait_for()
    assert await page.get_by_role("button", name="Answer the question").count() == 0


async def test_an_answer_given_offline_is_sent_once_when_the_line_is_back(cinema: Cinema, tmp_path: Path) -> None:
    await ready(cinema, tmp_path)
    page = await cinema.open(**PHONE)
    await page.get_by_role("button", name="Answer the question").click()
    await page.context.set_offline(True)
    await page.get_by_role("button", name="Report it").click()
    await page.get_by_text("You are offline.").wait_for()
    await page.context.set_offline(False)
    await page.get_by_role("heading", name="Right", exact=True).wait_for()
    async with cinema.world.database.read() as db:
        assert len((await db.execute(sa.select(replies))).all()) == 1


async def test_what_is_done_with_a_clip_is_said_below_it(cinema: Cinema, tmp_path: Path) -> None:
    await ready(cinema, tmp_path)
    page = await cinema.open(**PHONE)
    await page.get_by_role("button", name="Like").click()
    await page.get_by_text("You like “The Mail”").wait_for()
    assert await page.get_by_role("button", name="Liked").get_attribute("aria-pressed") == "true"
    await page.get_by_role("button", name="Report a mistake").click()
    await page.get_by_role("textbox", name="What is wrong?").fill("The number is old.")
    await page.get_by_role("button", name="Send").click()
    await page.get_by_text("has your words now").wait_for()
    await page.get_by_role("button", name="Share").click()
    await page.get_by_role("searchbox", name="Share with a colleague").fill("Nobody here")
    await page.get_by_text("Nobody of that name").wait_for()


async def test_it_plays_by_itself_muted_and_one_tap_brings_the_sound(cinema: Cinema, tmp_path: Path) -> None:
    await ready(cinema, tmp_path)
    page = await cinema.open(**PHONE, reduced_motion="no-preference")
    sound = page.get_by_role("button", name="Tap for sound")
    await sound.wait_for()
    assert await page.evaluate("document.querySelector('video').muted") is True
    await sound.click()
    assert await page.evaluate("document.querySelector('video').muted") is False
    assert await sound.count() == 0


async def test_on_a_desk_speed_and_captions_stand_beside_the_tap_for_sound(cinema: Cinema, tmp_path: Path) -> None:
    await ready(cinema, tmp_path)
    page = await cinema.open(reduced_motion="no-preference", viewport={"width": 1280, "height": 720})
    await page.get_by_role("button", name="Tap for sound").wait_for()
    for name in ("Speed", "Captions"):
        assert await page.get_by_role("button", name=name).is_visible()
    assert await page.get_by_role("button", name="Mute").count() == 0


@pytest.mark.parametrize("look", LOOKS)
async def test_the_page_of_clips_fits_every_screen_and_opens_one(
    cinema: Cinema, tmp_path: Path, look: tuple[str, int, int]
) -> None:
    await ready(cinema, tmp_path)
    page = await page_with(cinema.browser, look)
    await page.goto(cinema.address)
    await page.get_by_role("link", name="For you").click()
    await page.get_by_role("heading", name="Worth a minute").wait_for()
    assert await violations(page) == []
    assert await wider(page) <= 0
    await page.get_by_role("link", name="Its question is still open.").click()
    await page.get_by_role("heading", name="The Mail").wait_for()


async def holds(page: Page, expression: str) -> None:
    """Wait until it is so; the pages' policy forbids what Playwright waits with."""
    for _ in range(100):
        if await page.evaluate(expression):
            return
        await page.wait_for_timeout(100)
    raise AssertionError(expression)


async def test_captions_look_as_chosen_also_after_the_page_was_loaded_anew(cinema: Cinema, tmp_path: Path) -> None:
    await ready(cinema, tmp_path)
    page = await cinema.open(**PHONE)
    await page.get_by_text("How captions look").click()
    assert await violations(page) == []
    await page.get_by_label("Size").select_option("large")
    await page.get_by_label("Colour").select_option("yellow")
    await page.get_by_label("Place").select_option("top")
    assert await page.evaluate("document.querySelector('video').textTracks[0].mode") == "showing"
    await page.reload()
    video = "document.querySelector('video')"
    style = f"(({{ captionsize, captioncolour }}) => [captionsize, captioncolour])({video}.dataset)"
    assert await page.evaluate(style) == ["large", "yellow"]
    assert await page.evaluate(f"{video}.textTracks[0].mode") == "showing"
    await holds(page, f"{video}.textTracks[0].cues?.[0]?.line === 0")
    assert await wider(page) <= 0
    assert cinema.faults == []
