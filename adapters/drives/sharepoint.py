"""Libraries of a SharePoint site, or somebody's OneDrive, by Microsoft Graph.

A look lists the whole drive by its delta without a token: 200 items a request, flat, with versions, so that only files
with a new one are sent. The token of a delta is not kept: it leaves out the folders that names are made from, forgets
what failed, and must be thrown away as soon as a pattern changes.

Sources: learn.microsoft.com/graph, "driveItem: delta", "Download driveItem content", "Convert content", "Get access
without a user", "Scan guidance".
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from yarl import URL

from adapters.drives.files import MOST_LISTED, DriveFile, credential_fields, glimpses
from adapters.teams.connector.clouds import CLOUDS
from lessons.answers.gathering.choosing import Choice
from lessons.answers.gathering.port import Glimpse, KnownFile, Unreachable
from lessons.answers.gathering.service import LONGEST_S, Service, ServiceWords, granted
from lessons.answers.reading.document import Unreadable
from lessons.answers.reading.pages import Networks, guarded

WORDS = ServiceWords(
    closed="SharePoint does not let us in: check tenant, client_id and client_secret, and that an administrator "
    "consented to Sites.Read.All or gave the site by Sites.Selected",
    absent="SharePoint shows us no such site or folder: check its address, and what the app may read",
    strange="what answers there is no Microsoft Graph",
)
# What Graph turns into PDF; our own readers take the rest.
AS_PDF = frozenset({".doc", ".odt", ".rtf", ".ppt", ".pptx", ".pps", ".ppsx", ".odp"})
_TOP = "root"  # how Graph calls the folder that all others are in
_FIELDS = "id,name,size,file,folder,package,root,deleted,parentReference,eTag"


@dataclass(frozen=True, slots=True)
class SharePointKeys:
    """An app registration.

    Attributes:
        cloud: a name of CLOUDS.
    """

    tenant: str
    client_id: str
    client_secret: str
    cloud: str = "public"

    def __repr__(self) -> str:
        return f"SharePointKeys(client_id={self.client_id!r})"  # never the secret, wherever it is logged


def checked_address(address: str) -> str:
    """The address of a site, a library or a folder, as it may be named.

    Raises:
        ValueError: it is none, or a link that somebody shared, which does not say where the folder lies.
    """
    place = URL(address.strip())
    if place.scheme != "https" or not place.host:
        raise ValueError("write the address that a browser shows, such as https://example.sharepoint.com/sites/HR")
    if place.path.startswith("/:"):
        raise ValueError("that is a link for sharing: open it, and write the address that the browser shows then")
    return str(place).rstrip("/")


def sharepoint_keys(text: str) -> SharePointKeys:
    """What a file with credentials says.

    Raises:
        ValueError: what is wrong with it, without any value.
    """
    fields = credential_fields(text, ("tenant", "client_id", "client_secret"))
    cloud = fields.get("cloud", "public")
    if cloud not in CLOUDS:
        raise ValueError(f"the file with credentials names an unknown cloud: use one of {', '.join(CLOUDS)}")
    return SharePointKeys(fields["tenant"], fields["client_id"], fields["client_secret"], cloud)


@dataclass(frozen=True, slots=True)
class Library:
    """A drive and the folder in it that is wanted, "" for all of it."""

    id: str
    url: str
    folder: str


class SharePointPlace:
    """The libraries of a site, one library, or a folder in one.

    Args:
        address: as a browser shows it.
        graph, login: another address only in tests.
    """

    def __init__(
        self,
        address: str,
        keys: SharePointKeys,
        choice: Choice,
        allowed: Networks = (),
        *,
        graph: str = "",
        login: str = "",
    ) -> None:
        cloud = CLOUDS[keys.cloud]
        self._address, self._keys, self._choice, self._allowed = address, keys, choice, allowed
        self._graph, self._login = graph or cloud.graph_url, login or cloud.login_url

    async def look(self, known: Mapping[str, KnownFile]) -> AsyncIterator[Glimpse]:
        try:
            async with guarded(self._allowed, LONGEST_S) as session:
                form = {
                    "grant_type": "client_credentials",
                    "client_id": self._keys.client_id,
                    "client_secret": self._keys.client_secret,
                    "scope": f"{self._graph}/.default",
                }
                login = f"{self._login}/{quote(self._keys.tenant, safe='')}/oauth2/v2.0/token"
                token = await granted(session, login, form, WORDS)
                headers = {"Authorization": f"Bearer {token}"}
                service = Service(session, f"{self._graph}/v1.0", headers, WORDS, self._allowed)
                async for glimpse in self._all(service, known):
                    yield glimpse
        except Unreachable:
            raise
        except Unreadable as error:
            raise Unreachable(str(error)) from error

    async def _all(self, service: Service, known: Mapping[str, KnownFile]) -> AsyncIterator[Glimpse]:
        libraries = await _libraries(service, self._address)
        # The name of a library is part of a path only where there are several.
        named = len(libraries) > 1
        files, drives = list[DriveFile](), dict[str, Library]()
        for library in libraries:
            prefix = f"{PurePosixPath(URL(library.url).path).name}/" if named else ""
            for file in _files(await _items(service, library), library, prefix):
                files.append(file)
                drives[file.id] = library

        async def content(file: DriveFile) -> bytes:
            convert = {"format": "pdf"} if PurePosixPath(file.path).suffix.lower() in AS_PDF else None
            return await service.content(f"/drives/{drives[file.id].id}/items/{file.id}/content", convert)

        async for glimpse in glimpses(files, known, self._choice, content):
            yield glimpse


async def _libraries(service: Service, address: str) -> list[Library]:
    """The drives that an address means; a site means all of its libraries."""
    place = URL(address.strip())
    # A browser shows a folder as a parameter of the page that lists it.
    path = place.query.get("id") or place.path.removesuffix("/Forms/AllItems.aspx")
    parts = [part for part in path.split("/") if part]
    site = "/".join(parts[:2]) if parts and parts[0] in ("sites", "teams", "personal") else ""
    where = f"{place.host}:/{quote(site)}" if site else f"{place.host}"
    its_site = await service.listed(f"/sites/{where}", {"$select": "id"})
    drives = await service.listed(f"/sites/{its_site['id']}/drives", {"$select": "id,webUrl"})
    # The longest first: one library's address may begin like another's.
    listed = sorted(((URL(each["webUrl"]).path, each) for each in drives["value"]), key=lambda it: -len(it[0]))
    wanted = "/" + "/".join(parts)
    if wanted.strip("/") == site:
        libraries = [Library(each["id"], each["webUrl"], "") for _, each in reversed(listed)]
    else:
        libraries = [
            Library(each["id"], each["webUrl"], wanted[len(root) :].strip("/"))
            for root, each in listed
            if f"{wanted}/".startswith(f"{root}/")
        ][:1]
    if not libraries:
        raise Unreachable(WORDS.absent)
    return libraries


async def _items(service: Service, library: Library) -> dict[str, Mapping[str, Any]]:
    """Every folder and file of a drive by its id."""
    items = dict[str, Mapping[str, Any]]()
    url, query = f"/drives/{library.id}/{_TOP}/delta", {"$select": _FIELDS, "$top": "200"}
    while url:
        reply = await service.listed(url, query)
        for item in reply["value"]:
            # One may come twice, in different pages: the later word counts.
            items.pop(item["id"], None)
            if "deleted" not in item:
                items[item["id"]] = item
        if len(items) > MOST_LISTED:
            raise Unreachable(f"it holds more than {MOST_LISTED} files: name a smaller library")
        url, query = str(reply.get("@odata.nextLink") or ""), {}
    return items


def _files(items: Mapping[str, Mapping[str, Any]], library: Library, prefix: str) -> Iterator[DriveFile]:
    for item in items.values():
        path = _path(item, items)
        below = f"{library.folder}/" if library.folder else ""
        if "file" not in item or path is None or not path.startswith(below):
            continue
        within = prefix + path.removeprefix(below)
        suffix = PurePosixPath(path).suffix.lower()
        name = f"{PurePosixPath(path).stem}.pdf" if suffix in AS_PDF else item["name"]
        version = str(item.get("eTag", ""))
        # No web address: who reads an answer may not open the library, and the page that shows the document is theirs.
        uri = f"sharepoint:{URL(library.url).host}/{library.id}/{item['id']}"
        yield DriveFile(item["id"], uri, within, name, version, int(item.get("size") or 0))


def _path(item: Mapping[str, Any], items: Mapping[str, Mapping[str, Any]]) -> str | None:
    """Folders and name below the root; None where a folder above is not there any more."""
    parts, met = list[str](), set[str]()
    while "root" not in item:
        if item["id"] in met:
            return None
        met.add(item["id"])
        parts.insert(0, item["name"])
        above = items.get(item.get("parentReference", {}).get("id", ""))
        if above is None:
            return None
        item = above
    return "/".join(parts)
