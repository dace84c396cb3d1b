"""A manager starts a campaign in Teams: the card, the form, the dry run, the start, a second manager's yes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from adapters.teams.forms.campaign_list import campaign_list, steered
from bot.gallery.people import CAMPAIGNS
from schedules.people import roster
from schedules.people.enrolments import campaigns_of
from tests.adapters.teams.card_rules import faults as card_faults
from tests.adapters.teams.cards_seen import actions, elements, words
from tests.adapters.teams.offices import Office

Json = dict[str, Any]
SENT = {"series": "leak", "name": "Spring", "weekdays": "0,2,4", "opens": "09:00", "closes": "10:00"}
SENT |= {"start": "2026-03-03", "reminders": "2,24", "holdout": "0", "people": "Ada,Bo", "everybody": "false"}
SENT |= {"team": "-", "pasted": ""}


PLAN = CAMPAIGNS[0]


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
    # The app is in no team, and the days stand in two lists.
    fields = {element["id"] for element in elements(form) if "id" in element}
    assert fields == (set(SENT) - {"team"}) | {"weekdays_late"}
    run = await opened(office, "Mira", {**SENT, "do": "look"})
    assert words(shown(run))[:2] == ["2", "people would get “The Leak”"]
    assert await started(office) == []
    start, change = actions(shown(run))
    again = shown(await opened(office, "Mira", change["data"]))
    assert (value_of(again, "name"), value_of(again, "weekdays_late")) == ("Spring", "4")
    done = await opened(office, "Mira", start["data"])
    assert done["value"].startswith("The campaign has started.")
    assert await started(office) == ["Spring: running"]
    again = await opened(office, "Mira", start["data"])
    assert again["value"].startswith("The campaign has started."), "a second press is answered like the first"
    assert await started(office) == ["Spring: running"]


async def test_everybody_needs_a_second_managers_yes(office: Office) -> None:
    await staff(office, "Mira", "Max")
    run = await opened(office, "Mira", {**SENT, "people": "", "everybody": "true", "do": "look"})
    assert any("another manager's yes" in line for line in words(shown(run)))
    ask, _ = actions(shown(run))
    assert "I asked the other managers" in (await opened(office, "Mira", ask["data"]))["value"]
    await office.world.sender.deliver_due()
    await office.press("Max", "Start campaign")
    assert await started(office) == ["Spring: running"]


def beside(form: Json, field: str) -> str:
    """The words right above a field of a form."""
    before: Json = {}
    for element in elements(form):
        if element.get("id") == field:
            return words({"body": [before]})[0] if before["type"] == "Container" else ""
        if element["type"] == "Container" or "id" in element:
            before = element
    raise AssertionError(field)


def value_of(form: Json, field: str) -> object:
    (value,) = [element["value"] for element in elements(form) if element.get("id") == field]
    return value


async def test_what_is_wrong_stands_at_its_field_in_the_form_which_keeps_what_was_given(office: Office) -> None:
    await staff(office, "Mira")
    form = shown(await opened(office, "Mira", {**SENT, "people": "", "weekdays": "", "name": "Keep me", "do": "look"}))
    assert "look at the coloured lines" in words(form)[0]
    assert "Choose people" in beside(form, "people")
    assert "weekday" in beside(form, "weekdays").lower()
    assert beside(form, "closes") == ""
    assert [name for name in ("people", "opens", "start") if not beside(form, name)] == ["opens", "start"]
    assert value_of(form, "name") == "Keep me"
    assert await started(office) == []


async def test_values_that_no_form_gives_are_refused_kindly(office: Office) -> None:
    await staff(office, "Mira")
    for wrong in ({"opens": "soon"}, {"start": "x"}, {"weekdays": "a"}, {"holdout": "[]"}, {"opens": None}):
        form = shown(await opened(office, "Mira", {**SENT, **wrong, "do": "look"}))
        assert "offers" in beside(form, next(iter(wrong)))
        assert value_of(form, "name") == "Spring", "F10: an unreadable time cleared the whole form"


async def test_everything_that_is_wrong_is_said_at_once(office: Office) -> None:
    """F9: of an unknown name, a past day, no weekday and a window that closes early only the name was named."""
    await staff(office, "Mira")
    wrong = {"pasted": "Nobody Known", "start": "2020-01-01", "weekdays": "", "opens": "18:00", "closes": "09:00"}
    form = shown(await opened(office, "Mira", {**SENT, **wrong, "do": "look"}))
    assert "Nobody Known" in beside(form, "pasted")
    for field in ("start", "opens"):
        assert beside(form, field), field
    assert "weekday" in "\n".join(words(form)).lower()


async def test_the_dry_run_names_who_is_left_out_and_who_is_asked(office: Office) -> None:
    """F11: it said how many, and neither a name nor what to do."""
    await staff(office, "Mira", "Max")
    async with office.world.database.write() as db:
        bo = office.world.learners["Bo"]
        await roster.change_learner(db, bo.workspace_id, bo.id, consents=False)
    run = shown(await opened(office, "Mira", {**SENT, "people": "Ada,Bo,Cy,Max", "do": "look"}))
    text = "\n".join(words(run))
    assert "opted out of lessons (Bo)" in text
    assert "I would ask Max" in text


async def test_no_campaign_is_left_out_of_the_list(office: Office) -> None:
    """F18: of eleven campaigns the oldest three could not be steered from chat."""
    names = [f"Plan {number}" for number in range(11)]
    campaigns = [replace(PLAN, id=name, name=name) for name in names]
    card = campaign_list(campaigns, "https://ninety.example/manage", in_dialog=True)
    assert card_faults(card) == []
    more = next(action for action in actions(card) if action["title"] == "Earlier ones")
    rest = campaign_list(campaigns, "https://ninety.example/manage", in_dialog=True, first=steered(more["data"])[2])
    listed = "\n".join([*words(card), *words(rest)])
    assert [name for name in names if name not in listed] == []


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
