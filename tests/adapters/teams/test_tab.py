"""The personal tab: single sign-on tells who opened it, and leads to their own page and to nobody else's."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from adapters.teams.connector.port import TAB_PATH
from adapters.web.app import bare_app
from adapters.web.learners.home import own_pages
from bot.managers.roles import Role, record_roles
from tests.adapters.teams.offices import Json, Office
from tests.adapters.web.browsing import IN_BROWSER, chromium
from tests.adapters.web.managing import healthy

NOW = int(time.time())


async def entered(office: Office, authorization: str) -> tuple[int, Json]:
    """What the tab is answered with, on the pages as an installation serves them."""

    def pages(app: Any) -> None:
        office.service.pages(app)
        own_pages(app, office.world.bot)

    async with TestClient(TestServer(bare_app([pages], healthy))) as client:
        headers = {"Authorization": authorization, "Accept": "application/json"}
        reply = await client.post(f"{TAB_PATH}/enter", headers=headers)
        told: Json = await reply.json() if reply.content_type == "application/json" else {}
        if url := told.get("url"):
            page = await client.get(url)
            assert "https://teams.microsoft.com" in page.headers["Content-Security-Policy"]
            told["page"] = await page.text()
        return reply.status, told


async def test_whoever_opens_the_tab_sees_their_own_page(office: Office) -> None:
    await office.install("Ada")
    await office.install("Bo")
    await office.world.start("Bo")
    status, told = await entered(office, office.teams.signed_on("Ada"))
    assert status == 200
    assert "Your first lesson comes with your team" in told["page"]


async def test_the_question_of_the_day_stands_in_the_tab(office: Office) -> None:
    await office.install("Ada")
    await office.world.start("Ada")
    await office.world.pass_days(1)
    _, told = await entered(office, office.teams.signed_on("Ada"))
    assert "What now, after The Printer?" in told["page"]


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "api://other.example/botid-1"},
        {"iss": "https://login.microsoftonline.com/other/v2.0"},
        {"tid": "T2"},
        {"scp": "User.Read"},
        {"scp": None},
        {"exp": NOW - 3600},
        {"oid": None},
    ],
)
async def test_a_token_that_was_not_made_for_this_page_opens_nothing(office: Office, claims: Json) -> None:
    await office.install("Ada")
    status, told = await entered(office, office.teams.signed_on("Ada", **claims))
    assert status in (401, 403)
    assert "url" not in told


async def test_a_key_that_nobody_published_and_no_token_at_all_open_nothing(office: Office) -> None:
    await office.install("Ada")
    assert (await entered(office, office.teams.signed_on("Ada", key_number=7)))[0] == 401
    assert (await entered(office, ""))[0] == 401
    assert (await entered(office, "Bearer not.a.token"))[0] == 401


async def test_the_tokens_of_the_connector_open_no_page(office: Office) -> None:
    await office.install("Ada")
    assert (await entered(office, office.teams.signed(office.teams.activity("Ada"))))[0] == 401


async def test_keys_that_cannot_be_read_are_asked_for_again(office: Office) -> None:
    await office.install("Ada")
    office.teams.keys_status = 500
    assert (await entered(office, office.teams.signed_on("Ada")))[0] == 503
    office.teams.keys_status = 200
    assert (await entered(office, office.teams.signed_on("Ada")))[0] == 200


async def test_somebody_who_never_met_the_bot_is_told_what_to_do(office: Office) -> None:
    await office.install("Ada")
    _, told = await entered(office, office.teams.signed_on("Stranger"))
    assert "write “help” in our chat first" in told["words"]


async def test_a_guest_is_told_that_there_is_nothing_for_them(office: Office) -> None:
    await office.install("Gus")
    async with office.world.database.write() as db:
        await record_roles(db, office.world.workspace.id, [("Gus", Role.GUEST)])
    _, told = await entered(office, office.teams.signed_on("Gus"))
    assert "for members of this workspace" in told["words"]


async def test_the_tab_speaks_the_language_that_teams_names(office: Office) -> None:
    for locale, words in (("de-DE", "Deine Seite wird geöffnet"), ("fr", "Opening your page")):
        reply = await office.http.get(TAB_PATH, params={"locale": locale})
        assert words in await reply.text()
        assert "https://teams.microsoft.com" in reply.headers["Content-Security-Policy"]


async def test_without_single_sign_on_the_chat_leads_to_the_same_page(office: Office) -> None:
    await office.install("Ada")
    await office.write("Ada", "my page")
    assert "Your page: today's lesson" in office.sees("Ada")[-1]


HOST = """
window.addEventListener('message', ({ data, source }) => {
  if (!data.func) return;
  const told = data.func === 'initialize' ? ['web', 'web', '', '2.0.0'] : [true, window.token];
  source.postMessage({ id: data.id, uuidAsString: data.uuidAsString, args: told }, '*');
});
"""


@pytest.mark.browser
@IN_BROWSER[2]
async def test_in_a_browser_the_tab_asks_teams_and_goes_to_the_page(office: Office) -> None:
    await office.install("Ada")

    async def host(request: web.Request) -> web.Response:
        # The fake stands for Teams: it frames the tab and answers TeamsJS as Teams does.
        script = f"window.token = {json.dumps(office.teams.signed_on('Ada').removeprefix('Bearer '))}; {HOST}"
        text = f"<script>{script}</script><iframe src='{TAB_PATH}?locale=en-GB'></iframe>"
        headers = {"Content-Security-Policy": "default-src * 'unsafe-inline'"}
        return web.Response(text=text, content_type="text/html", headers=headers)

    def pages(app: Any) -> None:
        office.service.pages(app)
        own_pages(app, office.world.bot)
        app.router.add_get("/host", host)

    async with TestServer(bare_app([pages], healthy)) as server, chromium() as browser:
        page = await browser.new_page()
        await page.goto(str(server.make_url("/host")))
        await page.frames[1].wait_for_selector("text=Your first lesson comes", timeout=20_000)
        await page.goto(str(server.make_url(TAB_PATH)))
        await page.wait_for_selector("text=I could not see who you are", timeout=20_000)
        assert await page.locator("text=Write “my page” in our chat").is_visible()
        assert await page.locator("#opening").is_hidden()
