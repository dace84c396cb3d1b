"""Our way to Slack against somebody else's idea of Slack: the emulator of the npm package `emulate`, scopes strict."""

from __future__ import annotations

import json
import socket
import subprocess
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_sdk.errors import SlackApiError
from yarl import URL

from adapters.slack.connection import connect_slack
from adapters.slack.connector.keys import SlackKeys
from adapters.slack.forms import home
from adapters.slack.gallery.samples import NOW, home_page
from adapters.slack.outbound.chat import SlackChat
from adapters.slack.service import SlackService
from adapters.web.app import bare_app
from bot.answers.answerer import Answerer
from bot.answers.worker import AnswerWorker
from bot.chat import Address, Clip, Message, Text
from bot.clock import Clock
from bot.events import Person
from bot.faults import ChatAppFault
from bot.inbound import Bot
from bot.links import Links
from lessons.database import Database
from schedules.people.roster import Learner, Workspace, learner_outside, workspace_outside
from tests import node
from tests.adapters.slack.conftest import OURS, SECRET, healthy

pytestmark = node.needs(node.SLACK)
CLIENT, CLIENT_SECRET = "1234.5678", "the app's own secret"
MEDIA = "c0ffee0123456789"
CLIP = Clip("The Printer", "http://127.0.0.1:3000/watch/t", f"http://127.0.0.1:3000/media/{MEDIA}/poster.jpg", 30)
LESSON = Message("The Printer", (Text("What now?"), CLIP))
READS_ONLY = "xoxb-reads-only"
READY_S = 30


@dataclass(frozen=True, slots=True)
class Emulator:
    """The emulator, and where the app that it knows is to be."""

    url: URL
    ours: URL


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    """One emulator for all tests of this file: it takes a second to start."""
    made = Emulator(URL(f"http://127.0.0.1:{_free_port()}"), URL(f"http://127.0.0.1:{_free_port()}"))
    seed = tmp_path_factory.mktemp("emulate") / "seed.json"
    seed.write_text(json.dumps({"slack": _seed(made.ours)}))
    program = node.SLACK / "node_modules" / "emulate" / "dist" / "index.js"
    order = [node.node(), str(program), "start", "-s", "slack", "-p", str(made.url.port), "--seed", str(seed)]
    with subprocess.Popen(order, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=node.environment()) as run:
        try:
            _wait_for(made.url)
            yield made
        finally:
            run.terminate()


def _seed(ours: URL) -> dict[str, Any]:
    app = {"client_id": CLIENT, "client_secret": CLIENT_SECRET, "app_id": "A1", "name": "Ninety"}
    return {
        "team": {"name": "Riverbank", "domain": "riverbank"},
        "users": [{"name": "ada", "real_name": "Ada"}, {"name": "bo", "real_name": "Bo"}],
        "oauth_apps": [app | {"redirect_uris": [str(ours / "slack/installed")]}],
        "tokens": [{"token": READS_ONLY, "type": "bot", "user": "ada", "scopes": ["users:read"]}],
        "strict_scopes": True,
    }


def _free_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_for(url: URL) -> None:
    until = time.monotonic() + READY_S
    while True:
        try:
            with urllib.request.urlopen(str(url), timeout=5):
                return
        except OSError:
            assert time.monotonic() < until, "the emulator did not start"
            time.sleep(0.05)


@asynccontextmanager
async def _reading_addresses(emulator: Emulator, session: aiohttp.ClientSession) -> AsyncIterator[URL]:
    """Where the emulator takes what Slack takes: it reads bodies of POST alone, and slack_sdk asks in addresses too."""

    async def pass_on(request: web.Request) -> web.Response:
        asked = bool(request.query) and request.path.startswith("/api/")
        headers = {name: request.headers[name] for name in ("Authorization", "Content-Type") if name in request.headers}
        call = session.request(
            "POST" if asked else request.method,
            emulator.url.join(request.rel_url.with_query(None) if asked else request.rel_url),
            data=dict(request.query) if asked else await request.read(),
            headers=headers,
            allow_redirects=False,
        )
        async with call as answer:
            told = {name: answer.headers[name] for name in ("Content-Type", "Location") if name in answer.headers}
            return web.Response(status=answer.status, body=await answer.read(), headers=told)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", pass_on)
    async with TestServer(app) as server:
        yield server.make_url("/")


@dataclass(frozen=True, slots=True)
class Installed:
    """Our service, installed in the emulator's workspace by its own pages."""

    database: Database
    slack: SlackService
    workspace: Workspace
    words: str

    async def learner(self, name: str) -> Learner:
        client = await self.slack.tokens.client(self.workspace.id)
        people: list[dict[str, Any]] = (await client.users_list(limit=100))["members"]
        (found,) = [one["id"] for one in people if one["name"] == name]
        async with self.database.read() as db:
            learner = await learner_outside(db, self.workspace.id, found)
        assert learner
        return learner

    async def address(self, name: str) -> Address:
        """Where somebody is written to, once their conversation is open."""
        learner = await self.learner(name)
        await self.slack.conversations.open_with(Person("slack", self.workspace.outside_id, learner.outside_id))
        opened = await self.learner(name)
        return Address("slack", opened.workspace_id, opened.id, opened.place)


