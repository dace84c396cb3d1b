"""A team in a real database: what the tests of the ledger stand on."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa

from lessons.database import Database, new_id
from schedules.ledger import claiming, ledger
from schedules.ledger.candidates import Claimed
from schedules.ledger.ledger import Delivery, DeliveryKind, deliveries, delivery_by_id
from schedules.ledger.outcomes import Outcome
from schedules.ledger.pacing import set_pace
from schedules.people import roster
from schedules.people.enrolments import enrol, enrolments, save_campaign
from schedules.people.roster import Learner, Workspace
from schedules.rules.calendar import Cadence, Window
from schedules.rules.campaigns import Campaign, CampaignState
from tests.stories.world import EPISODES, put_series

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LEASE = timedelta(seconds=90)
_NUMBERS = itertools.count()


@dataclass
class Team:
    """A workspace whose learners live in UTC, with a campaign of five episodes on working days from nine to ten."""

    database: Database
    workspace: Workspace
    campaign: Campaign
    learners: list[Learner] = field(default_factory=list)

    async def join(self, count: int = 1, **values: object) -> list[Learner]:
        """Enter learners who can be written to."""
        places = {"place": "D1", "zone": "UTC", **values}
        async with self.database.write() as db:
            new = [
                await roster.enter_learner(db, self.workspace.id, f"U{next(_NUMBERS)}", "Ada", MONDAY, **places)
                for _ in range(count)
            ]
        self.learners += new
        return new

    async def enrol(self, learners: list[Learner], next_at: datetime | None = MONDAY, **values: object) -> None:
        """Let learners take part in the campaign."""
        rows = [
            {
                "workspace_id": self.workspace.id,
                "campaign_id": self.campaign.id,
                "learner_id": learner.id,
                "state": "active",
                "joined_at": MONDAY,
                "next_at": next_at,
                **values,
            }
            for learner in learners
        ]
        async with self.database.write() as db:
            await enrol(db, rows)

    async def owe(
        self,
        learner: Learner,
        kind: DeliveryKind = DeliveryKind.EPISODE,
        due_at: datetime = MONDAY,
        useful: timedelta = DAY,
        **values: object,
    ) -> str:
        """Owe a learner something; returns the delivery's id."""
        row = ledger.owed(self.workspace.id, learner.id, kind, due_at, due_at + useful, **{"slot": new_id(), **values})
        async with self.database.write() as db:
            await ledger.plan(db, [row])
        return str(row["id"])

    async def owe_all(self, count: int) -> list[str]:
        """Owe an answer to each of so many new learners."""
        people = await self.join(count)
        rows = [
            ledger.owed(self.workspace.id, one.id, DeliveryKind.ANSWER, MONDAY, MONDAY + DAY, prompted=True)
            for one in people
        ]
        async with self.database.write() as db:
            await ledger.plan(db, rows)
        return [str(row["id"]) for row in rows]

    async def claim(
        self, free: int = 64, now: datetime = MONDAY, outcomes: list[Outcome] | None = None
    ) -> list[Claimed]:
        return await claiming.cycle(self.database, outcomes or [], free, now, LEASE)

    async def delivery(self, delivery_id: str) -> Delivery:
        async with self.database.read() as db:
            found = await delivery_by_id(db, self.workspace.id, delivery_id)
        assert found is not None
        return found

    async def all_deliveries(self) -> list[Delivery]:
        async with self.database.read() as db:
            return [
                ledger.delivery(row) for row in await db.execute(sa.select(deliveries).order_by(deliveries.c.due_at))
            ]

    async def place(self, learner: Learner) -> sa.Row[tuple[object, ...]]:
        """A learner's row in the campaign."""
        async with self.database.read() as db:
            return (await db.execute(sa.select(enrolments).where(enrolments.c.learner_id == learner.id))).one()


async def make_team(database: Database, *, per_second: float = 0, burst: float = 1, **settings: object) -> Team:
    """A workspace without quiet hours; further settings are columns of its row."""
    quiet = {"quiet_starts": "00:00", "quiet_ends": "00:00", **settings}
    cadence = Cadence(frozenset(range(5)), Window(time(9), time(10)), date(2026, 3, 2))
    async with database.write() as db:
        workspace = await roster.open_workspace(
            db, "slack", new_id(), "Riverbank", MONDAY, asks_how_sure=False, **quiet
        )
        await set_pace(db, workspace.id, per_second, burst)
        await put_series(db, workspace.id, EPISODES, MONDAY)
        campaign = Campaign(new_id(), workspace.id, "The Leak", "leak", "m1", cadence, CampaignState.RUNNING)
        await save_campaign(db, campaign, MONDAY)
    return Team(database, workspace, campaign)


def sent(claimed: Claimed, now: datetime = MONDAY, **values: object) -> Outcome:
    """What became of a claim: it was sent, unless the values say otherwise."""
    told = {"state": ledger.DeliveryState.SENT, "at": now, "message_ref": "1.1", **values}
    return Outcome(claimed.workspace_id, claimed.id, claimed.attempt, claimed.claimed_at, **told)  # type: ignore[arg-type]
