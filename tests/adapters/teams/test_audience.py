"""Whom a campaign in Teams is for: a team's members, a pasted list, and who of them is left out, and why."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from adapters.teams.people import graph_rosters
from adapters.teams.people.groups import groups_of
from adapters.teams.people.rosters import member
from bot.managers.pasted import entries
from bot.managers.roles import Role
from schedules.people import roster
from schedules.people.roster import learners
from tests.adapters.teams.cards_seen import actions, words
from tests.adapters.teams.offices import Office
from tests.adapters.teams.test_campaigns import SENT, Json, beside, opened, shown, staff, started
from tests.fakes.teams import APP, TENANT, Failure, on_roll

TEAM = "19:sales@thread.tacv2"
IN_TEAM = {"id": TEAM, "name": "Sales"}


def from_team(office: Office, kind: str, team: Json | None = None, **fields: object) -> Json:
    """What Teams tells about a team, or from its channel."""
    place = {"id": TEAM, "conversationType": "channel", "isGroup": True, "tenantId": TENANT}
    data = {"tenant": {"id": TENANT}, "team": IN_TEAM if team is None else team}
    return office.teams.activity("Mira", kind, conversation=place, channelData=data, **fields)


async def in_the_team(office: Office, *roll: dict[str, str]) -> None:
    """The app comes into the team whose roll that is."""
    office.teams.rolls[TEAM] = list(roll)
    added = [{"id": f"28:{APP}"}]
    reply = await office.tell(from_team(office, "conversationUpdate", membersAdded=added))
    assert reply.status == 200


async def looked(office: Office, **given: str) -> Json:
    asked = {**SENT, "people": "", **given, "do": "look"}
    return shown(await opened(office, "Mira", asked))


def choices(form: Json, field: str) -> list[str]:
    return [one["title"] for element in form["body"] if element.get("id") == field for one in element["choices"]]


async def test_the_members_of_a_team_get_the_campaign_and_guests_are_left_out(office: Office) -> None:
    await staff(office, "Mira")
    guest = on_roll("Gus", userRole="guest", userPrincipalName="gus_partner.example#EXT#@riverbank.example")
    await in_the_team(office, on_roll("Ada"), on_roll("Dan"), guest, {"id": "28:bot", "name": "A bot"})
    form = shown(await opened(office, "Mira", {"do": "campaign"}))
    assert choices(form, "team") == ["No team", "Sales"]
    run = await looked(office, team=TEAM)
    assert " ".join(words(run)[:2]).startswith("2 people would get")
    assert any(line.startswith("1 left out: guests are left out") for line in words(run))
    assert any(line.startswith("1 cannot be written to before") for line in words(run)), "Dan has no app"
    assert office.teams.calls["members"] == 2, "three people, two on a page"
    await opened(office, "Mira", actions(run)[0]["data"])
    assert await started(office) == ["Spring: running"]


async def test_whoever_was_not_known_before_is_entered_with_the_e_mail_and_reached_when_it_is_time(
    office: Office,
) -> None:
    await staff(office, "Mira")
    await in_the_team(office, on_roll("Dan"), on_roll("Ada"))
    await looked(office, team=TEAM)
    async with office.world.database.read() as db:
        rows = (await db.execute(sa.select(learners.c.outside_id, learners.c.email, learners.c.place))).all()
    told = {row[0]: row[1:] for row in rows}
    assert told["Dan"] == ("dan@riverbank.example", "")
    assert told["Ada"] == ("ada@riverbank.example", "a:Ada")


async def test_a_team_is_asked_for_its_members_once_in_five_minutes(office: Office) -> None:
    await staff(office, "Mira")
    await in_the_team(office, on_roll("Ada"))
    await looked(office, team=TEAM)
    await looked(office, team=TEAM, name="Again")
    assert office.teams.calls["members"] == 1


@pytest.mark.parametrize(
    "failure,says",
    [
        (Failure(429, retry_after=9), "try the button again"),
        (Failure(403, "BotNotInConversationRoster"), "no longer"),
    ],
)
async def test_a_team_that_cannot_be_read_is_a_fault_at_its_field(office: Office, failure: Failure, says: str) -> None:
    await staff(office, "Mira")
    await in_the_team(office, on_roll("Ada"))
    office.teams.failures.append(failure)
    form = await looked(office, team=TEAM)
    assert says in beside(form, "team")
    (field,) = [one for one in form["body"] if one.get("id") == "team"]
    assert field["value"] == TEAM


async def test_a_made_up_team_is_never_asked_for(office: Office) -> None:
    await staff(office, "Mira")
    await in_the_team(office, on_roll("Ada"))
    office.teams.rolls["19:secret@thread.tacv2"] = [on_roll("Bo")]
    assert "no longer in that team" in beside(await looked(office, team="19:secret@thread.tacv2"), "team")
    assert office.teams.calls["members"] == 0


async def names(office: Office) -> list[str]:
    async with office.world.database.read() as db:
        return [one.name for one in await groups_of(db, office.world.workspace.id, 10)]


async def test_teams_are_known_from_whatever_tells_of_them_and_forgotten_when_the_app_is_taken_out(
    office: Office,
) -> None:
    await office.install("Mira")
    await office.tell(from_team(office, "installationUpdate", {"id": TEAM}, action="add"))
    assert await names(office) == [""]
    await office.tell(from_team(office, "message", text="<at>Ninety</at> help"))
    assert await names(office) == ["Sales"]
    renamed = {"id": TEAM, "name": "Sales, North"}
    await office.tell(from_team(office, "conversationUpdate", renamed))
    assert await names(office) == ["Sales, North"]
    gone = [{"id": f"28:{APP}"}]
    await office.tell(from_team(office, "conversationUpdate", membersRemoved=gone))
    assert await names(office) == []


async def test_a_list_of_e_mails_and_names_finds_people_whatever_their_case(office: Office) -> None:
    await staff(office, "Mira")
    await in_the_team(office, on_roll("Ada"), on_roll("Bo"))
    await looked(office, team=TEAM)
    run = await looked(office, pasted="ADA@riverbank.example\nBo <bo@riverbank.example>;\n\n bo ")
    assert " ".join(words(run)[:2]).startswith("2 people would get")


async def test_whoever_is_not_found_is_named_at_the_field_which_keeps_the_list(office: Office) -> None:
    await staff(office, "Mira")
    async with office.world.database.write() as db:
        for number in (1, 2):
            await roster.enter_learner(db, office.world.workspace.id, f"same-{number}", "Sam", office.world.clock.at)
    pasted = "Ada\nnobody@riverbank.example\nZed\nSam"
    form = await looked(office, pasted=pasted)
    said = beside(form, "pasted")
    assert "I do not know nobody@riverbank.example, Zed" in said
    assert "Several people are called Sam" in said
    (field,) = [one for one in form["body"] if one.get("id") == "pasted"]
    assert field["value"] == pasted
    assert await started(office) == []


async def test_a_team_a_list_and_picked_people_make_one_audience_in_which_each_is_once(office: Office) -> None:
    await staff(office, "Mira", "Max")
    await in_the_team(office, on_roll("Ada"), on_roll("Dan"))
    run = await looked(office, team=TEAM, people="Ada,Bo", pasted="bo\nada")
    assert " ".join(words(run)[:2]).startswith("3 people would get")
    assert any("another manager's yes" in line for line in words(run))


def written() -> Iterator[tuple[str, list[str]]]:
    yield "a@x.example; b@x.example\r\n'C D' <c@x.example>", ["a@x.example", "b@x.example", "c@x.example"]
    yield "@Ada\n  Ada  Lovelace ,\n", ["Ada", "Ada Lovelace"]
    yield "Ada\nAda\n\n;;", ["Ada"]
    yield "", []


@pytest.mark.parametrize(("text", "found"), list(written()))
def test_lists_are_read_as_people_paste_them(text: str, found: list[str]) -> None:
    assert entries(text) == found


@pytest.mark.parametrize(
    ("told", "standing"),
    [
        ({}, Role.MEMBER),
        ({"userRole": "guest"}, Role.GUEST),
        ({"userPrincipalName": "a_b#EXT#@riverbank.example"}, Role.GUEST),
        ({"tenantId": "T2"}, Role.OUTSIDE),
    ],
)
def test_guests_and_people_of_other_tenants_are_told_from_members(told: dict[str, str], standing: Role) -> None:
    found = member(on_roll("Ada", **told), TENANT)
    assert found is not None
    assert found.role is standing


def user(name: str, **told: object) -> Json:
    """An account as Graph tells it."""
    address = f"{name.lower()}@riverbank.example"
    return {"id": name, "displayName": name, "mail": address, "userPrincipalName": address, **told}


def consent(office: Office) -> None:
    """Graph may be asked for teams and for accounts."""
    members = "groups/g1/members/microsoft.graph.user"
    office.teams.graph = {
        "groups": {"value": [{"id": "g1", "displayName": "Support"}, {"id": "g2", "displayName": "Sales"}]},
        members: {
            "value": [user("Ada"), user("Gus", userType="Guest")],
            "@odata.nextLink": f"{office.teams.url}/graph/v1.0/{members}?more=2",
        },
        f"{members}?2": {"value": [user("Dan"), user("Off", accountEnabled=False)]},
        "users/new@riverbank.example": user("New", mail="new@riverbank.example"),
    }


async def test_with_consent_teams_without_the_app_can_be_chosen_too(office: Office) -> None:
    await staff(office, "Mira")
    await in_the_team(office, on_roll("Ada"))
    consent(office)
    form = shown(await opened(office, "Mira", {"do": "campaign"}))
    assert choices(form, "team") == ["No team", "Sales", "Support"], "the connector's Sales, once"
    run = await looked(office, team="graph:g1")
    assert " ".join(words(run)[:2]).startswith("2 people would get")
    assert any(line.startswith("1 left out: guests are left out") for line in words(run))


async def test_with_consent_an_e_mail_that_nobody_knew_is_looked_up(office: Office) -> None:
    await staff(office, "Mira")
    consent(office)
    run = await looked(office, pasted="new@riverbank.example\nAda")
    assert " ".join(words(run)[:2]).startswith("2 people would get")
    form = await looked(office, pasted="nobody@riverbank.example")
    assert "I do not know nobody@riverbank.example" in beside(form, "pasted")


async def test_a_slow_graph_keeps_nobody_waiting(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graph_rosters, "PATIENCE_S", 0.1)
    await staff(office, "Mira")
    consent(office)
    office.teams.latency_s = 1.0
    form = await looked(office, pasted="new@riverbank.example")
    assert "I do not know new@riverbank.example" in beside(form, "pasted")
    assert not any(one.get("id") == "team" for one in form["body"])


async def test_without_consent_graph_is_asked_once_and_nobody_hears_of_it(office: Office) -> None:
    await staff(office, "Mira")
    for _ in range(3):
        form = shown(await opened(office, "Mira", {"do": "campaign"}))
        assert not any(one.get("id") == "team" for one in form["body"])
    assert office.teams.calls["graph"] == 1
    assert "no longer in that team" in beside(await after_the_app_came(office), "team")


async def after_the_app_came(office: Office) -> Json:
    """What a forged team of Graph's gets, in a tenant without consent."""
    await in_the_team(office, on_roll("Ada"))
    return await looked(office, team="graph:g1")


async def test_pages_of_another_host_are_not_followed(office: Office) -> None:
    await staff(office, "Mira")
    consent(office)
    office.teams.graph["groups/g1/members/microsoft.graph.user"]["@odata.nextLink"] = "https://evil.example/v1.0/x"
    run = await looked(office, team="graph:g1")
    assert " ".join(words(run)[:2]).startswith("1 person would get")
