from __future__ import annotations

import csv
import io
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.web.app import bare_app
from adapters.web.pages.charts import bar, curve_picture, summary_of
from adapters.web.pages.csv_export import COLUMNS, guarded
from adapters.web.pages.report import report_pages
from bot.clock import Clock
from bot.links import Links, Purpose, Ticket
from bot.reports import Curve
from schedules.ledger.ledger import DeliveryState
from schedules.people import roster
from schedules.people.enrolments import campaigns
from schedules.people.roster import learners
from schedules.replies.solutions import was_shown
from tests.bot.world import DAY, MONDAY, World, small_world

SECRET = "a secret of more than thirty-two characters"


class SetClock(Clock):
    """Stands still until it is moved."""

    time = MONDAY + 3 * DAY

    def now(self) -> Any:
        return self.time


@dataclass
class Desk:
    """A campaign, its manager's link, and the site that shows its report."""

    world: World
    client: TestClient[web.Request, web.Application]
    clock: SetClock
    links: Links

    @property
    def path(self) -> str:
        return self.links.report(
            self.world.workspace.id, self.world.campaign.id, self.world.manager.id, self.clock.now()
        )

    async def page(self) -> str:
        reply = await self.client.get(self.path)
        assert reply.status == 200
        return await reply.text()

    async def sheet(self) -> list[dict[str, str]]:
        reply = await self.client.get(f"{self.path}/figures.csv")
        assert reply.status == 200
        return list(csv.DictReader(io.StringIO((await reply.read()).decode("utf-8-sig"))))


async def _healthy() -> tuple[int, dict[str, object]]:
    return 200, {}


@asynccontextmanager
async def at_desk(world: World) -> AsyncIterator[Desk]:
    clock, links = SetClock(), Links(SECRET, "")
    app = bare_app([lambda app: report_pages(app, world.database, links, clock)], _healthy)
    async with TestClient(TestServer(app)) as client:
        yield Desk(world, client, clock, links)


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with small_world(tmp_path) as world, at_desk(world) as desk:
        yield desk


@pytest.fixture
async def private(tmp_path: Path) -> AsyncIterator[Desk]:
    async with small_world(tmp_path, privacy=True) as world, at_desk(world) as desk:
        yield desk


async def act(world: World, names: Sequence[str]) -> None:
    await world.join(*names)
    for number, name in enumerate(names):
        delivery = await world.deliver(name)
        await world.watch(name, delivery, range(20 - number))
        if number % 2 == 0:
            await world.answer(name, delivery, number % 3)


async def test_a_new_campaigns_report_says_what_will_come_instead_of_noughts(desk: Desk) -> None:
    page = await desk.page()
    for words in ("Nobody takes part yet", "once somebody has watched", "No question was answered yet"):
        assert words in page
    assert "0 %" not in page.replace("100 %", "")


async def test_every_figure_stands_with_its_count_and_its_definition_in_words(desk: Desk) -> None:
    await act(desk.world, ["Ann", "Ben", "Cem"])
    page = await desk.page()
    figures = re.findall(r'<div class="figure.*?</div>', page, re.DOTALL)
    assert len(figures) > 15
    for figure in figures:
        definition = re.search(r'title="([^"]+)"', figure)
        assert definition
        assert f'<span class="means">{definition[1]}</span>' in figure
    assert "67 %</span>" in page
    assert "2 of 3" in page


async def test_every_picture_has_words_that_say_the_same(desk: Desk) -> None:
    await act(desk.world, ["Ann", "Ben", "Cem"])
    page = await desk.page()
    pictures = [svg for svg in re.findall(r"<svg.*?</svg>", page, re.DOTALL) if 'class="mark"' not in svg]
    assert len(pictures) >= 9
    for picture in pictures:
        head = picture[: picture.index(">")]
        assert 'aria-hidden="true"' in head or "aria-label" in head
    assert "watched the first second" in page
    table = re.search(r"The curve as a table.*?</table>", page, re.DOTALL)
    assert table
    assert table[0].count("<tr>") == 21


async def test_troubles_and_silent_learners_are_named(desk: Desk) -> None:
    await act(desk.world, ["Ann", "Ben"])
    await desk.world.join("Cem & <b>Co</b>")
    await desk.world.deliver("Cem & <b>Co</b>", state=DeliveryState.REFUSED, reason='blocked "the bot"')
    page = await desk.page()
    assert "Cem &amp; &lt;b&gt;Co&lt;/b&gt;" in page
    assert "<b>Co</b>" not in page
    assert "blocked &#34;the bot&#34;" in page
    assert re.search(r'<th scope="row">Ben</th><td>1</td>', page)


async def test_privacy_mode_names_nobody_and_says_so(private: Desk) -> None:
    await act(private.world, ["Ann Archer", "Ben Baker", "Cem Celik"])
    await private.world.deliver("Cem Celik", 2, state=DeliveryState.REFUSED, reason="left")
    page, sheet = await private.page(), str(await private.sheet())
    assert "nobody is named" in page
    assert "not shown: fewer than 5 people" in page
    for name in ("Ann", "Ben Baker", "Cem"):
        assert name not in page
        assert name not in sheet


async def test_the_page_lets_no_script_run_and_nobody_frame_or_keep_it(desk: Desk) -> None:
    reply = await desk.client.get(desk.path)
    assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"]
    assert reply.headers["Cache-Control"] == "no-store"
    assert " style=" not in await reply.text()  # the policy would drop it


async def _closed(desk: Desk, path: str, status: int) -> str:
    for way in (path, f"{path}/figures.csv"):
        reply = await desk.client.get(way)
        assert reply.status == status
        page = await reply.text()
        assert "Spring team" not in page
        assert "Traceback" not in page
    return page


