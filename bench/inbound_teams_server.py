"""One process that takes Teams' activities: ours with its rows, or a bare botbuilder app that only acknowledges.

`python -m bench.inbound_teams_server ours|bare PORT FOLDER CLOUD_URL`; prints "ready" when it listens, and stops on
SIGTERM.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace

import aiohttp
from aiohttp import web
from botbuilder.core import BotFrameworkAdapter, BotFrameworkAdapterSettings, InvokeResponse, TurnContext
from botbuilder.schema import Activity, ActivityTypes

from adapters.teams.connection import TeamsConnection
from adapters.teams.connector.keys import TeamsKeys
from adapters.teams.inbound.app import PATH
from adapters.teams.service import TeamsService
from adapters.web.app import bare_app
from bench.inbound_server import healthy, serve
from bench.inbound_world import OURS, URL
from bot.answers.answerer import Answerer
from bot.answers.worker import AnswerWorker
from bot.clock import Clock
from bot.delivery.composer import Composer
from bot.inbound import Bot
from bot.links import Links
from lessons.database import Database
from tests.fakes.teams import APP, PASSWORD, TENANT, FakeTeams

ISSUER = "https://api.botframework.com"  # the only one that botbuilder believes


async def ours(port: int, folder: str, cloud_url: str) -> None:
    """The receiving side of an installation, on the database that the benchmark prepared."""
    database, clock, links = Database(f"sqlite:///{folder}/ninety.db"), Clock(), Links(OURS, URL)
    async with aiohttp.ClientSession() as session:
        cloud = replace(FakeTeams().cloud(cloud_url), issuer=ISSUER)
        connection = TeamsConnection(TeamsKeys(APP, PASSWORD, TENANT), database, session, cloud)
        answer_worker = AnswerWorker(database, clock, Answerer(database, links))
        bot = Bot(database, links, clock, answer_worker, lambda: None)
        teams = TeamsService(connection, bot, Composer(database, links))
        app = bare_app([teams.pages], healthy)
        async with teams.receiving():
            await serve(app, port)
    await database.close()


async def bare(port: int, cloud_url: str) -> None:
    """What botbuilder itself costs: the token is checked, the activity read and acknowledged, and nothing kept."""
    settings = BotFrameworkAdapterSettings(APP, PASSWORD, open_id_metadata=f"{cloud_url}/openid")
    adapter = BotFrameworkAdapter(settings)

    async def acknowledge(turn: TurnContext) -> None:
        answer = InvokeResponse(status=200, body={})
        await turn.send_activity(Activity(type=ActivityTypes.invoke_response, value=answer))

    async def receive(request: web.Request) -> web.Response:
        activity = Activity().deserialize(await request.json())
        answer = await adapter.process_activity(activity, request.headers["Authorization"], acknowledge)
        return web.json_response(answer.body, status=answer.status)

    app = web.Application()
    app.router.add_post(PATH, receive)
    await serve(app, port)


if __name__ == "__main__":
    kind, number, place, clouds = sys.argv[1:5]
    asyncio.run(ours(int(number), place, clouds) if kind == "ours" else bare(int(number), clouds))
