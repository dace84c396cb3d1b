"""The list of what is missing: questions that helped nobody, put together, and made into drafts of episodes."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers import generated_clips, questions
from bot.answers.asking import place_of
from bot.answers.generated_clips import GeneratedClip, ReviewState
from bot.answers.generated_script import NothingToSay, ProvenSentence, reviewed, script_of
from bot.answers.questions import Form
from bot.answers.sources.access import documents_cited, limited
from bot.messages.catalogue import speaking
from bot.messages.lower import plan_texts
from bot.messages.pages import curate_faults_texts as faults
from bot.messages.pages import curate_texts
from lessons import catalog
from lessons.answers.gaps import Gap, Unanswered, gaps
from lessons.answers.index.episode_drafts import draft_of
from lessons.answers.index.indexing import learn
from lessons.answers.search.search import search
from lessons.answers.text.sentences import spans
from lessons.episodes import MAIN, ClipState, Episode, Source
from lessons.script import Script
from lessons.series import Series
from schedules.ledger import audit
from schedules.people.roster import Learner

MOST_READ = 500
MOST_SENTENCES = 4
DRAFTED, SET_ASIDE = "drafted", "set aside"
ASKED, ANSWERED = "team-questions", "answers"


class NotReady(ValueError):
    """A draft cannot be made like this; the text says what to change."""


class Gone(LookupError):
    """What was decided about is not there, or somebody decided before."""


async def open_gaps(db: AsyncConnection, workspace_id: str) -> list[Gap]:
    """The newest questions that found nothing or nothing that helped, in groups, the most asked first."""
    open_questions = await questions.unanswered(db, workspace_id, MOST_READ)
    rows = [(row.id, row.words, row.language, row.asked_at, row.form is Form.APART) for row in open_questions]
    return gaps([Unanswered(*row) for row in rows])


async def set_aside(db: AsyncConnection, gap: Gap, curator: Learner, now: datetime) -> None:
    """Nobody needs a lesson about these questions."""
    ids = [question.id for question in gap.questions]
    await questions.handle(db, curator.workspace_id, ids, SET_ASIDE)
    await audit.note(db, curator.workspace_id, curator.id, "gap set aside", ids[0], now, questions=len(ids))


async def gap_of(db: AsyncConnection, workspace_id: str, question_id: str) -> Gap:
    """The gap that a question belongs to.

    Raises:
        Gone: it is on the list no more.
    """
    for gap in await open_gaps(db, workspace_id):
        if any(question.id == question_id for question in gap.questions):
            return gap
    raise Gone(faults.off_the_list())


async def nearest(db: AsyncConnection, workspace_id: str, gap: Gap) -> tuple[str, str]:
    """What the documents say that comes nearest to a gap, and where it stands; two empty texts where nothing does."""
    # What is only for some must not be at hand where a lesson for everybody is written.
    hidden = await limited(db, workspace_id)
    finding = await search(db, workspace_id, gap.title, language=_language(gap), hidden=hidden)
    passage = next((quotable for quotable in finding.evidence if quotable.kind == "document"), None)
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
        NotReady: it cannot be shown like this; says what to change.
    """
    script = _script(gap, words, source)
    lesson = Episode(ASKED, _slug(gap.title, gap.questions[-1].id), 1, script.title, _language(gap), script)
    lesson = replace(lesson, summary=_summary(gap), sources=(Source(source.strip()),), answers=(gap.title,))
    episode = await _put(db, curator.workspace_id, lesson, now, approved_by=None)
    ids = [question.id for question in gap.questions]
    await questions.handle(db, curator.workspace_id, ids, DRAFTED)
    await audit.note(db, curator.workspace_id, curator.id, "gap drafted", episode.id, now, questions=len(ids))
    return episode


def _language(gap: Gap) -> str:
    return gap.questions[0].language.split("-")[0]


def _script(gap: Gap, words: str, source: str) -> Script:
    sentences = [ProvenSentence(words[start:end], source.strip()) for start, end in spans(words)]
    if not sentences or not source.strip():
        raise NotReady(faults.no_source())
    try:
        script = reviewed(script_of(gap.title, sentences, _language(gap)))
    except NothingToSay as fault:
        raise NotReady(faults.shorten(plan_texts.no_clip(str(fault)))) from fault
    return script


def _summary(gap: Gap) -> str:
    # It goes out with the episode, so it is in the episode's language and not in the curator's.
    with speaking(_language(gap)):
        return curate_texts.asked_without_answer(len(gap.questions))


async def drafts(db: AsyncConnection, workspace_id: str) -> list[Episode]:
    """Episodes made of gaps that nobody has approved yet."""
    series = await catalog.latest_series(db, workspace_id, ASKED)
    return [episode for episode in series.episodes if not episode.approved] if series else []


