"""A series with films, packed, and lessons that can be played."""

from __future__ import annotations

import asyncio
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import av
import numpy as np

from adapters.media import FileMedia
from bot.packages.course import PackedCourse, gather_course
from bot.packages.zipping import Format, pack
from lessons.database import Database
from lessons.series import Series
from tests.bot.world import MEDIA, STORY, World, furnished

HOME = "https://ninety.example.com"
FILM_S = 3
VTT = "WEBVTT\n\n1\n00:00:00.000 --> 00:00:02.000\nNina opens the mail.\n"


def film() -> bytes:
    """Three seconds of grey that a browser plays."""
    content = io.BytesIO()
    with av.open(content, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=10, width=180, height=320, pix_fmt="yuv420p")
        for number in range(FILM_S * 10):
            picture = np.full((320, 180, 3), 40 + number, dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    return content.getvalue()


async def with_films(database: Database, folder: Path) -> tuple[World, FileMedia]:
    world, media = await furnished(database), FileMedia(folder)
    content = await asyncio.to_thread(film)
    for each in MEDIA:
        for name, file in (("clip.mp4", content), ("clip.vtt", VTT.encode()), ("poster.jpg", b"\xff\xd8\xff\xd9")):
            await media.put(f"{each}/{name}", file)
    return world, media


async def course_of(world: World, media: FileMedia) -> PackedCourse:
    series: Series = replace(STORY, episodes=world.episodes, version=3)
    async with world.database.read() as db:
        return await gather_course(db, media, world.workspace.id, series, "en")


async def packed(world: World, media: FileMedia, packed_as: Format, pass_percent: int = 0) -> zipfile.ZipFile:
    content = pack(await course_of(world, media), packed_as, pass_percent, HOME)
    return zipfile.ZipFile(io.BytesIO(content))
