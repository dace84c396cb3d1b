"""What learners do with a clip beside answering: save it, like it, share it with a colleague."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat import Clip
from bot.events import Reacted, Shared
from bot.links import BadLink, ExpiredLink, Purpose
from bot.messages import lesson_texts, saved_texts
from bot.messages.catalogue import speaking
from bot.messages.codec import to_json
from bot.messages.reply import ANSWER_LIFE
from bot.turn import Turn
from lessons import catalog
from lessons.database import Instant, insert_or_ignore, metadata
from lessons.episodes import MAIN, ClipState, Episode
from schedules.ledger import ledger
from schedules.ledger.figures import history
from schedules.ledger.ledger import Delivery, DeliveryKind
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

SAVE, LIKE, SHARE, USEFUL, USELESS = "save", "like", "share", "useful", "useless"


class NoSuchLesson(LookupError):
    """There is no lesson that could be meant."""


async def keep(turn: Turn, event: Reacted) -> None:
    """Save or like the lesson that is meant, or take that back, and say so."""
    try:
        delivery, episode = await _meant(turn, event.token)
    except ExpiredLink:
        return await turn.say(lesson_texts.stale_button())
    except (BadLink, NoSuchLesson):
        return await turn.say(lesson_texts.no_lesson_yet())
    action = event.action.removeprefix("un")
    if event.action.startswith("un"):
        await _take_back(turn, episode, action)
    else:
        await _note(turn, delivery, episode, action)
    if not turn.in_place:
        await turn.say(saved_texts.done(event.action, episode.title))


async def share(turn: Turn, event: Shared) -> None:
    """Send a lesson to a colleague, with who it is from."""
    try:
        delivery, episode = await _meant(turn, event.token)
    except ExpiredLink:
        return await turn.say(lesson_texts.stale_button())
    except (BadLink, NoSuchLesson):
        return await turn.say(lesson_texts.no_lesson_yet())
    colleague = await roster.learner_outside(turn.db, turn.learner.workspace_id, event.to)
    if colleague is not None and colleague.id == turn.learner.id:
        return await turn.say(saved_texts.share_with_yourself())
    if colleague is None or not colleague.active or not colleague.consents:
        return await turn.say(saved_texts.cannot_share(colleague.name if colleague else event.to))
    if await _shared_today(turn.db, turn.learner, turn.now) >= MOST_SHARES_A_DAY:
        return await turn.say(saved_texts.shared_enough(MOST_SHARES_A_DAY))
    if await _note(turn, delivery, episode, SHARE, colleague.id):
        await _send_on(turn, colleague, episode)
    await turn.say(saved_texts.shared(episode.title, colleague.name))


async def _send_on(turn: Turn, colleague: Learner, episode: Episode) -> None:
    """Owe the colleague the clip, inside of their own hours: they did not ask for it."""
    translation = episode.in_language(colleague.locale)
    clip = await catalog.clip_of(turn.db, colleague.workspace_id, episode.id, MAIN, translation.language)
    if clip is None or clip.state is not ClipState.READY:
        return
    slot = f"share:{turn.learner.id}:{episode.id}"
    row = ledger.owed(
        colleague.workspace_id,
        colleague.id,
        DeliveryKind.ANSWER,
        turn.now,
        turn.now + 3 * ANSWER_LIFE,
        slot=slot,
        episode_id=episode.id,
    )
    url = turn.links.player(colleague.workspace_id, str(row["id"]), colleague.id, turn.now)
    poster = turn.links.poster(colleague.workspace_id, clip.media, turn.now)
    gift = Clip(translation.title, url, poster, clip.seconds or 0.0)
    with speaking(colleague.locale, colleague.platform):
        message = saved_texts.shared_with_you(turn.learner.name, gift)
    await ledger.plan(turn.db, [{**row, "body": to_json(message)}])


async def _meant(turn: Turn, token: str) -> tuple[Delivery, Episode]:
    """The delivery and episode that a token names; without a token, the lesson that the learner got last."""
    if token:
        ticket = turn.links.read(token, Purpose.PLAYER, turn.now)
        if ticket.workspace_id != turn.learner.workspace_id or ticket.person != turn.learner.id:
            raise BadLink("this lesson was sent to somebody else")
        delivery = await ledger.delivery_by_id(turn.db, turn.learner.workspace_id, ticket.subject)
    else:
        delivery = await history.latest(turn.db, turn.learner.workspace_id, turn.learner.id, DeliveryKind.EPISODE)
    episode = await catalog.episode_by_id(turn.db, turn.learner.workspace_id, delivery.episode_id) if delivery else None
    if delivery is None or episode is None:
        raise NoSuchLesson
    return delivery, episode


async def _note(turn: Turn, delivery: Delivery, episode: Episode, action: str, toward_id: str = "") -> bool:
    """Whether this is new."""
    row = {
        "workspace_id": turn.learner.workspace_id,
        "learner_id": turn.learner.id,
        "episode_id": episode.id,
        "deed": action,
        "toward_id": toward_id,
        "campaign_id": delivery.campaign_id,
        "kept_at": turn.now,
    }
    inserted = await turn.db.execute(insert_or_ignore(turn.db, keeps).values(row).returning(keeps.c.episode_id))
    return inserted.one_or_none() is not None


async def _take_back(turn: Turn, episode: Episode, action: str) -> None:
    own = (keeps.c.workspace_id == turn.learner.workspace_id) & (keeps.c.learner_id == turn.learner.id)
    await turn.db.execute(sa.delete(keeps).where(own, keeps.c.episode_id == episode.id, keeps.c.deed == action))


async def replace_action(turn: Turn, delivery: Delivery, episode: Episode, action: str, opposite: str) -> None:
    """Note what was done, and take back what says the opposite."""
    await _take_back(turn, episode, opposite)
    await _note(turn, delivery, episode, action)


async def actions_of(db: AsyncConnection, learner: Learner, episode_id: str) -> frozenset[str]:
    """What a learner did with an episode's clip beside answering."""
    own = (keeps.c.workspace_id == learner.workspace_id) & (keeps.c.learner_id == learner.id)
    rows = await db.execute(sa.select(keeps.c.deed).where(own, keeps.c.episode_id == episode_id))
    return frozenset(rows.scalars())


