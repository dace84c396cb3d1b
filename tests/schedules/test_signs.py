"""Where nothing can be looked at, what the reader did tells that a message arrived."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from lessons.database import Database, new_id
from schedules.ledger import ledger
from schedules.ledger.faults.uncertain import confirm, confirm_by_activity
from schedules.ledger.ledger import Delivery, DeliveryKind, DeliveryState, deliveries, delivery_by_id
from schedules.people import roster
from schedules.people.roster import Learner
from schedules.replies.replies import Reply, keep_first
from schedules.replies.watching import bits, record

NOW = datetime(2026, 5, 4, 7, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


async def ada(database: Database, platform: str = "cards") -> Learner:
    async with database.write() as db:
        workspace = await roster.open_workspace(db, platform, "T1", "Riverbank", NOW)
        return await roster.enter_learner(db, workspace.id, "Ada", "Ada", NOW)


async def owed(
    database: Database, learner: Learner, kind: DeliveryKind = DeliveryKind.EPISODE, **values: object
) -> str:
    """A delivery whose end nobody knows."""
    row = ledger.owed(
        learner.workspace_id,
        learner.id,
        kind,
        NOW,
        NOW + timedelta(days=1),
        slot=new_id(),
        episode_id="e1",
        check_key="c1",
    )
    async with database.write() as db:
        await ledger.plan(db, [row])
        doubt = {"state": DeliveryState.UNCERTAIN, "claimed_at": NOW, "platform": learner.platform, **values}
        await db.execute(sa.update(deliveries).where(deliveries.c.id == row["id"]).values(doubt))
    return str(row["id"])


async def now_is(database: Database, learner: Learner, delivery_id: str) -> Delivery:
    async with database.read() as db:
        found = await delivery_by_id(db, learner.workspace_id, delivery_id)
    assert found is not None
    return found


async def settle(database: Database, *platforms: str) -> int:
    async with database.write() as db:
        return await confirm_by_activity(db, LATER, platforms)


async def watch(database: Database, learner: Learner, delivery_id: str) -> None:
    async with database.write() as db:
        await record(
            db,
            learner.workspace_id,
            delivery_id,
            learner.id,
            campaign_id="",
            episode_id="e1",
            clip_key="main",
            watched=bits(range(3)),
            played=True,
            captions_on=False,
            last_s=3.0,
            now=NOW,
        )


async def reply(database: Database, learner: Learner, delivery_id: str) -> None:
    given = Reply(learner.workspace_id, delivery_id, learner.id, "", "e1", "c1", 1, True, True, None, 5.0, None, NOW)
    async with database.write() as db:
        assert await keep_first(db, given)


async def test_without_a_sign_it_stays_uncertain(either_database: Database) -> None:
    learner = await ada(either_database)
    delivery_id = await owed(either_database, learner)
    assert await settle(either_database, "cards") == 0
    assert (await now_is(either_database, learner, delivery_id)).state is DeliveryState.UNCERTAIN


async def test_a_view_proves_that_it_was_sent_and_its_question_may_be_reminded_of(either_database: Database) -> None:
    learner = await ada(either_database)
    delivery_id = await owed(either_database, learner)
    await watch(either_database, learner, delivery_id)
    assert await settle(either_database, "cards") == 1
    found = await now_is(either_database, learner, delivery_id)
    assert (found.state, found.sent_at, found.remind_at) == (DeliveryState.SENT, NOW, LATER)


async def test_a_reply_proves_that_it_was_sent_and_needs_no_reminder(either_database: Database) -> None:
    learner = await ada(either_database)
    delivery_id = await owed(either_database, learner)
    await reply(either_database, learner, delivery_id)
    assert await settle(either_database, "cards") == 1
    found = await now_is(either_database, learner, delivery_id)
    assert (found.state, found.remind_at) == (DeliveryState.SENT, None)


async def test_somebody_elses_sign_proves_nothing(either_database: Database) -> None:
    learner = await ada(either_database)
    first, second = await owed(either_database, learner), await owed(either_database, learner)
    await watch(either_database, learner, first)
    await settle(either_database, "cards")
    assert (await now_is(either_database, learner, second)).state is DeliveryState.UNCERTAIN


async def test_where_it_can_be_looked_at_looking_decides(either_database: Database) -> None:
    learner = await ada(either_database, "readable")
    delivery_id = await owed(either_database, learner)
    await watch(either_database, learner, delivery_id)
    assert await settle(either_database, "cards") == 0
    assert (await now_is(either_database, learner, delivery_id)).state is DeliveryState.UNCERTAIN


async def test_a_press_proves_it_and_tells_the_messages_id(either_database: Database) -> None:
    learner = await ada(either_database)
    delivery_id = await owed(either_database, learner)
    async with either_database.write() as db:
        await confirm(db, learner.workspace_id, delivery_id, "ref-1", LATER)
    found = await now_is(either_database, learner, delivery_id)
    assert (found.state, found.message_ref, found.sent_at) == (DeliveryState.SENT, "ref-1", NOW)


async def test_a_press_on_the_reminder_says_nothing_of_the_episodes_own_message(either_database: Database) -> None:
    learner = await ada(either_database)
    episode = await owed(either_database, learner)
    await owed(
        either_database, learner, DeliveryKind.REMINDER, state=DeliveryState.SENT, message_ref="ref-2", about_id=episode
    )
    async with either_database.write() as db:
        await confirm(db, learner.workspace_id, episode, "ref-2", LATER)
    found = await now_is(either_database, learner, episode)
    assert (found.state, found.message_ref) == (DeliveryState.UNCERTAIN, "")


async def test_a_press_changes_no_id_that_is_known(either_database: Database) -> None:
    learner = await ada(either_database)
    delivery_id = await owed(either_database, learner, state=DeliveryState.SENT, message_ref="ref-1")
    async with either_database.write() as db:
        await confirm(db, learner.workspace_id, delivery_id, "ref-9", LATER)
    assert (await now_is(either_database, learner, delivery_id)).message_ref == "ref-1"
