"""A web page with the pages that it leads to on its host, at or below its folder; robots.txt is kept to."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Mapping
from pathlib import PurePosixPath

import lxml.html
from protego import Protego
from yarl import URL

from lessons.answers.gathering.choosing import Choice
from lessons.answers.gathering.port import MOST_FILES, Changed, Failed, Glimpse, KnownFile, Same, Unreachable
from lessons.answers.reading.document import Unreadable
from lessons.answers.reading.files import SUFFIXES
from lessons.answers.reading.pages import AGENT, Absent, Forbidden, Networks, WebPage, fetch

PAUSE_S, LONGEST_PAUSE_S = (
    0.2,
    5.0,
)  # between two pages, unless robots.txt asks for more; more than the latter nobody gets
HTML = (".html", ".htm")


class Website:
    """A page and what it leads to.

    Args:
        depth: how many links away from the first page; 0 is that page alone.
        allowed: private networks that the operator opens to reading.
        pause_s: between two pages.
    """

    def __init__(self, url: str, choice: Choice, depth: int, allowed: Networks = (), pause_s: float = PAUSE_S) -> None:
        self._url, self._choice, self._depth = URL(url.strip()).with_fragment(None), choice, depth
        self._allowed, self._pause_s = allowed, pause_s

    async def look(self, known: Mapping[str, KnownFile]) -> AsyncIterator[Glimpse]:
        robots = await self._robots()
        # Breadth first, so that the depth of a page is the shortest way to it.
        first, waiting = str(self._url), deque([(str(self._url), 0)])
        met = {first}
        while waiting:
            uri, away = waiting.popleft()
            if away:
                await asyncio.sleep(min(LONGEST_PAUSE_S, max(self._pause_s, robots.crawl_delay(AGENT) or 0)))
            glimpse, links = await self._page(uri, known.get(uri), robots)
            if uri == first and isinstance(glimpse, Failed):
                raise Unreachable(glimpse.reason)
            if glimpse is not None:
                yield glimpse
            for link in links if away < self._depth else ():
                if link not in met and len(met) < MOST_FILES:
                    met.add(link)
                    waiting.append((link, away + 1))

    async def _page(
        self, uri: str, before: KnownFile | None, robots: Protego
    ) -> tuple[Glimpse | None, tuple[str, ...]]:
        """What became of a page, None where it has left, and the pages that it leads to."""
        known_links = before.links if before else ()
        if not robots.can_fetch(uri, AGENT):
            return Failed(uri, "its robots.txt asks not to read it"), ()
        try:
            page = await fetch(uri, self._allowed, version=before.version if before else "")
        except Absent as error:
            return (Failed(uri, str(error)) if uri == str(self._url) else None), ()
        except Unreadable as error:
            # What it led to is still looked at: a page that fails today does not take its neighbours along.
            return Failed(uri, str(error)), known_links
        if page.is_same:
            return Same(uri), known_links
        if not self._is_within(URL(page.url)):
            return Failed(uri, f"it leads to another place: {page.url}"), ()
        links = self._links(page)
        return Changed(uri, page.name, page.content, page.version, page.charset, links), links

    def _links(self, page: WebPage) -> tuple[str, ...]:
        if not page.name.endswith(HTML) or not page.content.strip():
            return ()
        tree = lxml.html.document_fromstring(page.content)
        tree.make_links_absolute(page.url, handle_failures="ignore")
        links = (str(link) for link in tree.xpath("//a[@href and not(contains(@rel, 'nofollow'))]/@href"))
        urls = (url for link in links if (url := _url(link)) and self._wanted(url))
        return tuple(dict.fromkeys(map(str, urls)))

    def _wanted(self, url: URL) -> bool:
        suffix = PurePosixPath(url.path).suffix.lower()
        # A link to a picture is no page; what has no suffix, or one of a program, may be one.
        read = suffix in SUFFIXES or suffix in ("", ".php", ".asp", ".aspx", ".jsp")
        return read and self._is_within(url) and self._choice.takes(url.path)

    def _is_within(self, url: URL) -> bool:
        folder = self._url.path if self._url.path.endswith("/") else f"{PurePosixPath(self._url.path).parent}/"
        return url.origin() == self._url.origin() and url.path.startswith(folder.replace("//", "/"))

    async def _robots(self) -> Protego:
        """What the site asks of programs; a site without that file asks nothing."""
        try:
            page = await fetch(str(self._url.origin() / "robots.txt"), self._allowed)
        except Forbidden as error:
            raise Unreachable(str(error)) from error
        except Absent:
            return Protego.parse("")
        except Unreadable as error:
            # RFC 9309: a site whose robots.txt fails is not to be read until it comes.
            raise Unreachable(f"its robots.txt cannot be read: {error}") from error
        return Protego.parse(page.content.decode("utf-8", "replace"))


def _url(link: str) -> URL | None:
    try:
        url = URL(link.strip()).with_fragment(None)
        return url if url.scheme in ("http", "https") and url.host else None
    except ValueError:
        return None
