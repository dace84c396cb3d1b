"""The page that says whether a certificate holds, and the paper for whoever it was issued to."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from adapters.web.http.errors import Fault, preferred_language
from adapters.web.http.limits import visit
from adapters.web.http.site import SITE
from adapters.web.pages.report import attached
from bot.certificates.issuing import certificate_url
from bot.certificates.paper import certificate_pdf
from bot.clock import Clock
from bot.links import BadLink, Links, Purpose
from bot.messages.catalogue import language_of, speaking
from bot.messages.trust import certificate_texts as texts
from lessons.database import Database
from schedules.people.roster import Learner, Workspace, learner_by_id, workspace_by_id
from schedules.replies.certificates import Certificate, certificate_by_id

HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Presented:
    """What a link shows.

    Attributes:
        own: it is the link of whoever has the certificate, and not the one that they show to others.
    """

    certificate: Certificate
    holder: Learner
    workspace: Workspace
    own: bool

    @property
    def names_holder(self) -> bool:
        """In privacy mode strangers read no name; they may compare one that they know."""
        return self.own or not self.workspace.privacy


class CertificatePages:
    """Serves the page to everybody who has a link, and the paper to its holder."""

    def __init__(self, database: Database, links: Links, clock: Clock) -> None:
        self._database, self._links, self._clock = database, links, clock

    async def page(self, request: web.Request) -> web.Response:
        presented = await self._presented(request)
        certificate = presented.certificate
        typed = request.query.get("name", "").strip()[:LONGEST_NAME]
        with speaking(_language(request, presented)):
            values = {
                "words": texts.labels(),
                "language": _language(request, presented),
                "presented": presented,
                "holds": certificate.holds(self._clock.now()),
                "issued": texts.full_date(certificate.issued_at.date()),
                "until": texts.full_date(certificate.expires_at.date()) if certificate.expires_at else "",
                "typed": typed,
                "same": _alike(typed, presented.holder.name),
                "check_url": self._check_url(certificate),
                "token": request.match_info["token"],
            }
            response = request.app[SITE].page("certificate.html", 200, **values)
        response.headers.update(HEADERS)
        return response

    async def paper(self, request: web.Request) -> web.Response:
        """The PDF; only its holder's own link has it."""
        presented = await self._presented(request)
        if not presented.own:
            raise Fault(404, *texts.gone())
        certificate = presented.certificate
        with speaking(_language(request, presented)):
            about = (presented.holder.name, presented.workspace.name, self._check_url(certificate))
            pdf = certificate_pdf(certificate, *about)
        headers = {**HEADERS, "Content-Disposition": attached(f"{certificate.title}.pdf")}
        return web.Response(body=pdf, content_type="application/pdf", headers=headers)

    def _check_url(self, certificate: Certificate) -> str:
        return certificate_url(self._links, certificate.workspace_id, certificate.id)

    async def _presented(self, request: web.Request) -> Presented:
        """Raises: Fault, where the link was changed, or the certificate or its holder is gone."""
        now = self._clock.now()
        try:
            ticket = self._links.read(request.match_info["token"], Purpose.CERTIFICATE, now)
        except BadLink as error:
            raise Fault(404, *texts.gone()) from error
        visit(request, ticket.person or ticket.subject)
        async with self._database.read() as db:
            certificate = await certificate_by_id(db, ticket.workspace_id, ticket.subject)
            workspace = await workspace_by_id(db, ticket.workspace_id)
            holder = await learner_by_id(db, ticket.workspace_id, certificate.learner_id) if certificate else None
        if certificate is None or workspace is None or holder is None:
            raise Fault(404, *texts.gone())
        return Presented(certificate, holder, workspace, ticket.person == holder.id)


def _language(request: web.Request, presented: Presented) -> str:
    if presented.own:
        return language_of(presented.holder.locale)
    return language_of(preferred_language(request.headers.get("Accept-Language", "")))


def _alike(words: str, name: str) -> bool:
    """Whether two names are the same but for capitals and spaces."""
    return bool(words) and "".join(words.casefold().split()) == "".join(name.casefold().split())


def certificate_pages(app: web.Application, database: Database, links: Links, clock: Clock) -> None:
    """Serve them."""
    pages = CertificatePages(database, links, clock)
    app.router.add_get("/certificate/{token}", pages.page)
    app.router.add_get("/certificate/{token}/paper.pdf", pages.paper)
