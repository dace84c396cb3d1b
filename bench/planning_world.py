"""Enrolments by the million, made inside of the database: a hundred companies, each with a campaign of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from bench.delivery_world import SERIES
from bot.operations.migrate import migrate
from lessons import catalog
from lessons.authoring import read_series
from lessons.database import Database, micros
from schedules.ledger.ledger import deliveries
from schedules.people import roster
from schedules.people.enrolments import save_campaign
from schedules.rules.calendar import Cadence, Window
from schedules.rules.campaigns import Campaign, CampaignState

DUE = 5_000
WORKSPACES = 100
MONDAY = datetime(2026, 5, 4, 6, 0, tzinfo=UTC)  # before the first window of the week opens
ZONES = ("Europe/Berlin", "Europe/Rome", "Europe/Paris", "Africa/Lagos")

_NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last) ",
    "postgresql": "WITH n AS (SELECT generate_series(:first, :last) AS i) ",
}
_ID = {"sqlite": "printf('%s%029d', '{}', {})", "postgresql": "'{}' || lpad(({})::text, 29, '0')"}
_ZONE = "CASE i % 4 " + " ".join(f"WHEN {number} THEN '{zone}'" for number, zone in enumerate(ZONES)) + " END"
_LEARNERS = (
    "INSERT INTO learners (workspace_id, id, platform, outside_id, name, zone, place, created_at) {numbers}"
    "SELECT {workspace}, {learner}, 'slack', 'U' || i, 'Learner ' || i, {zone}, 'D' || i, 0 FROM n"
)
# The due ones are spread evenly over everybody; the others' next lessons lie one to thirty days ahead.
_ENROLMENTS = (
    "INSERT INTO enrolments (workspace_id, campaign_id, learner_id, state, position, joined_at, next_at) {numbers}"
    "SELECT {workspace}, 'campaign', {learner}, 'active', 1, 0, {later} + CAST(i AS BIGINT) * 2592000 % 2592000000000"
    " FROM n"
)


async def prepare(url: str) -> None:
    """The companies, with the sample series and a running campaign on every working day between nine and ten."""
    database = Database(url)
    await migrate(database)
    series = read_series(SERIES)
    cadence = Cadence(frozenset(range(5)), Window(time(9), time(10)), date(2026, 5, 4))
    async with database.write() as db:
        for number in range(WORKSPACES):
            made = await roster.open_workspace(db, "slack", f"T{number}", "Team", MONDAY, id=f"wks{number:029}")
            await catalog.import_series(db, made.id, series, MONDAY)
            running = Campaign("campaign", made.id, "Bench", series.slug, "", cadence, CampaignState.RUNNING)
            await save_campaign(db, running, MONDAY)
    await database.close()


async def fill(url: str, enrolled: int, size: int) -> None:
    """Enrol more learners, up to that size."""
    database = Database(url)
    kind = database.engine.dialect.name
    names = {
        "numbers": _NUMBERS[kind],
        "workspace": _ID[kind].format("wks", f"i % {WORKSPACES}"),
        "learner": _ID[kind].format("lrn", "i"),
        "zone": _ZONE,
        "later": str(micros(MONDAY + timedelta(days=1))),
    }
    async with database.write() as db:
        for statement in (_LEARNERS, _ENROLMENTS):
            await db.execute(sa.text(statement.format(**names)), {"first": enrolled, "last": size - 1})
    async with database.engine.connect() as db:
        await (await db.execution_options(isolation_level="AUTOCOMMIT")).execute(sa.text("ANALYZE"))
    await database.close()


async def make_due(database: Database) -> None:
    """Let the same number of learners be due, whoever many there are, and forget what was planned for them."""
    async with database.write() as db:
        size = await db.scalar(sa.text("SELECT count(*) FROM enrolments"))
        step = size // DUE
        due = [f"lrn{number:029}" for number in range(0, step * DUE, step)]
        await db.execute(sa.delete(deliveries))
        again = "UPDATE enrolments SET position = 1, last_at = NULL, next_at = :at WHERE learner_id = :id"
        rows = [{"at": micros(MONDAY + timedelta(hours=1)), "id": one} for one in due]
        keyed = again + " AND workspace_id = :workspace AND campaign_id = 'campaign'"
        await db.execute(
            sa.text(keyed), [{**row, "workspace": f"wks{int(str(row['id'])[3:]) % WORKSPACES:029}"} for row in rows]
        )
