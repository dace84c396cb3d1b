"""Which deliveries leave next: each to one worker only, in turn over workspaces, and only what may leave now."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from lessons.database import Database
from schedules.ledger import ledger
from schedules.ledger.faults import uncertain
from schedules.ledger.ledger import DeliveryKind, DeliveryState, deliveries
from schedules.ledger.outcomes import REASON
from schedules.ledger.pacing import block
from schedules.people.roster import change_learner, change_workspace
from schedules.plans import reasking, reminding
from schedules.plans.planner import plan_due
from tests.schedules.team import DAY, LEASE, MONDAY, Team, make_team, sent

SECOND = timedelta(seconds=1)


async def test_two_workers_never_claim_the_same_delivery(either_database: Database) -> None:
    teams = [await make_team(either_database) for _ in range(4)]
    owed = {one for team in teams for one in await team.owe_all(30)}
    other = Database(either_database.engine.url.render_as_string(hide_password=False))
    claimed: Counter[str] = Counter()

    async def work(database: Database) -> None:
        idle = 0
        while idle < 3:
            got = await Team(database, teams[0].workspace, teams[0].campaign).claim(16)
            claimed.update(one.id for one in got)
            idle = 0 if got else idle + 1

    await asyncio.gather(work(either_database), work(other), work(other))
    await other.close()
    assert set(claimed) == owed
    assert set(claimed.values()) == {1}


async def test_a_claim_is_an_intent_that_is_written_before_anything_leaves(either_database: Database) -> None:
    team = await make_team(either_database)
    (ada,) = await team.join(place="D7", locale="de", zone="Europe/Berlin")
    await team.owe(ada, DeliveryKind.ANSWER, body={"summary": "Hello"}, prompted=True)
    (claimed,) = await team.claim()
    row = await team.delivery(claimed.id)
    assert (row.state, row.attempt, row.claimed_at, row.lease_until) == (
        DeliveryState.SENDING,
        1,
        MONDAY,
        MONDAY + LEASE,
    )
    assert (claimed.place, claimed.locale, claimed.zone, claimed.platform) == ("D7", "de", "Europe/Berlin", "slack")
    assert (claimed.attempt, claimed.kind, claimed.body) == (1, DeliveryKind.ANSWER, {"summary": "Hello"})
    assert not await team.claim()


async def test_an_outcome_is_written_once_and_a_late_one_changes_nothing(either_database: Database) -> None:
    team = await make_team(either_database)
    await team.owe_all(1)
    (first,) = await team.claim()
    await team.claim(0, outcomes=[sent(first, state=DeliveryState.WAITING, message_ref="", try_at=MONDAY + SECOND)])
    (second,) = await team.claim(now=MONDAY + SECOND)
    await team.claim(0, outcomes=[sent(first, message_ref="late")])
    assert (await team.delivery(first.id)).state is DeliveryState.SENDING
    await team.claim(0, outcomes=[sent(second, message_ref="right")])
    await team.claim(0, outcomes=[sent(second, state=DeliveryState.REFUSED, message_ref="")])
    row = await team.delivery(first.id)
    assert (row.state, row.message_ref, row.sent_at, row.attempt) == (DeliveryState.SENT, "right", MONDAY, 2)


async def test_an_attempt_that_did_not_count_cannot_settle_the_next_one_by_its_number(
    either_database: Database,
) -> None:
    """A worker that does not know whether its commit arrived writes its outcomes again."""
    team = await make_team(either_database)
    await team.owe_all(1)
    (first,) = await team.claim()
    busy = sent(first, state=DeliveryState.WAITING, message_ref="", try_at=MONDAY + SECOND, returned=True)
    await team.claim(0, outcomes=[busy])
    (second,) = await team.claim(now=MONDAY + SECOND)
    assert second.attempt == first.attempt == 1
    await team.claim(0, outcomes=[busy])
    assert (await team.delivery(first.id)).state is DeliveryState.SENDING


async def test_a_reason_that_is_too_long_is_cut(either_database: Database) -> None:
    team = await make_team(either_database)
    await team.owe_all(1)
    (claimed,) = await team.claim()
    await team.claim(0, outcomes=[sent(claimed, state=DeliveryState.REFUSED, message_ref="", reason="x" * 1000)])
    assert (await team.delivery(claimed.id)).reason == "x" * REASON


async def test_what_is_cancelled_while_it_is_being_claimed_is_one_of_both(either_database: Database) -> None:
    team = await make_team(either_database)
    owed = await team.owe_all(40)

    async def cancel() -> set[str]:
        async with either_database.write() as db:
            return {row.learner_id for row in await ledger.cancel(db, team.workspace.id, "ended", kind="answer")}

    claims = [asyncio.create_task(team.claim(8)) for _ in range(4)]
    cancelled = await cancel()
    claimed = {one.learner_id for task in claims for one in await task}
    assert not cancelled & claimed
    states = Counter([(await team.delivery(one)).state for one in owed])
    assert states == Counter({DeliveryState.CANCELLED: len(cancelled), DeliveryState.SENDING: len(claimed)})


async def test_a_big_workspace_does_not_hold_up_the_small_ones(either_database: Database) -> None:
    big = await make_team(either_database)
    await big.owe_all(200)
    small = [await make_team(either_database) for _ in range(5)]
    theirs = {one for team in small for one in await team.owe_all(4)}
    got: set[str] = set()
    for step in range(4):
        got |= {one.id for one in await big.claim(24, MONDAY + step * SECOND)}
    assert theirs <= got


async def test_a_blocked_workspace_is_left_out_until_its_time_is_over(either_database: Database) -> None:
    blocked, free = await make_team(either_database), await make_team(either_database)
    await blocked.owe_all(5)
    await free.owe_all(5)
    async with either_database.write() as db:
        await block(db, blocked.workspace.id, MONDAY + 30 * SECOND)
    assert {one.workspace_id for one in await free.claim()} == {free.workspace.id}
    assert not await free.claim(now=MONDAY + 29 * SECOND)
    assert len(await free.claim(now=MONDAY + 30 * SECOND)) == 5


async def test_a_platform_that_asks_to_wait_blocks_the_whole_workspace(either_database: Database) -> None:
    team = await make_team(either_database)
    await team.owe_all(2)
    (first,) = await team.claim(1)
    until = MONDAY + 20 * SECOND
    busy = sent(first, state=DeliveryState.WAITING, message_ref="", try_at=until, blocked_until=until, returned=True)
    assert not await team.claim(outcomes=[busy])
    assert len(await team.claim(now=until)) == 2


async def test_nobody_is_written_to_in_their_quiet_hours(either_database: Database) -> None:
    team = await make_team(either_database, quiet_starts="20:00", quiet_ends="07:00")
    evening = MONDAY.replace(hour=21)
    (ada,) = await team.join()
    owed = await team.owe(ada, DeliveryKind.REMINDER, due_at=evening)
    asked = await team.owe(ada, DeliveryKind.ANSWER, due_at=evening, prompted=True)
    assert [one.id for one in await team.claim(now=evening)] == [asked]
    row = await team.delivery(owed)
    assert (row.state, row.try_at, row.reason) == (DeliveryState.PLANNED, evening + timedelta(hours=10), "quiet hours")


@pytest.mark.parametrize(
    ("who", "where", "state", "reason"),
    [
        ({"active": False}, {}, DeliveryState.CANCELLED, "left"),
        ({"consents": False}, {}, DeliveryState.CANCELLED, "opted out"),
        ({}, {"active": False}, DeliveryState.CANCELLED, "removed"),
        ({"snoozed_until": MONDAY + timedelta(hours=2)}, {}, DeliveryState.PLANNED, "snoozed"),
        ({"place": ""}, {}, DeliveryState.PLANNED, "no conversation"),
    ],
)
async def test_what_may_not_leave_says_why(
    database: Database, who: dict[str, object], where: dict[str, object], state: DeliveryState, reason: str
) -> None:
    team = await make_team(database)
    (ada,) = await team.join()
    owed = await team.owe(ada)
    async with database.write() as db:
        if who:
            await change_learner(db, team.workspace.id, ada.id, **who)
        if where:
            await change_workspace(db, team.workspace.id, **where)
    assert not await team.claim()
    row = await team.delivery(owed)
    assert row.state is state
    assert reason in row.reason


async def test_a_learner_whose_week_is_full_gets_no_more_lessons(either_database: Database) -> None:
    team = await make_team(either_database, weekly_budget=3)
    ada, bo = await team.join(2)
    for days in range(3):
        await team.owe(ada, due_at=MONDAY - days * DAY)
    for days in (2, 1, 0):
        (one,) = await team.claim(now=MONDAY - days * DAY)
        await team.claim(0, outcomes=[sent(one, MONDAY - days * DAY)])
    later = MONDAY + timedelta(hours=1)
    too_many, others = await team.owe(ada, due_at=later), await team.owe(bo, due_at=later)
    assert [one.id for one in await team.claim(now=later)] == [others]
    assert "weekly budget" in (await team.delivery(too_many)).reason


async def test_an_episode_that_expired_comes_next_again(either_database: Database) -> None:
    team = await make_team(either_database)
    (ada,) = await team.join()
    await team.enrol([ada], next_at=MONDAY + 3 * DAY, position=2)
    owed = await team.owe(ada, campaign_id=team.campaign.id, position=1, useful=timedelta(hours=2))
    assert not await team.claim(now=MONDAY + timedelta(hours=3))
    assert (await team.delivery(owed)).state is DeliveryState.EXPIRED
    assert (await team.place(ada)).position == 1


async def test_one_learner_who_may_not_be_written_to_does_not_hold_up_the_rest(database: Database) -> None:
    team = await make_team(database)
    for one in await team.join(20, place=""):
        await team.owe(one, due_at=MONDAY - timedelta(minutes=5))
    (ada,) = await team.join()
    await team.owe(ada)
    got = [one for _ in range(3) for one in await team.claim(8)]
    assert [one.learner_id for one in got] == [ada.id]


async def test_no_round_walks_through_everything_that_was_ever_sent(database: Database) -> None:
    """On a table of millions such a walk would take seconds, every few seconds."""
    team = await make_team(database)
    await team.enrol(await team.join(3), next_at=MONDAY - SECOND)
    statements: dict[str, Any] = {}

    def note(_: object, __: object, statement: str, parameters: Any, ___: object, many: bool) -> None:
        statements[statement] = parameters[0] if many else parameters

    sa.event.listen(database.engine.sync_engine, "before_cursor_execute", note)
    await _every_round(team)
    sa.event.remove(database.engine.sync_engine, "before_cursor_execute", note)
    async with database.engine.connect() as db:
        for statement, parameters in statements.items():
            if statement.startswith(("SELECT", "UPDATE", "INSERT")):
                for step in await db.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters):
                    assert not _walks(step.detail), f"{step.detail}: {statement}"
    assert len(statements) > 10


async def _every_round(team: Team) -> None:
    now = MONDAY + timedelta(hours=1)
    await plan_due(team.database, MONDAY)
    claimed = await team.claim(now=now)
    await team.claim(outcomes=[sent(one, remind_at=MONDAY) for one in claimed], now=now)
    await reminding.plan_reminders(team.database, MONDAY)
    await reasking.plan_reasks(team.database, MONDAY)
    async with team.database.write() as db:
        await uncertain.mark_expired_uncertain(db, MONDAY, SECOND)
        await uncertain.claim_checks(db, MONDAY, 10, SECOND, ["slack"])
        await uncertain.confirm_by_activity(db, MONDAY, ["teams"])
        await ledger.stop_reminding(db, team.workspace.id, claimed[0].learner_id, claimed[0].check_key)


def _walks(step: str) -> bool:
    """Whether a step of SQLite's plan reads a whole table, or everything of one workspace."""
    whole = step.startswith(("SCAN deliveries", "SCAN enrolments", "SCAN reviews", "SCAN learners"))
    return (whole and "ix_deliveries_uncertain" not in step) or step.endswith("ix_deliveries_sent (workspace_id=?)")


async def test_deliveries_of_one_workspace_are_not_touched_by_ids_of_another(database: Database) -> None:
    """Outcomes name their workspace: the isolation rule."""
    team, other = await make_team(database), await make_team(database)
    (owed,) = await team.owe_all(1)
    (claimed,) = await team.claim()
    forged = sent(claimed)
    moved = type(forged)(other.workspace.id, owed, claimed.attempt, claimed.claimed_at, DeliveryState.REFUSED, MONDAY)
    await team.claim(0, outcomes=[moved])
    async with database.read() as db:
        assert await db.scalar(sa.select(deliveries.c.state)) == DeliveryState.SENDING
