"""A learner in Teams, from the install to the verdict: signed activities in, cards out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from adapters.teams.connector.port import WORDS
from adapters.teams.inbound import interactions
from bot.learners.saved_clips import keeps
from schedules.ledger.ledger import DeliveryKind, DeliveryState, deliveries
from schedules.people import roster
from schedules.replies.replies import replies
from tests.adapters.teams.cards_seen import actions, buttons, words
from tests.adapters.teams.offices import Office
from tests.fakes.teams import Failure
from tests.stories.world import MONDAY

Json = dict[str, Any]


async def first_episode(office: Office) -> None:
    await office.install("Ada", localTimezone="Europe/Berlin")
    await office.world.start("Ada")
    await office.world.until(MONDAY + timedelta(hours=2))


async def learner(office: Office, name: str) -> roster.Learner:
    async with office.world.database.read() as db:
        found = await roster.learner_outside(db, office.world.workspace.id, name)
    assert found is not None
    return found


async def test_an_install_is_welcomed_once_with_the_zone_that_the_client_tells(office: Office) -> None:
    await office.install("Ada", localTimezone="Asia/Tokyo", locale="de-DE")
    await office.install("Ada", localTimezone="Asia/Tokyo", locale="de-DE")
    assert [one.splitlines()[0] for one in office.sees("Ada")] == ["Hello Ada, I am Ninety"]
    ada = await learner(office, "Ada")
    assert (ada.zone, ada.locale, ada.place) == ("Asia/Tokyo", "de-DE", "a:Ada")


async def test_a_press_is_answered_with_the_card_that_holds_the_verdict(office: Office) -> None:
    await first_episode(office)
    reply = await office.press("Ada", "Report it")
    answer = await reply.json()
    assert (reply.status, answer["statusCode"], answer["type"]) == (200, 200, "application/vnd.microsoft.card.adaptive")
    assert "✓ Right: you said “Report it”." in words(answer["value"])
    assert not buttons(answer["value"])
    assert office.messages("Ada")[-1]["card"] == answer["value"]  # the message itself changed too, for other devices


async def test_a_wrong_answer_says_why_at_once(office: Office) -> None:
    await first_episode(office)
    answer = await (await office.press("Ada", "Hide it")).json()
    assert "◆ Not quite: you said “Hide it”." in words(answer["value"])
    assert any(one.startswith("Hiding makes it worse.") for one in words(answer["value"]))


async def test_a_press_that_teams_sends_again_counts_once_and_is_answered_the_same(office: Office) -> None:
    await first_episode(office)
    shown = office.messages("Ada")[-1]
    action = next(one for one in actions(shown["card"]) if one["title"] == "Wait")
    activity = office.execute("Ada", action, shown["id"])
    first, again = await office.tell(activity), await office.tell(activity)
    assert await first.json() == await again.json()
    async with office.world.database.read() as db:
        assert await db.scalar(sa.select(sa.func.count()).select_from(replies)) == 1
    assert len(office.messages("Ada")) == 2


async def test_another_option_pressed_later_shows_the_verdict_of_the_first(office: Office) -> None:
    await first_episode(office)
    shown = office.messages("Ada")[-1]
    options = {one["title"]: one for one in actions(shown["card"])}
    await office.tell(office.execute("Ada", options["Wait"], shown["id"]))
    answer = await (await office.tell(office.execute("Ada", options["Report it"], shown["id"]))).json()
    assert "◆ Not quite: you said “Wait”." in words(answer["value"])
    # The card that comes back says it; a message beside it would say it twice.
    assert not any("You answered this one already" in one for one in office.sees("Ada"))


async def test_a_client_without_execute_answers_by_message_and_the_card_changes(office: Office) -> None:
    await first_episode(office)
    shown = office.messages("Ada")[-1]
    fallback = next(one["fallback"] for one in actions(shown["card"]) if one["title"] == "Report it")
    reply = await office.tell(office.teams.activity("Ada", value=fallback["data"], replyToId=shown["id"]))
    assert (reply.status, await reply.read()) == (200, b"")
    assert "✓ Right: you said “Report it”." in office.sees("Ada")[-1]


async def test_when_many_press_at_once_nobody_waits_and_the_card_changes_a_moment_later(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    await first_episode(office)
    monkeypatch.setattr(interactions, "CROWD", 0)
    answer = await (await office.press("Ada", "Report it")).json()
    assert (answer["type"], answer["value"]) == (WORDS, "I have your answer. This card shows it in a moment.")
    assert "✓ Right: you said “Report it”." in office.sees("Ada")[-1]


async def test_somebody_elses_button_changes_nothing_and_leaves_the_card(office: Office) -> None:
    await first_episode(office)
    await office.install("Bo")
    shown = office.messages("Ada")[-1]
    action = next(one for one in actions(shown["card"]) if one["title"] == "Wait")
    answer = await (await office.tell(office.execute("Bo", action, shown["id"]))).json()
    assert answer["type"] == "application/vnd.microsoft.activity.message"
    assert "made for somebody else" in answer["value"]


@pytest.mark.parametrize("token", ["", "made up", "a.b", "x" * 3000, "🙂"])
async def test_a_made_up_button_is_answered_kindly(office: Office, token: str) -> None:
    await office.install("Ada")
    action = {"verb": "choose", "data": {"token": token}}
    reply = await office.tell(office.execute("Ada", action, "1"))
    assert reply.status == 200
    assert "I do not know that button" in (await reply.json())["value"]


async def test_the_reminders_button_turns_both_cards_into_the_verdict(office: Office) -> None:
    await first_episode(office)
    await office.world.until(MONDAY + timedelta(hours=5))
    answer = await (await office.press("Ada", "Report it")).json()
    assert words(answer["value"])[0] == "The Printer"
    assert sum("Right: you said" in one for one in office.sees("Ada")) == 2


async def test_watch_opens_a_dialog_with_the_player(office: Office) -> None:
    await first_episode(office)
    watch = next(one for one in actions(office.messages("Ada")[-1]["card"]) if "Watch" in one["title"])
    assert watch["data"]["msteams"] == {"type": "task/fetch"}
    asked = office.teams.activity("Ada", "invoke", name="task/fetch", value={"data": watch["data"]})
    answer = (await (await office.tell(asked)).json())["task"]
    assert answer["type"] == "continue"
    assert answer["value"]["fallbackUrl"] == watch["data"]["url"]
    assert answer["value"]["url"] == watch["data"]["url"].replace("/watch/", "/teams/watch/")
    assert answer["value"]["height"] > answer["value"]["width"]


async def test_a_dialog_shows_no_page_of_strangers(office: Office) -> None:
    await office.install("Ada")
    for url in ("https://evil.example/watch/x", "http://127.0.0.1:3000/watch/forged", "javascript:alert(1)", ""):
        asked = office.teams.activity("Ada", "invoke", name="task/fetch", value={"data": {"do": "watch", "url": url}})
        answer = (await (await office.tell(asked)).json())["task"]
        assert answer["type"] == "message"


@pytest.mark.parametrize("text", ["learn", "/learn", "/LEARN", "learn "])
async def test_learn_brings_the_current_lesson(office: Office, text: str) -> None:
    await first_episode(office)
    await office.write("Ada", text)
    assert "Your current lesson: The Printer" in office.sees("Ada")[-1]


@pytest.mark.parametrize("text", ["learn what about printers", "/learn what about printers", "what about printers"])
async def test_a_question_in_the_direct_chat_is_answered_there(office: Office, text: str) -> None:
    await office.install("Ada")
    await office.write("Ada", text)
    assert "You asked: what about printers" in office.sees("Ada")[-1]


async def test_a_question_in_a_channel_is_answered_in_the_direct_chat(office: Office) -> None:
    await office.install("Ada")
    bot = {"id": "28:11111111-2222-3333-4444-555555555555", "name": "Ninety"}
    await office.write(
        "Ada",
        "<at>Ninety</at>&nbsp;learn what about printers",
        conversation={"id": "19:abc@thread.tacv2;messageid=1", "conversationType": "channel", "tenantId": "T1"},
        entities=[{"type": "mention", "mentioned": bot, "text": "<at>Ninety</at>"}],
    )
    assert "You asked: what about printers" in office.sees("Ada")[-1]
    # In the channel stands one line that leads to the direct conversation.
    assert set(office.teams.shown) == {"a:Ada", "19:abc@thread.tacv2;messageid=1"}
    assert (await learner(office, "Ada")).place == "a:Ada"


async def test_words_from_somebody_unknown_enter_them_first(office: Office) -> None:
    await office.write("Bo", "help")
    assert "What you can write to me" in office.sees("Bo")[-1]


async def test_a_picture_without_words_is_answered_with_help(office: Office) -> None:
    await office.install("Ada")
    await office.write("Ada", "")
    assert "What you can write to me" in office.sees("Ada")[-1]


async def test_the_same_message_twice_is_answered_once(office: Office) -> None:
    await office.install("Ada")
    activity = office.teams.activity("Ada", text="help")
    await office.tell(activity)
    await office.tell(activity)
    assert sum("What you can write to me" in one for one in office.sees("Ada")) == 1


async def test_two_people_may_write_in_the_same_millisecond(office: Office) -> None:
    await office.install("Ada")
    await office.install("Bo")
    for name in ("Ada", "Bo"):
        await office.write(name, "help", id="1700000000001")
    assert all("What you can write to me" in office.sees(name)[-1] for name in ("Ada", "Bo"))


async def test_a_new_host_and_conversation_are_kept(office: Office) -> None:
    await office.install("Ada")
    moved = {"id": "a:new", "conversationType": "personal", "tenantId": "T1"}
    await office.write("Ada", "help", conversation=moved)
    assert "What you can write to me" in office.teams.shown["a:new"][-1]["summary"]


async def test_who_took_the_app_away_gets_nothing_until_they_bring_it_back(office: Office) -> None:
    await office.install("Ada", localTimezone="Europe/Berlin")
    await office.world.start("Ada")
    await office.tell(office.teams.activity("Ada", "installationUpdate", action="remove"))
    before = len(office.messages("Ada"))
    await office.world.pass_days(1)
    assert len(office.messages("Ada")) == before
    await office.install("Ada")
    assert (await learner(office, "Ada")).active


async def test_who_presses_after_an_install_that_was_never_told_is_there_again(office: Office) -> None:
    await first_episode(office)
    shown = office.messages("Ada")[-1]
    options = {one["title"]: one for one in actions(shown["card"])}
    await office.tell(office.execute("Ada", options["Wait"], shown["id"]))
    await office.tell(office.teams.activity("Ada", "installationUpdate", action="remove"))
    await office.tell(office.execute("Ada", options["Wait"], shown["id"]))
    assert (await learner(office, "Ada")).active


async def test_a_team_that_gets_the_app_changes_nobodys_place(office: Office) -> None:
    await office.install("Ada")
    team = {"id": "19:team@thread.tacv2", "conversationType": "channel", "tenantId": "T1"}
    for action in ("add", "remove"):
        await office.tell(office.teams.activity("Ada", "installationUpdate", action=action, conversation=team))
    ada = await learner(office, "Ada")
    assert (ada.place, ada.active) == ("a:Ada", True)


async def test_a_lost_reply_is_not_sent_again_and_the_press_settles_it(office: Office) -> None:
    await office.install("Ada", localTimezone="Europe/Berlin")
    await office.world.start("Ada")
    office.teams.failures.append(Failure(0, delivered=True))
    await office.world.until(MONDAY + timedelta(hours=3))
    assert len(office.messages("Ada")) == 2
    assert await states(office) == [DeliveryState.UNCERTAIN]
    await office.press("Ada", "Report it")
    assert await states(office) == [DeliveryState.SENT]
    assert "✓ Right: you said “Report it”." in office.sees("Ada")[-1]


async def states(office: Office) -> list[str]:
    async with office.world.database.read() as db:
        query = sa.select(deliveries.c.state).where(deliveries.c.kind == DeliveryKind.EPISODE)
        return list((await db.execute(query)).scalars())


async def test_a_conversation_is_begun_with_who_was_entered_by_a_list(office: Office) -> None:
    await office.install("Mira")
    async with office.world.database.write() as db:
        cy = await roster.enter_learner(db, office.world.workspace.id, "Cy", "Cy", MONDAY, zone="Europe/Berlin")
    office.world.learners["Cy"] = cy
    await office.world.start("Cy")
    await office.world.until(MONDAY + timedelta(hours=2))
    assert not office.messages("Cy")
    assert await office.people.open_places(office.world.clock.at) == 1
    await office.world.beat()
    assert any("episode 1 of 5" in one for one in office.sees("Cy"))
    assert office.teams.calls["create"] == 1


async def test_who_has_not_the_app_is_asked_for_once_an_hour_not_every_round(office: Office) -> None:
    await office.install("Mira")
    async with office.world.database.write() as db:
        cy = await roster.enter_learner(db, office.world.workspace.id, "Cy", "Cy", MONDAY, zone="Europe/Berlin")
    office.world.learners["Cy"] = cy
    office.teams.not_installed.add("Cy")
    await office.world.start("Cy")
    await office.world.until(MONDAY + timedelta(hours=2))
    for _ in range(3):
        await office.people.open_places(office.world.clock.at)
    assert office.teams.calls["create"] == 1


async def test_a_forgotten_conversation_is_begun_anew_and_the_message_arrives(office: Office) -> None:
    await office.install("Ada")
    office.teams.forgotten.add("a:Ada")
    office.teams.places["Ada"] = "a:fresh"
    await office.write("Ada", "help")
    assert "What you can write to me" in office.teams.shown["a:fresh"][0]["summary"]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("typing", {}),
        ("messageUpdate", {"text": "edited"}),
        ("event", {"name": "application/vnd.microsoft.readReceipt", "value": {"lastReadMessageId": "1"}}),
        ("messageReaction", {"reactionsAdded": [{"type": "sad"}], "replyToId": "1"}),
        ("invoke", {"name": "composeExtension/query", "value": {}}),
        ("conversationUpdate", {"topicName": "x"}),
    ],
)
async def test_what_means_nothing_to_us_is_acknowledged(office: Office, kind: str, fields: Json) -> None:
    reply = await office.tell(office.teams.activity("Ada", kind, **fields))
    assert reply.status == 200
    assert not office.messages("Ada")


async def test_a_colleague_who_is_named_gets_the_lesson_that_is_shared(office: Office) -> None:
    await first_episode(office)
    await office.install("Bo", localTimezone="Europe/Berlin")
    bo = {"id": "29:Bo", "name": "Bo"}
    await office.write(
        "Ada", "share with <at>Bo</at>", entities=[{"type": "mention", "mentioned": bo, "text": "<at>Bo</at>"}]
    )
    assert any("The Printer" in one for one in office.sees("Bo"))


async def menu(office: Office, label: str) -> None:
    """Choose something behind the three dots of Ada's newest clip."""
    shown, action = next(
        (one, action)
        for one in reversed(office.messages("Ada"))
        for action in actions(one["card"])
        if action["title"] == label
    )
    await office.tell(office.teams.activity("Ada", value=action["data"], replyToId=shown["id"]))


