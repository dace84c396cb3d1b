"""Plans to begin with: what each preset fills in, and a campaign planned once more."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import date

import pytest

from adapters.web.managers.presets import PRESETS, preset
from lessons.database import Database
from tests.adapters.web.managing import FORM, Office, office

TODAY = date(2026, 3, 2)


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Office]:
    async with office(database) as opened:
        await opened.sign_in()
        yield opened


def checked(page: str, name: str) -> list[str]:
    return re.findall(rf'name="{name}" value="(\w+)" checked', page)


def start(page: str) -> str:
    return str(re.findall(r'name="start" type="date" required value="([\d-]+)"', page)[0])


@pytest.mark.parametrize(
    ("name", "day", "weekdays", "begins", "reminders"),
    [
        ("daily", "", "01234", "2026-03-02", {"2", "24"}),
        ("weekly", "2026-04-07", "1", "2026-04-07", {"24", "72"}),
        ("around", "2026-04-07", "024", "2026-03-31", {"24"}),
        ("around", "2026-03-04", "024", "2026-03-02", {"24"}),
        ("onboarding", "2026-05-01", "01234", "2026-05-01", {"24"}),
        ("no such one", "never", "01234", "2026-03-02", {"2", "24"}),
        ("weekly", "1999-01-01", "1", "2026-03-02", {"24", "72"}),
    ],
)
def test_a_preset_fills_in(name: str, day: str, weekdays: str, begins: str, reminders: set[str]) -> None:
    form = preset(name, day, TODAY)
    assert (form.days, form.start, form.reminders) == (frozenset(weekdays), begins, frozenset(reminders))


@pytest.mark.parametrize("name", PRESETS)
async def test_every_preset_can_be_started_as_it_is(desk: Office, name: str) -> None:
    _, page = await desk.page(f"/manage/new?preset={name}&day=2026-03-20&series=leak")
    form = {**FORM, "days": checked(page, "days"), "start": start(page), "reminders": checked(page, "reminders")}
    status, page = await desk.post("/manage/new", do="look", **form)
    assert (status, "Start for 2 people" in page) == (200, True)


async def test_a_campaign_is_planned_once_more_with_its_own_plan_from_today_on(desk: Office) -> None:
    campaign = await desk.world.start("Ada", weekdays=frozenset({1, 3}), name="Spring <b>")
    await desk.world.pass_days(0.4)
    await desk.sign_in()
    page = (await desk.page(f"/manage/campaigns/{campaign.id}"))[1]
    assert f"/manage/new?clone={campaign.id}" in page
    status, page = await desk.page(f"/manage/new?clone={campaign.id}")
    assert status == 200
    assert checked(page, "days") == ["1", "3"]
    assert start(page) == "2026-03-02"
    assert 'value="Spring &lt;b&gt;"' in page


async def test_another_managers_campaign_is_not_cloned(desk: Office) -> None:
    campaign = await desk.world.start("Ada", name="Secret Spring")
    await desk.world.join("Max", manages=True)
    desk.client.session.cookie_jar.clear()
    await desk.sign_in("Max")
    status, page = await desk.page(f"/manage/new?clone={campaign.id}")
    assert (status, "Secret Spring" in page) == (404, False)
