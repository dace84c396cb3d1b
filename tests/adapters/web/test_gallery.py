"""The gallery over HTTP and as files: every message on every page, a place to jump to each, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from lxml import html

from adapters.web.app import bare_app
from adapters.web.http.guard import POLICY
from adapters.web.pages.gallery import PATH, Tab, gallery, gallery_pages, slug, web_tab
from bot.__main__ import main
from bot.gallery.extremes import USUAL_AND_WORDS, WORDS, with_words
from bot.gallery.messages import every_message
from tests.adapters.web.drawn import files
from tests.adapters.web.tiny import fine, scene

TABS = ("slack", "microsoft-teams", "web-chat")


def pages(app: web.Application) -> None:
    gallery_pages(app, files)


@pytest.fixture
async def client() -> AsyncIterator[TestClient[Any, Any]]:
    async with TestClient(TestServer(bare_app([pages], fine))) as client:
        yield client


def names_on(page: str) -> list[str]:
    tree = html.fromstring(files()[page])
    return [str(one) for one in tree.xpath("//article[@class='shown']/h3/a/text()")]


@pytest.mark.parametrize("tab", TABS)
async def test_every_message_stands_on_the_page_of_every_platform(client: TestClient[Any, Any], tab: str) -> None:
    reply = await client.get(f"{PATH}{tab}.html")
    tree = html.fromstring(await reply.text())
    assert reply.status == 200
    assert reply.headers["Content-Security-Policy"] == POLICY
    shown = {one.get("id"): one.xpath("string(h3)").strip() for one in tree.xpath("//article[@class='shown']")}
    assert {slug(name): name for name in every_message()}.items() <= shown.items()
    assert [one.get("href") for one in tree.xpath("//ul[@class='names']//a")] == [f"#{name}" for name in shown]
    assert len(shown) == len(tree.xpath("//article[@class='shown']")), "two things share a place to jump to"


@pytest.mark.parametrize("tab", TABS)
def test_every_sentence_stands_there_with_every_kind_of_words(tab: str) -> None:
    for kind, words in WORDS.items():
        assert set(with_words(words)) <= set(names_on(f"{tab}-{slug(kind)}.html")), kind


def test_windows_and_forms_stand_behind_the_messages() -> None:
    assert {"App Home, a manager", "Share a lesson", "Campaign form, faults"} <= set(names_on("slack.html"))
    assert {"Campaign form", "Dry run, approval", "Watch"} <= set(names_on("microsoft-teams.html"))


@pytest.mark.parametrize("tab", ["index", *TABS])
def test_a_page_finds_all_that_it_needs_beside_itself(tab: str) -> None:
    for name in (name for name in files() if name.startswith(tab) and name.endswith(".html")):
        tree = html.fromstring(files()[name])
        asked = {str(one) for one in tree.xpath("//link/@href | //script/@src | //img/@src | //a[@class='kept']/@href")}
        assert asked <= set(files()), name
        assert len(asked) > 5, name
        assert not tree.xpath("//*[@style] | //style | //script[not(@src)][not(@type='application/json')]"), name


def test_sheets_follow_the_switches_and_not_the_browser() -> None:
    ours = [content.decode() for name, content in files().items() if name in ("base.css", "parts.css")]
    assert not [sheet for sheet in ours if "prefers-color-scheme" in sheet or "@media (max-width" in sheet]
    assert ':root[data-look="dark"]' in files()["base.css"].decode()
    assert "@container frame (max-width" in files()["parts.css"].decode()


async def test_the_playground_leads_to_the_gallery_and_the_gallery_back(tmp_path: Path) -> None:
    async with scene(tmp_path, pages=(pages,)) as playground:
        start = html.fromstring(await (await playground.client.get("/")).text())
        (way,) = start.xpath("//nav//a[contains(., 'Every message')]/@href")
        reply = await playground.client.get(str(way))
        assert "Messages as people get them" in await reply.text()
    home = gallery([web_tab()], home="/")["index.html"]
    assert html.fromstring(home).xpath("//a[@class='brand']/@href") == ["/"]


async def test_the_address_without_its_slash_leads_there_and_other_names_nowhere(client: TestClient[Any, Any]) -> None:
    reply = await client.get("/gallery", allow_redirects=False)
    assert (reply.status, reply.headers["Location"]) == (302, PATH)
    for name in ("none.html", "..%2Fapp.py", "slack"):
        assert (await client.get(f"{PATH}{name}")).status == 404


def test_what_people_wrote_is_escaped_on_the_page() -> None:
    for tab in TABS:
        page = files()[f"{tab}-markup.html"].decode()
        assert "<script>alert" not in page
        assert "evil.example" in page


def test_a_platform_without_windows_has_no_chapter_for_them() -> None:
    bare = gallery([Tab("Pigeon", web_tab().draw)])
    assert b"Windows and forms" not in bare["pigeon.html"]
    assert len([name for name in bare if name.startswith("pigeon")]) == len(USUAL_AND_WORDS)


def test_the_command_writes_the_same_pages_as_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "pages"
    assert main(["gallery", "--out", str(out)]) == 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == files()
    assert f"open {out / 'index.html'}" in capsys.readouterr().out


async def test_the_gallery_is_english_whoever_opens_it_first() -> None:
    """It is made once for everybody: a German visitor's language would stay in it for all others."""
    rooms = [lambda app: gallery_pages(app, lambda: gallery([web_tab()]))]
    async with TestClient(TestServer(bare_app(rooms, fine))) as client:
        reply = await client.get(f"{PATH}web-chat.html", headers={"Accept-Language": "de"})
        page = await reply.text()
    assert (">Watch<" in page or "Watch</button>" in page, "Ansehen" in page) == (True, False)
