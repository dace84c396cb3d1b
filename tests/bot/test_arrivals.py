"""Events are rows before they are acknowledged: in order for each person, once, whatever fails in between."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.arrivals import STALE, TRIES, Arrivals, Closed, arrivals, from_json, to_json
from bot.events import Asked, Chose, Event, Joined, Kept, Left, Managed, Person, Shared
from lessons.database import Database

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
ADA = Person("web", "T1", "ada")


def asked(number: int, who: Person = ADA) -> Asked:
    return Asked(who, f"e{number}", f"words {number}", NOW)


async def waiting(database: Database) -> int:
    async with database.read() as db:
        return await db.scalar(sa.select(sa.func.count()).select_from(arrivals)) or 0


async def test_what_was_taken_is_handled_once_and_in_order(either_database: Database) -> None:
    seen: list[Event] = []

    async def handle(event: Event) -> None:
        seen.append(event)

    taking = Arrivals(either_database, handle, lambda: NOW, "web")
    people = [Person("web", "T1", name) for name in ("ada", "bo", "cy")]
    async with taking.open():
        for number in range(30):
            await taking.take(asked(number, people[number % 3]))
        await taking.handled()
    for one in people:
        numbers = [int(event.event_id[1:]) for event in seen if event.who == one]
        assert numbers == sorted(numbers)
    assert len(seen) == 30
    assert await waiting(either_database) == 0


async def test_many_at_once_are_all_kept(either_database: Database) -> None:
    async def handle(event: Event) -> None:
        await asyncio.sleep(3600)

    taking = Arrivals(either_database, handle, lambda: NOW, "web")
    async with taking.open():
        async with asyncio.TaskGroup() as senders:
            for number in range(300):
                senders.create_task(taking.take(asked(number)))
        assert await waiting(either_database) == 300
    with pytest.raises(Closed):
        await taking.take(asked(1))


async def test_what_failed_is_tried_again_later_by_anybody_and_given_up_in_the_end(database: Database) -> None:
    tries = 0

    async def fail(event: Event) -> None:
        nonlocal tries
        tries += 1
        raise RuntimeError("broken")

    taking = Arrivals(database, fail, lambda: NOW, "web")
    async with taking.open():
        await taking.take(asked(1))
        await taking.handled()
    assert (tries, await waiting(database)) == (1, 1)
    assert await taking.handle_stale(NOW) == 0, "it is left alone for a while"
    at = NOW
    for _ in range(TRIES + 1):
        at += STALE + timedelta(seconds=1)
        await taking.handle_stale(at)
    assert (tries, await waiting(database)) == (1 + TRIES, 0)


async def test_what_another_platform_left_is_not_touched(database: Database) -> None:
    seen: list[tuple[str, str]] = []

    def taking(platform: str) -> Arrivals:
        async def handle(event: Event) -> None:
            seen.append((platform, event.event_id))

        return Arrivals(database, handle, lambda: NOW, platform)

    async def die(event: Event) -> None:
        await asyncio.sleep(3600)

    dying = Arrivals(database, die, lambda: NOW, "web")
    async with dying.open():
        await dying.take(asked(1))
    later = NOW + STALE + timedelta(seconds=1)
    assert await taking("chat").handle_stale(later) == 0
    assert await taking("web").handle_stale(later) == 1
    assert seen == [("web", "e1")]
    assert await waiting(database) == 0


@pytest.mark.parametrize(
    "event",
    [
        Asked(ADA, "e", "words", NOW, command=True, place="D1"),
        Chose(ADA, "e", "token", NOW),
        Joined(ADA, "e", "Ada", NOW, zone="Europe/Berlin"),
        Left(ADA, "e", NOW),
        Kept(ADA, "e", "token", "save", NOW),
        Shared(ADA, "e", "token", "bo", NOW),
        Managed(ADA, "e", "c1", "pause", NOW),
    ],
)
def test_an_event_comes_back_from_its_row_as_it_was(event: Event) -> None:
    assert from_json(to_json(event)) == event
