"""A reader on a slow line chooses a small picture or the sound alone, and goes on at the same second."""

# ruff: noqa: F811  # the fixtures are arguments everywhere
from __future__ import annotations

from pathlib import Path

from tests.adapters.web.browsing import IN_BROWSER, violations, wider
from tests.adapters.web.test_player_browser import (
    Cinema,
    _ended,
    _finish,
    _until,
    browser,  # noqa: F401  # a fixture
    cinema,  # noqa: F401  # a fixture
)

pytestmark = IN_BROWSER
PHONE = {"viewport": {"width": 390, "height": 844}}


async def test_the_small_picture_goes_on_where_the_full_one_was(cinema: Cinema, tmp_path: Path) -> None:
    await _finish(cinema, tmp_path)
    page = await cinema.open("#t=3", **PHONE)
    await _until(page, "video.currentTime >= 3")
    await page.get_by_label("Picture", exact=True).select_option("small")
    await _until(page, "video.currentSrc.endsWith('/small.mp4') && video.currentTime >= 2.9")
    await page.get_by_role("button", name="Play").click()
    await _ended(page)
    assert await violations(page) == []
    assert await wider(page) <= 0
    assert cinema.faults == []


async def test_sound_alone_plays_says_who_made_it_and_is_remembered(cinema: Cinema, tmp_path: Path) -> None:
    await _finish(cinema, tmp_path)
    page = await cinema.open()
    await page.get_by_label("Picture", exact=True).select_option("sound")
    await page.get_by_text("were made by a program").wait_for()
    async with page.expect_request("**/label.m4a"):  # and a voice says it before the lesson is heard
        await page.get_by_role("button", name="Play").click()
    await _until(page, "video.paused && video.currentTime < 0.5")
    await _until(page, "!video.paused")
    await _ended(page)
    await page.reload()
    await _until(page, "video.currentSrc.endsWith('/sound.m4a')")
    assert await page.get_by_label("Picture", exact=True).input_value() == "sound"
    assert cinema.faults == []
