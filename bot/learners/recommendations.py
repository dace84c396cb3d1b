"""Clips a learner may like next: unseen ones that colleagues saved, liked, shared or answered, with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat import Button, Clip
from bot.learners.saved_clips import LIKE, SAVE, SHARE, saved_by, signals
from bot.links import Links
from bot.messages import saved_texts
from bot.messages.buttons import ButtonAction, action_button
from bot.messages.codec import to_json
from bot.messages.reply import ANSWER_LIFE
from bot.turn import Turn
from lessons import catalog
from lessons.episodes import MAIN, ClipState, Episode
from schedules.ledger import ledger
from schedules.ledger.figures import history
from schedules.ledger.ledger import DeliveryKind
from schedules.people.enrolments import enrolments_of
from schedules.people.roster import Learner
from schedules.replies.replies import people_who_answered

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
    actions = await signals(db, learner.workspace_id, now - LATELY)
    answered = await people_who_answered(db, learner.workspace_id, now - LATELY)
    counts = {episode.id: {**actions.get(episode.id, {}), "answer": answered.get(episode.id, 0)} for episode in ahead}
    best = sorted(
        ahead, key=lambda episode: (-_worth(counts[episode.id]), episode.number, episode.series_slug, episode.slug)
    )
    return [
        Suggestion(episode.in_language(learner.locale), why(counts[episode.id], episode.number))
        for episode in best[:most]
    ]


def why(counts: Mapping[str, int], number: int) -> str:
    """One line that explains a suggestion, from what colleagues did most of the things that count."""
    sentences = {
        SHARE: saved_texts.colleagues_shared,
        LIKE: saved_texts.colleagues_liked,
        SAVE: saved_texts.colleagues_saved,
        "answer": saved_texts.colleagues_answered,
    }
    strongest = max(counts, key=lambda action: WEIGHTS.get(action, 0) * counts[action], default="")
    people = counts.get(strongest, 0)
    if people and strongest in sentences:
        return sentences[strongest](people)
    return saved_texts.first_part() if number == 1 else saved_texts.not_seen_yet()


def _worth(counts: Mapping[str, int]) -> int:
    return sum(WEIGHTS.get(action, 0) * people for action, people in counts.items())


async def _unseen(db: AsyncConnection, learner: Learner) -> list[Episode]:
    own_series = {row.series_slug for row in await enrolments_of(db, learner.workspace_id, learner.id)}
    seen = await history.seen_episodes(db, learner.workspace_id, learner.id)
    every = [series for series in await catalog.list_series(db, learner.workspace_id) if series.slug not in own_series]
    unseen = [episode for series in every for episode in series.episodes if episode.id not in seen]
    return [episode for episode in unseen if await _ready(db, learner, episode)]


async def _ready(db: AsyncConnection, learner: Learner, episode: Episode) -> bool:
    clip = await catalog.clip_of(
        db, learner.workspace_id, episode.id, MAIN, episode.in_language(learner.locale).language
    )
    return clip is not None and clip.state is ClipState.READY


async def owe_suggestions(turn: Turn) -> None:
    """Owe the suggestions as one message with a button for each, where there are any."""
    suggestions = await suggest(turn.db, turn.learner, turn.now)
    if suggestions:
        buttons = show_buttons(turn.learner, [suggestion.episode for suggestion in suggestions], turn.links, turn.now)
        lines = [(suggestion.episode.title, suggestion.why) for suggestion in suggestions]
        await turn.say(saved_texts.suggestions(lines, buttons), "more")


async def show_saved(turn: Turn) -> None:
    """Owe a button for each of the clips that were saved last."""
    episodes = [
        await catalog.episode_by_id(turn.db, turn.learner.workspace_id, episode_id)
        for episode_id, _ in await saved_by(turn.db, turn.learner, 5)
    ]
    translations = [episode.in_language(turn.learner.locale) for episode in episodes if episode]
    await turn.say(saved_texts.saved_clips(show_buttons(turn.learner, translations, turn.links, turn.now)))


def show_buttons(learner: Learner, episodes: Sequence[Episode], links: Links, now: datetime) -> list[Button]:
    """A button for each episode that brings its clip."""
    return [action_button(learner, episode.title, ButtonAction.SHOW, episode.id, links, now) for episode in episodes]


async def show(turn: Turn, episode_id: str) -> None:
    """Owe the clip of one episode, because they asked for it."""
    episode = await catalog.episode_by_id(turn.db, turn.learner.workspace_id, episode_id)
    translation = episode.in_language(turn.learner.locale) if episode else None
    clip = (
        await catalog.clip_of(turn.db, turn.learner.workspace_id, episode_id, MAIN, translation.language)
        if translation
        else None
    )
    if translation is None or clip is None or clip.state is not ClipState.READY:
        return await turn.say(saved_texts.clip_gone())
    row = ledger.owed(
        turn.learner.workspace_id,
        turn.learner.id,
        DeliveryKind.ANSWER,
        turn.now,
        turn.now + ANSWER_LIFE,
        slot=turn.cause,
        episode_id=episode_id,
        prompted=True,
    )
    url = turn.links.player(turn.workspace.id, str(row["id"]), turn.learner.id, turn.now)
    poster = turn.links.poster(turn.workspace.id, clip.media, turn.now)
    again = Clip(translation.title, url, poster, clip.seconds or 0.0)
    await ledger.plan(turn.db, [{**row, "body": to_json(saved_texts.clip_again(again))}])
