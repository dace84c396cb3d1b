"""Back to the words before, and forward again. Each step is a version of its own, so that nothing is ever lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.studio.manuscripts import PageVersion, save, versions, words_of


async def step(
    db: AsyncConnection, workspace_id: str, slug: str, name: str, version: int, back: bool, by: str, now: datetime
) -> int | None:
    """The page as it was before its last edit, or as it was before that was taken back; None when there is none.

    Raises:
        ChangedMeanwhile: the page is at another version by now.
    """
    history = {each.version: each for each in await versions(db, workspace_id, slug, name)}
    wanted = before(history, version) if back else after(history, version)
    words = await words_of(db, workspace_id, slug, name, wanted) if wanted else None
    if wanted is None or words is None:
        return None
    return await save(db, workspace_id, slug, name, version, words, by, now, like_version=wanted)


def before(history: Mapping[int, PageVersion], version: int) -> int | None:
    """The version whose words stood before those of this one."""
    # Words that came back are followed to the edit that they were, else undo would go back and forth between two.
    while version in history and history[version].like_version != version:
        version = history[version].like_version
    return version - 1 if version - 1 in history else None


def after(history: Mapping[int, PageVersion], version: int) -> int | None:
    """The edit that was taken back last; None after an edit."""
    # An edit after an undo begins anew: what was taken back before it stays among the versions.
    if version not in history or history[version].like_version == version:
        return None
    later = history[version].like_version + 1
    return later if later in history and history[later].like_version == later else None
