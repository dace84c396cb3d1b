"""Who is in a Teams tenant, as far as activities and the connector say, and conversations with those who wrote nothing.

An install names nobody. So whoever is new is looked up in the conversation from which the install came: the connector
says there what they are called, how they sign in, and whether they are a guest.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from adapters.teams.connector.port import PLATFORM, Inbound
from adapters.teams.connector.registration import TeamsRegistration
from adapters.teams.outbound.chat import TeamsChat
from adapters.teams.people.conversations import TeamsConversations
from adapters.teams.people.rosters import Member, Rosters
from bot.events import Joined, Person
from bot.faults import ChatBusy, ChatError
from bot.inbound import Bot
from bot.managers.roles import LEARN, Role, record_roles
from schedules.ledger import ledger
from schedules.ledger.figures.lookups import owed_without_place
from schedules.ledger.pacing import set_send_pace
from schedules.people.identities import is_linked
from schedules.people.reach import Reached, service_urls, without_email
from schedules.people.roster import Learner, Workspace, learner_outside, open_workspace, workspace_outside

log = logging.getLogger(__name__)

BATCH = 50  # people looked up in one round: the connector allows 16 lookups in two seconds for one conversation
NOT_INSTALLED_WAIT = timedelta(hours=1)  # an install is announced by an event; this is for an event that was missed
NAMELESS = "colleague"  # whom Teams did not name yet


class TeamsDirectory:
    """Keeps who somebody is and where they are reached.

    Args:
        rosters: where the connector says who is in a conversation.
        guests: guests take part as members do, so that their role is not written down.
    """

    def __init__(
        self,
        registration: TeamsRegistration,
        bot: Bot,
        rosters: Rosters,
        conversations: TeamsConversations,
        *,
        guests: bool = False,
    ) -> None:
        self._registration = registration
        self._bot = bot
        self._database = bot.database
        self._rosters = rosters
        self._let_in = {Role.GUEST} if guests else set[Role]()
        self._conversations = conversations
        self._looked_up: set[str] = set()
        self._not_before: dict[str, datetime] = {}

    async def workspace(self, tenant_id: str, name: str = "Your company") -> Workspace:
        """The tenant's workspace, opened on first sight at the rate that Teams allows."""
        async with self._database.read() as db:
            workspace = await workspace_outside(db, PLATFORM, tenant_id)
        if workspace is None:
            async with self._database.write() as db:
                workspace = await open_workspace(db, PLATFORM, tenant_id, name, self._bot.clock.now())
                await set_send_pace(db, workspace.id, PLATFORM, TeamsChat.pace.per_second, TeamsChat.pace.burst)
        return workspace

    async def introduce(self, who: Person, inbound: Inbound, event_id: str) -> None:
        """Enter somebody new, or bring up to date what an activity says of somebody known.

        Raises:
            ChatError: Teams does not answer now, and the company is on another platform too: somebody who is known
                there would become two people.
        """
        workspace = await self.workspace(inbound.tenant_id)
        async with self._database.read() as db:
            learner = await learner_outside(db, workspace.id, who.learner, PLATFORM)
        # Whoever is known by name needs no lookup; one who was entered without a name gets theirs with the first sign.
        looked_up = learner is not None and (learner.name != NAMELESS or bool(inbound.name))
        member = None if looked_up else await self._looked_up_now(workspace, inbound)
        if member is not None and member.role not in LEARN | self._let_in:
            async with self._database.write() as db:
                await record_roles(db, workspace.id, [(who.learner, member.role)])
        await self._bot.handle(_joined(who, inbound, event_id, learner, member, self._bot.clock.now()))

    async def _looked_up_now(self, workspace: Workspace, inbound: Inbound) -> Member | None:
        try:
            return await self._rosters.one(self._url(inbound.service_url), inbound.conversation_id, inbound.user_id)
        except ChatError as error:
            async with self._database.read() as db:
                if await is_linked(db, workspace.id):
                    raise
            log.warning("somebody new could not be looked up: %s", error)
            return None

    async def learn_emails(self, now: datetime) -> int:
        """Look up e-mail addresses and names that are not known, once for each person; returns how many were new."""
        async with self._database.read() as db:
            rows = await without_email(db, PLATFORM, BATCH, self._looked_up)
        learned = 0
        for row in rows:
            try:
                member = await self._rosters.one(self._url(row.service_url), row.place, row.outside_id)
            except ChatError as error:
                log.warning("e-mail addresses could not be looked up: %s", error)
                return learned  # the next round asks again
            # Also where nothing new was said: a guest without an e-mail would else be asked about in every round.
            self._looked_up.add(row.learner_id)
            learned += await self._keep(row, member, now)
        return learned

    async def _keep(self, row: Reached, member: Member | None, now: datetime) -> bool:
        """Whether the connector said anything new of somebody."""
        email = _email_of(member)
        name = member.name if member and row.name == NAMELESS else ""
        if not email and not name:
            return False
        who = Person(PLATFORM, row.outside_workspace, row.outside_id)
        await self._bot.handle(Joined(who, f"email:{row.learner_id}", name or row.name, now, email=email))
        return True

    async def open_places(self, now: datetime) -> int:
        """Begin the conversation with those who are owed something and have none; returns how many were begun."""
        async with self._database.read() as db:
            rows = await owed_without_place(db, PLATFORM, now, BATCH)
        return sum([await self._open(row, now) for row in rows if self._not_before.get(row.learner_id, now) <= now])

    async def _open(self, row: Reached, now: datetime) -> bool:
        async with self._database.read() as db:
            urls = await service_urls(db, row.workspace_id, PLATFORM)
        # A tenant may be spread over several regions: somebody's own host first, then where most colleagues are.
        url = next((url for url in (row.service_url, *urls) if url), "")
        try:
            begun = await self._conversations.begin(row.workspace_id, row.learner_id, url)
        except ChatError as error:
            wait = timedelta(seconds=error.retry_after) if isinstance(error, ChatBusy) else NOT_INSTALLED_WAIT
            self._not_before[row.learner_id] = now + wait
            log.warning("a conversation could not be begun: %s", error, extra={"learner": row.learner_id})
            return False
        async with self._database.write() as db:
            await ledger.hurry(db, row.workspace_id, row.learner_id, now)
        # The welcome comes with the conversation, not with the row.
        who = Person(PLATFORM, row.outside_workspace, row.outside_id)
        event_id = f"place:{begun.place}"[:200]
        await self._bot.handle(Joined(who, event_id, row.name, now, place=begun.place, service_url=begun.service_url))
        return True

    def _url(self, service_url: str) -> str:
        return service_url or self._registration.cloud.service_url


def _joined(
    who: Person, inbound: Inbound, event_id: str, learner: Learner | None, member: Member | None, now: datetime
) -> Joined:
    """What an activity and the connector say of somebody together."""
    return Joined(
        who,
        f"came:{event_id}",
        inbound.name or (member.name if member else "") or (learner.name if learner else "") or NAMELESS,
        now,
        inbound.zone,
        inbound.locale,
        _email_of(member),
        place=inbound.conversation_id if inbound.personal else "",
        # Outside of their own conversation too: from where somebody writes, they are reached best.
        service_url=inbound.service_url if inbound.personal or not (learner and learner.service_url) else "",
    )


def _email_of(member: Member | None) -> str:
    """An e-mail address as Teams vouches for it; none of guests, who have theirs from elsewhere."""
    return member.email if member and member.role in LEARN else ""
