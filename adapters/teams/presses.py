"""What a press in a card proves and shows: that the card arrived, and how it reads from now on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.teams.seam import PLATFORM
from bot.chat import Message
from bot.clock import Clock
from bot.events import Chose, Person, Preferred
from bot.learners import preferences
from bot.links import PLAYER_LIFE, BadLink, Links, Purpose, Ticket
from bot.people.people import find
from bot.sending.composing import Composer, NotComposable, NotYet
from bot.words import wording
from bot.words.codec import from_json
from lessons.database import EPOCH, Database
from schedules.ledger.dispatch import Claimed
from schedules.ledger.doubts import in_doubt, settle_by_reading, shown
from schedules.ledger.ledger import Delivery, Kind, deliveries, delivery, delivery_by_id
from schedules.people.roster import Learner, Workspace

MILLISECOND_DIGITS = 13  # from 2001 to 2286


class Presses:
    """Answers presses from the ledger.

    Args:
        prefer: the bot's, which takes a form of settings.
    """

    def __init__(
        self,
        database: Database,
        links: Links,
        clock: Clock,
        composer: Composer,
        prefer: Callable[[Preferred], Awaitable[Mapping[str, str]]],
    ) -> None:
        self._database = database
        self._links = links
        self._clock = clock
        self._composer = composer
        self._prefer = prefer

    async def seen(self, token: str, ref: str) -> None:
        """A button was pressed: its card arrived, as the message with this id."""
        await self._arrived(token, Purpose.CHOICE, ref)

    async def watched(self, url: str, ref: str) -> bool:
        """Whether the address is that of one of our players; its card arrived then."""
        token = urlsplit(url).path.rpartition("/")[2]
        if not url.startswith(f"{self._links.public_url}/watch/"):
            return False
        return await self._arrived(token, Purpose.PLAYER, ref)

    async def _arrived(self, token: str, purpose: Purpose, ref: str) -> bool:
        now = self._clock.now()
        try:
            ticket = self._links.read(token, purpose, now)
        except BadLink:
            return False
        async with self._database.read() as db:
            known = await delivery_by_id(db, ticket.workspace_id, ticket.subject)
        if known and not known.message_ref:
            async with self._database.write() as db:
                await shown(db, ticket.workspace_id, ticket.subject, ref, now)
        return known is not None

    async def read(self, who: Person, ref: str) -> None:
        """Somebody read a message: one that was in doubt may be known by it to have arrived."""
        written_at = _written_at(ref)
        async with self._database.read() as db:
            found = await find(db, who) if written_at else None
            doubt = found is not None and await in_doubt(db, found[1], PLATFORM)
        if found and written_at and doubt:
            async with self._database.write() as db:
                await settle_by_reading(db, found[1], PLATFORM, ref, written_at, self._clock.now())

    async def now_shown(self, who: Person, event: Chose, ref: str) -> Message | str:
        """How the pressed card reads now; the words of the bot's answer where the card stays as it is."""
        async with self._database.read() as db:
            found = await find(db, who)
            pressed = await self._pressed(db, found, event, ref) if found else None
            words = await said(db, found[1], event.event_id) if found else ""
        if found is None or pressed is None:
            return words
        try:
            return await self._composer.compose(_edit(*found, pressed, self._clock.now()), self._clock.now())
        except (NotComposable, NotYet):
            return words

    async def settled(self, wish: Preferred) -> Message | str:
        """The settings as they hold once a form was taken; with what is wrong at its fields where it was not."""
        faults = await self._prefer(wish)
        async with self._database.read() as db:
            found = await find(db, wish.who)
            if found is None:
                return wording.unknown_person().summary
            return await preferences.shown(db, *found, self._links, self._clock.now(), faults, wish)

    async def _pressed(
        self, db: AsyncConnection, found: tuple[Workspace, Learner], event: Chose, ref: str
    ) -> Delivery | None:
        """The delivery whose card was pressed; a reminder's buttons name the episode that it reminds of."""
        workspace, learner = found
        try:
            ticket = self._links.read(event.token, Purpose.CHOICE, self._clock.now())
        except BadLink:
            return None
        if ticket.person != learner.id:
            return None
        return await _by_ref(db, learner, ref) or await delivery_by_id(db, workspace.id, ticket.subject)

    async def player_token(self, who: Person, ref: str) -> str:
        """The player's token of the lesson in a message, "" where it is none of theirs."""
        async with self._database.read() as db:
            found = await find(db, who)
            lesson = await _by_ref(db, found[1], ref) if found else None
        if found is None or lesson is None or not lesson.episode_id:
            return ""
        ticket = Ticket(Purpose.PLAYER, lesson.workspace_id, lesson.id, lesson.learner_id)
        return self._links.token(ticket, self._clock.now() + PLAYER_LIFE)


def _written_at(ref: str) -> datetime | None:
    """When a message was written: Teams names messages by the millisecond; None for any other name."""
    if not ref.isascii() or not ref.isdecimal() or len(ref) != MILLISECOND_DIGITS:
        return None
    return EPOCH + timedelta(milliseconds=int(ref))


async def _by_ref(db: AsyncConnection, learner: Learner, ref: str) -> Delivery | None:
    if not ref:
        return None
    mine = (deliveries.c.workspace_id == learner.workspace_id) & (deliveries.c.learner_id == learner.id)
    query = sa.select(deliveries).where(mine, deliveries.c.message_ref == ref, deliveries.c.kind != Kind.EDIT)
    row = (await db.execute(query.limit(1))).first()
    return None if row is None else delivery(row)


async def said(db: AsyncConnection, learner: Learner, cause: str) -> str:
    """One line of what the bot answers to an event in a message of its own."""
    mine = (deliveries.c.workspace_id == learner.workspace_id) & (deliveries.c.learner_id == learner.id)
    body = await db.scalar(sa.select(deliveries.c.body).where(mine, deliveries.c.slot == cause))
    return from_json(body).summary if body and "parts" in body else ""


def _edit(workspace: Workspace, learner: Learner, pressed: Delivery, now: datetime) -> Claimed:
    """The change that the ledger owes the card anyway, to be shown at once."""
    return Claimed(
        workspace_id=workspace.id,
        id=pressed.id,
        learner_id=learner.id,
        campaign_id=pressed.campaign_id,
        kind=Kind.EDIT,
        position=pressed.position,
        slot=pressed.id,
        episode_id=pressed.episode_id,
        check_key=pressed.check_key,
        about_id=pressed.id,
        body=None,
        prompted=True,
        due_at=now,
        expires_at=now,
        attempt=0,
        claimed_at=now,
        platform=workspace.platform,
        place=learner.place,
        service_url=learner.service_url,
        learner_name=learner.name,
        zone=learner.zone,
        locale=learner.locale,
        privacy=workspace.privacy,
    )
