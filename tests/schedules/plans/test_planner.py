"""What planning decides is written once, whoever plans and however often."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime, timedelta

import sqlalchemy as sa

from lessons.database import Database
from schedules.ledger import ledger
from schedules.ledger.ledger import DeliveryKind, DeliveryState, deliveries
from schedules.people.enrolments import campaign_by_id, campaigns, enrolments
from schedules.people.roster import change_learner
from schedules.plans import campaigns as campaign_changes
from schedules.plans.planner import BATCH, plan_due
from tests.schedules.team import DAY, MONDAY, Team, make_team, sent

EARLY = MONDAY - timedelta(hours=1)


async def _started(database: Database, people: int) -> Team:
    """A team whose first lessons come this Monday between nine and ten."""
    team = await make_team(database)
    await team.enrol(await team.join(people), next_at=EARLY)
    return team


async def test_planning_twice_writes_each_episode_once(either_database: Database) -> None:
    team = await _started(either_database, 3)
    assert [await plan_due(either_database, EARLY) for _ in range(3)] == [3, 0, 0]
    rows = await team.all_deliveries()
    assert {row.learner_id for row in rows} == {one.id for one in team.learners}
    for row in rows:
        assert (row.kind, row.position, row.slot, row.state) == (
            DeliveryKind.EPISODE,
            1,
            "2026-03-02",
            DeliveryState.PLANNED,
        )
        assert MONDAY <= row.due_at < MONDAY + timedelta(hours=1)
        assert row.check_key == "leak/e1"


async def test_two_planners_at_once_advance_everybody_exactly_once(either_database: Database) -> None:
    team = await _started(either_database, BATCH + 200)
    other = Database(either_database.engine.url.render_as_string(hide_password=False))
    await asyncio.gather(*[plan_due(database, EARLY) for database in (either_database, other, either_database)])
    await other.close()
    async with either_database.read() as db:
        places = Counter((await db.execute(sa.select(enrolments.c.position))).scalars())
        each = Counter((await db.execute(sa.select(deliveries.c.learner_id))).scalars())
    assert places == {2: BATCH + 200}
    assert set(each) == {one.id for one in team.learners}
    assert set(each.values()) == {1}


async def test_more_than_one_batch_is_planned_in_one_tick(database: Database) -> None:
    await _started(database, BATCH + 10)
    assert await plan_due(database, EARLY) == BATCH + 10


async def test_nothing_is_planned_past_an_episode_that_may_still_be_sent(either_database: Database) -> None:
    team = await _started(either_database, 1)
    await plan_due(either_database, EARLY)
    (claimed,) = await team.claim(now=MONDAY + timedelta(hours=1))
    tuesday = EARLY + DAY
    assert await plan_due(either_database, tuesday) == 0
    await team.claim(0, outcomes=[sent(claimed, MONDAY + timedelta(hours=1))])
    assert await plan_due(either_database, tuesday) == 1
    assert [row.position for row in await team.all_deliveries()] == [1, 2]


async def test_a_campaign_that_rests_for_an_hour_goes_on_with_the_same_episode_the_same_day(
    either_database: Database,
) -> None:
    team = await _started(either_database, 2)
    await plan_due(either_database, EARLY)
    await _do(team, campaign_changes.pause, EARLY)
    assert {row.state for row in await team.all_deliveries()} == {DeliveryState.CANCELLED}
    assert await plan_due(either_database, EARLY + timedelta(minutes=5)) == 0
    await _do(team, campaign_changes.resume, EARLY + timedelta(minutes=10))
    assert await plan_due(either_database, EARLY + timedelta(minutes=10)) == 2
    rows = await team.all_deliveries()
    assert [(row.position, row.slot, row.state) for row in rows] == [(1, "2026-03-02", DeliveryState.PLANNED)] * 2


async def _do(team: Team, what: object, now: datetime) -> None:
    async with team.database.write() as db:
        await campaign_changes.change(db, team.workspace.id, team.campaign.id, what, "m1", now)  # type: ignore[arg-type]


async def test_a_campaign_that_ended_plans_nothing_more(database: Database) -> None:
    team = await _started(database, 1)
    await _do(team, campaign_changes.end, EARLY)
    assert await plan_due(database, EARLY) == 0
    async with database.read() as db:
        campaign = await campaign_by_id(db, team.workspace.id, team.campaign.id)
    assert campaign is not None
    assert campaign.state == "ended"


async def test_a_week_without_any_worker_brings_one_episode_not_five(either_database: Database) -> None:
    team = await _started(either_database, 1)
    late = EARLY + 7 * DAY
    while await plan_due(either_database, late):
        pass
    assert [row.position for row in await team.all_deliveries()] == [1]


async def test_what_is_planned_for_one_campaign_counts_in_the_budget_of_the_next(database: Database) -> None:
    team = await make_team(database, weekly_budget=1)
    (ada,) = await team.join()
    await team.enrol([ada], next_at=EARLY)
    already = await team.owe(ada, due_at=EARLY - DAY, slot="earlier")
    async with database.write() as db:
        mine = deliveries.c.id == already
        await db.execute(sa.update(deliveries).where(mine).values(state=DeliveryState.SENT, sent_at=EARLY - DAY))
    assert await plan_due(database, EARLY) == 0
    place = await team.place(ada)
    assert place.position == 1
    assert place.why


async def test_who_opted_out_is_not_planned_for_and_who_stays_silent_is_told(database: Database) -> None:
    team = await make_team(database)
    out, silent = await team.join(2)
    await team.enrol([out], next_at=EARLY)
    await team.enrol([silent], next_at=EARLY, silent=3)
    async with database.write() as db:
        await change_learner(db, team.workspace.id, out.id, consents=False)
    await plan_due(database, EARLY)
    (notice,) = await team.all_deliveries()
    assert (notice.learner_id, notice.kind) == (silent.id, DeliveryKind.NOTICE)
    assert (await team.place(silent)).state == "paused"


async def test_who_has_got_everything_is_finished(database: Database) -> None:
    team = await make_team(database)
    (ada,) = await team.join()
    await team.enrol([ada], next_at=EARLY, position=6)
    assert await plan_due(database, EARLY) == 0
    place = await team.place(ada)
    assert (place.state, place.next_at) == ("finished", None)


async def test_a_series_that_is_not_there_stops_nobody_elses_planning(database: Database) -> None:
    team = await _started(database, 1)
    other = await make_team(database)
    await other.enrol(await other.join(1), next_at=EARLY)
    async with database.write() as db:
        gone = campaigns.c.id == team.campaign.id
        await db.execute(sa.update(campaigns).where(gone).values(series_slug="gone"))
    assert await plan_due(database, EARLY) == 1


async def test_work_grows_with_what_is_due_and_not_with_who_is_enrolled(database: Database) -> None:
    statements: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        statements.append(statement)

    team = await _started(database, 3)
    await team.enrol(await team.join(300), next_at=MONDAY + 30 * DAY)
    sa.event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    await plan_due(database, EARLY)
    few = len(statements)
    assert few < 12
    statements.clear()
    await plan_due(database, EARLY)
    assert len(statements) <= 3


async def test_an_episode_that_was_taken_back_is_owed_again_by_the_next_tick(database: Database) -> None:
    team = await _started(database, 1)
    await plan_due(database, EARLY)
    async with database.write() as db:
        await ledger.cancel(db, team.workspace.id, "by hand", campaign_id=team.campaign.id)
        await db.execute(sa.update(enrolments).values(position=1, next_at=EARLY, last_at=None))
    assert await plan_due(database, EARLY) == 1
    (row,) = await team.all_deliveries()
    assert row.state is DeliveryState.PLANNED
