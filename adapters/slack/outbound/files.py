"""Clips as Slack files, for installations that Slack cannot reach: uploaded once, shown by their permalink.

Sources: docs.slack.dev/messaging/working-with-files; a permalink in the text of a bot's message unfurls with a player.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import sqlalchemy as sa
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.connector.credentials import Tokens
from adapters.slack.connector.errors import BUSY, TOKEN_FAULTS, UNCLEAR, retry_after, translated
from bot.clock import Clock
from bot.faults import ChatBusy
from bot.links import media_in
from lessons.database import Database, Instant, insert_or_ignore, metadata

log = logging.getLogger(__name__)

TITLE = 250
ALT = 1000  # characters of alt_txt
WAIT_S = 30.0
LOOK_S = 0.2
REFUSED_FOR_S = 600.0  # an admin who allows files, or makes room, sees the next lesson with its clip
SCAN_S = (
    10.0  # Slack scans a file before it shows it, within seconds in the reports; then the message goes all the same
)
FIRST_LOOK_S = 0.25  # and twice as long from look to look: files.info may be asked a hundred times a minute

clip_files = sa.Table(
    "slack_files",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("media", sa.String(200), primary_key=True),
    sa.Column("permalink", sa.String(1000), nullable=False),
    sa.Column("file_id", sa.String(40), nullable=False, server_default=""),
    sa.Column("uploaded_at", Instant, nullable=False),
)


@dataclass(frozen=True, slots=True)
class ClipFile:
    """A clip as Slack keeps it.

    Attributes:
        permalink: its page, which unfurls with a player.
        file_id: "" where an earlier release uploaded it.
    """

    permalink: str
    file_id: str


class ClipFiles:
    """Uploads each clip once for each workspace.

    Args:
        path: of a media key, on this machine.
        patience_s: how long a message waits for a clip that is still being made.
        scan_s: how long it waits for Slack to have looked at the file.
    """

    def __init__(
        self,
        database: Database,
        tokens: Tokens,
        session: aiohttp.ClientSession,
        clock: Clock,
        path: Callable[[str], Path],
        patience_s: float = 20.0,
        scan_s: float = SCAN_S,
    ) -> None:
        self._patience_s = patience_s
        self._scan_s = scan_s
        self._database = database
        self._tokens = tokens
        self._session = session
        self._clock = clock
        self._path = path
        self._one_at_a_time = asyncio.Lock()
        self._uploaded: dict[tuple[str, str], ClipFile] = {}
        self._refused_until: dict[str, float] = {}

    async def file_of(self, workspace_id: str, poster_url: str, title: str) -> ClipFile | None:
        """The clip that belongs to a poster; None when its file is not on this machine, or Slack takes no files.

        Raises:
            ChatBusy: Slack does not take the file now; nothing was posted.
            ChatAppFault: Slack does not take the app's token.
        """
        media = media_in(poster_url)
        if (workspace_id, media) not in self._uploaded:
            await self._finished(media)
            async with self._one_at_a_time:  # a thousand learners wait for the same clip
                file = await self._stored(workspace_id, media) or await self._upload(workspace_id, media, title)
            if file is None:
                return None
            self._uploaded[workspace_id, media] = file
        return self._uploaded[workspace_id, media]

    async def _finished(self, media: str) -> None:
        """Returns when the clip is there; or when nobody makes it here, which is when it has no poster either."""
        until = time.monotonic() + self._patience_s
        poster, clip = self._path(f"{media}/poster.jpg"), self._path(f"{media}/clip.mp4")
        while poster.exists() and not clip.exists() and time.monotonic() < until:  # noqa: ASYNC110  # others make files
            await asyncio.sleep(LOOK_S)

    async def _stored(self, workspace_id: str, media: str) -> ClipFile | None:
        where = (clip_files.c.workspace_id == workspace_id) & (clip_files.c.media == media)
        async with self._database.read() as db:
            row = (await db.execute(sa.select(clip_files.c.permalink, clip_files.c.file_id).where(where))).first()
        return ClipFile(row.permalink, row.file_id) if row else None

    async def _upload(self, workspace_id: str, media: str, title: str) -> ClipFile | None:
        path = self._path(f"{media}/clip.mp4")
        if not path.exists() or time.monotonic() < self._refused_until.get(workspace_id, 0.0):
            return None
        # A clip has some megabytes: reading it must not hold up other messages.
        content = await asyncio.to_thread(path.read_bytes)
        try:
            file = await self._send(workspace_id, content, title)
        except SlackApiError as error:
            self._refused(workspace_id, error)
            return None
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            # No message left yet, so trying again does no harm.
            raise ChatBusy("Slack does not take files now", WAIT_S) from error
        await self._keep(workspace_id, media, file)
        return file

    def _refused(self, workspace_id: str, error: SlackApiError) -> None:
        """Let messages go without their clip for a while, and tell the operator; what holds up everything is raised.

        Raises:
            ChatBusy, ChatAppFault.
        """
        code, status = str(error.response.get("error", "")), error.response.status_code
        if status == 429 or status >= 500 or code in BUSY or code in UNCLEAR:
            raise ChatBusy("Slack asks to wait with files", retry_after(error.response.headers)) from error
        if code in TOKEN_FAULTS:
            raise translated(code) from error
        self._refused_until[workspace_id] = time.monotonic() + REFUSED_FOR_S
        log.error(
            "Slack takes no clip as a file (%s): lessons go out without their clip; run `ninety doctor slack`",
            code,
            extra={"workspace": workspace_id},
        )

    async def _send(self, workspace_id: str, content: bytes, title: str) -> ClipFile:
        client = await self._tokens.client(workspace_id)
        about = {"filename": "lesson.mp4", "length": len(content), "alt_txt": f"Video: {title}"[:ALT]}
        place = await client.api_call("files.getUploadURLExternal", params=about)
        async with self._session.post(str(place["upload_url"]), data=content) as answer:
            answer.raise_for_status()
        # Without a channel nobody is notified; the message that links to it is what people see.
        files = [{"id": str(place["file_id"]), "title": title[:TITLE]}]
        reply = await client.files_completeUploadExternal(files=files)  # type: ignore[arg-type]
        file = ClipFile(str(reply["files"][0]["permalink"]), str(place["file_id"]))
        await self._scanned(client, file)
        return file

    async def _scanned(self, client: AsyncWebClient, file: ClipFile) -> None:
        """Returns when Slack knows what the file is: before that its link unfolds to nothing.

        mimetype is empty until then.
        Source: github.com/slackapi/node-slack-sdk/issues/2040, /java-slack-sdk/issues/1349.
        """
        until, pause = time.monotonic() + self._scan_s, FIRST_LOOK_S
        while time.monotonic() < until:
            reply = await client.files_info(file=file.file_id)
            if (reply.get("file") or {}).get("mimetype"):
                return
            await asyncio.sleep(pause)
            pause *= 2
        log.warning("Slack still looks at an uploaded clip after %.0f s: its message goes all the same", self._scan_s)

    async def _keep(self, workspace_id: str, media: str, file: ClipFile) -> None:
        row = {"workspace_id": workspace_id, "media": media, "permalink": file.permalink, "file_id": file.file_id}
        async with self._database.write() as db:
            await db.execute(insert_or_ignore(db, clip_files).values(**row, uploaded_at=self._clock.now()))
