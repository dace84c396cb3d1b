"""What is owed is owed once, and what has not left can be taken back."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from lessons.database import Database
from schedules.ledger import ledger
from schedules.ledger.figures import history
from schedules.ledger.ledger import DeliveryKind, DeliveryState, deliveries
from tests.schedules.team import DAY, MONDAY, Team, make_team, sent


async def _set(team: Team, delivery_id: str, **values: object) -> None:
    async with team.database.write() as db:
        await db.execute(sa.update(deliveries).where(deliveries.c.id == delivery_id).values(**values))


async def test_planning_a_slot_twice_owes_it_once(either_database: Database) -> None:
    team = await make_team(either_database)
    (ada,) = await team.join()
    first = await team.owe(ada, slot="2026-03-02", position=1)
    await team.owe(ada, slot="2026-03-02", position=1, due_at=MONDAY + DAY)
    (only,) = await team.all_deliveries()
    assert (only.id, only.due_at, only.state) == (first, MONDAY, DeliveryState.PLANNED)


async def test_a_slot_that_was_taken_back_the_same_day_is_owed_again(either_database: Database) -> None:
    team = await make_team(either_database)
    (ada,) = await team.join()
    first = await team.owe(ada, slot="2026-03-02", position=1, episode_id="old")
    async with either_database.write() as db:
        await ledger.cancel(db, team.workspace.id, "the campaign is paused", campaign_id="")
    assert (await team.delivery(first)).state is DeliveryState.CANCELLED
    later = MONDAY + timedelta(hours=1)
    await team.owe(ada, slot="2026-03-02", position=1, due_at=later, episode_id="new")
    (only,) = await team.all_deliveries()
    assert (only.state, only.reason, only.due_at, only.try_at) == (DeliveryState.PLANNED, "", later, later)
    assert (only.expires_at, only.episode_id) == (later + DAY, "new")


async def test_a_slot_whose_message_was_seen_is_never_owed_again(either_database: Database) -> None:
    team = await make_team(either_database)
    (ada,) = await team.join()
    for state, ref in (
        (DeliveryState.SENT, "1.1"),
        (DeliveryState.SENDING, ""),
        (DeliveryState.CANCELLED, "1.2"),
    ):
        slot = f"{state} {ref}"
        first = await team.owe(ada, slot=slot)
        await _set(team, first, state=state, message_ref=ref)
        await team.owe(ada, slot=slot, due_at=MONDAY + DAY)
        kept = await team.delivery(first)
        assert (kept.state, kept.due_at) == (state, MONDAY)


async def test_only_what_has_not_left_can_be_taken_back(either_database: Database) -> None:
    team = await make_team(either_database)
    (ada,) = await team.join()
    ids = {state: await team.owe(ada, campaign_id="c", position=number) for number, state in enumerate(DeliveryState)}
    for state, delivery_id in ids.items():
        await _set(team, delivery_id, state=state)
    async with either_database.write() as db:
        taken = await ledger.cancel(db, team.workspace.id, "ended", campaign_id="c")
    assert {row.position for row in taken} == {0, 1}
    after = {state: (await team.delivery(delivery_id)).state for state, delivery_id in ids.items()}
    left = {DeliveryState.PLANNED: DeliveryState.CANCELLED, DeliveryState.WAITING: DeliveryState.CANCELLED}
    assert after == {state: left.get(state, state) for state in DeliveryState}


async def test_taking_back_in_one_workspace_leaves_the_other_alone(database: Database) -> None:
    team, other = await make_team(database), await make_team(database)
    (ada,), (bo,) = await team.join(), await other.join()
    mine, theirs = await team.owe(ada, campaign_id="c"), await other.owe(bo, campaign_id="c")
    async with database.write() as db:
        await ledger.cancel(db, team.workspace.id, "ended", campaign_id="c")
    assert (await team.delivery(mine)).state is DeliveryState.CANCELLED
    assert (await other.delivery(theirs)).state is DeliveryState.PLANNED


async def test_an_answer_takes_back_the_reminder_that_was_planned_and_those_to_come(either_database: Database) -> None:
    team = await make_team(either_database)
    ada, bo = await team.join(2)
    asked = await team.owe(ada, check_key="leak/e1")
    await _set(team, asked, state=DeliveryState.SENT, remind_at=MONDAY)
    planned = await team.owe(ada, DeliveryKind.REMINDER, about_id=asked, check_key="leak/e1")
    others = await team.owe(bo, DeliveryKind.REMINDER, about_id="another", check_key="leak/e1")
    async with either_database.write() as db:
        await ledger.stop_reminding(db, team.workspace.id, ada.id, "leak/e1")
    assert (await team.delivery(asked)).remind_at is None
    assert (await team.delivery(planned)).state is DeliveryState.CANCELLED
    assert (await team.delivery(others)).state is DeliveryState.PLANNED


async def test_stopping_reminders_of_one_question_leaves_those_of_the_others(database: Database) -> None:
    team = await make_team(database)
    (ada,) = await team.join(1)
    about_another = await team.owe(ada, DeliveryKind.REMINDER, about_id="another", check_key="leak/e2")
    async with database.write() as db:
        await ledger.stop_reminding(db, team.workspace.id, ada.id, "leak/e1")
    assert (await team.delivery(about_another)).state is DeliveryState.PLANNED


async def test_a_delivery_and_its_reminders_are_found_as_far_as_they_left(database: Database) -> None:
    team = await make_team(database)
    (ada,) = await team.join()
    first = await team.owe(ada)
    left, planned = [await team.owe(ada, DeliveryKind.REMINDER, about_id=first) for _ in range(2)]
    for one in (first, left):
        await _set(team, one, state=DeliveryState.SENT)
    async with database.read() as db:
        shown = await ledger.shown_as(db, await team.delivery(first))
    assert {one.id for one in shown} == {first, left}
    assert planned not in {one.id for one in shown}


async def test_what_a_learner_put_off_leaves_when_they_come_back(database: Database) -> None:
    team = await make_team(database)
    ada, bo = await team.join(2)
    snoozed = await team.owe(ada, try_at=MONDAY + 7 * DAY)
    ahead = await team.owe(ada, due_at=MONDAY + 2 * DAY)
    others = await team.owe(bo, try_at=MONDAY + 7 * DAY)
    now = MONDAY + DAY
    async with database.write() as db:
        await ledger.hurry(db, team.workspace.id, ada.id, now)
    assert (await team.delivery(snoozed)).try_at == now
    assert (await team.delivery(ahead)).try_at == MONDAY + 2 * DAY
    assert (await team.delivery(others)).try_at == MONDAY + 7 * DAY


async def test_the_backlog_tells_overdue_sending_and_uncertain(either_database: Database) -> None:
    team = await make_team(either_database)
    await team.owe_all(5)
    (ada,) = await team.join()
    await team.owe(ada, due_at=MONDAY + DAY)
    claimed = await team.claim(3)
    await team.claim(0, outcomes=[sent(claimed[0]), sent(claimed[1], state=DeliveryState.UNCERTAIN)])
    async with either_database.read() as db:
        assert await history.backlog(db, MONDAY) == {"overdue": 2, "sending": 1, "uncertain": 1}


async def test_the_last_that_was_sent_and_how_many_were_asked_for(database: Database) -> None:
    team = await make_team(database)
    (ada,) = await team.join()
    early, late = await team.owe(ada), await team.owe(ada, due_at=MONDAY + DAY)
    await team.owe(ada, due_at=MONDAY + 2 * DAY, prompted=True)
    for one, at in ((early, MONDAY), (late, MONDAY + DAY)):
        await _set(team, one, state=DeliveryState.SENT, sent_at=at)
    async with database.read() as db:
        latest = await history.latest(db, team.workspace.id, ada.id, DeliveryKind.EPISODE)
        assert latest is not None
        assert latest.id == late
        assert await history.latest(db, team.workspace.id, ada.id, DeliveryKind.REASK) is None
        assert await history.count(db, team.workspace.id, ada.id, DeliveryKind.EPISODE, MONDAY + DAY, False) == 1
        assert await history.count(db, team.workspace.id, ada.id, DeliveryKind.EPISODE, MONDAY, True) == 1
