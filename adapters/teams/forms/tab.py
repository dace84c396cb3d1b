"""The personal tab: it finds out by single sign-on who opened it, and leads to their own page.

Where an administrator has not set up single sign-on, it says how to get there without.
Source: learn.microsoft.com, "Tab requirements" and "Enable SSO for tab app".
"""

from __future__ import annotations

import logging

from aiohttp import web
from jinja2 import Environment
from yarl import URL

from adapters.teams.connector.port import PLATFORM, TAB_PATH
from adapters.teams.connector.sign_in import SignIns
from adapters.teams.connector.verify import KeysUnavailable, Refused
from adapters.teams.forms.dialog import HEADERS, HERE
from adapters.teams.people.left_out import LeftOutInTeams
from adapters.web.http.errors import Fault
from bot.events import Person
from bot.inbound import Bot
from bot.messages import platform_texts
from bot.messages.catalogue import language_of, speaking
from bot.messages.pages import home_texts
from bot.messages.reply import find
from schedules.people.roster import Learner, Workspace

log = logging.getLogger(__name__)

# The page itself asks us who its reader is; TeamsJS reads the hosts that it may talk to, as in the dialog.
POLICY = HEADERS["Content-Security-Policy"].replace("connect-src ", "connect-src 'self' ")


class TeamsTab:
    """Serves the tab."""

    def __init__(self, sign_ins: SignIns, bot: Bot, left_out: LeftOutInTeams) -> None:
        self._sign_ins = sign_ins
        self._bot = bot
        self._left_out = left_out
        self._html = Environment(autoescape=True).from_string((HERE / "tab.html").read_text())

    def routes(self, app: web.Application) -> None:
        app.router.add_get(TAB_PATH, self.page)
        app.router.add_post(f"{TAB_PATH}/enter", self.enter)

    async def page(self, request: web.Request) -> web.Response:
        """The page that asks Teams who opened it; its words are in the language that Teams names."""
        locale = request.query.get("locale", "")[:20]
        with speaking(locale):
            text = self._html.render(w=home_texts.tab_labels(), language=language_of(locale))
        headers = {**HEADERS, "Content-Security-Policy": POLICY}
        return web.Response(text=text, content_type="text/html", headers=headers)

    async def enter(self, request: web.Request) -> web.Response:
        """Takes the token of single sign-on: {"url": of the reader's own page}, or {"words": why there is none}."""
        try:
            account = await self._sign_ins.account(request.headers.get("Authorization", ""))
        except Refused as refused:
            # A wrong set-up shows nowhere but here: whoever looks after Ninety finds in the log what to mend.
            log.warning("a sign-in to the tab was refused: %s", refused)
            raise Fault(refused.status, *self._shut()) from refused
        except KeysUnavailable as fault:
            log.warning("a sign-in to the tab cannot be checked: %s", fault)
            raise Fault(503, *self._shut()) from fault
        who = Person(PLATFORM, self._sign_ins.tenant_id, account)
        async with self._bot.database.read() as db:
            person = await find(db, who)
        return web.json_response(await self._led(who, person))

    async def _led(self, who: Person, person: tuple[Workspace, Learner] | None) -> dict[str, str]:
        """Where somebody is led, or why they are not."""
        if person is None:
            return {"words": home_texts.unknown_in_tab()}
        workspace, learner = person
        with speaking(learner.locale, PLATFORM, workspace.name, workspace.privacy):
            if await self._left_out.applies(who):
                return {"words": platform_texts.left_out().plain}
            return {"url": URL(self._bot.links.own_page(workspace.id, learner.id, self._bot.clock.now())).path}

    @staticmethod
    def _shut() -> tuple[str, str]:
        words = home_texts.tab_labels()
        return words["shut"], words["advice"]