async def test_an_expired_link_says_how_to_get_a_fresh_one(desk: Desk) -> None:
    path = desk.path
    desk.clock.time += 8 * DAY
    assert "Write “report” to the bot" in await _closed(desk, path, 410)


async def test_a_tampered_link_opens_nothing(desk: Desk) -> None:
    for path in (desk.path[:-1], f"{desk.path}A", "/report/x", "/report/%00"):
        await _closed(desk, path, 404)


async def test_a_player_link_opens_no_report(desk: Desk) -> None:
    ticket = Ticket(Purpose.PLAYER, desk.world.workspace.id, desk.world.campaign.id, desk.world.manager.id)
    token = desk.links.token(ticket, MONDAY + timedelta(days=30))
    await _closed(desk, f"/report/{token}", 404)


@pytest.mark.parametrize("change", [{"manages": False}, {"active": False}])
async def test_who_manages_no_longer_sees_no_report(desk: Desk, change: dict[str, bool]) -> None:
    async with desk.world.database.write() as db:
        await roster.change_learner(db, desk.world.workspace.id, desk.world.manager.id, **change)
    assert "not open to you" in await _closed(desk, desk.path, 403)


async def test_an_erased_manager_sees_no_report(desk: Desk) -> None:
    path = desk.path
    async with desk.world.database.write() as db:
        await db.execute(sa.delete(learners))
    await _closed(desk, path, 403)


async def test_another_managers_campaign_is_not_shown(desk: Desk) -> None:
    async with desk.world.database.write() as db:
        other = await roster.enter_learner(db, desk.world.workspace.id, "U-o", "Otto", MONDAY, manages=True)
        await db.execute(sa.update(campaigns).values(manager_id=other.id))
    await _closed(desk, desk.path, 403)


async def test_a_learner_with_a_managers_link_in_their_own_name_sees_nothing(desk: Desk) -> None:
    await desk.world.join("Ann")
    ann = desk.world.team["Ann"]
    await _closed(desk, desk.links.report(desk.world.workspace.id, desk.world.campaign.id, ann.id, MONDAY + DAY), 403)


async def test_the_sheet_has_every_figure_of_the_page(desk: Desk) -> None:
    await act(desk.world, ["Ann", "Ben", "Cem"])
    rows = await desk.sheet()
    assert tuple(rows[0]) == COLUMNS
    found = {(row["section"], row["figure"]): row for row in rows}
    played = found["Watching", "Played"]
    assert (played["value"], played["count"], played["of"]) == ("100 %", "3", "3")
    assert found["Questions", "Report it"]["definition"] == "The right option."
    assert sum(row["section"] == "Curve" for row in rows) == 20


async def test_the_sheet_is_named_after_the_campaign(desk: Desk) -> None:
    async with desk.world.database.write() as db:
        await db.execute(sa.update(campaigns).values(name='Größe "A"\r\nX-Evil: 1'))
    reply = await desk.client.get(f"{desk.path}/figures.csv")
    assert reply.headers["Content-Disposition"].startswith('attachment; filename="Groe AX-Evil 1 2027-03-04.csv"')
    assert "X-Evil" not in reply.headers


async def test_no_cell_of_the_sheet_is_a_formula(desk: Desk) -> None:
    await act(desk.world, ['=HYPERLINK("http://evil.example")', "+1", "@SUM(A1)", " -2+3", "Ann", "\t=1"])
    await desk.world.deliver("+1", 2, state=DeliveryState.REFUSED, reason="=cmd|'/c calc'!A0")
    rows = await desk.sheet()
    names = [row["about"] for row in rows if row["section"] == "Silent learners"]
    assert names == ["'\t=1", "' -2+3", "'+1"]
    for row in rows:
        for cell in row.values():
            assert not cell.lstrip().startswith(("=", "+", "-", "@"))


def test_guarding_leaves_plain_words_and_numbers_alone() -> None:
    assert [guarded(cell) for cell in ("Ann", "a=b", -3, 0.5, None, "")] == ["Ann", "a=b", -3, 0.5, None, ""]
    assert guarded("\t=1") == "'\t=1"
    assert guarded("＝1") == "'＝1"


def test_a_curve_tells_its_largest_drop() -> None:
    falling = Curve((1.0, 1.0, 0.4, 0.4), (10,) * 4)
    assert summary_of(falling) == (
        "100 % watched the first second, 40 % the last one, 0:04. The largest drop is at 0:02: 60 points."
    )
    assert "drop" not in summary_of(Curve((1.0, 1.0), (3, 3)))
    assert summary_of(Curve((), ())) == "Nothing was watched yet."


def test_a_curve_is_drawn_as_steps_from_left_to_right() -> None:
    picture = curve_picture(Curve((1.0, 0.5), (2, 2)), "About <this>")
    assert 'd="M0 0.0H1 L1 50.0H2"' in picture
    assert "About &lt;this&gt;" in picture
    assert picture.count("<title>0:0") == 2


def test_a_bar_without_a_share_is_empty() -> None:
    assert 'class="fill" width="0.00"' in bar(None)
    assert 'class="fill" width="33.33"' in bar(1 / 3)


async def test_opening_the_report_shows_its_reader_the_right_answers(desk: Desk) -> None:
    await act(desk.world, ["Ann", "Ben", "Cem"])
    workspace, manager = desk.world.workspace.id, desk.world.manager.id
    check_key = desk.world.episodes[0].check_key
    async with desk.world.database.read() as db:
        assert not await was_shown(db, workspace, manager, check_key)
    await desk.page()
    async with desk.world.database.read() as db:
        assert await was_shown(db, workspace, manager, check_key)
        assert not await was_shown(db, workspace, desk.world.team["Ann"].id, check_key)
