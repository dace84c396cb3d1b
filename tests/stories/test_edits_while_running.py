"""Whatever a manager changes while a campaign runs, nobody gets an episode twice, and nobody loses one."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import time, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lessons.database import Database, metadata
from schedules.ledger.ledger import deliveries
from schedules.people.enrolments import campaign_by_id
from schedules.plans import campaigns as plans
from schedules.plans.editing import add_people
from schedules.rules.calendar import Quiet, local_day
from schedules.rules.campaigns import Campaign, WrongState, proposal_of
from tests.bot.asking import a_world
from tests.stories.world import EPISODES, World

ZONES = {"Ada": "Europe/Berlin", "Bo": "America/New_York", "Cy": "Pacific/Kiritimati"}
JOINERS = ("Di", "Ed")
WHOLE_SEASON = list(range(1, len(EPISODES) + 1))


days = st.frozensets(st.integers(0, 6), min_size=1)
edits = st.tuples(st.just("edit"), days, st.integers(7, 18))
others = st.sampled_from([("pause",), ("resume",), ("add",), ("next",)])
steps = st.lists(st.tuples(st.one_of(edits, edits, others), st.integers(1, 40)), min_size=1, max_size=7)


async def _change(world: World, campaign_id: str, step: tuple[object, ...]) -> None:
    """One thing that a manager, or a learner in between, does."""
    manager, now = world.learners["Mira"].id, world.clock.at
    if step[0] == "next":
        await world.write("Ada", "next")
        return
    moves: dict[str, Callable[..., Awaitable[Campaign]]] = {"pause": plans.pause, "resume": plans.resume}
    async with world.database.write() as db:
        campaign = await campaign_by_id(db, world.workspace.id, campaign_id, to_change=True)
        assert campaign
        if step[0] == "add":
            await add_people(db, campaign, [world.learners[name] for name in JOINERS], manager, now)
        elif step[0] == "edit":
            weekdays, hour = step[1], step[2]
            changed = replace(proposal_of(campaign), weekdays=weekdays, opens=time(hour), closes=time(hour + 1))  # type: ignore[arg-type, operator]
            quiet = Quiet(world.workspace.quiet_starts, world.workspace.quiet_ends)
            await plans.edit(db, campaign, changed, quiet, local_day(now, ZoneInfo("Europe/Berlin")), manager, now)
        else:
            try:
                await moves[str(step[0])](db, campaign, manager, now)
            except WrongState:
                return


async def _lived(world: World, made: list[tuple[tuple[object, ...], int]]) -> dict[str, list[int]]:
    """The numbers of the episodes that each person got, in the order in which they came."""
    await world.join("Mira", manages=True)
    for name, zone in ZONES.items():
        await world.join(name, zone=zone)
    for name in JOINERS:
        await world.join(name)
    campaign = await world.start(*ZONES, reminders=(), silent_limit=99, skip_holidays=False)
    for step, hours in made:
        await _change(world, campaign.id, step)
        await world.until(world.clock.at + timedelta(hours=hours))
    for step in (("resume",), ("add",), ("edit", frozenset(range(7)), 9)):
        await _change(world, campaign.id, step)
    await world.pass_days(9)
    names = {learner.id: name for name, learner in world.learners.items()}
    arrived = sa.select(deliveries.c.learner_id, deliveries.c.position).where(
        deliveries.c.kind == "episode", deliveries.c.state == "sent"
    )
    got: dict[str, list[int]] = {name: [] for name in (*ZONES, *JOINERS)}
    async with world.database.read() as db:
        for learner_id, position in await db.execute(arrived.order_by(deliveries.c.sent_at)):
            got[names[learner_id]].append(position)
    return got


async def _life(made: list[tuple[tuple[object, ...], int]]) -> dict[str, list[int]]:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/ninety.db")
        async with database.write() as db:
            await db.run_sync(metadata.create_all)
        async with a_world(database) as world:
            got = await _lived(world, made)
        await database.close()
        return got


@pytest.mark.slow
@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
@example([(("pause",), 1), (("edit", frozenset({2}), 15), 30), (("resume",), 1), (("edit", frozenset({0, 1}), 8), 1)])
@example([(("next",), 1), (("edit", frozenset(range(7)), 18), 1), (("pause",), 30), (("add",), 2)])
def test_whatever_is_changed_everybody_gets_each_episode_once_and_in_order(
    made: list[tuple[tuple[object, ...], int]],
) -> None:
    assert asyncio.run(_life(made)) == dict.fromkeys((*ZONES, *JOINERS), WHOLE_SEASON)
