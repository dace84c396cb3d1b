"""Long German words fit the pages that managers and curators read on a telephone."""

# ruff: noqa: F811  # fixtures are arguments everywhere
from __future__ import annotations

import pytest

from schedules.ledger.ledger import DeliveryState
from tests.adapters.web.browsing import IN_BROWSER, chromium, page_with, violations, wider
from tests.adapters.web.test_curating import Desk as Curators
from tests.adapters.web.test_curating import desk as curators  # noqa: F401  # a fixture
from tests.adapters.web.test_german_pages import in_german
from tests.adapters.web.test_report import Desk, act, desk  # noqa: F401  # a fixture
from tests.bot.asking import answer

BROWSER, _, WHERE_THERE_IS_ONE = IN_BROWSER
pytestmark = [BROWSER, WHERE_THERE_IS_ONE]  # each test starts a browser in its own loop, where its fixtures are
LONG = "Donaudampfschifffahrtsgesellschaftskapitänin"
WIDTHS = (320, 390)


async def fits(desk: Desk | Curators, width: int) -> None:
    async with chromium() as browser:
        page = await page_with(browser, ("light", width, 844))
        await page.goto(str(desk.client.make_url(desk.path)))
        for summary in await page.locator("summary").all():
            await summary.click()
        assert await wider(page) == 0
        assert await violations(page) == []


@pytest.mark.parametrize("width", WIDTHS)
async def test_the_curators_page(curators: Curators, width: int) -> None:
    await in_german(curators)
    await curators.post("experts", name="Mira", topic=LONG)
    await answer(curators.world, f"Wer ist die {LONG}?")
    await curators.upload((f"{LONG}.md", f"# {LONG}\n\nEin Hotel kostet 120 Euro.\n".encode()), (f"{LONG}.xls", b"x"))
    await fits(curators, width)


@pytest.mark.parametrize("width", WIDTHS)
async def test_the_report(desk: Desk, width: int) -> None:
    await act(desk.world, ["Ann", "Ben", LONG])
    await desk.world.deliver("Ben", 2, state=DeliveryState.REFUSED, reason=f"no conversation with {LONG}")
    await in_german(desk)
    await fits(desk, width)
