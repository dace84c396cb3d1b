"""A peer for Teams: botbuilder-core as it comes, continuing stored conversations, with nothing written down."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import httpx
from botbuilder.core import BotFrameworkAdapter, BotFrameworkAdapterSettings, CardFactory, MessageFactory, TurnContext
from botbuilder.schema import ChannelAccount, ConversationAccount, ConversationReference
from botframework.connector.auth import AppCredentials

from adapters.teams.outbound.cards import envelope
from bench.delivery_world import an_episode
from tests.fakes.teams import APP, PASSWORD, TENANT

SLOTS, TOTAL, URL = (os.environ.get(name, "0") for name in ("SLOTS", "COUNT", "FAKE_URL"))


class Credentials(AppCredentials):  # type: ignore[misc]  # the library has no types
    """A token asked for once: MSAL, which the library would ask, speaks to no loopback address."""

    def __init__(self) -> None:
        super().__init__(APP, TENANT, "scope")
        form = {"client_id": APP, "client_secret": PASSWORD}
        self._token = httpx.post(f"{URL}/{TENANT}/oauth2/v2.0/token", data=form).json()["access_token"]

    def get_access_token(self, force_refresh: bool = False) -> str:
        return str(self._token)


async def post_all() -> None:
    """Post COUNT cards over SLOTS slots; the card is made once, as a loop without a ledger would."""
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(int(SLOTS)))
    made, numbers = envelope(an_episode()), count()
    adapter = BotFrameworkAdapter(BotFrameworkAdapterSettings(APP, PASSWORD, app_credentials=Credentials()))

    async def speak(turn: TurnContext) -> None:
        activity = MessageFactory.attachment(CardFactory.adaptive_card(made["attachments"][0]["content"]))
        activity.summary = made["summary"]
        await turn.send_activity(activity)

    async def send() -> None:
        while (number := next(numbers)) < int(TOTAL):
            reference = ConversationReference(
                bot=ChannelAccount(id=f"28:{APP}"),
                user=ChannelAccount(id=f"29:U{number}"),
                conversation=ConversationAccount(id=f"D{number}"),
                channel_id="msteams",
                service_url=f"{URL}/teams",
            )
            await adapter.continue_conversation(reference, speak, APP)

    print("ready", flush=True)
    await asyncio.gather(*[send() for _ in range(int(SLOTS))])
    await asyncio.Event().wait()  # the benchmark ends the process when everything has arrived


def run() -> None:
    asyncio.run(post_all())