async def test_a_clips_menu_saves_likes_and_brings_the_next_episode(office: Office) -> None:
    await first_episode(office)
    for label in ("Save for later", "Like", "Next episode now"):
        await menu(office, label)
    seen = office.sees("Ada")
    assert any("Saved: “The Printer”" in one for one in seen)
    assert any("You like “The Printer”" in one for one in seen)
    assert any("episode 2 of 5" in one for one in seen)


async def test_a_made_up_deed_is_answered_kindly(office: Office) -> None:
    await first_episode(office)
    await office.tell(office.teams.activity("Ada", value={"do": "keep", "deed": "burn", "token": "x"}))
    assert "I do not know that button" in office.sees("Ada")[-1]


async def test_a_heart_on_a_lesson_is_kept_and_one_on_other_words_is_not(office: Office) -> None:
    await first_episode(office)
    shown = office.messages("Ada")
    for message in shown:
        heart = {"reactionsAdded": [{"type": "heart"}], "replyToId": message["id"]}
        await office.tell(office.teams.activity("Ada", "messageReaction", **heart))
    async with office.world.database.read() as db:
        assert await db.scalar(sa.select(sa.func.count()).select_from(keeps)) == 1


async def in_doubt(office: Office) -> str:
    """Ada's first episode arrived, but its reply was lost; returns the id that Teams gave the message."""
    await office.install("Ada", localTimezone="Europe/Berlin")
    await office.world.start("Ada")
    office.teams.failures.append(Failure(0, delivered=True))
    await office.world.until(MONDAY + timedelta(hours=1, minutes=40))
    assert await states(office) == [DeliveryState.UNCERTAIN]
    return str(office.messages("Ada")[-1]["id"])


