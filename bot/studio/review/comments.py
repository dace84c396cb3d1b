"""Comments of reviewers and writers at a second of an episode's clip: open until somebody calls them resolved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.studio.checking import placed
from bot.studio.lineup import Named, rename
from bot.studio.manuscripts import Manuscript
from lessons.authoring.draft_page import speakers_in
from lessons.authoring.lines import take_apart
from lessons.authoring.lineup import SERIES
from lessons.database import Instant, metadata, new_id
from schedules.people import roster

_ID = sa.String(64)
LONGEST_COMMENT = 2_000  # characters
MOST_COMMENTS = 500  # on one page; of more nobody would see the next

comments = sa.Table(
    "review_comments",
    metadata,
    sa.Column("workspace_id", _ID, primary_key=True),
    sa.Column("id", _ID, primary_key=True),
    sa.Column("slug", sa.String(100), nullable=False),
    sa.Column("name", sa.String(140), nullable=False),  # of the page
    sa.Column("version", sa.Integer, nullable=False),  # of the page, when it was written
    sa.Column("at_ms", sa.Integer, nullable=False),  # into the clip
    sa.Column("line", sa.Text, nullable=False),  # what is said there, by which the line is found after edits
    sa.Column("learner_id", _ID, nullable=False),  # who wrote it
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("made_at", Instant, nullable=False),
    sa.Column("resolved_by", _ID, nullable=False, server_default=""),
    sa.Column("resolved_at", Instant),  # null while it is open
    sa.Index(None, "workspace_id", "slug", "name"),
)


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as it is shown.

    Attributes:
        at_s: into the clip as it was then.
        place: of the line that it is about, as in lines.Written; "" where that line says something else by now.
        version: of the page, when it was written.
        who: "" where nobody knows any more.
    """

    id: str
    at_s: float
    place: str
    version: int
    who: str
    message: str
    made_at: datetime
    resolved: bool


class NoComment(ValueError):
    """The comment was not kept; the text says why: "empty", "long" or "many"."""


async def comment_on(
    db: AsyncConnection,
    manuscript: Manuscript,
    name: str,
    at_s: float,
    place: str,
    message: str,
    by: str,
    now: datetime,
) -> str:
    """Keep a comment; returns its id.

    Args:
        at_s: seconds into the clip.
        place: of the line that is heard there, "" for none.
        by: who writes it.

    Raises:
        NoComment: there are no words in it, too many, or too many comments.
    """
    message = message.strip()
    if not message:
        raise NoComment("empty")
    if len(message) > LONGEST_COMMENT:
        raise NoComment("long")
    if len(await comments_on(db, manuscript, name)) >= MOST_COMMENTS:
        raise NoComment("many")
    row = {
        "workspace_id": manuscript.workspace_id,
        "id": new_id(),
        "slug": manuscript.slug,
        "name": name,
        "version": manuscript.pages[name].version,
        "at_ms": round(at_s * 1000),
        "line": _lines(manuscript, name).get(place, ""),
        "learner_id": by,
        "message": message,
        "made_at": now,
        "resolved_by": "",
    }
    await db.execute(sa.insert(comments).values(row))
    return str(row["id"])


async def comments_on(db: AsyncConnection, manuscript: Manuscript, name: str) -> Sequence[Comment]:
    """The comments on a page, in the order of the clip's seconds."""
    c = comments.c
    this = (c.workspace_id == manuscript.workspace_id) & (c.slug == manuscript.slug) & (c.name == name)
    rows = (await db.execute(sa.select(comments).where(this).order_by(c.at_ms, c.made_at, c.id))).all()
    places = {words: place for place, words in _lines(manuscript, name).items()}
    names = {}
    for learner_id in {row.learner_id for row in rows}:
        person = await roster.learner_by_id(db, manuscript.workspace_id, learner_id)
        names[learner_id] = person.name if person else ""
    return [
        Comment(
            row.id,
            row.at_ms / 1000,
            places.get(row.line, "") if row.line else "",
            row.version,
            names[row.learner_id],
            row.message,
            row.made_at,
            row.resolved_at is not None,
        )
        for row in rows
    ]


async def settle_comment(
    db: AsyncConnection, workspace_id: str, slug: str, comment_id: str, resolved: bool, by: str, now: datetime
) -> bool:
    """Call a comment resolved, or open it again; False when it was so already, or is not there."""
    c = comments.c
    # The state is part of the condition: of two presses at once the second changes nothing.
    this = (c.workspace_id == workspace_id) & (c.slug == slug) & (c.id == comment_id)
    before = c.resolved_at.is_(None) if resolved else c.resolved_at.is_not(None)
    values = {"resolved_at": now if resolved else None, "resolved_by": by if resolved else ""}
    return bool((await db.execute(sa.update(comments).where(this, before).values(values))).rowcount)


async def open_comments(db: AsyncConnection, workspace_id: str, slug: str) -> Mapping[str, int]:
    """How many comments of a series are open, by page."""
    c = comments.c
    these = (c.workspace_id == workspace_id) & (c.slug == slug) & c.resolved_at.is_(None)
    rows = await db.execute(sa.select(c.name, sa.func.count()).where(these).group_by(c.name))
    return dict(tuple(row) for row in rows)


async def follow_names(db: AsyncConnection, workspace_id: str, slug: str, names: Named) -> None:
    """Let comments go along with pages that are called otherwise from now on."""
    await rename(db, comments, workspace_id, slug, names)


def _lines(manuscript: Manuscript, name: str) -> dict[str, str]:
    """What is said at each place of a page; the first of two that say the same stands last, so that it is found."""
    speakers = speakers_in(manuscript.pages[SERIES].words) if SERIES in manuscript.pages else ()
    page = take_apart(placed(manuscript, name).text, speakers)
    spoken = {
        f"{at}.{n}": line.words.strip()
        for at, section in enumerate(page.sections)
        for n, line in enumerate(section.lines)
    }
    return dict(reversed(spoken.items()))
