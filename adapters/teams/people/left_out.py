"""People whom lessons leave out, such as guests: they are told so at once instead of getting answers from documents."""

from __future__ import annotations

from adapters.teams.connector.port import PLATFORM
from bot.events import Person
from bot.inbound import Bot
from bot.managers.roles import LEFT_OUT, Role, recorded_roles
from bot.messages import platform_texts
from bot.messages.reply import find, say
from schedules.people.roster import workspace_outside


class LeftOutInTeams:
    """Knows whom lessons leave out, and tells them.

    Args:
        guests: guests take part as members do.
    """

    def __init__(self, bot: Bot, *, guests: bool = False) -> None:
        self._bot = bot
        self._roles = LEFT_OUT.keys() - ({Role.GUEST} if guests else set())

    async def applies(self, who: Person) -> bool:
        """Whether Teams says of somebody that they are no learner; False while nothing is known of them."""
        async with self._bot.database.read() as db:
            workspace = await workspace_outside(db, PLATFORM, who.workspace)
            roles = await recorded_roles(db, workspace.id, [who.learner]) if workspace else {}
        return roles.get(who.learner) in self._roles

    async def tell(self, who: Person, event_id: str) -> None:
        """Owe them the words, once for each thing that they asked."""
        async with self._bot.database.write() as db:
            person = await find(db, who)
            if person is not None:
                await say(db, person[1], platform_texts.left_out(), event_id, self._bot.clock.now())
