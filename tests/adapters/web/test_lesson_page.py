"""The learner's own page: its answer counts exactly as one in the chat, and everything else can be done there too."""

# ruff: noqa: F811  # the fixture `player` is an argument everywhere
from __future__ import annotations

import asyncio
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

import adapters.web
from bot.learners import replies as chat_replies
from bot.learners.saved_clips import actions_of
from bot.links import Purpose, Ticket
from bot.turn import Turn
from lessons.answers.index.indexing import learn_episode
from lessons.catalog.tables import checks
from schedules.ledger.audit import audit
from schedules.ledger.ledger import DeliveryKind, DeliveryState, deliveries
from schedules.people import roster
from schedules.people.enrolments import enrolments
from schedules.replies.certainty import PATIENCE
from schedules.replies.replies import replies
from schedules.replies.reviews import reviews
from schedules.rules.spacing import review
from tests.adapters.web.test_player import Player, player, unmade  # noqa: F401  # fixtures
from tests.bot.asking import teach
from tests.bot.world import MONDAY
from tests.certainty import asked_about

RIGHT, WRONG = 1, 0
STATIC = Path(adapters.web.__file__).parent / "static"


def state_on(page: str) -> dict[str, Any]:
    """What the page's script is given."""
    found = re.search(r'data-lesson="([^"]*)"', page)
    assert found
    said: dict[str, Any] = json.loads(found[1].replace("&#34;", '"').replace("&#39;", "'").replace("&amp;", "&"))
    return said


async def post(player: Player, path: str, event: str = "event-one", **fields: str) -> tuple[int, dict[str, Any]]:
    reply = await player.client.post(f"{player.path}/{path}", json={**fields, "event_id": event})
    return reply.status, await reply.json()


async def rows(player: Player, table: sa.Table, *where: Any) -> list[Any]:
    async with player.world.database.read() as db:
        return list((await db.execute(sa.select(table).where(*where))).all())


async def test_the_question_is_on_the_page_and_nothing_there_tells_which_answer_is_right(player: Player) -> None:
    page = await (await player.client.get(player.path)).text()
    state = state_on(page)
    assert state["question"] == "What first?"
    assert state["options"] == ["Delete it", "Report it", "Ignore it"]
    assert state["answered"] is None
    assert "Because it is so." not in page
    assert '"correct"' not in page.replace("&#34;", '"')


async def test_an_answer_on_the_page_counts_as_in_chat_and_changes_the_chats_message(player: Player) -> None:
    status, said = await post(player, "answer", choice=str(RIGHT))
    assert (status, said["first"]) == (200, True)
    assert (said["answered"]["correct"], said["answered"]["why"]) == (True, "Because it is so.")
    (reply,) = await rows(player, replies)
    assert (reply.choice, reply.correct, reply.first_try) == (RIGHT, True, True)
    (edit,) = await rows(player, deliveries, deliveries.c.kind == DeliveryKind.EDIT)
    assert (edit.about_id, edit.state) == (player.delivery_id, DeliveryState.PLANNED)
    assert state_on(await (await player.client.get(player.path)).text())["answered"]["choice"] == RIGHT


async def test_the_first_answer_counts_wherever_it_was_given(player: Player) -> None:
    world, ann = player.world, player.world.team["Ann"]
    ticket = Ticket(Purpose.CHOICE, world.workspace.id, player.delivery_id, ann.id, str(WRONG))
    async with world.database.write() as db:
        await chat_replies.record(Turn(db, world.workspace, ann, player.links, "press", MONDAY), ticket)
    player.clock.go(60)
    status, said = await post(player, "answer", choice=str(RIGHT))
    assert (status, said["first"]) == (200, False)
    assert (said["answered"]["choice"], said["answered"]["correct"]) == (WRONG, False)
    assert "Your first answer counts" in said["words"]
    assert len(await rows(player, replies)) == 1


@pytest.mark.parametrize("choice", ["3", "9", "-1", "x", ""])
async def test_what_is_no_option_changes_nothing(player: Player, choice: str) -> None:
    status, said = await post(player, "answer", choice=choice)
    assert status in (400, 409)
    assert said["advice"]
    assert await rows(player, replies) == []


