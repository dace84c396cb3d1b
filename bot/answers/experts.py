"""Who is asked where the documents say nothing, by topic, and what became of the questions that went to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answers.questions import Question
from lessons.database import Instant, insert_or_ignore, metadata
from schedules.people.roster import Learner, learners_of

LONGEST_TOPIC = 200

experts = sa.Table(
    "experts",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("learner_id", sa.String(32), primary_key=True),
    sa.Column("topic", sa.String(LONGEST_TOPIC), primary_key=True),
)

referrals = sa.Table(
    "referrals",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("question_id", sa.String(32), primary_key=True),
    sa.Column("learner_id", sa.String(32), nullable=False),
    sa.Column("toward_id", sa.String(32), nullable=False),
    sa.Column("message", sa.Text, nullable=False, server_default=""),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("since", Instant, nullable=False),
)


class ReferralState(StrEnum):
    """What became of a question that went to a person."""

    WAITING = "waiting"
    PASSED = "passed"
    REPLIED = "replied"
    OFFERED = "offered"  # its author lets it answer others; a curator looks at it first
    LEARNED = "learned"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Expert:
    """Somebody who answers questions on a topic.

    Attributes:
        topic: part of a document's or series' title; "" for everything.
    """

    person: Learner
    topic: str


@dataclass(frozen=True, slots=True)
class Referral:
    """A question that went to a person.

    Attributes:
        learner_id: who asked.
        toward_id: who was asked.
        reply: what they wrote, "" so far.
        since: when its state last changed.
    """

    workspace_id: str
    question_id: str
    learner_id: str
    toward_id: str
    reply: str
    state: ReferralState
    since: datetime


async def experts_of(db: AsyncConnection, workspace_id: str) -> list[Expert]:
    """Everybody who is named and did not leave, by topic."""
    where = experts.c.workspace_id == workspace_id
    rows = (await db.execute(sa.select(experts.c.learner_id, experts.c.topic).where(where))).all()
    people = {person.id: person for person in await learners_of(db, workspace_id, [row.learner_id for row in rows])}
    named = [Expert(people[row.learner_id], row.topic) for row in rows if row.learner_id in people]
    return sorted(
        (expert for expert in named if expert.person.active), key=lambda expert: (expert.topic, expert.person.name)
    )


async def name_expert(db: AsyncConnection, person: Learner, topic: str) -> None:
    """From now on this person is asked about the topic."""
    row = {"workspace_id": person.workspace_id, "learner_id": person.id, "topic": topic[:LONGEST_TOPIC]}
    await db.execute(insert_or_ignore(db, experts, ["workspace_id", "learner_id", "topic"]).values(row))


async def unname_expert(db: AsyncConnection, workspace_id: str, learner_id: str, topic: str) -> None:
    this = (experts.c.workspace_id == workspace_id) & (experts.c.learner_id == learner_id) & (experts.c.topic == topic)
    await db.execute(sa.delete(experts).where(this))


async def expert_for(db: AsyncConnection, question: Question) -> Learner | None:
    """Whom a question may go to: who is named for what came nearest to it, else who is named for everything."""
    everybody = await experts_of(db, question.workspace_id)
    others = [expert for expert in everybody if expert.person.id != question.learner_id]
    near = "\n".join([*(question.found or ()), question.words]).casefold()
    fitting = [expert for expert in others if expert.topic.casefold() in near]
    # The longest topic is the narrowest; "" fits every question.
    return max(fitting, key=lambda expert: len(expert.topic)).person if fitting else None


async def refer(db: AsyncConnection, question: Question, person: Learner, now: datetime) -> bool:
    """Let a question go to a person; False when it did before."""
    row = {
        "workspace_id": question.workspace_id,
        "question_id": question.id,
        "learner_id": question.learner_id,
        "toward_id": person.id,
        "state": ReferralState.WAITING.value,
        "since": now,
    }
    fresh = insert_or_ignore(db, referrals, ["workspace_id", "question_id"]).values(row)
    return (await db.execute(fresh.returning(referrals.c.question_id))).one_or_none() is not None


async def referral_of(db: AsyncConnection, workspace_id: str, question_id: str) -> Referral | None:
    """What became of a question that went to a person; None for one that did not."""
    rows = await _select(db, _is(workspace_id, question_id))
    return rows[0] if rows else None


async def waiting_for(db: AsyncConnection, person: Learner) -> list[Referral]:
    """The questions that wait for a person, the oldest first."""
    state = referrals.c.state == ReferralState.WAITING.value
    theirs = (referrals.c.workspace_id == person.workspace_id) & (referrals.c.toward_id == person.id)
    return await _select(db, theirs & state)


async def referrals_with(db: AsyncConnection, person: Learner) -> list[Referral]:
    """Every question that went to a person or came from them."""
    either = (referrals.c.learner_id == person.id) | (referrals.c.toward_id == person.id)
    return await _select(db, (referrals.c.workspace_id == person.workspace_id) & either)


async def offered(db: AsyncConnection, workspace_id: str, most: int) -> list[Referral]:
    """Replies that wait for a curator, the oldest first."""
    state = referrals.c.state == ReferralState.OFFERED.value
    return (await _select(db, (referrals.c.workspace_id == workspace_id) & state))[:most]


async def move(
    db: AsyncConnection, referral: Referral, to: ReferralState, now: datetime, reply: str | None = None
) -> bool:
    """Change a referral's state once; False when somebody was faster."""
    unmoved = _is(referral.workspace_id, referral.question_id) & (referrals.c.state == referral.state.value)
    values = {"state": to.value, "since": now} | ({} if reply is None else {"message": reply})
    done = sa.update(referrals).where(unmoved).values(**values).returning(referrals.c.question_id)
    return (await db.execute(done)).one_or_none() is not None


async def _select(db: AsyncConnection, which: sa.ColumnElement[bool]) -> list[Referral]:
    rows = await db.execute(sa.select(referrals).where(which).order_by(referrals.c.since, referrals.c.question_id))
    return [
        Referral(
            row.workspace_id,
            row.question_id,
            row.learner_id,
            row.toward_id,
            row.message,
            ReferralState(row.state),
            row.since,
        )
        for row in rows
    ]


def _is(workspace_id: str, question_id: str) -> sa.ColumnElement[bool]:
    return (referrals.c.workspace_id == workspace_id) & (referrals.c.question_id == question_id)