async def approve_draft(db: AsyncConnection, curator: Learner, episode_id: str, now: datetime) -> Episode:
    """Let learners see a draft; what its clip says can be asked for from now on.

    Raises:
        Gone: it was approved before, or is no draft of a gap.
    """
    waiting = {draft.id: draft for draft in await drafts(db, curator.workspace_id)}
    if episode_id not in waiting or not await catalog.approve(db, curator.workspace_id, episode_id, curator.name, now):
        raise Gone(faults.draft_decided())
    episode = waiting[episode_id]
    clip = await catalog.clip_of(db, curator.workspace_id, episode_id, MAIN, episode.language)
    if clip is not None and clip.state is ClipState.READY:
        draft = await asyncio.to_thread(draft_of, episode, clip, clip.cues)
        await learn(db, curator.workspace_id, [draft], now)
    await audit.note(db, curator.workspace_id, curator.id, "draft approved", episode_id, now)
    return episode


async def approve_made(db: AsyncConnection, made: GeneratedClip, curator: Learner, now: datetime) -> Episode:
    """Take a clip that was made now into the catalogue, where it answers as every approved clip does.

    Raises:
        Gone: another curator decided before.
    """
    cited = await documents_cited(db, curator.workspace_id, made.cited)
    if cited & (await limited(db, curator.workspace_id)).keys():
        raise NotReady(faults.limited_clip())
    since = (ReviewState.GROWING, ReviewState.READY, ReviewState.REPORTED, ReviewState.FAILED)
    if not await generated_clips.move(db, made, since, ReviewState.APPROVED, decided_by=curator.id, decided_at=now):
        raise Gone(faults.clip_decided())
    script = reviewed(made.script)
    lesson = Episode(ANSWERED, _slug(script.title, made.id), 1, script.title, made.language, script)
    lesson = replace(lesson, sources=tuple(Source(source) for source in made.script.sources))
    episode = await _put(db, curator.workspace_id, lesson, now, approved_by=curator.name)
    await audit.note(db, curator.workspace_id, curator.id, "answer approved", made.id, now, episode=episode.id)
    return episode


async def refuse_made(db: AsyncConnection, made: GeneratedClip, curator: Learner, now: datetime) -> None:
    """Never show a clip again.

    Raises:
        Gone: another curator decided before.
    """
    since = (ReviewState.GROWING, ReviewState.READY, ReviewState.REPORTED, ReviewState.FAILED)
    if not await generated_clips.move(db, made, since, ReviewState.REFUSED, decided_by=curator.id, decided_at=now):
        raise Gone(faults.clip_decided())
    await audit.note(db, curator.workspace_id, curator.id, "answer refused", made.id, now)


async def clear_made(db: AsyncConnection, made: GeneratedClip, curator: Learner, now: datetime) -> None:
    """A clip that was reported as wrong is right: show it again.

    Raises:
        Gone: it is not reported any more.
    """
    to = ReviewState.READY if made.media else ReviewState.GROWING
    if not await generated_clips.move(db, made, (ReviewState.REPORTED,), to, decided_by=curator.id, decided_at=now):
        raise Gone(faults.clip_decided())
    await audit.note(db, curator.workspace_id, curator.id, "answer cleared", made.id, now)


async def _put(
    db: AsyncConnection, workspace_id: str, lesson: Episode, now: datetime, approved_by: str | None
) -> Episode:
    """The episode at the end of its series, which is made with the first one."""
    old = await catalog.latest_series(db, workspace_id, lesson.series_slug)
    before = old.episodes if old else ()
    last = replace(lesson, number=len(before) + 1)
    language = before[0].language if before else lesson.language
    series = Series(lesson.series_slug, old.title if old else _title(lesson), language, (*before, last))
    await catalog.import_series(db, workspace_id, series, now, approved_by=None)
    stored = await catalog.latest_series(db, workspace_id, lesson.series_slug)
    episode = (
        next((candidate for candidate in stored.episodes if candidate.slug == lesson.slug), None) if stored else None
    )
    if episode is None:
        raise LookupError(f"{lesson.slug} is not in the catalogue although it was just put there")
    if approved_by is not None:
        await catalog.approve(db, workspace_id, episode.id, approved_by, now)
    return episode


def _title(lesson: Episode) -> str:
    """What a series is called that begins with this lesson, in the lesson's language."""
    with speaking(lesson.language):
        return curate_texts.asked_series() if lesson.series_slug == ASKED else curate_texts.answers_series()


def _slug(title: str, unique: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")
    return f"{words}-{unique[-6:]}" if words else f"question-{unique[-6:]}"
