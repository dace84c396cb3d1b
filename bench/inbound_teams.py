"""Teams' requests of the receiving benchmark: presses of answers in cards, which wait for the card's new look."""

from __future__ import annotations

import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from adapters.teams.inbound.app import PATH
from bench.inbound_rig import Request, Run, free_port, kept, measure, server
from bench.inbound_teams_server import ISSUER
from bench.inbound_world import Button, prepare
from tests.fakes.teams import TENANT, FakeTeams

SLOWEST_S = 15.0  # Teams sends the activity again then


async def turn(steady: int, flat_out: int) -> tuple[Run, Run, int]:
    """Ours, the bare one, and how many acknowledged presses of ours were not written down."""
    with tempfile.TemporaryDirectory() as folder:
        async with _cloud() as teams:
            buttons = await prepare(folder, "teams", TENANT, steady + flat_out, teams.service_url)
            requests = [_press(teams, button) for button in buttons]
            runs = []
            for kind in ("ours", "bare"):
                async with server("bench.inbound_teams_server", PATH, kind, folder, teams.url) as url:
                    runs.append(await measure(f"Teams, {kind}", url, requests, steady, SLOWEST_S))
        return runs[0], runs[1], len(requests) - await kept(folder)


@asynccontextmanager
async def _cloud() -> AsyncIterator[FakeTeams]:
    """What gives out the keys of the tokens that are signed here."""
    teams, port = FakeTeams(), free_port()
    teams.cloud(f"http://127.0.0.1:{port}")
    runner = web.AppRunner(teams.app(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield teams
    await runner.cleanup()


def _press(teams: FakeTeams, button: Button) -> Request:
    action = {"type": "Action.Execute", "verb": "choose", "data": {"do": "choose", "token": button.token}}
    told = {"name": "adaptiveCard/action", "value": {"action": action}, "replyToId": str(button.number)}
    activity = teams.activity(button.person, "invoke", **told)
    headers = {"Authorization": teams.signed(activity, iss=ISSUER), "Content-Type": "application/json"}
    return Request(json.dumps(activity), headers)
