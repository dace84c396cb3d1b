"""What the delivery benchmark sends: real episodes to real rows, as a campaign would owe them."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import sqlalchemy as sa

from bot.chat import Button, Clip, Message
from bot.messages import lesson_texts
from bot.operations.migrate import migrate
from lessons import catalog
from lessons.authoring import read_series
from lessons.database import Database, new_id
from lessons.episodes import Cue
from lessons.series import Series
from schedules.ledger import ledger
from schedules.ledger.ledger import DeliveryKind
from schedules.ledger.pacing import set_pace
from schedules.people import roster
from schedules.people.enrolments import save_campaign
from schedules.plans.campaigns import draft
from schedules.rules.campaigns import Proposal, started

SERIES = Path(__file__).parent.parent / "examples" / "the-data-leak"
BATCH = 1000


def an_episode() -> Message:
    """The first episode of the sample series as a learner gets it, for loops that make it once."""
    episode = read_series(SERIES).episodes[0]
    assert episode.check is not None
    watch = "https://lessons.example.com/watch/" + "x" * 180
    clip = Clip(episode.title, watch, "https://lessons.example.com/p.jpg", 60)
    buttons = [Button(option.text, "x" * 180) for option in episode.check.options]
    return lesson_texts.episode("The Data Leak", 1, 5, episode.title, clip, episode.check.question, buttons)


async def prepare(url: str, count: int, workspaces: int, platform: str = "slack") -> None:
    """A database with `count` episodes due now, spread evenly over workspaces that may send without limit."""
    database = Database(url)
    await migrate(database)
    now = datetime.now(UTC)
    series = read_series(SERIES)
    homes = [await _workspace(database, series, number, platform, now) for number in range(workspaces)]
    for start in range(0, count, BATCH):
        async with database.write() as db:
            people, owed = [], []
            for number in range(start, min(start + BATCH, count)):
                workspace_id, campaign_id, episode_id, check_key = homes[number % workspaces]
                learner = {
                    "workspace_id": workspace_id,
                    "id": new_id(),
                    "platform": platform,
                    "outside_id": f"U{number}",
                    "name": f"Learner {number}",
                    "zone": "UTC",
                    "place": f"D{number}",
                    "created_at": now,
                }
                people.append(learner)
                owed.append(
                    ledger.owed(
                        workspace_id,
                        str(learner["id"]),
                        DeliveryKind.EPISODE,
                        now,
                        now + timedelta(days=1),
                        campaign_id=campaign_id,
                        position=1,
                        slot="bench",
                        episode_id=episode_id,
                        check_key=check_key,
                    )
                )
            await db.execute(sa.insert(roster.learners), people)
            await ledger.plan(db, owed)
    if not database.is_sqlite:
        async with database.engine.connect() as db:
            await (await db.execution_options(isolation_level="AUTOCOMMIT")).execute(sa.text("ANALYZE"))
    await database.close()


async def _workspace(
    database: Database, series: Series, number: int, platform: str, now: datetime
) -> tuple[str, str, str, str]:
    """A workspace with the sample series in its catalogue; its quiet hours are off, whatever the time is."""
    async with database.write() as db:
        workspace = await roster.open_workspace(
            db, platform, f"T{number}", f"Team {number}", now, quiet_starts="00:00", quiet_ends="00:00"
        )
        await set_pace(db, workspace.id, 0, 1)
        done = await catalog.import_series(db, workspace.id, series, now)
        for clip in await catalog.clips_wanted(db, workspace.id, 100):
            await catalog.clip_ready(db, workspace.id, clip.id, 60.0, "c0ffee", [Cue(0.0, 1.0, "Hello.")], now)
        manager = await roster.enter_learner(db, workspace.id, "manager", "Manager", now, manages=True)
        proposal = Proposal("Bench", series.slug, frozenset(range(7)), time(9), time(10), now.date())
        campaign = await draft(db, workspace, manager, proposal, now)
        await save_campaign(db, started(campaign), now)
    first = done.series.episodes[0]
    return workspace.id, campaign.id, first.id, first.check_key