async def read(office: Office, name: str, ref: str) -> None:
    receipt = {"name": "application/vnd.microsoft.readReceipt", "value": {"lastReadMessageId": ref}}
    assert (await office.tell(office.teams.activity(name, "event", **receipt))).status == 200


async def test_a_read_receipt_settles_what_was_in_doubt_and_tells_which_message_it_is(office: Office) -> None:
    ref = await in_doubt(office)
    await read(office, "Ada", ref)
    assert await states(office) == [DeliveryState.SENT]
    await office.press("Ada", "Report it")
    assert "✓ Right: you said “Report it”." in office.sees("Ada")[-1]
    assert len(office.messages("Ada")) == 2


async def test_reading_something_else_settles_nothing(office: Office) -> None:
    ref = await in_doubt(office)
    await office.install("Bo")
    welcome = str(office.messages("Ada")[0]["id"])
    hour = 3_600_000
    for other in (welcome, str(int(ref) - hour), str(int(ref) + hour), "", "1", "x" * 13, "١" * 13):
        await read(office, "Ada", other)
    await read(office, "Bo", ref)
    assert await states(office) == [DeliveryState.UNCERTAIN]


async def test_what_somebody_wrote_themself_is_not_taken_for_the_answer(office: Office) -> None:
    await first_episode(office)
    office.teams.failures.append(Failure(0, delivered=False))
    words = office.teams.activity("Ada", text="next")
    await office.tell(words)
    await read(office, "Ada", words["id"])
    assert await states(office) == [DeliveryState.SENT, DeliveryState.UNCERTAIN]