async def test_chat_and_page_at_once_leave_one_reply(player: Player) -> None:
    world, ann = player.world, player.world.team["Ann"]

    async def in_chat(number: int) -> None:
        ticket = Ticket(Purpose.CHOICE, world.workspace.id, player.delivery_id, ann.id, str(WRONG))
        async with world.database.write() as db:
            await chat_replies.record(Turn(db, world.workspace, ann, player.links, f"press {number}", MONDAY), ticket)

    both = (
        [in_chat(number) for number in range(5)],
        [post(player, "answer", f"event-{n:05}", choice="1") for n in range(5)],
    )
    await asyncio.gather(*both[0], *both[1])
    assert len(await rows(player, replies)) == 1
    assert len(await rows(player, deliveries, deliveries.c.kind == DeliveryKind.EDIT)) == 1


async def test_next_brings_the_next_episode_at_once_and_the_chat_gets_it_too(player: Player) -> None:
    await _enrolled(player, position=2)
    await post(player, "answer", choice=str(RIGHT))
    status, said = await post(player, "onward", "event-two")
    assert status == 200
    assert said["url"]
    page = await (await player.client.get(said["url"])).text()
    assert "The Call" in page
    assert state_on(page)["question"] == "Who rings?"
    (second,) = await rows(player, deliveries, deliveries.c.position == 2)
    assert (second.state, second.prompted) == (DeliveryState.PLANNED, True)


async def test_after_one_extra_episode_the_page_says_why_there_is_none_and_shows_the_way_on(player: Player) -> None:
    await _enrolled(player, position=2)
    assert (await post(player, "onward", "event-one"))[1]["url"]
    async with player.world.database.write() as db:
        arrived = sa.update(deliveries).where(deliveries.c.position == 2)
        await db.execute(arrived.values(state=DeliveryState.SENT, sent_at=MONDAY))
    status, said = await post(player, "onward", "event-two")
    assert (status, said["url"]) == (200, "")
    assert "tomorrow" in said["words"]
    assert "/feed/" in said["feed"]


async def test_an_open_re_ask_comes_before_anything_new(player: Player) -> None:
    await _enrolled(player, position=2)
    await post(player, "answer", choice=str(WRONG))
    asked_again = await player.world.deliver("Ann", kind=DeliveryKind.REASK)
    said = (await post(player, "onward", "event-two"))[1]
    state = state_on(await (await player.client.get(said["url"])).text())
    assert (state["question"], state["answered"]) == ("What first?", None)
    reply = await player.client.post(f"{said['url']}/answer", json={"choice": "1", "event_id": "event-three"})
    assert (await reply.json())["answered"]["correct"] is True
    assert {row.delivery_id for row in await rows(player, replies)} == {player.delivery_id, asked_again}


async def test_save_like_and_their_taking_back_are_said_in_the_chats_words(player: Player) -> None:
    for number, (action, words) in enumerate(
        (("save", "Saved"), ("like", "You like"), ("unlike", "took back"), ("unsave", "no longer"))
    ):
        status, said = await post(player, "keep", f"event-{number:04}", action=action)
        assert (status, words in said["words"]) == (200, True)
    async with player.world.database.read() as db:
        assert await actions_of(db, player.world.team["Ann"], player.world.episodes[0].id) == frozenset()


async def test_what_is_done_on_the_page_is_answered_in_the_readers_language(player: Player) -> None:
    async with player.world.database.write() as db:
        await roster.change_learner(db, player.world.workspace.id, player.world.team["Ann"].id, locale="de-DE")
    _, said = await post(player, "rate", useful="yes")
    assert said["words"] == "Danke, gut zu wissen."


async def test_the_latest_word_on_whether_it_helped_counts(player: Player) -> None:
    await post(player, "rate", "event-one", useful="yes")
    await post(player, "rate", "event-two", useful="no")
    page = await (await player.client.get(player.path)).text()
    assert state_on(page)["done"] == ["useless"]


async def test_a_clip_is_shared_with_a_colleague_found_by_name(player: Player) -> None:
    found = await (await player.client.get(f"{player.path}/colleagues?name=ben")).json()
    assert [each["name"] for each in found["people"]] == ["Ben"]
    status, said = await post(player, "share", to=found["people"][0]["id"])
    assert (status, said["words"]) == (200, "Ben gets “The Mail” from you, inside of their working hours.")
    (gift,) = await rows(player, deliveries, deliveries.c.learner_id == player.world.team["Ben"].id)
    assert gift.prompted is False
    for name in ("%", "_", "Ann"):
        assert (await (await player.client.get(f"{player.path}/colleagues?name={name}")).json())["people"] == []


