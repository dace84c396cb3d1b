"""What Slack says about the app itself: let in, taken out, people who join and change."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from adapters.slack.connector.credentials import Tokens
from adapters.slack.connector.port import PLATFORM, Body
from adapters.slack.inbound.background import BackgroundTasks
from adapters.slack.install.installing import SlackInstaller
from adapters.slack.people.conversations import Conversations
from adapters.slack.people.directory import Directory
from bot.clock import Clock
from bot.companies.uninstall import remove_app
from bot.events import Person
from lessons.database import Database
from schedules.people.roster import workspace_outside

log = logging.getLogger(__name__)


class AppNews:
    """Takes up what changed about the app and the people it serves."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        tokens: Tokens,
        installer: SlackInstaller,
        directory: Directory,
        conversations: Conversations,
        background: BackgroundTasks,
    ) -> None:
        self._database = database
        self._clock = clock
        self._tokens = tokens
        self._installer = installer
        self._directory = directory
        self._conversations = conversations
        self._background = background

    async def person_changed(self, team_id: str, user: Body, joined: bool) -> None:
        """Somebody joined or changed."""
        await self._directory.changed(team_id, user)
        if joined:
            who = Person(PLATFORM, team_id, str(user["id"]))
            self._background.run(self._conversations.open_with(who), "welcoming somebody new")

    async def removed(self, team_id: str, why: str) -> None:
        """The app was taken out of a workspace."""
        async with self._database.write() as db:
            workspace = await workspace_outside(db, PLATFORM, team_id)
            # Slack may tell twice, and of workspaces that an operator has forgotten meanwhile.
            if workspace is None:
                return
            nothing_left = await remove_app(db, workspace, why, self._clock.now())
            await self._tokens.drop(db, workspace.id, serve=not nothing_left)
        rest = "its campaigns are paused" if nothing_left else "people are reached on its other platform"
        log.error("Slack workspace “%s”: %s; %s. Install the app again to go on", workspace.name, why, rest)

    async def removed_everywhere(self, enterprise_id: str, why: str) -> None:
        """The app was taken out of an organisation."""
        for team_id in await self._tokens.teams_of(enterprise_id):
            await self.removed(team_id, why)
        async with self._database.write() as db:
            await self._tokens.drop_organisation(db, enterprise_id)

    async def granted(self, enterprise_id: str, team_ids: Sequence[str]) -> None:
        """An organisation's admin added the app to workspaces."""
        await self._installer.granted(enterprise_id, team_ids)
