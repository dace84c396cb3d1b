"""What people do, and what the bot makes of it. One place says everything that can happen."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers import feedback
from bot.clock import Clock
from bot.events import Asked, Chose, Event, Joined, Kept, Left, Managed, Preferred, Shared
from bot.learners import joining, keeping, learn, pausing, preferences, replies, suggesting
from bot.links import BadLink, ExpiredLink, Links, Purpose
from bot.managers import managing, naming, steering
from bot.people.people import find, say
from bot.reading.phrases import Command, understand
from bot.words import managerwords, wording
from bot.words.saying import SAY, say_button
from lessons.database import Database
from schedules.ledger import inbox
from schedules.people import reaching
from schedules.people.roster import Learner, Workspace

log = logging.getLogger(__name__)

Personal = Asked | Chose | Kept | Shared | Managed | Preferred
"""Events that only somebody whom we know can cause."""


class Bot:
    """Handles events: the rows are written when handle() returns; the answers leave through the ledger.

    Args:
        wake: called when something was planned that may leave at once.
    """

    def __init__(
        self, database: Database, links: Links, clock: Clock, library: learn.Library, wake: Callable[[], None]
    ) -> None:
        self.database = database
        self.links = links
        self.clock = clock
        self._library = library
        self._wake = wake

    async def handle(self, event: Event) -> None:
        """Write down what happened and owe the answer. The same event twice does nothing the second time."""
        match event:
            case Joined():
                await self._joined(event)
            case Left():
                await self._left(event)
            case Chose():
                await self._for_known(event, self._chose)
            case Asked():
                await self._for_known(event, self._asked)
            case Kept() | Shared():
                await self._for_known(event, self._kept)
            case Managed():
                await self._for_known(event, self._managed)
            case Preferred():
                await self._for_known(event, self._preferred)
        self._wake()

    async def prefer(self, event: Preferred) -> Mapping[str, str]:
        """Take a form whose sender waits: faults by field, and nothing is written; or none, and everything is."""
        now = self.clock.now()
        async with self.database.write() as db:
            found = await find(db, event.who)
            if found is None:
                return {}
            _, faults = preferences.read(event, *found, now)
            if not faults and await inbox.first_time(db, found[0].id, event.event_id, now):
                await preferences.prefer(db, *found, event, self.links, event.event_id, now)
        self._wake()
        return faults

    async def _joined(self, event: Joined) -> None:
        async with self.database.write() as db:
            await joining.join(db, event, self.links, self.clock.now())

    async def _left(self, event: Left) -> None:
        async with self.database.write() as db:
            await joining.leave(db, event, self.clock.now())

    async def _for_known(
        self,
        event: Personal,
        answer: Callable[[AsyncConnection, Workspace, Learner, Personal], Awaitable[None]],
    ) -> None:
        """Answer somebody we know, once, in one transaction."""
        async with self.database.write() as db:
            found = await find(db, event.who)
            if found is None:
                log.info("an event of somebody unknown", extra={"platform": event.who.platform})
                return
            workspace, learner = found
            now = self.clock.now()
            if await inbox.first_time(db, workspace.id, event.event_id, now):
                learner = await reaching.heard_on(db, learner, event.who.platform, event.who.learner, now)
                await answer(db, workspace, learner, event)

    async def _chose(self, db: AsyncConnection, workspace: Workspace, learner: Learner, event: Personal) -> None:
        assert isinstance(event, Chose)  # noqa: S101  # _for_known passes on what handle() matched
        now = self.clock.now()
        try:
            ticket = self.links.read(event.token, Purpose.CHOICE, now)
        except ExpiredLink:
            await say(db, learner, wording.stale_button(), event.event_id, now)
        except BadLink:
            await self._act(db, workspace, learner, event)
        else:
            await replies.record(db, learner, ticket, event.event_id, now)

    async def _act(self, db: AsyncConnection, workspace: Workspace, learner: Learner, event: Chose) -> None:
        """A button that is no answer to a check: something to do."""
        now = self.clock.now()
        try:
            ticket = self.links.read(event.token, Purpose.ACTION, now)
        except ExpiredLink:
            return await say(db, learner, wording.stale_button(), event.event_id, now)
        except BadLink:
            return await say(db, learner, wording.strange_button(), event.event_id, now)
        if ticket.workspace_id != learner.workspace_id or ticket.person != learner.id:
            return await say(db, learner, wording.not_yours(), event.event_id, now)
        match ticket.detail:
            case "resume":
                await pausing.resume(db, learner, event.event_id, now, campaign_id=ticket.subject)
            case "approve" | "decline":
                await managing.judge(db, workspace, learner, ticket, self.links, event.event_id, now)
            case "helped" | "missed" | "wrong" | "reveal":
                await feedback.take(db, learner, ticket, event.event_id, now)
            case said if said.startswith(SAY):
                await self._asked(db, workspace, learner, Asked(event.who, event.event_id, said[len(SAY) :], event.at))
            case "show":
                await suggesting.show(db, learner, ticket.subject, self.links, event.event_id, now)
            case _:
                await say(db, learner, wording.strange_button(), event.event_id, now)

    async def _kept(self, db: AsyncConnection, workspace: Workspace, learner: Learner, event: Personal) -> None:
        match event:
            case Kept():
                await keeping.keep(db, learner, event, self.links, self.clock.now())
            case Shared():
                await keeping.share(db, learner, event, self.links, self.clock.now())

    async def _managed(self, db: AsyncConnection, workspace: Workspace, learner: Learner, event: Personal) -> None:
        assert isinstance(event, Managed)  # noqa: S101  # _for_known passes on what handle() matched
        deed = (event.campaign_id, event.deed)
        await steering.steer(db, learner, *deed, self.links, event.event_id, self.clock.now())

    async def _preferred(self, db: AsyncConnection, workspace: Workspace, learner: Learner, event: Personal) -> None:
        assert isinstance(event, Preferred)  # noqa: S101  # _for_known passes on what handle() matched
        await preferences.answer(db, workspace, learner, event, self.links, event.event_id, self.clock.now())

    async def _asked(self, db: AsyncConnection, workspace: Workspace, learner: Learner, event: Personal) -> None:
        assert isinstance(event, Asked)  # noqa: S101  # _for_known passes on what handle() matched
        now, cause = self.clock.now(), event.event_id
        if event.place and not learner.place:
            await reaching.keep_place(db, learner, event.who.platform, event.place)
        command, rest = understand(event.words, event.command)
        match command:
            case Command.HELP:
                settings = say_button(learner, "Settings", "settings", self.links, now)
                await say(db, learner, wording.help_text(settings), cause, now)
            case Command.SETTINGS:
                await preferences.show(db, workspace, learner, self.links, cause, now)
            case Command.SEND | Command.ZONE | Command.LANGUAGE:
                await preferences.obey(db, workspace, learner, event.who, command, rest, cause, now)
            case Command.STOP:
                await pausing.opt_out(db, learner, self.links, cause, now)
            case Command.START:
                await pausing.opt_in(db, learner, cause, now)
            case Command.SNOOZE:
                await pausing.snooze(db, learner, rest, cause, now)
            case Command.RESUME:
                await pausing.resume(db, learner, cause, now)
            case Command.NEXT:
                await learn.next_episode(db, learner, cause, now)
            case Command.PROGRESS:
                await learn.progress(db, learner, cause, now)
            case Command.REPORT:
                await learn.report(db, learner, self.links, cause, now)
            case Command.SAVE | Command.LIKE:
                kept = Kept(event.who, cause, "", command.value, event.at)
                await keeping.keep(db, learner, kept, self.links, now)
            case Command.SAVED:
                await suggesting.saved(db, learner, self.links, cause, now)
            case Command.SHARE:
                await naming.share(db, learner, event, rest, self.links, now)
            case Command.MANAGER:
                await naming.name_manager(db, learner, rest, cause, now)
            case Command.CAMPAIGN:
                told = managerwords.campaign_where() if managing.may_manage(learner) else managerwords.not_a_manager()
                await say(db, learner, told, cause, now)
            case Command.CURATE:
                await learn.curating(db, learner, self.links, cause, now)
            case Command.LEARN if not rest:
                await learn.current_lesson(db, learner, cause, now)
                await suggesting.owe_suggestions(db, learner, self.links, cause, now)
            case Command.LEARN:
                await self._library.answer(db, workspace, learner, rest, cause, now)
