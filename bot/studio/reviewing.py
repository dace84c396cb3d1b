"""What a reviewer looks at, and what became of each version: approved by whom and when, or sent back with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.messages.catalogue import speaking
from bot.messages.codec import to_json
from bot.messages.studio import review_texts
from bot.studio.manuscripts import manuscript_of
from lessons import catalog
from schedules.ledger import audit, ledger
from schedules.ledger.audit import audit_entries
from schedules.ledger.ledger import DeliveryKind
from schedules.people import roster
from schedules.people.roster import Learner

PUBLISHED, APPROVED, SENT_BACK = "series published", "series approved", "series sent back"
LONGEST_REASON = 1_000  # characters
MOST_DECISIONS = 20  # the newest of a series: they are read, not counted
USEFUL = timedelta(days=14)  # for so long the writer still wants to know why it came back


@dataclass(frozen=True, slots=True)
class ReviewEntry:
    """What somebody did with a version of a series.

    Attributes:
        action: PUBLISHED, APPROVED or SENT_BACK.
        reason: why it was sent back.
    """

    at: datetime
    who: str
    action: str
    version: int
    reason: str


async def note_approval(db: AsyncConnection, curator: Learner, slug: str, version: int, now: datetime) -> None:
    """Keep who let learners see which version."""
    await audit.note(db, curator.workspace_id, curator.id, APPROVED, slug, now, version=version)


async def send_back(
    db: AsyncConnection, slug: str, curator: Learner, reason: str, open_comments: int, now: datetime
) -> bool:
    """Say why a version that waits is not approved; whoever published it is told.

    Args:
        open_comments: how many wait on its pages, which the writer is told too.

    Returns:
        False when nothing waits, or no reason is given.
    """
    reason = " ".join(reason.split())[:LONGEST_REASON]
    newest = await catalog.latest_series(db, curator.workspace_id, slug)
    if newest is None or not reason or all(episode.approved for episode in newest.episodes):
        return False
    about = {"version": newest.version, "reason": reason}
    await audit.note(db, curator.workspace_id, curator.id, SENT_BACK, slug, now, **about)
    manuscript = await manuscript_of(db, curator.workspace_id, slug)
    author_id = manuscript.asked_by if manuscript else ""
    author = await roster.learner_by_id(db, curator.workspace_id, author_id) if author_id else None
    if author is not None and author.id != curator.id:
        words = (newest.title, curator.name, reason, open_comments)
        await _tell(db, author, slug, newest.version, words, now)
    return True


async def _tell(
    db: AsyncConnection, author: Learner, slug: str, version: int, words: tuple[str, str, str, int], now: datetime
) -> None:
    with speaking(author.locale, author.platform):
        body = to_json(review_texts.sent_back(*words))
    # Each version comes back once a minute at most: a second press says the same again.
    slot = f"review:{slug}:{version}:{now:%Y%m%d%H%M}"
    prompted = not author.consents
    about = (author.workspace_id, author.id, DeliveryKind.NOTICE, now, now + USEFUL)
    await ledger.plan(db, [ledger.owed(*about, slot=slot, body=body, prompted=prompted)])


async def decisions(db: AsyncConnection, workspace_id: str, slug: str, since: datetime) -> Sequence[ReviewEntry]:
    """What became of the versions of a series, the newest first."""
    entries = await audit_entries(db, workspace_id, since, MOST_DECISIONS, action="series", subject=slug)
    return [
        ReviewEntry(
            entry.at,
            entry.actor_name or "",
            entry.action,
            int(entry.detail.get("version", 0)),
            str(entry.detail.get("reason", "")),
        )
        for entry in entries
        if entry.subject == slug and entry.action in (PUBLISHED, APPROVED, SENT_BACK)
    ]
