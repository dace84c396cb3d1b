"""An organisation installs the app for its workspaces: some are added later, some taken away, and then all of them."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp import ClientResponse

from adapters.slack.connector.keys import SlackKeys
from adapters.slack.install.manifest import manifest
from schedules.ledger.audit import audit
from schedules.people.enrolments import campaigns_of
from schedules.people.roster import Workspace, learner_outside, workspace_outside
from schedules.plans import campaigns
from schedules.rules.campaigns import CampaignState
from tests.adapters.slack.conftest import SECRET, Office
from tests.adapters.slack.proposals import proposal
from tests.adapters.slack.test_oauth import TRANSLATED, begin, browser, finish
from tests.fakes.slack_workspace import dm_event, event_body, member
from tests.stories.world import EPISODES, put_series

LAND = TRANSLATED | {"team": None, "is_enterprise_install": True, "enterprise": {"id": "E1", "name": "Land"}}
NORTH, SOUTH = {"id": "T5", "name": "North"}, {"id": "T6", "name": "South"}


@pytest.fixture
def keys() -> SlackKeys:
    return SlackKeys("xoxb-1", SECRET, client_id="1.2", client_secret="s3cret")


@pytest.fixture
def public_url() -> str:
    return "http://127.0.0.1"


async def install(office: Office, *teams: dict[str, str], **told: Any) -> str:
    """An organisation's admin installs the app, which is let into these workspaces; what the page then says."""
    office.fake.users = [member(f"U{team['id']}", team["name"], team_id=team["id"]) for team in (NORTH, SOUTH)]
    office.fake.answers["oauth.v2.access"] = LAND | told
    office.fake.answers["auth.teams.list"] = {"teams": list(teams)}
    async with browser() as visitor:
        _, text = await finish(office, visitor, await begin(office, visitor))
    await office.settled()
    return text


async def news(office: Office, event: dict[str, Any], event_id: str) -> ClientResponse:
    """An event about the app in the whole organisation, which names no workspace."""
    allowed = {"enterprise_id": "E1", "team_id": None, "is_enterprise_install": True, "user_id": "UB2", "is_bot": True}
    whole = {"team_id": None, "enterprise_id": "E1", "authorizations": [allowed]}
    answer = await office.signed_client.post(json.dumps(event_body(event, event_id) | whole))
    assert answer.status == 200
    await office.settled()
    return answer


async def granted(office: Office, *teams: dict[str, str]) -> None:
    office.fake.answers["auth.teams.list"] = {"teams": list(teams)}
    ids = [team["id"] for team in teams]
    await news(office, {"type": "team_access_granted", "team_ids": ids}, f"Ev-granted-{ids}")


async def write(office: Office, team: dict[str, str], event_id: str) -> None:
    """The one person of a workspace writes to the app there."""
    allowed = {"enterprise_id": "E1", "team_id": team["id"], "is_enterprise_install": True, "user_id": "UB2"}
    body = event_body(dm_event(f"U{team['id']}", "help"), event_id, team["id"])
    await office.signed_client.post(json.dumps(body | {"enterprise_id": "E1", "authorizations": [allowed]}))
    await office.settled()


async def workspace(office: Office, team: dict[str, str]) -> Workspace | None:
    async with office.database.read() as db:
        return await workspace_outside(db, "slack", team["id"])


async def running(office: Office, team: dict[str, str]) -> Workspace:
    """The workspace, with a campaign that runs for its one person."""
    found = await workspace(office, team)
    assert found
    async with office.database.write() as db:
        await put_series(db, found.id, EPISODES, office.clock.at)
        ada = await learner_outside(db, found.id, f"U{team['id']}")
        assert ada
        drafted = await campaigns.draft(db, found, ada, proposal(), office.clock.at)
        await campaigns.start(db, drafted, [ada], ada.id, office.clock.at)
    return found


async def states(office: Office, found: Workspace) -> list[CampaignState]:
    async with office.database.read() as db:
        return [one.state for one in await campaigns_of(db, found.id)]


