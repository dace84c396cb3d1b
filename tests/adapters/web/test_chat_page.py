"""The chat page over HTTP: what it shows, what it takes, and what it refuses."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy.exc
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from lxml import html as lxml_html

from adapters.web.chat.chat import WebChat
from adapters.web.chat.stream import News, Watcher
from adapters.web.pages.playground import ENTRIES, LONGEST_WORDS
from bot.chat import Message, Text
from bot.events import Asked, Chose, Person
from bot.playground import TimeStep
from lessons.database import Database
from schedules.people import roster
from tests.adapters.web.reading import english_in
from tests.adapters.web.tiny import QUESTION, RIGHT, Scene, address, scene

EVENT = "event-0001"
NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Scene]:
    async with scene(tmp_path) as running:
        yield running


async def page(stage: Scene, **query: str) -> Any:
    answer = await stage.client.get("/", params=query)
    assert answer.status == 200
    return lxml_html.fromstring(await answer.text())


async def say(stage: Scene, words: str, who: str = "Ada", event: str = EVENT) -> ClientResponse:
    body = {"as": stage.people[who].id, "words": words, "event_id": event}
    return await stage.client.post("/chat/say", json=body)


async def press(stage: Scene, token: str, who: str = "Ada", event: str = EVENT) -> ClientResponse:
    body = {"as": stage.people[who].id, "token": token, "event_id": event}
    return await stage.client.post("/chat/choose", json=body)


def logs(shown: Any) -> list[str]:
    return [log.text_content() for log in shown.xpath("//*[@role='log']")]


class Ear:
    """Listens to a page's stream."""

    def __init__(self, answer: ClientResponse) -> None:
        self._answer = answer

    async def next(self, name: str) -> tuple[dict[str, Any], int | None]:
        """The next event of that name, and its number."""
        while True:
            fields = await self._event()
            if fields.get("event") == name:
                return json.loads(fields["data"]), int(fields["id"]) if "id" in fields else None

    async def _event(self) -> dict[str, str]:
        fields = {}
        while line := (await asyncio.wait_for(self._answer.content.readline(), 5)).decode().strip():
            name, _, value = line.partition(": ")
            fields[name] = value
        return fields


def listen(stage: Scene, *who: str, **query: str) -> Any:
    people = [("as", stage.people[name].id) for name in who]
    return stage.client.get("/chat/stream", params=[*people, *query.items()])


async def test_the_page_is_a_chat_of_the_first_learner(stage: Scene) -> None:
    await stage.bot.teach(stage.people["Ada"], 1)
    shown = await page(stage)
    (log,) = shown.xpath("//*[@role='log']")
    assert log.get("aria-label") == "Chat"
    (article,) = log.iter("article")
    assert QUESTION in article.text_content()
    assert RIGHT in [button.text_content() for button in article.iter("button")]
    (box,) = shown.iter("textarea")
    assert box.get("aria-label") == "Message"
    assert [button.text for button in shown.xpath("//button[@data-step]")] == list(TimeStep)


async def test_two_people_are_played_side_by_side(stage: Scene) -> None:
    await stage.bot.teach(stage.people["Ada"], 1)
    shown = await page(stage, **{"as": stage.people["Mira"].id, "beside": stage.people["Ada"].id})
    assert [pane.get("aria-label") for pane in shown.find_class("pane")] == ["Mira Okafor", "Ada Lind"]
    mira, ada = logs(shown)
    assert (mira, QUESTION in ada) == ("", True)


async def test_a_person_beside_themselves_is_one_person(stage: Scene) -> None:
    ada = stage.people["Ada"].id
    assert len(logs(await page(stage, **{"as": ada, "beside": ada}))) == 1


async def test_everybody_has_the_clock_of_their_own_zone(stage: Scene) -> None:
    shown = await page(stage)
    zones = {face.get("data-zone") for face in shown.xpath("//nav//time")}
    assert zones == {"Europe/Berlin", "America/New_York", "Europe/London"}


