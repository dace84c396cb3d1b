"""Places that are read again on a schedule: what changed is read, what left is forgotten, what fails says why."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.confluence.space import ConfluenceSpace, Credentials
from bot.answers.documents import documents_of
from bot.answers.renewing.renewer import Renewal, Renewer, forget_source, place_opener
from bot.answers.renewing.sources import Source, SourceOptions, files_of, keep_source, sources_of, take_due
from bot.answers.sources.access import limited
from lessons.answers.gathering.choosing import Choice
from lessons.answers.gathering.folder import Folder
from lessons.answers.gathering.port import DocumentPlace
from lessons.answers.gathering.website import Website
from lessons.database import Database
from tests.bot.asking import HOTEL, a_world, answer
from tests.fakes.confluence import FakeConfluence
from tests.stories.world import MONDAY, World

HERE = (ip_network("127.0.0.0/8"),)
DAY = timedelta(days=1)
TRAVEL = "A hotel in Germany may cost up to 120 euros a night, breakfast included."


@pytest.fixture
async def world(database: Database) -> AsyncIterator[World]:
    async with a_world(database) as made:
        await made.join("Ada")
        await made.sender.deliver_due()
        yield made


@pytest.fixture
def handbook(tmp_path: Path) -> Path:
    """An empty folder, beside which the database lies."""
    folder = tmp_path / "handbook"
    folder.mkdir()
    return folder


def folder_place(source: Source) -> DocumentPlace:
    return Folder(Path(source.address), Choice(source.options.include, source.options.exclude))


def website_place(source: Source) -> DocumentPlace:
    options = source.options
    choice = Choice(options.include, options.exclude)
    return Website(source.address, choice, options.depth, HERE, pause_s=0)


def renewer(world: World, token: str = "letmein", user: str = "") -> Renewer:
    def wiki(source: Source) -> DocumentPlace:
        choice = Choice(source.options.include, source.options.exclude)
        return ConfluenceSpace(source.address, source.options.only, Credentials(user, token), choice, HERE)

    openers = {"folder": folder_place, "web": website_place, "confluence": wiki}
    return Renewer(world.database, place_opener(openers))


async def named(world: World, kind: str, address: str, **options: object) -> str:
    async with world.database.write() as db:
        chosen = SourceOptions(**options)  # type: ignore[arg-type]
        return await keep_source(db, world.workspace.id, kind, address, chosen, DAY, world.clock.at)


async def due(world: World) -> Renewal:
    """The one source that is due, looked at."""
    (renewal,) = await renewer(world).renew_due(world.clock.at)
    return renewal


async def next_day(world: World) -> Renewal:
    world.clock.at += DAY
    return await due(world)


def counts(renewal: Renewal) -> tuple[int, int, int, int]:
    return renewal.changed, renewal.same, renewal.left, len(renewal.failed)


async def titles(world: World) -> list[str]:
    async with world.database.read() as db:
        return [document.title for document in await documents_of(db, world.workspace.id)]


async def test_a_folder_is_read_again_and_only_what_changed_in_it(world: World, handbook: Path) -> None:
    (handbook / "travel.md").write_text(f"# Travel\n\n{TRAVEL}")
    (handbook / "cars.md").write_text("# Cars\n\nThe fuel card stays in the glove box.")
    await named(world, "folder", str(handbook))
    assert counts(await due(world)) == (2, 0, 0, 0)
    assert "120 euros" in (await answer(world, HOTEL)).plain
    assert await renewer(world).renew_due(world.clock.at) == []
    (handbook / "travel.md").write_text("# Travel\n\nA hotel in Germany may cost up to 150 euros a night.")
    assert counts(await next_day(world)) == (1, 1, 0, 0)
    assert "150 euros" in (await answer(world, HOTEL)).plain
    os.utime(handbook / "cars.md", (1, 1))
    assert counts(await next_day(world)) == (0, 2, 0, 0)


async def test_what_left_a_folder_answers_nothing_more(world: World, handbook: Path) -> None:
    (handbook / "travel.md").write_text(f"# Travel\n\n{TRAVEL}")
    (handbook / "cars.md").write_text("# Cars\n\nThe fuel card stays in the glove box.")
    await named(world, "folder", str(handbook))
    await due(world)
    (handbook / "travel.md").unlink()
    assert counts(await next_day(world)) == (0, 1, 1, 0)
    assert await titles(world) == ["Cars"]
    assert "120 euros" not in (await answer(world, HOTEL)).plain


async def test_a_folder_that_is_gone_or_empty_takes_nothing_along(world: World, tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    (share / "travel.md").write_text(f"# Travel\n\n{TRAVEL}")
    await named(world, "folder", str(share))
    await due(world)
    share.rename(tmp_path / "elsewhere")
    assert (await next_day(world)).reason == "there is no such folder"
    share.mkdir()
    assert (await next_day(world)).reason == "it is empty"
    assert "120 euros" in (await answer(world, HOTEL)).plain
    async with world.database.read() as db:
        (source,) = await sources_of(db, world.workspace.id)
    assert (source.reason, source.looked_at, source.next_at) == ("it is empty", world.clock.at, world.clock.at + DAY)


async def test_a_file_that_cannot_be_read_says_why_and_is_tried_again(world: World, handbook: Path) -> None:
    (handbook / "travel.md").write_text(f"# Travel\n\n{TRAVEL}")
    (handbook / "photo.png").write_bytes(b"png")
    (handbook / "bad.md").write_text("---\ntitle: Bad\nvalid until: never\n---\nWords.")
    source_id = await named(world, "folder", str(handbook))
    renewal = await due(world)
    assert [Path(uri).name for uri, _ in renewal.failed] == ["bad.md"]
    async with world.database.read() as db:
        files = {Path(each.uri).name: each.reason for each in await files_of(db, world.workspace.id, source_id)}
    assert files["travel.md"] == ""
    assert "line 3: “never” is no date" in files["bad.md"]
    assert counts(await next_day(world)) == (0, 1, 0, 1)


async def test_documents_of_a_source_for_a_group_are_for_that_group_alone(world: World, handbook: Path) -> None:
    (handbook / "travel.md").write_text(f"# Travel\n\n{TRAVEL}")
    await named(world, "folder", str(handbook), groups=("board",))
    await due(world)
    async with world.database.read() as db:
        assert list((await limited(db, world.workspace.id)).values()) == [["board"]]
    assert "120 euros" not in (await answer(world, HOTEL)).plain


async def test_a_source_that_is_removed_takes_its_documents_along_but_not_another_ones(
    world: World, handbook: Path
) -> None:
    inner = handbook / "inner"
    inner.mkdir()
    (handbook / "cars.md").write_text("# Cars\n\nThe fuel card stays in the glove box.")
    (inner / "travel.md").write_text(f"# Travel\n\n{TRAVEL}")
    whole, _ = await named(world, "folder", str(handbook)), await named(world, "folder", str(inner))
    await renewer(world).renew_due(world.clock.at)
    assert await forget_source(world.database, world.workspace.id, whole) == 2
    assert await titles(world) == ["Travel"]


async def test_no_two_workers_look_at_one_source_and_a_dead_ones_is_taken_up(
    either_database: Database, handbook: Path
) -> None:
    async with a_world(either_database) as world:
        (handbook / "travel.md").write_text(f"# Travel\n\n{TRAVEL}")
        await named(world, "folder", str(handbook))
        looks = await asyncio.gather(*[renewer(world).renew_due(world.clock.at) for _ in range(3)])
        assert sorted(map(len, looks)) == [0, 0, 1]
        world.clock.at += DAY
        async with either_database.write() as db:
            assert await take_due(db, world.clock.at) is not None
        assert await renewer(world).renew_due(world.clock.at) == []
        assert len(await renewer(world).renew_due(world.clock.at + timedelta(minutes=21))) == 1


class Site:
    """A web site with state: pages by path, conditional requests, robots.txt."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.broken: set[str] = set()
        self.robots = ""
        self.asked: list[tuple[str, int]] = []
        self.url = ""

    async def answer(self, request: web.Request) -> web.Response:
        response = self._response(request)
        self.asked.append((request.path, response.status))
        return response

    def _response(self, request: web.Request) -> web.Response:
        path = request.path
        if path == "/robots.txt":
            return web.Response(text=self.robots) if self.robots else web.Response(status=404)
        if path in self.broken:
            return web.Response(status=500)
        if path not in self.pages:
            return web.Response(status=404)
        etag = f'"{hash(self.pages[path])}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304)
        return web.Response(text=self.pages[path], content_type="text/html", headers={"ETag": etag})


