"""Signing in with the company's account: who gets in, as whom, and how nobody else does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp
import jwt
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from cryptography.hazmat.primitives.asymmetric import rsa
from yarl import URL

from adapters.web.app import bare_app
from adapters.web.managers.pages import manager_pages
from adapters.web.sign_in.browsers import COOKIE
from adapters.web.sign_in.doors import SignIn
from adapters.web.sign_in.provider import Client, Provider
from adapters.web.sign_in.sessions_page import SessionsPage
from bot.links import SESSION_LIFE, Links
from bot.sign_in.sessions import GRACE, IDLE, RENEWED, forget_sessions
from lessons.database import Database
from schedules.ledger.audit import audit_entries
from schedules.people import roster
from tests.adapters.web.managing import healthy
from tests.bot.asking import a_world
from tests.fakes.oidc import CLIENT, NOT_SET, SECRET, FakeProvider, fake_provider
from tests.stories.world import World

MIRA = {"email": "Mira@Example.com", "email_verified": True}


@dataclass
class House:
    """Pages, the company's sign-in, and a browser."""

    world: World
    provider: FakeProvider
    server: TestServer
    browser: TestClient[web.Request, web.Application]

    async def sign_in(self, to: str = "", browser: aiohttp.ClientSession | None = None) -> tuple[int, str, str]:
        """Where the browser stands in the end, and what it shows."""
        used: Any = browser or self.browser
        begun = await used.get("/sign-in/go", params={"to": to}, allow_redirects=False)
        if begun.status != 303:
            return begun.status, "/sign-in/go", await begun.text()
        back = await self.allowed(begun.headers["Location"])
        ended = await used.get(back.path_qs, allow_redirects=False)
        return ended.status, ended.headers.get("Location", ""), await ended.text()

    async def allowed(self, place: str) -> URL:
        """What the provider sends the browser back to."""
        async with aiohttp.ClientSession() as session, session.get(place, allow_redirects=False) as reply:
            return URL(reply.headers["Location"])

    def another_browser(self, agent: str = "") -> aiohttp.ClientSession:
        jar, headers = aiohttp.CookieJar(unsafe=True), {"User-Agent": agent}
        return aiohttp.ClientSession(str(self.server.make_url("/")), cookie_jar=jar, headers=headers)

    async def audited(self) -> list[tuple[str, str]]:
        async with self.world.database.read() as db:
            long_ago = self.world.clock.at - timedelta(days=9)
            return [(row.action, row.actor) for row in await audit_entries(db, self.world.workspace.id, long_ago, 99)]


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    async with a_world(database) as world, fake_provider() as provider:
        for name, manages in (("Mira", True), ("Max", True), ("Ada", False)):
            learner = await world.join(name, manages=manages)
            async with database.write() as db:
                about = {"email": f"{name.lower()}@example.com"}
                await roster.change_learner(db, world.workspace.id, learner.id, **about)
        links = Links("x" * 40, "http://127.0.0.1:3000")

        def pages(app: web.Application) -> None:
            used = Provider(Client(provider.url, CLIENT, SECRET))
            SignIn(database, links, world.clock, used, "").routes(app)
            SessionsPage(database, links, world.clock).routes(app)
            manager_pages(app, database, links, world.clock, 100, lambda: None)

        provider.account = dict(MIRA)
        server = TestServer(bare_app([pages], healthy), host="127.0.0.1")
        async with TestClient(server) as browser:
            yield House(world, provider, server, browser)


async def test_a_manager_signs_in_with_the_companys_account(house: House) -> None:
    assert (await house.browser.get("/manage/")).status == 401
    assert (await house.sign_in())[:2] == (303, "/manage/")
    assert (await house.browser.get("/manage/")).status == 200
    assert ("signed in", house.world.learners["Mira"].id) in await house.audited()


