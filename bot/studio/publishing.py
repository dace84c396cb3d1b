"""From what is written to what learners get: the same import as from a folder, and the approval of another person."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clips.rehearsal import Rehearser, rehearse
from bot.studio.checking import PathOf, folder_of, marks_on
from bot.studio.manuscripts import Manuscript, manuscript_of, mark_published, slugs_of
from bot.studio.promises import keep_promises
from bot.studio.resting import stale_in_manuscript
from bot.studio.reviewing import note_approval
from bot.studio.risks import Risk, risks_of, stale_risks
from lessons import catalog
from lessons.answers.index.episode_drafts import draft_of
from lessons.answers.index.indexing import learn
from lessons.authoring import SeriesPages, read_pages
from lessons.authoring.draft_page import front_text
from lessons.authoring.lineup import SERIES
from lessons.database import Database
from lessons.episodes import MAIN, ClipState
from lessons.series import Series
from schedules.ledger import audit
from schedules.people.roster import Learner, Workspace


class SeriesState(StrEnum):
    """Where a series stands."""

    DRAFT = "draft"  # something in it is not in the catalogue
    WAITING = "waiting"  # published, and not approved yet
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """A series in the list.

    Attributes:
        version: newest in the catalogue, 0 for none.
        asked_by: who published what waits for approval.
        drafted_by: see manuscripts.DraftedBy, "" for people.
    """

    slug: str
    title: str
    state: SeriesState
    version: int
    episodes: int
    risks: Sequence[Risk] = ()
    asked_by: str = ""
    drafted_by: str = ""


class NotPublished(ValueError):
    """Nothing was published; the text says why and what to do."""


class BringsIn(Protocol):
    """Takes series into the catalogue."""

    async def bring_in(
        self, workspace: Workspace, series: Series, now: datetime, approved_by: str | None
    ) -> catalog.Import:
        """See ClipMaker.bring_in."""


async def list_series(db: AsyncConnection, workspace_id: str, today: date) -> list[SeriesRow]:
    """Every series of a workspace with its state, by title."""
    slugs = {*await slugs_of(db, workspace_id), *await catalog.made_at(db, workspace_id)}
    rows = [await series_row(db, workspace_id, slug, today) for slug in sorted(slugs)]
    return sorted((row for row in rows if row), key=lambda row: (row.title.casefold(), row.slug))


async def series_row(db: AsyncConnection, workspace_id: str, slug: str, today: date) -> SeriesRow | None:
    """One series of the list; None when there is none."""
    manuscript = await manuscript_of(db, workspace_id, slug)
    newest = await catalog.latest_series(db, workspace_id, slug)
    if newest is None:
        if manuscript is None:
            return None
        return _unpublished(manuscript, stale_risks(await stale_in_manuscript(db, manuscript, today)))
    drafts = [episode for episode in newest.episodes if not episode.approved]
    state = SeriesState.WAITING if drafts else SeriesState.PUBLISHED
    if manuscript and manuscript.changed:
        state = SeriesState.DRAFT
    risks = await risks_of(db, workspace_id, newest, today)
    asked_by, drafted_by = (manuscript.asked_by, manuscript.drafted_by) if manuscript else ("", "")
    return SeriesRow(slug, newest.title, state, newest.version, len(newest.episodes), risks, asked_by, drafted_by)


def _unpublished(manuscript: Manuscript, risks: Sequence[Risk]) -> SeriesRow:
    title = front_text(manuscript.pages[SERIES].words, "title") if SERIES in manuscript.pages else ""
    about = (SeriesState.DRAFT, 0, len(manuscript.episodes()), risks)
    return SeriesRow(manuscript.slug, title or manuscript.slug, *about, drafted_by=manuscript.drafted_by)


@dataclass(frozen=True, slots=True)
class Publisher:
    """Publishes manuscripts.

    Attributes:
        another_approves: whether what somebody published waits for the yes of another person.
    """

    database: Database
    path: PathOf
    clips: BringsIn
    studio: Rehearser
    voices: frozenset[str]
    another_approves: bool

    async def publish(self, workspace: Workspace, manuscript: Manuscript, curator: Learner, now: datetime) -> Series:
        """A new version of the series from its manuscript.

        Raises:
            AuthoringErrors: something is wrong in it, all at once; nothing was published.
            NotPublished: the series was imported by somebody else since the manuscript was opened.
        """
        async with self.database.read() as db:
            newest = await catalog.latest_series(db, workspace.id, manuscript.slug)
        # What somebody else imported meanwhile would be lost without a word.
        if newest is not None and newest.id != manuscript.series_id:
            raise NotPublished("newer")
        if marks_on(manuscript):
            raise NotPublished("marks")
        with folder_of(manuscript, self.path) as folder:
            read = await asyncio.to_thread(read_pages, folder, True, self.voices)
            _refuse_another_name(read, manuscript)
            # As import does without clips: nobody waits at a page until a whole season is spoken.
            await rehearse(read, self.studio, whole=False)
            # What no person wrote is looked at once more as a whole, also where writers approve their own.
            by = None if self.another_approves or manuscript.drafted_by else curator.name
            done = await self.clips.bring_in(workspace, read.series, now, by)
        # As they were read: whoever wrote on while this was published has changes again.
        words = {name: page.words for name, page in manuscript.pages.items()}
        async with self.database.write() as db:
            asked_by = curator.id if self.another_approves else ""
            await mark_published(db, workspace.id, manuscript.slug, done.series.id, words, asked_by)
            if by is not None:
                await keep_promises(db, workspace.id, manuscript.slug, done.series.title, now)
            about = {"version": done.series.version}
            await audit.note(db, workspace.id, curator.id, "series published", manuscript.slug, now, **about)
        return done.series


def _refuse_another_name(read: SeriesPages, manuscript: Manuscript) -> None:
    if read.series.slug != manuscript.slug:
        raise NotPublished("slug")


async def approve(
    db: AsyncConnection, workspace_id: str, slug: str, curator: Learner, another_approves: bool, now: datetime
) -> bool:
    """Let learners see the newest version of a series; what its clips say can be asked for from now on.

    Returns:
        False when the curator published it and another person must agree.
    """
    manuscript = await manuscript_of(db, workspace_id, slug)
    # Four eyes: the one pair that wrote it does not count.
    if another_approves and manuscript and manuscript.asked_by == curator.id:
        return False
    newest = await catalog.latest_series(db, workspace_id, slug)
    if newest is not None:
        await keep_promises(db, workspace_id, slug, newest.title, now)
        await note_approval(db, curator, slug, newest.version, now)
    for episode in newest.episodes if newest else ():
        if not await catalog.approve(db, workspace_id, episode.id, curator.name, now):
            continue
        for clip in await catalog.clips_of(db, workspace_id, episode.id):
            if clip.key == MAIN and clip.state is ClipState.READY:
                draft = await asyncio.to_thread(draft_of, episode, clip, clip.cues)
                await learn(db, workspace_id, [draft], now)
        await audit.note(db, workspace_id, curator.id, "episode approved", episode.id, now)
    return True
