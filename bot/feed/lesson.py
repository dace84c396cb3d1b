"""What a page shows beside a clip: its question or the verdict, what was done with it, and what may come next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat import Passage
from bot.learners.saved_clips import actions_of
from lessons import catalog
from lessons.checks import Check, grade
from lessons.episodes import LESSON_CLIPS, MAIN, SECOND_HOOK, Episode
from schedules.ledger.ledger import Delivery, DeliveryKind
from schedules.people.roster import Learner
from schedules.replies.replies import Reply, reply_to
from schedules.replies.watching import view_of

NEARLY_OVER_S = 3.0  # who stopped that close to the end has seen the clip, and begins anew


@dataclass(frozen=True, slots=True)
class AnsweredCheck:
    """What was picked, and what is said about it.

    Attributes:
        at_s: the second of the clip that shows the answer; None when nobody named it.
        branch: key of the clip that shows what came of the choice, or "".
        waits: the verdict is held back until the learner said how sure they were.
    """

    choice: int
    correct: bool
    why: str
    at_s: float | None
    branch: str
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Lesson:
    """One clip with its question, for one learner.

    Attributes:
        question: "" when nothing is asked here.
        options: in the order shown; nothing here tells which one is right.
        answered: None as long as nobody did.
        done: what the learner did with the clip beside answering: "save", "like", "useful", "useless".
        resume_s: where they stopped; 0 to begin at the start.
        number, of: place in its series; 0 where it has none.
        passage: words that tell its point another way, before the question; None where nothing has to.
        at_once: the question comes before the clip is played: it is asked again.
    """

    delivery_id: str
    question: str
    options: tuple[str, ...]
    answered: AnsweredCheck | None
    done: frozenset[str]
    resume_s: float
    number: int
    of: int
    passage: Passage | None = None
    at_once: bool = False


class Retold(Protocol):
    """How a page tells its point another way: see the fields of what it shows."""

    @property
    def asks(self) -> Episode | None: ...

    @property
    def start_s(self) -> float: ...

    @property
    def passage(self) -> Passage | None: ...


async def lesson_of(
    db: AsyncConnection,
    learner: Learner,
    delivery: Delivery,
    episode: Episode,
    clip_key: str,
    seconds: float,
    now: datetime,
    retold: Retold,
) -> Lesson:
    """What the page of a delivery's clip shows.

    Args:
        retold: what tells the point another way, with the episode whose question is asked.
    """
    check = (retold.asks or episode).check if asks_here(delivery, clip_key) else None
    if check and retold.asks:
        check = replace(check, at_s=None)  # a second of the clip that is not shown
    if check and clip_key == SECOND_HOOK:
        check = await _behind_second_hook(db, delivery.workspace_id, episode, check, seconds)
    reply = await reply_to(db, delivery.workspace_id, delivery.id, learner.id) if check else None
    return Lesson(
        delivery.id,
        check.question if check else "",
        tuple(option.text for option in check.options) if check else (),
        answered_check(check, reply, now) if check and reply else None,
        await actions_of(db, learner, delivery.episode_id) if delivery.episode_id else frozenset(),
        await _resume_s(db, learner, delivery, clip_key, seconds) or retold.start_s,
        episode.number,
        await _length(db, episode, delivery),
        retold.passage,
        at_once=bool(check) and reply is None and delivery.kind is DeliveryKind.REASK and retold.asks is None,
    )


async def _behind_second_hook(
    db: AsyncConnection, workspace_id: str, episode: Episode, check: Check, seconds: float
) -> Check:
    """The check with its answer where this clip shows it: what is behind the hook moved as the end did."""
    main = await catalog.clip_of(db, workspace_id, episode.id, MAIN, episode.language)
    if check.at_s is None or main is None or main.seconds is None:
        return check
    return replace(check, at_s=max(0.0, check.at_s + seconds - main.seconds))


def asks_here(delivery: Delivery, clip_key: str) -> bool:
    """Whether the delivery brought a question, and this is its main clip and not what a choice led to.

    A clip that was found for a question of the learner's own names itself in the link; its question comes with it.
    """
    asking = delivery.kind in (DeliveryKind.EPISODE, DeliveryKind.REASK, DeliveryKind.ANSWER)
    return asking and bool(delivery.check_key) and (clip_key in LESSON_CLIPS or delivery.kind is DeliveryKind.ANSWER)


def answered_check(check: Check, reply: Reply, now: datetime) -> AnsweredCheck:
    verdict = grade(check, reply.choice)
    branch = check.options[reply.choice].leads_to
    return AnsweredCheck(reply.choice, reply.correct, verdict.why, check.at_s, branch, reply.waits(now))


async def _resume_s(db: AsyncConnection, learner: Learner, delivery: Delivery, clip_key: str, seconds: float) -> float:
    view = await view_of(db, delivery.workspace_id, delivery.id, learner.id, clip_key)
    return view.last_s if view and 1.0 < view.last_s < seconds - NEARLY_OVER_S else 0.0


async def _length(db: AsyncConnection, episode: Episode, delivery: Delivery) -> int:
    if not episode.series_slug:
        return 0
    series = await catalog.latest_outline(db, delivery.workspace_id, episode.series_slug)
    return len(series.episode_ids) if series else 0


def as_json(lesson: Lesson) -> Mapping[str, object]:
    """For the page's script; before an answer nothing in it tells which option is right."""
    answered = lesson.answered
    return {
        "question": lesson.question,
        "options": list(lesson.options),
        "answered": None if answered is None else verdict_json(answered),
        "done": sorted(lesson.done),
        "resume": lesson.resume_s,
        "at_once": lesson.at_once,
        "passage": lesson.passage and {"words": lesson.passage.words, "source": lesson.passage.source},
    }


def verdict_json(answered: AnsweredCheck) -> Mapping[str, object]:
    return {
        "choice": answered.choice,
        "correct": answered.correct,
        "why": answered.why,
        "at": answered.at_s,
        "branch": answered.branch,
        "how_sure": answered.waits,
    }
