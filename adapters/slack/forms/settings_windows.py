"""Learners' own settings in Slack: the window opens with what holds, and takes what was chosen while Slack waits."""

from __future__ import annotations

from typing import Any

from adapters.slack.connector.credentials import Tokens
from adapters.slack.connector.payloads import person
from adapters.slack.connector.port import Body
from adapters.slack.connector.windows import open_window
from adapters.slack.forms import settings_form
from bot.inbound import Bot
from bot.learners.preferences import form_of
from bot.messages.catalogue import speaking
from bot.messages.reply import find


class SettingsWindows:
    """The settings window of every learner."""

    def __init__(self, bot: Bot, tokens: Tokens) -> None:
        self._bot = bot
        self._tokens = tokens

    async def open(self, body: Body) -> bool:
        """Show the window; False where Slack did not open it, or for somebody whom lessons leave out."""
        now = self._bot.clock.now()
        async with self._bot.database.read() as db:
            sender = await find(db, person(body))
            if sender is None:
                return False
            workspace, learner = sender
            with speaking(learner.locale, learner.platform):
                form = await form_of(db, learner, now)
                view = settings_form.settings_window(form, now) if form else None
        return view is not None and await open_window(self._tokens, workspace.id, body, view)

    async def take(self, body: Body) -> dict[str, Any]:
        """Write what was chosen; what cannot be taken is said at its field, and nothing is written then."""
        view = body["view"]
        # Slack sends a submission again when our answer is lost: the window's id makes it the same one.
        event_id = f"settings:{view['id']}"
        shown_time = str(view.get("private_metadata", ""))
        chosen = settings_form.chosen_in(
            person(body), event_id, view["state"]["values"], self._bot.clock.now(), shown_time
        )
        if chosen is None:
            return settings_form.at_fields(settings_form.no_time())
        faults = await self._bot.prefer(chosen, confirm=True)
        return settings_form.at_fields(faults) if faults else {}
