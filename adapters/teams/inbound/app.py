"""How Teams comes in: one address for every activity; its token is checked first, its row written before the answer.

Everything is written down, acknowledged, and handled afterwards. An interaction with a card waits a little for that,
and shows what came of it in the same response. Who comes or goes is handled at once: the order of the two must not be
lost.
"""

from __future__ import annotations

import asyncio
import logging
from hashlib import sha256

from aiohttp import web

from adapters.teams.connector.payloads import BadActivity, activity_from
from adapters.teams.connector.port import PLATFORM, Inbound, Kind
from adapters.teams.connector.registration import TeamsRegistration
from adapters.teams.connector.verify import KeysUnavailable, Refused
from adapters.teams.forms.campaigns import TeamsCampaigns
from adapters.teams.forms.dialog import dialog_pages
from adapters.teams.inbound.group_replies import GroupReplies
from adapters.teams.inbound.interactions import Reply, TeamsInteractions
from adapters.teams.outbound.cards import WATCH
from adapters.teams.people.directory import NAMELESS, TeamsDirectory
from adapters.teams.people.groups import noticed
from adapters.teams.people.left_out import LeftOutInTeams
from adapters.web.http.guard import proves_itself
from bot.event_queue import Closed, EventQueue
from bot.events import Asked, Filmed, Left, Person
from bot.faults import ChatError
from bot.inbound import Bot
from bot.messages.reply import find
from schedules.people.roster import Learner

log = logging.getLogger(__name__)

PATH = "/teams/messages"
DEADLINE_S = 12.0  # Teams waits for about 15 seconds, then sends the activity again
MOST_INTRODUCED = 10_000  # people whose details are remembered, so that their interactions need no look at their row


