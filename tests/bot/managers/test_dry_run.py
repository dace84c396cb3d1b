"""What a dry run tells a manager."""

from __future__ import annotations

from datetime import timedelta

from bot.managers.dry_run import first_sends
from lessons.database import Database
from schedules.people import roster
from tests.schedules.team import MONDAY, make_team


async def test_a_dry_run_names_the_time_of_whoever_chose_one(database: Database) -> None:
    team = await make_team(database)
    people = await team.join(3)
    async with database.write() as db:
        await roster.change_learner(db, team.workspace.id, people[0].id, send_time="15:20")
        known = await roster.learners_of(db, team.workspace.id)
    first, never = first_sends(team.campaign, team.workspace, known, MONDAY - timedelta(minutes=30))
    assert never == 0
    assert sorted(first) == [("Monday 2 March, 09:00–10:00", "UTC", 2), ("Monday 2 March, 15:20", "UTC", 1)]
