"""Clips a learner may like next: unseen ones that colleagues saved, liked, shared or answered, with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat import Button, Clip
from bot.learners.keeping import LIKE, SAVE, SHARE, saved_by, signals
from bot.links import BUTTON_LIFE, Links, Purpose, Ticket
from bot.people.people import ANSWER_LIFE, say
from bot.words import keepwords
from bot.words.codec import to_json
from lessons import catalog
from lessons.episodes import MAIN, ClipState, Episode
from schedules.ledger import ledger
from schedules.ledger.ledger import Kind, State, deliveries
from schedules.people.enrolments import enrolments_of
from schedules.people.roster import Learner
from schedules.replies.replies import replies

MOST = 3
LATELY = timedelta(days=90)
WEIGHTS = {SHARE: 4, LIKE: 3, SAVE: 3, "answer": 1}  # whoever passes a clip on means it most


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One clip, and one line on why."""

    episode: Episode
    why: str


async def suggest(db: AsyncConnection, learner: Learner, now: datetime, most: int = MOST) -> list[Suggestion]:
    """Up to three clips the learner has not had, the most wanted by colleagues first.

    Series that they are in the middle of are left out: their next part comes in its own time.
    """
    ahead = await _unseen(db, learner)
    told = await signals(db, learner.workspace_id, now - LATELY)
    answered = await _answered(db, learner.workspace_id, now - LATELY)
    counts = {one.id: {**told.get(one.id, {}), "answer": answered.get(one.id, 0)} for one in ahead}
    best = sorted(ahead, key=lambda one: (-_worth(counts[one.id]), one.number, one.series_slug, one.slug))
    return [Suggestion(one.told_in(learner.locale), why(counts[one.id], one.number)) for one in best[:most]]


def why(counts: Mapping[str, int], number: int) -> str:
    """One line that explains a suggestion, from what colleagues did most of the things that count."""
    said = {SHARE: "shared it", LIKE: "liked it", SAVE: "saved it", "answer": "answered its question"}
    strongest = max(counts, key=lambda deed: WEIGHTS.get(deed, 0) * counts[deed], default="")
    people = counts.get(strongest, 0)
    if people and strongest in said:
        return f"{people} {'colleague' if people == 1 else 'colleagues'} {said[strongest]} lately"
    return "the first part of a series you have not begun" if number == 1 else "you have not seen it yet"


def _worth(counts: Mapping[str, int]) -> int:
    return sum(WEIGHTS.get(deed, 0) * people for deed, people in counts.items())


async def _unseen(db: AsyncConnection, learner: Learner) -> list[Episode]:
    mine = {row.series_slug for row in await enrolments_of(db, learner.workspace_id, learner.id)}
    where = (deliveries.c.workspace_id == learner.workspace_id) & (deliveries.c.learner_id == learner.id)
    sent = sa.select(deliveries.c.episode_id).where(where, deliveries.c.state == State.SENT).distinct()
    seen = set((await db.execute(sent)).scalars())
    every = [one for one in await catalog.list_series(db, learner.workspace_id) if one.slug not in mine]
    unseen = [episode for series in every for episode in series.episodes if episode.id not in seen]
    return [one for one in unseen if await _ready(db, learner, one)]


async def _ready(db: AsyncConnection, learner: Learner, episode: Episode) -> bool:
    clip = await catalog.clip_of(db, learner.workspace_id, episode.id, MAIN, episode.told_in(learner.locale).language)
    return clip is not None and clip.state is ClipState.READY


async def _answered(db: AsyncConnection, workspace_id: str, since: datetime) -> dict[str, int]:
    """How many people answered each episode's check since an instant."""
    people = sa.func.count(sa.distinct(replies.c.learner_id))
    where = (replies.c.workspace_id == workspace_id) & (replies.c.replied_at >= since)
    rows = await db.execute(sa.select(replies.c.episode_id, people).where(where).group_by(replies.c.episode_id))
    found: dict[str, int] = dict(rows.all())
    return found


async def owe_suggestions(db: AsyncConnection, learner: Learner, links: Links, cause: str, now: datetime) -> None:
    """Owe the suggestions as one message with a button for each, where there are any."""
    found = await suggest(db, learner, now)
    if found:
        buttons = show_buttons(learner, [one.episode for one in found], links, now)
        lines = [(one.episode.title, one.why) for one in found]
        await say(db, learner, keepwords.suggestions(lines, buttons), f"{cause}:more", now)


async def saved(db: AsyncConnection, learner: Learner, links: Links, cause: str, now: datetime) -> None:
    """Owe a button for each of the clips that were saved last."""
    found = [await catalog.episode_by_id(db, learner.workspace_id, one) for one, _ in await saved_by(db, learner, 5)]
    told = [episode.told_in(learner.locale) for episode in found if episode]
    await say(db, learner, keepwords.saved_clips(show_buttons(learner, told, links, now)), cause, now)


def show_buttons(learner: Learner, episodes: Sequence[Episode], links: Links, now: datetime) -> list[Button]:
    """A button for each episode that brings its clip."""
    tickets = [Ticket(Purpose.ACTION, learner.workspace_id, one.id, learner.id, "show") for one in episodes]
    return [
        Button(one.title, links.token(ticket, now + BUTTON_LIFE)) for one, ticket in zip(episodes, tickets, strict=True)
    ]


async def show(db: AsyncConnection, learner: Learner, episode_id: str, links: Links, cause: str, now: datetime) -> None:
    """Owe the clip of one episode, because they asked for it."""
    episode = await catalog.episode_by_id(db, learner.workspace_id, episode_id)
    told = episode.told_in(learner.locale) if episode else None
    clip = await catalog.clip_of(db, learner.workspace_id, episode_id, MAIN, told.language) if told else None
    if told is None or clip is None or clip.state is not ClipState.READY:
        return await say(db, learner, keepwords.clip_gone(), cause, now)
    row = ledger.owed(
        learner.workspace_id,
        learner.id,
        Kind.ANSWER,
        now,
        now + ANSWER_LIFE,
        slot=cause,
        episode_id=episode_id,
        prompted=True,
    )
    url = links.player(learner.workspace_id, str(row["id"]), learner.id, now)
    shown = Clip(told.title, url, links.poster(clip.media), clip.seconds or 0.0)
    await ledger.plan(db, [{**row, "body": to_json(keepwords.clip_again(shown))}])