class TeamsEndpoint:
    """Takes activities of one tenant."""

    def __init__(
        self,
        registration: TeamsRegistration,
        bot: Bot,
        event_queue: EventQueue,
        people: TeamsDirectory,
        interactions: TeamsInteractions,
        campaigns: TeamsCampaigns,
        groups: GroupReplies,
        left_out: LeftOutInTeams,
    ) -> None:
        self._transport = registration.transport
        self._tenant_id = registration.keys.tenant_id
        self._bot = bot
        self._event_queue = event_queue
        self._people = people
        self._interactions = interactions
        self._campaigns = campaigns
        self._groups = groups
        self._left_out = left_out
        self._introduced: dict[Person, tuple[str, ...]] = {}

    def routes(self, app: web.Application) -> None:
        app.router.add_post(PATH, self.receive)
        dialog_pages(app)

    @proves_itself
    async def receive(self, request: web.Request) -> web.Response:
        """One activity. 200 once its row is written; 401 and 403 where it is not believed; 503 to be asked again."""
        try:
            activity = activity_from(await request.read())
            await self._transport.verify_inbound(request.headers, activity)
            inbound = self._transport.parse(activity)
        except Refused as refused:
            log.warning("an activity was refused: %s", refused)
            return web.Response(status=refused.status)
        except KeysUnavailable as fault:
            log.warning("an activity cannot be checked: %s", fault)
            return web.Response(status=503)
        except BadActivity as fault:
            log.warning("an activity cannot be read: %s", fault)
            return web.Response(status=400, text=str(fault))
        # The token proves that Teams sent it, not that it is of our tenant: the app may be installed in others too.
        if inbound.tenant_id != self._tenant_id:
            log.warning("an activity of another tenant was refused")
            return web.Response(status=403)
        return await self._within_deadline(inbound)

    async def _within_deadline(self, inbound: Inbound) -> web.Response:
        try:
            async with asyncio.timeout(DEADLINE_S):
                reply = await self._answer(inbound)
        except TimeoutError:
            log.warning("an activity was not written in time; Teams sends it again", extra={"kind": inbound.kind.value})
            return web.Response(status=503)
        except ChatError as error:
            log.warning("somebody new could not be looked up; Teams sends the activity again: %s", error)
            return web.Response(status=503)
        except Closed:
            return web.Response(status=503)  # this process stops: Teams sends the activity again, to another one
        # An invoke waits for JSON, be it empty; anything else only for the status.
        return web.json_response(reply or {}) if inbound.invoked else web.Response()

    async def _answer(self, inbound: Inbound) -> Reply:
        """What an invoke is answered with; None for everything else."""
        who = Person(PLATFORM, inbound.tenant_id, inbound.aad_object_id or inbound.user_id)
        event_id = _event_id(inbound)
        if inbound.team_id:
            workspace = await self._people.workspace(inbound.tenant_id)
            await noticed(self._bot.database, workspace.id, inbound)
        match inbound.kind:
            case Kind.WROTE:
                await self._introduce(who, inbound, event_id)
                await self._wrote(who, inbound, event_id)
            case Kind.INTERACTED:
                await self._recognise(who, inbound, event_id)
                return await self._interactions.answer(who, inbound, event_id)
            case Kind.OPENED if inbound.value.get("do") == WATCH:
                return await self._interactions.watch(inbound)
            case Kind.OPENED | Kind.FILLED:
                return await self._campaigns.answer(who, inbound.value, event_id)
            case Kind.CAME if inbound.personal:
                await self._introduce(who, inbound, event_id)
            case Kind.WENT if inbound.personal:
                # Whoever comes back must be entered again, although they say the same of themselves as before.
                self._introduced.pop(who, None)
                await self._bot.handle(Left(who, event_id, self._bot.clock.now()))
            case Kind.READ if inbound.personal:
                await self._interactions.read(who, inbound.read_id)
            case Kind.REACTED:
                await self._interactions.reacted(who, inbound, event_id)
        return None

    async def _recognise(self, who: Person, inbound: Inbound, event_id: str) -> None:
        """Introduce whoever uses a card, but not again while they say the same of themselves.

        Whoever got a card is known. So while many interact at once it is left to a later interaction of theirs.
        """
        details = _details(inbound)
        if self._introduced.get(who) == details or self._interactions.crowded:
            return
        await self._introduce(who, inbound, event_id)
        # Dropped whole, which is simple and costs everybody one look at their row.
        if len(self._introduced) >= MOST_INTRODUCED:
            self._introduced.clear()
        self._introduced[who] = details

    async def _introduce(self, who: Person, inbound: Inbound, event_id: str) -> None:
        """Enter somebody new, and keep where everybody is reached: hosts and conversations may change."""
        async with self._bot.database.read() as db:
            person = await find(db, who)
        if person is None or _differs(person[1], inbound):
            await self._people.introduce(who, inbound, event_id)

    async def _wrote(self, who: Person, inbound: Inbound, event_id: str) -> None:
        if await self._left_out.applies(who):
            return await self._left_out.tell(who, event_id)
        if await self._campaigns.invited(who, inbound, event_id):
            return
        place = inbound.conversation_id if inbound.personal else ""
        if inbound.personal and inbound.film_url:
            sent_at = self._bot.clock.now()
            film = Filmed(who, event_id, inbound.film_name, 0, inbound.film_url, sent_at, place)
            await self._event_queue.take(film)
            return
        words = inbound.text or "help"  # a picture, or a mention alone
        now, thread = self._bot.clock.now(), inbound.about
        written = Asked(who, event_id, words, now, place=place, message=inbound.activity_id, thread=thread)
        await self._event_queue.take(written)
        if not inbound.personal:
            await self._groups.reply(who, inbound, event_id)


def _event_id(inbound: Inbound) -> str:
    """The same for a redelivery, and for nothing else: ids of activities are unique in their conversation only."""
    named = (inbound.conversation_id, inbound.activity_id, inbound.user_id, inbound.kind.value, inbound.about)
    return sha256("\n".join(named).encode()).hexdigest()[:40]


def _details(inbound: Inbound) -> tuple[str, ...]:
    """What an activity says of its sender."""
    place = (inbound.conversation_id, inbound.service_url) if inbound.personal else ()
    return (inbound.name, inbound.zone, inbound.locale, *place)


def _differs(learner: Learner, inbound: Inbound) -> bool:
    details = [
        (inbound.zone, learner.platform_zone),
        (inbound.locale, learner.platform_locale),
        (inbound.name, learner.name),
    ]
    if inbound.personal:
        details += [(inbound.conversation_id, learner.place), (inbound.service_url, learner.service_url)]
    # What an activity does not say is no news: not every client sends a zone or a locale.
    new = any(now and now != before for now, before in details)
    return not learner.active or learner.name == NAMELESS or new
