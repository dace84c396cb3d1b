"""What `/learn` was asked, and what came of it: rows that survive a restart, and the list of what helped nobody."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, Json, delete_some, metadata
from schedules.people.roster import Learner

LONGEST = 1_000  # characters of a question that are kept
LEASE, TRIES = timedelta(seconds=30), 3  # work on a question that is older belongs to a process that died
PROPOSED, TAUGHT, DECLINED = "proposed", "taught", "declined"  # what became of a confirmed passage

questions = sa.Table(
    "questions",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("learner_id", sa.String(32), nullable=False),
    sa.Column("words", sa.String(LONGEST), nullable=False),
    sa.Column("outcome", sa.String(10), nullable=False),
    sa.Column("cited", Json, nullable=False),
    sa.Column("took_ms", sa.Integer, nullable=False),
    sa.Column("helpful", sa.Boolean),
    sa.Column("asked_at", Instant, nullable=False),
    sa.Column("language", sa.String(20), nullable=False, server_default="en"),
    sa.Column("form", sa.String(10), nullable=False, server_default=""),
    sa.Column("by_model", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("delivery_id", sa.String(32), nullable=False, server_default=""),
    sa.Column("made_id", sa.String(32), nullable=False, server_default=""),
    sa.Column("found", Json),
    sa.Column("answer", Json),
    sa.Column("hinted", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("handled", sa.String(10), nullable=False, server_default=""),
    sa.Column("look_at", Instant),
    sa.Column("tries", sa.Integer, nullable=False, server_default="0"),
    # The platform's id of the message that begins the thread in which it was asked: its own where it begins one.
    sa.Column("thread", sa.String(200), nullable=False, server_default=""),
)
sa.Index("ix_questions_outcome", questions.c.workspace_id, questions.c.outcome, questions.c.asked_at)
_LOOKED_FOR = sa.text("look_at IS NOT NULL")
sa.Index("ix_questions_look_at", questions.c.look_at, sqlite_where=_LOOKED_FOR, postgresql_where=_LOOKED_FOR)

answering = sa.Table(
    "answering",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("hint_first", sa.Boolean, nullable=False),
    sa.Column("synonyms", sa.Text, nullable=False, server_default=""),
)


class Outcome(StrEnum):
    """What a question came to; the middle three are the search's own."""

    LOOKING = "looking"
    ANSWER = "answer"
    SUGGEST = "suggest"
    NONE = "none"
    FAILED = "failed"


class Form(StrEnum):
    """How an answer was given: an approved clip, a clip made now, words, documents that disagree, perhaps, or not."""

    MOMENT = "moment"
    MADE = "made"
    WORDS = "words"
    APART = "apart"
    REVIEW = "review"
    PERHAPS = "perhaps"
    NOTHING = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of one learner.

    Attributes:
        cited: ids of the passages that the answer quotes; an id names a version of its passage.
        found: titles of what came nearest, best first.
        answer: what the message says, and which buttons go with it; None while it is looked for.
        hinted: a hint was given instead of the answer, and the answer was not asked for yet.
        helpful: what the learner said about it, None nothing.
    """

    workspace_id: str
    id: str
    learner_id: str
    words: str
    outcome: Outcome
    cited: Sequence[str]
    took_ms: int
    helpful: bool | None
    asked_at: datetime
    language: str
    form: Form
    by_model: bool
    delivery_id: str
    made_id: str
    found: Sequence[str] | None
    answer: Mapping[str, Any] | None
    hinted: bool
    tries: int


_COLUMNS = [questions.c[name] for name in Question.__slots__]


def _question(row: Any) -> Question:
    return Question(**{**row._mapping, "outcome": Outcome(row.outcome), "form": Form(row.form)})


async def questions_page(db: AsyncConnection, workspace_id: str, after: str, most: int) -> Sequence[Any]:
    """What was asked and what came of it, in the order of ids, without by whom."""
    names = ("id", "words", "outcome", "form", "language", "helpful", "by_model", "took_ms", "asked_at")
    query = sa.select(*[questions.c[name] for name in names]).order_by(questions.c.id).limit(most)
    return (await db.execute(query.where(questions.c.workspace_id == workspace_id, questions.c.id > after))).all()


async def words_asked_by(db: AsyncConnection, learner: Learner) -> dict[str, str]:
    """The words of everything that a learner asked, by the question's id."""
    query = sa.select(questions.c.id, questions.c.words).where(questions.c.workspace_id == learner.workspace_id)
    return {row.id: row.words for row in await db.execute(query.where(questions.c.learner_id == learner.id))}


