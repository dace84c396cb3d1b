"""What a manager set for the time after a season; nothing of it is sent without another press."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from lessons.database import insert_or_update, metadata
from schedules.ledger import audit
from schedules.people.enrolments import enrolments
from schedules.rules.campaigns import Campaign

NO_CERTIFICATE = -1
FOR_GOOD = 0
MONTHS = (NO_CERTIFICATE, FOR_GOOD, 6, 12, 24, 36)
YEAR = 12
# A manager has to look at the dry run, ask for approval and tell people; two weeks leave room for a holiday.
AHEAD = timedelta(days=14)

afterwards = sa.Table(
    "campaign_afterwards",
    metadata,
    sa.Column("workspace_id", sa.String(32), primary_key=True),
    sa.Column("campaign_id", sa.String(32), primary_key=True),
    sa.Column("certificate_months", sa.Integer, nullable=False),
    sa.Column("again_on", sa.String(10), nullable=False),
)


@dataclass(frozen=True, slots=True)
class Afterwards:
    """What comes after a season.

    Attributes:
        certificate_months: for how long a certificate holds: FOR_GOOD, or NO_CERTIFICATE where there is none.
        again_on: the day on which the same begins again, as an ISO date; "" where it does not.
    """

    certificate_months: int = NO_CERTIFICATE
    again_on: str = ""


async def afterwards_of(db: AsyncConnection, workspace_id: str, campaign_id: str) -> Afterwards:
    where = (afterwards.c.workspace_id == workspace_id) & (afterwards.c.campaign_id == campaign_id)
    query = sa.select(afterwards.c.certificate_months, afterwards.c.again_on).where(where)
    row = (await db.execute(query)).first()
    return Afterwards() if row is None else Afterwards(*row)


async def set_afterwards(
    db: AsyncConnection, campaign: Campaign, months: int, yearly: bool, by: str, now: datetime
) -> Afterwards:
    """Write what comes after a campaign.

    Args:
        yearly: the same is prepared each year; the first time a year after the campaign began, or a year from now on
            where that is over.
    """
    chosen = Afterwards(months, next_year(campaign.cadence.start, now.date()).isoformat() if yearly else "")
    row: dict[str, object] = {"workspace_id": campaign.workspace_id, "campaign_id": campaign.id}
    row |= {"certificate_months": chosen.certificate_months, "again_on": chosen.again_on}
    keys = ("workspace_id", "campaign_id")
    await db.execute(insert_or_update(db, afterwards, keys, ("certificate_months", "again_on")).values(row))
    about = (campaign.workspace_id, by, "afterwards set", campaign.id, now)
    await audit.note(db, *about, months=chosen.certificate_months, again_on=chosen.again_on)
    return chosen


def next_year(start: date, today: date) -> date:
    """The first anniversary of a day that is later than today."""
    years = 1
    while (day := later_by(start, years * YEAR)) <= today:
        years += 1
    return day


def later_by(day: date, months: int) -> date:
    """The same day so many months later, or the last one of its month where it has none of that number."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


async def due_again(db: AsyncConnection, today: date) -> list[tuple[str, str, str]]:
    """(workspace, campaign, day) of seasons whose next year is near enough to be prepared."""
    near = (afterwards.c.again_on != "") & (afterwards.c.again_on <= (today + AHEAD).isoformat())
    query = sa.select(afterwards.c.workspace_id, afterwards.c.campaign_id, afterwards.c.again_on).where(near)
    return [(row.workspace_id, row.campaign_id, row.again_on) for row in await db.execute(query)]


async def move_on(db: AsyncConnection, workspace_id: str, campaign_id: str, day: str) -> bool:
    """Let the year after a day be the next one; False when another process did."""
    of_campaign = (afterwards.c.workspace_id == workspace_id) & (afterwards.c.campaign_id == campaign_id)
    following = later_by(date.fromisoformat(day), YEAR).isoformat()
    moved = sa.update(afterwards).where(of_campaign, afterwards.c.again_on == day).values(again_on=following)
    return (await db.execute(moved.returning(afterwards.c.campaign_id))).first() is not None


async def people_in(db: AsyncConnection, workspace_id: str, campaign_id: str) -> set[str]:
    """Everybody who was in a campaign, however it went for them."""
    where = (enrolments.c.workspace_id == workspace_id) & (enrolments.c.campaign_id == campaign_id)
    return set((await db.execute(sa.select(enrolments.c.learner_id).where(where))).scalars())
