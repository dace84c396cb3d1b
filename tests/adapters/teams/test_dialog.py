"""The dialog's page: what it may do, and that it greets Teams and shows the player, in a real browser."""

from __future__ import annotations

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.teams.forms.dialog import dialog, dialog_pages
from adapters.web.http.guard import forbid_by_default
from tests.adapters.web.browsing import IN_BROWSER, chromium


def pages() -> web.Application:
    app = web.Application()
    app.on_response_prepare.append(forbid_by_default(""))
    dialog_pages(app)
    return app


async def test_only_teams_and_its_siblings_may_frame_the_page() -> None:
    async with TestClient(TestServer(pages())) as http:
        reply = await http.get("/teams/watch/abc.def")
        policy = reply.headers["Content-Security-Policy"]
    assert "https://teams.microsoft.com" in policy
    assert "https://*.cloud.microsoft" in policy
    assert "script-src 'self';" in policy


async def test_a_token_cannot_break_out_of_the_page() -> None:
    async with TestClient(TestServer(pages())) as http:
        text = await (await http.get("/teams/watch/%22%3E%3Cscript%3Ealert(1)")).text()
    assert "<script>alert" not in text
    assert "%22%3E%3Cscript%3Ealert%281%29" in text


async def test_files_that_are_not_there_are_not_found() -> None:
    async with TestClient(TestServer(pages())) as http:
        for path in ("/teams/none.js", "/teams/..%2Fapp.py", "/teams/teams-js.LICENSE"):
            assert (await http.get(path)).status == 404


def test_the_second_to_begin_at_is_kept() -> None:
    task = dialog("https://ninety.example/watch/abc#t=12", "x" * 300)["task"]
    assert isinstance(task, dict)
    assert task["value"]["url"] == "https://ninety.example/teams/watch/abc#t=12"
    assert len(task["value"]["title"]) == 100


@pytest.mark.browser
@IN_BROWSER[2]
async def test_in_a_browser_it_greets_its_host_and_shows_the_player() -> None:
    app = pages()

    async def host(request: web.Request) -> web.Response:
        script = "window.heard = []; window.addEventListener('message', (one) => window.heard.push(one.data));"
        frame = "<iframe src='/teams/watch/abc#t=12'></iframe>"
        return web.Response(
            text=f"<script>{script}</script>{frame}", content_type="text/html", headers=NOTHING_FORBIDDEN
        )

    async def player(request: web.Request) -> web.Response:
        framed = {"Content-Security-Policy": "frame-ancestors 'self'"}
        return web.Response(text="<p>the player</p>", content_type="text/html", headers=framed)

    app.router.add_get("/host", host)
    app.router.add_get("/watch/{token}", player)
    async with TestServer(app) as server, chromium() as browser:
        page = await browser.new_page()
        await page.goto(str(server.make_url("/host")))
        await page.wait_for_function("window.heard.some((one) => one.func === 'initialize')", timeout=20_000)
        shown = page.frames[1].child_frames[0]
        await shown.wait_for_selector("text=the player")
        assert shown.url.endswith("/watch/abc#t=12")


NOTHING_FORBIDDEN = {"Content-Security-Policy": "default-src * 'unsafe-inline'"}
