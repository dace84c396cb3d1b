"""A folder that somebody sends becomes a manuscript; what was written before stays among its versions."""

from __future__ import annotations

import re
from datetime import datetime

from bot.messages.pages import studio_texts
from bot.studio.archive import NotTaken, Unpacked
from bot.studio.beginnings import slug_of
from bot.studio.manuscripts import begin, drop_pages, manuscript_of, put_files, put_page, rest_on
from lessons import catalog
from lessons.authoring.draft_page import front_text
from lessons.authoring.lineup import SERIES
from lessons.authoring.page.outline import SLUG
from lessons.database import Database
from lessons.ports import MediaStore
from schedules.people.roster import Learner


async def bring(
    database: Database, media: MediaStore, curator: Learner, file: str, unpacked: Unpacked, now: datetime
) -> str:
    """Write pages and files down; returns the slug of the series.

    Args:
        file: name of what was sent, by which a series is called that names no slug.

    Raises:
        NotTaken: the slug that it names is none.
    """
    for name, key in unpacked.keys.items():
        await media.put(key, unpacked.files[name])
    stem = re.sub(r"\.zip$", "", file.replace("\\", "/").rpartition("/")[2], flags=re.IGNORECASE)
    slug = front_text(unpacked.pages[SERIES], "slug") or slug_of(stem)
    if not SLUG.fullmatch(slug):
        raise NotTaken(studio_texts.another_slug(slug_of(slug)))
    async with database.write() as db:
        workspace_id = curator.workspace_id
        await begin(db, workspace_id, slug, unpacked.keys, now)
        await put_files(db, workspace_id, slug, unpacked.keys)
        before = await manuscript_of(db, workspace_id, slug)
        await drop_pages(db, workspace_id, slug, set(before.pages if before else ()) - set(unpacked.pages))
        for name, words in unpacked.pages.items():
            await put_page(db, workspace_id, slug, name, words, curator.id, now)
        # Who brings a whole folder has seen what is there: it is published over the newest version.
        newest = await catalog.latest_series(db, workspace_id, slug)
        await rest_on(db, workspace_id, slug, newest.id if newest else "")
    return slug
