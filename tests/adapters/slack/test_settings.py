"""The settings window: opened from App Home, a message or the command; searched zones; faults at fields."""

from __future__ import annotations

import json
import time
from typing import Any

from adapters.slack.connector.port import OPEN_SETTINGS
from adapters.slack.forms.settings_form import SETTINGS
from schedules.people.roster import change_learner
from tests.adapters.slack.blockkit import message_faults, view_faults
from tests.adapters.slack.conftest import Office
from tests.fakes.slack_workspace import TEAM, dm_event, press_body

OPENER = {"type": "button", "action_id": OPEN_SETTINGS, "value": OPEN_SETTINGS}
WHO = {"team": {"id": TEAM}, "user": {"id": "U1", "team_id": TEAM}}


async def on_home(office: Office) -> str:
    await office.slack.handled()
    return json.dumps(office.fake.homes["U1"], ensure_ascii=False)


async def window(office: Office, stamp: str = "1.1") -> dict[str, Any]:
    await office.signed_client.interact(press_body("U1", OPENER, stamp) | {"view": {"id": "V0", "type": "home"}})
    await office.settled()
    how, view = office.fake.windows[-1]
    assert (how, view["callback_id"]) == ("open", SETTINGS)
    assert view_faults(view) == []
    return view


def filled(**changed: Any) -> dict[str, Any]:
    """The form's values as Slack sends them, of somebody who chose nothing yet."""
    untouched: dict[str, Any] = {
        "when": {"selected_option": {"value": "planned"}},
        "send_time": {"selected_time": None},
        "zone": {"selected_option": {"value": "profile"}},
        "language": {"selected_option": {"value": "profile"}},
        "snooze": {"selected_date": None},
        "lessons": {"selected_options": [{"value": "yes"}]},
    }
    return {name: {name: value} for name, value in (untouched | changed).items()}


async def submit(office: Office, view_id: str, **changed: Any) -> dict[str, Any]:
    shown = {"id": view_id, "private_metadata": str(changed.pop("before", ""))}
    view = {**shown, "type": "modal", "callback_id": SETTINGS, "state": {"values": filled(**changed)}}
    answer = await office.signed_client.interact(WHO | {"type": "view_submission", "view": view})
    assert answer.status == 200
    words = await answer.text()
    await office.settled()
    return json.loads(words) if words else {}


def picked(value: str) -> dict[str, Any]:
    return {"selected_option": {"value": value}}


async def test_the_window_shows_what_holds_and_takes_everything_at_once(office: Office) -> None:
    shown = json.dumps(await window(office), ensure_ascii=False)
    assert "Your profile says Europe/Berlin." in shown
    chosen = {"when": picked("own"), "send_time": {"selected_time": "08:30"}, "zone": picked("Asia/Tokyo")}
    assert await submit(office, "V1", **chosen, snooze={"selected_date": "2026-03-09"}) == {}
    ada = await office.learner("U1")
    assert (ada.send_time, ada.zone, ada.platform_zone, ada.consents) == ("08:30", "Asia/Tokyo", "Europe/Berlin", True)
    page = await on_home(office)
    for words in ("08:30, your choice", "Asia/Tokyo (now 16:30), your choice", "Snoozed until Monday 9 March"):
        assert words in page
    again = await window(office, "2.2")
    fields = {block["block_id"]: block["element"] for block in again["blocks"]}
    assert fields["send_time"]["initial_time"] == "08:30"
    assert fields["zone"]["initial_option"]["value"] == "Asia/Tokyo"
    assert fields["snooze"]["initial_date"] == "2026-03-09"


async def test_what_was_saved_is_said_and_the_message_with_settings_reads_as_they_are_now(office: Office) -> None:
    """S17: the window closed without a word, and the message above it went on showing what held before."""
    await office.signed_client.event(dm_event("U1", "settings"), "Ev1")
    await office.settled()
    (before,) = [message for message in office.fake.shown["D-U1"] if "Change settings" in json.dumps(message["blocks"])]
    await submit(office, "V1", when=picked("own"), send_time={"selected_time": "08:30"})
    assert any("08:30" in words for words in office.words("U1")), "what changed is said"
    (after,) = [message for message in office.fake.shown["D-U1"] if message["ts"] == before["ts"]]
    assert "08:30, your choice" in json.dumps(after["blocks"])


