"""What stands around every page: guards, error pages, static files, health."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.web.app import bare_app
from adapters.web.http.errors import Fault
from adapters.web.http.guard import proves_itself
from adapters.web.http.limits import PERSON, Limits
from adapters.web.http.site import Site
from lessons.database import Database
from tests.adapters.web.tiny import Scene, fine, scene

HTML = {"Accept": "text/html"}
JSON = {"Accept": "application/json"}
NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"


def corner(app: web.Application) -> None:
    """Pages that go wrong in every way, and one that proves itself."""

    async def broken(_: web.Request) -> web.Response:
        raise RuntimeError("the inner secret")

    async def gone(_: web.Request) -> web.Response:
        raise Fault(410, "This link has expired", "Ask for <b>a new one</b>.")

    async def away(_: web.Request) -> web.Response:
        async with Database(NOWHERE).read():
            raise AssertionError("there is no such database")

    async def moved(_: web.Request) -> web.Response:
        raise web.HTTPFound("/healthz")

    async def body(request: web.Request) -> web.Response:
        return web.Response(text=str(len(await request.read())))

    @proves_itself
    async def signed(_: web.Request) -> web.Response:
        return web.Response(text="taken", headers={"Content-Security-Policy": "frame-ancestors 'self'"})

    for name, handler in (("broken", broken), ("gone", gone), ("away", away), ("moved", moved)):
        app.router.add_get(f"/{name}", handler)
    app.router.add_get("/secret/{token}", broken)
    app.router.add_post("/body", body)
    app.router.add_post("/signed", signed)


@pytest.fixture
async def client() -> AsyncIterator[TestClient[Any, Any]]:
    async with TestClient(TestServer(bare_app([corner], fine))) as client:
        yield client


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Scene]:
    async with scene(tmp_path) as running:
        yield running


@pytest.mark.parametrize(
    ("method", "path", "status", "title"),
    [
        ("GET", "/nothing", 404, "There is no such page"),
        ("DELETE", "/gone", 405, "This address does not take that kind of request"),
        ("GET", "/gone", 410, "This link has expired"),
        ("GET", "/broken", 500, "Something went wrong on our side"),
        ("GET", "/away", 503, "The database cannot be used right now"),
    ],
)
async def test_every_error_is_a_clear_page_for_people_and_json_for_programs(
    client: TestClient[Any, Any], method: str, path: str, status: int, title: str
) -> None:
    page = await client.request(method, path, headers=HTML)
    assert (page.status, page.content_type) == (status, "text/html")
    assert title in await page.text()
    answer = await client.request(method, path, headers=JSON)
    said = await answer.json()
    assert (answer.status, said["error"]) == (status, title)
    assert said["advice"]


async def test_a_wrong_method_names_the_right_ones(client: TestClient[Any, Any]) -> None:
    assert (await client.get("/body")).headers["Allow"] == "POST"


async def test_words_of_an_error_are_escaped(client: TestClient[Any, Any]) -> None:
    assert "&lt;b&gt;a new one" in await (await client.get("/gone", headers=HTML)).text()


async def test_an_unforeseen_fault_shows_nothing_inner_and_leaves_no_token_in_the_log(
    client: TestClient[Any, Any], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        page = await (await client.get("/secret/abc.def", headers=HTML)).text()
    assert "inner secret" not in page
    assert "Traceback" not in page
    number = re.search(r"number (\w{8})", page)
    assert number
    assert number[1] in caplog.text
    assert "inner secret" in caplog.text
    assert "abc.def" not in caplog.text


async def test_a_vanished_database_says_when_to_come_again(client: TestClient[Any, Any]) -> None:
    assert (await client.get("/away")).headers["Retry-After"] == "5"


async def test_a_redirect_is_no_error(client: TestClient[Any, Any]) -> None:
    answer = await client.get("/moved", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (302, "/healthz")


async def test_a_body_beyond_the_limit_is_refused(client: TestClient[Any, Any]) -> None:
    assert (await client.post("/body", data=BytesIO(b"x" * 1024 * 1024))).status == 200
    answer = await client.post("/body", data=BytesIO(b"x" * (1024 * 1024 + 1)), headers=JSON)
    assert answer.status == 413
    assert "Send less" in (await answer.json())["advice"]


async def test_pages_forbid_browsers_what_they_do_not_need(client: TestClient[Any, Any]) -> None:
    for path in ("/healthz", "/nothing", "/broken"):
        headers = (await client.get(path)).headers
        assert "script-src 'self'" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cache-Control"] == "no-store"
    own = (await client.post("/signed")).headers
    assert own["Content-Security-Policy"] == "frame-ancestors 'self'"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
    ],
)
async def test_what_another_sites_page_sends_is_refused(client: TestClient[Any, Any], headers: dict[str, str]) -> None:
    assert (await client.post("/body", headers=headers)).status == 403
    assert (await client.post("/signed", headers=headers)).status == 200
    assert (await client.get("/healthz", headers=headers)).status == 200


async def test_our_own_pages_and_programs_may_send(client: TestClient[Any, Any]) -> None:
    own = str(client.make_url("")).rstrip("/")
    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": own}, {}):
        assert (await client.post("/body", headers=headers)).status == 200


async def test_static_files_are_kept_for_ever_under_an_address_that_changes_with_them(
    client: TestClient[Any, Any], tmp_path: Path
) -> None:
    current = Site().static("base.css")
    answer = await client.get(current)
    assert (answer.status, answer.content_type) == (200, "text/css")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    stale = await client.get("/static/0123/base.css")
    assert (stale.status, stale.headers["Cache-Control"]) == (200, "no-cache")
    (tmp_path / "base.css").write_text("a {}")
    assert Site(static=tmp_path).static("base.css") != current


@pytest.mark.parametrize(("accepts", "packed"), [("gzip, br", True), ("identity", False)])
async def test_styles_and_scripts_come_packed_to_whoever_takes_that(
    client: TestClient[Any, Any], accepts: str, packed: bool
) -> None:
    page = await (await client.get("/")).text()
    address = re.search(r'"(/static/[0-9a-f]+/base\.css)"', page)
    assert address
    reply = await client.get(address.group(1), headers={"Accept-Encoding": accepts})
    assert (reply.headers.get("Content-Encoding") == "gzip") is packed
    assert "color-scheme" in await reply.text()
    assert reply.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("name", ["nothing.css", "..%2fsite.py", "%2e%2e%2fsite.py", ".."])
async def test_nothing_beside_the_static_files_is_served(client: TestClient[Any, Any], name: str) -> None:
    assert (await client.get(f"/static/0123/{name}")).status == 404


def test_a_page_cannot_name_a_static_file_that_is_not_there() -> None:
    with pytest.raises(KeyError, match="nothing"):
        Site().static("nothing.css")


async def test_health_is_answered_as_it_is_found() -> None:
    async def ill() -> tuple[int, dict[str, Any]]:
        return 503, {"database": "cannot be reached"}

    async with TestClient(TestServer(bare_app([], ill))) as client:
        answer = await client.get("/healthz")
        assert (answer.status, await answer.json()) == (503, {"database": "cannot be reached"})


async def test_without_a_playground_there_is_no_way_to_play(tmp_path: Path) -> None:
    async with scene(tmp_path, played=False) as running:
        page = await running.client.get("/", headers=HTML)
        assert (page.status, "direct messages" in await page.text()) == (200, True)
        ada = running.people["Ada"].id
        for path in (f"/chat/stream?as={ada}", f"/chat/earlier?as={ada}&before=1", f"/?as={ada}"):
            assert 'role="log"' not in await (await running.client.get(path)).text()
        for path in ("/chat/say", "/chat/choose", "/chat/clock"):
            assert (await running.client.post(path, json={"step": "+1 day"})).status == 404
        assert running.playground.given == 0


async def test_a_playground_answers_under_no_strange_name(stage: Scene) -> None:
    for host in ("evil.example", "127.0.0.1.evil.example:3000", "", "[::1"):
        answer = await stage.client.get("/", headers={"Host": host, **HTML})
        assert answer.status == 421
        assert "PUBLIC_URL" in await answer.text()
    for host in ("localhost:3000", "127.0.0.1", "[::1]:3000"):
        assert (await stage.client.get("/", headers={"Host": host})).status == 200
    assert (await stage.client.get("/healthz", headers={"Host": "10.0.0.7"})).status == 200


async def test_a_playground_answers_under_the_name_it_was_given(tmp_path: Path) -> None:
    async with scene(tmp_path, url="https://lessons.example") as running:
        assert (await running.client.get("/", headers={"Host": "lessons.example"})).status == 200


async def test_a_playground_answers_no_other_machine_whatever_name_it_writes(stage: Scene) -> None:
    """G11: a peer elsewhere that sent "Host: localhost" got the playground."""
    passed_on = {"Host": "localhost:3000", "X-Forwarded-For": "203.0.113.9", **HTML}
    answer = await stage.client.get("/", headers=passed_on)
    assert (answer.status, "only on the machine" in await answer.text()) == (403, True)
    moved = await stage.client.post("/chat/clock", json={"step": "+1 day"}, headers={"X-Forwarded-For": "203.0.113.9"})
    assert (moved.status, stage.playground.given) == (403, 0)
    assert (await stage.client.get("/healthz", headers=passed_on)).status == 200
    assert (await stage.client.get("/", headers={**HTML, "X-Forwarded-For": "127.0.0.1"})).status == 200


async def test_no_reply_says_which_software_answers(client: TestClient[Any, Any]) -> None:
    """G14."""
    for path in ("/healthz", "/nothing", "/broken", "/moved", Site().static("base.css")):
        assert "Server" not in (await client.get(path, allow_redirects=False)).headers


async def test_behind_tls_browsers_are_told_to_come_by_tls_alone() -> None:
    """G14."""
    for url, told in (("https://lessons.example", True), ("http://127.0.0.1:3000", False)):
        async with TestClient(TestServer(bare_app([], fine, url))) as client:
            assert ("Strict-Transport-Security" in (await client.get("/healthz")).headers) is told


async def test_an_address_that_tries_links_without_end_is_stopped_and_platforms_are_not(
    client: TestClient[Any, Any],
) -> None:
    replies = [await client.get("/nothing", headers=HTML) for _ in range(320)]
    assert [reply.status for reply in replies[:200]] == [404] * 200
    assert replies[-1].status == 429
    assert int(replies[-1].headers["Retry-After"]) >= 1
    assert (await client.post("/signed")).status == 200
    other = {"X-Forwarded-For": "198.51.100.7", **HTML}
    assert (await client.get("/nothing", headers=other)).status == 404


def test_one_person_may_open_a_lesson_after_another_and_a_program_may_not_ask_for_ever() -> None:
    now = [0.0]
    limits = Limits(PERSON, lambda: now[0])
    for _ in range(600):  # a request a second, as somebody who browses
        assert limits.wait_s("ada") == 0
        limits.count("ada")
        now[0] += 1
    asked = 0
    while not limits.wait_s("bo"):
        limits.count("bo")
        asked += 1
    assert asked == PERSON.burst
    now[0] += limits.wait_s("bo")
    assert limits.wait_s("bo") == 0
    assert limits.wait_s("ada") == 0
