"""The page that shows how an erasure stands, and its receipt in the end; its link names nobody."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from adapters.web.http.errors import preferred_language
from adapters.web.http.limits import visit
from adapters.web.http.site import SITE
from bot.clock import Clock
from bot.links import BadLink, Links, Purpose
from bot.messages.catalogue import language_of, speaking
from bot.messages.trust import erasure_texts
from bot.privacy.erasure_requests import erasure_request
from bot.privacy.receipts import FILES, Receipt, receipt_by_id
from lessons.database import Database

HEADERS = {"X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"}
DONE = "done"


@dataclass(frozen=True, slots=True)
class NoReceipt:
    """Nothing opens with this link."""

    title: str
    advice: str


class ReceiptPages:
    """Serves the page and the file."""

    def __init__(self, database: Database, links: Links, clock: Clock) -> None:
        self._database, self._links, self._clock = database, links, clock

    async def page(self, request: web.Request) -> web.Response:
        # Whoever was erased has no language here any more: it is the browser's.
        language = language_of(preferred_language(request.headers.get("Accept-Language", "")))
        state, receipt = await self._standing(request)
        with speaking(language):
            if not state:
                gone = NoReceipt(*erasure_texts.no_receipt())
                response = request.app[SITE].page("gone.html", 404, gone=gone)
            else:
                values = {"state": state, "receipt": receipt, "words": erasure_texts.labels(), "files_key": FILES}
                token = request.match_info["token"]
                response = request.app[SITE].page("erased.html", 200, language=language, token=token, **values)
        response.headers.update(HEADERS)
        return response

    async def file(self, request: web.Request) -> web.Response:
        """The receipt as JSON."""
        _, receipt = await self._standing(request)
        if receipt is None:
            raise web.HTTPNotFound
        at = receipt.erased_at.isoformat()
        about = {"receipt": receipt.id, "erased_at": at, "counts": receipt.counts, "sha256": receipt.digest}
        response = web.json_response(about)
        response.headers["Content-Disposition"] = 'attachment; filename="receipt.json"'
        response.headers.update(HEADERS)
        return response

    async def _standing(self, request: web.Request) -> tuple[str, Receipt | None]:
        """What became of it, and the receipt; "" where the link is not good or nothing is known of it."""
        try:
            ticket = self._links.read(request.match_info["token"], Purpose.RECEIPT, self._clock.now())
        except BadLink:
            return "", None
        # Counted by the request, as the ticket names no person.
        visit(request, ticket.subject)
        async with self._database.read() as db:
            if receipt := await receipt_by_id(db, ticket.workspace_id, ticket.subject):
                return DONE, receipt
            pending = await erasure_request(db, ticket.workspace_id, ticket.subject)
        return (pending.state.value if pending else ""), None


def receipt_pages(app: web.Application, database: Database, links: Links, clock: Clock) -> None:
    """Serve receipts to whoever has the link."""
    pages = ReceiptPages(database, links, clock)
    app.router.add_get("/erased/{token}", pages.page)
    app.router.add_get("/erased/{token}/receipt.json", pages.file)