def html(title: str, words: str, *links: str) -> str:
    anchors = "".join(f'<p><a href="{link}">more</a></p>' for link in links)
    return f"<html><head><title>{title}</title></head><body><main><p>{words}</p>{anchors}</main></body></html>"


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    made.pages = {
        "/help/": html("Help", "Everything about travelling.", "hotels", "/help/trains#top", "/blog/", "logo.png"),
        "/help/hotels": html("Hotels", TRAVEL, "/help/", "https://elsewhere.example/"),
        "/help/trains": html("Trains", "Trains are booked in second class.", "night"),
        "/help/night": html("Night trains", "A bed in a night train is paid."),
        "/blog/": html("Blog", "Our founder likes tea."),
    }
    app = web.Application()
    app.router.add_get("/{path:.*}", made.answer)
    async with TestServer(app) as server:
        made.url = f"http://127.0.0.1:{server.port}"
        yield made


async def test_a_web_site_is_read_with_its_links_below_its_folder_and_as_deep_as_was_said(
    world: World, site: Site
) -> None:
    await named(world, "web", f"{site.url}/help/", depth=1)
    await due(world)
    assert await titles(world) == ["Help", "Hotels", "Trains"]
    await named(world, "web", f"{site.url}/help/", depth=2, exclude=("help/hotels",))
    await due(world)
    assert await titles(world) == ["Help", "Night trains", "Trains"]
    assert {path for path, _ in site.asked} == {
        "/robots.txt",
        "/help/",
        "/help/hotels",
        "/help/trains",
        "/help/night",
    }


