"""What stands beside the clip while it is reviewed: comments at its seconds, and what rules say of the page."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated
from zoneinfo import ZoneInfo

from aiohttp import web
from msgspec import Meta, Struct

from adapters.web.http.errors import Fault
from adapters.web.managers.access import NoEntry
from adapters.web.studio.editor import NO_PAGE, PUT
from adapters.web.studio.edits import read_fields
from adapters.web.studio.pages import StudioPages
from adapters.web.studio.visiting import StudioVisit
from bot.messages.pages import report_texts
from bot.messages.studio import review_texts
from bot.studio.checking import Previewer
from bot.studio.manuscripts import Manuscript
from bot.studio.review.automatic import Checker
from bot.studio.review.comments import (
    LONGEST_COMMENT,
    MOST_COMMENTS,
    Comment,
    NoComment,
    comment_on,
    comments_on,
    settle_comment,
)
from lessons.answers.reading.pages import Networks

LONGEST_CLIP_S = 3_600.0  # a film that is too long can be commented too


class CommentFields(Struct, forbid_unknown_fields=True):
    """A new comment."""

    at_s: Annotated[float, Meta(ge=0, le=LONGEST_CLIP_S)]
    message: Annotated[str, Meta(max_length=8_000)]
    place: Annotated[str, Meta(max_length=20)] = ""


class SettleFields(Struct, forbid_unknown_fields=True):
    """Whether a comment is resolved."""

    resolved: bool


class Reviewing:
    """Serves the comments and checks of a page, and keeps what is sent."""

    def __init__(self, pages: StudioPages, checker: Checker) -> None:
        self.pages, self.checker = pages, checker

    async def comments(self, _: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
        """The page's comments."""
        return await self._list(visit, *await self._opened(request, visit))

    async def comment(self, _: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
        """Keep a new one; answers with all of them."""
        fields = await read_fields(request, CommentFields)
        manuscript, name = await self._opened(request, visit)
        about = (fields.at_s, fields.place, fields.message, visit.curator.id, visit.now)
        try:
            async with self.pages.database.write() as db:
                await comment_on(db, manuscript, name, *about)
        except NoComment as fault:
            why = review_texts.not_kept(str(fault), LONGEST_COMMENT, MOST_COMMENTS)
            raise Fault(422, review_texts.comment_labels()["not_kept"], why) from fault
        return await self._list(visit, manuscript, name)

    async def settle(self, _: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
        """Call one resolved, or open it again; answers with all of them as they are then."""
        fields = await read_fields(request, SettleFields)
        manuscript, name = await self._opened(request, visit)
        about = (request.match_info["comment"], fields.resolved, visit.curator.id, visit.now)
        async with self.pages.database.write() as db:
            await settle_comment(db, visit.workspace.id, manuscript.slug, *about)
        return await self._list(visit, manuscript, name)

    async def checks(self, _: StudioPages, request: web.Request, visit: StudioVisit) -> web.StreamResponse:
        """What rules say of the page as it was saved last."""
        manuscript, name = await self._opened(request, visit)
        async with self.pages.database.read() as db:
            checks = await self.checker.check(db, manuscript, name, visit.workspace, visit.now.date())
        return web.json_response({"checks": [asdict(check) for check in checks]})

    async def _opened(self, request: web.Request, visit: StudioVisit) -> tuple[Manuscript, str]:
        manuscript, name = await self.pages.manuscript(request, visit), request.match_info["name"]
        if name not in manuscript.pages:
            raise NoEntry(NO_PAGE)
        return manuscript, name

    async def _list(self, visit: StudioVisit, manuscript: Manuscript, name: str) -> web.Response:
        async with self.pages.database.read() as db:
            comments = await comments_on(db, manuscript, name)
        zone, version = ZoneInfo(visit.curator.zone), manuscript.pages[name].version
        return web.json_response({"comments": [_shown(comment, zone, version) for comment in comments]})


def _shown(comment: Comment, zone: ZoneInfo, version: int) -> dict[str, object]:
    return {
        "id": comment.id,
        "at_s": comment.at_s,
        "place": comment.place,
        "earlier": comment.version if comment.version != version else 0,
        "who": comment.who,
        "message": comment.message,
        "when": report_texts.minute(comment.made_at.astimezone(zone)),
        "resolved": comment.resolved,
    }


def reviewing_pages(app: web.Application, pages: StudioPages, studio: Previewer, networks: Networks = ()) -> None:
    """Serve them.

    Args:
        networks: private networks whose links may be asked for.
    """
    publisher = pages.publisher
    reviewing = Reviewing(pages, Checker(publisher.path, publisher.voices, studio, networks))
    page = f"/studio/{{slug:[a-z0-9-]{{1,100}}}}/{PUT}"
    app.router.add_get(f"{page}/comments", pages.serving(reviewing.comments))
    app.router.add_post(f"{page}/comments", pages.serving(reviewing.comment))
    app.router.add_post(f"{page}/comments/{{comment:[a-zA-Z0-9-]{{1,64}}}}", pages.serving(reviewing.settle))
    app.router.add_get(f"{page}/checks", pages.serving(reviewing.checks))
