"""A space of Confluence: its current pages, those whose version is known left where they are.

Cloud is read by version 2 of its REST API, since version 1 is deprecated there; Data Center has version 1 alone. Read
with the guarded session of web pages rather than by atlassian-python-api, whose requests cannot be kept out of private
networks and hold up the event loop.
"""

from __future__ import annotations

import asyncio
import base64
import html
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
import orjson

from lessons.answers.gathering.choosing import Choice
from lessons.answers.gathering.port import MOST_FILES, Changed, Failed, Glimpse, KnownFile, Same, Unreachable
from lessons.answers.reading.document import Unreadable
from lessons.answers.reading.files import MOST_BYTES
from lessons.answers.reading.pages import AGENT, Networks, checked_url, guarded

AT_ONCE = "50"  # pages of a list
LONGEST_S = 600.0  # for a whole space, with waiting where the wiki asks for it
LONGEST_WAIT_S = 60.0
TRIES = 3
CLOUD = "/wiki"  # what the address of a wiki in the cloud ends with


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who we are to the wiki.

    Attributes:
        user: an e-mail address with an API token (Cloud); "" with a personal access token (Data Center).
    """

    user: str
    token: str

    @property
    def header(self) -> str:
        if not self.user:
            return f"Bearer {self.token}"
        return f"Basic {base64.b64encode(f'{self.user}:{self.token}'.encode()).decode()}"


@dataclass(frozen=True, slots=True)
class WikiPage:
    """A page as it is listed.

    Attributes:
        path: the titles of the pages above it and its own, with / between.
        web_path: where people read it, below the wiki's address.
    """

    id: str
    title: str
    path: str
    version: str
    web_path: str


class ConfluenceSpace:
    """One space.

    Args:
        base: the wiki's address, in the cloud with /wiki at its end.
        choice: patterns of a page's path.
    """

    def __init__(self, base: str, key: str, credentials: Credentials, choice: Choice, allowed: Networks = ()) -> None:
        self._base, self._key, self._choice, self._allowed = base.rstrip("/"), key, choice, allowed
        self._headers = {"Authorization": credentials.header, "Accept": "application/json", "User-Agent": AGENT}

    async def look(self, known: Mapping[str, KnownFile]) -> AsyncIterator[Glimpse]:
        try:
            checked_url(self._base, self._allowed)
            async with guarded(self._allowed, LONGEST_S) as session:
                wiki = _Wiki(session, self._base, self._key, self._headers)
                for page in await wiki.pages():
                    if self._choice.takes(page.path):
                        yield await self._glimpse(wiki, page, known)
        except Unreachable:
            raise
        except Unreadable as error:
            raise Unreachable(str(error)) from error

    async def _glimpse(self, wiki: _Wiki, page: WikiPage, known: Mapping[str, KnownFile]) -> Glimpse:
        uri = f"{self._base}{page.web_path}"
        if uri in known and known[uri].version == page.version:
            return Same(uri)
        try:
            words = await wiki.words(page)
        except Unreachable:
            raise
        except Unreadable as error:
            return Failed(uri, str(error))
        text = f"<html><head><title>{html.escape(page.title)}</title></head><body><main>{words}</main></body></html>"
        return Changed(uri, f"{page.id}.html", text.encode(), page.version, "utf-8")


class _Wiki:
    """The REST API of a wiki, in the version that it has."""

    def __init__(self, session: aiohttp.ClientSession, base: str, key: str, headers: Mapping[str, str]) -> None:
        self._session, self._base, self._key, self._headers = session, base, key, headers

    async def pages(self) -> list[WikiPage]:
        """Every current page of the space, without its words."""
        return await (self._pages_in_cloud() if self._in_cloud else self._pages_of_data_center())

    async def words(self, page: WikiPage) -> str:
        """The page as HTML."""
        if self._in_cloud:
            whole = await self._asked(f"/api/v2/pages/{page.id}", {"body-format": "export_view"})
        else:
            whole = await self._asked(f"/rest/api/content/{page.id}", {"expand": "body.export_view"})
        return str(whole["body"]["export_view"]["value"])

    @property
    def _in_cloud(self) -> bool:
        return self._base.endswith(CLOUD)

    async def _pages_in_cloud(self) -> list[WikiPage]:
        spaces = await self._asked("/api/v2/spaces", {"keys": self._key})
        if not spaces["results"]:
            raise Unreachable(self._no_such_space())
        listed, path = list[Mapping[str, Any]](), f"/api/v2/spaces/{spaces['results'][0]['id']}/pages"
        query: Mapping[str, str] = {"limit": AT_ONCE, "status": "current"}
        while path:
            reply = await self._asked(path, query)
            listed += _few(listed, reply["results"])
            # A number to start from would miss pages when some are removed meanwhile; Cloud gives a cursor instead.
            # The next part's address holds the cursor; it begins with the site's own /wiki.
            path, query = str(reply.get("_links", {}).get("next", "")).removeprefix(CLOUD), {}
        above = {str(page["id"]): page for page in listed}
        return [_wiki_page(page, _titles(page, above)) for page in listed]

    async def _pages_of_data_center(self) -> list[WikiPage]:
        pages, query = list[Mapping[str, Any]](), {"spaceKey": self._key, "type": "page", "status": "current"}
        while True:
            where = {"start": str(len(pages)), "limit": AT_ONCE, "expand": "version,ancestors"}
            reply = await self._asked("/rest/api/content", {**query, **where})
            pages += _few(pages, reply["results"])
            if not reply["results"] or "next" not in reply.get("_links", {}):
                break
        return [_wiki_page(page, [each["title"] for each in page.get("ancestors", ())]) for page in pages]

    async def _asked(self, path: str, query: Mapping[str, str]) -> dict[str, Any]:
        for _ in range(TRIES):
            # No redirect is followed: the token would go along to wherever it leads.
            url = f"{self._base}{path}"
            async with self._session.get(
                url, params=query or None, headers=self._headers, allow_redirects=False
            ) as reply:
                if reply.status != 429:
                    return await self._body(reply)
                wait = reply.headers.get("Retry-After", "")
            await asyncio.sleep(min(LONGEST_WAIT_S, float(wait) if wait.isdigit() else 1.0))
        raise Unreachable("the wiki asks to wait again and again; it is tried again the next time")

    async def _body(self, reply: aiohttp.ClientResponse) -> dict[str, Any]:
        if reply.status in (401, 403):
            raise Unreachable("the wiki does not let us in: check CONFLUENCE_USER and CONFLUENCE_TOKEN")
        if reply.status == 404:
            raise Unreachable(self._no_such_space())
        if 300 <= reply.status < 400:
            raise Unreachable("the wiki's address leads somewhere else: name the one that it leads to")
        if reply.status != 200:
            raise Unreadable(f"the wiki answers {reply.status} {reply.reason or ''}".strip())
        return _parsed(await _limited(reply))

    # The wiki answers alike where there is none and where we may not see it.
    def _no_such_space(self) -> str:
        return f"the wiki shows us no space {self._key!r}: check its address, the space's key, and what we may read"


async def _limited(reply: aiohttp.ClientResponse) -> bytes:
    content = bytearray()
    async for piece in reply.content.iter_chunked(65_536):
        content += piece
        if len(content) > MOST_BYTES:
            raise Unreadable(f"it is larger than {MOST_BYTES // 1_000_000} MB")
    return bytes(content)


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        body = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise Unreachable("what answers there is no Confluence") from error
    if not isinstance(body, dict):
        raise Unreachable("what answers there is no Confluence")
    return body


def _few(before: Sequence[object], more: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    if len(before) + len(more) > MOST_FILES:
        raise Unreachable(f"the space has more than {MOST_FILES} pages: split it")
    return more


def _titles(page: Mapping[str, Any], above: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The titles of the pages above a page, outermost first."""
    titles, met = list[str](), set[str]()
    parent = str(page.get("parentId") or "")
    while parent in above and parent not in met:
        met.add(parent)
        titles.insert(0, above[parent]["title"])
        parent = str(above[parent].get("parentId") or "")
    return titles


def _wiki_page(page: Mapping[str, Any], above: Sequence[str]) -> WikiPage:
    path = "/".join((*above, page["title"]))
    return WikiPage(str(page["id"]), page["title"], path, str(page["version"]["number"]), page["_links"]["webui"])
