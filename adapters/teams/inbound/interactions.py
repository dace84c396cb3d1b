"""What somebody does with a card: a button, a form, a like; and what its invoke is answered with.

An invoke waits for its answer, and what it shows saves a message of its own. So an interaction that is handled soon is
answered with the card as it reads now, or with the words of what came of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from adapters.teams.connector.port import CARD, WORDS, Inbound, Transport
from adapters.teams.forms.campaign_list import STEER
from adapters.teams.forms.campaigns import TeamsCampaigns
from adapters.teams.forms.dialog import dialog, notice
from adapters.teams.inbound.card_state import CardState
from adapters.teams.outbound.cards import KEEP, NEXT, card
from adapters.teams.outbound.settings_card import SETTLE, filled
from bot.chat import Message
from bot.delivery.composer import Composer
from bot.event_queue import EventQueue, Handled
from bot.events import Asked, Chose, ClipAction, Person, Reacted
from bot.inbound import Bot
from bot.learners import preferences
from bot.messages import lesson_texts
from bot.messages.reply import find
from bot.turn import Turn

REPLY_WITHIN_S = 0.15  # an interaction handled by then is answered with its card; any other card changes a moment later
CROWD = 8  # interactions that wait for their card at once; when more come, waiting would only make everybody wait

Reply = Mapping[str, Any] | None


class TeamsInteractions:
    """Answers what people do with cards.

    Args:
        reply_within_s: how long an interaction waits to be answered with its card.
    """

    def __init__(
        self,
        transport: Transport,
        bot: Bot,
        composer: Composer,
        event_queue: EventQueue,
        campaigns: TeamsCampaigns,
        *,
        reply_within_s: float = REPLY_WITHIN_S,
    ) -> None:
        self._transport = transport
        self._bot = bot
        self._event_queue = event_queue
        self._campaigns = campaigns
        self._reply_within_s = reply_within_s
        self._state = CardState(bot, composer)
        self._waiting = 0

    @property
    def crowded(self) -> bool:
        """Whether so many wait that nothing beyond their answers should be done."""
        return self._waiting >= CROWD

    async def answer(self, who: Person, inbound: Inbound, event_id: str) -> Reply:
        """A button or a form of a card."""
        match inbound.value.get("do"):
            case action if action == KEEP and (inbound.value.get("deed") == NEXT or _clip_action(inbound)):
                return await self._kept(who, inbound, event_id)
            case action if action == STEER:
                return self._reply(await self._campaigns.steered(who, inbound.value, event_id))
            case action if action == SETTLE:
                return await self._settled(who, inbound, event_id)
        return await self._chosen(who, inbound, event_id)

    async def _chosen(self, who: Person, inbound: Inbound, event_id: str) -> Reply:
        """A button that carries a token."""
        token = inbound.value.get("token", "")
        event = Chose(who, event_id, token, self._bot.clock.now(), in_place=inbound.invoked)
        # Before the event is handled: what it leads to may change the card, for which its message must be known.
        await self._state.arrived(token, inbound.about)
        handled = await self._event_queue.take(event)
        if not inbound.invoked:
            return None
        if await self._in_a_moment(handled):
            return self._reply(await self._state.now_reads(who, event, inbound.about))
        return self._reply(lesson_texts.press_taken().summary)

    async def _in_a_moment(self, handled: Handled) -> bool:
        """Whether an event is handled soon enough for its answer to show what came of it."""
        if not self.crowded:
            self._waiting += 1
            try:
                # wait() leaves the future running when the time is over; wait_for() would cancel what is being handled.
                await asyncio.wait([handled], timeout=self._reply_within_s)
            finally:
                self._waiting -= 1
        return handled.done() and handled.result()

    async def _kept(self, who: Person, inbound: Inbound, event_id: str) -> Reply:
        """What was chosen in a clip's menu."""
        now = self._bot.clock.now()
        if action := _clip_action(inbound):
            await self._event_queue.take(Reacted(who, event_id, inbound.value.get("token", ""), action, now))
        else:
            place = inbound.conversation_id if inbound.personal else ""
            await self._event_queue.take(Asked(who, event_id, NEXT, now, place=place))
        return None

    async def _settled(self, who: Person, inbound: Inbound, event_id: str) -> Reply:
        """The form of somebody's settings; where the client takes no card in return, words say what came of it."""
        event = filled(who, event_id, inbound.value, self._bot.clock.now())
        if not inbound.invoked:
            await self._event_queue.take(event)
            return None
        faults = await self._bot.prefer(event)
        async with self._bot.database.read() as db:
            person = await find(db, who)
            if person is None:
                return self._reply(lesson_texts.unknown_person().summary)
            turn = Turn(db, *person, self._bot.links, event_id, self._bot.clock.now())
            return self._reply(await preferences.shown(turn, faults, event))

    def _reply(self, shown: Message | Mapping[str, Any] | str) -> Reply:
        """What an invoke is answered with: a card, or words."""
        if isinstance(shown, str):
            return self._transport.invoke_response(WORDS, shown)
        return self._transport.invoke_response(CARD, card(shown) if isinstance(shown, Message) else shown)

    async def watch(self, inbound: Inbound) -> Reply:
        """The dialog with the player; its card arrived then."""
        url = inbound.value.get("url", "")
        if not await self._state.watched(url, inbound.about):
            return notice(lesson_texts.strange_button().summary)
        return dialog(url, inbound.value.get("title", ""))

    async def read(self, who: Person, ref: str) -> None:
        """Somebody read a message."""
        await self._state.read(who, ref)

    async def reacted(self, who: Person, inbound: Inbound, event_id: str) -> None:
        """A like, or one that was taken back; any other reaction means nothing."""
        token = await self._state.player_token(who, inbound.about) if inbound.liked is not None else ""
        if token:
            action = ClipAction.LIKE if inbound.liked else ClipAction.UNLIKE
            await self._event_queue.take(Reacted(who, event_id, token, action, self._bot.clock.now(), in_place=True))


def _clip_action(inbound: Inbound) -> ClipAction | None:
    """What was chosen in a clip's menu; None for anything that is not in one."""
    return ClipAction.named(inbound.value.get("deed", ""))
