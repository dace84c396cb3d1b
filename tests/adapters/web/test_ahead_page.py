"""Four weeks ahead, as a manager reads it: what fades in their own campaigns, and what is asked about by everybody."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers.questions import questions
from lessons.database import Database, new_id
from tests.adapters.web.managing import Office, office

TEAM = ("Ada", "Bo", "Cy", "Di", "Ed")


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Office]:
    async with office(database) as desk:
        await desk.sign_in()
        yield desk


async def test_what_five_people_answered_is_forecast_with_the_way_to_a_refresher(desk: Office) -> None:
    world = desk.world
    for name in TEAM:
        await world.join(name)
    await world.start(*TEAM)
    await world.pass_days(1)
    for name in TEAM:
        await world.press(name, "Report it")
    await desk.sign_in()  # the session of the day before is over
    _, page = await desk.page("/manage/ahead")
    assert 'href="/manage/new?series=leak"' in page
    assert "In four weeks" in page
    assert not re.findall(r"\b(Ada|Bo|Cy|Di|Ed)\b", page)


async def _ask(db: AsyncConnection, workspace_id: str, number: int, nearest: list[str], now: datetime) -> None:
    values = {"words": "what now?", "outcome": "answer", "cited": [], "took_ms": 1, "found": nearest}
    asked_at = now - timedelta(days=3 + number)
    learner_id = f"learner{number % 6}"
    await db.execute(
        sa.insert(questions).values(
            workspace_id=workspace_id, id=new_id(), learner_id=learner_id, asked_at=asked_at, **values
        )
    )


async def test_before_anybody_answered_the_page_says_so(desk: Office) -> None:
    status, page = await desk.page("/manage/ahead")
    assert status == 200
    assert "too few people have answered" in page


async def test_asked_topics_name_what_at_least_five_people_asked_about_and_nobody_by_name(desk: Office) -> None:
    world = desk.world
    title = "The Printer"
    now = world.clock.at
    async with world.database.write() as db:
        for number in range(12):
            await _ask(db, world.workspace.id, number, [f"{title} › Part" if number % 2 else title], now)
            await _ask(db, world.workspace.id, number, ["A paper that nobody knows"], now)
    _, page = await desk.page("/manage/ahead")
    assert title in page
    assert "Asked more now" in page
    assert "what now?" not in page
    assert "A paper that nobody knows" not in page


async def test_another_manager_reads_nothing_of_these_campaigns(desk: Office) -> None:
    await desk.world.join("Max", manages=True)
    await desk.sign_in("Max")
    status, page = await desk.page("/manage/ahead")
    assert (status, "too few people have answered" in page) == (200, True)
