"""What an interaction with a card proves, and how the card reads from now on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.teams.connector.port import PLATFORM
from adapters.teams.outbound.answers import answer_to, shown_in_place
from bot.chat import Message
from bot.delivery.composer import Composer, NotComposable, NotYet
from bot.events import Chose, Person
from bot.inbound import Bot
from bot.links import PLAYER_LIFE, BadLink, Purpose, Ticket
from bot.messages import lesson_texts, platform_texts
from bot.messages.reply import find
from lessons.database import EPOCH
from schedules.ledger.claiming import Claimed
from schedules.ledger.faults.uncertain import confirm, confirm_by_read_receipt, is_uncertain
from schedules.ledger.figures.lookups import delivery_by_ref, edit_about
from schedules.ledger.ledger import Delivery, DeliveryKind, delivery_by_id
from schedules.people.roster import Learner, Workspace

MILLISECOND_DIGITS = 13  # a time between 2001 and 2286, by which Teams names messages


class CardState:
    """Reads from the ledger what a card is, and writes that it arrived."""

    def __init__(self, bot: Bot, composer: Composer) -> None:
        self._bot = bot
        self._composer = composer

    async def arrived(self, token: str, ref: str) -> None:
        """A button was used: its card arrived, as the message with this id."""
        await self._confirm(token, Purpose.CHOICE, ref)

    async def watched(self, url: str, ref: str) -> bool:
        """Whether the address is that of one of our players; its card arrived then."""
        token = urlsplit(url).path.rpartition("/")[2]
        if not url.startswith(f"{self._bot.links.public_url}/watch/"):
            return False
        return await self._confirm(token, Purpose.PLAYER, ref)

    async def _confirm(self, token: str, purpose: Purpose, ref: str) -> bool:
        now = self._bot.clock.now()
        try:
            ticket = self._bot.links.read(token, purpose, now)
        except BadLink:
            return False
        async with self._bot.database.read() as db:
            lesson = await delivery_by_id(db, ticket.workspace_id, ticket.subject)
        # Read first, written only where the id is not known: most presses are on cards that have theirs.
        if lesson and not lesson.message_ref:
            async with self._bot.database.write() as db:
                await confirm(db, ticket.workspace_id, ticket.subject, ref, now)
        return lesson is not None

    async def read(self, who: Person, ref: str) -> None:
        """Somebody read a message: one whose sending was uncertain may be known by it to have arrived."""
        written_at = _written_at(ref)
        async with self._bot.database.read() as db:
            person = await find(db, who) if written_at else None
            uncertain = person is not None and await is_uncertain(db, person[1], PLATFORM)
        if person and written_at and uncertain:
            async with self._bot.database.write() as db:
                await confirm_by_read_receipt(db, person[1], PLATFORM, ref, written_at, self._bot.clock.now())

    async def now_reads(self, who: Person, event: Chose, ref: str) -> Message | str:
        """How the card reads now; the words of the bot's answer where the card stays as it is."""
        async with self._bot.database.read() as db:
            person = await find(db, who)
            if person is None:
                return lesson_texts.unknown_person().summary
            answer = await answer_to(db, person[1], event.event_id)
            change = await self._change(db, *person, event, ref)
        card = await self._composed(change) if change else None
        # A card that shows the verdict says everything; other answers that a card changed for are said beside it.
        if card is None or (change and change.check_key):
            await shown_in_place(self._bot.database, person[1], event.event_id, answer)
        return card or (answer.summary if answer else platform_texts.on_its_way().summary)

    async def _composed(self, change: Claimed) -> Message | None:
        try:
            return await self._composer.compose(change, self._bot.clock.now())
        except (NotComposable, NotYet):
            return None

    async def _change(
        self, db: AsyncConnection, workspace: Workspace, learner: Learner, event: Chose, ref: str
    ) -> Claimed | None:
        """The change that the ledger owes the card anyway, to be shown at once; None where it stays as it is."""
        now, carrier = self._bot.clock.now(), await delivery_by_ref(db, learner, ref)
        try:
            ticket = self._bot.links.read(event.token, Purpose.CHOICE, now)
        except BadLink:
            edit = await edit_about(db, carrier) if carrier else None
            return _edit(workspace, learner, carrier, now, edit.body) if carrier and edit else None
        # A reminder's buttons name the episode that it reminds of.
        used = carrier or await delivery_by_id(db, workspace.id, ticket.subject)
        return _edit(workspace, learner, used, now) if used and ticket.person == learner.id else None

    async def player_token(self, who: Person, ref: str) -> str:
        """The player's token of the lesson in a message, "" where it is none of theirs."""
        async with self._bot.database.read() as db:
            person = await find(db, who)
            lesson = await delivery_by_ref(db, person[1], ref) if person else None
        if person is None or lesson is None or not lesson.episode_id:
            return ""
        ticket = Ticket(Purpose.PLAYER, lesson.workspace_id, lesson.id, lesson.learner_id)
        return self._bot.links.token(ticket, self._bot.clock.now() + PLAYER_LIFE)


def _written_at(ref: str) -> datetime | None:
    """When a message was written: Teams names messages by the millisecond; None for any other name."""
    if not ref.isascii() or not ref.isdecimal() or len(ref) != MILLISECOND_DIGITS:
        return None
    return EPOCH + timedelta(milliseconds=int(ref))


def _edit(workspace: Workspace, learner: Learner, used: Delivery, now: datetime, body: Any = None) -> Claimed:
    return Claimed(
        workspace_id=workspace.id,
        id=used.id,
        learner_id=learner.id,
        campaign_id=used.campaign_id,
        kind=DeliveryKind.EDIT,
        position=used.position,
        slot=used.id,
        episode_id=used.episode_id,
        check_key=used.check_key,
        about_id=used.id,
        body=body,
        # Whoever pressed waits for it, so neither quiet hours nor a snooze hold the change back.
        prompted=True,
        due_at=now,
        expires_at=now,
        attempt=0,
        claimed_at=now,
        platform=workspace.platform,
        place=learner.place,
        service_url=learner.service_url,
        outside_id=learner.outside_id,
        learner_name=learner.name,
        zone=learner.zone,
        locale=learner.locale,
        privacy=workspace.privacy,
    )
