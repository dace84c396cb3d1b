"""How Teams comes in: one address for every activity; its token is checked first, its row written before the answer.

Everything is written down, acknowledged, and handled afterwards. A press in a card waits a little for that, and shows
what came of it in the same response. Who comes or goes is handled at once: the order of the two must not be lost.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from aiohttp import web

from adapters.teams import groups
from adapters.teams.campaign_list import STEER
from adapters.teams.cards import DEEDS, KEEP, WATCH, card
from adapters.teams.dialog import dialog, dialog_pages, notice
from adapters.teams.managers import Managers
from adapters.teams.people import People
from adapters.teams.presses import Presses
from adapters.teams.seam import CARD, PLATFORM, WORDS, Inbound, Kind, Transport
from adapters.teams.settings_card import SETTLE, filled
from adapters.teams.tokens import KeysUnavailable, Refused
from adapters.web.guard import proves_itself
from bot.arrivals import Closed, Handled
from bot.chat import ChatError, Message
from bot.clock import Clock
from bot.events import Asked, Chose, Event, Joined, Kept, Left, Person
from bot.people.people import find
from bot.words import wording
from lessons.database import Database
from schedules.people.roster import Learner, learner_outside

log = logging.getLogger(__name__)

PATH = "/teams/messages"
DEADLINE_S = 12.0  # Teams waits for about 15 seconds, then sends the activity again
SHOWN_WITHIN_S = 0.15  # a press handled by then is answered with its card; any other card is changed a moment later
FEW = 8  # presses that wait for their card at once; when many press, waiting would only make everybody wait
MOST_MET = 10_000  # people whose presses are not compared with their row again while they say the same of themselves
NAMELESS = "colleague"  # whom Teams did not name yet; their first message does


class Door:
    """Takes activities.

    Args:
        handle: the bot's: when it returns, the event and what it sets off are rows.
        take: writes an event down, to be handled soon.
        tenant_id: the only tenant that is served.
        shown_within_s: how long a press waits for its card.
    """

    def __init__(
        self,
        transport: Transport,
        database: Database,
        clock: Clock,
        people: People,
        presses: Presses,
        managers: Managers,
        *,
        handle: Callable[[Event], Awaitable[None]],
        take: Callable[[Event], Awaitable[Handled]],
        tenant_id: str,
        shown_within_s: float = SHOWN_WITHIN_S,
    ) -> None:
        self._transport = transport
        self._database = database
        self._clock = clock
        self._people = people
        self._presses = presses
        self._managers = managers
        self._handle = handle
        self._take = take
        self._tenant_id = tenant_id
        self._shown_within_s = shown_within_s
        self._waiting = 0
        self._met: dict[Person, tuple[str, ...]] = {}

    def routes(self, app: web.Application) -> None:
        app.router.add_post(PATH, self.receive)
        dialog_pages(app)

    @proves_itself
    async def receive(self, request: web.Request) -> web.Response:
        """One activity. 200 once its row is written; 401 and 403 where it is not believed; 503 to be asked again."""
        try:
            activity = _activity(await request.read())
            await self._transport.verify_inbound(request.headers, activity)
            inbound = self._transport.parse(activity)
        except Refused as refused:
            log.warning("an activity was refused: %s", refused)
            return web.Response(status=refused.status)
        except KeysUnavailable as fault:
            log.warning("an activity cannot be checked: %s", fault)
            return web.Response(status=503)
        except ValueError as fault:
            return web.Response(status=400, text=str(fault))
        if inbound.tenant_id != self._tenant_id:
            log.warning("an activity of another tenant was refused")
            return web.Response(status=403)
        return await self._within_deadline(inbound)

    async def _within_deadline(self, inbound: Inbound) -> web.Response:
        try:
            async with asyncio.timeout(DEADLINE_S):
                return await self._answer(inbound)
        except TimeoutError:
            log.warning("an activity was not written in time; Teams sends it again", extra={"kind": inbound.kind.value})
            return web.Response(status=503)
        except ChatError as error:
            log.warning("somebody new could not be looked up; Teams sends the activity again: %s", error)
            return web.Response(status=503)
        except Closed:
            return web.Response(status=503)  # this process stops: Teams sends the activity again, to another one

    async def _answer(self, inbound: Inbound) -> web.Response:
        who = Person(PLATFORM, inbound.tenant_id, inbound.aad_object_id or inbound.user_id)
        if inbound.team_id:
            workspace = await self._people.workspace(inbound.tenant_id)
            await groups.noticed(self._database, workspace.id, inbound)
        match inbound.kind:
            case Kind.WROTE:
                await self._introduce(who, inbound)
                await self._wrote(who, inbound)
            case Kind.PRESSED:
                await self._recognise(who, inbound)
                return await self._pressed(who, inbound)
            case Kind.OPENED if (inbound.value or {}).get("do") == WATCH:
                return await self._watch(inbound)
            case Kind.OPENED | Kind.FILLED:
                return web.json_response(await self._managers.answer(who, inbound.value or {}, _event_id(inbound)))
            case Kind.CAME if inbound.personal:
                await self._introduce(who, inbound)
            case Kind.WENT if inbound.personal:
                self._met.pop(who, None)
                await self._handle(Left(who, _event_id(inbound), self._clock.now()))
            case Kind.READ if inbound.personal:
                await self._presses.read(who, inbound.read_id)
            case Kind.REACTED:
                await self._reacted(who, inbound)
        return web.json_response({}) if inbound.invoked else web.Response()

    async def _recognise(self, who: Person, inbound: Inbound) -> None:
        """Introduce whoever presses, but not again while they say the same of themselves.

        Whoever got a card is known. So while many press at once it is left to a later press of theirs.
        """
        told = _told(inbound)
        if self._met.get(who) == told or self._waiting >= FEW:
            return
        await self._introduce(who, inbound)
        if len(self._met) >= MOST_MET:
            self._met.clear()
        self._met[who] = told

    async def _introduce(self, who: Person, inbound: Inbound) -> None:
        """Enter somebody new, and keep where everybody is reached: hosts and conversations may change."""
        async with self._database.read() as db:
            found = await find(db, who)
        if found and not _differs(found[1], inbound):
            return
        workspace = await self._people.workspace(inbound.tenant_id)
        async with self._database.read() as db:
            learner = await learner_outside(db, workspace.id, who.learner, PLATFORM)
        place = inbound.conversation_id if inbound.personal else ""
        email = "" if learner else await self._people.email_of(workspace, inbound)
        joined = Joined(
            who,
            f"came:{_event_id(inbound)}",
            inbound.name or (learner.name if learner else "") or NAMELESS,
            self._clock.now(),
            inbound.zone,
            inbound.locale,
            email,
            place=place,
            service_url=inbound.service_url if inbound.personal else "",
        )
        await self._handle(joined)

    async def _wrote(self, who: Person, inbound: Inbound) -> None:
        if await self._managers.invited(who, inbound, _event_id(inbound)):
            return
        place = inbound.conversation_id if inbound.personal else ""
        words = inbound.text or "help"  # a picture, or a mention alone
        await self._take(Asked(who, _event_id(inbound), words, self._clock.now(), place=place))

    async def _pressed(self, who: Person, inbound: Inbound) -> web.Response:
        if kept := _kept(who, inbound, self._clock.now()):
            await self._take(kept)
            return web.json_response({}) if inbound.invoked else web.Response()
        if (inbound.value or {}).get("do") == STEER:
            return await self._steered(who, inbound)
        if (inbound.value or {}).get("do") == SETTLE:
            return await self._settled(who, inbound)
        token = str((inbound.value or {}).get("token", ""))
        event = Chose(who, _event_id(inbound), token, self._clock.now())
        await self._presses.seen(token, inbound.about)
        handled = await self._take(event)
        if not inbound.invoked:
            return web.Response()
        shown: Message | str = wording.press_taken().summary
        if await self._in_a_moment(handled):
            shown = await self._presses.now_shown(who, event, inbound.about)
        return web.json_response(self._invoke_response(shown))

    async def _in_a_moment(self, handled: Handled) -> bool:
        """Whether an event is handled soon enough for its answer to show what came of it."""
        if self._waiting < FEW:
            self._waiting += 1
            try:
                await asyncio.wait([handled], timeout=self._shown_within_s)
            finally:
                self._waiting -= 1
        return handled.done() and handled.result()

    async def _settled(self, who: Person, inbound: Inbound) -> web.Response:
        """The form of somebody's settings; where the client takes no card in return, words say what came of it."""
        wish = filled(who, _event_id(inbound), inbound.value or {}, self._clock.now())
        if inbound.invoked:
            return web.json_response(self._invoke_response(await self._presses.settled(wish)))
        await self._take(wish)
        return web.Response()

    async def _steered(self, who: Person, inbound: Inbound) -> web.Response:
        """A button of the list of campaigns; where the client takes no card in return, messages say what came of it."""
        shown = await self._managers.steered(who, inbound.value or {}, _event_id(inbound))
        kind = WORDS if isinstance(shown, str) else CARD
        return web.json_response(self._transport.invoke_response(kind, shown)) if inbound.invoked else web.Response()

    def _invoke_response(self, shown: Message | str) -> dict[str, Any]:
        if isinstance(shown, str):
            return self._transport.invoke_response(WORDS, shown)
        return self._transport.invoke_response(CARD, card(shown))

    async def _watch(self, inbound: Inbound) -> web.Response:
        value = inbound.value or {}
        url = str(value.get("url", ""))
        if not await self._presses.watched(url, inbound.about):
            return web.json_response(notice(wording.strange_button().summary))
        return web.json_response(dialog(url, str(value.get("title", ""))))

    async def _reacted(self, who: Person, inbound: Inbound) -> None:
        token = await self._presses.player_token(who, inbound.about) if inbound.liked is not None else ""
        if token:
            deed = "like" if inbound.liked else "unlike"
            await self._take(Kept(who, _event_id(inbound), token, deed, self._clock.now()))