async def test_a_mistake_that_is_reported_reaches_the_manager_and_the_audit_log(player: Player) -> None:
    status, said = await post(player, "report", words="The number is <b>old</b>.")
    assert (status, "The Mail" in said["words"]) == (200, True)
    (message,) = await rows(player, deliveries, deliveries.c.learner_id == player.world.manager.id)
    assert "The number is <b>old</b>." in json.dumps(message.body)
    assert message.prompted is False
    assert [row.action for row in await rows(player, audit)] == ["clip reported as wrong"]


async def test_the_same_thing_sent_twice_is_done_once(player: Player) -> None:
    await _enrolled(player, position=1)
    assert (await post(player, "report", words="It is old."))[0] == 200
    status, said = await post(player, "report", words="It is old.")
    assert (status, said["error"]) == (409, "This was sent before")
    assert len(await rows(player, audit)) == 1


async def test_the_clip_goes_on_where_it_was_left(player: Player) -> None:
    await player.tell([], played=True)
    player.clock.go(8)
    await player.tell(range(8), at=8.0)
    assert state_on(await (await player.client.get(player.path)).text())["resume"] == 8.0
    player.clock.go(10)
    await player.tell(range(8, 19), at=19.0)
    assert state_on(await (await player.client.get(player.path)).text())["resume"] == 0


async def test_what_another_sites_page_sends_does_nothing(player: Player) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site"}
    for path in ("answer", "onward", "keep", "rate", "share", "report"):
        sent = {"choice": "1", "event_id": "event-one"}
        assert (await player.client.post(f"{player.path}/{path}", json=sent, headers=foreign)).status == 403
    assert await rows(player, replies) == []


async def test_a_link_that_is_not_good_does_nothing(player: Player) -> None:
    for path in (f"/watch/{'x' * 60}.{'y' * 24}", player.path[:-1] + "!"):
        reply = await player.client.post(f"{path}/answer", json={"choice": "1", "event_id": "event-one"})
        assert reply.status == 404
        assert (await reply.json())["advice"]
    assert await rows(player, replies) == []


async def _enrolled(player: Player, position: int) -> None:
    """Ann's place in the series."""
    async with player.world.database.write() as db:
        await db.execute(sa.update(enrolments).values(position=position, state="active"))


async def _asked_about(player: Player) -> str:
    """The page of a question whose answer is asked about."""
    world, ann = player.world, player.world.team["Ann"]
    async with world.database.write() as db:
        await roster.change_workspace(db, world.workspace.id, asks_how_sure=True)
        drawn = await asked_about(db, world.workspace.id, ann.id, MONDAY - timedelta(hours=1))
        await db.execute(sa.update(deliveries).where(deliveries.c.id == player.delivery_id).values(id=drawn))
    return player.links.player(world.workspace.id, drawn, ann.id, MONDAY)


async def test_the_page_asks_how_sure_before_the_verdict_and_the_chats_message_waits_as_well(player: Player) -> None:
    path = await _asked_about(player)
    reply = await player.client.post(f"{path}/answer", json={"choice": "0", "event_id": "event-one"})
    assert (await reply.json())["answered"]["how_sure"] is True
    assert state_on(await (await player.client.get(path)).text())["answered"]["how_sure"] is True
    edits = await rows(player, deliveries, deliveries.c.kind == DeliveryKind.EDIT)
    assert sorted(edit.due_at for edit in edits) == [player.clock.now(), player.clock.now() + PATIENCE]
    player.clock.go(4)
    reply = await player.client.post(f"{path}/sure", json={"level": "3", "event_id": "event-two"})
    assert reply.status == 200
    assert state_on(await (await player.client.get(path)).text())["answered"]["how_sure"] is False
    edits = await rows(player, deliveries, deliveries.c.kind == DeliveryKind.EDIT)
    assert max(edit.due_at for edit in edits) == player.clock.now()
    (counted,) = await rows(player, replies, replies.c.check_key == "the-leak/the-mail")
    assert (counted.choice, counted.correct, counted.confidence) == (0, False, 3)


@pytest.mark.parametrize("level", ["0", "4", "x", ""])
async def test_what_is_no_level_changes_nothing(player: Player, level: str) -> None:
    path = await _asked_about(player)
    await player.client.post(f"{path}/answer", json={"choice": "0", "event_id": "event-one"})
    reply = await player.client.post(f"{path}/sure", json={"level": level, "event_id": "event-two"})
    assert reply.status == 400
    assert [row.confidence for row in await rows(player, replies)] == [None, None]


