"""A manager brings numbers of the business: what the page says of them, and what it never does."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import pytest

from bot.managers.metric import MetricFinding, compared
from lessons.database import Database
from schedules.people import roster
from schedules.people.enrolments import campaigns_of, drawn_groups
from schedules.people.person_fields import PersonFields, save_people
from schedules.plans.second_group import start_second_group
from tests.adapters.web.managing import FORM, Office, office


@pytest.fixture
async def desk(database: Database) -> AsyncIterator[Office]:
    async with office(database) as opened:
        yield opened


async def compared_page(desk: Office, here: str, sheet: str | bytes) -> tuple[int, str]:
    form = aiohttp.FormData()
    form.add_field("file", sheet if isinstance(sheet, bytes) else sheet.encode(), filename="numbers.csv")
    reply = await desk.client.post(f"{here}/metric", data=form)
    return reply.status, await reply.text()


async def campaign_with(desk: Office, people: int, holdout: str) -> str:
    """A campaign of that many people with addresses; returns the address of its page."""
    await desk.sign_in()
    for number in range(people):
        learner = await desk.world.join(f"P{number}")
        async with desk.world.database.write() as db:
            await roster.change_learner(db, learner.workspace_id, learner.id, email=f"p{number}@riverbank.example")
    _, page = await desk.look(holdout=holdout)
    request = re.findall(r'name="request" value="(\w+)"', page)[0]
    await desk.post("/manage/new", do="start", request=request, **{**FORM, "holdout": holdout})
    async with desk.world.database.read() as db:
        return f"/manage/campaigns/{(await campaigns_of(db, desk.world.workspace.id))[0].id}"


async def test_a_clear_difference_is_said_with_its_interval_and_its_groups(desk: Office) -> None:
    here = await campaign_with(desk, 24, "50")
    async with desk.world.database.read() as db:
        campaign = (await campaigns_of(db, desk.world.workspace.id))[0]
        team = [each for each in await roster.learners_of(db, desk.world.workspace.id) if each.email]
        waits = await drawn_groups(db, campaign)
    got = sum(not waits[each.id] for each in team)
    assert 5 <= got <= 19, "chance decides, and this many make both groups large enough"
    lines = [f"{each.email};10;{(12 if waits[each.id] else 20) + number % 3}" for number, each in enumerate(team)]
    status, page = await compared_page(desk, here, "\n".join(["Email;Before;After", *lines]))
    assert status == 200
    assert "rose more for those who got the season, by more than chance explains" in page
    assert re.search(r"Difference: \+\d.*95 % confidence between \+\d", page)
    assert f'<td class="number">{got}</td>' in page


async def test_without_a_hold_out_it_is_no_comparison_and_says_so(desk: Office) -> None:
    here = await campaign_with(desk, 6, "0")
    sheet = "email,before,after\n" + "\n".join(f"p{n}@riverbank.example,10,{11 + n}" for n in range(6))
    _, page = await compared_page(desk, here, sheet)
    assert "this is not a comparison" in page
    assert "confidence" not in page


async def test_weeks_are_parted_by_the_one_in_which_the_season_begins(desk: Office) -> None:
    here = await campaign_with(desk, 6, "0")
    monday = FORM["start"]
    async with desk.world.database.read() as db:
        start = (await campaigns_of(db, desk.world.workspace.id))[0].cadence.start
    assert start.isoformat() == monday
    weeks = [start + timedelta(days=7 * each - start.weekday()) for each in (-2, -1, 0, 1)]
    rows = [f"p{n}@riverbank.example,{week},{10 + 2 * (week >= weeks[2])}" for n in range(6) for week in weeks]
    _, page = await compared_page(desk, here, "\n".join(["email,week,number", *rows, f"x@y.example,{weeks[0]},4"]))
    assert "this is not a comparison" in page
    assert ">+2<" in page
    assert "1 has numbers on one side of the season" in page


async def test_numbers_by_team_are_shown_and_called_no_comparison(desk: Office) -> None:
    here = await campaign_with(desk, 6, "0")
    people = [PersonFields(f"p{n}@riverbank.example", f"P{n}", "", {"team": "Sales"}) for n in range(6)]
    async with desk.world.database.write() as db:
        await save_people(db, desk.world.workspace.id, people, desk.world.clock.at)
    sheet = "Team;Week;Number\nSales;2020-W01;4\nSales;2099-W01;7\nShop;2020-W01;1\nShop;2099-W01;1"
    _, page = await compared_page(desk, here, sheet)
    assert "each team has people who got the season and people who wait" in page
    assert ">+3<" in page
    assert "1 of the file is not in this campaign" in page
    assert "Got the season" not in page


async def test_of_fewer_than_five_nothing_is_shown(desk: Office) -> None:
    here = await campaign_with(desk, 4, "0")
    sheet = "email,before,after\n" + "\n".join(f"p{n}@riverbank.example,10,99" for n in range(4)) + "\nx@y.example,1,2"
    _, page = await compared_page(desk, here, sheet)
    assert "too few people" in page
    assert "fewer than five: not shown" in page
    assert "+89" not in page
    assert "1 of the file is not in this campaign" in page


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        ("", "it has no people"),
        ("email,before,after\n", "it has no people"),
        (
            "name,before\nAda,1",
            "or email or team with week and number; there are: name, before",
        ),
        ("team,before\nSales,1", "there are: team, before"),
        ("email,week,number\na@b.example,01/02/2026,1", "Row 2: “01/02/2026” is no week: write 2026-W05"),
        ("email,week,number\na@b.example,2026-W54,1", "“2026-W54” is no week"),
        ("email,week,number\na@b.example,2026-W02,x", "Row 2: “x” is no number"),
        (
            "email,week,number\na@b.example,2026-W05,1\na@b.example,2026-01-28,2",
            "Row 3: a@b.example stands twice in the file.",
        ),
        ("email,week,number\na@b.example,2020-W05,1", "nobody has numbers both before"),
        (
            "email,before,after\na@b.example,many,2\nc@d.example,1,nan",
            "Row 2: “many” is no number: write it",
        ),
        ("email,before,after\na@b.example,1,2\nA@b.example,1,2", "Row 3: a@b.example stands twice in the file."),
        ("email,before,after\n<b>,x,2", "“x” is no number"),
        ('email,before,after\na@b.example,"1,234",2', "write it without separators of thousands"),
        ("email,before,after\na@b.example,1_0,2", "“1_0” is no number"),
        ("email,before,after\n" + "x" * 200_000, "it cannot be read"),
        (b"PK\x03\x04\x00\x00\xff\xfe\x00", "The file"),
    ],
)
async def test_a_file_that_cannot_be_taken_is_refused_with_row_and_reason(
    desk: Office, sheet: str | bytes, words: str
) -> None:
    here = await campaign_with(desk, 0, "0")
    status, page = await compared_page(desk, here, sheet)
    assert status == 422
    assert words in page


async def test_once_the_second_group_has_begun_the_page_says_that_nobody_waits_any_more(desk: Office) -> None:
    here = await campaign_with(desk, 24, "50")
    sheet = "email,before,after\n" + "\n".join(f"p{number}@riverbank.example,1,{number % 3}" for number in range(24))
    late = "have begun the season too meanwhile"
    assert late not in (await compared_page(desk, here, sheet))[1]
    async with desk.world.database.write() as db:
        await start_second_group(db, desk.world.workspace.id, here.rpartition("/")[2], desk.world.clock.at)
    assert late in (await compared_page(desk, here, sheet))[1]


async def test_a_form_without_a_file_says_what_to_do_and_others_see_nothing(desk: Office) -> None:
    here = await campaign_with(desk, 0, "0")
    status, page = await desk.post(f"{here}/metric", file="")
    assert (status, "Choose a CSV file first" in page) == (422, True)
    await desk.world.join("Max", manages=True)
    desk.client.session.cookie_jar.clear()
    await desk.sign_in("Max")
    assert (await desk.page(f"{here}/metric"))[0] == 404
    assert (await compared_page(desk, here, "email,before,after\na@b.example,1,2"))[0] == 404


def test_a_null_result_reads_as_one_and_names_how_many_would_be_needed() -> None:
    result = compared([1.0, 2.0, 3.0, 4.0, 5.0], [1.5, 2.0, 3.0, 4.0, 4.0])
    assert result.finding is MetricFinding.UNCLEAR
    assert result.difference is not None
    assert result.difference.needed is not None
    assert result.difference.low < 0 < result.difference.high
