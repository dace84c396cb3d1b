"""A space of Confluence: its current pages and their attachments, those whose version is known left where they are.

Cloud is read by version 2 of its REST API, since version 1 is deprecated there but for searching and downloading; Data
Center has version 1 alone. Read with the guarded session of web pages rather than by atlassian-python-api, whose
requests cannot be kept out of private networks and hold up the event loop.
"""

from __future__ import annotations

import base64
import html
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from lessons.answers.gathering.choosing import Choice
from lessons.answers.gathering.port import MOST_FILES, Changed, Failed, Glimpse, KnownFile, Same, Unreachable
from lessons.answers.gathering.service import LONGEST_S, Service, ServiceWords
from lessons.answers.reading.document import Unreadable
from lessons.answers.reading.files import MOST_BYTES, SUFFIXES
from lessons.answers.reading.pages import Networks, guarded

AT_ONCE = "50"  # pages of a list
FILES_AT_ONCE, MOST_LISTED = "200", 20_000  # attachments, most of which are pictures
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

    def __repr__(self) -> str:
        return f"Credentials(user={self.user!r})"  # never the token, wherever it is logged


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


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file on a page.

    Attributes:
        path: the page's, and the file's name.
        size: in bytes.
        download: where its content is, below the wiki's address.
    """

    id: str
    name: str
    path: str
    version: str
    size: int
    page: WikiPage
    download: str


class ConfluenceSpace:
    """One space.

    Args:
        base: the wiki's address, in the cloud with /wiki at its end.
        choice: patterns of a page's path, and of an attachment's.
    """

    def __init__(self, base: str, key: str, credentials: Credentials, choice: Choice, allowed: Networks = ()) -> None:
        self._base, self._key, self._choice, self._allowed = base.rstrip("/"), key, choice, allowed
        self._headers = {"Authorization": credentials.header}

    async def look(self, known: Mapping[str, KnownFile]) -> AsyncIterator[Glimpse]:
        try:
            async with guarded(self._allowed, LONGEST_S) as session:
                words = _words(self._key)
                wiki = _Wiki(Service(session, self._base, self._headers, words, self._allowed), self._base, self._key)
                pages = [page for page in await wiki.pages() if self._choice.takes(page.path)]
                for page in pages:
                    yield await self._page(wiki, page, known)
                for attachment in await wiki.attachments(pages):
                    if self._choice.takes(attachment.path):
                        yield await self._attachment(wiki, attachment, known)
        except Unreachable:
            raise
        except Unreadable as error:
            raise Unreachable(str(error)) from error

    async def _page(self, wiki: _Wiki, page: WikiPage, known: Mapping[str, KnownFile]) -> Glimpse:
        uri = f"{self._base}{page.web_path}"
        if uri in known and known[uri].version == page.version:
            return Same(uri)
        try:
            words = await wiki.words(page)
        except Unreachable:
            raise
        except Unreadable as error:
            return Failed(uri, str(error), page.path)
        text = f"<html><head><title>{html.escape(page.title)}</title></head><body><main>{words}</main></body></html>"
        return Changed(uri, f"{page.id}.html", text.encode(), page.version, "utf-8", path=page.path)

    async def _attachment(self, wiki: _Wiki, attachment: Attachment, known: Mapping[str, KnownFile]) -> Glimpse:
        # By its id: a file that is renamed or moved stays the document that it was.
        uri = f"{self._base}{attachment.page.web_path}#{attachment.id}"
        if uri in known and known[uri].version == attachment.version:
            return Same(uri)
        try:
            content = await wiki.content(attachment)
        except Unreachable:
            raise
        except Unreadable as error:
            return Failed(uri, str(error), attachment.path)
        return Changed(uri, attachment.name, content, attachment.version, path=attachment.path)


class _Wiki:
    """The REST API of a wiki, in the version that it has."""

    def __init__(self, service: Service, base: str, key: str) -> None:
        self._service, self._key, self._in_cloud = service, key, base.endswith(CLOUD)

    async def pages(self) -> list[WikiPage]:
        """Every current page of the space, without its words."""
        return await (self._pages_in_cloud() if self._in_cloud else self._pages_of_data_center())

    async def words(self, page: WikiPage) -> str:
        """The page as HTML."""
        if self._in_cloud:
            whole = await self._service.described(f"/api/v2/pages/{page.id}", {"body-format": "export_view"})
        else:
            whole = await self._service.described(f"/rest/api/content/{page.id}", {"expand": "body.export_view"})
        return str(whole["body"]["export_view"]["value"])

    async def attachments(self, pages: Sequence[WikiPage]) -> list[Attachment]:
        """Every file of these pages that is of a kind we read; pictures and the like are no documents."""
        by_id, query = {page.id: page for page in pages}, f'type=attachment and space="{self._key}"'
        # One search, where a list for each page would be 2,000 requests.
        listed = await self._parts(
            "/rest/api/content/search",
            {"cql": query, "expand": "version,container", "limit": FILES_AT_ONCE},
            MOST_LISTED,
        )
        on_pages = [(by_id.get(str(each.get("container", {}).get("id"))), each) for each in listed]
        return [
            _attachment(page, each, self._in_cloud)
            for page, each in on_pages
            if page and PurePosixPath(each["title"]).suffix.lower() in SUFFIXES
        ]

    async def content(self, attachment: Attachment) -> bytes:
        if attachment.size > MOST_BYTES:
            raise Unreadable(f"it is larger than {MOST_BYTES // 1_000_000} MB: split it")
        return await self._service.content(attachment.download)

    async def _pages_in_cloud(self) -> list[WikiPage]:
        spaces = await self._service.listed("/api/v2/spaces", {"keys": self._key})
        if not spaces["results"]:
            raise Unreachable(_words(self._key).absent)
        path = f"/api/v2/spaces/{spaces['results'][0]['id']}/pages"
        listed = await self._parts(path, {"limit": AT_ONCE, "status": "current"})
        above = {str(page["id"]): page for page in listed}
        return [_wiki_page(page, _titles(page, above)) for page in listed]

    async def _parts(self, path: str, query: Mapping[str, str], most: int = MOST_FILES) -> list[Mapping[str, Any]]:
        """A list that says where it goes on."""
        listed, asks = list[Mapping[str, Any]](), dict(query) or None
        while path:
            reply = await self._service.listed(path, asks)
            listed += _few(listed, reply["results"], most)
            # A number to start from would miss pages when some are removed meanwhile; Cloud gives a cursor instead.
            # The next part's address holds the cursor; in version 2 it begins with the site's own /wiki.
            path, asks = str(reply.get("_links", {}).get("next", "")).removeprefix(CLOUD), None
        return listed

    async def _pages_of_data_center(self) -> list[WikiPage]:
        pages, query = list[Mapping[str, Any]](), {"spaceKey": self._key, "type": "page", "status": "current"}
        while True:
            where = {"start": str(len(pages)), "limit": AT_ONCE, "expand": "version,ancestors"}
            reply = await self._service.listed("/rest/api/content", {**query, **where})
            pages += _few(pages, reply["results"])
            if not reply["results"] or "next" not in reply.get("_links", {}):
                break
        return [_wiki_page(page, [each["title"] for each in page.get("ancestors", ())]) for page in pages]


def _words(key: str) -> ServiceWords:
    return ServiceWords(
        closed="the wiki does not let us in: check CONFLUENCE_USER and CONFLUENCE_TOKEN",
        # The wiki answers alike where there is none and where we may not see it.
        absent=f"the wiki shows us no space {key!r}: check its address, the space's key, and what we may read",
        strange="what answers there is no Confluence",
    )


def _few(
    before: Sequence[object], more: Sequence[Mapping[str, Any]], most: int = MOST_FILES
) -> Sequence[Mapping[str, Any]]:
    if len(before) + len(more) > most:
        raise Unreachable(f"the space has more than {most} pages or attachments: split it")
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


def _attachment(page: WikiPage, listed: Mapping[str, Any], in_cloud: bool) -> Attachment:
    its_id, name = str(listed["id"]), str(listed["title"])
    # In the cloud the link of the list is for browsers alone.
    documented = f"/rest/api/content/{page.id}/child/attachment/{its_id}/download"
    download = documented if in_cloud else str(listed["_links"]["download"])
    size = int(listed.get("extensions", {}).get("fileSize") or 0)
    version = f"{listed['version']['number']} {name}"
    return Attachment(its_id, name, f"{page.path}/{name}", version, size, page, download)
