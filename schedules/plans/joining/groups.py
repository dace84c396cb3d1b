"""Campaigns that follow a group: who comes into it begins with the first episode, who leaves it stops."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, batches, insert_or_ignore, insert_or_update, metadata
from schedules.ledger import audit, ledger
from schedules.people.enrolments import campaigns, enrolments
from schedules.people.places import give_back
from schedules.plans.campaigns import find_slots
from schedules.rules.campaigns import Campaign, CampaignState
from schedules.rules.kinds import DeliveryKind
from schedules.rules.planning import EnrolmentStatus

LEFT = "left the group"

joining = sa.Table(
    "joining",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("campaign_id", sa.String(32), primary_key=True),
    sa.Column("group_name", sa.String(200), nullable=False),
    sa.Column("set_at", Instant, nullable=False),
)

# Who was in the group when it was looked at last: whoever is in it and not here came since.
members = sa.Table(
    "joining_members",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("campaign_id", sa.String(32), primary_key=True),
    sa.Column("learner_id", sa.String(32), primary_key=True),
)


async def follow(
    db: AsyncConnection, campaign: Campaign, group: str, present: Sequence[str], by: str, now: datetime
) -> None:
    """Let a campaign follow a group from now on; "" lets it follow none.

    Args:
        present: the ids of who is in the group now: they are no joiners, and are added by hand where that is wanted.
    """
    # Of another group nobody is known yet: with the old list everybody of the new one would be a joiner at once.
    await db.execute(sa.delete(members).where(_of(members, campaign)))
    if group:
        row = {"workspace_id": campaign.workspace_id, "campaign_id": campaign.id, "group_name": group, "set_at": now}
        keys = ["workspace_id", "campaign_id"]
        await db.execute(insert_or_update(db, joining, keys, ["group_name", "set_at"]).values(row))
        await note_members(db, campaign, present)
    else:
        await db.execute(sa.delete(joining).where(_of(joining, campaign)))
    await audit.note(db, campaign.workspace_id, by, "group followed", campaign.id, now, group=group)


async def followed_group(db: AsyncConnection, campaign: Campaign) -> str:
    """The group that a campaign follows, "" none."""
    return await db.scalar(sa.select(joining.c.group_name).where(_of(joining, campaign))) or ""


async def following(db: AsyncConnection) -> list[tuple[str, str]]:
    """(workspace, campaign) of running campaigns that follow a group."""
    same = (campaigns.c.workspace_id == joining.c.workspace_id) & (campaigns.c.id == joining.c.campaign_id)
    runs = campaigns.c.state == CampaignState.RUNNING.value
    query = sa.select(joining.c.workspace_id, joining.c.campaign_id).join(campaigns, same).where(runs)
    return [(row.workspace_id, row.campaign_id) for row in await db.execute(query)]


async def present_before(db: AsyncConnection, campaign: Campaign) -> set[str]:
    """The ids of who was in the group when it was looked at last."""
    return set((await db.execute(sa.select(members.c.learner_id).where(_of(members, campaign)))).scalars())


async def note_members(db: AsyncConnection, campaign: Campaign, learner_ids: Collection[str]) -> None:
    """Remember that these are in the group."""
    about = {"workspace_id": campaign.workspace_id, "campaign_id": campaign.id}
    rows = [{**about, "learner_id": learner_id} for learner_id in sorted(learner_ids)]
    if rows:
        await db.execute(insert_or_ignore(db, members), rows)


async def stop_leavers(db: AsyncConnection, campaign: Campaign, learner_ids: Collection[str], now: datetime) -> int:
    """Let people who left the group get nothing more of the campaign; returns for how many it stopped.

    Their answers stay. What was planned is taken back, and comes first should they come into the group again.
    """
    stopped: list[str] = []
    for some in batches(learner_ids):
        gone = _of(members, campaign) & members.c.learner_id.in_(some)
        await db.execute(sa.delete(members).where(gone))
        goes_on = _of(enrolments, campaign) & enrolments.c.learner_id.in_(some)
        goes_on &= enrolments.c.state == EnrolmentStatus.ACTIVE.value
        change = sa.update(enrolments).where(goes_on).values(state=EnrolmentStatus.PAUSED.value, why=LEFT, next_at=None)
        stopped += (await db.execute(change.returning(enrolments.c.learner_id))).scalars()
    for learner_id in stopped:
        about = {"campaign_id": campaign.id, "learner_id": learner_id}
        taken = await ledger.cancel(db, campaign.workspace_id, LEFT, **about)
        names = ("workspace_id", "campaign_id", "learner_id", "position")
        episodes = [{name: getattr(row, name) for name in names} for row in taken if row.kind == DeliveryKind.EPISODE]
        # The reason is kept: by it they are known when they come back.
        await give_back(db, episodes, now, why=LEFT)
    if stopped:
        await audit.note(db, campaign.workspace_id, "planner", "leavers stopped", campaign.id, now, people=len(stopped))
    return len(stopped)


async def let_back_in(db: AsyncConnection, campaign: Campaign, learner_ids: Collection[str], now: datetime) -> int:
    """Let people go on who had left the group and are in it again; returns how many go on."""
    back: list[str] = []
    for some in batches(learner_ids):
        theirs = _of(enrolments, campaign) & enrolments.c.learner_id.in_(some)
        stopped = theirs & (enrolments.c.state == EnrolmentStatus.PAUSED.value) & (enrolments.c.why == LEFT)
        change = sa.update(enrolments).where(stopped).values(state=EnrolmentStatus.ACTIVE.value, why="", silent=0)
        back += (await db.execute(change.returning(enrolments.c.learner_id))).scalars()
    if back:
        await find_slots(db, campaign, now)
    return len(back)


def _of(table: sa.Table, campaign: Campaign) -> sa.ColumnElement[bool]:
    own: sa.ColumnElement[bool] = table.c.workspace_id == campaign.workspace_id
    return own & (table.c.campaign_id == campaign.id)
