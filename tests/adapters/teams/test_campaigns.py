"""A manager starts a campaign in Teams: the card, the form, the dry run, the start, a second manager's yes."""

from __future__ import annotations

from typing import Any

from schedules.people import roster
from schedules.people.enrolments import campaigns_of
from tests.adapters.teams.card_rules import faults as card_faults
from tests.adapters.teams.cards_seen import actions, words
from tests.adapters.teams.offices import Office

Json = dict[str, Any]
SENT = {"series": "leak", "name": "Spring", "weekdays": "0,2,4", "opens": "09:00", "closes": "10:00"}
SENT |= {"start": "2026-03-03", "reminders": "2,24", "holdout": "0", "people": "Ada,Bo", "everybody": "false"}
SENT |= {"team": "-", "pasted": ""}


async def staff(office: Office, *managers: str) -> None:
    for name in ("Mira", "Max", "Ada", "Bo", "Cy"):
        await office.install(name, localTimezone="Europe/Berlin")
    async with office.world.database.write() as db:
        for name in managers:
            learner = office.world.learners[name]
            await roster.change_learner(db, learner.workspace_id, learner.id, manages=True)


async def opened(office: Office, name: str, data: Json) -> Json:
    kind = "task/fetch" if data.get("do") == "campaign" else "task/submit"
    reply = await office.tell(office.teams.activity(name, "invoke", name=kind, value={"data": data}))
    assert reply.status == 200
    answer: Json = (await reply.json())["task"]
    return answer


def shown(task: Json) -> Json:
    card: Json = task["value"]["card"]["content"]
    return card


async def started(office: Office) -> list[str]:
    mira = office.world.learners["Mira"]
    async with office.world.database.read() as db:
        return [f"{one.name}: {one.state}" for one in await campaigns_of(db, mira.workspace_id, mira.id)]


async def test_a_manager_goes_from_the_word_to_the_started_campaign(office: Office) -> None:
    await staff(office, "Mira")
    await office.write("Mira", "Campaign")
    invitation = office.messages("Mira")[-1]["card"]
    assert card_faults(invitation) == []
    assert [one["title"] for one in actions(invitation)] == ["New campaign", "Your campaigns"]
    form = shown(await opened(office, "Mira", actions(invitation)[0]["data"]))
    assert {one["id"] for one in form["body"] if "id" in one} == set(SENT) - {"team"}  # the app is in none
    run = await opened(office, "Mira", {**SENT, "do": "look"})
    assert words(shown(run))[0].startswith("2 people would get “The Leak”")
    assert await started(office) == []
    (start,) = actions(shown(run))
    done = await opened(office, "Mira", start["data"])
    assert done["value"].startswith("The campaign has started.")
    assert await started(office) == ["Spring: running"]
    again = await opened(office, "Mira", start["data"])
    assert "no longer good" in again["value"]


async def test_everybody_needs_a_second_managers_yes(office: Office) -> None:
    await staff(office, "Mira", "Max")
    run = await opened(office, "Mira", {**SENT, "people": "", "everybody": "true", "do": "look"})
    assert any("another manager's yes" in line for line in words(shown(run)))
    (ask,) = actions(shown(run))
    assert "I asked the other managers" in (await opened(office, "Mira", ask["data"]))["value"]
    await office.world.postman.deliver_due()
    await office.press("Max", "Let it start")
    assert await started(office) == ["Spring: running"]


def beside(form: Json, field: str) -> str:
    """The words right above a field of a form."""
    (place,) = [number for number, one in enumerate(form["body"]) if one.get("id") == field]
    above = form["body"][place - 1]
    return words({"body": [above]})[0] if above["type"] == "Container" else ""


async def test_what_is_wrong_stands_at_its_field_in_the_form_which_keeps_what_was_given(office: Office) -> None:
    await staff(office, "Mira")
    form = shown(await opened(office, "Mira", {**SENT, "people": "", "weekdays": "", "name": "Keep me", "do": "look"}))
    assert "the coloured lines say what" in words(form)[0]
    assert "Choose people" in beside(form, "people")
    assert "weekday" in beside(form, "weekdays").lower()
    assert beside(form, "closes") == ""
    (name,) = [one for one in form["body"] if one.get("id") == "name"]
    assert name["value"] == "Keep me"
    assert await started(office) == []


async def test_values_that_no_form_gives_are_refused_kindly(office: Office) -> None:
    await staff(office, "Mira")
    for wrong in ({"opens": "soon"}, {"start": "x"}, {"weekdays": "a"}, {"holdout": "[]"}, {"opens": None}):
        form = shown(await opened(office, "Mira", {**SENT, **wrong, "do": "look"}))
        assert "Fill in days and times" in beside(form, "opens")


async def test_whoever_manages_nothing_gets_no_form(office: Office) -> None:
    await staff(office, "Mira")
    await office.write("Ada", "campaign")
    assert "manager" in office.sees("Ada")[-1]
    for data in ({"do": "campaign"}, {**SENT, "do": "look"}, {"do": "start", "wish": "w"}, {}):
        assert "Campaigns are started by managers" in (await opened(office, "Ada", data))["value"]
    assert await started(office) == []


async def test_the_word_twice_by_redelivery_shows_one_card(office: Office) -> None:
    await staff(office, "Mira")
    activity = office.teams.activity("Mira", text="campaign")
    before = len(office.messages("Mira"))
    await office.tell(activity)
    await office.tell(activity)
    assert len(office.messages("Mira")) == before + 1
