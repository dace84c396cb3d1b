"""The page of a document, opened at a passage: what an answer rests on, in its surroundings."""

from __future__ import annotations

from datetime import datetime

from aiohttp import web

from adapters.web.http.gone import NotForYou, Readers
from adapters.web.http.limits import visit
from adapters.web.http.site import SITE
from bot.answers.sources.access import hidden_from
from bot.clock import Clock
from bot.links import BadLink, ExpiredLink, Links, Purpose, Ticket
from bot.messages.catalogue import speaking, template
from bot.messages.pages import document_texts
from lessons.answers.index.document_text import ReadDocument, document_around
from lessons.database import Database
from schedules.people import roster
from schedules.people.roster import Learner

# A link that somebody pasted in public must not bring a company's documents into a search engine.
HEADERS = {"X-Robots-Tag": "noindex, nofollow"}
EXPIRED = NotForYou(
    410, template("This link has expired"), template("It works for 30 days. Ask the bot again to get a fresh one.")
)
NOT_OURS = NotForYou(
    404, template("This link does not work"), template("It was cut off or changed on the way. Ask the bot again.")
)
CHANGED = NotForYou(
    410,
    template("This passage is not there any more"),
    template("Its document was changed or removed. Ask the bot again."),
)


def document_pages(app: web.Application, database: Database, links: Links, clock: Clock) -> None:
    """Serve the page behind signed links."""
    app.router.add_get("/read/{token}", _Documents(database, links, clock).page)


class _Documents:
    def __init__(self, database: Database, links: Links, clock: Clock) -> None:
        self.database, self.links, self.clock = database, links, clock
        self._readers = Readers(database, links)

    async def page(self, request: web.Request) -> web.Response:
        try:
            ticket = self._ticket(request.match_info["token"], self.clock.now())
            visit(request, ticket.person)
            reader, document = await self._document(ticket)
            with speaking(reader.locale, reader.platform):
                values = {"document": document, "here": ticket.subject, "texts": document_texts}
                response = request.app[SITE].page("document.html", 200, **values)
        except NotForYou as gone:
            response = await self._readers.gone_page(request, gone, Purpose.DOCUMENT)
        response.headers.update(HEADERS)
        return response

    async def _document(self, ticket: Ticket) -> tuple[Learner, ReadDocument]:
        """Who reads it, a learner who still belongs to its workspace, and the document."""
        async with self.database.read() as db:
            person = await roster.learner_by_id(db, ticket.workspace_id, ticket.person)
            document = await document_around(db, ticket.workspace_id, ticket.subject)
            hidden = await hidden_from(db, person) if person else ()
        # The link lives for days: who left the company meanwhile must not read on with it.
        if person is None or not person.active:
            raise NOT_OURS
        # Whoever left the group that it is for reads the same as where it is gone.
        if document is None or document.id in hidden:
            raise CHANGED
        return person, document

    def _ticket(self, token: str, now: datetime) -> Ticket:
        try:
            return self.links.read(token, Purpose.DOCUMENT, now)
        except ExpiredLink as error:
            raise EXPIRED from error
        except BadLink as error:
            raise NOT_OURS from error
