"""The rules that act: one row each, and the one conditional statement by which each changes its state."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import Instant, metadata
from schedules.ledger import audit
from schedules.people.enrolments import campaigns
from schedules.rules.acting.automation import SHADOW, Automation, AutomationKind, AutomationState
from schedules.rules.campaigns import CampaignState

automations = sa.Table(
    "automations",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("campaign_id", sa.String(32), nullable=False),
    sa.Column("manager_id", sa.String(32), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("days", sa.Integer, nullable=False),
    sa.Column("percent", sa.Integer, nullable=False),
    sa.Column("check_key", sa.String(200), nullable=False),
    sa.Column("refresher", sa.String(120), nullable=False),
    sa.Column("refresher_campaign", sa.String(32), nullable=False),
    sa.Column("state", sa.String(10), nullable=False),
    sa.Column("created_at", Instant, nullable=False),
    sa.Column("shadow_until", Instant, nullable=False),
    sa.Column("since", Instant, nullable=False),
    sa.Column("most", sa.Integer, nullable=False),
    sa.Column("told_on", sa.String(10), nullable=False),
)


def _automation(row: Any) -> Automation:
    values = dict(row._mapping)
    return Automation(**{**values, "kind": AutomationKind(values["kind"]), "state": AutomationState(values["state"])})


async def save_automation(db: AsyncConnection, automation: Automation) -> None:
    """Write a new rule; it begins in shadow."""
    row = {name: getattr(automation, name) for name in Automation.__slots__}
    await db.execute(sa.insert(automations).values(row))
    about = (automation.workspace_id, automation.manager_id, "rule written", automation.campaign_id)
    await audit.note(db, *about, automation.created_at, rule=automation.id, kind=automation.kind.value)


async def automation_by_id(
    db: AsyncConnection, workspace_id: str, automation_id: str, *, to_change: bool = False
) -> Automation | None:
    """The rule of that id.

    Args:
        to_change: whoever acts by it at the same time comes after.
    """
    query = sa.select(automations).where(_is(workspace_id, automation_id))
    row = (await db.execute(query.with_for_update() if to_change else query)).one_or_none()
    return None if row is None else _automation(row)


async def automations_of(db: AsyncConnection, workspace_id: str, campaign_id: str) -> list[Automation]:
    """The rules of a campaign, oldest first."""
    where = (automations.c.workspace_id == workspace_id) & (automations.c.campaign_id == campaign_id)
    return [_automation(row) for row in await db.execute(sa.select(automations).where(where).order_by("id"))]


async def watching_rules(db: AsyncConnection) -> list[tuple[str, str]]:
    """(workspace, rule) of all that list or act now: those of campaigns that have not ended."""
    same = (campaigns.c.workspace_id == automations.c.workspace_id) & (campaigns.c.id == automations.c.campaign_id)
    goes_on = campaigns.c.state.in_((CampaignState.RUNNING.value, CampaignState.PAUSED.value))
    query = sa.select(automations.c.workspace_id, automations.c.id).join(campaigns, same)
    rows = await db.execute(query.where(goes_on, automations.c.state != AutomationState.OFF.value).order_by("id"))
    return [(row.workspace_id, row.id) for row in rows]


async def switch_on(db: AsyncConnection, automation: Automation, by: str, now: datetime) -> bool:
    """Let a rule act whose shadow is over; False when it acts already, or is not that far.

    What it listed in shadow it does now. One that was off begins anew: it does not make up for what passed meanwhile.
    """
    ready = _is(automation.workspace_id, automation.id) & (automations.c.shadow_until <= now)
    ready &= automations.c.state != AutomationState.ON.value
    # Both are said in one statement: of two presses at once the second finds the rule on, and changes nothing.
    since = sa.case(
        (automations.c.state == AutomationState.SHADOW.value, automations.c.since), else_=sa.literal(now, Instant)
    )
    change = sa.update(automations).where(ready).values(state=AutomationState.ON.value, since=since)
    return await _changed(db, change, automation, "rule switched on", by, now)


async def switch_off(db: AsyncConnection, automation: Automation, by: str, now: datetime) -> bool:
    """Let a rule rest; False when it did already."""
    acts = _is(automation.workspace_id, automation.id) & (automations.c.state != AutomationState.OFF.value)
    change = sa.update(automations).where(acts).values(state=AutomationState.OFF.value)
    return await _changed(db, change, automation, "rule switched off", by, now)


async def watch_again(db: AsyncConnection, automation: Automation, by: str, now: datetime) -> bool:
    """Let a rule that was switched off before its week was over begin that week anew; False for any other."""
    early = _is(automation.workspace_id, automation.id) & (automations.c.state == AutomationState.OFF.value)
    early &= automations.c.shadow_until > now
    values = {"state": AutomationState.SHADOW.value, "shadow_until": now + SHADOW, "since": now}
    change = sa.update(automations).where(early).values(**values)
    return await _changed(db, change, automation, "rule watches again", by, now)


async def remove(db: AsyncConnection, automation: Automation, by: str, now: datetime) -> bool:
    """Take a rule away that rests; False when it does not."""
    rests = _is(automation.workspace_id, automation.id) & (automations.c.state == AutomationState.OFF.value)
    return await _changed(db, sa.delete(automations).where(rests), automation, "rule removed", by, now)


async def note_refresher(db: AsyncConnection, automation: Automation, campaign_id: str) -> None:
    """Remember which campaign brings people the refresher."""
    which = sa.update(automations).where(_is(automation.workspace_id, automation.id))
    await db.execute(which.values(refresher_campaign=campaign_id))


async def speak_today(db: AsyncConnection, automation: Automation, day: str) -> bool:
    """Take the one time a day at which a rule speaks; False when it did on this day, an ISO date."""
    fresh = _is(automation.workspace_id, automation.id) & (automations.c.told_on < day)
    change = sa.update(automations).where(fresh).values(told_on=day).returning(automations.c.id)
    return (await db.execute(change)).one_or_none() is not None


async def _changed(
    db: AsyncConnection, change: Any, automation: Automation, action: str, by: str, now: datetime
) -> bool:
    """Whether the statement changed the rule; the audit has it then."""
    if (await db.execute(change.returning(automations.c.id))).one_or_none() is None:
        return False
    await audit.note(db, automation.workspace_id, by, action, automation.campaign_id, now, rule=automation.id)
    return True


def _is(workspace_id: str, automation_id: str) -> sa.ColumnElement[bool]:
    return (automations.c.workspace_id == workspace_id) & (automations.c.id == automation_id)
