"""App Home of every learner: gathered when it is opened, and shown anew after what was done on it."""

from __future__ import annotations

from datetime import datetime

from adapters.slack.connector.credentials import Tokens
from adapters.slack.forms import home
from adapters.slack.outbound.chat import SlackChat
from adapters.slack.outbound.richtext import Block
from bot.chat import Clip
from bot.events import Person
from bot.faults import ChatError
from bot.inbound import Bot
from bot.learners.home import gather
from bot.messages.catalogue import speaking
from schedules.people.roster import Learner, Workspace, learner_outside, workspace_outside


class HomePages:
    """Publishes App Home."""

    def __init__(self, bot: Bot, chat: SlackChat, tokens: Tokens) -> None:
        self._bot = bot
        self._chat = chat
        self._tokens = tokens

    async def publish(self, who: Person) -> None:
        """Show somebody their App Home as it stands now."""
        now = self._bot.clock.now()
        workspace, learner = await self._known(who)
        if workspace is None:
            return
        with speaking(learner.locale if learner else "", who.platform, workspace.name, workspace.privacy):
            view = await self._view(workspace, learner, now)
        client = await self._tokens.client(workspace.id)
        await client.views_publish(user_id=who.learner, view=view)

    async def _view(self, workspace: Workspace, learner: Learner | None, now: datetime) -> Block:
        if learner is None:
            return home.unknown_home()
        async with self._bot.database.read() as db:
            page = await gather(db, workspace, learner, self._bot.links, now)
        # A page that is opened must not wait long: without the file it shows everything else.
        file = await self._file_of(workspace.id, page.lesson) if page.lesson else ""
        return home.home(page, now, file, self._bot.links.public_url)

    async def _known(self, who: Person) -> tuple[Workspace | None, Learner | None]:
        """The workspace, and whose page it is; None for somebody whom lessons leave out."""
        async with self._bot.database.read() as db:
            workspace = await workspace_outside(db, who.platform, who.workspace)
            learner = await learner_outside(db, workspace.id, who.learner) if workspace else None
        return workspace, learner if learner and learner.active else None

    async def _file_of(self, workspace_id: str, lesson: Clip) -> str:
        """The lesson's file in Slack; App Home can do without it."""
        try:
            return await self._chat.file_of(workspace_id, lesson)
        except ChatError:
            return ""
