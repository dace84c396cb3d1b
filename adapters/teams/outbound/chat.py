"""How the bot speaks in Teams: cards to stored conversations, begun once where there is none."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from adapters.teams.connector.clouds import GCC_HOST
from adapters.teams.connector.errors import Throttled, WrongHost
from adapters.teams.connector.port import PLATFORM, Transport
from adapters.teams.outbound.cards import envelope
from adapters.teams.outbound.throttling import Throttling
from bot.chat import Address, Message, Pace
from bot.faults import ChatBusy, ChatError, ChatLate

log = logging.getLogger(__name__)

Reopen = Callable[[Address], Awaitable[Address]]


class TeamsChat:
    """The Chat port for every Teams tenant of this installation.

    Nothing can be read back: an uncertain message stays uncertain until its reader shows a sign.

    Args:
        service_url: the host for those whose own is not known.
        reopen: begins a learner's conversation anew; raises what create_conversation raises.
    """

    platform = PLATFORM
    pace = Pace(per_second=30, burst=30)  # Teams allows 50 a second to one tenant, for everything that the app asks
    can_look = False

    def __init__(self, transport: Transport, service_url: str, reopen: Reopen) -> None:
        self._transport = transport
        self._service_url = service_url
        self._reopen = reopen
        self._throttling = Throttling()

    async def send(self, to: Address, message: Message, delivery_id: str) -> str:
        self._throttling.check(to.place)
        try:
            return await self._send(to, message)
        except Throttled as throttled:
            raise self._throttling.hold(to.place, throttled) from throttled
        except (ChatBusy, ChatLate):
            raise  # nothing left, and it is tried again
        except ChatError as error:
            kind, where = type(error).__name__, {"delivery": delivery_id, "learner": to.learner_id}
            log.warning("a message was not taken for certain (%s): %s", kind, error, extra=where)
            raise

    async def _send(self, to: Address, message: Message) -> str:
        activity = envelope(message)
        try:
            return await self._transport.send(to.place, to.service_url or self._service_url, activity)
        # Refused by the host, so nothing arrived: the second try cannot be a second message.
        except WrongHost:
            return await self._transport.send(to.place, f"{GCC_HOST}/teams", activity)

    async def reopen(self, to: Address) -> Address:
        return await self._reopen(to)

    async def update(self, to: Address, ref: str, message: Message) -> None:
        self._throttling.check(to.place)
        try:
            await self._transport.update(to.place, to.service_url or self._service_url, ref, envelope(message))
        except Throttled as throttled:
            raise self._throttling.hold(to.place, throttled) from throttled

    async def find(self, to: Address, delivery_id: str, since: datetime) -> str | None:
        raise ChatError("Teams lets no bot read what it sent")
