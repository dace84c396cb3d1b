"""Documents from the disk of a curator, read as they come in."""

from __future__ import annotations

from collections.abc import AsyncIterator

from aiohttp import BodyPartReader, web

from adapters.web.http.errors import Fault
from bot.messages.pages import curate_faults_texts
from lessons.answers.reading.document import Unreadable
from lessons.answers.reading.files import MOST_BYTES, Read, Unread, read_content

MOST_FILES, LONGEST_NAME = 20, 200


async def uploaded(request: web.Request, language: str) -> AsyncIterator[Read | Unread]:
    """Each document of a form as it was read, or why it was not; one is read while the next one still comes."""
    at = 0
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader) or not part.filename:
            continue
        at += 1
        if at > MOST_FILES:
            raise Fault(413, *curate_faults_texts.many_files(MOST_FILES))
        name = part.filename.replace("\\", "/").rpartition("/")[2][-LONGEST_NAME:]
        uri = f"upload: {name}"
        try:
            read = await read_content(uri, name, await _whole(part), language, part.get_charset(""))
            yield Read(read.source, read.passages, at, at, read.warnings)
        except Unreadable as error:
            yield Unread(uri, str(error), at, at)


async def _whole(part: BodyPartReader) -> bytes:
    content = bytearray()
    while chunk := await part.read_chunk(65_536):
        content += chunk
        if len(content) > MOST_BYTES:
            raise Fault(413, *curate_faults_texts.large_file(MOST_BYTES // 1_000_000))
    return bytes(content)
