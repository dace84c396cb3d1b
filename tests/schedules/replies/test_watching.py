"""What was watched is kept as bits that are only ever added, however beacons come."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from lessons.database import Database
from schedules.replies.watching import SECONDS, View, bits, record, view_of, views_of_campaign
from tests.schedules.team import MONDAY


async def _beacon(database: Database, seconds: range, *, played: bool = False, minute: int = 0, **more: object) -> None:
    told = {"captions_on": False, "last_s": float(seconds.stop), "clip_key": "main", **more}
    async with database.write() as db:
        await record(
            db,
            "w1",
            "d1",
            "ada",
            campaign_id="c1",
            episode_id="e1",
            watched=bits(seconds),
            played=played,
            now=MONDAY + timedelta(minutes=minute),
            **told,  # type: ignore[arg-type]
        )


async def _seen(database: Database, clip_key: str = "main") -> View:
    async with database.read() as db:
        found = await view_of(db, "w1", "d1", "ada", clip_key)
    assert found is not None
    return found


async def test_beacons_that_come_at_once_and_in_any_order_add_up(either_database: Database) -> None:
    other = Database(either_database.engine.url.render_as_string(hide_password=False))
    pieces = [range(start, start + 6) for start in range(0, 90, 6)]
    beacons = [_beacon((either_database, other)[number % 2], piece) for number, piece in enumerate(pieces[::-1])]
    await asyncio.gather(*beacons)
    await other.close()
    seen = await _seen(either_database)
    assert seen.watched == bits(range(SECONDS))
    assert seen.seconds == 90


async def test_a_beacon_that_is_played_back_adds_nothing(either_database: Database) -> None:
    for minute in range(3):
        await _beacon(either_database, range(40, 50), minute=minute)
    seen = await _seen(either_database)
    assert (seen.seconds, seen.plays, seen.last_s) == (10, 0, 50.0)


async def test_plays_captions_and_the_last_place_are_kept(either_database: Database) -> None:
    await _beacon(either_database, range(0, 5), played=True)
    await _beacon(either_database, range(5, 10), captions_on=True)
    await _beacon(either_database, range(0, 3), played=True)
    seen = await _seen(either_database)
    assert (seen.plays, seen.captions_on, seen.last_s, seen.seconds) == (2, True, 3.0, 10)


async def test_a_branch_is_watched_beside_the_main_clip(database: Database) -> None:
    await _beacon(database, range(0, 5))
    await _beacon(database, range(0, 30), clip_key="consequence")
    assert (await _seen(database)).seconds == 5
    assert (await _seen(database, "consequence")).seconds == 30
    async with database.read() as db:
        assert len(await views_of_campaign(db, "w1", "c1")) == 2
        assert await views_of_campaign(db, "w2", "c1") == []
        assert await view_of(db, "w2", "d1", "ada") is None


@pytest.mark.parametrize("second", [-1, SECONDS, 10**9])
def test_a_second_outside_of_the_longest_clip_is_refused(second: int) -> None:
    with pytest.raises(ValueError, match="not between 0 and 89"):
        bits([0, second])
