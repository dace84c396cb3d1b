"""Campaigns and places in them, as rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from lessons.database import Database
from schedules.people.enrolments import (
    availability_from,
    campaign_by_id,
    campaigns_of,
    enrolment_from,
    enrolments_of,
    save_campaign,
)
from schedules.people.places import give_back, heard_from
from schedules.people.roster import change_learner
from schedules.rules.campaigns import CampaignState
from schedules.rules.planning import EnrolmentStatus
from tests.schedules.team import DAY, MONDAY, make_team


async def test_a_campaign_comes_back_as_it_was_saved(either_database: Database) -> None:
    team = await make_team(either_database)
    edited = replace(team.campaign, name="Renamed", reminders=(timedelta(hours=3),), holdout_share=0.2, seed="s")
    async with either_database.write() as db:
        await save_campaign(db, edited, MONDAY)
    async with either_database.read() as db:
        assert await campaign_by_id(db, team.workspace.id, team.campaign.id) == edited
        assert await campaign_by_id(db, "another workspace", team.campaign.id) is None
        assert await campaigns_of(db, team.workspace.id, "m1") == [edited]
        assert await campaigns_of(db, team.workspace.id, "somebody else") == []


async def test_whoever_takes_part_already_keeps_their_place(either_database: Database) -> None:
    team = await make_team(either_database)
    people = await team.join(2)
    await team.enrol(people[:1], position=4)
    await team.enrol(people, next_at=MONDAY + DAY)
    assert [(await team.place(one)).position for one in people] == [4, 1]


async def test_a_missed_episode_comes_next_but_never_one_that_is_ahead(either_database: Database) -> None:
    team = await make_team(either_database)
    ahead, behind, over = await team.join(3)
    await team.enrol([ahead], position=4, next_at=MONDAY, last_at=MONDAY)
    await team.enrol([behind], position=2, next_at=MONDAY)
    await team.enrol([over], position=6, next_at=None, state="finished")
    keys = {"workspace_id": team.workspace.id, "campaign_id": team.campaign.id}
    async with either_database.write() as db:
        missed = [(ahead, 3), (behind, 2), (over, 5)]
        rows = [{**keys, "learner_id": who.id, "position": number} for who, number in missed]
        await give_back(db, rows, MONDAY + DAY)
        await give_back(db, [], MONDAY)
    places = [await team.place(one) for one in (ahead, behind, over)]
    assert [place.position for place in places] == [3, 2, 5]
    assert [place.state for place in places] == ["active", "active", "active"]
    assert [place.next_at for place in places] == [MONDAY, MONDAY, MONDAY + DAY]
    assert places[0].last_at is None


async def test_a_reply_ends_the_silence_of_one_campaign_only(database: Database) -> None:
    team, other = await make_team(database), await make_team(database)
    (ada,) = await team.join()
    await team.enrol([ada], silent=2)
    await other.enrol([ada], silent=2)
    async with database.write() as db:
        await heard_from(db, team.workspace.id, team.campaign.id, ada.id)
    async with database.read() as db:
        (mine,) = await enrolments_of(db, team.workspace.id, ada.id)
    assert mine.silent == 0


async def test_a_row_tells_the_rules_what_they_ask(database: Database) -> None:
    team = await make_team(database, country="DE", weekly_budget=3)
    (ada,) = await team.join(zone="Asia/Tokyo")
    await team.enrol([ada], next_at=MONDAY, silent=1)
    async with database.write() as db:
        await change_learner(db, team.workspace.id, ada.id, country="JP", snoozed_until=MONDAY)
    async with database.read() as db:
        (row,) = await enrolments_of(db, team.workspace.id, ada.id)
    who, place = availability_from(row), enrolment_from(row)
    assert (str(who.zone), who.country, who.snoozed_until, who.weekly_budget) == ("Asia/Tokyo", "JP", MONDAY, 3)
    assert (place.position, place.state, place.silent, place.next_at) == (1, EnrolmentStatus.ACTIVE, 1, MONDAY)


async def test_a_campaign_remembers_when_it_ended(database: Database) -> None:
    team = await make_team(database)
    async with database.write() as db:
        await save_campaign(db, replace(team.campaign, state=CampaignState.ENDED), MONDAY + DAY)
    async with database.read() as db:
        found = await campaign_by_id(db, team.workspace.id, team.campaign.id)
    assert found is not None
    assert found.state is CampaignState.ENDED
