"""What happens in Slack beside messages: windows that are opened, filled in and sent off, and presses that open one."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from adapters.slack.connector.credentials import Tokens
from adapters.slack.connector.payloads import person
from adapters.slack.connector.port import CAMPAIGN, OPEN_SETTINGS, Body
from adapters.slack.connector.windows import open_window
from adapters.slack.forms import campaign_form, home, settings_form
from adapters.slack.forms.campaigns import SlackCampaigns
from adapters.slack.forms.home_pages import HomePages
from adapters.slack.forms.settings_windows import SettingsWindows
from adapters.slack.inbound import events
from adapters.slack.inbound.background import BackgroundTasks
from adapters.slack.inbound.handler import MEETING_S, EventHandler
from adapters.slack.people.conversations import Conversations
from bot.chat import Message
from bot.event_queue import EventQueue
from bot.events import Asked, Person
from bot.inbound import Bot
from bot.messages import platform_texts
from bot.messages.reply import find, say
from schedules.people.roster import Learner, Workspace


class SlackInteractions:
    """Answers what needs more than a row.

    Args:
        queue: takes what may be handled later.
        approval_above: people whom one manager alone may start writing to.
    """

    def __init__(
        self,
        bot: Bot,
        tokens: Tokens,
        queue: EventQueue,
        handler: EventHandler,
        homes: HomePages,
        conversations: Conversations,
        background: BackgroundTasks,
        *,
        approval_above: int,
    ) -> None:
        self._bot = bot
        self._tokens = tokens
        self._queue = queue
        self._handler = handler
        self._homes = homes
        self._conversations = conversations
        self._background = background
        self._settings = SettingsWindows(bot, tokens)
        self._campaigns = SlackCampaigns(bot, tokens, approval_above)

    async def command(self, body: Body) -> bool:
        """Whether the words of a command open a window, which is then under way."""
        words = str(body.get("text", "")).strip().lower()
        if words == "settings":
            self._background.run(self._open_settings(body), "opening a window")
            return True
        manager = await self._manager(body) if words in ("campaign", "campaigns") else None
        # Anybody may write the word; what they may do is said in the direct conversation.
        if manager is None:
            return False
        self._background.run(self._open_campaigns(body, words, *manager), "opening a window")
        return True

    async def _open_campaigns(self, body: Body, words: str, workspace: Workspace, manager: Learner) -> None:
        show = self._campaigns.open_form if words == "campaign" else self._campaigns.open_list
        if not await show(body, workspace, manager):
            await self._owe(body, manager, platform_texts.window_late(f"/learn {words}"))

    async def _owe(self, body: Body, learner: Learner, message: Message) -> None:
        """Answer in the direct conversation instead of a window."""
        cause, now = f"late:{body['trigger_id']}", self._bot.clock.now()
        async with self._bot.database.write() as db:
            await say(db, learner, message, cause, now)
        await self._conversations.open_with(person(body))

    async def _manager(self, body: Body) -> tuple[Workspace, Learner] | None:
        """The manager who sent this, also when the directory has not named them yet."""
        if (manager := await self._campaigns.who(body)) is not None:
            return manager
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(MEETING_S):
                await self._handler.meet(person(body))
        return await self._campaigns.who(body)

    async def _open_settings(self, body: Body) -> None:
        """The window, or else the same settings as a message, with a button that opens the window."""
        who = person(body)
        await self._handler.meet(who)
        if not await self._settings.open(body):
            cause, now = f"late:{body['trigger_id']}", self._bot.clock.now()
            await self._handler.handle(Asked(who, cause, "settings", now, command=True))

    async def pressed(self, body: Body) -> bool:
        """Whether a press belongs to a window, or opens one."""
        ids = [action.get("action_id") for action in body.get("actions", ())]
        if OPEN_SETTINGS in ids:
            self._background.run(self._open_settings(body), "opening a window")
            return True
        if (token := events.clip_to_share(body)) is not None:
            self._background.run(self._open_share(body, token), "opening a window")
            return True
        if f"{CAMPAIGN}new" in ids:
            if manager := await self._campaigns.who(body):
                self._background.run(self._open_campaigns(body, "campaign", *manager), "opening a window")
            return True
        return False

    async def _open_share(self, body: Body, token: str) -> None:
        async with self._bot.database.read() as db:
            sender = await find(db, person(body))
        if sender and not await open_window(self._tokens, sender[0].id, body, home.share_window(token)):
            await self._owe(body, sender[1], platform_texts.share_window_late())

    async def submitted(self, body: Body) -> dict[str, Any]:
        """What Slack is to do with a window that was sent off: faults at its fields, another window, or nothing."""
        kind = body["view"].get("callback_id")
        if kind == home.SHARE:
            await self._queue.take(events.shared(body, self._bot.clock.now()))
            return {}
        if kind == settings_form.SETTINGS:
            return await self._take_settings(body)
        manager = await self._campaigns.who(body)
        if manager is None:
            return {}
        match kind:
            case campaign_form.FORM:
                return await self._campaigns.dry_run(body, *manager)
            case campaign_form.DRY_RUN:
                return await self._campaigns.start(body, *manager)
        return {}

    async def _take_settings(self, body: Body) -> dict[str, Any]:
        answer = await self._settings.take(body)
        if not answer:
            self._background.run(self._settings_taken(person(body)), "showing App Home")
        return answer

    async def _settings_taken(self, who: Person) -> None:
        await self._homes.publish(who)
        await self._conversations.open_with(who)  # what is said about it needs a conversation

    async def suggested(self, body: Body) -> list[dict[str, Any]]:
        """The options that fit what was typed into a field."""
        if body.get("action_id") == settings_form.ZONE:
            return settings_form.zones_typed(str(body.get("value") or ""))
        return await self._campaigns.groups(body, self._bot.clock.now())
