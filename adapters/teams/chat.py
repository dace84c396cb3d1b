"""How the bot speaks in Teams: cards to stored conversations, begun once where there is none."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

from adapters.teams.cards import envelope
from adapters.teams.clouds import GCC_HOST
from adapters.teams.faults import Forgotten, WrongHost
from adapters.teams.seam import PLATFORM, Transport
from bot.chat import Address, ChatError, Message, Pace

Renew = Callable[[Address], Awaitable[Address]]


class TeamsChat:
    """The Chat port for every Teams tenant of this installation.

    Nothing can be read back: an uncertain message stays uncertain until its reader shows a sign.

    Args:
        service_url: the host for those whose own is not known.
        renew: begins a learner's conversation anew; raises what create_conversation raises.
    """

    platform = PLATFORM
    pace = Pace(per_second=30, burst=30)  # Teams allows 50 a second to one tenant
    can_look = False

    def __init__(self, transport: Transport, service_url: str, renew: Renew) -> None:
        self._transport = transport
        self._service_url = service_url
        self._renew = renew

    async def send(self, to: Address, message: Message, delivery_id: str) -> str:
        activity = envelope(message)
        try:
            return await self._transport.send(to.place, to.service_url or self._service_url, activity)
        except WrongHost:
            return await self._transport.send(to.place, f"{GCC_HOST}/teams", activity)
        except Forgotten:
            found = await self._renew(to)
            return await self._transport.send(found.place, found.service_url, activity)

    async def update(self, to: Address, ref: str, message: Message) -> None:
        await self._transport.update(to.place, to.service_url or self._service_url, ref, envelope(message))

    async def find(self, to: Address, delivery_id: str, since: datetime) -> str | None:
        raise ChatError("Teams lets no bot read what it sent")