async def test_words_reach_the_bot_and_stay_in_the_chat(stage: Scene) -> None:
    assert (await say(stage, "  Good <b>morning</b>\n ")).status == 200
    (event,) = stage.bot.events
    assert isinstance(event, Asked)
    assert event.who == Person("web", "playground", "ada")
    assert (event.words, event.command, event.at.utcoffset() is not None) == ("Good <b>morning</b>", False, True)
    (log,) = logs(await page(stage))
    assert "You: Good <b>morning</b>" in log
    assert "You said: Good <b>morning</b>" in log


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("/learn how do I report it?", "how do I report it?"),
        ("/LEARN  twice ", "twice"),
        ("/learn", ""),
        ("/learn\nhow?", "how?"),
    ],
)
async def test_the_learn_command_is_told_from_words(stage: Scene, written: str, words: str) -> None:
    await say(stage, written)
    (event,) = stage.bot.events
    assert isinstance(event, Asked)
    assert (event.words, event.command) == (words, True)


async def test_a_word_that_only_begins_like_the_command_is_none(stage: Scene) -> None:
    await say(stage, "/learning is fun")
    (event,) = stage.bot.events
    assert isinstance(event, Asked)
    assert (event.words, event.command) == ("/learning is fun", False)


async def test_a_press_reaches_the_bot_and_the_verdict_takes_the_buttons_place(stage: Scene) -> None:
    await stage.bot.teach(stage.people["Ada"], 1)
    assert (await press(stage, "right 1")).status == 200
    (event,) = stage.bot.events
    assert isinstance(event, Chose)
    assert (event.token, event.who.learner) == ("right 1", "ada")
    shown = await page(stage)
    assert "right answer" in logs(shown)[0]
    assert not shown.xpath("//button[@data-token]")


async def test_what_is_sent_twice_by_a_shaky_connection_is_one_event(stage: Scene) -> None:
    for _ in range(2):
        await say(stage, "Good morning")
    (log,) = logs(await page(stage))
    assert log.count("You: Good morning") == 1
    first, second = stage.bot.events
    assert isinstance(first, Asked)
    assert isinstance(second, Asked)
    assert first.event_id == second.event_id


async def test_the_same_id_from_two_people_is_two_events(stage: Scene) -> None:
    await say(stage, "Good morning", "Ada")
    await say(stage, "Good evening", "Bo")
    assert "Good evening" in logs(await page(stage, **{"as": stage.people["Bo"].id}))[0]


BAD: list[tuple[object, str]] = [
    ({}, "“as” is missing"),
    ({"as": "x", "event_id": EVENT}, "“words” is missing"),
    ({"as": "x", "words": "   ", "event_id": EVENT}, "“words” is missing"),
    ({"as": "x", "words": 7, "event_id": EVENT}, "“words” is missing"),
    ({"as": "x", "words": ["hi"], "event_id": EVENT}, "“words” is missing"),
    ({"as": "x", "words": "a\0b", "event_id": EVENT}, "no text"),
    ({"as": "x", "words": "x" * (LONGEST_WORDS + 1), "event_id": EVENT}, "“words” is too long"),
    ({"as": "x", "words": "hi", "event_id": EVENT, "admin": "1"}, "“admin” is not a field"),
    (["as", "words"], "not a JSON object"),
]


@pytest.mark.parametrize(("body", "error"), BAD)
async def test_bad_words_are_refused_with_what_is_wrong(stage: Scene, body: object, error: str) -> None:
    answer = await stage.client.post("/chat/say", json=body)
    said = await answer.json()
    assert answer.status == 400
    assert error in said["error"]
    assert said["advice"]
    assert stage.bot.events == []
    assert logs(await page(stage)) == [""]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b'{"words": "\\ud800"}', b"[" * 5000])
