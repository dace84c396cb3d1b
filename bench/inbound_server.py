"""One process that takes Slack's requests: ours with its rows, or a bare bolt app that only acknowledges.

`python -m bench.inbound_server ours|bare PORT FOLDER`; prints "ready" when it listens, and stops on SIGTERM.
"""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from datetime import UTC, datetime

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from adapters.slack.connection import connect_slack
from adapters.slack.connector.keys import SlackKeys
from adapters.slack.connector.sealing import Install
from adapters.slack.service import SlackService
from adapters.web.app import bare_app
from bench.inbound_world import OURS, URL
from bot.answers.answerer import Answerer
from bot.answers.worker import AnswerWorker
from bot.clock import Clock
from bot.inbound import Bot
from bot.links import Links
from lessons.database import Database

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


async def serve(app: web.Application, port: int) -> None:
    """Serve on loopback until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=1024).start()
    print("ready", flush=True)
    await stop.wait()
    await runner.cleanup()


async def ours(port: int, folder: str) -> None:
    """The receiving side of an installation, on the database that bench.inbound prepared."""
    database, clock, links = Database(f"sqlite:///{folder}/ninety.db"), Clock(), Links(OURS, URL)
    async with aiohttp.ClientSession() as session:
        keys = SlackKeys(signing_secret=SECRET)
        connection = connect_slack(keys, database, clock, session, secret=OURS, public_url=URL)
        answer_worker = AnswerWorker(database, clock, Answerer(database, links))
        slack = SlackService(connection, Bot(database, links, clock, answer_worker, lambda: None))
        await slack.open("T1", "Riverbank", Install("xoxb-1", "UBOT"))
        app = bare_app([slack.pages], healthy)
        async with slack.receiving():
            await serve(app, port)
    await database.close()


async def healthy() -> tuple[int, dict[str, object]]:
    return 200, {"at": datetime.now(UTC).isoformat()}


async def bare(port: int) -> None:
    """What bolt itself costs: the signature is checked, the request acknowledged, and nothing kept."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_user_id="UBOT", bot_token="xoxb-1")

    bolt = AsyncApp(signing_secret=SECRET, authorize=authorize, process_before_response=True)

    @bolt.command(re.compile(""))
    @bolt.action(re.compile(""))
    async def acknowledge(ack: object) -> None:
        await ack()  # type: ignore[operator]

    async def receive(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    app = web.Application()
    app.router.add_post("/slack/events", receive)
    await serve(app, port)


if __name__ == "__main__":
    kind, number, place = sys.argv[1:4]
    asyncio.run(ours(int(number), place) if kind == "ours" else bare(int(number)))
