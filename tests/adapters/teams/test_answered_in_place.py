"""What was done with a card is said once: the card or the response shows it, and the same again gets the same."""

from __future__ import annotations

from datetime import timedelta

import pytest

from adapters.teams.connector.port import CARD, WORDS
from tests.adapters.teams.cards_seen import actions, buttons, words
from tests.adapters.teams.offices import Json, Office
from tests.adapters.teams.test_campaigns import SENT, opened, shown, staff, started
from tests.adapters.teams.test_journey import first_episode
from tests.adapters.teams.test_steering import at_work, listed, pressed
from tests.bot.asking import HOTEL, teach_handbook


async def later(office: Office) -> None:
    """Everything that waits to be shown has been sent by now, if it is sent at all."""
    office.world.clock.at += timedelta(minutes=1)
    await office.world.sender.deliver_due()


async def messages_after(office: Office, name: str, before: int) -> list[str]:
    await later(office)
    return office.sees(name)[before:]


@pytest.mark.parametrize("label", ["Pause", "Remind who is silent"])
async def test_a_button_of_the_list_says_in_the_list_alone_what_came_of_it(office: Office, label: str) -> None:
    """F14: the card said it, and a message said it again on the manager's phone."""
    await at_work(office)
    ref, card = await listed(office)
    before = len(office.messages("Mira"))
    answer = await pressed(office, "Mira", label, ref, card)
    assert len(words(answer["value"])) == len(words(card)) + 1
    assert await messages_after(office, "Mira", before) == []


async def test_another_press_on_an_answered_card_shows_its_verdict_and_sends_nothing(office: Office) -> None:
    """F14: "You answered this one already" came as a message for every further press."""
    await first_episode(office)
    lesson = office.messages("Ada")[-1]
    options = {action["title"]: action for action in actions(lesson["card"])}
    await office.tell(office.execute("Ada", options["Wait"], lesson["id"]))
    before = len(office.messages("Ada"))
    for _ in range(2):
        answer = await (await office.tell(office.execute("Ada", options["Report it"], lesson["id"]))).json()
        assert "you said “Wait”" in "\n".join(words(answer["value"]))
    assert await messages_after(office, "Ada", before) == []


async def test_a_like_is_seen_on_the_message_and_said_nowhere_else(office: Office) -> None:
    """F14: "You like …" came as a message for every reaction."""
    await first_episode(office)
    lesson, before = office.messages("Ada")[-1], len(office.messages("Ada"))
    liked = {"reactionsAdded": [{"type": "like"}], "replyToId": lesson["id"]}
    await office.tell(office.teams.activity("Ada", "messageReaction", **liked))
    assert await messages_after(office, "Ada", before) == []


async def test_words_that_were_not_shown_in_time_come_as_a_message(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from adapters.teams.inbound import interactions

    await first_episode(office)
    await office.install("Bo")
    lesson = office.messages("Ada")[-1]
    action = next(one for one in actions(lesson["card"]) if one["title"] == "Wait")
    monkeypatch.setattr(interactions, "CROWD", 0)
    before = len(office.messages("Bo"))
    await office.tell(office.execute("Bo", action, lesson["id"]))
    assert sum("made for somebody else" in one for one in await messages_after(office, "Bo", before)) == 1


async def test_no_button_is_answered_with_nothing(office: Office) -> None:
    """F7: "This helped" and every other button whose effect is an edit were answered with an empty string."""
    await office.install("Ada")
    for label in buttons(office.messages("Ada")[0]["card"]):
        answer: Json = await (await office.press("Ada", label)).json()
        assert answer["value"], label


async def test_a_judged_answer_is_shown_in_the_card_at_once(office: Office) -> None:
    """F7: the card that thanks for the judgement is the response."""
    await office.install("Ada")
    await teach_handbook(office.world)
    await office.write("Ada", f"learn {HOTEL}")
    label = "This helped"
    answer = await (await office.press("Ada", label)).json()
    assert answer["type"] == CARD
    assert label not in buttons(answer["value"])


async def test_a_start_that_is_submitted_twice_starts_once_and_is_answered_the_same(office: Office) -> None:
    """F8: the second submit was told that the dry run is no longer good, and the manager began anew."""
    await staff(office, "Mira")
    (start,) = [
        one for one in actions(shown(await opened(office, "Mira", {**SENT, "do": "look"}))) if START in str(one)
    ]
    activity = office.teams.activity("Mira", "invoke", name="task/submit", value={"data": start["data"]})
    answers = [await (await office.tell(activity)).json() for _ in range(2)]
    answers.append(await (await office.tell({**activity, "id": "another click"})).json())
    assert answers[1:] == answers[:1] * 2
    assert await started(office) == ["Spring: running"]


START = "'do': 'start'"


async def test_the_question_to_a_second_manager_loses_its_buttons_for_all_of_them(office: Office) -> None:
    """F13: the buttons stayed after the decision, in the chat of who decided and of everybody else who was asked."""
    await staff(office, "Mira", "Max", "Bo")
    run = await opened(office, "Mira", {**SENT, "people": "", "everybody": "true", "do": "look"})
    (ask,) = [one for one in actions(shown(run)) if START in str(one)]
    await opened(office, "Mira", ask["data"])
    await office.world.sender.deliver_due()
    before = len(office.messages("Max"))
    answer = await (await office.press("Max", "Start campaign")).json()
    assert (answer["type"], buttons(answer["value"])) == (CARD, {})
    await later(office)
    for manager in ("Max", "Bo"):
        (question,) = [one for one in office.messages(manager) if "wants to start" in str(one["card"])]
        assert "Max agreed: “Spring” starts." in words(question["card"])
        assert buttons(question["card"]) == {}
    assert len(office.messages("Max")) <= before + 1
    assert "Agreed" in office.sees("Mira")[-1]


async def test_words_answer_where_there_is_no_card_to_show(office: Office) -> None:
    await office.install("Ada")
    action = {"verb": "choose", "data": {"token": "made up"}}
    answer = await (await office.tell(office.execute("Ada", action, "1"))).json()
    assert answer["type"] == WORDS
    before = len(office.messages("Ada"))
    assert await messages_after(office, "Ada", before) == []
