"""How long what people did is kept: rows that are older go, some at a time, so that nobody waits for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import delete_some
from schedules.ledger.audit import audit
from schedules.ledger.ledger import deliveries
from schedules.people.enrolments import campaigns
from schedules.plans.automations.automations import automations
from schedules.plans.automations.hits import hits
from schedules.replies.certificates import certificates
from schedules.replies.confidences import confidences
from schedules.replies.observations import observations
from schedules.replies.pulses import pulses
from schedules.replies.replies import replies
from schedules.replies.watching import views
from schedules.rules.campaigns import CampaignState
from schedules.rules.kinds import LIVE


class Record(StrEnum):
    """A kind of what is kept, as the settings name it."""

    MESSAGES = "messages"
    REPLIES = "replies"
    VIEWS = "views"
    PULSES = "pulses"
    CONFIDENCES = "confidences"
    OBSERVATIONS = "observations"
    HITS = "hits"
    CERTIFICATES = "certificates"
    AUDIT = "audit"


_DATED: Mapping[Record, tuple[sa.Table, sa.Column[datetime]]] = {
    Record.MESSAGES: (deliveries, deliveries.c.due_at),
    Record.REPLIES: (replies, replies.c.replied_at),
    Record.VIEWS: (views, views.c.last_at),
    Record.PULSES: (pulses, pulses.c.answered_at),
    Record.CONFIDENCES: (confidences, confidences.c.answered_at),
    Record.OBSERVATIONS: (observations, observations.c.answered_at),
    Record.HITS: (hits, hits.c.seen_at),
    Record.CERTIFICATES: (certificates, certificates.c.issued_at),
    Record.AUDIT: (audit, audit.c.at),
}
"""The table of each kind, and when what its rows tell happened."""


def _old(record: Record, before: datetime) -> tuple[sa.Table, sa.ColumnElement[bool]]:
    """Which rows of which table are older than an instant and belong to nothing that still runs."""
    table, at = _DATED[record]
    if record is Record.AUDIT:
        return table, at < before
    # A campaign that runs for years keeps its rows: its report and its order rest on them.
    where = (at < before) & ~_of_running(table)
    if record is Record.MESSAGES:
        where &= deliveries.c.state.notin_(LIVE)
    elif record is Record.CERTIFICATES:
        # Whoever shows one that holds must not read that there is none.
        where &= certificates.c.expires_at.is_(None) | (certificates.c.expires_at < before)
    return table, where


def _of_running(table: sa.Table) -> sa.ColumnElement[bool]:
    """Whether a row belongs to a campaign that has not ended; what a rule came upon belongs to the rule's."""
    running = sa.exists().where(campaigns.c.workspace_id == table.c.workspace_id)
    running = running.where(campaigns.c.state != CampaignState.ENDED.value)
    if table is not hits:
        return running.where(campaigns.c.id == table.c.campaign_id)
    rule = (automations.c.workspace_id == hits.c.workspace_id) & (automations.c.id == hits.c.automation_id)
    return running.where(rule, campaigns.c.id == automations.c.campaign_id)


async def count_old(db: AsyncConnection, record: Record, before: datetime) -> int:
    """How many rows would go."""
    table, where = _old(record, before)
    return await db.scalar(sa.select(sa.func.count()).select_from(table).where(where)) or 0


async def forget_old(db: AsyncConnection, record: Record, before: datetime, most: int) -> int:
    """Delete at most so many of them; returns how many went."""
    return await delete_some(db, *_old(record, before), most)
