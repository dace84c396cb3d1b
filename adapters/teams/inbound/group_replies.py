"""A short public reply to whoever asks in a group or a channel, where their answer would not be seen by them alone.

The answer itself goes to their direct conversation. Where none can be begun, since the app is not installed for them,
the reply says so: otherwise nobody would hear anything anywhere.
"""

from __future__ import annotations

import logging

from adapters.teams.connector.port import Inbound, Transport
from adapters.teams.outbound.cards import envelope
from adapters.teams.people.conversations import TeamsConversations
from bot.chat import Message
from bot.events import Person
from bot.faults import ChatError, ChatGone
from bot.inbound import Bot
from bot.messages import platform_texts
from bot.messages.reply import find
from schedules.ledger import events_seen, ledger

log = logging.getLogger(__name__)

ADD_APP = "https://teams.microsoft.com/l/app/{app_id}"


class GroupReplies:
    """Replies in groups and channels.

    Args:
        app_id: of the registration, which the address of the app in Teams' store names.
    """

    def __init__(self, transport: Transport, bot: Bot, conversations: TeamsConversations, app_id: str) -> None:
        self._transport = transport
        self._bot = bot
        self._conversations = conversations
        self._add_app = ADD_APP.format(app_id=app_id)

    async def reply(self, who: Person, inbound: Inbound, event_id: str) -> None:
        """Say where the answer is, once for each thing that was asked."""
        async with self._bot.database.write() as db:
            person = await find(db, who)
            if person is None:
                return
            # Under a name of its own: the question itself is an event too, and is seen once by that.
            first = await events_seen.first_time(db, person[0].id, f"group:{event_id}", self._bot.clock.now())
        if first:
            message = await self._where(person[0].id, person[1].id, person[1].place, inbound)
            await self._post(inbound, message)

    async def _where(self, workspace_id: str, learner_id: str, place: str, inbound: Inbound) -> Message:
        try:
            if not place:
                # Their own host is in hand: a tenant may be spread over several regions.
                await self._conversations.begin(workspace_id, learner_id, inbound.service_url)
                async with self._bot.database.write() as db:
                    # The answer may have been put off while there was no place for it.
                    await ledger.hurry(db, workspace_id, learner_id, self._bot.clock.now())
        except ChatGone:
            return platform_texts.app_missing(inbound.name, self._add_app)
        except ChatError as error:
            log.warning("a conversation could not be begun: %s", error, extra={"learner": learner_id})
        return platform_texts.answered_directly(inbound.name)

    async def _post(self, inbound: Inbound, message: Message) -> None:
        try:
            await self._transport.send(inbound.conversation_id, inbound.service_url, envelope(message))
        except ChatError as error:
            # Nothing is owed: whoever misses an answer asks again.
            log.warning("a group could not be answered: %s", error)
