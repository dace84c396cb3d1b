"""Which beginning of an episode somebody gets: by chance and for good, until a manager chooses one for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons import catalog
from lessons.database import Database, Instant, Json, insert_or_ignore, metadata
from lessons.episodes import MAIN, SECOND_HOOK, ClipState, Episode
from schedules.ledger import audit
from schedules.ledger.candidates import Claimed
from schedules.ledger.ledger import delivery_by_id
from schedules.people.enrolments import campaign_by_id
from schedules.rules.calendar import spread
from schedules.rules.campaigns import Campaign
from schedules.rules.kinds import DeliveryKind

hook_choices = sa.Table(
    "hook_choices",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("campaign_id", sa.String(32), primary_key=True),
    sa.Column("check_key", sa.String(200), primary_key=True),
    sa.Column("chosen", sa.String(20), nullable=False),
    sa.Column("figures", Json, nullable=False),
    sa.Column("decided_at", Instant, nullable=False),
)


@dataclass(frozen=True, slots=True)
class HookChoice:
    """What a manager chose.

    Attributes:
        chosen: the key of the clip that everybody gets from then on.
        figures: what the two had reached by then, which is what the choice rests on.
    """

    chosen: str
    figures: Mapping[str, Any]
    decided_at: datetime


class Sent(Protocol):
    """What of a delivery says which beginning its learner gets."""

    @property
    def workspace_id(self) -> str: ...
    @property
    def campaign_id(self) -> str: ...
    @property
    def learner_id(self) -> str: ...
    @property
    def kind(self) -> DeliveryKind: ...
    @property
    def due_at(self) -> datetime: ...


def drawn_hook(seed: str, check_key: str, learner_id: str) -> str:
    """The beginning that chance gives somebody: each half of the time, and the same for good.

    The episode is part of the draw, so that nobody gets the second beginning of every episode; it is another draw than
    the one that keeps people back for comparison.
    """
    return SECOND_HOOK if spread(f"{seed}:{check_key}:{learner_id}") < 1 / 2 else MAIN


async def hook_of(db: AsyncConnection, delivery: Sent, episode: Episode) -> str:
    """The key of the clip that an episode's delivery shows, in the language that the episode is in here.

    What was due before a choice keeps its beginning: nobody's message turns into another one behind them.
    """
    if episode.second_hook is None or not delivery.campaign_id or delivery.kind is not DeliveryKind.EPISODE:
        return MAIN
    campaign = await campaign_by_id(db, delivery.workspace_id, delivery.campaign_id)
    second = await catalog.clip_of(db, delivery.workspace_id, episode.id, SECOND_HOOK, episode.language)
    # Nobody goes without a lesson because the clip that is to be compared could not be made.
    if campaign is None or second is None or second.state is ClipState.FAILED:
        return MAIN
    choice = (await choices_of(db, campaign)).get(episode.check_key)
    if choice and delivery.due_at >= choice.decided_at:
        return choice.chosen
    return drawn_hook(campaign.seed, episode.check_key, delivery.learner_id)


async def hook_shown(database: Database, claimed: Claimed, delivery_id: str, episode: Episode) -> str:
    """The key of the clip with which a message tells an episode, as the player's link in it finds it too.

    Args:
        delivery_id: of the delivery that brought the episode: the claimed one, or one that it reminds of or changes.
    """
    if episode.second_hook is None:
        return MAIN
    async with database.read() as db:
        other = None if delivery_id == claimed.id else await delivery_by_id(db, claimed.workspace_id, delivery_id)
        return await hook_of(db, other or claimed, episode)


async def choices_of(db: AsyncConnection, campaign: Campaign) -> dict[str, HookChoice]:
    """What was chosen in a campaign, by the episodes' keys."""
    where = (hook_choices.c.workspace_id == campaign.workspace_id) & (hook_choices.c.campaign_id == campaign.id)
    rows = await db.execute(sa.select(hook_choices).where(where))
    return {row.check_key: HookChoice(row.chosen, row.figures, row.decided_at) for row in rows}


async def choose_hook(
    db: AsyncConnection,
    campaign: Campaign,
    check_key: str,
    chosen: str,
    figures: Mapping[str, Any],
    by: str,
    now: datetime,
) -> bool:
    """Let everybody get one beginning from now on; False when somebody chose before."""
    row: dict[str, Any] = {"workspace_id": campaign.workspace_id, "campaign_id": campaign.id, "check_key": check_key}
    row |= {"chosen": chosen, "figures": figures, "decided_at": now}
    keys = ("workspace_id", "campaign_id", "check_key")
    written = insert_or_ignore(db, hook_choices, keys).values(row).returning(hook_choices.c.check_key)
    if (await db.execute(written)).first() is None:
        return False
    await audit.note(db, campaign.workspace_id, by, "hook chosen", campaign.id, now, episode=check_key, hook=chosen)
    return True
