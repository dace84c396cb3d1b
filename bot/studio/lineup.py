"""The order of a series' episodes: moved up and down, taken out, and brought back. Files are named by their number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.studio.manuscripts import (
    Manuscript,
    drop_pages,
    manuscript_of,
    manuscript_pages,
    manuscript_versions,
    put_page,
    versions,
    words_of,
)
from lessons.authoring.lineup import FILE

Named = Mapping[str, str]
"""Names of pages before and after."""


def own_pages(manuscript: Manuscript) -> list[str]:
    """The episodes in the language of their series, in order."""
    names = sorted(name for name in manuscript.pages if (match := FILE.match(name)) and not match[3])
    return sorted(names, key=_number)


async def move_episode(db: AsyncConnection, manuscript: Manuscript, name: str, by: int) -> Named:
    """Put an episode before the one above it (by -1) or after the one below it; its translations go along.

    Returns:
        What the pages are called from now on; nothing where it stands first or last already.
    """
    order = own_pages(manuscript)
    if name not in order or not 0 <= order.index(name) + by < len(order):
        return {}
    at = order.index(name)
    order[at], order[at + by] = order[at + by], order[at]
    return await _number_anew(db, manuscript, order)


async def take_out(db: AsyncConnection, manuscript: Manuscript, name: str) -> Named:
    """Take an episode out with its translations; their versions stay, so that it can be brought back.

    Returns:
        What the others are called from now on; nothing where it is the only one, which stays.
    """
    order = own_pages(manuscript)
    if name not in order or len(order) == 1:
        return {}
    await drop_pages(db, manuscript.workspace_id, manuscript.slug, {name, *_translations(manuscript, name)})
    order.remove(name)
    rest = await manuscript_of(db, manuscript.workspace_id, manuscript.slug)
    # Where it stood last, nothing else has to be called otherwise; the caller reads from the name that it is gone.
    return {name: "", **(await _number_anew(db, rest, order) if rest else {})}


async def bring_back(db: AsyncConnection, manuscript: Manuscript, name: str, by: str, now: datetime) -> str:
    """An episode that was taken out, at the end; the name of its page, "" when nobody knows it."""
    history = await versions(db, manuscript.workspace_id, manuscript.slug, name)
    match, order = FILE.match(name), own_pages(manuscript)
    slugs = {own[2] for each in order if (own := FILE.match(each))}
    if not history or match is None or name in manuscript.pages or match[2] in slugs:
        return ""
    newest = history[0].version
    words = await words_of(db, manuscript.workspace_id, manuscript.slug, name, newest) or ""
    fresh = f"{len(order) + 1:02}-{match[2]}.md"
    await put_page(db, manuscript.workspace_id, manuscript.slug, fresh, words, by, now)
    return fresh


async def _number_anew(db: AsyncConnection, manuscript: Manuscript, order: Sequence[str]) -> Named:
    names: dict[str, str] = {}
    for number, name in enumerate(order, 1):
        for each in (name, *_translations(manuscript, name)):
            names[each] = f"{number:02}-{each.partition('-')[2]}"
    changed = {before: after for before, after in names.items() if before != after}
    for table in (manuscript_pages, manuscript_versions):
        await rename(db, table, manuscript.workspace_id, manuscript.slug, changed)
    return changed


async def rename(db: AsyncConnection, table: sa.Table, workspace_id: str, slug: str, names: Named) -> None:
    """Call pages otherwise in a table that has a column for their name."""
    c = table.c
    of_series = (c.workspace_id == workspace_id) & (c.slug == slug)
    # What stood under the new name once, and was taken out or moved away, keeps its versions under a name of its own.
    taken = {after: f"~{after}" for after in names.values() if after not in names}
    steps = [(before, f"^{before}") for before in names] + [(f"^{before}", after) for before, after in names.items()]
    for before, after in [*taken.items(), *steps]:
        if before in taken:
            await db.execute(sa.delete(table).where(of_series, c.name == after))
        await db.execute(sa.update(table).where(of_series, c.name == before).values(name=after))


def _translations(manuscript: Manuscript, name: str) -> list[str]:
    stem = name.removesuffix(".md")
    return [
        each for each in manuscript.pages if (match := FILE.match(each)) and match[3] and each.startswith(f"{stem}.")
    ]


def _number(name: str) -> int:
    return int(name.partition("-")[0])
