"""A film on its way from a platform to this machine: as it comes, so that a large one needs no memory."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import aiohttp

from bot.sent_films.receiving import FilmNotFetched

LONGEST_S = 300.0  # 200 MB at 5 Mbit/s
PIECE = 1 << 18
BUSY = (408, 425, 429)


async def download(
    session: aiohttp.ClientSession, url: str, target: Path, most: int, headers: Mapping[str, str] | None = None
) -> None:
    """Write what stands at an address into a file.

    Raises:
        FilmNotFetched: there is nothing, no film, or more than `most` bytes.
    """
    timeout = aiohttp.ClientTimeout(total=LONGEST_S)
    try:
        # A platform's file stands where it says; what leads elsewhere would get the token too.
        async with session.get(url, headers=headers, allow_redirects=False, timeout=timeout) as reply:
            if reply.status in BUSY or reply.status >= 500:
                raise FilmNotFetched(f"the platform answers {reply.status}", passing=True)
            if reply.status != 200 or reply.content_type == "text/html":
                why = f"the platform gives no file (status {reply.status}): the app may lack the right to read files"
                raise FilmNotFetched(why, passing=False)
            size = 0
            with target.open("wb") as file:
                async for piece in reply.content.iter_chunked(PIECE):
                    size += len(piece)
                    if size > most:
                        raise FilmNotFetched(f"it has more than {most >> 20} MB", passing=False)
                    await asyncio.to_thread(file.write, piece)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise FilmNotFetched(f"the platform cannot be reached: {type(error).__name__}", passing=True) from error