async def test_whoever_is_not_signed_in_is_led_to_the_sign_in_and_back_to_the_page(house: House) -> None:
    shut = await (await house.browser.get("/manage/audit")).text()
    assert 'href="/sign-in?to=/manage/audit"' in shut
    page = await (await house.browser.get("/sign-in?to=/manage/audit")).text()
    assert 'href="/sign-in/go?to=/manage/audit"' in page
    assert (await house.sign_in("/manage/audit"))[1] == "/manage/audit"


@pytest.mark.parametrize(
    "to", ["//evil.example", "https://evil.example", "/manage/../../x", "/manage//evil", "/static/x"]
)
async def test_a_sign_in_leads_to_our_pages_alone(house: House, to: str) -> None:
    assert (await house.sign_in(to))[1] == "/manage/"


async def test_who_does_not_manage_gets_their_own_page_and_no_other(house: House) -> None:
    house.provider.account = {"email": "ada@example.com", "email_verified": True}
    status, place, _ = await house.sign_in("/manage/")
    assert (status, place.startswith("/home/")) == (303, True)
    assert (await house.browser.get("/manage/")).status == 403


@pytest.mark.parametrize(
    "account",
    [
        {"email": "stranger@example.com", "email_verified": True},
        {"email": "mira@example.com", "email_verified": False},
        {"email": "mira@example.com"},
        {"email_verified": True},
        {"email": "", "email_verified": True},
        {"email": "mira@example.com", "email_verified": "false"},
        {"email": "m\u0131ra@example.com", "email_verified": True},
        {"preferred_username": "mira@example.com", "upn": "mira@example.com", "email_verified": True},
    ],
)
async def test_an_address_that_is_not_vouched_for_opens_nothing(house: House, account: dict[str, Any]) -> None:
    house.provider.account = account
    status, _, page = await house.sign_in()
    assert (status, "This account opens nothing here" in page) == (403, True)
    assert (await house.browser.get("/manage/")).status == 401


async def test_of_two_with_one_address_nobody_gets_in(house: House) -> None:
    async with house.world.database.write() as db:
        about = {"email": "mira@example.com"}
        await roster.change_learner(db, house.world.workspace.id, house.world.learners["Ada"].id, **about)
    assert (await house.sign_in())[0] == 403


async def test_an_address_of_another_companys_workspace_opens_nothing(house: House) -> None:
    now = house.world.clock.at
    async with house.world.database.write() as db:
        other = await roster.open_workspace(db, house.world.platform, "T2", "Other", now)
        await roster.enter_learner(db, other.id, "Sam", "Sam", now, email="sam@example.com", manages=True)
    house.provider.account = {"email": "sam@example.com", "email_verified": True}
    assert (await house.sign_in())[0] == 403


LIES: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://evil.example"},
    "another client": {"aud": "another"},
    "two clients, the other one in charge": {"aud": [CLIENT, "another"], "azp": "another"},
    "another sign-in": {"nonce": "of yesterday"},
    "no nonce": {"nonce": NOT_SET},
    "long over": {"exp": 1_000_000_000},
    "without an end": {"exp": NOT_SET},
    "from tomorrow": {"iat": 4_000_000_000},
    "nobody": {"sub": NOT_SET},
}


@pytest.mark.parametrize("lie", LIES)
async def test_no_token_is_believed_that_is(house: House, lie: str) -> None:
    house.provider.changes = LIES[lie]
    assert (await house.sign_in())[0] == 502
    assert (await house.browser.get("/manage/")).status == 401


async def test_no_token_is_believed_that_the_provider_did_not_sign(house: House) -> None:
    stranger = rsa.generate_private_key(65537, 2048)
    public = jwt.algorithms.RSAAlgorithm.to_jwk(house.provider.key.public_key())
    forgeries = [
        (stranger, "RS256", "first"),
        ("", "none", "first"),
        (SECRET, "HS256", "first"),
        (public, "HS256", "first"),
    ]
    for forged in (*forgeries, (stranger, "RS256", "unheard-of")):
        house.provider.signed_by = forged
        assert (await house.sign_in())[0] == 502, forged[1]
    house.provider.signed_by = None
    assert (await house.sign_in())[0] == 303


