"""The platform takes a message and its answer never comes, or comes late; or it asks to wait, again and again."""

from __future__ import annotations

import time

from lessons.database import Database
from tests.fakes.slack import Failure, FakeSlack
from tests.faults.rig import ground
from tests.faults.worker import TIMEOUT_S


async def test_replies_that_are_lost_after_delivery_double_nothing(database: Database) -> None:
    async with ground(database, FakeSlack(latency_s=0.02, lose=0.3)) as field:
        await field.owe(200)
        field.hire(2)
        states = await field.settled()
    assert field.fake.calls["conversations.history"] > 30
    assert (field.lost, field.doubled) == (0, 0)
    assert states == {"sent": 200}


async def test_answers_that_come_after_the_timeout_double_nothing(database: Database) -> None:
    async with ground(database, FakeSlack(latency_s=1.6 * TIMEOUT_S)) as field:
        await field.owe(16)
        field.hire()
        await field.arrived(16)
        field.fake.latency_s = 0.02  # so that history can be read
        states = await field.settled()
    assert field.doubled == 0
    assert states == {"sent": 16}


async def test_a_server_error_that_delivered_nothing_is_looked_for_and_then_sent_again(database: Database) -> None:
    slack = FakeSlack(latency_s=0.02)
    slack.failures.extend([Failure(500, "internal_error"), Failure(0), Failure(503, "service_unavailable")] * 5)
    async with ground(database, slack) as field:
        await field.owe(40)
        field.hire()
        states = await field.settled()
    assert (field.lost, field.doubled) == (0, 0)
    assert states == {"sent": 40}


async def test_one_rate_is_held_by_two_workers_together(database: Database) -> None:
    """The fake allows a little more than the pace, as platforms do; without sharing, two workers would double it."""
    slack = FakeSlack(latency_s=0.02, per_second=44, burst=12)
    async with ground(database, slack) as field:
        await field.owe(160, workspaces=1, per_second=40, burst=10)
        field.hire(2)
        began = time.monotonic()
        await field.settled()
        took = time.monotonic() - began
    # Not shared, the rate would be doubled: about 80 of 160 would be asked to wait. A busy machine lets a few that were
    # in time arrive together.
    assert slack.too_many <= 10
    assert (field.lost, field.doubled) == (0, 0)
    assert took >= 150 / 40 * 0.95


async def test_a_storm_of_refusals_to_take_more_now_ends_with_everything_delivered(database: Database) -> None:
    """Nobody told the workers the rate: each 429 stops the whole workspace, so that few are needed to learn it."""
    slack = FakeSlack(latency_s=0.02, per_second=60, burst=30)
    async with ground(database, slack) as field:
        await field.owe(150, workspaces=1)
        field.hire(2)
        states = await field.settled()
    assert states == {"sent": 150}
    assert field.doubled == 0
    assert slack.too_many < 150


class OneIsBusy(FakeSlack):
    """Every message of one workspace is asked to wait."""

    busy = ""

    def _wait(self, token: str) -> int:
        return 30 if token == f"xoxb-{self.busy}" else 0


async def test_one_blocked_workspace_does_not_hold_up_the_others(database: Database) -> None:
    slack = OneIsBusy(latency_s=0.02)
    async with ground(database, slack) as field:
        slack.busy = (await field.owe(300, workspaces=1))[0]
        await field.owe(100, workspaces=5)
        field.hire()
        await field.arrived(100)
        states = await field.states()
    assert slack.too_many < 50
    assert states["waiting"] + states["planned"] + states["sending"] >= 300
