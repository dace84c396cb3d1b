"""The gallery in a real browser: drawn without a complaint, readable, as narrow as a telephone, by keyboard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from adapters.web.app import bare_app
from adapters.web.pages.gallery import PATH, gallery_pages
from tests.adapters.web.browsing import IN_BROWSER, chromium, page_with, violations, wider
from tests.adapters.web.drawn import files
from tests.adapters.web.tiny import fine

pytestmark = IN_BROWSER
LOOKS = ["light", "dark"]
CUT = """[...document.querySelectorAll('.shown :is(.ac-pushButton, .ac-pushButton > div, .slack-button, .button)')]
  .filter((button) => button.scrollWidth > button.clientWidth + 1).map((button) => button.textContent)"""
FEWER = "for (const at of [...document.querySelectorAll('.shown')].entries()) if (at[0] % 10) at[1].remove()"
LYING = "for (const each of document.querySelectorAll('.bar, .finder')) each.style.position = 'static'"
"""axe asks what lies behind a word, and takes what sticks above it for that."""
TELLING = """for (const at of document.querySelectorAll('.shown'))
  if (!/^(episode-|help|settings|campaign)/.test(at.id)) at.remove()"""
OUTSIDE = """[...document.querySelectorAll('.frame')]
  .filter((frame) => frame.scrollWidth > frame.clientWidth).map((frame) => frame.parentElement.id)"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def home() -> AsyncIterator[str]:
    """Where the gallery is."""

    def pages(app: web.Application) -> None:
        gallery_pages(app, files)

    async with TestServer(bare_app([pages], fine)) as server:
        yield str(server.make_url(PATH))


async def opened(browser: Browser, home: str, name: str, look: str, width: int) -> tuple[Page, list[str]]:
    """A page of the gallery, and what the browser said against it."""
    page = await page_with(browser, (look, width, 800))
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text))
    await page.goto(f"{home}{name}")
    return page, faults


@pytest.mark.parametrize(
    ("name", "look"),
    [
        ("microsoft-teams.html", "light"),
        ("microsoft-teams-markup.html", "dark"),
    ],
)
async def test_microsofts_own_renderer_draws_every_card_without_a_complaint(
    browser: Browser, home: str, name: str, look: str
) -> None:
    page, faults = await opened(browser, home, name, look, 1280)
    cards = page.locator(".teams-card")
    assert await cards.count() > 50
    assert await page.locator(f".teams-card[data-drawn={look}] .ac-adaptiveCard").count() == await cards.count()
    assert await page.locator(".teams-card > .unknown:not([hidden])").all_text_contents() == []
    assert faults == []
    await page.close()


@pytest.mark.parametrize("tab", ["slack", "microsoft-teams", "web-chat"])
@pytest.mark.parametrize("kind", ["", "-one-long-word"])
async def test_nothing_is_wider_than_a_telephone(browser: Browser, home: str, tab: str, kind: str) -> None:
    page, faults = await opened(browser, home, f"{tab}{kind}.html", "light", 360)
    assert await wider(page) == 0
    assert await page.evaluate(OUTSIDE) == []
    assert faults == []
    await page.close()


async def test_no_button_of_usual_words_is_cut_on_a_telephone_in_teams(browser: Browser, home: str) -> None:
    page, _ = await opened(browser, home, "microsoft-teams.html", "light", 360)
    assert await page.evaluate(CUT) == []
    await page.close()


@pytest.mark.parametrize(
    ("name", "look", "width"),
    [("index.html", "light", 1280), ("slack.html", "dark", 390), ("web-chat.html", "light", 1280)],
)
async def test_axe_finds_nothing(browser: Browser, home: str, name: str, look: str, width: int) -> None:
    page, _ = await opened(browser, home, name, look, width)
    await page.evaluate(FEWER)
    await page.evaluate(LYING)
    assert await violations(page) == []
    await page.close()


@pytest.mark.parametrize("look", LOOKS)
async def test_every_word_on_a_card_can_be_read_in_the_colours_of_teams(browser: Browser, home: str, look: str) -> None:
    """The rest that axe would say is the renderer's own."""
    page, _ = await opened(browser, home, "microsoft-teams.html", look, 1280)
    await page.evaluate(TELLING)
    await page.evaluate(LYING)
    found = await Axe().run(page, options={"runOnly": {"type": "rule", "values": ["color-contrast"]}})
    nodes = [node for each in found.response["violations"] for node in each["nodes"]]
    assert [(node["target"], node["any"][0]["message"]) for node in nodes] == []
    await page.close()


async def test_a_message_is_found_by_its_name_and_its_address_can_be_sent(browser: Browser, home: str) -> None:
    page, _ = await opened(browser, home, "slack.html", "light", 1280)
    await page.keyboard.press("Tab")
    await page.get_by_role("searchbox", name="Name").fill("not quite")
    await expect(page.get_by_role("status")).to_have_text("1 message")
    await expect(page.locator("article.shown:visible")).to_have_count(1)
    await page.get_by_role("navigation", name="Messages").get_by_role("link", name="episode, not quite").click()
    await expect(page.locator("#episode-not-quite")).to_be_in_viewport()
    await page.get_by_role("radio", name="Dark").check(force=True)
    await page.get_by_role("radio", name="Phone").check(force=True)
    assert page.url.endswith("slack.html?look=dark&width=phone#episode-not-quite")
    other = await browser.new_page()
    await other.goto(page.url)
    await expect(other.locator("#episode-not-quite")).to_be_in_viewport()
    frame = await other.locator("#episode-not-quite .frame").bounding_box()
    assert frame is not None
    assert frame["width"] == 360
    assert await other.evaluate("getComputedStyle(document.querySelector('.slack')).colorScheme") == "dark"
    await other.get_by_role("link", name="Microsoft Teams").click()
    await expect(other).to_have_url(f"{home}microsoft-teams.html?look=dark&width=phone")
    for each in (page, other):
        await each.close()


async def test_the_pages_open_without_a_server(browser: Browser, tmp_path: Path) -> None:
    for name, content in files().items():
        (tmp_path / name).write_bytes(content)
    page = await page_with(browser, ("dark", 1280, 800))
    faults: list[str] = []
    page.on("console", lambda line: faults.append(line.text))
    await page.goto(f"file://{tmp_path}/microsoft-teams.html")
    await expect(page.locator(".teams-card[data-drawn=dark]").first).to_be_visible()
    assert faults == []
    await page.close()
