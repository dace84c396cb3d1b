"""Learners' own settings in Slack: the window opens with what holds, and takes what was chosen while Slack waits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.slack import settings_window as windows
from adapters.slack.payloads import Body, person
from adapters.slack.tokens import Tokens
from bot.clock import Clock
from bot.inbound import Bot
from bot.learners.preferences import form_of
from bot.people.people import find
from lessons.database import Database


class Choices:
    """The settings window of every learner."""

    def __init__(self, database: Database, bot: Bot, tokens: Tokens, clock: Clock) -> None:
        self._database = database
        self._bot = bot
        self._tokens = tokens
        self._clock = clock

    async def open(self, body: Body) -> None:
        """Show the window; somebody whom lessons leave out has none."""
        now = self._clock.now()
        async with self._database.read() as db:
            found = await find(db, person(body))
            form = await form_of(db, found[1], now) if found else None
        if found and form:
            client = await self._tokens.client(found[0].id)
            await client.views_open(trigger_id=str(body["trigger_id"]), view=windows.settings_window(form, now))

    async def take(self, body: Body) -> dict[str, Any]:
        """Write what was chosen; what cannot be taken is said at its field, and nothing is written then."""
        view = body["view"]
        event_id = f"settings:{view['id']}"
        shown = str(view.get("private_metadata", ""))
        wish = windows.chosen_in(person(body), event_id, view["state"]["values"], self._clock.now(), shown)
        faults: Mapping[str, str] = windows.NO_TIME if wish is None else await self._bot.prefer(wish)
        return windows.at_fields(faults) if faults else {}
