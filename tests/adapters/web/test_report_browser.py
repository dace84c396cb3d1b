"""The report page in a real browser: nothing for axe to find, nothing wider than a telephone, printable."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from schedules.ledger.ledger import DeliveryState
from tests.adapters.web.browsing import IN_BROWSER, LOOKS, chromium, page_with, violations, wider
from tests.adapters.web.test_report import Desk, act, at_desk
from tests.bot.world import small_world

pytestmark = IN_BROWSER
NARROW = ("light", 320, 640)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with small_world(tmp_path) as world, at_desk(world) as desk:
        yield desk


async def fill(desk: Desk) -> None:
    long = "Donaudampfschifffahrtsgesellschaftskapitänin"
    await act(desk.world, ["Ann", "Ben", "Cem", long])
    await desk.world.deliver(long, 2, state=DeliveryState.REFUSED, reason=f"no conversation with {long * 2}")
    await desk.world.deliver("Cem", 2, state=DeliveryState.UNCERTAIN, reason="no reply in 30 s")


@pytest.mark.parametrize("look", [*LOOKS, NARROW], ids=lambda look: f"{look[0]}-{look[1]}")
async def test_axe_finds_nothing_and_nothing_is_too_wide(
    desk: Desk, browser: Browser, look: tuple[str, int, int]
) -> None:
    page = await page_with(browser, look)
    address = str(desk.client.make_url(desk.path))
    await page.goto(address)
    assert await violations(page) == []
    await fill(desk)
    await page.goto(address)
    for summary in await page.locator("summary").all():
        await summary.click()
    assert await violations(page) == []
    assert await wider(page) == 0
    await page.goto(f"{address}x")
    assert await violations(page) == []
    await page.close()


async def test_it_prints_on_a_few_pages(desk: Desk, browser: Browser) -> None:
    await fill(desk)
    page = await page_with(browser, LOOKS[1])
    await page.goto(str(desk.client.make_url(desk.path)))
    printed = await page.pdf(format="A4")
    await page.emulate_media(media="print")
    assert not await page.get_by_text("Download as CSV").is_visible()
    assert await page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert printed.count(b"/Type /Page\n") + printed.count(b"/Type /Page ") <= 6
    await page.close()
