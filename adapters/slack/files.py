"""Clips as Slack files, for installations that Slack cannot reach: uploaded once, shown by their permalink.

Sources: docs.slack.dev/messaging/working-with-files; a permalink in the text of a bot's message unfurls with a player.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import sqlalchemy as sa
from slack_sdk.errors import SlackApiError

from adapters.slack.tokens import Tokens
from bot.chat import ChatBusy, ChatRefused
from bot.clock import Clock
from lessons.database import Database, Instant, insert_or_ignore, metadata

TITLE = 250
ALT = 1000  # characters of alt_txt
WAIT_S = 30.0
LOOK_S = 0.2

clip_files = sa.Table(
    "slack_files",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("media", sa.String(200), primary_key=True),
    sa.Column("permalink", sa.String(1000), nullable=False),
    sa.Column("uploaded_at", Instant, nullable=False),
)


class ClipFiles:
    """Uploads each clip once for each workspace.

    Args:
        path: of a media key, on this machine.
        patience_s: how long a message waits for a clip that is still being made.
    """

    def __init__(
        self,
        database: Database,
        tokens: Tokens,
        session: aiohttp.ClientSession,
        clock: Clock,
        path: Callable[[str], Path],
        patience_s: float = 20.0,
    ) -> None:
        self._patience_s = patience_s
        self._database = database
        self._tokens = tokens
        self._session = session
        self._clock = clock
        self._path = path
        self._one_at_a_time = asyncio.Lock()
        self._known: dict[tuple[str, str], str] = {}

    async def permalink(self, workspace_id: str, poster_url: str, title: str) -> str:
        """Where Slack shows the clip that belongs to a poster; "" when its file is not on this machine.

        Raises:
            ChatBusy: Slack does not take the file now; nothing was posted.
            ChatRefused: Slack will not take it; the text says why.
        """
        media = urlsplit(poster_url).path.split("/")[-2]
        if (workspace_id, media) not in self._known:
            await self._finished(media)
            async with self._one_at_a_time:  # a thousand learners wait for the same clip
                link = await self._kept(workspace_id, media) or await self._upload(workspace_id, media, title)
            if not link:
                return ""
            self._known[workspace_id, media] = link
        return self._known[workspace_id, media]

    async def _finished(self, media: str) -> None:
        """Returns when the clip is there; or when nobody makes it here, which is when it has no poster either."""
        until = time.monotonic() + self._patience_s
        poster, clip = self._path(f"{media}/poster.jpg"), self._path(f"{media}/clip.mp4")
        while poster.exists() and not clip.exists() and time.monotonic() < until:  # noqa: ASYNC110  # others make files
            await asyncio.sleep(LOOK_S)

    async def _kept(self, workspace_id: str, media: str) -> str:
        where = (clip_files.c.workspace_id == workspace_id) & (clip_files.c.media == media)
        async with self._database.read() as db:
            return await db.scalar(sa.select(clip_files.c.permalink).where(where)) or ""

    async def _upload(self, workspace_id: str, media: str, title: str) -> str:
        file = self._path(f"{media}/clip.mp4")
        if not file.exists():
            return ""
        content = await asyncio.to_thread(file.read_bytes)
        try:
            link = await self._send(workspace_id, content, title)
        except SlackApiError as error:
            code = str(error.response.get("error", ""))
            if error.response.status_code == 429 or error.response.status_code >= 500:
                raise ChatBusy("Slack asks to wait with files", WAIT_S) from error
            raise ChatRefused(f"Slack does not take the clip as a file ({code}): run `doctor slack`") from error
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            # No message left yet, so trying again does no harm.
            raise ChatBusy("Slack does not take files now", WAIT_S) from error
        await self._keep(workspace_id, media, link, self._clock.now())
        return link

    async def _send(self, workspace_id: str, content: bytes, title: str) -> str:
        client = await self._tokens.client(workspace_id)
        named = {"filename": "lesson.mp4", "length": len(content), "alt_txt": f"Video: {title}"[:ALT]}
        place = await client.api_call("files.getUploadURLExternal", params=named)
        async with self._session.post(str(place["upload_url"]), data=content) as answer:
            answer.raise_for_status()
        files = [{"id": str(place["file_id"]), "title": title[:TITLE]}]
        done = await client.files_completeUploadExternal(files=files)  # type: ignore[arg-type]
        return str(done["files"][0]["permalink"])

    async def _keep(self, workspace_id: str, media: str, link: str, now: datetime) -> None:
        row = {"workspace_id": workspace_id, "media": media, "permalink": link, "uploaded_at": now}
        async with self._database.write() as db:
            await db.execute(insert_or_ignore(db, clip_files).values(row))
