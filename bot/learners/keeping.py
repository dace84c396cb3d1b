"""What learners do with a clip beside answering: save it, like it, share it with a colleague."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat import Clip
from bot.events import Kept, Shared
from bot.links import BadLink, ExpiredLink, Links, Purpose
from bot.people.people import ANSWER_LIFE, say
from bot.words import keepwords, wording
from bot.words.codec import to_json
from lessons import catalog
from lessons.database import Instant, insert_or_ignore, metadata
from lessons.episodes import MAIN, ClipState, Episode
from schedules.ledger import ledger
from schedules.ledger.ledger import Delivery, Kind
from schedules.people import roster
from schedules.people.roster import Learner

MOST_SHARES_A_DAY = 10

keeps = sa.Table(
    "keeps",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("learner_id", sa.String(32), primary_key=True),
    sa.Column("episode_id", sa.String(32), primary_key=True),
    sa.Column("deed", sa.String(10), primary_key=True),
    sa.Column("toward_id", sa.String(32), primary_key=True, server_default=""),
    sa.Column("campaign_id", sa.String(32), nullable=False, server_default=""),
    sa.Column("kept_at", Instant, nullable=False),
)
sa.Index("ix_keeps_episode", keeps.c.workspace_id, keeps.c.episode_id, keeps.c.deed)

SAVE, LIKE, SHARE = "save", "like", "share"


class NoSuchLesson(LookupError):
    """There is no lesson that could be meant."""


async def keep(db: AsyncConnection, learner: Learner, event: Kept, links: Links, now: datetime) -> None:
    """Save or like the lesson that is meant, or take that back, and say so."""
    try:
        delivery, episode = await _meant(db, learner, event.token, links, now)
    except ExpiredLink:
        return await say(db, learner, wording.stale_button(), event.event_id, now)
    except (BadLink, NoSuchLesson):
        return await say(db, learner, wording.no_lesson_yet(), event.event_id, now)
    deed = event.deed.removeprefix("un")
    if event.deed.startswith("un"):
        await _take_back(db, learner, episode, deed)
    else:
        await _note(db, learner, delivery, episode, deed, now)
    await say(db, learner, keepwords.kept(event.deed, episode.title), event.event_id, now)


async def share(db: AsyncConnection, learner: Learner, event: Shared, links: Links, now: datetime) -> None:
    """Send a lesson to a colleague, with who it is from."""
    try:
        delivery, episode = await _meant(db, learner, event.token, links, now)
    except ExpiredLink:
        return await say(db, learner, wording.stale_button(), event.event_id, now)
    except (BadLink, NoSuchLesson):
        return await say(db, learner, wording.no_lesson_yet(), event.event_id, now)
    colleague = await roster.learner_outside(db, learner.workspace_id, event.to)
    if colleague is None or not colleague.active or not colleague.consents or colleague.id == learner.id:
        return await say(db, learner, keepwords.cannot_share(), event.event_id, now)
    if await _shared_today(db, learner, now) >= MOST_SHARES_A_DAY:
        return await say(db, learner, keepwords.shared_enough(MOST_SHARES_A_DAY), event.event_id, now)
    if await _note(db, learner, delivery, episode, SHARE, now, colleague.id):
        await _send_on(db, learner, colleague, episode, links, now)
    await say(db, learner, keepwords.shared(episode.title, colleague.name), event.event_id, now)


async def _send_on(
    db: AsyncConnection, giver: Learner, colleague: Learner, episode: Episode, links: Links, now: datetime
) -> None:
    """Owe the colleague the clip, inside of their own hours: they did not ask for it."""
    told = episode.told_in(colleague.locale)
    clip = await catalog.clip_of(db, colleague.workspace_id, episode.id, MAIN, told.language)
    if clip is None or clip.state is not ClipState.READY:
        return
    slot = f"share:{giver.id}:{episode.id}"
    row = ledger.owed(
        colleague.workspace_id, colleague.id, Kind.ANSWER, now, now + 3 * ANSWER_LIFE, slot=slot, episode_id=episode.id
    )
    url = links.player(colleague.workspace_id, str(row["id"]), colleague.id, now)
    shown = Clip(told.title, url, links.poster(clip.media), clip.seconds or 0.0)
    await ledger.plan(db, [{**row, "body": to_json(keepwords.shared_with_you(giver.name, shown))}])


async def _meant(
    db: AsyncConnection, learner: Learner, token: str, links: Links, now: datetime
) -> tuple[Delivery, Episode]:
    """The delivery and episode that a token names; without a token, the lesson that the learner got last."""
    if token:
        ticket = links.read(token, Purpose.PLAYER, now)
        if ticket.workspace_id != learner.workspace_id or ticket.person != learner.id:
            raise BadLink("this lesson was sent to somebody else")
        delivery = await ledger.delivery_by_id(db, learner.workspace_id, ticket.subject)
    else:
        delivery = await ledger.latest(db, learner.workspace_id, learner.id, Kind.EPISODE)
    episode = await catalog.episode_by_id(db, learner.workspace_id, delivery.episode_id) if delivery else None
    if delivery is None or episode is None:
        raise NoSuchLesson
    return delivery, episode


async def _note(
    db: AsyncConnection,
    learner: Learner,
    delivery: Delivery,
    episode: Episode,
    deed: str,
    now: datetime,
    toward_id: str = "",
) -> bool:
    """Whether this is new."""
    row = {
        "workspace_id": learner.workspace_id,
        "learner_id": learner.id,
        "episode_id": episode.id,
        "deed": deed,
        "toward_id": toward_id,
        "campaign_id": delivery.campaign_id,
        "kept_at": now,
    }
    kept = await db.execute(insert_or_ignore(db, keeps).values(row).returning(keeps.c.episode_id))
    return kept.one_or_none() is not None


async def _take_back(db: AsyncConnection, learner: Learner, episode: Episode, deed: str) -> None:
    mine = (keeps.c.workspace_id == learner.workspace_id) & (keeps.c.learner_id == learner.id)
    await db.execute(sa.delete(keeps).where(mine, keeps.c.episode_id == episode.id, keeps.c.deed == deed))


async def _shared_today(db: AsyncConnection, learner: Learner, now: datetime) -> int:
    mine = (keeps.c.workspace_id == learner.workspace_id) & (keeps.c.learner_id == learner.id)
    lately = mine & (keeps.c.deed == SHARE) & (keeps.c.kept_at > now - ANSWER_LIFE)
    return await db.scalar(sa.select(sa.func.count()).select_from(keeps).where(lately)) or 0


async def saved_by(db: AsyncConnection, learner: Learner, most: int) -> list[tuple[str, datetime]]:
    """The episodes that a learner saved, and when, newest first."""
    mine = (keeps.c.workspace_id == learner.workspace_id) & (keeps.c.learner_id == learner.id) & (keeps.c.deed == SAVE)
    query = sa.select(keeps.c.episode_id, keeps.c.kept_at).where(mine).order_by(keeps.c.kept_at.desc()).limit(most)
    return [(row.episode_id, row.kept_at) for row in await db.execute(query)]


async def signals(db: AsyncConnection, workspace_id: str, since: datetime) -> dict[str, dict[str, int]]:
    """How many people saved, liked and shared each episode since an instant: episode -> deed -> people."""
    people = sa.func.count(sa.distinct(keeps.c.learner_id))
    query = (
        sa.select(keeps.c.episode_id, keeps.c.deed, people)
        .where(keeps.c.workspace_id == workspace_id, keeps.c.kept_at >= since)
        .group_by(keeps.c.episode_id, keeps.c.deed)
    )
    found: dict[str, dict[str, int]] = {}
    rows: Any = await db.execute(query)
    for episode_id, deed, count in rows:
        found.setdefault(episode_id, {})[deed] = count
    return found