async def test_pages_that_did_not_change_are_not_sent_again_and_those_that_left_are_forgotten(
    world: World, site: Site
) -> None:
    await named(world, "web", f"{site.url}/help/", depth=2)
    assert counts(await due(world)) == (4, 0, 0, 0)
    site.asked.clear()
    site.pages["/help/night"] = html("Night trains", "A bed in a night train is paid up to 90 euros.")
    assert counts(await next_day(world)) == (1, 3, 0, 0)
    assert [status for _, status in site.asked] == [404, 304, 304, 304, 200]
    del site.pages["/help/night"]
    assert counts(await next_day(world)) == (0, 3, 1, 0)
    assert await titles(world) == ["Help", "Hotels", "Trains"]


async def test_a_page_that_fails_stays_with_what_it_leads_to(world: World, site: Site) -> None:
    await named(world, "web", f"{site.url}/help/", depth=2)
    await due(world)
    site.broken = {"/help/trains"}
    renewal = await next_day(world)
    assert counts(renewal) == (0, 3, 0, 1)
    assert renewal.failed[0][1] == "its server answers 500 Internal Server Error"
    site.broken = {"/help/"}
    assert (await next_day(world)).reason == "its server answers 500 Internal Server Error"
    assert len(await titles(world)) == 4


async def test_robots_txt_is_kept_to_also_with_patterns(world: World, site: Site) -> None:
    site.robots = "User-agent: *\nDisallow: /help/*tels$\n"
    await named(world, "web", f"{site.url}/help/", depth=2)
    renewal = await due(world)
    assert [reason for _, reason in renewal.failed] == ["its robots.txt asks not to read it"]
    assert "/help/hotels" not in {path for path, _ in site.asked}
    assert "Hotels" not in await titles(world)
    site.robots = "User-agent: Ninety\nDisallow: /\n"
    assert (await next_day(world)).reason == "its robots.txt asks not to read it"


async def test_no_source_leads_into_a_private_network(world: World, site: Site) -> None:
    await named(world, "web", f"{site.url}/help/", depth=2)
    guarded = Renewer(world.database, place_opener({"web": lambda source: Website(source.address, Choice(), 2)}))
    (renewal,) = await guarded.renew_due(world.clock.at)
    assert "private network" in renewal.reason
    assert site.asked == []
    await named(world, "confluence", site.url, only="HR")
    wiki = lambda source: ConfluenceSpace(source.address, "HR", Credentials("", "x"), Choice())  # noqa: E731
    (renewal,) = await Renewer(world.database, place_opener({"confluence": wiki})).renew_due(world.clock.at)
    assert "private network" in renewal.reason
    assert site.asked == []


