"""App Home: today's lesson, how it goes, what was saved, settings; and every button of it works."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from adapters.slack.gallery.samples import every_view
from bot.events import Event
from schedules.plans import campaigns
from schedules.plans.planner import plan_due
from tests.adapters.slack.blockkit import lines, message_faults, pressable, view_faults
from tests.adapters.slack.conftest import Office
from tests.adapters.slack.proposals import proposal
from tests.fakes.slack_workspace import TEAM, press_body
from tests.stories.world import MONDAY

VIEWS = every_view()


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_every_window_and_page_keeps_every_rule_of_slack_whatever_people_wrote(name: str) -> None:
    assert view_faults(VIEWS[name]) == []


async def opened(office: Office, user: str = "U1") -> str:
    await office.signed_client.event(
        {"type": "app_home_opened", "user": user, "tab": "home"}, f"Ev{len(office.fake.sent)}"
    )
    await office.settled()
    view = office.fake.homes[user]
    assert view_faults(view) == []
    return "\n".join(lines(view))


async def lesson(office: Office) -> dict[str, Any]:
    """Ada gets the first episode; returns its message."""
    mira, ada = await office.learner("U9"), await office.learner("U1")
    async with office.database.write() as db:
        drafted = await campaigns.draft(db, office.workspace, mira, proposal(), office.clock.at)
        await campaigns.start(db, drafted, [ada], mira.id, office.clock.at)
    await office.slack.conversations.open_due(office.clock.at)
    office.clock.at = MONDAY + timedelta(hours=2)
    await plan_due(office.database, office.clock.at)
    await office.settled()
    return office.fake.shown["D-U1"][-1]


def element(message: dict[str, Any], **having: Any) -> dict[str, Any]:
    """The element with these fields, as Slack sends it back."""
    elements = [*pressable(message["blocks"]), *_without_tokens(message["blocks"])]
    return next(one for one in elements if all(one.get(name) == value for name, value in having.items()))


def _without_tokens(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Menus, whose options have the values."""
    elements = [(block, one) for block in blocks for one in block.get("elements", ()) if "value" not in one]
    return [{**one, "block_id": block.get("block_id", "")} for block, one in elements]


async def on_home(office: Office, action: dict[str, Any], stamp: str) -> None:
    body = press_body("U1", action, stamp) | {"view": {"id": "V0", "type": "home"}}
    await office.signed_client.interact(body)
    await office.settled()


async def test_before_the_first_lesson_the_page_says_what_to_expect(office: Office) -> None:
    words = await opened(office)
    assert "Your first lesson comes with your team's next campaign" in words
    assert "Europe/Berlin (now 08:30)" in words
    assert "Your campaigns" not in words
    assert "Your campaigns" in await opened(office, "U9")


async def test_somebody_whom_lessons_leave_out_is_told_so(office: Office) -> None:
    assert "for members of this workspace" in await opened(office, "U404")


async def test_the_page_shows_the_lesson_the_streak_and_what_was_saved(office: Office) -> None:
    message = await lesson(office)
    assert message_faults(message["blocks"], {"ninety.example.com"}) == []
    words = await opened(office)
    assert "What now, after The Printer?" in words, "the question can be answered here"
    assert "1 of 5  next on Tuesday 3 March" in words
    await office.press("U1", element(message, type="button", action_id="choose-3-1"), "1")
    await office.press("U1", element(message, type="overflow") | {"selected_option": {"value": "save"}}, "2")
    await office.settled()
    words = await opened(office)
    assert "You answered its question" in words
    assert "1 day in a row answered" in words
    assert "Saved\nThe Printer\n" in words, "a button for the clip that was saved"
    assert "Saved: “The Printer”" in office.words("U1")[-1]


async def test_the_menu_of_a_clip_likes_shares_and_brings_the_next_episode(office: Office) -> None:
    menu = element(await lesson(office), type="overflow")
    for stamp, deed in enumerate(("like", "next", "share")):
        await office.press("U1", menu | {"selected_option": {"value": deed}}, str(stamp))
        await office.settled()
    said = office.words("U1")
    assert any("You like “The Printer”" in words for words in said)
    assert any("episode 2 of 5" in words for words in said)
    how, window = office.fake.windows[-1]
    assert how == "open"
    assert view_faults(window) == []
    view = {"id": "V1", "callback_id": "share", "private_metadata": window["private_metadata"], "type": "modal"}
    values = {"share": {"share": {"selected_user": "U2"}}}
    payload = {"type": "view_submission", "team": {"id": TEAM}, "user": {"id": "U1", "team_id": TEAM}}
    await office.signed_client.interact(payload | {"view": view | {"state": {"values": values}}})
    await office.settled()
    assert any("Bo gets “The Printer” from you" in words for words in office.words("U1"))


async def test_snooze_stop_and_start_from_the_page_change_it_at_once(office: Office) -> None:
    await lesson(office)
    await on_home(office, {"action_id": "snooze", "block_id": "settings", "selected_date": "2026-03-20"}, "1")
    assert any("nothing from me before Friday 20 March" in words for words in office.words("U1"))
    assert "Lessons: Snoozed until Friday 20 March" in lines(office.fake.homes["U1"])
    await on_home(office, {"action_id": "say-stop", "block_id": "settings", "value": "stop"}, "2")
    assert not (await office.learner("U1")).consents
    assert "Send me lessons again" in lines(office.fake.homes["U1"])
    await on_home(office, {"action_id": "say-start", "block_id": "settings", "value": "start"}, "3")
    assert (await office.learner("U1")).consents


async def test_the_page_is_shown_anew_once_a_press_on_it_is_handled_however_long_that_takes(office: Office) -> None:
    await lesson(office)
    await opened(office)
    handle = office.slack.event_queue._handle

    async def slowly(event: Event) -> None:
        await asyncio.sleep(0.8)
        await handle(event)

    office.slack.event_queue._handle = slowly
    await on_home(office, {"action_id": "say-stop", "block_id": "settings", "value": "stop"}, "1")
    assert "Send me lessons again" in lines(office.fake.homes["U1"])
    office.slack.event_queue._handle = handle
    published = office.fake.calls["views.publish"]
    await office.press("U1", element(office.fake.shown["D-U1"][-2], type="button", action_id="choose-3-1"), "2")
    await office.settled()
    assert office.fake.calls["views.publish"] == published, "a press elsewhere changes nobody's page"


async def test_a_manager_starts_a_campaign_from_the_page(office: Office) -> None:
    await opened(office, "U9")
    await office.press("U9", {"action_id": "campaign-new", "value": "new", "block_id": "campaigns"})
    await office.settled()
    assert office.fake.windows[-1][1]["callback_id"] == "campaign-form"
