"""The audit log: who did what to whom, when. Entries are only ever added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, Json, metadata, new_id
from schedules.people.enrolments import campaigns
from schedules.people.roster import learners

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("at", Instant, nullable=False),
    sa.Column("actor", sa.String(200), nullable=False),
    sa.Column("action", sa.String(60), nullable=False),
    sa.Column("subject", sa.String(200), nullable=False),
    sa.Column("detail", Json, nullable=False),
)

REPORT_OPENED = "report opened"
AUDIT_EXPORTED = "audit exported"
EVIDENCE_EXPORTED = "evidence exported"


@dataclass(frozen=True, slots=True)
class Noted:
    """What was done, and when."""

    action: str
    at: datetime


async def note(
    db: AsyncConnection, workspace_id: str, actor: str, action: str, subject: str, now: datetime, **detail: object
) -> None:
    """Write down who did what to whom."""
    row = {
        "workspace_id": workspace_id,
        "id": new_id(),
        "at": now,
        "actor": actor,
        "action": action,
        "subject": subject,
        "detail": detail,
    }
    await db.execute(sa.insert(audit).values(row))


async def last_of(db: AsyncConnection, workspace_id: str, actions: Sequence[str]) -> Noted | None:
    """The newest of some kinds of actions in a workspace, None where none was done."""
    where = (audit.c.workspace_id == workspace_id) & audit.c.action.in_(actions)
    row = (await db.execute(sa.select(audit.c.action, audit.c.at).where(where).order_by(audit.c.id.desc()))).first()
    return Noted(row.action, row.at) if row else None


async def entries_about(db: AsyncConnection, workspace_id: str, action: str, subjects: Sequence[str]) -> Sequence[Any]:
    """Who did one kind of thing to some subjects, newest first: at, actor, actor_name, subject."""
    by = learners.alias()
    query = (
        sa.select(audit.c.at, audit.c.actor, by.c.name.label("actor_name"), audit.c.subject)
        .outerjoin(by, (by.c.workspace_id == audit.c.workspace_id) & (by.c.id == audit.c.actor))
        .where(audit.c.workspace_id == workspace_id, audit.c.action == action, audit.c.subject.in_(subjects))
        .order_by(audit.c.at.desc(), audit.c.id.desc())
    )
    return (await db.execute(query)).all()


async def audit_entries(
    db: AsyncConnection,
    workspace_id: str,
    since: datetime,
    limit: int,
    *,
    actor: str = "",
    action: str = "",
    subject: str = "",
    until: datetime | None = None,
    offset: int = 0,
) -> Sequence[Any]:
    """Entries of a workspace, newest first: at, actor, actor_name, action, subject, subject_name, detail.

    Args:
        actor, subject: only entries of or about this one (an id or a name); "" is any.
        action: only entries whose action has these words; "" is any.
        until: only older ones; None is all.
        offset: so many of the newest are left out.
    """
    by, about, plan = learners.alias(), learners.alias(), campaigns.alias()
    query = (
        sa.select(
            audit, by.c.name.label("actor_name"), sa.func.coalesce(about.c.name, plan.c.name).label("subject_name")
        )
        # Outer, since an actor may be a name, such as an operator's, and not the id of a learner.
        .outerjoin(by, (by.c.workspace_id == audit.c.workspace_id) & (by.c.id == audit.c.actor))
        .outerjoin(about, (about.c.workspace_id == audit.c.workspace_id) & (about.c.id == audit.c.subject))
        .outerjoin(plan, (plan.c.workspace_id == audit.c.workspace_id) & (plan.c.id == audit.c.subject))
        .where(audit.c.workspace_id == workspace_id, audit.c.at >= since)
        .order_by(audit.c.at.desc(), audit.c.id.desc())
        .limit(limit)
        .offset(offset)
    )
    if actor:
        query = query.where(sa.or_(audit.c.actor == actor, by.c.name == actor))
    if subject:
        query = query.where(sa.or_(audit.c.subject == subject, about.c.name == subject, plan.c.name == subject))
    if until:
        query = query.where(audit.c.at < until)
    if action:
        query = query.where(audit.c.action.contains(action, autoescape=True))
    return (await db.execute(query)).all()
