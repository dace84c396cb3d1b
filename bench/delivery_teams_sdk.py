"""A peer for Teams: Microsoft's Teams SDK posting the same cards from memory, with nothing written down."""

from __future__ import annotations

import asyncio
import os
from itertools import count

import httpx
import jwt
from microsoft_teams.api import MessageActivityInput
from microsoft_teams.apps import App

from adapters.teams.outbound.cards import envelope
from bench.delivery_world import an_episode
from tests.fakes.teams import APP, TENANT

SLOTS, TOTAL, URL = (os.environ.get(name, "0") for name in ("SLOTS", "COUNT", "FAKE_URL"))


def token() -> str:
    """A token that the fake takes; the SDK wants one that it can decode, as Microsoft's are."""
    made = jwt.encode({"appid": APP, "exp": 4_000_000_000}, "x" * 32)
    httpx.post(f"{URL}/control/set", json={"_tokens": [made]})
    return made


async def post_all() -> None:
    """Post COUNT cards over SLOTS slots; the card is made once, as a loop without a ledger would."""
    made, numbers, known = envelope(an_episode()), count(), token()
    app = App(client_id=APP, tenant_id=TENANT, token=lambda *_: known, service_url=f"{URL}/teams")
    await app.initialize()

    async def send() -> None:
        while (number := next(numbers)) < int(TOTAL):
            await app.send(f"D{number}", MessageActivityInput.model_validate(made))

    print("ready", flush=True)
    await asyncio.gather(*[send() for _ in range(int(SLOTS))])
    await asyncio.Event().wait()  # the benchmark ends the process when everything has arrived


def run() -> None:
    asyncio.run(post_all())
