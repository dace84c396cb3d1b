"""What was watched: one bit for every second of a clip, per delivery and viewer; bits are only ever added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, insert_into, metadata

# The longest clip that is made or taken.
SECONDS = 90
HALF = 45  # a signed 64-bit column holds 45 bits on every database

views = sa.Table(
    "views",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("delivery_id", sa.String(32), primary_key=True),
    sa.Column("viewer_id", sa.String(32), primary_key=True),
    sa.Column("campaign_id", sa.String(32), nullable=False, server_default=""),
    sa.Column("episode_id", sa.String(32), nullable=False),
    sa.Column("clip_key", sa.String(60), primary_key=True),
    sa.Column("watched_low", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("watched_high", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("plays", sa.Integer, nullable=False, server_default="0"),
    sa.Column("captions_on", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("last_s", sa.Float, nullable=False, server_default="0"),
    sa.Column("first_at", Instant, nullable=False),
    sa.Column("last_at", Instant, nullable=False),
)
sa.Index("ix_views_lately", views.c.workspace_id, views.c.last_at)
sa.Index("ix_views_campaign", views.c.workspace_id, views.c.campaign_id, views.c.episode_id)


@dataclass(frozen=True, slots=True)
class View:
    """What one viewer has seen of one delivery's clip.

    Attributes:
        watched: bit n is set when second n (0 to 89) was played.
        plays: how often they pressed play from the start or anew.
        last_s: where they were last.
    """

    delivery_id: str
    viewer_id: str
    episode_id: str
    clip_key: str
    watched: int
    plays: int
    captions_on: bool
    last_s: float

    @property
    def seconds(self) -> int:
        """How many different seconds were played."""
        return self.watched.bit_count()


def bits(seconds: Iterable[int]) -> int:
    """Watched seconds as one number.

    Raises:
        ValueError: a second lies outside of the longest clip.
    """
    watched = 0
    for second in seconds:
        if not 0 <= second < SECONDS:
            raise ValueError(f"second {second} is not between 0 and {SECONDS - 1}")
        watched |= 1 << second
    return watched


async def record(
    db: AsyncConnection,
    workspace_id: str,
    delivery_id: str,
    viewer_id: str,
    *,
    campaign_id: str,
    episode_id: str,
    clip_key: str,
    watched: int,
    played: bool,
    captions_on: bool,
    last_s: float,
    now: datetime,
) -> None:
    """Add what a beacon tells to what is known. The same beacon twice changes nothing but the time.

    Args:
        watched: bits of the seconds played since the last beacon.
        played: the viewer started the clip anew.
    """
    key = {
        "workspace_id": workspace_id,
        "delivery_id": delivery_id,
        "viewer_id": viewer_id,
        "clip_key": clip_key,
    }
    row = {**key, "campaign_id": campaign_id, "episode_id": episode_id, "first_at": now, "last_at": now}
    row |= {"watched_low": watched & ((1 << HALF) - 1), "watched_high": watched >> HALF, "plays": int(played)}
    row |= {"captions_on": captions_on, "last_s": last_s}
    statement = insert_into(db, views)
    beacon = statement.excluded
    # Added in the database: two beacons at once would overwrite each other's bits if each wrote what it had read.
    added = {
        "watched_low": views.c.watched_low.op("|")(beacon.watched_low),
        "watched_high": views.c.watched_high.op("|")(beacon.watched_high),
        "plays": views.c.plays + beacon.plays,
        "captions_on": sa.or_(views.c.captions_on, beacon.captions_on),
        "last_s": beacon.last_s,
        "last_at": beacon.last_at,
    }
    await db.execute(statement.values(row).on_conflict_do_update(index_elements=list(key), set_=added))


def _view(row: sa.Row[tuple[object, ...]]) -> View:
    value = row._mapping
    return View(
        value["delivery_id"],
        value["viewer_id"],
        value["episode_id"],
        value["clip_key"],
        value["watched_low"] | value["watched_high"] << HALF,
        value["plays"],
        value["captions_on"],
        value["last_s"],
    )


async def locked_view(
    db: AsyncConnection, workspace_id: str, delivery_id: str, viewer_id: str, clip_key: str
) -> tuple[View, datetime, datetime] | None:
    """What somebody saw of a clip, and when they were at it first and last; the row stays locked until the end."""
    where = _is(workspace_id, delivery_id, viewer_id, clip_key)
    row = (await db.execute(sa.select(views).where(where).with_for_update())).first()
    return None if row is None else (_view(row), row.first_at, row.last_at)


def _is(workspace_id: str, delivery_id: str, viewer_id: str, clip_key: str) -> sa.ColumnElement[bool]:
    delivery = (views.c.workspace_id == workspace_id) & (views.c.delivery_id == delivery_id)
    return delivery & (views.c.viewer_id == viewer_id) & (views.c.clip_key == clip_key)


async def view_of(
    db: AsyncConnection, workspace_id: str, delivery_id: str, viewer_id: str, clip_key: str = "main"
) -> View | None:
    """What one viewer has seen of a delivery's clip."""
    where = _is(workspace_id, delivery_id, viewer_id, clip_key)
    row = (await db.execute(sa.select(views).where(where))).one_or_none()
    return None if row is None else _view(row)


async def views_of_campaign(db: AsyncConnection, workspace_id: str, campaign_id: str) -> list[View]:
    """Everything that was watched in a campaign."""
    where = (views.c.workspace_id == workspace_id) & (views.c.campaign_id == campaign_id)
    return [_view(row) for row in await db.execute(sa.select(views).where(where))]