async def actions_by(db: AsyncConnection, learner: Learner) -> dict[str, frozenset[str]]:
    """What a learner did with each episode's clip, the newest first."""
    own = (keeps.c.workspace_id == learner.workspace_id) & (keeps.c.learner_id == learner.id)
    done: dict[str, frozenset[str]] = {}
    query = sa.select(keeps.c.episode_id, keeps.c.deed).where(own).order_by(keeps.c.kept_at.desc())
    for episode_id, action in await db.execute(query):
        done[episode_id] = done.get(episode_id, frozenset()) | {action}
    return done


async def _shared_today(db: AsyncConnection, learner: Learner, now: datetime) -> int:
    own = (keeps.c.workspace_id == learner.workspace_id) & (keeps.c.learner_id == learner.id)
    lately = own & (keeps.c.deed == SHARE) & (keeps.c.kept_at > now - ANSWER_LIFE)
    return await db.scalar(sa.select(sa.func.count()).select_from(keeps).where(lately)) or 0


async def saved_by(db: AsyncConnection, learner: Learner, most: int) -> list[tuple[str, datetime]]:
    """The episodes that a learner saved, and when, newest first."""
    own_saved = (
        (keeps.c.workspace_id == learner.workspace_id) & (keeps.c.learner_id == learner.id) & (keeps.c.deed == SAVE)
    )
    query = sa.select(keeps.c.episode_id, keeps.c.kept_at).where(own_saved).order_by(keeps.c.kept_at.desc()).limit(most)
    return [(row.episode_id, row.kept_at) for row in await db.execute(query)]


async def ratings_of(db: AsyncConnection, workspace_id: str, campaign_id: str) -> tuple[int, int]:
    """How often an episode of a campaign was called useful, and not useful; each person counts once for each."""
    theirs = (keeps.c.workspace_id == workspace_id) & (keeps.c.campaign_id == campaign_id)
    query = sa.select(keeps.c.deed, sa.func.count()).where(theirs, keeps.c.deed.in_([USEFUL, USELESS]))
    counts: dict[str, int] = dict((await db.execute(query.group_by(keeps.c.deed))).all())
    return counts.get(USEFUL, 0), counts.get(USELESS, 0)


async def signals(db: AsyncConnection, workspace_id: str, since: datetime) -> dict[str, dict[str, int]]:
    """How many people saved, liked and shared each episode since an instant: episode -> action -> people."""
    people = sa.func.count(sa.distinct(keeps.c.learner_id))
    query = (
        sa.select(keeps.c.episode_id, keeps.c.deed, people)
        .where(keeps.c.workspace_id == workspace_id, keeps.c.kept_at >= since)
        .group_by(keeps.c.episode_id, keeps.c.deed)
    )
    counts: dict[str, dict[str, int]] = {}
    rows: Any = await db.execute(query)
    for episode_id, action, count in rows:
        counts.setdefault(episode_id, {})[action] = count
    return counts
