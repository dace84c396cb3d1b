"""What happens in Slack beside messages: windows, App Home, people who come and go, the app being taken out."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from adapters.slack import campaign_windows, payloads, settings_window, views
from adapters.slack.blocks import OPEN_SETTINGS
from adapters.slack.chat import SlackChat
from adapters.slack.choices import Choices
from adapters.slack.directory import Directory
from adapters.slack.errands import Errands
from adapters.slack.installing import Installer
from adapters.slack.managers import Managers
from adapters.slack.payloads import PLATFORM, Body
from adapters.slack.tokens import Tokens
from bot.chat import ChatBusy, ChatError, ChatRefused, Clip
from bot.clock import Clock
from bot.events import Asked, Event, Person
from bot.inbound import Bot
from bot.learners.home import gather
from bot.managers.managing import APPROVAL_ABOVE
from bot.people.removal import remove_app
from lessons.database import Database
from schedules.people.roster import Learner, Workspace, learner_outside, workspace_outside

log = logging.getLogger(__name__)
MEETING_S = 1.5
MOST_KNOWN = 50_000  # people remembered as known; more only cost a question each
MOST_PRESSES = 10_000  # on App Home, not handled yet; where more are waiting, pages are shown anew when they are opened


class SlackDesk:
    """Answers what needs more than a row."""

    def __init__(
        self,
        database: Database,
        bot: Bot,
        chat: SlackChat,
        installer: Installer,
        tokens: Tokens,
        directory: Directory,
        errands: Errands,
        clock: Clock,
        approval_above: int = APPROVAL_ABOVE,
    ) -> None:
        self._database = database
        self._bot = bot
        self._chat = chat
        self._installer = installer
        self._tokens = tokens
        self._directory = directory
        self._errands = errands
        self._clock = clock
        self._choices = Choices(database, bot, tokens, clock)
        self._managers = Managers(database, bot.links, tokens, clock, approval_above)
        self._reachable: set[Person] = set()
        self._pressed_at_home: set[tuple[Person, str]] = set()
        self._take: Callable[[Event], Awaitable[object]] = self.handle

    def take_with(self, take: Callable[[Event], Awaitable[object]]) -> None:
        """Hand events to this instead: it writes them down first."""
        self._take = take

    async def handle(self, event: Event) -> None:
        """The bot's handle(), for people whom the directory may not have named yet, or who have no conversation yet."""
        reachable = event.who in self._reachable or await self._meet(event.who)
        await self._bot.handle(event)
        self._refresh_home(event)
        if not reachable and not (isinstance(event, Asked) and event.place):
            await self._directory.place_of(event.who)

    async def _meet(self, who: Person) -> bool:
        """Enter somebody unknown; returns whether there is a conversation with them already."""
        async with self._database.read() as db:
            workspace = await workspace_outside(db, who.platform, who.workspace)
            learner = await learner_outside(db, workspace.id, who.learner, PLATFORM) if workspace else None
        if workspace and learner is None:
            try:
                await self._directory.look_up(who)
            except (SlackApiError, ChatError, aiohttp.ClientError, TimeoutError) as fault:
                log.warning("somebody unknown could not be looked up: %s", type(fault).__name__)
        reachable = learner is not None and learner.platform == PLATFORM and learner.place != ""
        if reachable and len(self._reachable) < MOST_KNOWN:
            self._reachable.add(who)
        return reachable

    async def home_opened(self, who: Person) -> None:
        async with self._database.read() as db:
            workspace = await workspace_outside(db, who.platform, who.workspace)
            learner = await learner_outside(db, workspace.id, who.learner) if workspace else None
            now = self._clock.now()
            page = None
            if workspace and learner and learner.active:
                page = await gather(db, workspace, learner, self._bot.links, now)
        if workspace:
            client = await self._tokens.client(workspace.id)
            file = await self._file_of(workspace.id, page.lesson) if page and page.lesson else ""
            view = views.home(page, now, file) if page else views.unknown_home()
            await client.views_publish(user_id=who.learner, view=view)

    async def _file_of(self, workspace_id: str, lesson: Clip) -> str:
        """The lesson's file in Slack; App Home can do without it."""
        try:
            return await self._chat.file_of(workspace_id, lesson)
        except (ChatBusy, ChatRefused):
            return ""

    async def command(self, body: Body) -> bool:
        words = str(body.get("text", "")).strip().lower()
        if words == "settings":
            self._errands.run(self._open_settings(body), "opening a window")
            return True
        manager = await self._manager(body) if words in ("campaign", "campaigns") else None
        if manager is None:
            return False
        show = self._managers.open_form if words == "campaign" else self._managers.open_list
        self._errands.run(show(body, *manager), "opening a window")
        return True

    async def _manager(self, body: Body) -> tuple[Workspace, Learner] | None:
        """The manager who sent this, also when the directory has not named them yet."""
        if (found := await self._managers.who(body)) is not None:
            return found
        with contextlib.suppress(TimeoutError):  # Slack waits for three seconds in all
            async with asyncio.timeout(MEETING_S):
                await self._meet(payloads.person(body))
        return await self._managers.who(body)

    async def _open_settings(self, body: Body) -> None:
        await self._meet(payloads.person(body))
        await self._choices.open(body)

    async def pressed(self, body: Body) -> bool:
        if any(action.get("action_id") == OPEN_SETTINGS for action in body.get("actions", ())):
            self._errands.run(self._open_settings(body), "opening a window")
            return True
        if (token := payloads.clip_to_share(body)) is not None:
            self._errands.run(self._open_share(body, token), "opening a window")
            return True
        if any(action.get("action_id") == f"{payloads.ACT}new" for action in body.get("actions", ())):
            if manager := await self._managers.who(body):
                self._errands.run(self._managers.open_form(body, *manager), "opening a window")
            return True
        return False

    async def _open_share(self, body: Body, token: str) -> None:
        async with self._database.read() as db:
            workspace = await workspace_outside(db, PLATFORM, payloads.team(body))
        if workspace:
            client = await self._tokens.client(workspace.id)
            await client.views_open(trigger_id=str(body["trigger_id"]), view=views.share_window(token))

    async def submitted(self, body: Body) -> dict[str, Any]:
        kind = body["view"].get("callback_id")
        if kind == views.SHARE:
            await self._take(payloads.shared(body, self._clock.now()))
            return {}
        if kind == settings_window.SETTINGS:
            return await self._settle(body)
        manager = await self._managers.who(body)
        if manager is None:
            return {}
        match kind:
            case campaign_windows.FORM:
                return await self._managers.dry_run(body, *manager)
            case campaign_windows.DRY_RUN:
                return await self._managers.start(body, *manager)
        return {}

    async def _settle(self, body: Body) -> dict[str, Any]:
        answer = await self._choices.take(body)
        if not answer:
            self._errands.run(self._settled(payloads.person(body)), "showing App Home")
        return answer

    async def _settled(self, who: Person) -> None:
        await self.home_opened(who)
        await self._directory.place_of(who)  # what is said about it needs a conversation

    async def suggested(self, body: Body) -> list[dict[str, Any]]:
        if body.get("action_id") == settings_window.ZONE:
            return settings_window.zones_typed(str(body.get("value") or ""))
        return await self._managers.groups(body, self._clock.now())

    def refresh_home_after(self, events: Iterable[Event]) -> None:
        if len(self._pressed_at_home) < MOST_PRESSES:
            self._pressed_at_home.update((event.who, event.event_id) for event in events)

    def _refresh_home(self, event: Event) -> None:
        """Show App Home anew where the event was a press there."""
        press = (event.who, event.event_id)
        if press in self._pressed_at_home:
            self._pressed_at_home.discard(press)
            self._errands.run(self.home_opened(event.who), "showing App Home")

    async def person_changed(self, team_id: str, user: Body, joined: bool) -> None:
        await self._directory.changed(team_id, user)
        if joined:
            self._errands.run(self._directory.place_of(Person(PLATFORM, team_id, str(user["id"]))), "welcoming")

    async def removed(self, team_id: str, why: str) -> None:
        async with self._database.write() as db:
            workspace = await workspace_outside(db, PLATFORM, team_id)
            if workspace:
                nothing_left = await remove_app(db, workspace, why, self._clock.now())
                await self._tokens.drop(db, workspace.id, serve=not nothing_left)

    async def removed_everywhere(self, enterprise_id: str, why: str) -> None:
        for team_id in await self._tokens.teams_of(enterprise_id):
            await self.removed(team_id, why)
        async with self._database.write() as db:
            await self._tokens.drop_organisation(db, enterprise_id)

    async def granted(self, enterprise_id: str, team_ids: Sequence[str]) -> None:
        await self._installer.granted(enterprise_id, team_ids)
