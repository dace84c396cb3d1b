"""Erases people from everything that an installation keeps: database, files, and what is kept to be faster."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime
from typing import Protocol

from bot.operations.media_cleanup import Sweepable, own_films, own_folders
from bot.privacy.erasure import forget_person
from bot.privacy.erasure_requests import ErasureRequest, approved_requests
from bot.privacy.receipts import Receipt, is_uncompacted, note_compacted
from lessons.database import Database
from schedules.people.roster import Learner, Workspace, learner_by_id, workspace_by_id


class Forgetful(Protocol):
    """What keeps pieces of clips to make the next ones faster."""

    async def forget(self) -> None:
        """Delete all of it."""


async def erase(
    database: Database,
    media: Sweepable,
    studio: Forgetful,
    workspace: Workspace,
    learner: Learner,
    now: datetime,
    by: str = "operator",
) -> Receipt:
    """Erase a person whole.

    The files go first, within the same transaction: if anything fails, or the process dies, the person is there as
    before, and whoever tries again finds everything that is left.
    """
    async with database.write() as db:
        folders = await own_folders(db, workspace.id, learner.id)
        files = await _delete(media, folders, await own_films(db, workspace.id, learner.id))
        # What the studio keeps has no names by which a person's pieces could be told apart from others'.
        if folders:
            await studio.forget()
        receipt = await forget_person(db, workspace, learner, now, by=by, files=files)
    await compact_erased(database, now)
    return receipt


async def erase_approved(database: Database, media: Sweepable, studio: Forgetful, now: datetime) -> int:
    """Erase everybody whose request a second person agreed to; returns how many that were."""
    async with database.read() as db:
        requests = await approved_requests(db)
    for request in requests:
        await _erase_asker(database, media, studio, request, now)
    await compact_erased(database, now)
    return len(requests)


async def compact_erased(database: Database, now: datetime) -> None:
    """Rewrite the database's file where somebody was erased since it was rewritten last."""
    # Looked at each time, since a process may have died between the erasing and this.
    async with database.read() as db:
        waiting = await is_uncompacted(db)
    if waiting:
        await database.compact()
        async with database.write() as db:
            await note_compacted(db, now)


async def _erase_asker(
    database: Database, media: Sweepable, studio: Forgetful, request: ErasureRequest, now: datetime
) -> None:
    async with database.read() as db:
        workspace = await workspace_by_id(db, request.workspace_id)
        learner = await learner_by_id(db, request.workspace_id, request.learner_id)
    if workspace and learner:
        await erase(database, media, studio, workspace, learner, now, by=request.decided_by)


async def _delete(media: Sweepable, folders: Collection[str], files: Collection[str]) -> int:
    """Delete the files below some folders, and some files; returns how many."""
    stored = await media.keys() if folders or files else []
    keys = [key for key in stored if key.partition("/")[0] in folders or key in files]
    for key in keys:
        # Files know the real time alone, also where time was moved.
        await media.delete(key, put_before=datetime.now(UTC))
    return len(keys)
