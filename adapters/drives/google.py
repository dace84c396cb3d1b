"""A folder of Google Drive, or a shared drive, with what Google's own editors hold exported.

A look lists every folder anew, up to 30 of them in one request, with the time of each file's last change, so that only
what changed is sent. The list of changes is not followed: it speaks of everything that the account can see, folders
that nobody named among it, and a name that was changed above a file is no change of the file.

Sources: developers.google.com/drive, "Search for files & folders", "Export MIME types", "Resolve errors";
developers.google.com/identity, "Using OAuth 2.0 for server to server applications".
"""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import jwt

from adapters.drives.files import MOST_LISTED, DriveFile, credential_fields, glimpses
from lessons.answers.gathering.choosing import Choice
from lessons.answers.gathering.port import Glimpse, KnownFile, Unreachable
from lessons.answers.gathering.service import LONGEST_S, Service, ServiceWords, granted
from lessons.answers.reading.document import Unreadable
from lessons.answers.reading.pages import Networks, guarded

API, TOKENS = "https://www.googleapis.com/drive/v3", "https://oauth2.googleapis.com/token"
SCOPE = "https://www.googleapis.com/auth/drive.readonly"
LIFE_S = 3600  # of a token, the longest that Google gives
FOLDERS_AT_ONCE = 30  # in one request; a query may not be much longer
WORDS = ServiceWords(
    closed="Google Drive does not let us in: check the service account's key, and that the Drive API is on",
    absent="Google Drive shows us no such folder: share it with the service account's address, as a viewer",
    strange="what answers there is no Google Drive",
    # Google says so by 403 as well as by 429.
    busy_reasons=(b"rateLimitExceeded", b"userRateLimitExceeded"),
)
_FOLDER = "application/vnd.google-apps.folder"
_DOCUMENT = "application/vnd.google-apps.document"
_EXPORTS = {
    _DOCUMENT: ("text/markdown", ".md"),
    "application/vnd.google-apps.presentation": ("application/pdf", ".pdf"),
    # Of a table with several sheets the first.
    "application/vnd.google-apps.spreadsheet": ("text/csv", ".csv"),
}
_OWN = "application/vnd.google-apps."  # forms, drawings, shortcuts and the like, which hold no document
_ID = re.compile(r"(?:folders/|[?&]id=)([\w-]{10,})|^([\w-]{10,})$")


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """Who we are to Google."""

    email: str
    private_key: str
    tokens: str = TOKENS

    def __repr__(self) -> str:
        return f"ServiceAccount({self.email!r})"  # never the key, wherever it is logged

    def assertion(self, now_s: int) -> str:
        """What is changed into a token.

        Raises:
            Unreachable: the key is none.
        """
        claims = {"iss": self.email, "scope": SCOPE, "aud": self.tokens, "iat": now_s, "exp": now_s + LIFE_S}
        try:
            return jwt.encode(claims, self.private_key, algorithm="RS256")
        except (ValueError, TypeError, jwt.exceptions.InvalidKeyError) as error:
            raise Unreachable("the service account's key is no RSA key in PEM form: download it again") from error


def service_account(text: str) -> ServiceAccount:
    """What the JSON file of a service account says.

    Raises:
        ValueError: what is wrong with it, without any value.
    """
    fields = credential_fields(text, ("client_email", "private_key"))
    account = ServiceAccount(fields["client_email"], fields["private_key"])
    try:
        account.assertion(0)
    except Unreachable as error:
        raise ValueError(str(error)) from error
    return account


def folder_id(address: str) -> str:
    """The id of a folder or shared drive in the address that a browser shows.

    Raises:
        ValueError: there is none.
    """
    match = _ID.search(address.strip())
    if match is None:
        raise ValueError("that is no folder of Google Drive: write https://drive.google.com/drive/folders/…")
    return match[1] or match[2]


