"""Sends what the ledger owes: claim, compose, send, mark. Knows nothing of who decided that it is owed."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot import lease
from bot.chat import Address, Chat, Message
from bot.clock import Clock
from bot.delivery.composer import Composer, NotComposable, NotYet
from bot.delivery.ends import Ends
from bot.faults import ChatAppFault, ChatBusy, ChatConversationGone, ChatGone, ChatLate, ChatRefused, ChatUncertain
from bot.messages.catalogue import speaking
from lessons.database import Database
from schedules.ledger.candidates import Claimed
from schedules.ledger.claiming import cycle
from schedules.ledger.ledger import Delivery, delivery_by_id
from schedules.ledger.outcomes import Outcome
from schedules.people.identities import address_on, keep_place
from schedules.people.roster import learner_by_id
from schedules.rules.kinds import DeliveryKind, DeliveryState, Fault

log = logging.getLogger(__name__)

BREATH_S = 0.05  # how long finished sends wait for others, so that they are written together
CLIP_RETRY = timedelta(seconds=10)  # how soon to ask again whether a clip is made


@dataclass(frozen=True, slots=True)
class Limits:
    """How a worker sends.

    Attributes:
        slots: messages under way at once.
        ahead: messages claimed beyond those, so that a free slot never waits for the database.
        lease: a claim older than this belongs to a worker that died.
        timeout: the longest that a platform's answer is waited for, well under the lease.
        look_after: how long after a send became uncertain to look for it.
        idle: how long to sleep when nothing is due.
    """

    slots: int = 64
    ahead: int = 64
    lease: timedelta = timedelta(seconds=90)
    timeout: timedelta = timedelta(seconds=30)
    look_after: timedelta = timedelta(seconds=5)
    idle: timedelta = timedelta(seconds=0.25)


class Sender:
    """One process's sender. Any number of them may run over one database."""

    def __init__(
        self,
        database: Database,
        chats: Mapping[str, Chat],
        composer: Composer,
        clock: Clock,
        limits: Limits | None = None,
    ) -> None:
        self._database = database
        self._chats = chats
        self._composer = composer
        self._clock = clock
        self._limits = limits or Limits()
        self._ends = Ends(clock, self._limits.look_after)
        self._outcomes: list[Outcome] = []
        self._under_way: set[str] = set()
        self._one_at_a_time = asyncio.Lock()
        self._slots = asyncio.Semaphore(self._limits.slots)
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Look at once whether something is due: the caller just planned it."""
        self._wake.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Send until asked to stop; then wait for what is under way and write what came of it."""
        gc.collect()
        gc.freeze()  # what is loaded by now stays; walking it again and again would cost a fifth of every send
        async with asyncio.TaskGroup() as tasks:
            while not stop.is_set():
                sent = await self._turn(tasks)
                await self._rest(sent)
        await self._settle_up()

    async def deliver_due(self) -> int:
        """Send everything that is due now, and wait until it is marked; returns how many were tried."""
        tried = 0
        while True:
            async with asyncio.TaskGroup() as tasks:
                claimed = await self._turn(tasks, patient=False)
            tried += claimed
            if not claimed and not self._outcomes and not self._under_way:
                return tried
            if not claimed:
                await asyncio.sleep(BREATH_S)  # run() is sending the rest

    async def _turn(self, tasks: asyncio.TaskGroup, patient: bool = True) -> int:
        """One cycle: write outcomes, claim what fits, start sending it.

        Args:
            patient: a database error is logged and survived instead of raised.
        """
        # With a wrong clock a message whose fate is unknown would be looked for at the wrong hour, and doubled.
        free = 0 if self._clock.fault else self._room()
        if patient and not self._outcomes and free < self._limits.slots // 4:
            return 0
        deadline = lease.uptime() + (self._limits.lease - self._limits.timeout).total_seconds()
        try:
            claimed = await self._cycle(free)
        except (SQLAlchemyError, OSError):
            if not patient:
                raise
            log.exception("the database did not answer; the worker goes on")
            await asyncio.sleep(1)
            return 0
        for delivery in claimed:
            self._under_way.add(delivery.id)
            tasks.create_task(self._attempt(delivery, deadline))
        return len(claimed)

    async def _cycle(self, free: int) -> list[Claimed]:
        """Outcomes stay in the list until they are surely written: marking twice changes nothing."""
        async with self._one_at_a_time:
            outcomes = list(self._outcomes)
            claimed = await cycle(self._database, outcomes, free, self._clock.now(), self._limits.lease)
            del self._outcomes[: len(outcomes)]
        return claimed

    async def _rest(self, claimed: int) -> None:
        """Wait for finished sends or new work, not longer than idle."""
        if claimed and self._room() and not self._outcomes:
            return
        pause = self._limits.idle.total_seconds()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), min(pause, BREATH_S) if self._under_way else pause)
        self._wake.clear()

    def _room(self) -> int:
        return self._limits.slots + self._limits.ahead - len(self._under_way)

    async def _settle_up(self) -> None:
        """Write what is left at the end. What cannot be written is uncertain later, and looked for."""
        try:
            while self._outcomes:
                await self._cycle(0)
        except (SQLAlchemyError, OSError):
            log.exception("the database did not answer; what was sent last will be looked for")

    async def _attempt(self, delivery: Claimed, deadline: float) -> None:
        try:
            async with self._slots:
                self._outcomes.append(await self._outcome(delivery, deadline))
        except Exception:
            # One faulty delivery must not hold up the rest; its lease runs out and it is looked for.
            log.exception("delivery failed", extra={"delivery": delivery.id})
        finally:
            self._under_way.discard(delivery.id)
            if len(self._outcomes) >= self._limits.slots * 3 // 4 or not self._under_way:
                self._wake.set()

    async def _outcome(self, delivery: Claimed, deadline: float) -> Outcome:
        """Compose and send one delivery; what came of it."""
        try:
            message = await self._composer.compose(delivery, self._clock.now())
        except NotYet as wait:
            return self._ends.waiting(delivery, str(wait), self._clock.now() + CLIP_RETRY)
        except NotComposable as fault:
            return self._ends.refused(delivery, str(fault))
        except Exception:
            # One faulty delivery must not hold up the rest. Nothing left: it is tried again, and given up in the end.
            log.exception("a message could not be composed", extra={"delivery": delivery.id})
            return self._ends.again(delivery, "the message could not be composed")
        try:
            # A platform adds words of its own around the message, such as what can be done with a clip.
            with lease.leaving_by(deadline), speaking(delivery.locale, delivery.platform, privacy=delivery.privacy):
                return await (self._edit if delivery.kind is DeliveryKind.EDIT else self._send)(delivery, message)
        except ChatLate as late:
            return self._ends.waiting(delivery, str(late), self._clock.now())
        except ChatAppFault as fault:
            return self._ends.held(delivery, fault.reason)
        except (ChatGone, ChatConversationGone) as gone:
            return self._ends.refused(delivery, str(gone), Fault.PERSON)
        except ChatRefused as refused:
            return self._ends.refused(delivery, str(refused))
        except ChatUncertain as uncertain:
            if _may_come_twice(delivery) and not self._chat(_now_at(delivery)).can_look:
                return self._ends.again(delivery, str(uncertain))
            return self._ends.uncertain(delivery, str(uncertain))

    async def _send(self, delivery: Claimed, message: Message) -> Outcome:
        """Send to where the learner is reached now."""
        to = _now_at(delivery)
        try:
            lease.check()
            return self._ends.sent(delivery, await self._post(to, message, delivery.id))
        except ChatBusy as busy:
            return self._ends.busy(delivery, busy)

    async def _post(self, to: Address, message: Message, delivery_id: str) -> str:
        """Send, in a conversation that is opened anew where the platform does not know the old one any more."""
        chat = self._chat(to)
        try:
            return await chat.send(to, message, delivery_id)
        except ChatConversationGone:
            reopened = await chat.reopen(to)
            await self._keep_place(reopened)
            return await chat.send(reopened, message, delivery_id)

    async def _keep_place(self, to: Address) -> None:
        async with self._database.write() as db:
            if learner := await learner_by_id(db, to.workspace_id, to.learner_id):
                await keep_place(db, learner, to.platform, to.place, to.service_url)

    async def _edit(self, delivery: Claimed, message: Message) -> Outcome:
        """Change a message where it was sent; changing it twice does no harm, so an uncertain end means another try."""
        async with self._database.read() as db:
            original = await delivery_by_id(db, delivery.workspace_id, delivery.about_id)
            to = await _sent_to(db, original, delivery) if original else None
        if original is None or original.state in (
            DeliveryState.REFUSED,
            DeliveryState.CANCELLED,
            DeliveryState.EXPIRED,
        ):
            return self._ends.refused(delivery, "the message to change was never sent")
        if not original.message_ref:
            return self._ends.waiting(
                delivery, "the message to change is still on its way", self._clock.now() + CLIP_RETRY
            )
        if to is None:
            return self._ends.refused(delivery, "the learner left where the message to change is")
        moved = replace(delivery, platform=to.platform)
        try:
            await self._chat(to).update(to, original.message_ref, message)
        except ChatAppFault as fault:
            return self._ends.held(moved, fault.reason)
        except ChatBusy as busy:
            return self._ends.busy(moved, busy)
        except ChatUncertain as uncertain:
            return self._ends.again(delivery, str(uncertain))
        except (ChatRefused, ChatConversationGone):
            # Where a platform forbids to change old messages, the verdict comes as a new one.
            return await self._send(delivery, message)
        return self._ends.sent(delivery, original.message_ref)

    def _chat(self, to: Address) -> Chat:
        try:
            return self._chats[to.platform]
        except KeyError as error:
            raise ChatRefused(f"this installation does not speak to {to.platform}") from error


def _may_come_twice(delivery: Claimed) -> bool:
    """Whether a second copy harms nobody: an answer that somebody waits for, such as to “progress”."""
    return delivery.kind is DeliveryKind.ANSWER and delivery.prompted


def _now_at(delivery: Claimed) -> Address:
    """Where its learner is reached now."""
    where = (delivery.place, delivery.service_url, delivery.outside_id, delivery.slot)
    return Address(delivery.platform, delivery.workspace_id, delivery.learner_id, *where)


async def _sent_to(db: AsyncConnection, original: Delivery, delivery: Claimed) -> Address | None:
    """Where a message was sent; None when its reader is not there any more."""
    if original.platform == delivery.platform:
        return _now_at(delivery)
    address = await address_on(db, delivery.workspace_id, delivery.learner_id, original.platform)
    return Address(original.platform, delivery.workspace_id, delivery.learner_id, *address) if address else None
