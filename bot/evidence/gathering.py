"""Gathers evidence of a campaign or of a person: versions, fingerprints, what became of each message, and the seal."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.reports.figures import SMALLEST_GROUP
from lessons.catalog.versions import LessonVersion, lesson_versions
from lessons.database import Database
from lessons.ports import MediaStore
from schedules.ledger.audit_seals import head_of
from schedules.ledger.figures.evidence import Taught, taught
from schedules.people.roster import Learner, Workspace
from schedules.rules.campaigns import Campaign
from schedules.rules.kinds import DeliveryState

CLIP = "clip.mp4"


@dataclass(frozen=True, slots=True)
class LessonCount:
    """How far one version of a lesson got; None where so few people got it that a number would tell of one of them."""

    episode_id: str
    people: int | None
    sent: int | None
    played: int | None
    answered: int | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What an archive is made of.

    Attributes:
        about: the campaign's or the person's name.
        personal: it is about one person, who may see their own answers.
        rows: message by message; none where the company's privacy hides who got what.
        fingerprints: SHA-256 of each clip's file, by its folder; "" where the file is gone.
        sealed, seal: how many entries of the audit are sealed, and the last seal.
    """

    workspace: str
    about: str
    personal: bool
    made_at: datetime
    lessons: Mapping[str, LessonVersion]
    counts: Sequence[LessonCount]
    rows: Sequence[Taught]
    fingerprints: Mapping[str, str]
    sealed: int
    seal: str


async def campaign_evidence(
    database: Database, media: MediaStore, workspace: Workspace, campaign: Campaign, now: datetime, *, names: bool
) -> Evidence:
    """Evidence of a campaign.

    Args:
        names: whether people stand in it by name; see `visibility.named`.
    """
    async with database.read() as db:
        rows = await taught(db, workspace.id, campaign_id=campaign.id)
        return await _evidence(db, media, workspace, campaign.name, rows, now, names=names, personal=False)


async def person_evidence(
    database: Database, media: MediaStore, workspace: Workspace, learner: Learner, now: datetime
) -> Evidence:
    """Evidence of what one person was taught, for themselves or for whoever runs the server."""
    async with database.read() as db:
        rows = await taught(db, workspace.id, learner_id=learner.id)
        return await _evidence(db, media, workspace, learner.name, rows, now, names=True, personal=True)


async def _evidence(
    db: AsyncConnection,
    media: MediaStore,
    workspace: Workspace,
    about: str,
    rows: Sequence[Taught],
    now: datetime,
    *,
    names: bool,
    personal: bool,
) -> Evidence:
    lessons = await lesson_versions(db, workspace.id, {row.episode_id for row in rows})
    sealed, seal = await head_of(db, workspace.id)
    # Of themselves everybody sees everything.
    smallest = SMALLEST_GROUP if workspace.privacy and not personal else 1
    return Evidence(
        workspace.name,
        about,
        personal,
        now,
        lessons,
        [_count(episode_id, rows, smallest) for episode_id in sorted(lessons, key=lambda each: lessons[each].name)],
        rows if names else (),
        {folder: await _fingerprint(media, folder) for lesson in lessons.values() for folder in lesson.media},
        sealed,
        seal,
    )


def _count(episode_id: str, rows: Sequence[Taught], smallest: int) -> LessonCount:
    # Re-asks of the same lesson count as messages, and their people once.
    these = [row for row in rows if row.episode_id == episode_id]
    people = {row.learner_id for row in these}
    if len(people) < smallest:
        return LessonCount(episode_id, None, None, None, None)
    sent = sum(row.state is DeliveryState.SENT for row in these)
    played = len({row.learner_id for row in these if row.played_seconds})
    return LessonCount(episode_id, len(people), sent, played, len({row.learner_id for row in these if row.answered_at}))


async def _fingerprint(media: MediaStore, folder: str) -> str:
    # The file itself is read: a sum that was kept beside it would prove nothing of it.
    try:
        return hashlib.sha256(await media.get(f"{folder}/{CLIP}")).hexdigest()
    except KeyError:
        return ""
