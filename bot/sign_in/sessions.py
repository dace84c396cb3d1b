"""Sessions of browsers: each is a row, so that it can be ended from elsewhere and goes with the person.

The cookie names the row and the number of its newest cookie. A cookie that was replaced and comes again was copied out
of the browser by somebody: the session ends for both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.links import SESSION_LIFE
from lessons.database import Instant, metadata, new_id

IDLE = timedelta(
    hours=2
)  # who writes a series reads documents in between for an hour; a forgotten browser is shut by lunch
RENEWED = timedelta(hours=1)  # a copied cookie opens the pages for no longer than this unnoticed
GRACE = timedelta(seconds=60)  # requests that were under way when the cookie was replaced carry the one before
SEEN = timedelta(minutes=1)  # the last request is written no more often

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("learner_id", sa.String(32), nullable=False),
    sa.Column("way", sa.String(10), nullable=False),
    sa.Column("browser", sa.String(60), nullable=False),
    sa.Column("began_at", Instant, nullable=False),
    sa.Column("seen_at", Instant, nullable=False, index=True),
    sa.Column("cookie", sa.Integer, nullable=False),
    sa.Column("renewed_at", Instant, nullable=False),
    sa.Column("arrived", sa.Boolean, nullable=False),
    sa.Index("ix_sessions_learner", "workspace_id", "learner_id"),
)


class Way(StrEnum):
    """How somebody came in."""

    LINK = "link"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Session:
    """A browser in which somebody is known.

    Attributes:
        browser: what it calls itself, in two words: "Firefox, Linux".
        cookie: the number of the newest cookie.
        arrived: whether the browser has shown that one; until then the one before it is good too.
    """

    workspace_id: str
    id: str
    learner_id: str
    way: Way
    browser: str
    began_at: datetime
    seen_at: datetime
    cookie: int
    renewed_at: datetime
    arrived: bool

    def is_open(self, now: datetime) -> bool:
        return now < min(self.began_at + SESSION_LIFE, self.seen_at + IDLE)

    def takes(self, cookie: int, now: datetime) -> bool:
        """Whether a cookie of this number opens the pages."""
        before = cookie == self.cookie - 1 and (not self.arrived or now < self.renewed_at + GRACE)
        return cookie == self.cookie or before


async def begin_session(
    db: AsyncConnection, workspace_id: str, learner_id: str, way: Way, browser: str, now: datetime
) -> Session:
    """A new session. Its id was never in any browser before, so nobody can have planted it."""
    about = (workspace_id, new_id(), learner_id, way, browser[:60])
    session = Session(*about, began_at=now, seen_at=now, cookie=1, renewed_at=now, arrived=True)
    row = {name: getattr(session, name) for name in Session.__slots__}
    await db.execute(sa.insert(sessions).values({**row, "way": way.value}))
    return session


async def open_session(db: AsyncConnection, workspace_id: str, session_id: str, now: datetime) -> Session | None:
    """The session while it is open."""
    row = (await db.execute(sa.select(sessions).where(_this(workspace_id, session_id)))).one_or_none()
    session = _session(row) if row else None
    return session if session and session.is_open(now) else None


async def sessions_of(db: AsyncConnection, workspace_id: str, learner_id: str, now: datetime) -> Sequence[Session]:
    """Somebody's open sessions, the one that was used last first."""
    theirs = (sessions.c.workspace_id == workspace_id) & (sessions.c.learner_id == learner_id)
    rows = await db.execute(sa.select(sessions).where(theirs).order_by(sessions.c.seen_at.desc(), sessions.c.id))
    return [session for session in map(_session, rows) if session.is_open(now)]


async def note_seen(db: AsyncConnection, session: Session, cookie: int, now: datetime) -> Session:
    """Write down a request with a good cookie, and replace that one when it is old.

    Returns:
        The session as it is now; its cookie is another one where the browser is to get it.
    """
    if cookie == session.cookie and now >= session.renewed_at + RENEWED:
        fresh = {"cookie": cookie + 1, "renewed_at": now, "arrived": False, "seen_at": now}
        # Of two requests at once one replaces the cookie; the other goes on with the one before.
        this = _this(session.workspace_id, session.id) & (sessions.c.cookie == cookie)
        renewed = await db.execute(sa.update(sessions).where(this).values(fresh).returning(sessions.c.id))
        return replace(session, cookie=cookie + 1, arrived=False) if renewed.one_or_none() else session
    values = {"seen_at": now, "arrived": session.arrived or cookie == session.cookie}
    await db.execute(sa.update(sessions).where(_this(session.workspace_id, session.id)).values(values))
    return session


def is_due(session: Session, cookie: int, now: datetime) -> bool:
    """Whether there is anything to write down of this request."""
    arriving = not session.arrived and cookie == session.cookie
    return arriving or now >= session.seen_at + SEEN or now >= session.renewed_at + RENEWED


async def end_session(db: AsyncConnection, workspace_id: str, learner_id: str, session_id: str) -> int:
    """End one of somebody's sessions; returns how many that were."""
    this = _this(workspace_id, session_id) & (sessions.c.learner_id == learner_id)
    return (await db.execute(sa.delete(sessions).where(this))).rowcount


async def end_sessions(db: AsyncConnection, workspace_id: str, learner_id: str = "") -> int:
    """End every session of a person, or of a workspace; returns how many those were."""
    theirs = sessions.c.workspace_id == workspace_id
    if learner_id:
        theirs &= sessions.c.learner_id == learner_id
    return (await db.execute(sa.delete(sessions).where(theirs))).rowcount


async def forget_sessions(db: AsyncConnection, now: datetime) -> int:
    """Drop those that nobody can go on with; returns how many those were."""
    over = (sessions.c.seen_at <= now - IDLE) | (sessions.c.began_at <= now - SESSION_LIFE)
    return (await db.execute(sa.delete(sessions).where(over))).rowcount


def _this(workspace_id: str, session_id: str) -> sa.ColumnElement[bool]:
    return (sessions.c.workspace_id == workspace_id) & (sessions.c.id == session_id)


def _session(row: sa.Row[tuple[object, ...]]) -> Session:
    values = dict(row._mapping)
    return Session(**{**values, "way": Way(values["way"])})