async def test_a_provider_may_change_its_key(house: House) -> None:
    assert (await house.sign_in())[0] == 303
    house.provider.rotate("second")
    assert (await house.sign_in())[0] == 303


async def test_a_provider_that_calls_itself_otherwise_is_not_used(house: House) -> None:
    house.provider.metadata = {"issuer": "https://login.example/{tenantid}/v2.0"}
    status, _, page = await house.sign_in()
    assert (status, "cannot be reached" in page) == (502, True)


async def test_a_token_address_without_https_is_not_used(house: House) -> None:
    house.provider.metadata = {"token_endpoint": "http://login.example/token"}
    assert (await house.sign_in())[0] == 502


async def test_who_says_no_is_told_what_to_do(house: House) -> None:
    house.provider.account = None
    status, _, page = await house.sign_in()
    assert (status, "Your company" in page) == (403, True)


async def test_a_sign_in_ends_only_in_the_browser_that_began_it(house: House) -> None:
    """Whoever is led to a link with a stranger's code must not be signed in as the stranger."""
    begun = await house.browser.get("/sign-in/go", allow_redirects=False)
    back = await house.allowed(begun.headers["Location"])
    victim = house.another_browser()
    try:
        assert (await victim.get(back.path_qs)).status == 403
        await victim.get("/sign-in/go", allow_redirects=False)
        assert (await victim.get(back.path_qs)).status == 403, "its own state is another one"
    finally:
        await victim.close()


async def test_a_sign_in_ends_once_and_in_time(house: House) -> None:
    begun = await house.browser.get("/sign-in/go", allow_redirects=False)
    back = await house.allowed(begun.headers["Location"])
    assert (await house.browser.get(back.path_qs, allow_redirects=False)).status == 303
    assert (await house.browser.get(back.path_qs, allow_redirects=False)).status == 403
    begun = await house.browser.get("/sign-in/go", allow_redirects=False)
    back = await house.allowed(begun.headers["Location"])
    house.world.clock.at += timedelta(minutes=12)
    assert (await house.browser.get(back.path_qs, allow_redirects=False)).status == 403


async def test_another_issuers_answer_is_refused(house: House) -> None:
    begun = await house.browser.get("/sign-in/go", allow_redirects=False)
    back = (await house.allowed(begun.headers["Location"])).update_query(iss="https://evil.example")
    assert (await house.browser.get(back.path_qs, allow_redirects=False)).status == 403