def _kept(who: Person, inbound: Inbound, at: datetime) -> Kept | Asked | None:
    """What was chosen in a clip's menu; None for any other press."""
    value = inbound.value or {}
    deed = value.get("deed")
    if value.get("do") != KEEP or deed not in dict(DEEDS):
        return None
    if deed == "next":
        return Asked(who, _event_id(inbound), "next", at, place=inbound.conversation_id if inbound.personal else "")
    return Kept(who, _event_id(inbound), str(value.get("token", "")), str(deed), at)


def _activity(body: bytes) -> Mapping[str, Any]:
    activity = json.loads(body)
    if not isinstance(activity, dict):
        raise ValueError("an activity is an object")
    return activity


def _event_id(inbound: Inbound) -> str:
    """The same for a redelivery, and for nothing else: ids of activities are unique in their conversation only."""
    named = (inbound.conversation_id, inbound.activity_id, inbound.user_id, inbound.kind.value, inbound.about)
    return sha256("\n".join(named).encode()).hexdigest()[:40]


def _told(inbound: Inbound) -> tuple[str, ...]:
    """What an activity says of its sender."""
    place = (inbound.conversation_id, inbound.service_url) if inbound.personal else ()
    return (inbound.name, inbound.zone, inbound.locale, *place)


def _differs(learner: Learner, inbound: Inbound) -> bool:
    known = [(inbound.zone, learner.told_zone), (inbound.locale, learner.told_locale), (inbound.name, learner.name)]
    if inbound.personal:
        known += [(inbound.conversation_id, learner.place), (inbound.service_url, learner.service_url)]
    return not learner.active or any(new and new != old for new, old in known)