@pytest.mark.parametrize(("below", "user"), [("", ""), ("/wiki", "mira@example.com")])
async def test_a_space_of_a_wiki_is_read_and_then_its_new_versions_alone(world: World, below: str, user: str) -> None:
    async with FakeConfluence(busy=1).running() as wiki:
        wiki.write("HR", "1", "Travel", f"<h2>Hotels</h2><p>{TRAVEL}</p>")
        wiki.write("HR", "2", "Leave", "<p>Everybody has 30 days of leave.</p>", parent="1")
        wiki.write("HR", "3", "Archive", "<p>Old things.</p>")
        wiki.write("HR", "4", "Old rules", "<p>Older things.</p>", parent="3")
        await named(world, "confluence", wiki.url + below, only="HR", exclude=("Archive",))
        (renewal,) = await renewer(world, user=user).renew_due(world.clock.at)
        assert (renewal.reason, counts(renewal)) == ("", (2, 0, 0, 0))
        assert "120 euros" in (await answer(world, HOTEL)).plain
        wiki.write("HR", "2", "Leave", "<p>Everybody has 31 days of leave.</p>")
        del wiki.spaces["HR"]["1"]
        wiki.asked.clear()
        world.clock.at += DAY
        (renewal,) = await renewer(world, user=user).renew_due(world.clock.at)
        assert counts(renewal) == (1, 0, 1, 0)
        assert [path.rpartition("/")[2] for path in wiki.asked].count("2") == 1
        assert await titles(world) == ["Leave"]


@pytest.mark.parametrize(("below", "user"), [("", ""), ("/wiki", "mira@example.com")])
async def test_files_on_a_wikis_pages_are_read_too_and_their_host_never_sees_the_token(
    world: World, below: str, user: str
) -> None:
    async with FakeConfluence().running() as wiki:
        wiki.write("HR", "1", "Travel", "<p>Everything about travelling.</p>")
        wiki.write("HR", "2", "Archive", "<p>Old things.</p>")
        wiki.attach("1", "hotels.txt", TRAVEL.encode(), "att1")
        wiki.attach("1", "map.png", b"png", "att2")
        wiki.attach("1", "whole.txt", b"x", "att3", size=26_000_000)
        wiki.attach("2", "old.txt", b"Old rules.", "att4")
        await named(world, "confluence", wiki.url + below, only="HR", exclude=("Archive",))
        (renewal,) = await renewer(world, user=user).renew_due(world.clock.at)
        assert (renewal.reason, counts(renewal)) == ("", (2, 0, 0, 1))
        assert renewal.failed == (("Travel/whole.txt", "it is larger than 25 MB: split it"),)
        assert "120 euros" in (await answer(world, HOTEL)).plain
        wiki.attach("1", "hotels.txt", TRAVEL.replace("120", "150").encode(), "att1")
        del wiki.files["att3"]
        world.clock.at += DAY
        (renewal,) = await renewer(world, user=user).renew_due(world.clock.at)
        assert counts(renewal) == (1, 1, 1, 0)
        assert "150 euros" in (await answer(world, HOTEL)).plain
        assert wiki.media_saw == [None, None]


async def test_a_wiki_that_does_not_let_us_in_or_has_no_such_space_says_so_and_keeps_what_is_known(
    world: World,
) -> None:
    async with FakeConfluence().running() as wiki:
        wiki.write("HR", "1", "Travel", f"<p>{TRAVEL}</p>")
        await named(world, "confluence", wiki.url, only="HR")
        await due(world)
        world.clock.at += DAY
        (renewal,) = await renewer(world, token="wrong").renew_due(world.clock.at)
        assert "check CONFLUENCE_USER and CONFLUENCE_TOKEN" in renewal.reason
        wiki.spaces["HR"]["1"].version, wiki.spaces["HR"]["1"].is_broken = 2, True
        assert [reason for _, reason in (await next_day(world)).failed] == [
            "its server answers 500 Internal Server Error"
        ]
        del wiki.spaces["HR"]
        assert "no space 'HR'" in (await next_day(world)).reason
        assert await titles(world) == ["Travel"]


async def test_a_kind_of_place_that_is_not_set_up_says_so(world: World) -> None:
    await named(world, "drive", "folder-1")
    assert "not set up for such places" in (await due(world)).reason
    assert world.clock.at == MONDAY