class GoogleDriveFolder:
    """A folder with everything below it.

    Args:
        api: another address only in tests.
    """

    def __init__(
        self, folder: str, account: ServiceAccount, choice: Choice, allowed: Networks = (), *, api: str = API
    ) -> None:
        self._folder, self._account, self._choice, self._allowed, self._api = folder, account, choice, allowed, api

    async def look(self, known: Mapping[str, KnownFile]) -> AsyncIterator[Glimpse]:
        try:
            async with guarded(self._allowed, LONGEST_S) as session:
                # Google looks at the real time, whatever time a test or a playground has.
                form = {
                    "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
                    "assertion": self._account.assertion(int(time.time())),
                }
                token = await granted(session, self._account.tokens, form, WORDS)
                service = Service(session, self._api, {"Authorization": f"Bearer {token}"}, WORDS, self._allowed)
                drive = _Drive(service)
                async for glimpse in glimpses(await drive.files(self._folder), known, self._choice, drive.content):
                    yield glimpse
        except Unreachable:
            raise
        except Unreadable as error:
            raise Unreachable(str(error)) from error


class _Drive:
    """Files by their ids, with what each is exported as."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._exports = dict[str, str]()

    async def files(self, root: str) -> list[DriveFile]:
        """Every file at or below a folder, other folders' names in its path."""
        top = await self._service.listed(
            f"/files/{root}", {"fields": "id,mimeType,driveId", "supportsAllDrives": "true"}
        )
        if top.get("mimeType") != _FOLDER:
            raise Unreachable("that is no folder of Google Drive: write https://drive.google.com/drive/folders/…")
        shared, files = str(top.get("driveId") or ""), list[DriveFile]()
        paths, waiting = {root: ""}, [root]
        while waiting:
            some, waiting = waiting[:FOLDERS_AT_ONCE], waiting[FOLDERS_AT_ONCE:]
            for item in await self._children(some, shared):
                above = next((paths[each] for each in item.get("parents", ()) if each in paths), "")
                path = above + item["name"].replace("/", "∕")
                if item["mimeType"] != _FOLDER:
                    files += self._file(item, path)
                elif item["id"] not in paths:
                    paths[item["id"]] = f"{path}/"
                    waiting.append(item["id"])
            if len(files) + len(paths) > MOST_LISTED:
                raise Unreachable(f"it holds more than {MOST_LISTED} files: name a smaller folder")
        return files

    async def content(self, file: DriveFile) -> bytes:
        if file.id in self._exports:
            return await self._service.content(f"/files/{file.id}/export", {"mimeType": self._exports[file.id]})
        return await self._service.content(f"/files/{file.id}", {"alt": "media", "supportsAllDrives": "true"})

    async def _children(self, folders: list[str], shared: str) -> list[Mapping[str, Any]]:
        items, page = list[Mapping[str, Any]](), ""
        within = " or ".join(f"'{each}' in parents" for each in folders)
        query = {
            "q": f"({within}) and trashed = false",
            "fields": "nextPageToken,incompleteSearch,files(id,name,mimeType,size,modifiedTime,md5Checksum,parents)",
            "pageSize": "1000",
            "supportsAllDrives": "true",
            "includeItemsFromAllDrives": "true",
            **({"corpora": "drive", "driveId": shared} if shared else {}),
        }
        while True:
            reply = await self._service.listed("/files", query | ({"pageToken": page} if page else {}))
            # What a list leaves out would be taken for gone.
            if reply.get("incompleteSearch"):
                raise Unreachable("Google Drive gave half of a list; it is tried again the next time")
            items += reply["files"]
            page = str(reply.get("nextPageToken") or "")
            if not page:
                return items

    def _file(self, item: Mapping[str, Any], path: str) -> list[DriveFile]:
        its_id, kind, name = str(item["id"]), str(item["mimeType"]), str(item["name"])
        if kind in _EXPORTS:
            self._exports[its_id], suffix = _EXPORTS[kind]
            name += suffix
        elif kind.startswith(_OWN):
            return []
        # The time alone would miss a new name.
        version = " ".join((str(item.get("modifiedTime", "")), str(item.get("md5Checksum", "")), str(item["name"])))
        # No web address: who reads an answer may not open the file, and the page that shows the document is theirs.
        uri = f"google-drive:{its_id}"
        return [DriveFile(its_id, uri, path, name, version, int(item.get("size") or 0))]