async def test_two_taps_at_once_in_chat_and_on_the_page_leave_one(player: Player) -> None:
    path = await _asked_about(player)
    await player.client.post(f"{path}/answer", json={"choice": "1", "event_id": "event-one"})

    async def tap(number: int) -> int:
        body = {"level": str(number % 3 + 1), "event_id": f"event-{number:05}"}
        return (await player.client.post(f"{path}/sure", json=body)).status

    assert set(await asyncio.gather(*(tap(number) for number in range(6)))) == {200}
    (counted,) = await rows(player, replies, replies.c.check_key == "the-leak/the-mail")
    (memory,) = await rows(player, reviews)
    alone = review(
        None,
        True,
        counted.replied_at,
        counted.seconds,
        counted.confidence,
        key=f"{memory.learner_id}:{memory.check_key}",
    )
    assert memory.stability == alone.stability


async def test_a_question_that_comes_back_is_asked_at_once(player: Player) -> None:
    await post(player, "answer", choice=str(RIGHT))
    again = await _asked_again(player)
    state = state_on(await (await player.client.get(again)).text())
    assert (state["at_once"], state["passage"]) == (True, None)
    assert state_on(await (await player.client.get(player.path)).text())["at_once"] is False


LONGER = "What do you do first with a strange mail?"


async def _missed_longer(player: Player) -> None:
    """Ann got it wrong; of so few words as "What first?" nothing can be found surely."""
    async with player.world.database.write() as db:
        first = checks.c.episode_id == player.world.episodes[0].id
        await db.execute(sa.update(checks).where(first).values(question=LONGER))
    await post(player, "answer", choice=str(WRONG))


async def test_who_missed_it_reads_a_documents_words_before_it(player: Player) -> None:
    await _missed_longer(player)
    rule = "What to do first with a strange mail: report it to the service desk, before anything else."
    await teach(player.world.database, player.world.workspace.id, "Mail", rule)
    again = await _asked_again(player)
    state = state_on(await (await player.client.get(again)).text())
    assert "report it to the service desk" in state["passage"]["words"]
    assert "report it to the service desk" in await (await player.client.get(f"{again}/text")).text()


async def test_who_missed_it_sees_another_episodes_clip_and_answers_the_same_question(player: Player) -> None:
    await _missed_longer(player)
    world = player.world
    async with world.database.write() as db:
        place = (world.workspace.id, world.episodes[1].id, world.clips[1].id, "The Call")
        heard = (
            (0.0, 2.0, "It rings."),
            (3.0, 5.0, "What to do first with a strange mail? Report it to the service desk."),
        )
        await learn_episode(db, *place, heard, "en", (), approved=True, now=MONDAY)
    again = await _asked_again(player)
    page = await (await player.client.get(again)).text()
    state = state_on(page)
    assert ">The Call</h1>" in page
    assert (state["question"], state["at_once"], state["resume"] > 0) == (LONGER, False, True)
    reply = await player.client.post(f"{again}/answer", json={"choice": "1", "event_id": "event-again"})
    answered = (await reply.json())["answered"]
    assert (answered["correct"], answered["at"]) == (True, None)
    newest = max(await rows(player, replies), key=lambda row: row.replied_at)
    assert (newest.check_key, newest.days_since) == (world.episodes[0].check_key, 0.0)


async def _asked_again(player: Player) -> str:
    """The page of the first question as it comes back three days later."""
    player.clock.go(3 * 86_400)
    delivery_id = await player.world.deliver("Ann", kind=DeliveryKind.REASK, at=player.clock.now())
    ann = player.world.team["Ann"]
    return player.links.player(player.world.workspace.id, delivery_id, ann.id, MONDAY)


async def test_every_script_of_the_page_is_named_in_its_head_so_that_none_waits_for_another(player: Player) -> None:
    page = await (await player.client.get(player.path)).text()
    named = set(re.findall(r'rel="modulepreload" href="/static/[^/]+/([a-z-]+\.js)"', page))
    needed, ahead = set[str](), {"player.js"}
    while ahead:
        needed |= ahead
        sources = [(STATIC / name).read_text(encoding="utf-8") for name in ahead]
        ahead = {each for source in sources for each in re.findall(r'from "\./([a-z-]+\.js)"', source)} - needed
    assert named == needed
