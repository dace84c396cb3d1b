"""Managers start campaigns from a window: faults at the field, a dry run, a second manager's yes, and what follows."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from adapters.slack.forms.campaign_form import DRY_RUN, FORM
from schedules.ledger.audit import audit
from schedules.ledger.ledger import DeliveryKind, deliveries
from schedules.people import roster
from schedules.people.enrolments import campaigns_of, enrolments
from schedules.plans.planner import plan_due
from schedules.rules.campaigns import Campaign, CampaignState
from tests.adapters.slack.blockkit import lines, view_faults
from tests.adapters.slack.conftest import Office
from tests.fakes.slack_workspace import TEAM, member
from tests.stories.world import MONDAY


def picked(**more: Any) -> dict[str, Any]:
    """What a manager filled in: view.state.values."""
    values: dict[str, Any] = {
        "series": {"selected_option": {"value": "leak"}},
        "name": {"value": None},
        "people": {"selected_users": ["U1", "U2"]},
        "channel": {"selected_conversation": None},
        "group": {"selected_option": None},
        "weekdays": {"selected_options": [{"value": str(day)} for day in range(5)]},
        "opens": {"selected_time": "09:00"},
        "closes": {"selected_time": "10:00"},
        "start": {"selected_date": MONDAY.date().isoformat()},
        "reminders": {"selected_options": [{"value": "2"}, {"value": "24"}]},
        "holdout": {"selected_option": {"value": "0"}},
    } | more
    return {name: {name: element} for name, element in values.items()}


async def submit(office: Office, callback: str, user: str = "U9", **view: Any) -> dict[str, Any]:
    payload = {
        "type": "view_submission",
        "team": {"id": TEAM},
        "user": {"id": user, "team_id": TEAM},
        "api_app_id": "A1",
        "view": {"id": "V1", "type": "modal", "callback_id": callback, "private_metadata": "", **view},
    }
    answer = await office.signed_client.interact(payload)
    assert answer.status == 200
    told: dict[str, Any] = json.loads(await answer.text() or "{}")
    return told


async def dry_run(office: Office, user: str = "U9", /, **more: Any) -> dict[str, Any]:
    return await submit(office, FORM, user, state={"values": picked(**more)})


async def confirm(office: Office, shown: dict[str, Any], user: str = "U9") -> str:
    told = await submit(office, DRY_RUN, user, private_metadata=shown["view"]["private_metadata"])
    await office.settled()
    return json.dumps(told)


async def running(office: Office) -> list[Campaign]:
    async with office.database.read() as db:
        return [one for one in await campaigns_of(db, office.workspace.id) if one.state is CampaignState.RUNNING]


async def test_the_command_opens_a_form_that_slack_accepts(office: Office) -> None:
    answer = await office.signed_client.command("campaign", "U9", "t1")
    assert await answer.text() == ""
    await office.settled()
    ((how, view),) = office.fake.windows
    assert how == "open"
    assert view_faults(view) == []
    assert office.fake.sent[-1][1]["trigger_id"] == "t1"


async def test_an_admin_whom_nobody_named_yet_gets_the_form_at_once(office: Office) -> None:
    office.fake.users.append(member("U8", "Dee", is_admin=True))
    await office.signed_client.command("campaign", "U8")
    await office.settled()
    assert len(office.fake.windows) == 1


async def test_whoever_is_no_manager_gets_no_form(office: Office) -> None:
    await office.signed_client.command("campaign", "U1")
    await office.settled()
    assert office.fake.windows == []
    assert any("Campaigns are for admins" in words for words in office.words("U1"))
    await dry_run(office, "U1")
    assert await running(office) == []


async def test_a_dry_run_tells_who_when_and_how_long_and_sends_nothing(office: Office) -> None:
    office.fake.users += [member("U3", "Guest", is_restricted=True)]
    await office.slack.directory.read_all(office.workspace)
    told = await dry_run(office, people={"selected_users": ["U1", "U2", "U3"]})
    assert told["response_action"] == "push"
    assert view_faults(told["view"]) == []
    words = "\n".join(lines(told["view"]))
    assert "2 people would get “The Leak”" in words
    assert "1: guests are left out" in words
    assert "5 minutes" in words  # two people, five clips of half a minute
    assert "Monday 2 March, 09:00–10:00 in Europe/Berlin: 1" in words
    assert "in America/New_York: 1" in words
    assert told["view"]["submit"]["text"] == "Start"
    async with office.database.read() as db:
        assert await db.scalar(sa.select(sa.func.count()).select_from(deliveries)) == 0
    assert await running(office) == []


@pytest.mark.parametrize(
    "field,wrong,block,words",
    [
        ("people", {"selected_users": []}, "people", "Choose people"),
        ("people", {"selected_users": ["U404"]}, "people", "not known in this workspace"),
        ("weekdays", {"selected_options": []}, "weekdays", ""),
        ("closes", {"selected_time": "08:00"}, "opens", ""),
        ("start", {"selected_date": "2020-01-01"}, "start", "is past"),
        ("start", {"selected_date": "2031-01-01"}, "start", "more than a year away"),
        ("series", {"selected_option": {"value": "gone"}}, "series", "choose another one"),
        ("channel", {"selected_conversation": "C404"}, "channel", "invite me there"),
    ],
)
async def test_what_is_wrong_is_said_at_its_field(
    office: Office, field: str, wrong: dict[str, Any], block: str, words: str
) -> None:
    told = await dry_run(office, "U9", **{field: wrong})
    assert told["response_action"] == "errors"
    assert words in told["errors"][block]
    assert set(told["errors"]) == {block}


async def test_everything_that_is_wrong_is_said_at_once(office: Office) -> None:
    told = await dry_run(office, start={"selected_date": "2020-01-01"}, people={"selected_users": []})
    assert set(told["errors"]) == {"start", "people"}


async def test_channel_members_and_groups_are_an_audience_each_person_once(office: Office) -> None:
    office.fake.channels["C1"] = ["U1", "U2"]
    office.fake.groups["S1"] = ["U2", "U9"]
    told = await dry_run(
        office,
        people={"selected_users": ["U1"]},
        channel={"selected_conversation": "C1"},
        group={"selected_option": {"value": "S1"}},
    )
    assert "3 people would get" in "\n".join(lines(told))


async def test_when_slack_is_too_slow_or_lacks_a_scope_the_field_says_so(office: Office) -> None:
    office.fake.errors["conversations.members"] = "missing_scope"
    told = await dry_run(office, channel={"selected_conversation": "C1"})
    assert "install the app again" in told["errors"]["channel"]


async def test_groups_are_found_by_what_is_typed(office: Office) -> None:
    office.fake.groups |= {"SALES": [], "SUPPORT": []}
    payload = {
        "type": "block_suggestion",
        "team": {"id": TEAM},
        "user": {"id": "U9", "team_id": TEAM},
        "action_id": "group",
        "block_id": "group",
        "value": "sal",
        "view": {"id": "V1", "type": "modal", "callback_id": FORM},
    }
    answer = await office.signed_client.interact(payload)
    assert [one["value"] for one in (await answer.json())["options"]] == ["SALES"]


async def test_confirming_starts_once_and_the_manager_gets_the_report(office: Office) -> None:
    shown = await dry_run(office)
    assert "It has started" in await confirm(office, shown)
    assert "It has started" in await confirm(office, shown), "a second press is answered like the first"
    (campaign,) = await running(office)
    assert campaign.name == "The Leak"
    await office.slack.conversations.open_due(office.clock.at)
    await office.settled()
    assert "“The Leak” has started" in office.words("U9")


async def test_somebody_elses_dry_run_cannot_be_confirmed(office: Office) -> None:
    office.fake.users.append(member("U8", "Dee", is_admin=True))
    await office.slack.directory.read_all(office.workspace)
    shown = await dry_run(office)
    assert "Nothing was changed" in await confirm(office, shown, "U8")
    assert await running(office) == []


async def test_the_dry_run_holds_out_whom_the_start_holds_out(office: Office) -> None:
    people = [f"P{number}" for number in range(40)]
    office.fake.users += [member(one, one) for one in people]
    await office.slack.directory.read_all(office.workspace)
    shown = await dry_run(office, people={"selected_users": people}, holdout={"selected_option": {"value": "30"}})
    words = "\n".join(lines(shown["view"]))
    await confirm(office, shown)
    async with office.database.read() as db:
        held_out = await db.scalar(
            sa.select(sa.func.count()).select_from(enrolments).where(enrolments.c.state == "holdout")
        )
    assert held_out
    assert f"{held_out} more get it later, for comparison." in words


async def many(office: Office) -> dict[str, Any]:
    people = [f"P{number}" for number in range(51)]
    office.fake.users += [member(one, one) for one in people]
    await office.slack.directory.read_all(office.workspace)
    return {"selected_users": people}


async def test_more_than_fifty_people_need_a_second_manager_and_without_one_the_field_says_what_to_do(
    office: Office,
) -> None:
    told = await dry_run(office, people=await many(office))
    assert "there is none: an admin can name one" in told["errors"]["people"]


async def approved(office: Office, label: str) -> None:
    """Bo, a second manager, presses a button of the request."""
    async with office.database.write() as db:
        bo = await office.learner("U2")
        await roster.change_learner(db, office.workspace.id, bo.id, manages=True)
    shown = await dry_run(office, people=await many(office))
    assert shown["view"]["submit"]["text"] == "Ask for approval"
    assert "other managers are asked now" in await confirm(office, shown)
    assert await running(office) == []
    await office.slack.conversations.open_due(office.clock.at)
    await office.settled()
    button = next(
        one
        for message in office.fake.shown["D-U2"]
        for block in message["blocks"]
        for one in block.get("elements", ())
        if one.get("type") == "button" and one["text"]["text"] == label
    )
    await office.press("U2", button)
    await office.settled()
    await office.press("U2", button, "2.2")
    await office.settled()


async def test_a_second_manager_says_yes_and_it_starts_once(office: Office) -> None:
    await approved(office, "Start campaign")
    assert len(await running(office)) == 1
    assert "“The Leak” starts. Whoever asked for it gets the report." in office.words("U2")
    assert not any("That was decided meanwhile" in words for words in office.words("U2")), "it was their own decision"


async def test_a_second_manager_says_no_and_whoever_asked_hears_of_it(office: Office) -> None:
    await approved(office, "Do not start it")
    assert await running(office) == []
    await office.slack.conversations.open_due(office.clock.at)
    await office.settled()
    assert any("Bo does not want “The Leak” to start" in words for words in office.words("U9"))


async def test_a_manager_of_a_known_team_reaches_that_team_alone(office: Office) -> None:
    async with office.database.write() as db:
        ada, bo = await office.learner("U1"), await office.learner("U2")
        await roster.change_learner(db, office.workspace.id, bo.id, manages=True)
        await roster.change_learner(db, office.workspace.id, ada.id, manager_id=bo.id)
    told = await dry_run(office, "U2", people={"selected_users": ["U1", "U9"]})
    words = "\n".join(lines(told))
    assert "1 person would get" in words
    assert "1: not in your team" in words
    told = await dry_run(office, "U9", people={"selected_users": ["U1", "U2"]})
    assert "2 people would get" in "\n".join(lines(told)), "an admin reaches everybody"


async def steer(office: Office, user: str, deed: str, campaign: Campaign, stamp: str) -> None:
    await office.press(user, {"action_id": f"campaign-{deed}", "value": campaign.id, "block_id": "b"}, stamp)
    await office.settled()


async def test_pausing_resuming_nudging_and_ending_from_buttons(office: Office) -> None:
    await confirm(office, await dry_run(office))
    (campaign,) = await running(office)
    await office.slack.conversations.open_due(office.clock.at)
    office.clock.at = MONDAY + timedelta(hours=2)
    await plan_due(office.database, office.clock.at)
    await office.settled()
    await steer(office, "U9", "nudge", campaign, "1")
    assert any(words.startswith("1 person gets a reminder") for words in office.words("U9"))
    async with office.database.read() as db:
        nudges = sa.select(sa.func.count()).select_from(deliveries).where(deliveries.c.kind == DeliveryKind.REMINDER)
        assert await db.scalar(nudges) == 1
    await steer(office, "U9", "nudge", campaign, "2")
    assert any("Nobody in “The Leak” has a lesson open" in words for words in office.words("U9"))
    for stamp, (deed, words) in enumerate((("pause", "paused"), ("resume", "running"), ("end", "ended")), 3):
        await steer(office, "U9", deed, campaign, str(stamp))
        assert f"“The Leak” is {words} now." in office.words("U9")
    await steer(office, "U9", "resume", campaign, "9")
    assert any("That is not possible" in words for words in office.words("U9"))


async def test_nobody_else_steers_a_campaign(office: Office) -> None:
    await confirm(office, await dry_run(office))
    (campaign,) = await running(office)
    await office.slack.conversations.open_due(office.clock.at)
    await steer(office, "U1", "end", campaign, "1")
    assert len(await running(office)) == 1
    assert any("not yours" in words for words in office.words("U1"))


async def test_the_list_shows_campaigns_with_what_can_be_done(office: Office) -> None:
    await confirm(office, await dry_run(office))
    await office.signed_client.command("campaigns", "U9", "t2")
    await office.settled()
    view = office.fake.windows[-1][1]
    assert view_faults(view) == []
    assert "The Leak: running" in lines(view)
    assert "Open the campaign page" in lines(view)
    assert "/manage/open/" in json.dumps(view)


async def test_taking_the_app_out_rests_every_campaign_at_once_and_the_audit_says_why(office: Office) -> None:
    await confirm(office, await dry_run(office))
    await office.signed_client.event({"type": "app_uninstalled"}, "Ev1")
    assert await running(office) == []
    async with office.database.read() as db:
        noted = (await db.execute(sa.select(audit.c.action, audit.c.detail))).all()
    assert ("app removed", {"why": "the app was uninstalled"}) in [tuple(row) for row in noted]
    assert (await office.signed_client.command("help")).status == 200
    assert office.fake.calls["chat.postMessage"] == 0
