"""The list of what is missing: questions that helped nobody, put together, and made into drafts of episodes."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers import madenow, questions
from bot.answers.answering import place_of
from bot.answers.documents import draft_of
from bot.answers.madenow import Made, State
from bot.answers.madescript import NothingToShow, Said, reviewed, script_of
from lessons import catalog
from lessons.answers.gaps import Gap, Unanswered, gaps
from lessons.answers.knowledge import learn
from lessons.answers.search import search
from lessons.answers.sentences import spans
from lessons.episodes import MAIN, ClipState, Episode, Source
from lessons.series import Series
from lessons.studio.script import Script
from schedules.ledger import inbox
from schedules.people.roster import Learner

MOST_READ = 500
MOST_SENTENCES = 4
DRAFTED, SET_ASIDE = "drafted", "set aside"
ASKED, ANSWERED = "team-questions", "answers"
TITLES = {ASKED: "What the team asked", ANSWERED: "Answers from our documents"}


class NotReady(ValueError):
    """A draft cannot be made like this; the text says what to change."""


class Gone(LookupError):
    """What was decided about is not there, or somebody decided before."""


async def open_gaps(db: AsyncConnection, workspace_id: str) -> list[Gap]:
    """The newest questions that found nothing or nothing that helped, in groups, the most asked first."""
    asked = await questions.unanswered(db, workspace_id, MOST_READ)
    return gaps([Unanswered(one.id, one.words, one.language, one.asked_at) for one in asked])


async def set_aside(db: AsyncConnection, gap: Gap, curator: Learner, now: datetime) -> None:
    """Nobody needs a lesson about these questions."""
    ids = [one.id for one in gap.questions]
    await questions.handle(db, curator.workspace_id, ids, SET_ASIDE)
    await inbox.note(db, curator.workspace_id, curator.id, "gap set aside", ids[0], now, questions=len(ids))


async def gap_of(db: AsyncConnection, workspace_id: str, question_id: str) -> Gap:
    """The gap that a question belongs to.

    Raises:
        Gone: it is on the list no more.
    """
    for gap in await open_gaps(db, workspace_id):
        if any(one.id == question_id for one in gap.questions):
            return gap
    raise Gone("this question is not on the list any more; somebody may have dealt with it meanwhile")


async def nearest(db: AsyncConnection, workspace_id: str, gap: Gap) -> tuple[str, str]:
    """What the documents say that comes nearest to a gap, and where it stands; two empty texts where nothing does."""
    found = await search(db, workspace_id, gap.title, language=_language(gap))
    passage = next((one for one in found.evidence if one.kind == "document"), None)
    if passage is None:
        return "", ""
    sentences = [passage.body[start:end] for start, end in spans(passage.body)[:MOST_SENTENCES]]
    return " ".join(sentences), place_of(passage)


async def draft(db: AsyncConnection, gap: Gap, words: str, source: str, curator: Learner, now: datetime) -> Episode:
    """A draft of an episode that answers a gap, which learners see once it is approved.

    Args:
        words: what people should know, as the curator writes it.
        source: what that rests on, for people.

    Raises:
        NotReady: it cannot be told like this; says what to change.
    """
    script = _script(gap, words, source)
    told = Episode(ASKED, _slug(gap.title, gap.questions[-1].id), 1, script.title, _language(gap), script)
    told = replace(told, summary=_summary(gap), sources=(Source(source.strip()),), answers=(gap.title,))
    episode = await _put(db, curator.workspace_id, told, now, approved_by=None)
    ids = [one.id for one in gap.questions]
    await questions.handle(db, curator.workspace_id, ids, DRAFTED)
    await inbox.note(db, curator.workspace_id, curator.id, "gap drafted", episode.id, now, questions=len(ids))
    return episode


def _language(gap: Gap) -> str:
    return gap.questions[0].language.split("-")[0]


def _script(gap: Gap, words: str, source: str) -> Script:
    said = [Said(words[start:end], source.strip()) for start, end in spans(words)]
    if not said or not source.strip():
        raise NotReady("write what people should know, and what it rests on: nothing goes out without a source")
    try:
        script = reviewed(script_of(gap.title, said, _language(gap)))
    except NothingToShow as fault:
        raise NotReady(f"{fault}: shorten it") from fault
    told = " ".join(scene.shown_words for scene in script.scenes)
    if " ".join(said[-1].text.split())[-20:] not in told:
        raise NotReady("this takes longer than 90 seconds to say: shorten it, or make two episodes of it")
    return script


def _summary(gap: Gap) -> str:
    count = len(gap.questions)
    return f"Asked {count} times without an answer." if count > 1 else "Asked once without an answer."


async def drafts(db: AsyncConnection, workspace_id: str) -> list[Episode]:
    """Episodes made of gaps that nobody has approved yet."""
    series = await catalog.latest_series(db, workspace_id, ASKED)
    return [one for one in series.episodes if not one.approved] if series else []


async def approve_draft(db: AsyncConnection, curator: Learner, episode_id: str, now: datetime) -> Episode:
    """Let learners see a draft; what its clip says can be asked for from now on.

    Raises:
        Gone: it was approved before, or is no draft of a gap.
    """
    waiting = {one.id: one for one in await drafts(db, curator.workspace_id)}
    if episode_id not in waiting or not await catalog.approve(db, curator.workspace_id, episode_id, curator.name, now):
        raise Gone("this draft was decided about meanwhile")
    episode = waiting[episode_id]
    clip = await catalog.clip_of(db, curator.workspace_id, episode_id, MAIN, episode.language)
    if clip is not None and clip.state is ClipState.READY:
        draft = await asyncio.to_thread(draft_of, episode, clip, clip.cues)
        await learn(db, curator.workspace_id, [draft], now)
    await inbox.note(db, curator.workspace_id, curator.id, "draft approved", episode_id, now)
    return episode


async def approve_made(db: AsyncConnection, made: Made, curator: Learner, now: datetime) -> Episode:
    """Take a clip that was made now into the catalogue, where it answers as every approved clip does.

    Raises:
        Gone: another curator decided before.
    """
    since = (State.GROWING, State.READY, State.REPORTED, State.FAILED)
    if not await madenow.move(db, made, since, State.APPROVED, decided_by=curator.id, decided_at=now):
        raise Gone("somebody decided about this clip meanwhile")
    script = reviewed(made.script)
    told = Episode(ANSWERED, _slug(script.title, made.id), 1, script.title, made.language, script)
    told = replace(told, sources=tuple(Source(one) for one in made.script.sources))
    episode = await _put(db, curator.workspace_id, told, now, approved_by=curator.name)
    await inbox.note(db, curator.workspace_id, curator.id, "answer approved", made.id, now, episode=episode.id)
    return episode


async def refuse_made(db: AsyncConnection, made: Made, curator: Learner, now: datetime) -> None:
    """Never show a clip again.

    Raises:
        Gone: another curator decided before.
    """
    since = (State.GROWING, State.READY, State.REPORTED, State.FAILED)
    if not await madenow.move(db, made, since, State.REFUSED, decided_by=curator.id, decided_at=now):
        raise Gone("somebody decided about this clip meanwhile")
    await inbox.note(db, curator.workspace_id, curator.id, "answer refused", made.id, now)


async def clear_made(db: AsyncConnection, made: Made, curator: Learner, now: datetime) -> None:
    """A clip that was reported as wrong is right: show it again.

    Raises:
        Gone: it is not reported any more.
    """
    to = State.READY if made.media else State.GROWING
    if not await madenow.move(db, made, (State.REPORTED,), to, decided_by=curator.id, decided_at=now):
        raise Gone("somebody decided about this clip meanwhile")
    await inbox.note(db, curator.workspace_id, curator.id, "answer cleared", made.id, now)


async def _put(
    db: AsyncConnection, workspace_id: str, told: Episode, now: datetime, approved_by: str | None
) -> Episode:
    """The episode at the end of its series, which is made with the first one."""
    old = await catalog.latest_series(db, workspace_id, told.series_slug)
    before = old.episodes if old else ()
    last = replace(told, number=len(before) + 1)
    title, language = TITLES[told.series_slug], before[0].language if before else told.language
    series = Series(told.series_slug, title, language, (*before, last))
    await catalog.import_series(db, workspace_id, series, now, approved_by=None)
    stored = await catalog.latest_series(db, workspace_id, told.series_slug)
    episode = next((one for one in stored.episodes if one.slug == told.slug), None) if stored else None
    if episode is None:
        raise LookupError(f"{told.slug} is not in the catalogue although it was just put there")
    if approved_by is not None:
        await catalog.approve(db, workspace_id, episode.id, approved_by, now)
    return episode


def _slug(title: str, unique: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
    return f"{words}-{unique[-6:]}" if words else f"question-{unique[-6:]}"
