"""What people said in surveys, whom rules were about, and certificates: kept as long as the settings say."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from bot.operations.retention import forget_expired
from lessons.database import Database
from schedules.people.enrolments import campaigns
from schedules.plans.automations.automations import automations
from schedules.plans.automations.hits import hits
from schedules.replies.certificates import certificates
from schedules.replies.confidences import confidences
from schedules.replies.observations import observations
from schedules.replies.pulses import pulses
from tests.bot.world import DAY, MONDAY, World, furnished

PERIODS = {"pulses": 90, "confidences": 90, "observations": 90, "hits": 90, "certificates": 90}
TABLES = (pulses, confidences, observations, hits, certificates)


async def lived(database: Database) -> World:
    """Ann answered every survey, a rule came upon her, and she has a certificate for a year."""
    world = await furnished(database)
    await world.join("Ann")
    who = {"workspace_id": world.workspace.id, "learner_id": world.team["Ann"].id}
    ours = {**who, "campaign_id": world.campaign.id}
    rule: dict[str, object] = {
        "workspace_id": world.workspace.id,
        "id": "r",
        "campaign_id": world.campaign.id,
        "manager_id": "m",
    }
    rule |= {"kind": "silent", "days": 14, "percent": 0, "check_key": "", "refresher": "", "refresher_campaign": ""}
    rule |= {"state": "on", "created_at": MONDAY, "shadow_until": MONDAY, "since": MONDAY, "most": 9, "told_on": ""}
    hit: dict[str, object] = {
        **who,
        "automation_id": "r",
        "slot": "s",
        "team": "",
        "lead_id": "",
        "check_key": "",
        "answers_right": 0,
    }
    rows: list[tuple[sa.Table, dict[str, object]]] = [
        (pulses, {**ours, "answer": "yes", "answered_at": MONDAY}),
        (confidences, {**ours, "phase": "before", "level": 2, "answered_at": MONDAY}),
        (observations, {**ours, "manager_id": "m", "answer": "seen", "answered_at": MONDAY}),
        (automations, rule),
        (hits, {**hit, "tries": 0, "state": "listed", "seen_at": MONDAY}),
        (certificates, {**ours, "id": "c", "title": "T", "issued_at": MONDAY, "expires_at": MONDAY + 365 * DAY}),
    ]
    async with database.write() as db:
        for table, row in rows:
            await db.execute(sa.insert(table).values(row))
    return world


async def end(database: Database) -> None:
    async with database.write() as db:
        await db.execute(sa.update(campaigns).values(state="ended"))


async def left(database: Database, now: datetime) -> list[int]:
    await forget_expired(database, PERIODS, now)
    async with database.read() as db:
        return [await db.scalar(sa.select(sa.func.count()).select_from(table)) or 0 for table in TABLES]


async def test_they_go_when_their_time_is_over_and_a_certificate_never_while_it_holds(
    either_database: Database,
) -> None:
    await lived(either_database)
    await end(either_database)
    assert await left(either_database, MONDAY + timedelta(days=89)) == [1, 1, 1, 1, 1]
    assert await left(either_database, MONDAY + timedelta(days=91)) == [0, 0, 0, 0, 1]
    assert await left(either_database, MONDAY + timedelta(days=365 + 91)) == [0, 0, 0, 0, 0]


async def test_what_belongs_to_a_campaign_that_runs_stays(either_database: Database) -> None:
    await lived(either_database)
    assert await left(either_database, MONDAY + timedelta(days=2000)) == [1, 1, 1, 1, 1]
