"""Who makes which clip: one worker at a time, which holds it by a lease that a dead one loses.

A clip is to be made when nobody made it yet, and again when it bears a look that its workspace has no longer; until the
new one is there, the old one plays.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.catalog.clips import clip_from, measure_answer
from lessons.catalog.reading import shown_episodes
from lessons.catalog.records import cues_record
from lessons.catalog.tables import clips
from lessons.episodes import MAIN, Clip, ClipState, Cue

LEASE = timedelta(minutes=2)  # several times what a renewal may be late
# Counted tries are those that the clip itself may be at fault for; put_back tells which are not.
MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class Claim:
    """A clip that one worker makes.

    Attributes:
        clip: as it was when it was claimed; ready when only its look is old.
        attempt: how often somebody began, this time included. What an older attempt brings is not taken.
    """

    workspace_id: str
    clip: Clip
    attempt: int


async def workspaces_waiting(db: AsyncConnection, workspace_ids: Collection[str], now: datetime) -> set[str]:
    """Those of these workspaces that have a clip which nobody has made and nobody makes."""
    waiting = clips.c.workspace_id.in_(workspace_ids) & (clips.c.state == ClipState.WANTED) & _free(now)
    return set(await db.scalars(sa.select(clips.c.workspace_id).where(waiting).distinct()))


async def count_wanted(db: AsyncConnection, workspace_id: str) -> int:
    """How many clips of a workspace nobody has made, those that somebody makes now included."""
    return await _count(db, workspace_id, clips.c.state == ClipState.WANTED)


async def wanted_clips(db: AsyncConnection) -> int:
    """How many clips of the whole installation nobody has made."""
    query = sa.select(sa.func.count()).select_from(clips).where(clips.c.state == ClipState.WANTED)
    return await db.scalar(query) or 0


async def count_outdated(db: AsyncConnection, workspace_id: str, look: str) -> int:
    """How many clips bear a look that the workspace has no longer, those that somebody makes anew now included."""
    return await _count(db, workspace_id, _outdated(workspace_id, look))


async def _count(db: AsyncConnection, workspace_id: str, which: sa.ColumnElement[bool]) -> int:
    query = sa.select(sa.func.count()).select_from(clips).where(clips.c.workspace_id == workspace_id, which)
    return await db.scalar(query) or 0


async def claim_clip(db: AsyncConnection, workspace_id: str, look: str, now: datetime) -> Claim | None:
    """Take the clip that has waited longest, those that cannot be watched at all first; it is leased until now + LEASE.

    Args:
        look: what clips in the workspace's look bear now; see records.brand_hash.
    """
    for which in (clips.c.state == ClipState.WANTED, _outdated(workspace_id, look)):
        claimable = (clips.c.workspace_id == workspace_id) & which & _free(now)
        # Locked rows are passed over: two workers at once take two clips, and neither waits.
        first = sa.select(clips.c.id).where(claimable).order_by(clips.c.id).limit(1).with_for_update(skip_locked=True)
        taken = sa.update(clips).where(clips.c.workspace_id == workspace_id, clips.c.id == first.scalar_subquery())
        values = {"attempt": clips.c.attempt + 1, "lease_until": now + LEASE}
        if row := (await db.execute(taken.values(values).returning(clips))).first():
            return Claim(workspace_id, clip_from(row), row.attempt)
    return None


async def renew_claim(db: AsyncConnection, claim: Claim, now: datetime) -> bool:
    """Hold the clip until now + LEASE; False when somebody else has taken it up."""
    return await _change(db, claim, lease_until=now + LEASE) is not None


async def put_back(db: AsyncConnection, claim: Claim, again_at: datetime | None, *, counted: bool) -> bool:
    """Let anybody take the clip up, from again_at on or at once.

    Args:
        counted: whether this try was one of the MOST_TRIES.
    """
    tries = claim.attempt if counted else claim.attempt - 1
    return await _change(db, claim, lease_until=again_at, attempt=tries) is not None


async def finish_clip(
    db: AsyncConnection,
    claim: Claim,
    seconds: float,
    media: str,
    cues: Sequence[Cue],
    look: str | None,
    now: datetime,
) -> bool:
    """Keep a finished clip, and measure where it shows its check's answer.

    Args:
        look: of the workspace, where the clip bears it.

    Returns:
        False when somebody else has taken it up meanwhile: theirs counts.
    """
    values = {"state": ClipState.READY, "seconds": seconds, "media": media, "cues": cues_record(tuple(cues))}
    row = await _change(db, claim, **values, look=look, reason="", made_at=now, lease_until=None, attempt=0)
    if row is None:
        return False
    if row.key == MAIN:
        await measure_answer(db, claim.workspace_id, row.episode_id, row.language, cues)
    return True


async def give_up_clip(db: AsyncConnection, claim: Claim, reason: str, look: str | None, now: datetime) -> bool:
    """Say why a clip could not be made; it is not tried again until want_failed_again. One that was ready stays so."""
    over = {"reason": reason, "lease_until": None, "attempt": 0}
    if claim.clip.state is ClipState.READY:
        return await _change(db, claim, **over, look=look) is not None
    return await _change(db, claim, **over, state=ClipState.FAILED, made_at=now) is not None


def _free(now: datetime) -> sa.ColumnElement[bool]:
    return clips.c.lease_until.is_(None) | (clips.c.lease_until <= now)


def _outdated(workspace_id: str, look: str) -> sa.ColumnElement[bool]:
    """Whether a clip bears a look that its workspace has no longer, and is of an episode that is still given."""
    old = clips.c.look.is_not(None) & (clips.c.look != look)
    return (clips.c.state == ClipState.READY) & old & clips.c.episode_id.in_(shown_episodes(workspace_id))


async def _change(db: AsyncConnection, claim: Claim, **values: Any) -> sa.Row[Any] | None:
    """Change the clip if this claim still holds it."""
    it = (clips.c.workspace_id == claim.workspace_id) & (clips.c.id == claim.clip.id)
    # A worker that was thought dead may still finish: its older attempt does not match any more.
    claimed = it & (clips.c.attempt == claim.attempt) & clips.c.lease_until.is_not(None)
    done = sa.update(clips).where(claimed).values(values).returning(clips)
    row: sa.Row[Any] | None = (await db.execute(done)).first()
    return row
