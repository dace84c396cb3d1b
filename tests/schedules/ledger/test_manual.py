"""An operator's word on what is in doubt: it changes that alone, once, and is written down."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from lessons.database import Database
from schedules.ledger.audit import audit
from schedules.ledger.faults.manual import ALL, SENT_AGAIN, SETTLED, confirm, resend, uncertain_deliveries
from schedules.ledger.faults.uncertain import mark_expired_uncertain
from schedules.ledger.ledger import DeliveryState
from schedules.ledger.outcomes import mark
from tests.schedules.team import LEASE, MONDAY, Team, make_team, sent

LATER = MONDAY + LEASE + timedelta(seconds=1)


async def with_doubts(database: Database, count: int) -> tuple[Team, list[str]]:
    """Several deliveries that a dead worker had in its hands, and one more that is planned."""
    team = await make_team(database)
    for one in await team.join(count + 1):
        await team.owe(one, position=1, check_key="leak/e1")
    claimed = await team.claim(free=count)
    async with database.write() as db:
        assert await mark_expired_uncertain(db, LATER, timedelta(seconds=5)) == count
    return team, [one.id for one in claimed]


async def noted(database: Database) -> list[tuple[str, str, str]]:
    async with database.read() as db:
        rows = await db.execute(sa.select(audit.c.actor, audit.c.action, audit.c.subject).order_by(audit.c.subject))
    return [tuple(row) for row in rows if row.action in (SENT_AGAIN, SETTLED)]


async def test_what_is_in_doubt_is_listed_with_who_what_and_since_when(either_database: Database) -> None:
    team, ids = await with_doubts(either_database, 2)
    async with either_database.read() as db:
        rows = await uncertain_deliveries(db, 10)
        assert len(await uncertain_deliveries(db, 1)) == 1
    assert [row.id for row in rows] == sorted(ids)
    assert {row.claimed_at for row in rows} == {MONDAY}
    assert {(row.workspace, row.kind) for row in rows} == {(team.workspace.name, "episode")}


async def test_what_is_sent_again_can_be_claimed_at_once_and_the_rest_stays_in_doubt(either_database: Database) -> None:
    team, ids = await with_doubts(either_database, 2)
    async with either_database.write() as db:
        assert await resend(db, [ids[0], "made up"], "op", LATER) == 1
    states = {one: (await team.delivery(one)).state for one in ids}
    assert states == {ids[0]: DeliveryState.WAITING, ids[1]: DeliveryState.UNCERTAIN}
    assert ids[0] in {one.id for one in await team.claim(now=LATER)}
    assert await noted(either_database) == [("op", SENT_AGAIN, ids[0])]


async def test_all_are_taken_for_sent_and_want_their_answer(either_database: Database) -> None:
    team, ids = await with_doubts(either_database, 2)
    async with either_database.write() as db:
        assert await confirm(db, ALL, "op", LATER) == 2
    for one in ids:
        delivery = await team.delivery(one)
        assert (delivery.state, delivery.sent_at, delivery.reason) == (DeliveryState.SENT, MONDAY, "")
        assert delivery.remind_at == LATER
    assert len(await noted(either_database)) == 2


async def test_what_was_settled_meanwhile_is_left_alone(either_database: Database) -> None:
    _, ids = await with_doubts(either_database, 1)
    async with either_database.write() as db:
        assert await confirm(db, ids, "op", LATER) == 1
        assert await resend(db, ids, "op", LATER) == 0
        assert await resend(db, ALL, "op", LATER) == 0
    assert [action for _, action, _ in await noted(either_database)] == [SETTLED]


async def test_a_late_outcome_of_the_first_try_does_not_undo_the_word(either_database: Database) -> None:
    team = await make_team(either_database)
    await team.owe_all(1)
    (claimed,) = await team.claim(free=1)
    async with either_database.write() as db:
        await mark_expired_uncertain(db, LATER, timedelta(seconds=5))
        await resend(db, ALL, "op", LATER)
        await mark(db, [sent(claimed, message_ref="m1")])
    assert (await team.delivery(claimed.id)).state is DeliveryState.WAITING