async def test_what_is_no_json_is_refused(stage: Scene, body: bytes) -> None:
    answer = await stage.client.post("/chat/say", data=body, headers={"Content-Type": "application/json"})
    assert (answer.status, (await answer.json())["error"]) == (400, "This is not JSON")


async def test_a_form_is_refused_for_its_format(stage: Scene) -> None:
    answer = await stage.client.post("/chat/say", data={"words": "hi"})
    assert answer.status == 415


async def test_a_body_far_too_large_is_refused_before_it_is_read_as_json(stage: Scene) -> None:
    for size in (70_000, 2_000_000):
        answer = await stage.client.post(
            "/chat/say", data=BytesIO(b"x" * size), headers={"Content-Type": "application/json"}
        )
        assert (answer.status, answer.content_type) == (413, "application/json")


@pytest.mark.parametrize("event", ["short", "x" * 41, "<script>", "a b c d e f"])
async def test_an_event_id_that_is_none_is_refused(stage: Scene, event: str) -> None:
    assert (await say(stage, "hi", event=event)).status == 400
    assert stage.bot.events == []


async def test_nobody_can_be_played_who_is_not_there(stage: Scene) -> None:
    answer = await stage.client.post("/chat/say", json={"as": "nobody", "words": "hi", "event_id": EVENT})
    assert (answer.status, (await answer.json())["error"]) == (404, "Nobody with this id can be played here")
    for path in ("/?as=nobody", "/chat/stream?as=nobody", "/chat/earlier?as=nobody&before=3"):
        assert (await stage.client.get(path)).status == 404


@pytest.mark.parametrize("before", ["", "-1", "1.5", "x", "9" * 19, "²"])
async def test_a_place_that_is_no_number_is_refused(stage: Scene, before: str) -> None:
    query = {"as": stage.people["Ada"].id, "before": before}
    assert (await stage.client.get("/chat/earlier", params=query)).status == 400


async def test_a_stream_of_nobody_is_refused(stage: Scene) -> None:
    assert (await stage.client.get("/chat/stream")).status == 400


async def test_wrong_methods_are_refused(stage: Scene) -> None:
    for path in ("/chat/say", "/chat/choose", "/chat/clock"):
        assert (await stage.client.get(path)).status == 405
    assert (await stage.client.post("/chat/stream")).status == 405


async def test_other_sites_cannot_play(stage: Scene) -> None:
    answer = await stage.client.post("/chat/clock", json={"step": "+1 day"}, headers={"Origin": "https://evil.example"})
    assert (answer.status, stage.playground.given) == (403, 0)


async def test_time_moves_and_lessons_come_on_the_way(stage: Scene) -> None:
    before = stage.bot.clock.now()
    answer = await stage.client.post("/chat/clock", json={"step": "+1 week"})
    assert answer.status == 200
    assert (stage.bot.clock.now() - before).days == 7
    assert (await answer.json())["now"][:10] == stage.bot.clock.now().date().isoformat()
    assert QUESTION in logs(await page(stage))[0]


async def test_a_step_that_is_none_moves_nothing(stage: Scene) -> None:
    for step in ("-1 day", "+1 year", "NEXT_LESSON"):
        answer = await stage.client.post("/chat/clock", json={"step": step})
        assert (answer.status, "next lesson" in (await answer.json())["advice"]) == (400, True)
    assert stage.playground.given == 0


async def test_time_that_moves_already_is_not_moved_again(stage: Scene) -> None:
    stage.playground.pace_s = 0.3
    answers = await asyncio.gather(*(stage.client.post("/chat/clock", json={"step": "+1 day"}) for _ in range(2)))
    assert sorted(answer.status for answer in answers) == [200, 409]
    assert (await stage.client.post("/chat/clock", json={"step": "+1 day"})).status == 200


async def test_time_that_failed_to_move_can_be_moved_again(stage: Scene) -> None:
    del stage.playground.bot.clock
    assert (await stage.client.post("/chat/clock", json={"step": "+1 day"})).status == 500