async def deeds(office: Office, found: Workspace) -> list[tuple[str, dict[str, Any]]]:
    async with office.database.read() as db:
        query = sa.select(audit.c.action, audit.c.detail).where(audit.c.workspace_id == found.id)
        return [(row.action, row.detail) for row in await db.execute(query.order_by(audit.c.id))]


async def test_a_workspace_that_is_added_later_is_served_and_its_people_are_known(office: Office) -> None:
    assert "no workspace yet" in await install(office)
    assert await workspace(office, NORTH) is None
    await granted(office, NORTH)
    found = await workspace(office, NORTH)
    assert found
    assert (found.name, found.active) == ("North", True)
    assert await office.slack.tokens.token(found.id) == "xoxb-2"
    assert await deeds(office, found) == [("app installed", {"organisation": "E1"})]
    async with office.database.read() as db:
        assert await learner_outside(db, found.id, "UT5")
        assert await learner_outside(db, found.id, "UT6") is None, "who is of another workspace"
    await write(office, NORTH, "Ev1")
    assert office.words("UT5") == ["What you can write to me"]


async def test_a_workspace_that_is_taken_away_rests_at_once_and_the_others_go_on(office: Office) -> None:
    await install(office, NORTH, SOUTH)
    north, south = await running(office, NORTH), await running(office, SOUTH)
    await news(office, {"type": "team_access_revoked", "team_ids": ["T5"]}, "Ev2")
    assert (await states(office, north), await states(office, south)) == (
        [CampaignState.PAUSED],
        [CampaignState.RUNNING],
    )
    why = {"why": "the organisation took the app out of this workspace"}
    assert ("app removed", why) in await deeds(office, north)
    await write(office, NORTH, "Ev3")
    await write(office, SOUTH, "Ev4")
    assert (office.words("UT5"), office.words("UT6")) == ([], ["What you can write to me"])
    await granted(office, NORTH, SOUTH)
    assert await states(office, north) == [CampaignState.PAUSED], "what was paused begins with nobody's deed"
    await write(office, NORTH, "Ev5")
    assert office.words("UT5") == ["What you can write to me"]


@pytest.mark.parametrize(
    "event", [{"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["UB2"]}}]
)
async def test_an_organisation_that_takes_the_app_out_takes_it_out_everywhere(
    office: Office, event: dict[str, Any]
) -> None:
    await install(office, NORTH, SOUTH)
    found = [await running(office, team) for team in (NORTH, SOUTH)]
    await news(office, event, "Ev2")
    assert [await states(office, one) for one in found] == [[CampaignState.PAUSED]] * 2
    assert await office.slack.tokens.of_organisation("E1") is None
    assert await office.slack.tokens.of_team("T1"), "a workspace that installed it by itself keeps it"
    await granted(office, NORTH)
    assert await office.slack.tokens.of_team("T5") is None


async def test_the_organisations_token_is_renewed_for_workspaces_to_come_too(office: Office) -> None:
    await install(office, SOUTH, refresh_token="r1", expires_in=43200)
    office.clock.at += timedelta(hours=11)
    office.fake.answers["oauth.v2.access"] = {"access_token": "xoxb-3", "refresh_token": "r2", "expires_in": 43200}
    south = await workspace(office, SOUTH)
    assert south
    assert await office.slack.tokens.token(south.id) == "xoxb-3"
    await granted(office, NORTH)
    north = await workspace(office, NORTH)
    assert north
    assert await office.slack.tokens.token(north.id) == "xoxb-3"
    assert office.fake.calls["oauth.v2.access"] == 2


async def test_news_of_an_organisation_that_never_installed_it_change_nothing(office: Office) -> None:
    await granted(office, NORTH)
    assert await workspace(office, NORTH) is None


def test_only_the_manifest_for_many_workspaces_subscribes_to_an_organisations_news() -> None:
    def events(oauth: bool) -> list[str]:
        made: dict[str, Any] = manifest("https://ninety.example.com", socket_mode=False, oauth=oauth)
        return list(made["settings"]["event_subscriptions"]["bot_events"])

    assert set(events(True)) - set(events(False)) == {"team_access_granted", "team_access_revoked"}
