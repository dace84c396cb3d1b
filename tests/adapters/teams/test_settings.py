"""The settings card: by a word or from help, answered within the press, with faults at their fields."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from adapters.teams.outbound.settings_card import SETTLE
from bot.parsing.zones import COMMON
from schedules.people import roster
from tests.adapters.teams.card_rules import faults
from tests.adapters.teams.cards_seen import actions, words
from tests.adapters.teams.offices import Office
from tests.stories.world import MONDAY

Json = dict[str, Any]
UNTOUCHED = {"send_time": "", "zone": "profile", "language": "profile", "snooze": "", "lessons": "true"}


async def asked(office: Office) -> Json:
    await office.install("Ada", localTimezone="Europe/Berlin", locale="en-GB")
    await office.write("Ada", "settings")
    card: Json = office.messages("Ada")[-1]["card"]
    assert faults(card) == []
    return card


def fields(card: Json) -> dict[str, Json]:
    return {one["id"]: one for one in card["body"] if "id" in one}


async def save(office: Office, **changed: str) -> Json:
    """Press the card's button with these values in its fields; returns the card that answers."""
    shown = office.messages("Ada")[-1]
    button = next(one for one in actions(shown["card"]) if one["data"].get("do") == SETTLE)
    pressed = {**button, "data": {**button["data"], **UNTOUCHED, **changed}}
    reply = await office.tell(office.execute("Ada", pressed, shown["id"]))
    answer = await reply.json()
    assert (reply.status, answer["statusCode"], answer["type"]) == (200, 200, "application/vnd.microsoft.card.adaptive")
    card: Json = answer["value"]
    assert faults(card) == []
    return card


async def ada(office: Office) -> roster.Learner:
    async with office.world.database.read() as db:
        found = await roster.learner_outside(db, office.world.workspace.id, "Ada")
    assert found is not None
    return found


async def test_the_card_shows_what_holds_and_answers_a_press_with_what_holds_then(office: Office) -> None:
    card = await asked(office)
    shown = fields(card)
    assert {name: one["value"] for name, one in shown.items()} == UNTOUCHED
    assert shown["zone"]["style"] == "filtered"
    assert [one["value"] for one in shown["zone"]["choices"]] == ["profile", *COMMON]
    assert shown["zone"]["choices"][0]["title"] == "As in my profile (Europe/Berlin)"
    after = await save(office, send_time="08:30", zone="Asia/Tokyo", snooze="2026-03-09")
    values = {name: one["value"] for name, one in fields(after).items()}
    assert values == UNTOUCHED | {"send_time": "08:30", "zone": "Asia/Tokyo", "snooze": "2026-03-09"}
    learner = await ada(office)
    assert (learner.send_time, learner.zone, learner.platform_zone) == ("08:30", "Asia/Tokyo", "Europe/Berlin")


async def test_a_lesson_comes_at_the_time_of_the_card(office: Office) -> None:
    await asked(office)
    await office.world.start("Ada")
    await save(office, send_time="14:00")
    await office.world.until(MONDAY + timedelta(hours=5, minutes=25))
    assert not any(one.startswith("The Leak, episode") for one in office.sees("Ada"))
    await office.world.until(MONDAY + timedelta(hours=5, minutes=35))
    assert any(one.startswith("The Leak, episode") for one in office.sees("Ada"))


async def test_what_cannot_be_taken_stands_above_its_field_and_the_rest_stays_filled_in(office: Office) -> None:
    await asked(office)
    card = await save(office, send_time="22:00", zone="Asia/Tokyo", snooze="2020-01-01")
    assert "◆ Nothing was saved yet: what is wrong stands at its field." in words(card)
    body = card["body"]
    for field, sentence in (("send_time", "quiet hours of your company"), ("snooze", "is not in the future")):
        place = next(number for number, one in enumerate(body) if one.get("id") == field)
        assert sentence in words({"body": [body[place - 1]]})[0]
        assert body[place - 1]["style"] == "attention"
    assert fields(card)["zone"]["value"] == "Asia/Tokyo"
    assert (await ada(office)).own_zone == ""


async def test_a_zone_that_is_not_in_the_short_list_is_in_the_card_of_whoever_chose_it(office: Office) -> None:
    await asked(office)
    await office.write("Ada", "time zone America/Indiana/Knox")
    await office.write("Ada", "settings")
    zone = fields(office.messages("Ada")[-1]["card"])["zone"]
    assert zone["value"] == "America/Indiana/Knox"
    assert zone["value"] in [one["value"] for one in zone["choices"]]


async def test_an_old_client_sends_a_message_and_is_answered_in_words(office: Office) -> None:
    await asked(office)
    await office.tell(office.teams.activity("Ada", value={"do": SETTLE, **UNTOUCHED, "send_time": "08:30"}))
    assert any("Your lessons come at 08:30" in one for one in office.sees("Ada"))
    await office.tell(office.teams.activity("Ada", value={"do": SETTLE, **UNTOUCHED, "send_time": "23:00"}))
    assert "quiet hours" in office.sees("Ada")[-1]
    assert (await ada(office)).send_time == "08:30"


async def test_lessons_are_switched_off_and_on_in_the_card(office: Office) -> None:
    await asked(office)
    off = await save(office, lessons="false")
    assert fields(off)["lessons"]["value"] == "false"
    assert "I will send you no more lessons" in office.sees("Ada")[-1]
    await office.press("Ada", "Send me lessons again")
    assert (await ada(office)).consents


async def test_what_teams_tells_later_leaves_what_was_chosen(office: Office) -> None:
    await asked(office)
    await save(office, zone="Asia/Tokyo", language="en")
    await office.write("Ada", "progress", localTimezone="America/Lima", locale="es-ES")
    learner = await ada(office)
    assert (learner.zone, learner.locale) == ("Asia/Tokyo", "en")
    assert (learner.platform_zone, learner.platform_locale) == ("America/Lima", "es-ES")


async def test_a_forged_form_with_values_of_no_choice_changes_nothing(office: Office) -> None:
    await asked(office)
    card = await save(office, zone="../../etc/passwd", language="x" * 5000, lessons="maybe")
    assert {"zone", "language"} <= {name for name in ("zone", "language") if name in fields(card)}
    learner = await ada(office)
    assert (learner.own_zone, learner.own_locale) == ("", "")
