"""Where one person is reached, on both databases: races leave one address that holds, and paces stay apart."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from lessons.database import Database
from schedules.ledger import ledger
from schedules.ledger.candidates import Claimed
from schedules.ledger.claiming import cycle
from schedules.ledger.ledger import DeliveryKind, DeliveryState
from schedules.ledger.outcomes import Outcome
from schedules.ledger.pacing import SEND_ON, set_pace, set_send_pace
from schedules.ledger.switching import close, heard_on, leave
from schedules.people import roster
from schedules.people.addresses import addresses, workspace_links
from schedules.people.identities import enter, workspaces_on
from schedules.people.roster import Learner, Workspace, learners
from tests.schedules.team import LEASE, MONDAY

EMAIL = "ada@example.com"


async def a_company(database: Database, per_second: float = 0) -> tuple[Workspace, Workspace]:
    """A workspace as it is known in Slack and in Teams."""
    async with database.write() as db:
        first = await roster.open_workspace(
            db, "slack", "T1", "Riverbank", MONDAY, quiet_starts="00:00", quiet_ends="00:00"
        )
        door = {"platform": "teams", "outside_id": "T2", "workspace_id": first.id, "replaced_id": "w2", "sealed": False}
        await db.execute(sa.insert(workspace_links).values(**door, joined_at=MONDAY))
        for platform in ("slack", "teams"):
            await set_send_pace(db, first.id, platform, per_second, 2)
    return first, replace(first, platform="teams", outside_id="T2")


async def meet(database: Database, workspace: Workspace, outside_id: str, email: str = EMAIL, **values: str) -> Learner:
    async with database.write() as db:
        return await enter(db, workspace, outside_id, outside_id, MONDAY, email, place=f"D-{outside_id}", **values)


async def hear(database: Database, workspace: Workspace, outside_id: str) -> Learner:
    """What the handling of an event does: find who it is from, then keep where they were heard."""
    async with database.write() as db:
        found = await roster.learner_outside(db, workspace.id, outside_id, workspace.platform)
        assert found is not None
        return await heard_on(db, found, workspace.platform, outside_id, MONDAY)


async def all_addresses(database: Database) -> tuple[list[str], list[str]]:
    """The platforms of current addresses, and of those beside."""
    async with database.read() as db:
        current = (await db.execute(sa.select(learners.c.platform))).scalars().all()
        beside = (await db.execute(sa.select(addresses.c.platform))).scalars().all()
    return sorted(current), sorted(beside)


async def test_a_workspace_is_found_through_each_of_its_doors(either_database: Database) -> None:
    slack, teams = await a_company(either_database)
    async with either_database.read() as db:
        assert await roster.workspace_outside(db, "slack", "T1") == slack
        assert await roster.workspace_outside(db, "teams", "T2") == teams
        assert await workspaces_on(db, "teams") == [teams]
        assert await workspaces_on(db, "elsewhere") == []


async def test_events_from_both_platforms_at_once_leave_one_address_that_holds(either_database: Database) -> None:
    slack, teams = await a_company(either_database)
    first = await meet(either_database, slack, "U1")
    assert (await meet(either_database, teams, "A1")).id == first.id
    for _ in range(5):
        heard = [hear(either_database, *one) for one in ((slack, "U1"), (teams, "A1"), (teams, "A1"), (slack, "U1"))]
        found = await asyncio.gather(*heard)
        assert {one.id for one in found} == {first.id}
        current, beside = await all_addresses(either_database)
        assert sorted(current + beside) == ["slack", "teams"]
        assert len(current) == 1
    async with either_database.read() as db:
        rows = (await db.execute(sa.select(roster.REACH.c.outside_id, roster.REACH.c.place))).all()
    assert {("U1", "D-U1")} <= {tuple(row) for row in rows}


async def test_somebody_who_comes_several_times_at_once_is_one(either_database: Database) -> None:
    slack, teams = await a_company(either_database)
    await meet(either_database, slack, "U1")
    came = await asyncio.gather(*[meet(either_database, teams, "A1") for _ in range(6)])
    assert len({one.id for one in came}) == 1
    assert await all_addresses(either_database) == (["slack"], ["teams"])


async def test_two_strangers_with_one_address_do_not_both_become_the_same_person(either_database: Database) -> None:
    slack, teams = await a_company(either_database)
    await meet(either_database, slack, "U1")
    await asyncio.gather(meet(either_database, teams, "A1"), meet(either_database, teams, "A2"))
    assert await all_addresses(either_database) == (["slack", "teams"], ["teams"])


async def test_leaving_and_answering_at_once_lose_nobody(either_database: Database) -> None:
    slack, teams = await a_company(either_database)
    ada = await meet(either_database, slack, "U1")
    await meet(either_database, teams, "A1")

    async def go() -> bool:
        async with either_database.write() as db:
            found = await roster.learner_by_id(db, slack.id, ada.id)
            assert found is not None
            return await leave(db, found, "slack", MONDAY)

    await asyncio.gather(go(), hear(either_database, teams, "A1"))
    current, beside = await all_addresses(either_database)
    assert current == ["teams"]
    assert beside in ([], ["slack"])  # the one that came second did not see what the first had changed


async def test_closing_a_platform_keeps_the_others(either_database: Database) -> None:
    slack, teams = await a_company(either_database)
    await meet(either_database, slack, "U1")
    await meet(either_database, teams, "A1")
    await meet(either_database, slack, "U2", "bo@example.com")
    async with either_database.write() as db:
        await close(db, slack.id, "slack", MONDAY)
        places = dict((await db.execute(sa.select(learners.c.outside_id, learners.c.place))).all())
    assert await all_addresses(either_database) == (["slack", "teams"], [])
    assert places == {"A1": "", "U2": ""}


async def owe(database: Database, learner: Learner, count: int) -> None:
    rows = [
        ledger.owed(
            learner.workspace_id, learner.id, DeliveryKind.ANSWER, MONDAY, MONDAY + timedelta(days=1), slot=str(number)
        )
        for number in range(count)
    ]
    async with database.write() as db:
        await ledger.plan(db, [{**row, "prompted": True} for row in rows])


async def claim(database: Database, outcomes: list[Outcome] | None = None, at: float = 0) -> list[Claimed]:
    return await cycle(database, outcomes or [], 64, MONDAY + timedelta(seconds=at), LEASE)


async def test_each_platform_keeps_its_own_pace_and_none_waits_for_the_other(either_database: Database) -> None:
    slack, teams = await a_company(either_database, per_second=1)
    await owe(either_database, await meet(either_database, slack, "U1"), 20)
    await owe(either_database, await meet(either_database, teams, "A2", "bo@example.com"), 20)
    first = await claim(either_database)
    assert sorted(one.platform for one in first) == ["slack", "slack", "teams", "teams"]
    busy = [
        Outcome(
            one.workspace_id,
            one.id,
            one.attempt,
            one.claimed_at,
            DeliveryState.WAITING,
            MONDAY,
            try_at=MONDAY,
            blocked_until=MONDAY + timedelta(minutes=1),
            returned=True,
            platform="slack",
        )
        for one in first
        if one.platform == "slack"
    ]
    second = await claim(either_database, busy, at=10)
    assert [one.platform for one in second] == ["teams", "teams"]
    assert {one.platform for one in await claim(either_database, at=61)} == {"slack", "teams"}


async def test_what_is_owed_leaves_for_where_they_answered_last(either_database: Database) -> None:
    slack, teams = await a_company(either_database)
    ada = await meet(either_database, slack, "U1")
    await meet(either_database, teams, "A1")
    async with either_database.write() as db:
        await db.execute(sa.update(addresses).values(place="D-A1", service_url="https://teams.example"))
    await owe(either_database, ada, 1)
    await hear(either_database, teams, "A1")
    (claimed,) = await claim(either_database)
    assert (claimed.platform, claimed.place, claimed.service_url) == ("teams", "D-A1", "https://teams.example")
    async with either_database.write() as db:
        await set_pace(db, slack.id, 0, 1, SEND_ON + "slack")
        kept = await ledger.delivery_by_id(db, slack.id, claimed.id)
    assert kept is not None
    assert kept.platform == "teams"
