"""The page on which anybody asks what a clip is; the file is looked at and not kept."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from aiohttp import BodyPartReader, web

from adapters.web.http.errors import Fault, preferred_language
from adapters.web.http.site import SITE
from bot.clips.verifying import Verified, verify
from bot.messages.catalogue import language_of, speaking
from bot.messages.pages import verify_texts
from lessons.database import Database
from lessons.studio.encoding.recognising import NoClip
from lessons.studio.pipeline.provenance import Provenance

MOST_MB = 100


class VerifyPages:
    """Serves the form and what comes of it."""

    def __init__(self, database: Database, media: Path, provenance: Provenance) -> None:
        self._database, self._media, self._provenance = database, media, provenance
        # Looking takes a core for seconds: whoever comes meanwhile waits for their turn.
        self._one_at_a_time = asyncio.Lock()

    async def page(self, request: web.Request) -> web.Response:
        return self._page(request)

    async def look(self, request: web.Request) -> web.Response:
        """Takes a form with the file."""
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "film"
            if not await _received(request, file):
                return self._page(request, fault="choose")
            try:
                async with self._one_at_a_time:
                    verified = await verify(self._database, self._media, self._provenance, file)
            except NoClip:
                return self._page(request, fault="no_film")
        return self._page(request, verified)

    def _page(self, request: web.Request, verified: Verified | None = None, fault: str = "") -> web.Response:
        language = language_of(preferred_language(request.headers.get("Accept-Language", "")))
        with speaking(language):
            values = {"verified": verified, "fault": fault, "words": verify_texts.labels(MOST_MB), "language": language}
            values["sentence"] = verify_texts.sentence(verified.finding) if verified else ""
            return request.app[SITE].page("verify.html", 422 if fault else 200, **values)


async def _received(request: web.Request, file: Path) -> bool:
    """Whether a file came; it is written as it comes, so that a large one needs no memory."""
    if not request.content_type.startswith("multipart/"):
        raise web.HTTPUnsupportedMediaType
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.filename:
            size = 0
            with file.open("wb") as written:
                while chunk := await part.read_chunk(65_536):
                    size += len(chunk)
                    if size > MOST_MB << 20:
                        raise Fault(413, "This file is too large", f"A film may have {MOST_MB} MB here.")
                    written.write(chunk)
            return size > 0
    return False


def verify_pages(app: web.Application, database: Database, media: Path, provenance: Provenance) -> None:
    """Serve the page to everybody."""
    pages = VerifyPages(database, media, provenance)
    app.router.add_get("/verify", pages.page)
    app.router.add_post("/verify", pages.look)
