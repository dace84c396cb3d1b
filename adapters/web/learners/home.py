"""A learner's own page: today's question, how it goes, what they saved, settings, and for managers their campaigns.

The bot leads here by a signed link, and Teams shows it as a tab.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from aiohttp import web
from yarl import URL

from adapters.web.http.errors import Fault
from adapters.web.http.gone import Readers
from adapters.web.http.limits import visit
from adapters.web.http.ports import Bot
from adapters.web.http.site import SITE
from adapters.web.pages.player import HEADERS
from bot.certificates.issuing import own_certificates
from bot.events import Asked, Chose, Person, Preferred
from bot.feed.own_page import own_page
from bot.links import BadLink, ExpiredLink, Purpose
from bot.messages import manager_texts
from bot.messages.catalogue import language_of, speaking
from bot.messages.pages import home_texts
from bot.messages.trust import certificate_texts
from lessons.database import new_id
from schedules.people import roster
from schedules.people.roster import Learner, Workspace

PRESSABLE = frozenset({"next", "campaign page"})
"""What the page's buttons say for their presser. Nothing else: the link must not open what the chat guards."""
IN_CHAT, SAVED = "chat", "saved"
LONGEST = 100  # characters of a field


class PreferringBot(Bot, Protocol):
    """A bot whose settings forms are answered at once."""

    async def prefer(self, event: Preferred, *, confirm: bool = False) -> Mapping[str, str]:
        """Take a form whose sender waits: faults by field, or none."""


class OwnPages:
    """Serves everybody's own page, and takes what is done there."""

    def __init__(self, bot: PreferringBot) -> None:
        self._bot = bot

    async def page(self, request: web.Request) -> web.Response:
        return await self._shown(request, *await self._visitor(request))

    async def _shown(
        self, request: web.Request, workspace: Workspace, learner: Learner, faults: Mapping[str, str] | None = None
    ) -> web.Response:
        now, links = self._bot.clock.now(), self._bot.links
        with speaking(learner.locale, learner.platform, workspace.name, workspace.privacy):
            async with self._bot.database.read() as db:
                page = await own_page(db, workspace, learner, links, now)
                certificates = await own_certificates(db, learner, links)
            words = home_texts.labels()
            response = request.app[SITE].page(
                "home.html",
                status=422 if faults else 200,
                page=page,
                certificates=certificates,
                certificate_texts=certificate_texts,
                now=now,
                w=words,
                texts=home_texts,
                state_name=manager_texts.state_name,
                language=language_of(learner.locale),
                token=request.match_info["token"],
                path=_path,
                faults=faults or {},
                notice={IN_CHAT: words["in_chat"], SAVED: words["kept"]}.get(request.query.get("done", ""), ""),
            )
        response.headers.update(HEADERS)
        return response

    async def answer(self, request: web.Request) -> web.Response:
        """Takes {"token": of an option}: the answer counts as in the chat, whose message shows it too."""
        workspace, learner = await self._visitor(request)
        token = str((await request.post()).get("token", ""))
        now = self._bot.clock.now()
        await self._bot.handle(Chose(_who(workspace, learner), f"home:{new_id()}", token, now))
        raise _back(request)

    async def say(self, request: web.Request) -> web.Response:
        """Takes {"words": one of those that buttons say}; the answer comes into the chat."""
        workspace, learner = await self._visitor(request)
        words = str((await request.post()).get("words", ""))
        if words not in PRESSABLE:
            raise Fault(400, *_not_ours())
        event = Asked(_who(workspace, learner), f"home:{new_id()}", words, self._bot.clock.now())
        await self._bot.handle(event)
        raise _back(request, IN_CHAT)

    async def settings(self, request: web.Request) -> web.Response:
        """Takes the form of settings; what is wrong is said at its field, and nothing is written then."""
        workspace, learner = await self._visitor(request)
        form = await request.post()
        filled = {name: str(form.get(name, ""))[:LONGEST] for name in ("send_time", "zone", "language", "snooze")}
        choice = Preferred(
            _who(workspace, learner), f"home:{new_id()}", self._bot.clock.now(), **filled, lessons="lessons" in form
        )
        if faults := await self._bot.prefer(choice):
            return await self._shown(request, workspace, learner, faults)
        raise _back(request, SAVED)

    async def _visitor(self, request: web.Request) -> tuple[Workspace, Learner]:
        """Whose link it is. Raises: Fault, where it is not good or they are not here any more."""
        try:
            ticket = self._bot.links.read(request.match_info["token"], Purpose.FEED, self._bot.clock.now())
        except ExpiredLink as error:
            raise Fault(410, *home_texts.expired()) from error
        except BadLink as error:
            raise Fault(404, *_not_ours()) from error
        visit(request, ticket.person)
        async with self._bot.database.read() as db:
            workspace = await roster.workspace_by_id(db, ticket.workspace_id)
            learner = await roster.learner_by_id(db, ticket.workspace_id, ticket.person)
        if workspace is None or not workspace.active or learner is None or not learner.active:
            raise Fault(404, *_not_ours())
        return workspace, learner


def _not_ours() -> tuple[str, str]:
    return home_texts.not_ours()


def _who(workspace: Workspace, learner: Learner) -> Person:
    """The learner as an event names them."""
    return Person(learner.platform, workspace.outside_id, learner.outside_id)


def _path(url: str) -> str:
    """Only the path: the page may be open under another name of this server, and stays on it."""
    return URL(url).path


def _back(request: web.Request, done: str = "") -> web.HTTPSeeOther:
    """The page anew, by GET, so that loading it again does nothing a second time."""
    query = f"?done={done}" if done else ""
    return web.HTTPSeeOther(f"/home/{request.match_info['token']}{query}")


def own_pages(app: web.Application, bot: PreferringBot) -> None:
    """Serve everybody's own page."""
    pages = OwnPages(bot)
    readers = Readers(bot.database, bot.links)
    app.router.add_get("/home/{token}", readers.answered(pages.page, Purpose.FEED))
    for path, handler in (("answer", pages.answer), ("say", pages.say), ("settings", pages.settings)):
        app.router.add_post(f"/home/{{token}}/{path}", readers.answered(handler, Purpose.FEED))
