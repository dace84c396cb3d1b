"""The first reply counts: whatever is pressed at the same moment, one is kept."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from lessons.database import Database
from schedules.replies import replies
from schedules.replies.replies import Reply
from tests.schedules.team import DAY, MONDAY

REPLY = Reply("w1", "d1", "ada", "c1", "e1", "leak/e1", 0, False, True, None, 12.5, None, MONDAY)


async def _keep(database: Database, *more: Reply) -> list[bool]:
    async with database.write() as db:
        return [await replies.keep_first(db, one) for one in more]


async def test_of_twenty_presses_at_once_one_is_kept(either_database: Database) -> None:
    other = Database(either_database.engine.url.render_as_string(hide_password=False))
    presses = [_keep((either_database, other)[number % 2], replace(REPLY, choice=number)) for number in range(20)]
    kept = [number for number, done in enumerate(await asyncio.gather(*presses)) if done == [True]]
    await other.close()
    assert len(kept) == 1
    async with either_database.read() as db:
        found = await replies.reply_to(db, "w1", "d1", "ada")
    assert found == replace(REPLY, choice=kept[0])


async def test_a_second_press_changes_nothing(either_database: Database) -> None:
    again = replace(REPLY, choice=1, correct=True, replied_at=MONDAY + DAY)
    assert await _keep(either_database, REPLY, again, REPLY) == [True, False, False]
    async with either_database.read() as db:
        assert await replies.reply_to(db, "w1", "d1", "ada") == REPLY


async def test_others_reply_to_the_same_check_in_their_own_name(database: Database) -> None:
    theirs = [replace(REPLY, learner_id="bo", delivery_id="d2"), replace(REPLY, workspace_id="w2")]
    assert await _keep(database, REPLY, *theirs) == [True, True, True]
    async with database.read() as db:
        assert await replies.reply_to(db, "w1", "d2", "ada") is None
        assert len(await replies.replies_by(db, "w1", "ada")) == 1


async def test_what_a_learner_replied_comes_oldest_first(database: Database) -> None:
    later = replace(REPLY, delivery_id="d2", first_try=False, days_since=1.0, replied_at=MONDAY + DAY)
    other = replace(REPLY, delivery_id="d3", check_key="leak/e2")
    await _keep(database, later, REPLY, other)
    async with database.read() as db:
        assert await replies.replies_by(db, "w1", "ada", "leak/e1") == [REPLY, later]
        assert len(await replies.replies_by(db, "w1", "ada")) == 3


async def test_a_vote_counts_first_tries_of_one_campaign(either_database: Database) -> None:
    people = [replace(REPLY, learner_id=f"l{n}", delivery_id=f"d{n}", choice=n % 2) for n in range(5)]
    again = replace(people[0], delivery_id="again", choice=2, first_try=False)
    elsewhere = replace(REPLY, learner_id="x", delivery_id="x", campaign_id="c2", choice=2)
    await _keep(either_database, *people, again, elsewhere)
    async with either_database.read() as db:
        assert list(await replies.votes(db, "w1", "c1", "leak/e1", 3)) == [3, 2, 0]
        assert list(await replies.votes(db, "w1", "c1", "unknown", 2)) == [0, 0]
