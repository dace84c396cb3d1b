"""The clock is set while messages are under way: nothing comes twice, and nothing waits for as long as it was wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from bot.chat import Address, Message, Text
from bot.delivery.jumps import JumpWatch
from bot.delivery.reconciling import LEASE, reconcile
from lessons.database import Database
from schedules.ledger.ledger import DeliveryState
from tests.fakes.chat import FakeChat
from tests.schedules.team import MONDAY, make_team, sent

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)


@dataclass
class SetClock:
    """A clock that can be set, beside one that cannot."""

    at: datetime = MONDAY
    ran: float = 0.0

    def now(self) -> datetime:
        return self.at

    def uptime(self) -> float:
        return self.ran

    def go_on(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)
        self.ran += seconds


@pytest.mark.parametrize("by", [HOUR, -HOUR, 6 * SECOND])
def test_a_clock_that_is_set_is_noticed_once(by: timedelta) -> None:
    clock = SetClock()
    watch = JumpWatch(clock.now, clock.uptime)
    clock.go_on(3600)
    assert watch.jumped() == timedelta(0)
    clock.at += by
    assert watch.jumped() == by
    assert watch.jumped() == timedelta(0)
    assert watch.settled_for() == timedelta(0)
    clock.go_on(100)
    assert watch.settled_for() == 100 * SECOND


async def test_after_a_jump_forward_what_is_being_sent_is_not_taken_for_a_dead_workers(
    either_database: Database,
) -> None:
    team, clock = await make_team(either_database), SetClock()
    watch = JumpWatch(clock.now, clock.uptime)
    (owed,) = await team.owe_all(1)
    (claim,) = await team.claim()
    chat = {"slack": FakeChat("slack")}
    clock.at += HOUR
    for _ in range(5):
        await reconcile(team.database, chat, clock.at, watch=watch)
        clock.go_on(10)
    assert (await team.delivery(owed)).state is DeliveryState.SENDING
    await team.claim(outcomes=[sent(claim, clock.at)], now=clock.at)
    assert (await team.delivery(owed)).state is DeliveryState.SENT


async def test_after_a_jump_forward_a_dead_workers_message_is_still_looked_for(database: Database) -> None:
    team, clock = await make_team(database), SetClock()
    watch = JumpWatch(clock.now, clock.uptime)
    (owed,) = await team.owe_all(1)
    await team.claim()
    clock.at += HOUR
    for _ in range(3):
        await reconcile(team.database, {"slack": FakeChat("slack")}, clock.at, watch=watch)
        clock.go_on(LEASE.total_seconds() + 1)
    assert (await team.delivery(owed)).state in (DeliveryState.UNCERTAIN, DeliveryState.WAITING)


async def test_after_a_jump_back_nothing_waits_for_the_hour_that_was_not(either_database: Database) -> None:
    team, clock = await make_team(either_database, per_second=5, burst=2), SetClock(MONDAY + HOUR)
    watch = JumpWatch(clock.now, clock.uptime)
    await team.owe_all(4)
    claims = await team.claim(now=clock.at)
    waits = {"state": DeliveryState.WAITING, "try_at": clock.at + 5 * SECOND, "blocked_until": clock.at + 30 * SECOND}
    await team.claim(outcomes=[sent(claim, clock.at, **waits, message_ref="") for claim in claims], now=clock.at)
    clock.at -= HOUR
    assert await team.claim(now=clock.at) == [], "frozen by what the old clock wrote"
    await reconcile(team.database, {"slack": FakeChat("slack")}, clock.at, watch=watch)
    assert len(await team.claim(now=clock.at)) == 2


async def test_what_was_under_way_when_the_clock_was_ahead_for_a_moment_waits_no_hour(
    either_database: Database,
) -> None:
    team, clock = await make_team(either_database, per_second=5, burst=2), SetClock()
    watch = JumpWatch(clock.now, clock.uptime)
    await team.owe_all(1)
    (claim,) = await team.claim(now=clock.at)
    ahead = clock.at + HOUR
    waits = {"state": DeliveryState.WAITING, "try_at": ahead + SECOND, "blocked_until": ahead + SECOND}
    await team.claim(outcomes=[sent(claim, ahead, **waits, message_ref="")], now=clock.at, free=0)
    for jump in (HOUR, -HOUR):
        clock.at += jump
        await reconcile(team.database, {"slack": FakeChat("slack")}, clock.at, watch=watch)
    clock.go_on(LEASE.total_seconds() + 1)
    assert len(await team.claim(now=clock.at)) == 1


async def test_what_a_jump_wrote_that_no_round_noticed_waits_no_hour_either(either_database: Database) -> None:
    """A clock that is an hour ahead for a second, between two rounds of the watch."""
    team, clock = await make_team(either_database, per_second=5, burst=2), SetClock()
    watch = JumpWatch(clock.now, clock.uptime)
    (dead,) = await team.owe_all(1)
    await team.claim(now=clock.at + HOUR)  # by a worker that dies with it
    (waiting,) = await team.owe_all(1)
    (claim,) = await team.claim(now=clock.at + HOUR)
    waits = {"state": DeliveryState.WAITING, "try_at": clock.at + HOUR, "blocked_until": clock.at + HOUR + SECOND}
    await team.claim(outcomes=[sent(claim, clock.at + HOUR, **waits, message_ref="")], now=clock.at + HOUR, free=0)
    for _ in range(5):
        await reconcile(team.database, {"slack": FakeChat("slack")}, clock.at, watch=watch)
        clock.go_on(LEASE.total_seconds() + 10)
    again = await team.claim(now=clock.at)
    assert {delivery.id for delivery in again} == {dead, waiting}


async def test_a_host_clock_ten_minutes_ahead_of_the_platforms_misses_no_copy(database: Database) -> None:
    team = await make_team(database)
    (owed,) = await team.owe_all(1)
    ahead = MONDAY + timedelta(minutes=10)
    (claim,) = await team.claim(now=ahead)
    chat = FakeChat("slack", now=lambda: MONDAY)
    to = Address("slack", team.workspace.id, claim.learner_id, claim.place)
    await chat.send(to, Message("Hello", (Text("Hello."),)), owed)
    for later in (LEASE + SECOND, LEASE + 10 * SECOND):
        await reconcile(team.database, {"slack": chat}, ahead + later)
    assert (await team.delivery(owed)).state is DeliveryState.SENT
