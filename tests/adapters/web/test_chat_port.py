"""The playground's chat as the bot sees it: a Chat port on a table."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from adapters.web.chat import messages
from adapters.web.chat.chat import WebChat, heard
from adapters.web.chat.messages import Author, changed_after, last_change, latest
from bot.chat import Address, Message, Text
from bot.clock import Clock
from bot.faults import ChatError, ChatRefused, ChatUncertain
from lessons.database import Database, metadata
from tests.adapters.web.tiny import lesson, verdict
from tests.postgres import postgres_url

__all__ = ["postgres_url"]

ADA, BO = Address("web", "w1", "ada", "ada"), Address("web", "w1", "bo", "bo")
SINCE = datetime(2020, 1, 1, tzinfo=UTC)
HELLO = Message("Hello", (Text("Hello"),))
NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"


async def opened(url: str) -> WebChat:
    database = Database(url)
    async with database.write() as db:
        await db.run_sync(metadata.create_all, tables=messages.TABLES)
    return WebChat(database, Clock())


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[WebChat]:
    chat = await opened(f"sqlite:///{tmp_path / 'chat.db'}")
    yield chat
    await chat.database.close()


async def shown(chat: WebChat, to: Address) -> list[Message]:
    async with chat.database.read() as db:
        return [each.message for each in await latest(db, to.workspace_id, to.learner_id, 100)]


async def test_a_delivery_that_is_sent_twice_is_said_once(chat: WebChat) -> None:
    first = await chat.send(ADA, lesson(1), "d1")
    assert await chat.send(ADA, lesson(1), "d1") == first
    assert await shown(chat, ADA) == [lesson(1)]


async def test_what_was_sent_is_found_by_its_delivery(chat: WebChat) -> None:
    ref = await chat.send(ADA, HELLO, "d1")
    assert await chat.find(ADA, "d1", SINCE) == ref
    assert await chat.find(ADA, "d2", SINCE) is None
    assert await chat.find(BO, "d1", SINCE) is None


async def test_an_update_replaces_the_message_in_its_place(chat: WebChat) -> None:
    ref = await chat.send(ADA, lesson(1), "d1")
    await chat.send(ADA, HELLO, "d2")
    await chat.update(ADA, ref, verdict(1, True))
    await chat.update(ADA, ref, verdict(1, True))
    assert await shown(chat, ADA) == [verdict(1, True), HELLO]


async def test_somebody_elses_message_is_not_changed(chat: WebChat) -> None:
    ref = await chat.send(ADA, HELLO, "d1")
    with pytest.raises(ChatRefused):
        await chat.update(BO, ref, lesson(1))
    with pytest.raises(ChatRefused):
        await chat.update(ADA, "unknown", lesson(1))
    assert await shown(chat, ADA) == [HELLO]


async def test_chats_of_two_people_and_two_workspaces_stay_apart(chat: WebChat) -> None:
    elsewhere = Address("web", "w2", "ada", "ada")
    await chat.send(ADA, HELLO, "d1")
    await chat.send(elsewhere, lesson(1), "d1")
    await chat.hear("w1", "bo", "e1", "Good morning", SINCE)
    assert await shown(chat, ADA) == [HELLO]
    assert await shown(chat, elsewhere) == [lesson(1)]
    assert [each.plain for each in await shown(chat, BO)] == ["Good morning"]


async def test_words_that_arrive_twice_are_kept_once(chat: WebChat) -> None:
    await chat.hear("w1", "ada", "e1", "Good morning", SINCE)
    await chat.hear("w1", "ada", "e1", "Good morning", SINCE)
    async with chat.database.read() as db:
        (only,) = await latest(db, "w1", "ada", 100)
    assert (only.author, only.said_at) == (Author.LEARNER, SINCE)


async def test_news_are_what_changed_since_in_order_of_change(chat: WebChat) -> None:
    first = await chat.send(ADA, lesson(1), "d1")
    await chat.send(ADA, HELLO, "d2")
    async with chat.database.read() as db:
        seen = await last_change(db, "w1")
    await chat.send(BO, HELLO, "d3")
    await chat.update(ADA, first, verdict(1, False))
    async with chat.database.read() as db:
        news = await changed_after(db, "w1", ["ada", "bo"], seen, 10)
        assert await changed_after(db, "w1", ["ada"], seen, 10) == news[1:]
    assert [(each.learner_id, each.message) for each in news] == [("bo", HELLO), ("ada", verdict(1, False))]
    assert news[1].revised_at is not None
    assert news[1].position < seen < news[1].change


async def test_entries_far_back_are_read_page_by_page(chat: WebChat) -> None:
    for number in range(5):
        await chat.send(ADA, Message(str(number), ()), f"d{number}")
    async with chat.database.read() as db:
        last = await latest(db, "w1", "ada", 2)
        before = await latest(db, "w1", "ada", 2, before=last[0].position)
    assert [each.message.summary for each in before + last] == ["1", "2", "3", "4"]


async def test_the_bell_rings_for_what_this_process_says(chat: WebChat) -> None:
    ring = chat.bell.listen()
    await chat.send(ADA, HELLO, "d1")
    await heard(ring, 0)
    assert ring.is_set()
    assert not chat.bell.listen().is_set()


async def test_a_bell_that_does_not_ring_is_not_waited_for_longer_than_said(chat: WebChat) -> None:
    begun = asyncio.get_running_loop().time()
    await heard(chat.bell.listen(), 0.05)
    assert 0.04 < asyncio.get_running_loop().time() - begun < 1


async def test_a_reader_who_follows_numbers_misses_nothing_of_many_writers_at_once(postgres_url: str) -> None:
    chats = [await opened(postgres_url) for _ in range(2)]  # as two processes have
    seen: list[str] = []
    writing = asyncio.gather(
        *(chats[number % 2].send(Address("web", "w1", "ada", ""), HELLO, f"d{number}") for number in range(60))
    )
    change = 0
    while not writing.done() or await _read_on(chats[0], change) != []:
        for cause, number in await _read_on(chats[0], change):
            seen.append(cause)
            change = number
        await asyncio.sleep(0)
    await writing
    assert sorted(seen) == sorted(f"d{number}" for number in range(60))
    await asyncio.gather(*(chat.database.close() for chat in chats))


async def _read_on(chat: WebChat, change: int) -> list[tuple[str, int]]:
    async with chat.database.read() as db:
        return [(each.cause_id, each.change) for each in await changed_after(db, "w1", ["ada"], change, 100)]


async def test_a_vanished_database_makes_a_send_uncertain_and_a_look_fail() -> None:
    chat = WebChat(Database(NOWHERE), Clock())
    with pytest.raises(ChatUncertain):
        await chat.send(ADA, HELLO, "d1")
    with pytest.raises(ChatUncertain):
        await chat.update(ADA, "r1", HELLO)
    with pytest.raises(ChatError) as raised:
        await chat.find(ADA, "d1", SINCE - timedelta(days=1))
    assert not isinstance(raised.value, ChatUncertain)
    await chat.database.close()


async def test_a_fault_of_ours_is_not_taken_for_a_vanished_database(chat: WebChat) -> None:
    async with chat.database.write() as db:
        await db.execute(
            sa.text("CREATE TRIGGER full BEFORE INSERT ON web_messages BEGIN SELECT RAISE(ABORT, 'no'); END")
        )
    with pytest.raises(sa.exc.IntegrityError):
        await chat.send(ADA, HELLO, "d1")
