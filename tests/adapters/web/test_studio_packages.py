"""Packages for learning systems from the studio: who gets one, of what, and what is said where there is none."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from lessons import catalog
from lessons.database import Database
from schedules.ledger.audit import entries_about
from tests.adapters.web.studio_desk import StudioDesk, studio_desk

PATH = "/studio/the-mail/package.zip"


@pytest.fixture
async def desk(database: Database, tmp_path: Path) -> AsyncIterator[StudioDesk]:
    async with studio_desk(database, tmp_path) as opened:
        yield opened


async def filmed(desk: StudioDesk) -> None:
    """Its clips are there."""
    here, now = desk.world.workspace.id, desk.world.clock.at
    async with desk.world.database.write() as db:
        series = await catalog.current_series(db, here, "the-mail")
        for episode in series.episodes if series else ():
            for clip in await catalog.clips_of(db, here, episode.id):
                await catalog.clip_ready(db, here, clip.id, 20.0, "a1" * 16, (), now)
    for name in ("clip.mp4", "clip.vtt", "poster.jpg"):
        await desk.media.put(f"{'a1' * 16}/{name}", b"x")


async def test_a_curator_takes_a_package_along_and_the_audit_knows(desk: StudioDesk) -> None:
    assert "For a learning system" in (await desk.get("/the-mail/"))[1]
    await filmed(desk)
    for packed_as, described in (("scorm12", "imsmanifest.xml"), ("cmi5", "cmi5.xml")):
        query = {"as": packed_as, "pass": "80"}
        reply = await desk.client.get(PATH, params=query, headers=await desk.signed_in())
        assert (reply.status, reply.content_type) == (200, "application/zip")
        assert described in zipfile.ZipFile(io.BytesIO(await reply.read())).namelist()
    async with desk.world.database.read() as db:
        assert len(await entries_about(db, desk.world.workspace.id, "series packed", ["the-mail"])) == 2


async def test_without_clips_or_with_another_format_it_says_what_to_do(desk: StudioDesk) -> None:
    status, page = await desk.get("/the-mail/package.zip?as=scorm12")
    assert (status, "cannot be packed yet" in page) == (409, True)
    for query in ("", "as=scorm2004", "as=scorm12&pass=101", "as=scorm12&pass=-1", "as=scorm12&pass=\u0663"):
        assert (await desk.get(f"/the-mail/package.zip?{query}"))[0] == 400
    assert (await desk.get("/none-such/package.zip?as=cmi5"))[0] == 404


async def test_it_opens_to_nobody_else(desk: StudioDesk) -> None:
    await filmed(desk)
    assert (await desk.client.get(f"{PATH}?as=scorm12")).status == 401
    assert (await desk.get("/the-mail/package.zip?as=scorm12", "Ada"))[0] == 403
