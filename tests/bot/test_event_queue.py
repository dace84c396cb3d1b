"""Events are rows before they are acknowledged: in order for each person, once, whatever fails in between."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.event_queue import STALE, TRIES, Closed, EventQueue, event_queue, from_json, to_json
from bot.events import Asked, CampaignAction, Chose, ClipAction, Event, Joined, Left, Managed, Person, Reacted, Shared
from lessons.database import Database

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
ADA = Person("web", "T1", "ada")


def asked(number: int, who: Person = ADA) -> Asked:
    return Asked(who, f"e{number}", f"words {number}", NOW)


async def waiting(database: Database) -> int:
    async with database.read() as db:
        return await db.scalar(sa.select(sa.func.count()).select_from(event_queue)) or 0


async def test_what_was_taken_is_handled_once_and_in_order(either_database: Database) -> None:
    seen: list[Event] = []

    async def handle(event: Event) -> None:
        seen.append(event)

    taking = EventQueue(either_database, handle, lambda: NOW, "web")
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

    taking = EventQueue(either_database, handle, lambda: NOW, "web")
    async with taking.open():
        async with asyncio.TaskGroup() as senders:
            for number in range(300):
                senders.create_task(taking.take(asked(number)))
        assert await waiting(either_database) == 300
    with pytest.raises(Closed):
        await taking.take(asked(1))


@pytest.mark.parametrize("odd", ["\ud800 alone", "a \x00 in between"])
async def test_one_event_that_no_database_takes_fails_none_of_its_neighbours(
    either_database: Database, odd: str
) -> None:
    handled: list[str] = []

    async def handle(event: Event) -> None:
        handled.append(event.event_id)

    queue = EventQueue(either_database, handle, lambda: NOW, "web")
    async with queue.open():
        events = [asked(number) for number in range(5)] + [Asked(ADA, "odd", odd, NOW)]
        outcomes = await asyncio.gather(*[queue.take(event) for event in events], return_exceptions=True)
        await queue.handled()
    assert not any(isinstance(outcome, Exception) for outcome in outcomes[:5])
    assert {f"e{number}" for number in range(5)} <= set(handled)


async def test_what_failed_is_tried_again_later_by_anybody_and_given_up_in_the_end(database: Database) -> None:
    tries = 0

    async def fail(event: Event) -> None:
        nonlocal tries
        tries += 1
        raise RuntimeError("broken")

    taking = EventQueue(database, fail, lambda: NOW, "web")
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


@pytest.mark.parametrize("broken", [{"type": "Danced", "who": 7}, {}, [], {"type": "Asked", "who": None}])
async def test_a_row_that_nobody_can_read_stops_none_after_it_and_is_given_up_in_the_end(
    either_database: Database, broken: object, caplog: pytest.LogCaptureFixture
) -> None:
    handled: list[str] = []

    async def handle(event: Event) -> None:
        handled.append(event.event_id)

    key = {"platform": "web", "workspace": "T1"}
    rows = [{**key, "event_id": "odd", "event": broken, "look_at": NOW - STALE}]
    rows += [{**key, "event_id": "e1", "event": to_json(asked(1)), "look_at": NOW}]
    async with either_database.write() as db:
        await db.execute(sa.insert(event_queue), rows)
    queue = EventQueue(either_database, handle, lambda: NOW, "web")
    for number in range(TRIES + 1):
        await queue.handle_stale(NOW + number * STALE)
        assert handled == ["e1"]
    assert await waiting(either_database) == 0
    assert {record.__dict__.get("event") for record in caplog.records} == {"odd"}


async def test_a_row_that_was_damaged_on_disk_stops_none_after_it(database: Database) -> None:
    handled: list[str] = []

    async def handle(event: Event) -> None:
        handled.append(event.event_id)

    key = {"platform": "web", "workspace": "T1", "look_at": NOW}
    async with database.write() as db:
        for name in ("e1", "e2"):
            await db.execute(
                sa.insert(event_queue).values({**key, "event_id": name, "event": to_json(asked(int(name[1])))})
            )
        await db.execute(sa.text("UPDATE arrivals SET event = substr(event, 1, 20) WHERE event_id = 'e1'"))
    await EventQueue(database, handle, lambda: NOW, "web").handle_stale(NOW)
    assert handled == ["e2"]


async def test_what_another_platform_left_is_not_touched(database: Database) -> None:
    seen: list[tuple[str, str]] = []

    def taking(platform: str) -> EventQueue:
        async def handle(event: Event) -> None:
            seen.append((platform, event.event_id))

        return EventQueue(database, handle, lambda: NOW, platform)

    async def die(event: Event) -> None:
        await asyncio.sleep(3600)

    dying = EventQueue(database, die, lambda: NOW, "web")
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
        Reacted(ADA, "e", "token", ClipAction.SAVE, NOW),
        Shared(ADA, "e", "token", "bo", NOW),
        Managed(ADA, "e", "c1", CampaignAction.PAUSE, NOW),
    ],
)
def test_an_event_comes_back_from_its_row_as_it_was(event: Event) -> None:
    assert from_json(to_json(event)) == event


def test_a_row_that_an_earlier_release_wrote_is_read() -> None:
    who = {"platform": "web", "workspace": "T1", "learner": "ada"}
    row = {"kind": "Managed", "who": who, "event_id": "e", "campaign_id": "c1", "deed": "pause"}
    assert from_json({**row, "at": "2026-03-02T08:00:00+00:00"}) == Managed(ADA, "e", "c1", CampaignAction.PAUSE, NOW)
