"""Who comes to the pages on which series are written: a manager with a session, asked again at each request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from adapters.web.http import guard
from adapters.web.http.site import SITE
from adapters.web.managers.access import Access, NoEntry, Shut, shut_page
from bot.messages.catalogue import language_of, speaking, template
from bot.messages.pages import studio_texts
from schedules.people.roster import Learner, Workspace

# blob: is where the script puts pieces of a clip that is still being made.
POLICY = guard.POLICY.replace("media-src 'self'", "media-src 'self' blob:")
HEADERS = {"Content-Security-Policy": POLICY, "X-Robots-Tag": "noindex, nofollow"}
NO_SERIES = Shut(
    404, template("There is no such series here"), template("It was taken out, or never was. Go back to the list.")
)
HOME = "/studio"


@dataclass(frozen=True, slots=True)
class StudioVisit:
    """A curator whose session opens the pages."""

    curator: Learner
    workspace: Workspace
    now: datetime

    @property
    def home(self) -> str:
        return HOME

    def page(self, request: web.Request, template: str, status: int = 200, **values: object) -> web.Response:
        """A page in the curator's language."""
        with speaking(self.curator.locale):
            about = {"visit": self, "words": studio_texts.labels(), "language": language_of(self.curator.locale)}
            response = request.app[SITE].page(template, status, **about, **values)
        response.headers.update(HEADERS)
        return response


async def visit_of(request: web.Request, access: Access) -> StudioVisit:
    """Who came.

    Raises:
        NoEntry: the page does not open for them.
    """
    caller = await access.caller(request)
    return StudioVisit(caller.manager, caller.workspace, caller.now)


def gone_page(request: web.Request, refused: NoEntry) -> web.Response:
    response = shut_page(request, refused.shut)
    response.headers.update(HEADERS)
    return response
