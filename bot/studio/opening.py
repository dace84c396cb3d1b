"""A series that is opened to be written: begun from the catalogue where nobody did so before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.studio.manuscripts import Manuscript, begin, drop_pages, manuscript_of, mark_published, put_files, put_page
from lessons import catalog
from lessons.authoring.writing import write_series
from lessons.series import Series


async def open_manuscript(db: AsyncConnection, workspace_id: str, slug: str, now: datetime) -> Manuscript | None:
    """The same, begun from the catalogue where nobody opened it yet; None when there is no such series.

    Where nothing was changed in it, what was imported since takes its place.
    """
    manuscript = await manuscript_of(db, workspace_id, slug)
    newest = await catalog.latest_series(db, workspace_id, slug)
    if newest is None or (manuscript and (manuscript.changed or manuscript.series_id == newest.id)):
        return manuscript
    await take_over(db, workspace_id, newest, now)
    return await manuscript_of(db, workspace_id, slug)


async def take_over(db: AsyncConnection, workspace_id: str, series: Series, now: datetime) -> None:
    """Write the pages as the catalogue has them; what stood in them before stays among their versions."""
    written = write_series(series)
    await begin(db, workspace_id, series.slug, written.files, now)
    await put_files(db, workspace_id, series.slug, written.files)
    manuscript = await manuscript_of(db, workspace_id, series.slug)
    earlier = manuscript.pages if manuscript else {}
    await drop_pages(db, workspace_id, series.slug, set(earlier) - set(written.pages))
    for name, words in written.pages.items():
        await put_page(db, workspace_id, series.slug, name, words, "", now)
    await mark_published(db, workspace_id, series.slug, series.id, written.pages)