async def test_new_and_changed_messages_arrive_without_a_reload(stage: Scene) -> None:
    async with listen(stage, "Ada", after="0") as answer:
        ear = Ear(answer)
        await stage.bot.teach(stage.people["Ada"], 1)
        new, _ = await ear.next("entry")
        assert QUESTION in new["html"]
        await press(stage, "other 1")
        changed, _ = await ear.next("entry")
        assert (changed["id"], "your choice" in changed["html"]) == (new["id"], True)


async def test_own_words_come_back_under_the_id_that_the_page_gave_them(stage: Scene) -> None:
    async with listen(stage, "Ada") as answer:
        await say(stage, "Good morning")
        own, _ = await Ear(answer).next("entry")
        assert own["cause"] == f"{stage.people['Ada'].id}:{EVENT}"


async def test_another_process_is_heard_too(stage: Scene) -> None:
    worker = WebChat(stage.bot.database, stage.bot.clock)  # its bell is not ours
    async with listen(stage, "Ada") as answer:
        await Ear(answer).next("clock")
        await worker.send(address(stage.people["Ada"]), Message("From afar", (Text("From afar"),)), "d1")
        new, _ = await Ear(answer).next("entry")
        assert "From afar" in new["html"]


async def test_a_page_that_comes_again_gets_what_it_missed_and_nothing_twice(stage: Scene) -> None:
    ada = stage.people["Ada"]
    async with listen(stage, "Ada") as answer:
        await stage.bot.teach(ada, 1)
        _, number = await Ear(answer).next("entry")
    await stage.bot.teach(ada, 2)
    query = {"as": ada.id, "after": "0"}
    async with stage.client.get("/chat/stream", params=query, headers={"Last-Event-ID": str(number)}) as answer:
        missed, _ = await Ear(answer).next("entry")
        assert "episode 2" in missed["html"]


async def test_a_chat_that_is_not_open_is_only_counted(stage: Scene) -> None:
    async with listen(stage, "Mira") as answer:
        await stage.bot.teach(stage.people["Bo"], 1)
        news, _ = await Ear(answer).next("elsewhere")
        assert news == {"learner": stage.people["Bo"].id, "fresh": True}


async def test_moving_time_is_seen_on_every_page(stage: Scene) -> None:
    stage.playground.pace_s = 0.5
    async with listen(stage, "Ada") as answer:
        ear = Ear(answer)
        still, _ = await ear.next("clock")
        moving = asyncio.ensure_future(stage.client.post("/chat/clock", json={"step": "+1 day"}))
        on_the_way, _ = await ear.next("clock")
        assert (still["progress"], on_the_way["progress"]) == ("", "on the way to +1 day")
        await moving
        arrived, _ = await ear.next("clock")
        assert arrived["now"] > still["now"]


async def test_a_page_of_a_database_that_is_no_more_loads_anew(stage: Scene) -> None:
    async with listen(stage, "Ada", after="1000") as answer:
        assert await Ear(answer).next("reload") == ({}, None)


async def test_a_quiet_stream_shows_that_it_lives(stage: Scene) -> None:
    ada = stage.people["Ada"]
    news = News(stage.bot, stage.chat, stage.playground, alive_s=0.1)

    async def follow(request: web.Request) -> web.StreamResponse:
        return await news.serve(request, Watcher(ada.workspace_id, {ada.id: ada}, frozenset()), 0)

    app = web.Application()
    app.router.add_get("/", follow)
    async with TestClient(TestServer(app)) as client, client.get("/") as answer:
        await Ear(answer).next("clock")
        assert await asyncio.wait_for(answer.content.readline(), 5) == b":\n"


