"""A manager's campaigns in Teams: seen by a word or from the form, and paused, resumed, ended and nudged by buttons."""

from __future__ import annotations

from datetime import timedelta

from schedules.people import roster
from tests.adapters.teams.card_rules import faults as card_faults
from tests.adapters.teams.cards_seen import actions, words
from tests.adapters.teams.offices import Json, Office
from tests.adapters.teams.test_campaigns import opened, shown, staff, started
from tests.fakes.teams import Failure
from tests.stories.world import MONDAY


async def at_work(office: Office) -> None:
    """Mira's campaign runs; Ada got her first episode."""
    await staff(office, "Mira", "Max")
    mira = office.world.learners.pop("Mira")
    office.world.learners = {"Mira": mira, **office.world.learners}
    await office.world.start("Ada")
    await office.world.until(MONDAY + timedelta(hours=2))


def offered(card: Json) -> list[str]:
    """What can be done with campaigns right in the card."""
    return [one["title"] for one in actions(card) if one["type"] != "Action.OpenUrl"]


async def pressed(office: Office, name: str, label: str, ref: str, card: Json) -> Json:
    """The card with which a press in a message is answered."""
    action = next(one for one in actions(card) if one["title"] == label)
    reply = await office.tell(office.execute(name, action, ref))
    answer: Json = await reply.json()
    assert (reply.status, answer["statusCode"]) == (200, 200)
    return answer


async def listed(office: Office, name: str = "Mira") -> tuple[str, Json]:
    await office.write(name, "campaigns")
    message = office.messages(name)[-1]
    return message["id"], message["card"]


async def test_the_list_pauses_and_resumes_and_says_what_came_of_it(office: Office) -> None:
    await at_work(office)
    ref, card = await listed(office)
    assert card_faults(card) == []
    assert words(card)[:3] == ["Your campaigns", "The Leak", "running"]
    assert offered(card) == ["Report", "Remind who is silent", "Pause", "End"]
    card = (await pressed(office, "Mira", "Pause", ref, card))["value"]
    assert words(card)[1:4] == ["“The Leak” is paused now.", "The Leak", "paused"]
    assert offered(card) == ["Report", "Go on", "End"]
    card = (await pressed(office, "Mira", "Go on", ref, card))["value"]
    assert words(card)[2:4] == ["The Leak", "running"]
    assert await started(office) == ["The Leak: running"]


async def test_ending_is_asked_about_first(office: Office) -> None:
    await at_work(office)
    ref, card = await listed(office)
    asked = (await pressed(office, "Mira", "End", ref, card))["value"]
    assert "This is final." in words(asked)[-1]
    assert offered(asked) == ["End it", "Keep it"]
    kept = (await pressed(office, "Mira", "Keep it", ref, asked))["value"]
    assert offered(kept)[-1] == "End"
    assert await started(office) == ["The Leak: running"]
    over = (await pressed(office, "Mira", "End it", ref, asked))["value"]
    assert words(over)[2:4] == ["The Leak", "ended"]
    assert offered(over) == ["Report"]


async def test_a_nudge_reaches_the_silent_and_the_report_comes_by_message(office: Office) -> None:
    await at_work(office)
    ref, card = await listed(office)
    await pressed(office, "Mira", "Remind who is silent", ref, card)
    assert any("Still open: The Printer" in one for one in office.sees("Ada"))
    await pressed(office, "Mira", "Report", ref, card)
    assert any("The report of “The Leak”" in one for one in office.sees("Mira"))


async def test_a_press_that_teams_sends_again_is_done_once(office: Office) -> None:
    await at_work(office)
    ref, card = await listed(office)
    action = next(one for one in actions(card) if one["title"] == "Pause")
    activity = office.execute("Mira", action, ref)
    first = await (await office.tell(activity)).json()
    before = len(office.messages("Mira"))
    again = await (await office.tell(activity)).json()
    assert (words(again["value"]), offered(again["value"])) == (words(first["value"]), offered(first["value"]))
    assert len(office.messages("Mira")) == before


async def test_a_client_without_execute_presses_by_message(office: Office) -> None:
    await at_work(office)
    ref, card = await listed(office)
    data = next(one["fallback"]["data"] for one in actions(card) if one["title"] == "Pause")
    await office.tell(office.teams.activity("Mira", value=data, replyToId=ref))
    assert await started(office) == ["The Leak: paused"]


async def test_the_form_leads_to_the_same_list_in_the_dialog(office: Office) -> None:
    await at_work(office)
    form = shown(await opened(office, "Mira", {"do": "campaign"}))
    to_list = next(one for one in actions(form) if one["title"] == "Your campaigns")
    card = shown(await opened(office, "Mira", to_list["data"]))
    assert {one["type"] for one in actions(card)} == {"Action.Submit", "Action.OpenUrl"}
    pause = next(one for one in actions(card) if one["title"] == "Pause")
    card = shown(await opened(office, "Mira", pause["data"]))
    assert words(card)[2:4] == ["The Leak", "paused"]


async def test_another_managers_campaign_is_neither_seen_nor_moved(office: Office) -> None:
    await at_work(office)
    ref, card = await listed(office)
    _, empty = await listed(office, "Max")
    assert words(empty)[-1].startswith("No campaign yet")
    answer = await pressed(office, "Max", "Pause", ref, card)
    assert "not yours" in words(answer["value"])[1]
    assert await started(office) == ["The Leak: running"]


async def test_whoever_is_no_manager_any_more_moves_nothing(office: Office) -> None:
    await at_work(office)
    ref, card = await listed(office)
    mira = office.world.learners["Mira"]
    async with office.world.database.write() as db:
        await roster.change_learner(db, mira.workspace_id, mira.id, manages=False)
    answer = await pressed(office, "Mira", "Pause", ref, card)
    assert "Campaigns are started by managers" in answer["value"]
    assert await started(office) == ["The Leak: running"]


async def test_the_list_leads_to_the_campaign_page(office: Office) -> None:
    await at_work(office)
    _, card = await listed(office)
    (page,) = [action for action in actions(card) if action["type"] == "Action.OpenUrl"]
    assert page["title"] == "Open the campaign page"
    assert "/manage/open/" in page["url"]


async def test_a_deed_that_nobody_offers_does_nothing(office: Office) -> None:
    await at_work(office)
    ref, card = await listed(office)
    action = {"verb": "steer", "data": {"do": "steer", "deed": "explode", "campaign": "x"}}
    reply = await office.tell(office.execute("Mira", action, ref))
    assert words((await reply.json())["value"]) == words(card)


async def test_a_list_that_could_not_be_sent_is_asked_for_again(office: Office) -> None:
    await at_work(office)
    office.teams.failures.append(Failure(429, retry_after=1))
    before = len(office.messages("Mira"))
    await office.write("Mira", "campaigns")
    assert len(office.messages("Mira")) == before
    _, card = await listed(office)
    assert words(card)[1:3] == ["The Leak", "running"]