async def test_the_cookie_is_closed_to_scripts_and_to_other_sites(house: House) -> None:
    await house.sign_in()
    (cookie,) = [each for each in house.browser.session.cookie_jar if each.key == COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")


async def test_who_leaves_is_out_at_once_and_stays_out(house: House) -> None:
    await house.sign_in()
    mira = house.world.learners["Mira"]
    async with house.world.database.write() as db:
        await roster.change_learner(db, mira.workspace_id, mira.id, active=False)
    assert (await house.browser.get("/manage/")).status == 401
    async with house.world.database.write() as db:
        await roster.change_learner(db, mira.workspace_id, mira.id, active=True)
    assert (await house.browser.get("/manage/")).status == 401
    async with house.world.database.write() as db:
        await roster.change_learner(db, mira.workspace_id, mira.id, active=False)
    assert (await house.sign_in())[0] == 403


async def test_who_signs_out_is_out_also_with_a_copy_of_the_cookie(house: House) -> None:
    await house.sign_in()
    (copy,) = [each.value for each in house.browser.session.cookie_jar if each.key == COOKIE]
    left = await house.browser.post("/sign-out")
    page = await left.text()
    assert ("You are signed out here" in page, f"{house.provider.url}/leave" in page) == (True, True)
    assert (await house.browser.get("/manage/", headers={"Cookie": f"{COOKIE}={copy}"})).status == 401
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert (await house.browser.post("/sign-out", headers=foreign)).status == 403


async def test_a_session_rests_two_hours_and_lasts_twelve(house: House) -> None:
    await house.sign_in()
    house.world.clock.at += IDLE - timedelta(minutes=1)
    assert (await house.browser.get("/manage/")).status == 200
    house.world.clock.at += IDLE + timedelta(minutes=1)
    assert (await house.browser.get("/manage/")).status == 401
    await house.sign_in()
    for _ in range(int(SESSION_LIFE / timedelta(hours=1)) - 1):
        house.world.clock.at += timedelta(hours=1)
        assert (await house.browser.get("/manage/")).status == 200
    house.world.clock.at += timedelta(hours=1)
    assert (await house.browser.get("/manage/")).status == 401
    async with house.world.database.write() as db:
        assert await forget_sessions(db, house.world.clock.at) == 1


async def test_the_cookie_is_replaced_and_a_copied_one_ends_the_session(house: House) -> None:
    await house.sign_in()
    (copy,) = [each.value for each in house.browser.session.cookie_jar if each.key == COOKIE]
    house.world.clock.at += RENEWED
    assert (await house.browser.get("/manage/")).status == 200
    (fresh,) = [each.value for each in house.browser.session.cookie_jar if each.key == COOKIE]
    assert fresh != copy
    assert (await house.browser.get("/manage/")).status == 200
    thief = house.another_browser()
    try:
        stolen = {"Cookie": f"{COOKIE}={copy}"}
        assert (await thief.get("/manage/", headers=stolen)).status == 200, "requests under way carry it for a minute"
        house.world.clock.at += GRACE
        assert (await thief.get("/manage/", headers=stolen)).status == 401
    finally:
        await thief.close()
    assert (await house.browser.get("/manage/")).status == 401
    assert ("copied cookie refused", house.world.learners["Mira"].id) in await house.audited()


async def test_a_new_cookie_that_was_lost_on_the_way_is_sent_again(house: House) -> None:
    await house.sign_in()
    (old,) = [each.value for each in house.browser.session.cookie_jar if each.key == COOKIE]
    house.world.clock.at += RENEWED
    lost = {"Cookie": f"{COOKIE}={old}"}
    other = house.another_browser()
    try:
        assert COOKIE in (await other.get("/manage/", headers=lost)).cookies
        house.world.clock.at += timedelta(minutes=5)
        again = await house.browser.get("/manage/")
        assert (again.status, COOKIE in again.cookies) == (200, True)
    finally:
        await other.close()


async def test_everybody_sees_and_ends_their_own_sessions_alone(house: House) -> None:
    await house.sign_in()
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1"
    phone, max_ = house.another_browser(agent), house.another_browser()
    try:
        await house.sign_in(browser=phone)
        house.provider.account = {"email": "max@example.com", "email_verified": True}
        await house.sign_in(browser=max_)
        page = await (await house.browser.get("/sessions")).text()
        assert ("Safari, iPhone" in page, page.count('/sessions/end"')) == (True, 2)
        others = [row for row in page.split("<tr>") if "Safari, iPhone" in row]
        (theirs,) = [row.partition('name="session" value="')[2].partition('"')[0] for row in others]
        assert (await max_.post("/sessions/end", data={"session": theirs})).status == 200
        assert (await phone.get("/manage/")).status == 200, "another's session is not Max's to end"
        ended = await house.browser.post("/sessions/end", data={"session": theirs})
        assert "That browser is signed out" in await ended.text()
        assert (await phone.get("/manage/")).status == 401
        assert (await max_.get("/manage/")).status == 200
    finally:
        await phone.close()
        await max_.close()


async def test_signing_out_everywhere_ends_each_browser(house: House) -> None:
    await house.sign_in()
    phone = house.another_browser()
    try:
        await house.sign_in(browser=phone)
        await house.browser.post("/sessions/end-all")
        assert (await house.browser.get("/manage/")).status == (await phone.get("/manage/")).status == 401
    finally:
        await phone.close()