async def ask(
    db: AsyncConnection, learner: Learner, question_id: str, words: str, delivery_id: str, now: datetime, thread: str
) -> None:
    """Write down a question that somebody must look for, and the delivery that will carry the answer."""
    row = {
        "workspace_id": learner.workspace_id,
        "id": question_id,
        "learner_id": learner.id,
        "words": words[:LONGEST],
        "outcome": Outcome.LOOKING.value,
        "cited": [],
        "took_ms": 0,
        "asked_at": now,
        "language": learner.locale,
        "delivery_id": delivery_id,
        "look_at": now,
        "thread": thread,
    }
    await db.execute(sa.insert(questions).values(row))


async def take(db: AsyncConnection, now: datetime, most: int, answered: bool = False) -> list[Question]:
    """Questions that nobody looks for, oldest first; they are the caller's until the lease runs out.

    Args:
        answered: those that have an answer, which a model may better; else those that have none.
    """
    waiting = sa.select(questions.c.id).where(_open(now, answered))
    oldest = waiting.order_by(questions.c.look_at).limit(most).with_for_update(skip_locked=True)
    these = questions.c.id.in_(oldest.scalar_subquery())
    claimed = sa.update(questions).where(these).values(look_at=now + LEASE, tries=questions.c.tries + 1)
    return [_question(row) for row in await db.execute(claimed.returning(*_COLUMNS))]


async def anything_open(db: AsyncConnection, now: datetime, answered: bool = False) -> bool:
    """Whether a question waits for somebody to look for its answer, or for a better one."""
    return bool(await db.scalar(sa.select(sa.exists().where(_open(now, answered)))))


def _open(now: datetime, answered: bool) -> sa.ColumnElement[bool]:
    looking = questions.c.outcome == Outcome.LOOKING.value
    return sa.and_(_LOOKED_FOR, questions.c.look_at <= now, ~looking if answered else looking)


async def settle(db: AsyncConnection, question: Question, again: datetime | None = None, **values: object) -> bool:
    """Keep what was found; False when another process was faster.

    Args:
        again: from when on somebody is to look for something better.
    """
    open_ = _is(question.workspace_id, question.id) & questions.c.look_at.is_not(None)
    open_ &= questions.c.outcome == Outcome.LOOKING.value
    done = sa.update(questions).where(open_).values(look_at=again, **values).returning(questions.c.id)
    return (await db.execute(done)).one_or_none() is not None


async def better(db: AsyncConnection, question: Question, **values: object) -> bool:
    """Keep a better answer, once; False when the learner has said something about the one that they read."""
    this_question = _is(question.workspace_id, question.id) & questions.c.look_at.is_not(None)
    unrated = this_question & questions.c.helpful.is_(None)
    done = sa.update(questions).where(unrated).values(look_at=None, **values).returning(questions.c.id)
    return (await db.execute(done)).one_or_none() is not None


async def leave(db: AsyncConnection, question: Question) -> None:
    """Look no more for a better answer."""
    await db.execute(sa.update(questions).where(_is(question.workspace_id, question.id)).values(look_at=None))


async def question_by_id(db: AsyncConnection, workspace_id: str, question_id: str) -> Question | None:
    row = (await db.execute(sa.select(*_COLUMNS).where(_is(workspace_id, question_id)))).one_or_none()
    return None if row is None else _question(row)


async def newest(
    db: AsyncConnection, learner: Learner, since: datetime, thread: str = "", carriers: Sequence[str] = ()
) -> Question | None:
    """A learner's newest question in a thread, however old; without a thread, one that was asked no earlier.

    Args:
        carriers: ids of the deliveries whose message begins the thread.
    """
    theirs = (questions.c.workspace_id == learner.workspace_id) & (questions.c.learner_id == learner.id)
    in_thread = (questions.c.thread == thread) | questions.c.delivery_id.in_(carriers)
    query = sa.select(*_COLUMNS).where(theirs, in_thread if thread else questions.c.asked_at >= since)
    row = (await db.execute(query.order_by(questions.c.asked_at.desc(), questions.c.id).limit(1))).one_or_none()
    return None if row is None else _question(row)


