"""Who may open the curators' page: whoever manages, behind a signed link."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from adapters.web.http.gone import NotForYou
from adapters.web.http.limits import visit
from bot.clock import Clock
from bot.links import BadLink, ExpiredLink, Links, Purpose, Ticket
from bot.messages.catalogue import speaking, template
from lessons.database import Database
from schedules.people import roster
from schedules.people.roster import Learner

EXPIRED = NotForYou(
    410,
    template("This link has expired"),
    template("It works for 7 days. Write “curate” to the bot to get a fresh one."),
)
NOT_OURS = NotForYou(
    404,
    template("This link does not work"),
    template("It was cut off or changed on the way. Write “curate” to the bot to get a fresh one."),
)
NO_LONGER = NotForYou(
    403,
    template("This page is not open to you"),
    template(
        "It is for those who manage lessons here. If that is you, ask whoever runs Ninety at your company to say so."
    ),
)


@dataclass(frozen=True, slots=True)
class Visit:
    """A curator with a link that opens the page."""

    token: str
    curator: Learner
    now: datetime

    @property
    def workspace_id(self) -> str:
        return self.curator.workspace_id

    def speaking(self) -> AbstractContextManager[None]:
        """What is said as long as it is open is in the curator's language."""
        return speaking(self.curator.locale, self.curator.platform)

    def back(self, notice: str) -> web.HTTPSeeOther:
        return web.HTTPSeeOther(f"/curate/{self.token}?said={notice}")


async def visitor(request: web.Request, database: Database, links: Links, clock: Clock) -> Visit:
    """Who came; whether they still manage is asked each time.

    Raises:
        NotForYou: the page does not open for them.
    """
    token, now = request.match_info["token"], clock.now()
    ticket = _ticket(links, token, now)
    visit(request, ticket.person)
    async with database.read() as db:
        person = await roster.learner_by_id(db, ticket.workspace_id, ticket.person)
    if person is None or not person.active or not person.manages:
        raise NO_LONGER
    return Visit(token, person, now)


def _ticket(links: Links, token: str, now: datetime) -> Ticket:
    try:
        return links.read(token, Purpose.CURATE, now)
    except ExpiredLink as error:
        raise EXPIRED from error
    except BadLink as error:
        raise NOT_OURS from error
