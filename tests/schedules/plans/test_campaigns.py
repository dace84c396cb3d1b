"""What managers do with campaigns leaves nothing half done."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from lessons.database import Database
from schedules.ledger.audit import audit
from schedules.ledger.ledger import DeliveryState
from schedules.people.enrolments import campaign_by_id, enrolments
from schedules.people.roster import Learner, change_learner
from schedules.plans import campaigns
from schedules.plans.planner import plan_due
from schedules.rules.calendar import Quiet
from schedules.rules.campaigns import AlreadyEnded, AlreadyPaused, BadCampaign, Campaign, Proposal, WrongState
from tests.schedules.team import DAY, MONDAY, Team, make_team, sent

EARLY = MONDAY - timedelta(hours=1)
WORKDAYS = Proposal("The Leak", "leak", frozenset(range(5)), time(9), time(10), date(2026, 3, 2))
NEVER = Quiet(time(0), time(0))


async def _draft(team: Team, manager: Learner, proposal: Proposal = WORKDAYS) -> Campaign:
    async with team.database.write() as db:
        return await campaigns.draft(db, team.workspace, manager, proposal, EARLY)


async def _start(team: Team, campaign: Campaign, audience: list[Learner]) -> campaigns.Start:
    async with team.database.write() as db:
        return await campaigns.start(db, campaign, audience, "m1", EARLY)


async def _change(team: Team, campaign_id: str, what: Any, now: Any = EARLY) -> Campaign:
    async with team.database.write() as db:
        return await campaigns.change(db, team.workspace.id, campaign_id, what, "m1", now)


async def _deeds(database: Database) -> list[str]:
    async with database.read() as db:
        return list((await db.execute(sa.select(audit.c.action).order_by(audit.c.id))).scalars())


async def _states(database: Database) -> list[str]:
    async with database.read() as db:
        return sorted((await db.execute(sa.select(enrolments.c.state))).scalars())


async def test_a_campaign_starts_for_its_audience_and_what_was_done_is_written_down(either_database: Database) -> None:
    team = await make_team(either_database)
    people = await team.join(3)
    drafted = await _draft(team, people[0])
    assert await plan_due(either_database, EARLY) == 0
    done = await _start(team, drafted, people)
    assert (done.enrolled, done.held_out, done.unreachable) == (3, 0, ())
    assert await plan_due(either_database, EARLY) == 3
    assert await _deeds(either_database) == ["campaign drafted", "campaign started"]


async def test_a_bad_proposal_leaves_nothing_behind(database: Database) -> None:
    team = await make_team(database)
    (ada,) = await team.join()
    with pytest.raises(BadCampaign) as fault:
        await _draft(team, ada, replace(WORKDAYS, name="", weekdays=frozenset(), closes=time(8)))
    assert len(fault.value.faults) == 3
    assert await _deeds(database) == []


async def test_a_held_out_group_waits_and_gets_nothing(either_database: Database) -> None:
    team = await make_team(either_database)
    people = await team.join(40)
    drafted = await _draft(team, people[0], replace(WORKDAYS, holdout_share=0.5))
    done = await _start(team, drafted, people)
    assert 8 <= done.held_out <= 32
    assert await _states(either_database) == ["active"] * done.enrolled + ["holdout"] * done.held_out
    assert await plan_due(either_database, EARLY) == done.enrolled


async def test_who_can_never_be_written_to_is_named_with_the_reason(database: Database) -> None:
    team = await make_team(database)
    ada, bo = await team.join(2)
    async with database.write() as db:
        await change_learner(db, team.workspace.id, bo.id, country="XX")
    done = await _start(team, await _draft(team, ada), [ada, bo])
    ((who, why),) = done.unreachable
    assert who == bo.id
    assert "XX" in why
    assert await plan_due(database, EARLY) == 1


async def test_a_pause_takes_back_what_has_not_left_and_nothing_else(either_database: Database) -> None:
    team = await make_team(either_database)
    ada, bo = await team.join(2)
    running = (await _start(team, await _draft(team, ada), [ada, bo])).campaign
    await plan_due(either_database, EARLY)
    (claimed,) = await team.claim(1, MONDAY + timedelta(hours=1))
    await team.claim(0, outcomes=[sent(claimed)])
    await _change(team, running.id, campaigns.pause)
    left, taken = sorted(await team.all_deliveries(), key=lambda one: one.state == DeliveryState.CANCELLED)
    assert (left.state, taken.state, taken.reason) == (
        DeliveryState.SENT,
        DeliveryState.CANCELLED,
        "the campaign is paused",
    )
    places = {one.id: await team.place(one) for one in (ada, bo)}
    assert places[taken.learner_id].position == 1
    assert places[left.learner_id].position == 2
    assert {place.next_at for place in places.values()} == {None}


async def test_what_rested_for_a_week_goes_on_where_it_stopped(database: Database) -> None:
    team = await make_team(database)
    (ada,) = await team.join()
    running = (await _start(team, await _draft(team, ada), [ada])).campaign
    await _change(team, running.id, campaigns.pause)
    assert await plan_due(database, EARLY + 3 * DAY) == 0
    await _change(team, running.id, campaigns.resume, EARLY + 7 * DAY)
    assert await plan_due(database, EARLY + 7 * DAY) == 1
    (row,) = await team.all_deliveries()
    assert (row.position, row.slot) == (1, "2026-03-09")


async def test_an_ended_campaign_stays_ended(either_database: Database) -> None:
    team = await make_team(either_database)
    (ada,) = await team.join()
    running = (await _start(team, await _draft(team, ada), [ada])).campaign
    await plan_due(either_database, EARLY)
    await _change(team, running.id, campaigns.end)
    for what in (campaigns.end, campaigns.pause, campaigns.resume):
        with pytest.raises(AlreadyEnded):
            await _change(team, running.id, what)
    assert [one.state for one in await team.all_deliveries()] == [DeliveryState.CANCELLED]
    assert await plan_due(either_database, EARLY + DAY) == 0


async def test_a_campaign_cannot_be_paused_twice_and_a_draft_not_at_all(database: Database) -> None:
    team = await make_team(database)
    (ada,) = await team.join()
    drafted = await _draft(team, ada)
    with pytest.raises(WrongState):
        await _change(team, drafted.id, campaigns.pause)
    await _start(team, drafted, [ada])
    await _change(team, drafted.id, campaigns.pause)
    with pytest.raises(AlreadyPaused):
        await _change(team, drafted.id, campaigns.pause)


async def test_of_an_end_and_a_resumption_at_the_same_moment_the_end_holds(either_database: Database) -> None:
    team = await make_team(either_database)
    (ada,) = await team.join()
    for _ in range(5):
        running = (await _start(team, await _draft(team, ada), [ada])).campaign
        await _change(team, running.id, campaigns.pause)
        presses = [_change(team, running.id, what) for what in (campaigns.resume, campaigns.end, campaigns.resume)]
        await asyncio.gather(*presses, return_exceptions=True)
        async with either_database.read() as db:
            after = await campaign_by_id(db, team.workspace.id, running.id)
        assert after is not None
        assert after.state == "ended"


async def test_an_edit_moves_what_comes_next_and_keeps_what_is_planned(either_database: Database) -> None:
    team = await make_team(either_database)
    (ada,) = await team.join()
    running = (await _start(team, await _draft(team, ada), [ada])).campaign
    await plan_due(either_database, EARLY)
    (planned,) = await team.all_deliveries()
    later = replace(WORKDAYS, weekdays=frozenset({3}), opens=time(14), closes=time(15))
    async with either_database.write() as db:
        await campaigns.edit(db, running, later, NEVER, EARLY.date(), "m1", EARLY)
    assert (await team.delivery(planned.id)).due_at == planned.due_at
    next_at = (await team.place(ada)).next_at
    assert next_at == next_at.replace(day=5, hour=14, minute=next_at.minute)


async def test_a_campaign_that_is_not_there_says_where_to_look(database: Database) -> None:
    team, other = await make_team(database), await make_team(database)
    for campaign_id in ("nothing", other.campaign.id):
        with pytest.raises(campaigns.NoSuchCampaign, match="campaign list"):
            await _change(team, campaign_id, campaigns.pause)


async def test_the_audience_is_who_is_active_and_has_not_opted_out(database: Database) -> None:
    team = await make_team(database)
    ada, out, gone = await team.join(3)
    async with database.write() as db:
        await change_learner(db, team.workspace.id, out.id, consents=False)
        await change_learner(db, team.workspace.id, gone.id, active=False)
    async with database.read() as db:
        assert [one.id for one in await campaigns.audience(db, team.workspace.id)] == [ada.id]
        assert await campaigns.audience(db, team.workspace.id, [out.id]) == []