async def rate(db: AsyncConnection, question: Question, helpful: bool) -> bool:
    """Keep what the learner said first about the answer; False when they had said something before."""
    unrated = _is(question.workspace_id, question.id) & questions.c.helpful.is_(None)
    done = sa.update(questions).where(unrated).values(helpful=helpful).returning(questions.c.id)
    return (await db.execute(done)).one_or_none() is not None


async def choose(db: AsyncConnection, question: Question, passage_id: str, propose: bool) -> bool:
    """Keep which of the passages that may be it is it; False when the learner had said something before.

    Args:
        propose: whether a curator is asked to teach it.
    """
    unrated = _is(question.workspace_id, question.id) & questions.c.helpful.is_(None)
    values = {"helpful": True, "cited": [passage_id], "handled": PROPOSED if propose else ""}
    done = sa.update(questions).where(unrated).values(**values).returning(questions.c.id)
    return (await db.execute(done)).one_or_none() is not None


async def proposed(db: AsyncConnection, workspace_id: str, most: int) -> list[Question]:
    """Questions whose passage the asker confirmed and no curator has looked at, the oldest first."""
    waiting = (questions.c.workspace_id == workspace_id) & (questions.c.handled == PROPOSED)
    query = sa.select(*_COLUMNS).where(waiting).order_by(questions.c.asked_at).limit(most)
    return [_question(row) for row in await db.execute(query)]


async def decide(db: AsyncConnection, workspace_id: str, question_id: str, how: str) -> Question | None:
    """Take a proposed question off the list; None when another curator was faster."""
    this = _is(workspace_id, question_id) & (questions.c.handled == PROPOSED)
    row = (await db.execute(sa.update(questions).where(this).values(handled=how).returning(*_COLUMNS))).one_or_none()
    return None if row is None else _question(row)


async def unhide(db: AsyncConnection, question: Question) -> bool:
    """The learner thought about the hint and wants the answer; False when they have it already."""
    hidden = _is(question.workspace_id, question.id) & questions.c.hinted
    done = sa.update(questions).where(hidden).values(hinted=False).returning(questions.c.id)
    return (await db.execute(done)).one_or_none() is not None


async def unanswered(db: AsyncConnection, workspace_id: str, most: int) -> list[Question]:
    """The newest questions that found nothing, nothing that helped or documents that disagree, not dealt with yet."""
    nothing = questions.c.outcome.in_([Outcome.NONE.value, Outcome.FAILED.value])
    useless = questions.c.helpful.is_(False) | (questions.c.form == Form.APART.value)
    open_ones = (questions.c.workspace_id == workspace_id) & (questions.c.handled == "")
    query = sa.select(*_COLUMNS).where(open_ones, sa.or_(nothing, useless))
    return [_question(row) for row in await db.execute(query.order_by(questions.c.asked_at.desc()).limit(most))]


async def handle(db: AsyncConnection, workspace_id: str, ids: Sequence[str], how: str) -> int:
    """Take questions off the list of gaps, because a draft was made of them or they need none."""
    these = (questions.c.workspace_id == workspace_id) & questions.c.id.in_(ids) & (questions.c.handled == "")
    done = sa.update(questions).where(these).values(handled=how).returning(questions.c.id)
    return len((await db.execute(done)).all())


async def nearest_titles(
    db: AsyncConnection, workspace_id: str, since: datetime, until: datetime, most: int
) -> list[tuple[str, str, datetime]]:
    """Who asked, the title of what came nearest, and when; newest first."""
    span = (questions.c.workspace_id == workspace_id) & questions.c.asked_at.between(since, until)
    query = sa.select(questions.c.learner_id, questions.c.found, questions.c.asked_at).where(span)
    rows = await db.execute(query.order_by(questions.c.asked_at.desc()).limit(most))
    return [(row.learner_id, str(row.found[0]), row.asked_at) for row in rows if row.found]


async def count_asked_before(db: AsyncConnection, before: datetime) -> int:
    """How many questions of all workspaces are older than an instant."""
    return await db.scalar(sa.select(sa.func.count()).select_from(questions).where(questions.c.asked_at < before)) or 0


async def forget_asked_before(db: AsyncConnection, before: datetime, most: int) -> int:
    """Delete at most so many of them; returns how many went."""
    return await delete_some(db, questions, questions.c.asked_at < before, most)


def _is(workspace_id: str, question_id: str) -> sa.ColumnElement[bool]:
    return (questions.c.workspace_id == workspace_id) & (questions.c.id == question_id)