async def test_what_cannot_be_taken_is_said_at_its_field_and_the_same_window_can_be_sent_again(office: Office) -> None:
    quiet = {"when": picked("own"), "send_time": {"selected_time": "22:00"}}
    told = await submit(office, "V1", **quiet, zone=picked("Asia/Tokyo"), snooze={"selected_date": "2020-01-01"})
    assert told["response_action"] == "errors"
    assert set(told["errors"]) == {"send_time", "snooze"}
    assert "20:00 to 07:00" in told["errors"]["send_time"]
    missing = await submit(office, "V1", when=picked("own"))
    assert missing["errors"] == {"send_time": "Choose the time at which your lessons are to come."}
    assert (await office.learner("U1")).own_zone == ""
    assert await submit(office, "V1", zone=picked("Asia/Tokyo")) == {}
    assert (await office.learner("U1")).own_zone == "Asia/Tokyo"


async def test_a_time_that_was_filled_in_counts_and_one_that_only_stayed_there_does_not(office: Office) -> None:
    await submit(office, "V1", send_time={"selected_time": "08:30"})
    assert (await office.learner("U1")).send_time == "08:30"
    assert (await window(office))["private_metadata"] == "08:30"
    await submit(office, "V2", before="08:30", send_time={"selected_time": "08:30"})
    assert (await office.learner("U1")).send_time == ""


async def test_zones_are_found_by_city_within_what_slack_waits_for(office: Office) -> None:
    async def found(typed: str) -> list[str]:
        body = WHO | {"type": "block_suggestion", "action_id": "zone", "block_id": "zone", "value": typed}
        answer = await office.signed_client.interact(
            body | {"view": {"id": "V1", "type": "modal", "callback_id": SETTINGS}}
        )
        return [one["value"] for one in (await answer.json())["options"]]

    began = time.monotonic()
    assert await found("mumb") == ["profile", "Asia/Kolkata"]
    everything = await found("a")
    assert time.monotonic() - began < 3
    assert len(everything) == 100
    assert (await found(""))[:2] == ["profile", "UTC"]


async def test_whoever_unticks_lessons_is_told_how_they_come_back(office: Office) -> None:
    assert await submit(office, "V1", lessons={"selected_options": []}) == {}
    assert not (await office.learner("U1")).consents
    (message,) = [one for one in office.fake.shown["D-U1"] if "I will send you no more lessons" in one["text"]]
    assert message_faults(message["blocks"], {"ninety.example.com"}) == []
    page = await on_home(office)
    assert "None: you asked me to stop" in page
    assert "Send me lessons again" in page
    assert await submit(office, "V2") == {}
    assert (await office.learner("U1")).consents


async def test_the_command_and_a_message_lead_to_the_window_too(office: Office) -> None:
    await office.signed_client.command("settings", trigger="7.7")
    await office.settled()
    assert office.fake.windows[-1][1]["callback_id"] == SETTINGS
    await office.signed_client.event(dm_event("U1", "settings"), "Ev1")
    await office.settled()
    message = office.fake.shown["D-U1"][-1]
    assert OPEN_SETTINGS in json.dumps(message["blocks"])
    assert message_faults(message["blocks"], {"ninety.example.com"}) == []
    await window(office)


async def test_a_change_of_the_profile_leaves_what_was_chosen(office: Office) -> None:
    await submit(office, "V1", zone=picked("Asia/Tokyo"), language=picked("en"))
    moved = next(one for one in office.fake.users if one["id"] == "U1") | {"tz": "America/Lima", "locale": "es-ES"}
    await office.signed_client.event({"type": "user_change", "user": moved}, "Ev2")
    await office.settled()
    ada = await office.learner("U1")
    assert (ada.zone, ada.locale, ada.platform_zone, ada.platform_locale) == (
        "Asia/Tokyo",
        "en",
        "America/Lima",
        "es-ES",
    )


async def test_somebody_whom_lessons_leave_out_has_no_window_and_changes_nothing(office: Office) -> None:
    ada = await office.learner("U1")
    async with office.database.write() as db:
        await change_learner(db, ada.workspace_id, ada.id, active=False)
    await office.signed_client.interact(press_body("U1", OPENER, "3.3"))
    await office.settled()
    assert office.fake.windows == []
    assert await submit(office, "V1", zone=picked("Asia/Tokyo")) == {}
    assert (await office.learner("U1")).own_zone == ""