async def test_earlier_messages_are_read_page_by_page(stage: Scene) -> None:
    for number in range(ENTRIES + 2):
        await stage.chat.send(address(stage.people["Ada"]), Message(f"<{number}>", ()), f"d{number}")
    shown = await page(stage)
    first = shown.xpath("//*[@data-position]")[0].get("data-position")
    query = {"as": stage.people["Ada"].id, "before": first}
    earlier = await (await stage.client.get("/chat/earlier", params=query)).json()
    assert ("<2>" in logs(shown)[0], "<1>" in logs(shown)[0]) == (True, False)
    assert ("&lt;1&gt;" in earlier["html"], "&lt;2&gt;" in earlier["html"], earlier["more"]) == (True, False, False)


async def test_a_vanished_database_is_said_and_work_goes_on_when_it_is_back(stage: Scene) -> None:
    there, away = stage.bot.database, Database(NOWHERE)
    stage.bot.database = away
    gone = await stage.client.get("/", headers={"Accept": "text/html"})
    assert (gone.status, gone.headers["Retry-After"]) == (503, "5")
    assert "database cannot be used" in await gone.text()
    stage.bot.database = there
    assert (await stage.client.get("/")).status == 200
    await away.close()


async def test_words_that_were_not_taken_can_be_sent_again_as_the_same(stage: Scene) -> None:
    stage.bot.fault = sqlalchemy.exc.OperationalError("INSERT", {}, Exception("database is locked"))
    answer = await say(stage, "Good morning")
    assert (answer.status, (await answer.json())["error"]) == (503, "The database cannot be used right now")
    stage.bot.fault = None
    assert (await say(stage, "Good morning")).status == 200
    assert len(stage.bot.events) == 1
    assert logs(await page(stage))[0].count("You: Good morning") == 1


async def test_a_stream_ends_when_the_database_vanishes(stage: Scene) -> None:
    there, away = stage.bot.database, Database(NOWHERE)
    async with listen(stage, "Ada") as answer:
        await Ear(answer).next("clock")
        stage.bot.database = away
        assert await asyncio.wait_for(answer.content.read(), 5) == b""
    stage.bot.database = there
    await away.close()


async def test_a_server_that_stops_does_not_wait_for_open_pages(tmp_path: Path) -> None:
    async with scene(tmp_path) as running:
        answer = await listen(running, "Ada")
        await Ear(answer).next("clock")
        begun = asyncio.get_running_loop().time()
        await running.client.server.close()
        assert asyncio.get_running_loop().time() - begun < 2


async def test_the_page_around_the_chats_speaks_the_browsers_language(stage: Scene) -> None:
    headers = {"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}
    for who in ("Ada", next(name for name, person in stage.people.items() if person.manages)):
        query = {"as": stage.people[who].id}
        text = await (await stage.client.get("/", params=query, headers=headers)).text()
        assert '<html lang="de">' in text
        assert english_in(text) == []
        assert "nächste Lektion" in text
        assert 'data-step="next lesson"' in text
    assert 'lang="en"' in lxml_html.tostring(lxml_html.fromstring(text).xpath("//*[@role='log']")[0]).decode()


async def test_a_refusal_speaks_the_browsers_language(stage: Scene) -> None:
    reply = await stage.client.post("/chat/clock", json={"step": "back"}, headers={"Accept-Language": "de"})
    body = await reply.json()
    assert (reply.status, body["error"]) == (400, "Diesen Schritt gibt es nicht")
    assert body["advice"].startswith("Sende eins davon: next lesson")


async def test_a_german_reads_german_around_new_messages_too(stage: Scene) -> None:
    async with stage.bot.database.write() as db:
        ada = stage.people["Ada"]
        await roster.change_learner(db, ada.workspace_id, ada.id, locale="de-DE")
    async with listen(stage, "Ada") as answer:
        ear = Ear(answer)
        await stage.bot.teach(stage.people["Ada"], 1)
        news, _ = await ear.next("entry")
    assert "Ansehen" in news["html"]
    log = (await page(stage, **{"as": ada.id})).xpath("//*[@role='log']")[0]
    assert (log.get("lang"), "Ansehen" in log.text_content()) == ("de", True)