@pytest.fixture
async def service(database: Database, emulator: Emulator, tmp_path: Path) -> AsyncIterator[SlackService]:
    (tmp_path / MEDIA).mkdir()
    (tmp_path / MEDIA / "clip.mp4").write_bytes(b"a film")
    clock, links, public_url = Clock(), Links(OURS, str(emulator.ours)), str(emulator.ours).rstrip("/")
    async with aiohttp.ClientSession() as session, _reading_addresses(emulator, session) as api:
        connection = connect_slack(
            SlackKeys(signing_secret=SECRET, client_id=CLIENT, client_secret=CLIENT_SECRET),
            database,
            clock,
            session,
            secret=OURS,
            public_url=public_url,
            base_url=f"{api}api/",
            path_of=lambda key: tmp_path / key,
        )
        answer_worker = AnswerWorker(database, clock, Answerer(database, links))
        slack = SlackService(connection, Bot(database, links, clock, answer_worker, lambda: None))
        async with TestServer(bare_app([slack.pages], healthy), port=emulator.ours.port or 0), slack.receiving():
            yield slack


@pytest.fixture
async def installed(database: Database, emulator: Emulator, service: SlackService) -> Installed:
    words = await _install(emulator)
    team = await _team(service, database)
    await service.directory.read_all(team)
    return Installed(database, service, team, words)


async def _team(slack: SlackService, database: Database) -> Workspace:
    async with database.read() as db:
        found = await workspace_outside(db, "slack", "T000000001")
    assert found, "the emulator's only team is there"
    return found


class _Form(HTMLParser):
    """The hidden fields of every form of a page, and where each is sent."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((told["action"], {}))
        elif tag == "input" and self.forms:
            self.forms[-1][1][told["name"]] = told.get("value", "")


async def _install(emulator: Emulator) -> str:
    """What somebody's browser shows at the end of the way: our page, Slack's page, their yes, our page again."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        async with browser.get(emulator.ours / "slack/install") as page:
            assert page.url.path == "/oauth/v2/authorize"
            form = _Form()
            form.feed(await page.text())
        to, fields = form.forms[-1]
        async with browser.post(emulator.url.join(URL(to)), data=fields) as back:
            assert back.url.path == "/slack/installed"
            return await back.text()


async def test_the_app_is_installed_through_slacks_pages_with_the_scopes_that_it_asks_for(installed: Installed) -> None:
    assert "installed in Riverbank" in installed.words
    install = await installed.slack.tokens.of_team(installed.workspace.outside_id)
    assert install is not None
    assert install.bot_token.startswith("xoxb-")
    assert {"chat:write", "im:write", "users:read", "files:write"} <= set(install.scopes.split(","))


async def test_a_code_that_was_not_given_is_refused_and_nothing_is_kept(
    database: Database, emulator: Emulator, service: SlackService
) -> None:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        async with browser.get(emulator.ours / "slack/install", allow_redirects=False) as begun:
            state = URL(begun.headers["Location"]).query["state"]
        back = (emulator.ours / "slack/installed").with_query(state=state, code="made up")
        async with browser.get(back) as page:
            assert page.status == 403
            assert "invalid_code" in await page.text()
    async with database.read() as db:
        assert await workspace_outside(db, "slack", "T000000001") is None


async def test_people_are_listed_and_looked_up(installed: Installed) -> None:
    ada = await installed.learner("ada")
    assert (ada.name, ada.zone) == ("ada", "UTC")
    await installed.slack.directory.look_up(Person("slack", installed.workspace.outside_id, ada.outside_id))
    with pytest.raises(SlackApiError, match="user_not_found"):
        await installed.slack.directory.look_up(Person("slack", installed.workspace.outside_id, "U404"))


async def test_a_lesson_goes_into_a_conversation_that_was_opened_once_with_its_clip_as_a_file(
    installed: Installed,
) -> None:
    to = await installed.address("ada")
    assert to.place.startswith("D")
    assert to == await installed.address("ada")
    before = datetime.now(UTC) - timedelta(minutes=1)
    ref = await installed.slack.chat.send(to, LESSON, "delivery-1")
    client = await installed.slack.tokens.client(to.workspace_id)
    (shown,) = (await client.conversations_history(channel=to.place))["messages"]
    (file,) = (await client.files_list())["files"]
    assert file["permalink"] in shown["text"]
    assert (file["size"], file["name"]) == (len(b"a film"), "lesson.mp4")
    assert await installed.slack.chat.find(to, "delivery-1", before) == ref
    assert await installed.slack.chat.find(to, "delivery-2", before) is None
    await installed.slack.chat.update(to, ref, Message("Right", (Text("Right: you said so."),)))
    (shown,) = (await client.conversations_history(channel=to.place))["messages"]
    assert "Right: you said so." in json.dumps(shown["blocks"])


async def test_app_home_is_published(installed: Installed) -> None:
    client = await installed.slack.tokens.client(installed.workspace.id)
    ada = await installed.learner("ada")
    told = await client.views_publish(user_id=ada.outside_id, view=home.home(home_page("Ada"), NOW))
    assert told["view"]["type"] == "home"


async def test_a_token_without_the_scopes_is_told_so_in_a_managers_words(installed: Installed) -> None:
    to = await installed.address("bo")
    narrow = installed.slack.tokens.client_with(READS_ONLY)
    with pytest.raises(SlackApiError, match="missing_scope"):
        await narrow.conversations_open(users=(await installed.learner("bo")).outside_id)

    async def token(workspace_id: str) -> str:
        return READS_ONLY

    chat = SlackChat(token, installed.slack.chat._session, inline_video=True, base_url=installed.slack.chat._base_url)
    with pytest.raises(ChatAppFault, match="lacks a permission: install it again from the current manifest"):
        await chat.send(to, LESSON, "delivery-3")
