"""A German manager reads no English on the pages of campaigns, nor a German learner on their own."""

# ruff: noqa: F811  # fixtures are arguments everywhere
from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.links import FEED_LIFE
from lessons.database import Database
from schedules.people.roster import learners
from tests.adapters.web.managing import FORM, Office
from tests.adapters.web.reading import english_in
from tests.adapters.web.studio_desk import StudioDesk
from tests.adapters.web.test_own_page import Home, home  # noqa: F401  # a fixture
from tests.adapters.web.test_results_page import a_week, desk  # noqa: F401  # a fixture
from tests.adapters.web.test_studio import PAGE
from tests.adapters.web.test_studio import desk as studio  # noqa: F401  # a fixture

# What the company of the tests wrote, and what its languages, zones and people are called everywhere.
WRITTEN = (
    *("The Data Leak", "The Leak", "The Printer", "The Cover-Up", "The Solution", "Spring", "Support"),
    *("What should you do first?", "Report it", "Hide it", "Wait and see", "Write it down", "Tell nobody"),
)

SCRIPT = (
    *("Somebody wrote to me.", "Who wrote it?", "Read the name before the words", "Look at the next mail like that."),
    *(
        "What do you read first?",
        "The name says who wants something.",
        "The name",
        "The words",
        "The Mail",
        "Look at the next mail like",
    ),
    "Call to action",  # a heading that files have, whatever language they are in
)


async def in_german(database: Database) -> None:
    async with database.write() as db:
        await db.execute(sa.update(learners).values(own_locale="de"))


@pytest.mark.slow
async def test_the_pages_of_campaigns(desk: Office) -> None:
    campaign = await a_week(desk)
    await in_german(desk.world.database)
    for path in ("/manage/", "/manage/new", campaign, f"{campaign}/results", f"{campaign}/metric"):
        status, page = await desk.page(path)
        assert (path, status, english_in(page, *WRITTEN)) == (path, 200, [])
        assert '<html lang="de">' in page
    assert english_in((await desk.look())[1], *WRITTEN) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"days": []},
        {"opens": "later"},
        {"opens": "03:00", "closes": "04:00"},
        {"opens": "12:00", "closes": "11:00"},
        {"start": "2020-01-01"},
        {"start": "soon"},
        {"name": "x" * 500},
        {"series": "none"},
        {"group": "", "people": "Nobody"},
    ],
)
async def test_what_is_wrong_with_a_plan(desk: Office, wrong: dict[str, object]) -> None:
    await desk.sign_in()
    await in_german(desk.world.database)
    _, page = await desk.look(**{**FORM, **wrong})
    assert english_in(page, *WRITTEN, *[str(value) for value in wrong.values() if value]) == []


async def test_the_studio(studio: StudioDesk) -> None:
    await in_german(studio.world.database)
    for path in ("", "/the-mail/", PAGE):
        status, page = await studio.get(path)
        assert (path, status, english_in(page, *SCRIPT)) == (path, 200, [])
        assert '<html lang="de">' in page


async def test_everybodys_own_pages(home: Home) -> None:
    await in_german(home.world.database)
    for name in ("Ada", "Mira"):
        page = await home.page(name)
        assert english_in(page, *WRITTEN) == []
        feed = re.search(r"/feed/[\w.-]+", page)
        if feed:
            assert english_in(await (await home.client.get(feed[0])).text(), *WRITTEN) == []


async def test_own_pages_that_are_too_old_say_so_in_their_owners_language(home: Home) -> None:
    await in_german(home.world.database)
    path = home.address("Ada")
    home.world.clock.at += FEED_LIFE + timedelta(minutes=2)
    for address in (path, path.replace("/home/", "/feed/")):
        reply = await home.client.get(address, headers={"Accept": "text/html", "Accept-Language": "en"})
        page = await reply.text()
        assert (reply.status, english_in(page)) == (410, [])
        assert '<html lang="de">' in page
