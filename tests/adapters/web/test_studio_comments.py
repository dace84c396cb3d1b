"""Comments at a second of a clip, and the automatic checks, as a reviewer and a writer send and get them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.web.studio.visiting import HOME
from lessons.database import Database
from schedules.people import roster
from tests.adapters.web.studio_desk import StudioDesk, studio_desk
from tests.adapters.web.test_studio import PAGE, fields

LOOPBACK = [ip_network("127.0.0.0/8")]


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> AsyncIterator[StudioDesk]:
    async with studio_desk(database, tmp_path, another_approves=True, networks=LOOPBACK) as made:
        yield made


async def ask(desk: StudioDesk, what: str) -> dict[str, Any]:
    reply = await desk.client.get(f"{HOME}{PAGE}/{what}", headers=await desk.signed_in())
    assert reply.status == 200
    answer: dict[str, Any] = await reply.json()
    return answer


async def comment(desk: StudioDesk, message: str, name: str = "Noor", place: str = "1.0") -> list[dict[str, Any]]:
    status, answer = await desk.send(f"{PAGE}/comments", {"at_s": 1.5, "message": message, "place": place}, name)
    assert status == 200
    comments: list[dict[str, Any]] = answer["comments"]
    return comments


async def test_a_comment_stands_at_its_second_and_its_line_with_who_wrote_it(desk: StudioDesk) -> None:
    (made,) = await comment(desk, "Who is somebody?")
    assert (made["at_s"], made["place"], made["who"], made["resolved"]) == (1.5, "1.0", "Noor", False)
    assert (await ask(desk, "comments"))["comments"] == [made], "the writer reads the same"
    _, page = await desk.get("/the-mail/")
    assert "Open comments: 1" in page


async def test_a_comment_stays_with_its_line_when_the_page_changes_around_it(desk: StudioDesk) -> None:
    await comment(desk, "Whose name?")
    page = fields()
    page["sections"][1]["lines"].insert(0, {"words": "Wait."})
    await desk.send(f"{PAGE}/save", page)
    ((moved,)) = (await ask(desk, "comments"))["comments"]
    assert (moved["place"], moved["earlier"]) == ("1.1", 1), "its line stands there now"
    page["sections"][1]["lines"].pop()
    await desk.send(f"{PAGE}/save", {**page, "version": 2})
    ((left,)) = (await ask(desk, "comments"))["comments"]
    assert (left["place"], left["earlier"]) == ("", 1), "that line is gone; the comment says which version it is about"


async def test_a_comment_is_resolved_and_opened_again(desk: StudioDesk) -> None:
    (made,) = await comment(desk, "Who is somebody?")
    for resolved in (True, True, False):
        _, answer = await desk.send(f"{PAGE}/comments/{made['id']}", {"resolved": resolved})
        assert answer["comments"][0]["resolved"] is resolved
    _, page = await desk.get("/the-mail/")
    assert "Open comments: 1" in page


async def test_an_empty_or_endless_comment_is_refused_in_words(desk: StudioDesk) -> None:
    for message, words in (("  ", "Write something"), ("x" * 2001, "2000 characters at most")):
        status, answer = await desk.send(f"{PAGE}/comments", {"at_s": 0, "message": message})
        assert (status, words in answer["advice"]) == (422, True)


async def test_a_writer_whose_series_comes_back_hears_how_many_comments_wait(desk: StudioDesk) -> None:
    await desk.get(PAGE)
    await desk.send(f"{PAGE}/save", fields("Somebody wrote to us.", 1))
    await desk.post("/the-mail/publish")
    await comment(desk, "Who?")
    await comment(desk, "When?")
    await desk.post("/the-mail/back", "Noor", reason="See my comments.")
    await desk.world.sender.deliver_due()
    assert "2 comments on it are open." in (await desk.world.last("Mira")).words


async def test_the_checks_say_what_a_reviewer_asks_first(desk: StudioDesk) -> None:
    checks = {each["kind"]: each for each in (await ask(desk, "checks"))["checks"]}
    assert set(checks) == {
        *("faults", "length", "captions", "one_right", "sources", "links", "bias", "reading", "contrast")
    }
    assert checks["one_right"]["detail"].startswith("“The name” is right, one of 2.")
    assert {checks[kind]["state"] for kind in ("faults", "length", "captions", "one_right", "contrast")} == {"right"}
    assert "90 are the most" in checks["length"]["detail"]


async def test_a_word_of_the_list_is_named_with_its_line(desk: StudioDesk) -> None:
    await desk.get(PAGE)
    await desk.send(f"{PAGE}/save", fields("Ask the Chairman first.", 1))
    (word,) = [each for each in (await ask(desk, "checks"))["checks"] if each["kind"] == "bias"]
    assert (word["state"], word["detail"], word["place"]) == ("look", "“Chairman”: rather “chair”.", "0.0")


@asynccontextmanager
async def site() -> AsyncIterator[TestServer]:
    """A web site on which one page is gone."""

    async def page(request: web.Request) -> web.Response:
        return web.Response(status=404 if request.path == "/gone" else 200)

    app = web.Application()
    app.router.add_get("/{rest:.*}", page)
    server = TestServer(app, host="127.0.0.1")
    async with server:
        yield server


async def links(desk: StudioDesk, url: object, version: int) -> dict[str, Any]:
    page = fields("Hello.", version)
    page["sections"][-1]["text"] = f"- [Rules]({url})"
    await desk.get(PAGE)
    status, _ = await desk.send(f"{PAGE}/save", page)
    assert status == 200
    (check,) = [each for each in (await ask(desk, "checks"))["checks"] if each["kind"] == "links"]
    return dict(check)


async def test_a_dead_link_is_named(desk: StudioDesk) -> None:
    async with site() as server:
        assert (await links(desk, server.make_url("/there"), 1))["state"] == "right"
        dead = await links(desk, server.make_url("/gone"), 2)
        assert (dead["state"], "There is nothing at http://127.0.0.1" in dead["detail"]) == ("wrong", True)


async def test_a_link_into_a_closed_network_is_left_to_people(database: Database, tmp_path: Path) -> None:
    async with studio_desk(database, tmp_path) as closed, site() as server:
        check = await links(closed, server.make_url("/gone"), 1)
        assert (check["state"], "Open it yourself" in check["detail"]) == ("open", True)


async def test_nobody_but_its_curators_reads_comments(desk: StudioDesk) -> None:
    await comment(desk, "Who is somebody?")
    reply = await desk.client.get(f"{HOME}{PAGE}/comments", headers=await desk.signed_in("Ada"))
    assert reply.status in (403, 404, 410)
    async with desk.world.database.write() as db:
        await roster.change_learner(db, desk.world.workspace.id, desk.world.learners["Mira"].id, locale="de-DE")
    assert (await ask(desk, "checks"))["checks"][0]["detail"] == "Alles stimmt."
